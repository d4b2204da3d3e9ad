"""Pages that only scripts can draw, drawn in a headless Chromium whose every connection passes the gateway.

Off unless AIDEALS_RENDER says otherwise. Pictures, fonts, films, downloads and service workers are not loaded.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from bot.errors import ReadingError
from bot.reading.access import Access
from bot.reading.fetch import Fetched, Limits, refusal_of, turn
from bot.reading.gateway import Gateway
from bot.reading.links import target_of
from bot.reading.transport import Deadline, GuardedTransport

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Playwright, Request, Route

_PROGRAMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
_ARGUMENTS = (
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--js-flags=--max-old-space-size=512",
)
_NOT_LOADED = ("image", "media", "font", "websocket", "eventsource", "manifest", "texttrack")
_SIZE_SHARE = 3
"""Scripts weigh more than the text that they draw: all connections together may bring so many times a page's limit."""
_LOOK_S, _STILL_LOOKS, _MOST_LOOKS, _LEAST_LETTERS = 0.25, 3, 40, 200
_CLOSING_S = 5.0
_FOR_READERS_WITHOUT_SCRIPTS = "document.querySelectorAll('noscript').forEach(block => block.remove())"


def render(url: str, limits: Limits, access: Access) -> Fetched:
    """What scripts make of the page at `url` within the limits, as UTF-8 HTML.

    Raises ReadingError: "needs_javascript" where there is no renderer, else as a fetch does.
    """
    deadline = Deadline(limits.timeout_s)
    transport = GuardedTransport(access, deadline=deadline, url=url)
    transport.check(httpx.URL(url))
    most = _SIZE_SHARE * limits.max_bytes
    with (
        turn(url, url, access, deadline),
        Gateway(transport.connect, max_bytes=most, deadline=deadline) as gateway,
    ):
        try:
            page = asyncio.run(asyncio.wait_for(_drawn(url, access, gateway.port), limits.timeout_s))
        except TimeoutError:
            raise ReadingError(
                "timeout", "The page was not drawn in time.", url=url, retryable=True
            ) from None
        except ReadingError as error:
            refused = gateway.failures.get(urlsplit(url).hostname or "")
            if error.reason == "bad_link":  # the page went where the gateway does not lead
                refused = refused or next(iter(gateway.failures.values()), None)
            if refused is not None:
                raise refused from None
            if gateway.exceeded:
                raise _too_large(url, limits) from None
            raise
    if gateway.exceeded or len(page.body) > limits.max_bytes:
        raise _too_large(url, limits)
    return page


def lacking(access: Access) -> str | None:
    """What is missing to draw pages, in words; None where nothing is."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return "the package playwright is not installed"
    with sync_playwright() as playwright:
        found = program(access, Path(playwright.chromium.executable_path))
    return "no Chromium is installed" if found is None else None


def program(access: Access, own: Path) -> Path | None:
    """Chromium's program: the one that was set, Playwright's `own` where it is installed, else one of the PATH."""
    if access.chromium is not None:
        return access.chromium
    if own.is_file():
        return own
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return None if found is None else Path(found)


async def _drawn(url: str, access: Access, port: int) -> Fetched:
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError:
        raise _no_renderer(url, "the package playwright is not installed") from None
    async with async_playwright() as playwright:
        try:
            browser = await _launch(playwright, url, access, port)
        except Error as error:
            raise _no_renderer(url, error.message.splitlines()[0]) from None
        try:
            return await _visit(browser, url, access)
        except Error as error:
            reason = error.message.splitlines()[0]
            raise ReadingError(
                "unreachable", f"The page was not drawn ({reason}).", url=url, retryable=True
            ) from None
        finally:
            await asyncio.wait_for(browser.close(), _CLOSING_S)


async def _launch(playwright: Playwright, url: str, access: Access, port: int) -> Browser:
    chosen = program(access, Path(playwright.chromium.executable_path))
    if chosen is None:
        raise _no_renderer(url, "no Chromium is installed")
    return await playwright.chromium.launch(
        executable_path=chosen,
        args=list(_ARGUMENTS),
        proxy={"server": f"socks5://127.0.0.1:{port}", "bypass": "<-loopback>"},
        chromium_sandbox=os.geteuid() != 0,  # Chromium's sandbox refuses to work for root
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


async def _visit(browser: Browser, url: str, access: Access) -> Fetched:
    context = await browser.new_context(
        user_agent=access.user_agent, locale="ko-KR", service_workers="block", accept_downloads=False
    )
    await context.route("**/*", _pass_or_stop)
    page = await context.new_page()
    answer = await page.goto(url, wait_until="domcontentloaded", timeout=0)
    if answer is not None and answer.status >= 400:
        raise refusal_of(answer.status, url)
    await _until_still(page)
    await page.evaluate(_FOR_READERS_WITHOUT_SCRIPTS)
    html = await page.content()
    try:
        address = target_of(page.url)
    except ReadingError:
        raise ReadingError("bad_link", "The page led to something that is no page.", url=url) from None
    return Fetched(url, address, 200, "text/html", html.encode("utf-8", "replace"), "utf-8")


async def _pass_or_stop(route: Route, request: Request) -> None:
    if request.resource_type in _NOT_LOADED:
        await route.abort()
    else:
        await route.continue_()


async def _until_still(page: Page) -> None:
    """Return when the page's text has stopped growing, at the address where it stays, or after ten seconds."""
    from playwright.async_api import Error

    before, still = ("", -1), 0
    for _ in range(_MOST_LOOKS):
        if still == _STILL_LOOKS:
            return
        await asyncio.sleep(_LOOK_S)
        try:
            letters = int(await page.evaluate("document.body ? document.body.innerText.length : 0"))
        except Error:  # the page is on its way to another address
            if page.is_closed():
                raise
            letters = -1
        now = (page.url, letters)
        still = still + 1 if now == before and letters >= 0 else 0
        before = now
        if letters < _LEAST_LETTERS and still == _STILL_LOOKS and not await _is_idle(page):
            still = 0


async def _is_idle(page: Page) -> bool:
    """Whether nothing was loaded for half a second; waits up to two seconds for that."""
    from playwright.async_api import Error

    try:
        await page.wait_for_load_state("networkidle", timeout=2000)
    except Error:
        return False
    return True


def _no_renderer(url: str, why: str) -> ReadingError:
    return ReadingError(
        "needs_javascript", f"The page needs a browser, and none could be started: {why}.", url=url
    )


def _too_large(url: str, limits: Limits) -> ReadingError:
    return ReadingError("too_large", f"The page is larger than {limits.max_bytes // 1_000_000} MB.", url=url)
