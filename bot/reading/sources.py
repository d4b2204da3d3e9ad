"""Whatever `aideals read` is given to an Article: a link, a file (.html .txt .json .pdf .eml) or standard input."""

from __future__ import annotations

import base64
import binascii
import json
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.address import Allowed
from bot.reading.decode import clean, to_text
from bot.reading.documents import read_document
from bot.reading.fetch import Limits, fetch
from bot.reading.links import is_shortener
from bot.reading.mail import read_mail

_FIELDS = ("title", "publisher", "author", "published", "updated", "language", "partial")


def read_source(
    source: str, *, url: str | None = None, limits: Limits | None = None, allow: Allowed = frozenset()
) -> Article:
    """The article of a link, of a file or of standard input ("-"); `url` is the address that a file came from.

    Raises ReadingError with the reason; "not_found" for a file that is not there.
    """
    limits = limits or Limits()
    if source.lower().startswith(("http://", "https://")):
        return read_link(source, limits=limits, allow=allow)
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


def read_link(url: str, *, limits: Limits, allow: Allowed = frozenset()) -> Article:
    """The article behind a link; its `url` is where the link led. Raises ReadingError."""
    fetched = fetch(url, limits, allow=allow)
    if is_shortener(urlsplit(fetched.final_url).hostname or ""):
        raise ReadingError(
            "needs_javascript", "This link opens only in a browser; paste the article's own link.", url=url
        )
    try:
        return read_document(
            fetched.body, url=fetched.final_url, content_type=fetched.content_type, charset=fetched.charset
        )
    except ReadingError as error:
        error.url = url  # the reader's own link, not the wall's that it led to
        raise


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
