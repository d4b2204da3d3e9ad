"""Whatever `aideals read` is given to an Article: a link, a file (.html .txt .json .pdf .eml) or standard input."""

from __future__ import annotations

import base64
import binascii
import json
import sys
import time
import unicodedata
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.access import Access
from bot.reading.canonical import amp_original, canonical_of
from bot.reading.copies import Copy, pack
from bot.reading.decode import clean, to_text
from bot.reading.documents import read_document
from bot.reading.fetch import Fetched, Known, Limits, fetch
from bot.reading.links import is_shortener
from bot.reading.mail import read_mail
from bot.reading.parts import joined
from bot.reading.render import render

_FIELDS = ("title", "publisher", "author", "published", "updated", "language", "partial")
_LEAST_S = 2.0
"""Less time than this is not worth a second request."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a link gave: the article and a copy of its page; both None where it is unchanged since it was known."""

    article: Article | None
    page: Copy | None


def read_source(
    source: str,
    *,
    url: str | None = None,
    limits: Limits | None = None,
    access: Access = Access(),  # noqa: B008
) -> Article:
    """The article of a link, of a file or of standard input ("-"); `url` is the address that a file came from.

    Raises ReadingError with the reason; "not_found" for a file that is not there.
    """
    limits = limits or Limits()
    if source.lower().startswith(("http://", "https://")):
        return read_link(source, limits=limits, access=access)
    if source == "-":
        return _read_bytes(sys.stdin.buffer.read(limits.max_bytes + 1), ".txt", url, limits)
    path = Path(source)
    try:
        if path.stat().st_size > 4 * limits.max_bytes:
            raise ReadingError("too_large", f"{source} is too large.", url=url)
        return _read_bytes(path.read_bytes(), path.suffix.lower(), url, limits)
    except FileNotFoundError:
        raise ReadingError("not_found", f"There is no file {source}.", url=url) from None
    except OSError as error:
        raise ReadingError("unreachable", f"{source} cannot be read: {error.strerror}.", url=url) from None


def read_link(url: str, *, limits: Limits, access: Access = Access()) -> Article:  # noqa: B008
    """The article behind a link; its `url` is where the link led. Raises ReadingError."""
    article = visit(url, limits=limits, access=access).article
    assert article is not None, "only what is known can be unchanged"
    return article


def visit(
    url: str,
    *,
    limits: Limits,
    access: Access = Access(),  # noqa: B008
    known: Known | None = None,
) -> Visit:
    """The article behind a link with the page that it was read from; with `known`, perhaps only that it is unchanged.

    A page that only scripts can draw is drawn where `access` has a renderer. An AMP page's original is read in its
    place, unless that gives less. Raises ReadingError; `error.url` is the link as given.
    """
    end = time.monotonic() + limits.timeout_s
    page = fetch(url, limits, access, known=known)
    if page.is_unchanged:
        return Visit(None, None)
    try:
        return _original(page, limits, access, end) or _whole(_visited(page), page, limits, access, end)
    except ReadingError as error:
        error.url = url  # the reader's own link, not the wall's that it led to
        if error.reason != "needs_javascript" or not access.render:
            raise
    drawn = render(page.final_url, replace(limits, timeout_s=max(_LEAST_S, end - time.monotonic())), access)
    try:
        return _visited(replace(drawn, url=url), is_rendered=True)
    except ReadingError as error:
        error.url = url
        raise


def _visited(page: Fetched, *, is_rendered: bool = False) -> Visit:
    if is_shortener(urlsplit(page.final_url).hostname or ""):
        raise ReadingError(
            "needs_javascript",
            "This link opens only in a browser; paste the article's own link.",
            url=page.url,
        )
    article = read_document(
        page.body, url=page.final_url, content_type=page.content_type, charset=page.charset
    )
    if article.url == page.final_url:
        article = replace(article, url=canonical_of(page.body, page.final_url) or article.url)
    return Visit(article, pack(page, is_rendered=is_rendered))


