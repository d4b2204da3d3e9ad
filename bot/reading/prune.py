"""A parsed page without what is not its article: hidden text, related blocks, comments, captions, paragraphs of links.

Every removal is guarded: a block that holds a third of the page's running text, or the headline, stays, whatever it
is called.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast

from lxml.etree import XPath
from lxml.html import HtmlElement

_ALWAYS = (
    "script",
    "style",
    "link",
    "meta",
    "template",
    "iframe",
    "object",
    "embed",
    "svg",
    "canvas",
    "noscript",
    "form",
    "button",
    "select",
    "textarea",
    "input",
    "nav",
    "footer",
    "figcaption",
    "dialog",
    "audio",
    "video",
)
_KEPT = ("html", "body", "main", "article", "head", "title", "h1")
_SPARED_SHARE = 0.35
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0*(?:\.0+)?(?:px|em|rem|pt|%)?\s*(?:;|!|$)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|$)"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}px",
    re.I,
)
_LONGEST_TEASER = 220
_TABLE_PARTS = ("thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup")
_LEAVES = ("p", "li", "h2", "h3", "h4", "h5", "h6", "div", "section", "td", "dd", "strong", "b")
_BLOCKS = frozenset(
    [
        "p",
        "li",
        "ul",
        "ol",
        "div",
        "section",
        "article",
        "table",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "figure",
        "dl",
    ]
)


_MARKED = XPath("//*[@class or @id or @style or @hidden]")


@dataclass(frozen=True, slots=True)
class _Rules:
    words: frozenset[str]
    phrases: re.Pattern[str]
    misleading: frozenset[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads(files("bot.reading").joinpath("furniture.toml").read_text(encoding="utf-8"))["blocks"]
    return _Rules(
        words=frozenset(raw["words"]),
        phrases=re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in raw["phrases"])),
        misleading=frozenset(raw["misleading"]),
    )


def prune(tree: HtmlElement) -> None:
    """Take the furniture out of the tree, in place."""
    total = sum(_length(p) for p in tree.iter("p")) or 1
    for element in list(tree.iter(*_ALWAYS)):
        if element.tag not in ("form", "footer", "nav", "dialog", "button", "noscript") or _may_go(
            element, total
        ):
            _drop(element)
    for element in cast(list[HtmlElement], _MARKED(tree)):
        if element.tag in _KEPT:
            continue
        if _is_hidden(element):
            if _may_go(element, total):
                _drop(element)
            else:
                element.attrib.pop("style", None)
                element.attrib.pop("hidden", None)
        elif _is_furniture(element) and _may_go(element, total):
            _drop(element)
    _drop_teasers(tree, total)
    _flatten_layouts(tree)


def _flatten_layouts(tree: HtmlElement) -> None:
    """Tables that only place things (nested ones, one cell a row: letters are made of them) become blocks."""
    tables = list(tree.iter("table"))
    for table in reversed(tables):
        rows = list(table.iter("tr"))
        is_single = bool(rows) and all(sum(cell.tag in ("td", "th") for cell in row) <= 1 for row in rows)
        if table.find(".//table") is not None or table.get("role") == "presentation" or is_single:
            table.set("data-layout", "")
    for table in tables:
        if table.get("data-layout") is not None:
            for part in [table, *(each for each in table.iter(*_TABLE_PARTS) if _table_of(each) is table)]:
                part.tag = "div"


def _table_of(part: HtmlElement) -> HtmlElement | None:
    return next((each for each in part.iterancestors() if each.tag == "table"), None)


def _length(element: HtmlElement) -> int:
    return len("".join(element.itertext()))


def _may_go(element: HtmlElement, total: int) -> bool:
    """Whether an element is small enough, and without the headline, to be taken away on suspicion."""
    if element.find(".//h1") is not None:
        return False
    own = sum(_length(p) for p in element.iter("p")) or (_length(element) if element.tag != "p" else 0)
    return own <= _SPARED_SHARE * total


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _HIDDEN.search(style))


def _is_furniture(element: HtmlElement) -> bool:
    verdict = _verdict(f"{element.get('class') or ''} {element.get('id') or ''}")
    if verdict == "misleading":
        element.attrib.pop("class", None)
        element.attrib.pop("id", None)
    return verdict == "furniture"


@lru_cache(maxsize=4096)
def _verdict(names: str) -> Literal["furniture", "misleading", "nothing"]:
    """What an element's class and id words say of it."""
    rules = _rules()
    words = [word.lower() for word in _WORD.findall(names)]
    if not rules.words.isdisjoint(words) or rules.phrases.search(" ".join(words)):
        return "furniture"
    return "nothing" if rules.misleading.isdisjoint(words) else "misleading"


def _drop_teasers(tree: HtmlElement, total: int) -> None:
    """Paragraphs and list items that are one link and nothing more lead to other articles."""
    blocks = {block: None for link in tree.iter("a") if (block := _block_of(link)) is not None}
    teasers = []
    for block in blocks:
        text = _words(block)
        if 12 <= text <= _LONGEST_TEASER and sum(_words(a) for a in block.iter("a")) >= 0.9 * text:
            teasers.append(block)
    if sum(_words(block) for block in teasers if block.tag == "p") <= _SPARED_SHARE * total:
        for block in teasers:
            _drop(block)


def _block_of(link: HtmlElement) -> HtmlElement | None:
    """The paragraph-like element around a link that holds no other block; None where there is none."""
    parent = link.getparent()
    while parent is not None and parent.tag not in _BLOCKS:
        parent = parent.getparent()
    if parent is None or parent.tag not in _LEAVES:
        return None
    return parent if not any(child.tag in _BLOCKS for child in parent.iterdescendants()) else None


def _words(element: HtmlElement) -> int:
    return len(" ".join("".join(element.itertext()).split()))
