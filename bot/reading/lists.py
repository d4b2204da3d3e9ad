"""Pages that list articles and are none: front pages, sections, topics, search results."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.reading.furniture import is_furniture

_FRONT = ("", "index.html", "index.php", "index.do", "main", "home", "m", "en", "ko", "kr")
_LEAST_CARDS = 5
_PROSE, _LEAST_PROSE = 30, 350
_LEAST_ENTRIES, _LEAST_BESIDE, _HEADLINE, _LONGEST_HEADLINE = 10, 120, 25, 200
_NO_PROSE = (
    "script",
    "style",
    "noscript",
    "template",
    "title",
    "meta",
    "a",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "option",
    "button",
)


def is_list(tree: HtmlElement, url: str | None, *, stated: bool) -> bool:
    """Whether the page is a list of other articles. `stated`: its JSON-LD says so.

    A list is five linked headlines or more, each with its own card, and hardly any running text outside of the
    cards; on a front page's address three do. Ten lines that are a link each, and nothing beside, are a list too.
    """
    kind = (
        next((meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:type"), "")
        or ""
    )
    if kind.lower() == "article":
        return False
    headlines = [heading for heading in tree.iter("h2", "h3", "h4", "h5") if _leads_elsewhere(heading, url)]
    front = url is not None and urlsplit(url).path.strip("/").lower() in _FRONT and not urlsplit(url).query
    if len(headlines) < (3 if front or stated else _LEAST_CARDS):
        return _is_index(tree, url)
    cards = {_card(heading, set(headlines)) for heading in headlines}
    return sum(_lengths_outside(tree, cards)) < _LEAST_PROSE


def _is_index(tree: HtmlElement, url: str | None) -> bool:
    """Whether a page is a bare list of links: ten lines or more that are a headline's link each, and no text beside."""
    entries = [item for item in tree.iter("li", "dt", "td", "p") if _is_headline_link(item, url)]
    return len(entries) >= _LEAST_ENTRIES and sum(_lengths_outside(tree, set(entries))) < _LEAST_BESIDE


def _is_headline_link(item: HtmlElement, url: str | None) -> bool:
    text = " ".join(item.text_content().split())
    linked = sum(len(" ".join(link.text_content().split())) for link in item.iter("a"))
    return (
        _HEADLINE <= len(text) <= _LONGEST_HEADLINE
        and linked >= 0.8 * len(text)
        and _leads_elsewhere(item, url)
    )


def _lengths_outside(tree: HtmlElement, cards: set[HtmlElement]) -> Iterator[int]:
    """The lengths of the paragraphs outside of the cards, also where only `<br>` parts them; no footers."""
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in _NO_PROSE:
            continue
        if element.tag == "p":
            pieces = [element.text_content()]
        else:
            pieces = [element.text or "", *(child.tail or "" for child in element if child.tag == "br")]
        texts = [" ".join(piece.split()) for piece in pieces]
        lengths = [len(text) for text in texts if len(text) >= _PROSE and not is_furniture(text)]
        if (
            lengths
            and element not in cards
            and not any(a in cards or _is_foot(a) for a in element.iterancestors())
        ):
            yield sum(lengths)


def _is_foot(element: HtmlElement) -> bool:
    return (
        element.tag in ("footer", "nav", "form")
        or "foot" in f"{element.get('class')} {element.get('id')}".lower()
    )


def _leads_elsewhere(heading: HtmlElement, url: str | None) -> bool:
    """Whether a heading is a link to another page: a headline may link to its own article."""
    links = list(heading.iter("a")) or list(heading.iterancestors("a"))
    if not links or not heading.text_content().strip():
        return False
    own, target = urlsplit(url or ""), urlsplit(links[0].get("href") or "")
    return bool(target.path or target.query) and (
        target.path.rstrip("/") != own.path.rstrip("/") or own.path == ""
    )


def _card(heading: HtmlElement, headings: set[HtmlElement]) -> HtmlElement:
    """The largest block around one linked headline that holds no other."""
    block = heading
    while True:
        parent = block.getparent()
        if (
            parent is None
            or parent.tag in ("body", "main")
            or sum(h in headings for h in parent.iter("h2", "h3", "h4", "h5")) > 1
        ):
            return block
        block = parent
