"""A page's tree to its article's text: trafilatura's precision first, readability where that returns too little."""

from __future__ import annotations

import html_text
import readability
import trafilatura
from lxml import etree
from lxml.html import HtmlElement, tostring

from bot.reading.decode import tidy

_LEAST_OF_READABLE = 0.5
_LEAST_OF_DEFAULT = 0.6
_OWN_TEXT = 600


def text_of(tree: HtmlElement) -> str:
    """The article's text of a pruned tree, a paragraph a line; "" where nothing reads as one."""
    careful = _extracted(tree, precision=True)
    readable = _readable(tree)
    if len(careful) >= _LEAST_OF_READABLE * len(readable):
        return careful
    ample = _extracted(tree, precision=False)
    if len(ample) >= _LEAST_OF_READABLE * len(readable):
        return ample
    return readable


def _extracted(tree: HtmlElement, *, precision: bool) -> str:
    text = trafilatura.extract(tree, favor_precision=precision, include_comments=False, with_metadata=False)
    return tidy(text or "")


def _readable(tree: HtmlElement) -> str:
    try:
        summary = readability.Document(tostring(tree, encoding="unicode")).summary()
        return tidy(html_text.extract_text(summary))
    except (readability.readability.Unparseable, etree.LxmlError, ValueError, TypeError, KeyError):
        return ""
