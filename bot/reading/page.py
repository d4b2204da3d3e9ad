"""A page's bytes to an Article: its own text, and what it says of itself."""

from __future__ import annotations

import trafilatura

from bot.errors import ReadingError
from bot.facts import Article
from bot.reading.decode import tidy, to_text
from bot.reading.tongue import language_of


def read_page(
    body: bytes, *, url: str | None, content_type: str | None = None, charset: str | None = None
) -> Article:
    """The article of an HTML page. Raises ReadingError with the reason where there is none."""
    page = to_text(body, charset)
    if not page.strip():
        raise ReadingError("empty", "The page is empty.", url=url)
    document = trafilatura.bare_extraction(
        page, url=url, favor_precision=True, include_comments=False, with_metadata=True
    )
    text = tidy(document.text or "") if document is not None else ""
    if document is None or not text:
        raise ReadingError("not_an_article", "No article text was found on the page.", url=url)
    return Article(
        text=text,
        title=tidy(document.title or ""),
        url=url,
        publisher=document.sitename,
        author=document.author,
        published=document.date,
        language=language_of(text),
    )
