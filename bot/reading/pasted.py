"""Pasted text, a .txt file or a plain-text answer to an Article: the line above the text is its title."""

from __future__ import annotations

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.decode import tidy


def read_text(text: str, *, url: str | None = None, title: str | None = None) -> Article:
    """The article of a plain text. Raises ReadingError("empty") where there are no letters."""
    body = tidy(text)
    if not any(char.isalpha() for char in body):
        raise ReadingError("empty", "There is no text.", url=url)
    first, _, rest = body.partition("\n")
    if title is None and rest.strip() and len(first) <= 150 and first[-1] not in ".。":
        title, body = first, rest.strip()
    return Article(text=body, title=title or "", url=url, language=detect(body))
