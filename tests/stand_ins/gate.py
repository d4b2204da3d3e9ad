"""A sample article that is handed out only while the gate is open: for whatever has to happen during a reading."""

from __future__ import annotations

import asyncio
import threading
from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.playground.server import Server


class Gate:
    """Serves /article between start and stop; requests wait until `open()`."""

    def __init__(self, name: str = "generative-ai-winter") -> None:
        self._page = (files("bot.playground") / "articles" / f"{name}.html").read_text(encoding="utf-8")
        self._asked = threading.Event()
        self._is_open = False
        self._server = Server(Starlette(routes=[Route("/article", self._article)]), name="gate")

    def __enter__(self) -> Gate:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_open = True
        self._server.stop()

    @property
    def url(self) -> str:
        return f"{self._server.url}/article"

    @property
    def address(self) -> str:
        return self._server.address

    def wait_asked(self, timeout: float) -> bool:
        """True once somebody waits at the gate."""
        return self._asked.wait(timeout)

    def open(self) -> None:
        """From now on everybody gets the page."""
        self._is_open = True

    async def _article(self, request: Request) -> Response:
        self._asked.set()
        while not self._is_open and not await request.is_disconnected():
            await asyncio.sleep(0.05)
        return HTMLResponse(self._page)
