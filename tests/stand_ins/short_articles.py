"""A sentence or two as an article, and what the extraction and the verification make of it."""

from __future__ import annotations

from bot.facts import Article, Document
from bot.pipeline import analyse


def read(text: str, language: str, published: str | None, title: str = "") -> Document:
    """The document of a short article; `published` is its day as an ISO date."""
    return analyse(Article(text, title=title, published=published, language=language))
