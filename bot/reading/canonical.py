"""Which address a page gives as its own, believed only where it plausibly means this page.

Sites point `canonical` at their front page, at a section, at another site's original. An address counts that is on the
same site and shares with ours what names the article: its number, its slug, or its whole path.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from bot.errors import ReadingError
from bot.reading.links import normalise

_HEAD = 300_000
_LINK = re.compile(r"<link\b[^<>]{0,2000}>", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_AMP = re.compile(r"<html\b[^<>]*(?:\samp\b|\s\u26a1|\samp4email)", re.I)
_TOKEN = re.compile(r"[^\W_]+")
_SHORTEST_NUMBER, _SHORTEST_CODE, _SLUG_WORDS = 3, 6, 3


def canonical_of(body: bytes, address: str) -> str | None:
    """The page's own address by its `<link rel="canonical">`; None where it names none or another page's."""
    target = _named(_head(body), address)
    return target if target and is_plausible(target, address) else None


def amp_original(body: bytes, address: str) -> str | None:
    """The address of the original where the page is its AMP form, and another one; else None."""
    head = _head(body)
    if not _AMP.search(head[:5000]):
        return None
    target = _named(head, address)
    return target if target and target != address and is_plausible(target, address) else None


def is_plausible(target: str, address: str) -> bool:
    """Whether `target` may be another address of the page at `address`."""
    try:
        ours, theirs = urlsplit(normalise(address)), urlsplit(normalise(target))
    except ReadingError:
        return False
    if not _same_site(ours.netloc, theirs.netloc):
        return False
    if (ours.path, ours.query) == (theirs.path, theirs.query):
        return True
    if theirs.path in ("/", "/index.html", "/index.php", "/index.do") and not theirs.query:
        return False
    shared = _names(ours) & _names(theirs)
    words, their_words = _slug(ours), _slug(theirs)
    return bool(shared) or len(words & their_words) >= max(
        _SLUG_WORDS, 0.6 * min(len(words), len(their_words))
    )


def _head(body: bytes) -> str:
    """The page's beginning; addresses are ASCII or, these days, UTF-8."""
    return body[:_HEAD].decode("utf-8", "replace") if b"canonical" in body[:_HEAD] else ""


def _named(head: str, address: str) -> str | None:
    for link in _LINK.findall(head):
        attributes = {
            match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(link)
        }
        if "canonical" in attributes.get("rel", "").lower().split() and attributes.get("href", "").strip():
            target = urljoin(address, attributes["href"].strip().replace("&amp;", "&"))
            return target if target.startswith(("http://", "https://")) else None
    return None


def _same_site(ours: str, theirs: str) -> bool:
    return ours == theirs or ours.endswith("." + theirs) or theirs.endswith("." + ours)


def _names(parts: SplitResult) -> set[str]:
    """What can be an article's number or code in an address: long digits, or letters mixed with digits."""
    values = [value for _, value in parse_qsl(parts.query)]
    tokens = [token.lower() for text in (unquote(parts.path), *values) for token in _TOKEN.findall(text)]
    return {
        token
        for token in tokens
        if (token.isdigit() and len(token) >= _SHORTEST_NUMBER and not _is_date(token))
        or (len(token) >= _SHORTEST_CODE and any(c.isdigit() for c in token) and not token.isdigit())
    }


def _is_date(token: str) -> bool:
    """A year, or a day as 20261125: every article of that day has it."""
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:(?:0\d|1[0-2])(?:[0-3]\d)?)?", token))


def _slug(parts: SplitResult) -> set[str]:
    """The words of the path's longest segment."""
    segments: list[list[str]] = [_TOKEN.findall(each.lower()) for each in unquote(parts.path).split("/")]
    return set(max(segments, key=lambda words: len(list(words))))
