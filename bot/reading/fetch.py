"""A link to the bytes of its page: each hop checked, everything bounded, every failure with its reason.

Redirects, `<meta refresh>` and the pages of shorteners are followed by hand, so that each new address passes the same
check as the first. Cookies live for one fetch only. A body is read raw and unpacked in small steps.
"""

from __future__ import annotations

import email.utils
import ssl
import time
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

import httpcore
import httpx

from bot.errors import ReadingError, Reason
from bot.reading.address import Allowed
from bot.reading.decompress import BrokenError, TooLargeError, decompressed
from bot.reading.interstitial import next_address
from bot.reading.links import target_of
from bot.reading.transport import Deadline, GuardedTransport, explain

USER_AGENT = "Mozilla/5.0 (compatible; aideals/0.1; +https://aideals.example/bot)"
_HEADERS = {
    "User-Agent": USER_AGENT,
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


@dataclass(frozen=True, slots=True)
class Limits:
    """What one fetch may cost: seconds in all, bytes of the unpacked body, hops."""

    timeout_s: float = 20.0
    max_bytes: int = 10_000_000
    max_redirects: int = 10


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as the site gave it. `content_type` is lower case, without parameters; `charset` None where unsaid."""

    url: str
    final_url: str
    status: int
    content_type: str
    body: bytes
    charset: str | None = None


def fetch(url: str, limits: Limits, *, allow: Allowed = frozenset()) -> Fetched:
    """The page behind a link, after wrappers, redirects and refreshes.

    `allow`: (host, port) pairs that may be fetched although their address is private or their port unusual. Raises
    ReadingError with the reason; `error.url` is the link as given.
    """
    deadline = Deadline(limits.timeout_s)
    transport = GuardedTransport(allow=allow, deadline=deadline, ssl_context=_ssl_context(), url=url)
    try:
        with httpx.Client(transport=transport, headers=_HEADERS, trust_env=False) as client:
            return _follow(client, url, limits)
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpx.ProtocolError,
    ) as error:
        raise explain(error, url) from None
    except httpx.InvalidURL:
        raise ReadingError("bad_link", "Not a web address.", url=url) from None


@cache
def _ssl_context() -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    context.set_alpn_protocols(["http/1.1", "h2"])
    return context


def _follow(client: httpx.Client, url: str, limits: Limits) -> Fetched:
    address = _checked(url, url)
    seen: set[tuple[str, str]] = set()
    for _ in range(limits.max_redirects + 1):
        state = (address, repr(sorted((c.name, c.value or "") for c in client.cookies.jar)))
        if state in seen:
            break
        seen.add(state)
        with client.stream("GET", address) as response:
            onward = _redirect(response)
            if onward is None:
                fetched = _received(response, url, address, limits)
                onward = next_address(fetched.body, fetched.content_type, address)
                if onward is None:
                    return fetched
        address = _checked(urljoin(address, onward), url)
    raise ReadingError("redirect_loop", "The link leads in a circle.", url=url)


def _checked(address: str, url: str) -> str:
    """The address to ask for; ReadingError("bad_link"), told of the link as given, where it is none."""
    try:
        return target_of(address)
    except ReadingError:
        raise ReadingError("bad_link", f"Not a web address: {address[:200]!r}", url=url) from None


def _redirect(response: httpx.Response) -> str | None:
    return response.headers.get("location") if response.status_code in _REDIRECTS else None


def _received(response: httpx.Response, url: str, address: str, limits: Limits) -> Fetched:
    status = response.status_code
    if status >= 400 or status in _REDIRECTS:
        reason = _REFUSALS.get(status, "server_error" if status >= 500 else "blocked")
        raise ReadingError(
            reason,
            f"The site answered {status}.",
            url=url,
            status=status,
            retryable=status in _RETRYABLE,
            retry_after_s=_retry_after(response),
        )
    content_type, charset = _content_type(response.headers.get("content-type", ""))
    length = response.headers.get("content-length", "")
    if length.isdigit() and int(length) > limits.max_bytes:
        raise _too_large(url, limits)
    body = bytearray()
    try:
        for piece in decompressed(
            response.iter_raw(), response.headers.get("content-encoding", ""), limits.max_bytes
        ):
            body += piece
    except TooLargeError:
        raise _too_large(url, limits) from None
    except BrokenError as error:
        raise ReadingError(
            "server_error", f"The site's answer is damaged ({error}).", url=url, retryable=True
        ) from None
    return Fetched(url, address, status, content_type, bytes(body), charset)


def _too_large(url: str, limits: Limits) -> ReadingError:
    return ReadingError("too_large", f"The page is larger than {limits.max_bytes // 1_000_000} MB.", url=url)


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
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return None
    try:
        now = email.utils.parsedate_to_datetime(response.headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        now = time.time()
    return max(0.0, until - now)
