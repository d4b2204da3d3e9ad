"""Paragraphs that an extractor left out of the middle of an article, put back where they stand.

A careful extractor drops whole sentences with a block that it suspects. A paragraph whose neighbours were taken, that
stands between them in the same block and reads as prose, belongs to the article.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice

from lxml.html import HtmlElement

_LEAST, _SAMPLE = 60, 30
_MOST_LINKED = 0.5
_ENDS = re.compile(r"[.!?。…:;][\"'”’»)\]]*$")
_SPACE = re.compile(r"\s+")


def filled(text: str, tree: HtmlElement) -> str:
    """`text` with the missing paragraphs of the tree between its own lines; lines keep their order and their words."""
    lines = text.split("\n")
    at = {_key(line): number for number, line in enumerate(lines) if line}
    paragraphs = [p for p in tree.iter("p") if next(p.iterchildren("p", "div"), None) is None]
    keys = [_key(" ".join(p.itertext())) for p in paragraphs]
    taken = [index for index, key in enumerate(keys) if key in at]
    if len(taken) < 3:
        return text
    homes = Counter(home for index in taken for home in _homes(paragraphs[index]))
    missing: dict[int, list[str]] = {}
    known, line, flat = set(at), 0, _SPACE.sub("", text)
    for index in range(taken[0], taken[-1]):
        key = keys[index]
        if key in at:
            line = max(line, at[key])
            continue
        paragraph = paragraphs[index]
        if (
            key in known
            or key[:_SAMPLE] in flat
            or key[-_SAMPLE:] in flat
            or not any(homes[home] >= 2 for home in _homes(paragraph))
        ):
            continue
        if _is_prose(paragraph):
            known.add(key)
            missing.setdefault(line, []).append(" ".join(paragraph.text_content().split()))
    if not missing:
        return text
    return "\n".join("\n".join([own, *missing.get(number, [])]) for number, own in enumerate(lines))


def _key(text: str) -> str:
    return _SPACE.sub("", text)[:120]


def _homes(paragraph: HtmlElement) -> list[HtmlElement]:
    """The blocks that may be an article's column: the parent, and those around wrappers of a few elements."""
    homes: list[HtmlElement] = []
    block = paragraph.getparent()
    while block is not None and len(homes) < 3 and block.tag not in ("body", "html"):
        if _holds_more(block, 1) or block.tag in ("article", "main"):
            homes.append(block)
        if _holds_more(block, 3):
            break
        block = block.getparent()
    return homes


def _holds_more(block: HtmlElement, count: int) -> bool:
    """Whether the block has more children than that; lxml's own `len` counts all of them each time."""
    return next(islice(block, count, None), None) is not None


def _is_prose(paragraph: HtmlElement) -> bool:
    text = " ".join(paragraph.text_content().split())
    linked = sum(len(link.text_content()) for link in paragraph.iter("a"))
    return len(text) >= _LEAST and linked <= _MOST_LINKED * len(text) and bool(_ENDS.search(text))
