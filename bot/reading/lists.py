"""Pages that list articles and are none: front pages, sections, topics, search results."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

_FRONT = ("", "index.html", "index.php", "index.do", "main", "home", "m", "en", "ko", "kr")
_LEAST_CARDS = 5
_PROSE = 80
_MOST_PROSE = 2


def is_list(tree: HtmlElement, url: str | None, *, stated: bool) -> bool:
    """Whether the page is a list of other articles. `stated`: its JSON-LD says so.

    A list is five linked headlines or more, each with its own card, and hardly a paragraph outside of the cards; on a
    front page's address three do.
    """
    kind = (
        next((meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:type"), "")
        or ""
    )
    if kind.lower() == "article":
        return False
    headlines = [heading for heading in tree.iter("h1", "h2", "h3", "h4", "h5") if _is_linked(heading)]
    front = url is not None and urlsplit(url).path.strip("/").lower() in _FRONT and not urlsplit(url).query
    if len(headlines) < (3 if front or stated else _LEAST_CARDS):
        return False
    cards = {_card(heading, set(headlines)) for heading in headlines}
    outside = sum(
        1
        for block in _prose(tree)
        if block not in cards and not any(a in cards for a in block.iterancestors())
    )
    return outside <= _MOST_PROSE


def _prose(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that running text stands in, once for each paragraph (also where only `<br>` parts them)."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in (
            "script",
            "style",
            "noscript",
            "template",
            "title",
            "meta",
        ):
            continue
        if element.tag == "p":
            if len(" ".join(element.text_content().split())) >= _PROSE:
                yield element
        else:
            for piece in (element.text, *(child.tail for child in element if child.tag == "br")):
                if piece and len(piece.strip()) >= _PROSE:
                    yield element


def _is_linked(heading: HtmlElement) -> bool:
    if not heading.text_content().strip():
        return False
    return heading.find(".//a[@href]") is not None or any(a.tag == "a" for a in heading.iterancestors("a"))


def _card(heading: HtmlElement, headings: set[HtmlElement]) -> HtmlElement:
    """The largest block around one linked headline that holds no other."""
    block = heading
    while True:
        parent = block.getparent()
        if (
            parent is None
            or parent.tag in ("body", "main")
            or sum(h in headings for h in parent.iter("h1", "h2", "h3", "h4", "h5")) > 1
        ):
            return block
        block = parent
