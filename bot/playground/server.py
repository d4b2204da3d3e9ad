"""An ASGI app on 127.0.0.1, port 0, in a thread of its own: what the miniature Slack and the sample web run on."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

HANG_UP = "playground.hang_up"
"""Key of the scope under which a handler finds a function that closes the TCP connection without any answer."""


class _Ready(uvicorn.Server):
    """uvicorn, saying when it listens and on which loop."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.loop = asyncio.get_running_loop()
        self.ready.set()


class Server:
    """Runs `app` between start() and stop(); `with Server(app) as server:` does both."""

    def __init__(self, app: AsgiApp, *, name: str) -> None:
        self._app = app
        self._name = name
        self._server: _Ready | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    def start(self) -> None:
        """Listen; returns when requests are answered. RuntimeError where that takes over ten seconds."""
        listening = socket.create_server(("127.0.0.1", self._port))
        self._port = listening.getsockname()[1]
        config = uvicorn.Config(
            _with_hang_up(self._app),
            log_config=None,
            lifespan="off",
            ws="websockets-sansio",
            ws_ping_interval=10.0,
            timeout_graceful_shutdown=1,
            access_log=False,
        )
        self._server = _Ready(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([listening],), name=self._name, daemon=True
        )
        self._thread.start()
        if not self._server.ready.wait(10):
            raise RuntimeError(f"{self._name} did not start within 10 s")

    def stop(self) -> None:
        """Close the port and every connection; the same port is used again by the next start()."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._thread.join(10)
        self._server = self._thread = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that the app runs on; RuntimeError while the server is stopped."""
        if self._server is None or self._server.loop is None:
            raise RuntimeError(f"{self._name} is not running")
        return self._server.loop

    @property
    def address(self) -> str:
        """host:port, the port known from the first start() on."""
        return f"127.0.0.1:{self._port}"

    @property
    def url(self) -> str:
        """http://host:port, without a slash at its end."""
        return f"http://{self.address}"


def _with_hang_up(app: AsgiApp) -> AsgiApp:
    """`app` with a function in each scope that drops the connection: uvicorn's send is a method of its protocol."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            scope[HANG_UP] = send.__self__.transport.abort  # type: ignore[attr-defined]
        await app(scope, receive, send)

    return wrapped
