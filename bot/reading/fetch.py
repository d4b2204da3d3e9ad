"""A link to the bytes of its page: each hop checked, everything bounded, every failure with its reason.

Redirects, `<meta refresh>` and the pages of shorteners are followed by hand, so that each new address passes the same
check as the first. Cookies live for one fetch only. A body is read raw and unpacked in small steps.
"""

from __future__ import annotations

import email.utils
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from bot.errors import ReadingError, Reason
from bot.reading import google_news, robots
from bot.reading.access import Access
from bot.reading.decompress import BrokenError, TooLargeError, decompressed
from bot.reading.interstitial import next_address
from bot.reading.links import target_of
from bot.reading.pace import TooBusyError
from bot.reading.transport import FAULTS, Deadline, GuardedTransport, explain

_ACCEPTED = {
    "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,application/xml;q=0.8,*/*;q=0.5",
    "Accept-Language": "ko,en;q=0.8,*;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
}
_REDIRECTS = (301, 302, 303, 307, 308)
_REFUSALS: dict[int, Reason] = {
    401: "paywall",
    402: "paywall",
    403: "blocked",
    404: "not_found",
    405: "blocked",
    406: "blocked",
    408: "timeout",
    410: "not_found",
    429: "blocked",
    451: "blocked",
}
_RETRYABLE = (408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524)
_REST_S = 30.0
"""How long a site is left alone that says “too many” without saying how long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: seconds in all, bytes of the unpacked body, hops."""

    timeout_s: float = 20.0
    max_bytes: int = 10_000_000
    max_redirects: int = 10


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier fetch of the same page left: its last address, and the site's marks of that version."""

    final_url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the site gave it. `content_type` is lower case, without parameters; `charset` None where unsaid.

    `etag` and `last_modified` are the site's marks of this version, for a later question. Status 304 means: unchanged
    since the version that was known, and `body` is empty.
    """

    url: str
    final_url: str
    status: int
    content_type: str
    body: bytes
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def is_unchanged(self) -> bool:
        """Whether the site only said that nothing has changed."""
        return self.status == httpx.codes.NOT_MODIFIED


def fetch(url: str, limits: Limits, access: Access = Access(), *, known: Known | None = None) -> Fetched:  # noqa: B008
    """The page behind a link, after wrappers, redirects and refreshes.

    With `known` the site may answer that nothing has changed since (`is_unchanged`). Raises ReadingError with the
    reason; `error.url` is the link as given.
    """
    deadline = Deadline(limits.timeout_s)
    transport = GuardedTransport(access, deadline=deadline, url=url)
    headers = {"User-Agent": access.user_agent, **_ACCEPTED}
    try:
        with httpx.Client(transport=transport, headers=headers, trust_env=False) as client:
            return _Visit(client, deadline, url, limits, access, known).follow()
    except FAULTS as error:
        raise explain(error, url) from None
    except httpx.InvalidURL:
        raise ReadingError("bad_link", "Not a web address.", url=url) from None


def refusal_of(status: int, url: str, *, retry_after_s: float | None = None) -> ReadingError:
    """The error that a site's status stands for."""
    return ReadingError(
        _REFUSALS.get(status, "server_error" if status >= 500 else "blocked"),
        f"The site answered {status}.",
        url=url,
        status=status,
        retryable=status in _RETRYABLE,
        retry_after_s=retry_after_s,
    )


@contextmanager
def turn(address: str, url: str, access: Access, deadline: Deadline) -> Iterator[None]:
    """The right to ask the site of `address` once, as soon as it is our turn; that wait does not count as the site's.

    Raises ReadingError (told of `url`) where it will not be our turn soon.
    """
    if access.pace is None:
        yield
        return
    begin = time.monotonic()
    try:
        with access.pace.turn(urlsplit(address).netloc, deadline.patience_s):
            deadline.extend(time.monotonic() - begin)
            yield
    except TooBusyError as error:
        reason: Reason = "blocked" if error.asked_to_rest else "timeout"
        message = (
            "The site asked to be left alone for a while."
            if error.asked_to_rest
            else "Too many pages of this site are waiting."
        )
        status = 429 if error.asked_to_rest else None
        raise ReadingError(
            reason, message, url=url, status=status, retryable=True, retry_after_s=error.wait_s
        ) from None


