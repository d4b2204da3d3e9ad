"""Servers that speak TLS on 127.0.0.1: a real HTTP/2 one (hypercorn), and ones that break the rules on the wire."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import tempfile
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

from bot.reading.access import Access

App = Callable[
    [dict[str, Any], Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]
]


@dataclass(frozen=True)
class Secured:
    """A running server; `access` trusts its authority and lets its address be asked."""

    url: str
    access: Access


@contextmanager
def http2(app: App) -> Iterator[Secured]:
    """Hypercorn with HTTP/2 over TLS."""
    with _authority() as (authority, folder), socket.create_server(("127.0.0.1", 0)) as listener:
        authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(
            str(folder / "own.pem")
        )
        config = Config()
        config.bind = [f"fd://{os.dup(listener.fileno())}"]  # hypercorn closes what it is given
        config.certfile = config.keyfile = str(folder / "own.pem")
        config.accesslog = config.errorlog = None
        config.graceful_timeout = 0.2
        stop = threading.Event()

        async def stopped() -> None:
            while not stop.is_set():
                await asyncio.sleep(0.05)

        def run() -> None:
            asyncio.run(serve(app, config, shutdown_trigger=stopped))  # type: ignore[arg-type]

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield _secured(listener, folder)
        finally:
            stop.set()
            thread.join(10)


@contextmanager
def raw_tls(
    talk: Callable[[socket.socket, threading.Event], None],
    *,
    name: str = "127.0.0.1",
    protocols: tuple[str, ...] = (),
    not_after: datetime | None = None,
    trusted: bool = True,
) -> Iterator[Secured]:
    """A server that shakes hands with a certificate for `name` and then lets `talk` do what it wants."""
    with _authority() as (authority, folder), socket.create_server(("127.0.0.1", 0)) as listener:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (authority if trusted else trustme.CA()).issue_cert(name, not_after=not_after).configure_cert(context)
        if protocols:
            context.set_alpn_protocols(list(protocols))
        stop = threading.Event()

        def answer(connection: socket.socket) -> None:
            try:
                with connection, context.wrap_socket(connection, server_side=True) as inner:
                    inner.settimeout(10)
                    talk(inner, stop)
            except OSError:
                return  # the reader went away: that is what a limit is for

        def run() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        threading.Thread(target=run, daemon=True).start()
        try:
            yield _secured(listener, folder)
        finally:
            stop.set()
            listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def _authority() -> Iterator[tuple[trustme.CA, Path]]:
    with tempfile.TemporaryDirectory(prefix="tls-") as name:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(Path(name) / "ca.pem"))
        yield authority, Path(name)


def _secured(listener: socket.socket, folder: Path) -> Secured:
    port = listener.getsockname()[1]
    access = Access(allow=frozenset({("127.0.0.1", port)}), ca_file=folder / "ca.pem")
    return Secured(f"https://127.0.0.1:{port}", access)
