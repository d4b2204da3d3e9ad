"""What a page says of itself in JSON-LD: schema.org's article types, wherever in the graph they stand."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from lxml.etree import ParserError
from lxml.html import HtmlElement, fromstring

from bot.reading.decode import tidy
from bot.reading.hosts import block_text

_ARTICLES = re.compile(
    r"(?:^|/|:)(?:\w*Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting|DiscussionForumPosting|Review)$"
)
_LIVE = re.compile(r"LiveBlogPosting$")
_LISTS = re.compile(r"(?:^|/)(?:CollectionPage|ItemList|SearchResultsPage|ProfilePage)$")
_VIDEOS = re.compile(r"(?:^|/)(?:VideoObject|Movie|TVEpisode|Clip)$")
_ASIDE = (
    "mentions",
    "isPartOf",
    "hasPart",
    "citation",
    "comment",
    "liveBlogUpdate",
    "relatedLink",
    "itemListElement",
    "review",
    "about",
    "publisher",
    "author",
)
_MOST_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Update:
    """One entry of a live blog; `shown` is its time as the page shows it, "" where only data tell it."""

    text: str
    title: str = ""
    published: str | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Claims:
    """The article as JSON-LD describes it; None or empty where it says nothing. `locked`: not free to read, it says;
    `words`: how many the article has, it says, else 0. `is_video`: the page is a video's, and no article's.
    """

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None
    body: str = ""
    locked: bool = False
    words: int = 0
    is_article: bool = False
    is_list: bool = False
    is_live: bool = False
    is_video: bool = False
    updates: tuple[Update, ...] = ()


def claims_of(tree: HtmlElement, url: str | None) -> Claims:
    """What the page's JSON-LD says of its article; broken scripts are passed over."""
    nodes = [node for block in _blocks(tree) for node in _nodes(block)]
    articles = [node for node in nodes if _has_type(node, _ARTICLES)]
    is_list = any(_has_type(node, _LISTS) for node in nodes)
    if not articles:
        is_video = any(_has_type(node, _VIDEOS) for node in nodes) or _kind(tree).startswith("video")
        return Claims(is_list=is_list, is_video=is_video, publisher=_site_name(nodes))
    best = max(articles, key=lambda node: _weight(node, url))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    return Claims(
        title=_text(best.get("headline")) or _text(best.get("name")),
        author=_names(best.get("author") or best.get("creator"), by_id),
        publisher=_names(best.get("publisher"), by_id) or _site_name(nodes),
        published=_text(best.get("datePublished")) or _text(best.get("dateCreated")),
        updated=_text(best.get("dateModified")),
        body=_body(best.get("articleBody") or best.get("text")),
        locked=_locked(best),
        words=int(count) if (count := str(best.get("wordCount", ""))).isdigit() else 0,
        is_article=True,
        is_list=is_list,
        is_live=_has_type(best, _LIVE),
        updates=_updates(best) if _has_type(best, _LIVE) else (),
    )


def _kind(tree: HtmlElement) -> str:
    """What Open Graph calls the page ("article", "video.other"), "" where it does not."""
    kinds = (meta.get("content") for meta in tree.iter("meta") if meta.get("property") == "og:type")
    return (next(kinds, "") or "").lower()


def _blocks(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = re.sub(
            r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", script.text_content()
        )
        for attempt in (text, re.sub(r",\s*([}\]])", r"\1", text), html.unescape(text)):
            try:
                yield json.loads(attempt, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _nodes(block: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Every object of a JSON-LD block that may be the page's own article: what hangs on it is not looked into."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(block, list):
        for item in block:
            yield from _nodes(item, depth + 1)
    elif isinstance(block, dict):
        yield block
        for name, value in block.items():
            if name not in _ASIDE and isinstance(value, (dict, list)):
                yield from _nodes(value, depth + 1)


def _has_type(node: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and pattern.search(kind)
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _weight(node: dict[str, Any], url: str | None) -> tuple[bool, int]:
    own = str(node.get("url") or node.get("mainEntityOfPage") or node.get("@id") or "")
    same = bool(url) and urlsplit(own).path.rstrip("/") == urlsplit(url or "").path.rstrip("/") != ""
    return same, sum(
        bool(node.get(name)) for name in ("headline", "datePublished", "author", "articleBody", "publisher")
    )


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return (
        tidy(html.unescape(re.sub(r"<[^>]{1,80}>", "", html.unescape(value)))).replace("\n", " ") or None
        if isinstance(value, str)
        else None
    )


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> str | None:
    """Names of people or organisations, joined by commas: strings, objects, lists of both, references."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
            item = by_id.get(item["@id"], item)
        names = item.get("name") if isinstance(item, dict) else item
        for name in names if isinstance(names, list) else [names]:
            text = _text(name)
            if text and text not in found and not re.match(r"https?:", text):
                found.append(text)
    return ", ".join(found) or None


def _site_name(nodes: list[dict[str, Any]]) -> str | None:
    for node in nodes:
        if _has_type(node, re.compile(r"WebSite$")):
            return _text(node.get("name"))
    return None


def _body(value: Any) -> str:
    """`articleBody` as paragraphs: publishers write plain text, HTML and escaped HTML."""
    if isinstance(value, list):
        value = "\n".join(str(item) for item in value)
    if not isinstance(value, str):
        return ""
    text = html.unescape(value) if re.search(r"&(?:[a-z]{2,8}|#\d+|#x[\da-f]+);", value, re.I) else value
    return text_of_html(text) if re.search(r"</?(?:p|br|div|a|strong|em|h\d)\b", text, re.I) else tidy(text)


def text_of_html(fragment: str) -> str:
    """A fragment of HTML as lines of text, a block a line; figures with their captions left out."""
    try:
        root = cast(HtmlElement, fromstring(f"<div>{fragment}</div>"))
    except (ParserError, ValueError):
        return tidy(html.unescape(fragment))
    for element in list(root.iter("figure", "figcaption")):
        if element.getparent() is not None:
            element.drop_tree()
    return block_text(root)


def _locked(node: dict[str, Any]) -> bool:
    return str(node.get("isAccessibleForFree", "")).strip().lower() in ("false", "0", "no")


def _updates(node: dict[str, Any]) -> tuple[Update, ...]:
    """The entries of a live blog, the newest first."""
    raw = node.get("liveBlogUpdate")
    entries = []
    for item in raw if isinstance(raw, list) else [raw]:
        if isinstance(item, dict):
            text = _body(item.get("articleBody") or item.get("text"))
            if text:
                entries.append(
                    Update(text, _text(item.get("headline")) or "", _text(item.get("datePublished")))
                )
    return tuple(sorted(entries, key=lambda entry: entry.published or "", reverse=True))
