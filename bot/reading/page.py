"""A page's bytes to an Article: its own text, what it says of itself, or the reason why it is none."""

from __future__ import annotations

import re
import unicodedata
from copy import deepcopy
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement
from trafilatura.utils import load_html

from bot.errors import ReadingError, Reason
from bot.facts import Article
from bot.language import detect
from bot.reading import walls
from bot.reading.body import text_of
from bot.reading.claims import Claims, claims_of
from bot.reading.decode import to_text
from bot.reading.furniture import without_furniture
from bot.reading.hosts import HostRule, block_text, body_of, rule_for
from bot.reading.lists import is_list
from bot.reading.live import live_text
from bot.reading.metadata import Fields, fields_of, reporters_in
from bot.reading.moments import moment
from bot.reading.prune import prune
from bot.reading.script_state import Story, arc_story, drop_scripts, inline_scripts, longest_prose

_SAMPLE = 4000
_LARGEST, _LONGEST = 8_000_000, 1_000_000
_LONGEST_TAG = 50_000
_ENDLESS_TAG = re.compile(
    rf"<[^<>]{{{_LONGEST_TAG},}}>?"
)  # an attribute of its own for each byte costs the parser its square
_THIN = 400
_TEASER = 200
_MESSAGES: dict[Reason, str] = {
    "paywall": "The article is for subscribers; the page shows none of it.",
    "consent": "The page asks for consent to cookies before it shows the article.",
    "needs_javascript": "The page shows nothing without JavaScript.",
    "blocked": "The site asks whether a person is reading.",
    "not_found": "The site says that this page does not exist.",
    "not_an_article": "The page is no article: a front page, a list, a video or the like.",
    "too_large": "The page is too long to be an article.",
    "empty": "The page is empty.",
    "parser_failed": "The page cannot be parsed.",
}


def read_page(
    body: bytes, *, url: str | None, content_type: str | None = None, charset: str | None = None
) -> Article:
    """The article of an HTML page. Raises ReadingError with the reason where there is none."""
    page = to_text(body, charset)
    if not page.strip():
        raise _none("empty", url)
    if len(page) > _LARGEST:
        raise _none("too_large", url)
    if max(map(len, page.split("<"))) > _LONGEST_TAG:
        page = _ENDLESS_TAG.sub(" ", page)
    tree = load_html(page)
    if tree is None:
        raise _none("parser_failed", url)
    seen = walls.seen_text(tree)
    if len(seen) > _LONGEST:
        raise _none("too_large", url)
    claims, story, rule = claims_of(tree, url), arc_story(tree), rule_for(url)
    sources, scripts = inline_scripts(tree), sum(1 for _ in tree.iter("script"))
    drop_scripts(tree)
    address = _address(tree, url)
    is_korean = detect(seen[:_SAMPLE]) == "ko"
    fields = fields_of(tree, claims, rule, url=url, scripts=sources, is_korean=is_korean)
    if walls.is_consent_address(url):
        raise _none("consent", url)
    reason = walls.notice(seen, fields.title, claims.is_article)
    if reason:
        raise _none(reason, url)
    if not claims.is_article and is_list(tree, url, stated=claims.is_list):
        raise _none("not_an_article", url)
    names = (fields.author or "", fields.publisher or "")
    text = _text(tree, claims, story, rule, sources)
    if fields.author is None and is_korean:
        lines = text.split("\n")
        fields = replace(fields, author=reporters_in("\n".join(lines[:2] + lines[-4:]), fields.publisher))
    text = without_furniture(text, title=fields.title, others=names)
    partial = None
    if walls.is_cut_off(text, seen, locked=claims.locked, stated_words=claims.words):
        text, partial = _teaser(tree, text, fields, url), "paywall"
    reason = walls.unread(text, seen, scripts=scripts, own=bool(fields.published and fields.title))
    if reason or not text:
        raise _none(reason or "not_an_article", url)
    return _article(text, fields, story, address, partial)


def _address(tree: HtmlElement, url: str | None) -> str | None:
    """The article's address: of an AMP page the original's, where the page names one on the same site."""
    root = tree.getroottree().getroot()
    if url is None or not (root.get("amp") is not None or root.get("\u26a1") is not None):
        return url
    for link in tree.iter("link"):
        target = str(urljoin(url, link.get("href") or ""))
        if (link.get("rel") or "").lower() == "canonical" and _site(target) == _site(url):
            return target
    return url


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


def _teaser(tree: HtmlElement, text: str, fields: Fields, url: str | None) -> str:
    """What stands in front of a wall, without the wall; ReadingError("paywall") where that is next to nothing."""
    if walls.without_offers(tree):
        names = (fields.author or "", fields.publisher or "")
        text = without_furniture(text_of(tree), title=fields.title, others=names)
    if len(text) < _TEASER:
        raise _none("paywall", url)
    return text


def _text(
    tree: HtmlElement, claims: Claims, story: Story | None, rule: HostRule | None, sources: list[str]
) -> str:
    """The article's text from the best place that has it."""
    if claims.updates:
        return live_text(claims.updates, _visible(tree))
    if story is not None and len(story.text) >= 80:
        return story.text
    if rule is not None:
        text = body_of(tree, rule)
        if len(text) >= 80:
            return text
    text = _visible(tree)
    if len(text) < 0.6 * len(claims.body):
        text = claims.body
    if len(text) >= _THIN:
        return text
    spare = longest_prose(sources)
    return spare if len(spare) > 2 * len(text) else text


def html_text_of(page: str) -> str:
    """The running text of HTML that is no web page of its own (the body of a mail); "" where it has none."""
    tree = load_html(page)
    if tree is None:
        return ""
    whole = block_text(deepcopy(tree))
    text = _visible(tree)
    return text if len(text) >= 0.5 * len(whole) else whole


def _visible(tree: HtmlElement) -> str:
    prune(tree)
    return text_of(tree)


def _article(text: str, fields: Fields, story: Story | None, url: str | None, partial: str | None) -> Article:
    return Article(
        text=unicodedata.normalize("NFC", text),
        title=unicodedata.normalize("NFC", fields.title),
        url=url,
        publisher=fields.publisher,
        author=fields.author or (story.author if story else None),
        published=fields.published or (moment(story.published) if story else None),
        updated=fields.updated or (moment(story.updated) if story else None),
        language=detect(text[:_SAMPLE]),
        partial=partial,
    )


def _none(reason: Reason, url: str | None) -> ReadingError:
    return ReadingError(reason, _MESSAGES[reason], url=url)
