"""A small web server with the sample articles (articles/*.html), all written for this project.

A page's date is computed from `now`, so that a sample is always this week's. One page is behind a paywall.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.playground.server import Server

WINTER, HARBORLIGHT, MUSEUM, PAYWALL = (
    "generative-ai-winter",
    "harborlight",
    "museum-guide",
    "subscribers-only",
)
"""The pages by name: Korean with deals and signals but no date; English with a round, a purchase and layoffs; Korean
without any deal; English for subscribers only."""

PUBLISHED_BEFORE_NOW = {HARBORLIGHT: timedelta(hours=3), MUSEUM: timedelta(hours=20)}
_STATUS = {PAYWALL: 403}


class Newsstand:
    """Serves the samples between start() and stop(); `requests` are the paths that were asked for, in order."""

    def __init__(self, now: datetime) -> None:
        """`now` is aware: the samples are dated a few hours before it."""
        self._now = now
        self.requests: list[str] = []
        routes = [Route("/articles/{name}", self._article), Route("/robots.txt", _robots)]
        self._server = Server(Starlette(routes=routes), name="newsstand")

    def start(self) -> Newsstand:
        """Listen."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Close the port."""
        self._server.stop()

    def __enter__(self) -> Newsstand:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def address(self) -> str:
        """host:port, as AIDEALS_FETCH_ALLOW takes it."""
        return self._server.address

    def url(self, name: str) -> str:
        """The address of a sample."""
        return f"{self._server.url}/articles/{name}"

    async def _article(self, request: Request) -> Response:
        name = request.path_params["name"]
        self.requests.append(request.url.path)
        try:
            page = (files(__package__) / "articles" / f"{name}.html").read_text(encoding="utf-8")
        except FileNotFoundError:
            return PlainTextResponse("There is no such page.", status_code=404)
        published = self._now - PUBLISHED_BEFORE_NOW.get(name, timedelta(0))
        page = page.replace("@@published@@", published.isoformat(timespec="seconds"))
        page = page.replace("@@day@@", published.date().isoformat())
        return HTMLResponse(page, status_code=_STATUS.get(name, 200))


async def _robots(request: Request) -> Response:
    return PlainTextResponse("User-agent: *\nAllow: /\n")