def _original(page: Fetched, limits: Limits, access: Access, end: float) -> Visit | None:
    """The original's article where `page` is an AMP form of one that can be read whole in the time left; else None."""
    address, left_s = amp_original(page.body, page.final_url), end - time.monotonic()
    if address is None or left_s < _LEAST_S:
        return None
    try:
        found = _visited(replace(fetch(address, replace(limits, timeout_s=left_s), access), url=page.url))
    except ReadingError:
        return None
    return None if found.article is None or found.article.partial else found


def _whole(found: Visit, page: Fetched, limits: Limits, access: Access, end: float) -> Visit:
    """The visit with the article's further pages ("2/3"), read within the same time."""

    def further(address: str) -> tuple[Article, bytes]:
        left_s = end - time.monotonic()
        if left_s < _LEAST_S:
            raise ReadingError("timeout", "There is no time left for the article's next page.", url=address)
        part = fetch(address, replace(limits, timeout_s=left_s), access)
        article = _visited(part).article
        assert article is not None, "only what is known can be unchanged"
        return article, part.body

    if found.article is None or "html" not in page.content_type:
        return found
    return replace(found, article=joined(found.article, page.body, page.final_url, further))


def _read_bytes(body: bytes, suffix: str, url: str | None, limits: Limits) -> Article:
    if len(body) > 4 * limits.max_bytes:
        raise ReadingError("too_large", "The file is too large.", url=url)
    if suffix == ".json" or (suffix == ".txt" and body.lstrip()[:1] == b"{"):
        return _read_json(body, url)
    if suffix == ".eml":
        return read_mail(body, url=url)
    return read_document(body, url=url, content_type="text/html" if suffix in (".html", ".htm") else None)


def _read_json(body: bytes, url: str | None) -> Article:
    """Fields of facts.md's `article` (bare, or under "article"), with `html` or `html_base64` in place of `text`."""
    try:
        raw = json.loads(to_text(body))
    except ValueError:
        raise ReadingError("unsupported_type", "The file is not valid JSON.", url=url) from None
    if isinstance(raw, dict) and isinstance(raw.get("article"), dict):
        raw = raw["article"]
    if not isinstance(raw, dict):
        raise ReadingError("unsupported_type", "The JSON holds no article.", url=url)
    url = url or _string(raw, "url")
    if isinstance(raw.get("text"), str):
        return _given(raw, unicodedata.normalize("NFC", clean(raw["text"])), url)
    page = _page_bytes(raw, url)
    article = read_document(
        page, url=url, content_type="text/html", charset="utf-8" if isinstance(raw.get("html"), str) else None
    )
    given = {name: value for name in _FIELDS if (value := _string(raw, name))}
    return replace(article, **given)


def _given(raw: dict[str, Any], text: str, url: str | None) -> Article:
    if not text.strip():
        raise ReadingError("empty", "The article has no text.", url=url)
    return Article(
        text=text,
        title=_string(raw, "title") or "",
        url=url,
        publisher=_string(raw, "publisher"),
        author=_string(raw, "author"),
        published=_string(raw, "published"),
        updated=_string(raw, "updated"),
        language=_string(raw, "language") or detect(text),
        partial=_string(raw, "partial"),
    )


def _page_bytes(raw: dict[str, Any], url: str | None) -> bytes:
    if isinstance(raw.get("html"), str):
        return clean(raw["html"]).encode("utf-8", "ignore")
    if isinstance(raw.get("html_base64"), str):
        try:
            return base64.b64decode(raw["html_base64"], validate=False)
        except (binascii.Error, ValueError):
            raise ReadingError("unsupported_type", "html_base64 is not base64.", url=url) from None
    raise ReadingError("empty", "The JSON has none of text, html and html_base64.", url=url)


def _string(raw: dict[str, Any], name: str) -> str | None:
    value = raw.get(name)
    if isinstance(value, list):
        value = ", ".join(str(item) for item in value)
    return unicodedata.normalize("NFC", clean(value)).strip() or None if isinstance(value, str) else None
