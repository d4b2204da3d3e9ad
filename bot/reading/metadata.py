"""Title, author, publisher, times of a page: the host's rule, JSON-LD, then meta fields, then what is visible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement
from rapidfuzz import fuzz

from bot.reading.claims import Claims
from bot.reading.decode import tidy
from bot.reading.furniture import fold, tables
from bot.reading.hosts import HostRule, field_of
from bot.reading.times import times_of

_NEAR = 62
_WINDOW = 400


@dataclass(frozen=True, slots=True)
class Fields:
    """What a page says of its article; None or "" where it does not say."""

    title: str = ""
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    updated: str | None = None


def fields_of(
    tree: HtmlElement,
    claims: Claims,
    rule: HostRule | None,
    *,
    url: str | None,
    scripts: list[str],
    is_korean: bool,
) -> Fields:
    """The fields of a parsed page, before it is pruned. Times without zone on Korean pages are Seoul's."""
    meta = _meta(tree)
    own = {
        name: field_of(tree, getattr(rule, name)) if rule else None
        for name in ("title", "author", "publisher", "published", "updated")
    }
    publisher = _publisher(own["publisher"], claims, meta)
    head = tidy(tree.findtext(".//head/title") or tree.findtext(".//title") or "").replace("\n", " ")
    title = own["title"] or _title(tree, claims, meta, head, publisher)
    publisher = publisher or _site_behind(title, head)
    visible = visible_near(tree, title)
    times = times_of(
        tree,
        claims,
        meta,
        own["published"],
        own["updated"],
        visible=visible,
        url=url,
        scripts=scripts,
        is_korean=is_korean,
    )
    author = _author(own["author"], tree, claims, meta, publisher, visible, is_korean)
    return Fields(title, author, publisher, times.published, times.updated)


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        value = tidy(element.get("content") or "").replace("\n", " ")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and value:
                found.setdefault(name, []).append(value)
    return found


def _values(meta: dict[str, list[str]], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for name in names for value in meta.get(name, [])[:1])


def _site_behind(title: str, head: str) -> str | None:
    """The site's name that `<title>` puts behind the headline, None where it does not."""
    for separator in tables()["sites"]["separators"]:
        front, found, back = head.rpartition(separator)
        if found and 2 <= len(back.strip()) <= 30 and fold(front) == fold(title):
            return back.strip()
    return None


def _title(
    tree: HtmlElement, claims: Claims, meta: dict[str, list[str]], head: str, publisher: str | None
) -> str:
    """The headline that a reader sees: the `<h1>` nearest to what the page's head says; else what the head says."""
    stated = [
        t for t in (claims.title, *_values(meta, ("og:title", "twitter:title", "dable:title", "title"))) if t
    ]
    stated = [without_site(title, publisher) for title in (*stated, head) if title]
    best, score = "", 0.0
    for heading in list(tree.iter("h1"))[:6] + list(tree.iter("h2"))[:3]:
        text = tidy(heading.text_content()).replace("\n", " ")
        if not 6 <= len(text) <= 300:
            continue
        nearness = max((fuzz.token_set_ratio(fold(text), fold(title)) for title in stated), default=0.0)
        nearness -= 0 if heading.tag == "h1" else 15
        if nearness > score:
            best, score = text, nearness
    if score >= _NEAR or not stated:
        return best or (stated[0] if stated else "")
    return stated[0]


def without_site(title: str, publisher: str | None) -> str:
    """A title without the site's name behind a separator: the name itself, or a short last part of a long title."""
    for separator in tables()["sites"]["separators"]:
        front, found, back = title.rpartition(separator)
        if not found or len(front.strip()) < 8:
            continue
        is_site = publisher is not None and fuzz.partial_ratio(fold(back), fold(publisher)) >= 85
        if is_site or (len(back.split()) <= 4 and len(back) < 0.5 * len(front)):
            front = re.sub(tables()["sites"]["sections"], "", front.strip())
            return without_site(front, publisher) if is_site else front
    return title


def _publisher(own: str | None, claims: Claims, meta: dict[str, list[str]]) -> str | None:
    for value in (own, claims.publisher, *_values(meta, tables()["meta"]["publisher"])):
        for pattern in _around():
            value = pattern.sub("", value or "").strip()
        if value:
            return value
    return None


@cache
def _around() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in tables()["sites"]["around"])


def _author(
    own: str | None,
    tree: HtmlElement,
    claims: Claims,
    meta: dict[str, list[str]],
    publisher: str | None,
    visible: str,
    is_korean: bool,
) -> str | None:
    for value in (own, claims.author, *_values(meta, tables()["meta"]["author"])):
        names = person_names(value, None if value is claims.author else publisher)
        if names:
            return names
    names = person_names(_byline(tree), publisher)
    if names:
        return names
    return reporters_in(visible, publisher) if is_korean else None


def reporters_in(text: str, publisher: str | None) -> str | None:
    """The names that stand before a reporter's title in a text, None where there are none."""
    named = [match["name"] for match in re.finditer(tables()["said"]["reporter"], text, re.M)]
    return person_names(", ".join(dict.fromkeys(named)), publisher)


def person_names(value: str | None, publisher: str | None) -> str | None:
    """Names without the words around them ("By", a reporter's title, an address), None where no name is left."""
    said = tables()["said"]
    if not value or len(value) > 300 or re.match(r"https?://", value):
        return None
    value = re.sub(r"[(\[<]?[\w.+-]+@[\w.-]+[)\]>]?", "", re.sub(said["by"], "", value.strip(), flags=re.I))
    kept: list[str] = []
    for name in re.split(r"\s*(?:,|;|\||·|/|\band\b|&)\s*", value):
        name = re.sub(said["titles"], "", re.sub(r"^.{0,12}=\s*", "", name)).strip(" .-()[]")
        if re.fullmatch(r"[a-z]+(?:-[a-z]+)+", name):
            name = name.replace("-", " ").title()
        if (
            len(name) >= 2
            and name not in said["no_names"]
            and fold(name) != fold(publisher or "")
            and name not in kept
        ):
            kept.append(name)
    return ", ".join(kept) or None


_BYLINE = (
    "//*[@rel='author' or @itemprop='author' or contains(@class, 'byline') or contains(@class, 'author-name')"
    " or contains(@class, 'author__name') or contains(@class, 'writer') or contains(@class, 'reporter')]"
)


def _byline(tree: HtmlElement) -> str | None:
    for element in tree.xpath(_BYLINE)[:8]:
        text = tidy(element.text_content()).split("\n")[0]
        if 3 < len(text) < 80 and not re.search(r"\d{3}", text):
            return text
    return None


_VISIBLE = XPath(
    ".//text()[not(ancestor::script or ancestor::style or ancestor::title or ancestor::template"
    " or ancestor::figure or ancestor::figcaption or ancestor::footer)]",
    smart_strings=False,
)


def visible_near(tree: HtmlElement, title: str) -> str:
    """The words around the headline: a little before it, more behind it; never a caption or the foot of the page."""
    body = tree.find(".//body")
    words = cast(list[str], _VISIBLE(body if body is not None else tree))
    text = " ".join(" ".join(words).split())
    at = text.find(title[:40]) if title else -1
    return (
        text[max(0, at - 120) : at] + " " + text[at + len(title) : at + len(title) + _WINDOW]
        if at >= 0
        else text[:_WINDOW]
    )
