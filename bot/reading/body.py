"""A page's tree to its article's text: trafilatura's precision first, readability where that returns too little."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache

import html_text
import readability
import trafilatura
from justext.utils import get_stoplist
from lxml import etree
from lxml.html import HtmlElement, tostring
from trafilatura import external
from trafilatura.xml import xmltotxt

from bot.reading.decode import tidy
from bot.reading.gaps import filled
from bot.reading.hosts import block_text

_LEAST_OF_READABLE = 0.5
_LEAST_OF_PARAGRAPHS = 0.55
_ENOUGH = 500
_SAMPLE = 40
_LETTER_TABLES, _MOST_LINKED = 4, 0.3
_MARK = re.compile(r"^[-*](?: (?=\S)|$)", re.M)  # trafilatura's own, in front of a list's items
_MACHINERY = (
    "aside", "audio", "button", "fencedframe", "fieldset", "figure", "footer", "iframe", "input", "label", "link",
    "nav", "noindex", "noscript", "object", "option", "select", "source", "svg", "time",
)  # fmt: skip
_RESCUED = ("English", "Korean", "German", "French", "Spanish", "Portuguese", "Italian", "Dutch")


def text_of(tree: HtmlElement) -> str:
    """The article's text of a pruned tree, a paragraph a line; "" where nothing reads as one.

    The second opinion is asked for only where the first holds little of the page's running text. It is taken where it
    holds the first and twice as much, or where the first is next to nothing: a longer text from elsewhere on the page
    (an endless page's next article, a wall) is not the better one. A letter made of nested tables, of which both hold
    little, is all of its text.
    """
    text = _best(tree)
    return _letter(tree, text) if _is_letter(tree) else text


def _is_letter(tree: HtmlElement) -> bool:
    """Whether a page is nothing but tables within tables: what letters are made of, and no site is any more."""
    nested = sum(1 for _ in tree.iterfind(".//*[@data-layout]"))
    return nested >= _LETTER_TABLES and next(tree.iter("article", "main", "p", "h1"), None) is None


def _letter(tree: HtmlElement, text: str) -> str:
    body = tree.find(".//body")
    whole = block_text(deepcopy(tree if body is None else body))
    linked = sum(len(link.text_content()) for link in tree.iter("a"))
    return whole if len(text) < 0.5 * len(whole) and linked < _MOST_LINKED * len(whole) else text


def _best(tree: HtmlElement) -> str:
    running = sum(len(" ".join(p.text_content().split())) for p in tree.iter("p"))
    careful = _quickly(tree, running) or _extracted(tree, precision=True)
    if len(careful) >= max(_ENOUGH, _LEAST_OF_PARAGRAPHS * running):
        return filled(careful, tree)
    readable = _readable(tree)
    if len(careful) >= _LEAST_OF_READABLE * len(readable):
        return filled(careful, tree)
    if len(careful) >= _ENOUGH and not _holds(readable, careful):
        return filled(careful, tree)
    ample = _extracted(tree, precision=False)
    return ample if len(ample) >= _LEAST_OF_READABLE * len(readable) else readable


def _holds(whole: str, part: str) -> bool:
    """Whether most of the part's lines stand in the whole."""
    flat = "".join(whole.split())
    lines = [line for line in ("".join(line.split()) for line in part.split("\n")) if len(line) >= _SAMPLE]
    return sum(line[:_SAMPLE] in flat for line in lines) > 0.6 * len(lines)


def _quickly(tree: HtmlElement, running: int) -> str:
    """trafilatura's own first result, where its comparison with others would keep it; else "".

    It would ask others where the result is short, a table rather than paragraphs, or still holds a page's machinery.
    """
    document = trafilatura.bare_extraction(
        tree,
        fast=True,
        favor_precision=True,
        include_comments=False,
        with_metadata=False,
        output_format="txt",
    )
    body = getattr(document, "body", None)
    if body is None or next(body.iter(*_MACHINERY), None) is not None:
        return ""
    paragraphs = [p for p in body.iter("p") if any(text.strip() for text in p.itertext())]
    if len(paragraphs) < max(1, sum(1 for _ in body.iter("table"))):
        return ""
    text = _MARK.sub("", tidy(xmltotxt(body, include_formatting=False)))
    return text if len(text) >= max(_ENOUGH, _LEAST_OF_PARAGRAPHS * running) else ""


def _extracted(tree: HtmlElement, *, precision: bool) -> str:
    external.JT_STOPLIST = _small_words()  # type: ignore[assignment]
    text = trafilatura.extract(tree, favor_precision=precision, include_comments=False, with_metadata=False)
    return _MARK.sub("", tidy(text or ""))


@cache
def _small_words() -> tuple[str, ...]:
    """The small words by which trafilatura's last rescue (jusText) knows prose. Its own list, of a hundred languages
    together, takes 40 MB and a quarter of a second for the same texts.
    """
    return tuple(set().union(*map(get_stoplist, _RESCUED)))


def _readable(tree: HtmlElement) -> str:
    try:
        summary = readability.Document(tostring(tree, encoding="unicode")).summary()
        return tidy(html_text.extract_text(summary))
    except (readability.readability.Unparseable, etree.LxmlError, ValueError, TypeError, KeyError):
        return ""
