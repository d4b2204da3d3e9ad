"""An RSS or Atom document to an Article: the one item that it holds."""

from __future__ import annotations

from html import unescape

from lxml import etree

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.claims import text_of_html
from bot.reading.decode import tidy
from bot.reading.furniture import without_furniture
from bot.reading.moments import moment


def read_feed(page: str, *, url: str | None) -> Article:
    """The article of a feed's only item, or of the item whose link is `url`.

    Raises ReadingError("not_an_article") for a feed of several items: which one is meant cannot be told.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False
    )
    root = etree.fromstring(page.encode("utf-8"), parser)
    if root is None:
        raise ReadingError("parser_failed", "The feed cannot be parsed.", url=url)
    items = [element for element in root.iter() if _name(element) in ("item", "entry")]
    if _name(root) in ("item", "entry"):
        items = [root]
    meant = [item for item in items if url and url in (_field(item, "link"), _link(item))] or items
    if len(meant) != 1:
        raise ReadingError(
            "not_an_article", "The feed holds several articles; paste the link of one.", url=url
        )
    item = meant[0]
    bodies = [_body(item, name) for name in ("encoded", "content", "description", "summary")]
    title = text_of_html(unescape(_field(item, "title"))).replace("\n", " ")
    text = without_furniture(text_of_html(max(bodies, key=len)), title=title)
    if not text:
        raise ReadingError("empty", "The feed's item has no text.", url=url)
    channel = next((element for element in root.iter() if _name(element) in ("channel", "feed")), None)
    return Article(
        text=text,
        title=title,
        url=_link(item) or url,
        publisher=tidy(_field(channel, "title")) or None if channel is not None else None,
        author=tidy(_field(item, "creator") or _field(item, "author")) or None,
        published=moment(_field(item, "pubDate") or _field(item, "published") or _field(item, "date")),
        updated=moment(_field(item, "updated")),
        language=detect(text),
    )


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _field(item: etree._Element, name: str) -> str:
    for child in item:
        if _name(child) == name:
            return "".join(str(piece) for piece in child.itertext()).strip()
    return ""


def _body(item: etree._Element, name: str) -> str:
    """A field as HTML: Atom's "xhtml" content holds elements, all others text that is marked up."""
    for child in item:
        if _name(child) == name:
            inner = [str(etree.tostring(each, encoding="unicode")) for each in child]
            return "".join([child.text or "", *inner]).strip()
    return ""


def _link(item: etree._Element) -> str | None:
    for child in item:
        if _name(child) == "link":
            return child.get("href") or (child.text or "").strip() or None
    return None