@dataclass(frozen=True, slots=True)
class _Visit:
    """One fetch, hop by hop."""

    client: httpx.Client
    deadline: Deadline
    url: str
    limits: Limits
    access: Access
    known: Known | None

    def follow(self) -> Fetched:
        address, body = self._checked(self.url), None
        seen: set[tuple[str, str]] = set()
        for _ in range(self.limits.max_redirects + 1):
            cookies = repr(sorted((c.name, c.value or "") for c in self.client.cookies.jar))
            if (address, cookies) in seen:
                break
            seen.add((address, cookies))
            found = self._hop(address, body)
            if isinstance(found, Fetched):
                onward = None if found.is_unchanged else _onward(found, is_answer=body is not None)
                if onward is None:
                    return found
            else:
                onward = found, None
            address, body = self._checked(urljoin(address, onward[0])), onward[1]
        raise ReadingError("redirect_loop", "The link leads in a circle.", url=self.url)

    def _hop(self, address: str, body: bytes | None) -> Fetched | str:
        """The page at `address`, or where the site sends us on. With `body`, a form is posted."""
        if self.access.robots and not robots.may_ask(address, self._robots_txt):
            raise ReadingError("blocked", "The site's robots.txt asks not to read this page.", url=self.url)
        method = "GET" if body is None else "POST"
        form = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
        with (
            turn(address, self.url, self.access, self.deadline),
            self.client.stream(
                method, address, content=body, headers={**form, **self._marks(address)}
            ) as response,
        ):
            onward = _redirect(response)
            return self._received(response, address) if onward is None else onward

    def _marks(self, address: str) -> dict[str, str]:
        """The conditions under which the site need not send the page again."""
        if self.known is None or self.known.final_url != address:
            return {}
        marks = {"If-None-Match": self.known.etag, "If-Modified-Since": self.known.last_modified}
        return {name: mark for name, mark in marks.items() if mark}

    def _checked(self, address: str) -> str:
        """The address to ask for; ReadingError("bad_link"), told of the link as given, where it is none."""
        try:
            return target_of(address)
        except ReadingError:
            raise ReadingError("bad_link", f"Not a web address: {address[:200]!r}", url=self.url) from None

    def _received(self, response: httpx.Response, address: str) -> Fetched:
        status, headers = response.status_code, response.headers
        unchanged = status == httpx.codes.NOT_MODIFIED and bool(self._marks(address))
        if not unchanged and not 200 <= status < 300:
            raise self._refusal(response, address)
        content_type, charset = _content_type(headers.get("content-type", ""))
        body = b"" if unchanged else self._body(response, self.limits.max_bytes)
        marks = headers.get("etag"), headers.get("last-modified")
        return Fetched(self.url, address, status, content_type, body, charset, *marks)

    def _refusal(self, response: httpx.Response, address: str) -> ReadingError:
        status, asked_s = response.status_code, _retry_after(response)
        if self.access.pace is not None and (status == 429 or asked_s is not None):
            self.access.pace.rest(urlsplit(address).netloc, _REST_S if asked_s is None else asked_s)
        return refusal_of(status, self.url, retry_after_s=asked_s)

    def _body(self, response: httpx.Response, max_bytes: int) -> bytes:
        length, encoding = (response.headers.get(name, "") for name in ("content-length", "content-encoding"))
        body = bytearray()
        try:
            if length.isdigit() and int(length[:20]) > max_bytes:
                raise TooLargeError
            for piece in decompressed(response.iter_raw(), encoding, max_bytes):
                body += piece
        except TooLargeError:
            message = f"The page is larger than {max_bytes // 1_000_000} MB."
            raise ReadingError("too_large", message, url=self.url) from None
        except BrokenError as error:
            message = f"The site's answer is damaged ({error})."
            raise ReadingError("server_error", message, url=self.url, retryable=True) from None
        return bytes(body)

    def _robots_txt(self, address: str) -> tuple[int, bytes] | None:
        """The status and body of a site's robots.txt; None where there is no answer. Follows few redirects."""
        try:
            for _ in range(5):
                with (
                    turn(address, self.url, self.access, self.deadline),
                    self.client.stream("GET", self._checked(address)) as response,
                ):
                    onward = _redirect(response)
                    if onward is None:
                        status = response.status_code
                        return status, self._body(response, robots.MOST_BYTES) if status < 300 else b""
                address = urljoin(address, onward)
        except (ReadingError, *FAULTS):
            self.deadline.left()  # a time that is over ends the fetch, not only this question
        return None


def _onward(page: Fetched, *, is_answer: bool) -> tuple[str, bytes | None] | None:
    """Where the page leads its reader, and the form to post there; None where it stays.

    `is_answer`: the page answers a form, as Google News' server does.
    """
    asked = google_news.question(page.body, page.final_url)
    if asked is not None:
        return asked.address, asked.body
    target = google_news.answer(page.body) if is_answer else None
    target = target or next_address(page.body, page.content_type, page.final_url)
    return None if target is None else (target, None)


def _redirect(response: httpx.Response) -> str | None:
    return response.headers.get("location") if response.status_code in _REDIRECTS else None


def _content_type(header: str) -> tuple[str, str | None]:
    kind, _, parameters = header.partition(";")
    charset = None
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip("\"'").lower() or None
    return kind.strip().lower(), charset


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the site asks to wait, by its own clock where it names a moment."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value[:10])
    try:
        until = email.utils.parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return None
    try:
        now = email.utils.parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        now = time.time()
    return max(0.0, until - now)
