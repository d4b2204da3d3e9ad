"""Bytes of any kind to an Article: the kind is told by the first bytes, not by what the sender calls it."""

from __future__ import annotations

import re

from bot.errors import ReadingError
from bot.facts import Article
from bot.reading.decode import to_text
from bot.reading.feed import read_feed
from bot.reading.mail import read_mail
from bot.reading.page import read_page
from bot.reading.pasted import read_text
from bot.reading.quiet import silence_libraries

_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"ID3",
    b"OggS",
    b"\x7fELF",
    b"MZ",
    b"BM",
    b"\x00\x00\x00",
    b"Rar!",
    b"7z\xbc\xaf",
    b"HWP Document",
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|meta|title|script|section|main|h1|table|span)\b", re.I
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|item|entry)\b", re.I)
_MAIL = re.compile(rb"\A(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\s*\n", re.M)
_MOST_TAGS = 40_000
"""Six times what the largest of 565 news pages has; parsers take time that grows faster than the tags do."""
_PLAIN = (
    "text/plain",
    "text/markdown",
    "text/x-markdown",
    "message/rfc822",
    "application/octet-stream",
    "binary/octet-stream",
    "",
)


def read_document(
    body: bytes, *, url: str | None, content_type: str | None = None, charset: str | None = None
) -> Article:
    """The article that the bytes hold: HTML, PDF, plain text, a mail, a feed with one item.

    Raises ReadingError: "unsupported_type" for pictures, archives, data; else what the kind's own reader raises.
    """
    silence_libraries()
    head = body[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = (content_type or "").lower()
    if not head:
        raise ReadingError("empty", "There is nothing in it.", url=url)
    if b"%PDF-" in body[:1024]:
        from bot.reading.pdf import read_pdf  # 13 MB of a library that only a PDF needs

        return read_pdf(body, url=url)
    if head.startswith(_BINARY) and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadingError("unsupported_type", "The link leads to a file that is no text.", url=url)
    if kind.startswith(("image/", "audio/", "video/", "font/")):
        raise ReadingError("unsupported_type", f"The link leads to a file of type {kind}.", url=url)
    if _FEED.search(head[:1000]) and not _MARKUP.match(head):
        return read_feed(to_text(body, charset), url=url)
    if kind == "message/rfc822" or (
        kind in _PLAIN and _MAIL.match(head) and re.search(rb"^(?:subject|from):", head, re.I | re.M)
    ):
        return read_mail(body, url=url)
    if _MARKUP.search(head) or "html" in kind:
        if body.count(b"<") > _MOST_TAGS:
            raise ReadingError("too_large", "The page has more markup than an article has.", url=url)
        return read_page(body, url=url, content_type=content_type, charset=charset)
    if "json" in kind or "javascript" in kind or kind.endswith(("/css", "/csv", "/xml")) or head[:1] in b"{[":
        raise ReadingError(
            "unsupported_type", f"The link leads to data ({kind or 'unknown'}), not to an article.", url=url
        )
    if b"\0" in head and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadingError("unsupported_type", "The link leads to a file that is no text.", url=url)
    return read_text(to_text(body, charset), url=url)
