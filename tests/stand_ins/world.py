"""The whole web on one port: a proxy that answers for every host itself, over HTTP and TLS.

with World({"https://t.co/aB3": redirect("https://ledger.example/a"), …}) as world:
    fetch("https://t.co/aB3", Limits(), world.through())

It never connects anywhere. Certificates come from an authority of its own, which `through()` trusts.
"""

from __future__ import annotations

import socket
import ssl
import tempfile
from dataclasses import replace
from pathlib import Path

import trustme

from bot.reading.access import Access, Proxies
from tests.stand_ins.web import Answer, Page, Request, Web


class World(Web):
    """A `Web` whose pages are whole addresses; `requests` hold whole addresses too, `asked` what it was asked to reach."""

    def __init__(self, pages: dict[str, Answer]) -> None:
        super().__init__(pages)
        self._authority = trustme.CA()
        self._folder = tempfile.TemporaryDirectory(prefix="world-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        self.asked: list[str] = []

    def __exit__(self, *error: object) -> None:
        super().__exit__(*error)  # type: ignore[arg-type]
        self._folder.cleanup()

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def through(self, **more: object) -> Access:
        """Everything through this proxy."""
        return replace(Access(proxies=Proxies(every=self.proxy), ca_file=self.ca_file), **more)  # type: ignore[arg-type]

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                request = self._read(connection)
                if request is None:
                    return
                if request.method != "CONNECT":
                    self.asked.append(request.path)
                    self._answer(connection, request)
                    return
                self.requests.pop()
                self.asked.append(request.path)
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                if request.path.endswith(":80"):
                    self._talk(connection, f"http://{request.path.removesuffix(':80')}")
                    return
                with self._context(request.path.rpartition(":")[0]).wrap_socket(
                    connection, server_side=True
                ) as inner:
                    self._talk(inner, f"https://{request.path.removesuffix(':443')}")
            except OSError:
                return  # the reader went away: that is what a limit is for

    def _talk(self, connection: socket.socket, site: str) -> None:
        wish = self._read(connection)
        if wish is not None:
            whole = replace(wish, path=f"{site}{wish.path}")
            self.requests[-1] = whole
            self._answer(connection, whole)

    def _answer(self, connection: socket.socket, request: Request) -> None:
        if request.path not in self._pages:
            bare = request.path.split("?", 1)[0]
            if bare in self._pages:
                request = replace(request, path=bare)
        super()._answer(connection, request)

    def _context(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(host).configure_cert(context)
        return context


__all__ = ["Page", "World"]
