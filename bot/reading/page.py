"""A page's bytes to an Article: its own text, what it says of itself, or the reason why it is none."""

from __future__ import annotations

import re
import unicodedata
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
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
from bot.reading.gallery import captions_of, with_captions
from bot.reading.hosts import HostRule, block_text, body_of, rule_for
from bot.reading.lists import is_list
from bot.reading.live import is_live, live_text, shown_updates
from bot.reading.metadata import Fields, fields_of, reporters_in
from bot.reading.moments import moment
from bot.reading.neighbours import drop_other_articles
from bot.reading.prune import prune
from bot.reading.script_state import (
    Story,
    arc_story,
    drop_scripts,
    inline_scripts,
    longest_prose,
    strewn_prose,
)

_SAMPLE = 4000
_LARGEST, _LONGEST = 8_000_000, 1_000_000
_LONGEST_TAG = 50_000
_ENDLESS_TAG = re.compile(
    rf"<[^<>]{{{_LONGEST_TAG},}}>?"
)  # an attribute of its own for each byte costs the parser its square
_THIN = 400
_TEASER = 200
_MESSAGES: dict[Reason, str] = {
    "paywall": "The article is for subscribers; the page shows next to nothing of it.",
    "consent": "The page asks for consent to cookies before it shows the article.",
    "needs_javascript": "The page shows nothing without JavaScript.",
    "blocked": "The site asks whether a person is reading.",
    "not_found": "The site says that this page does not exist.",
    "not_an_article": "The page is no article: a front page, a list, a video or the like.",
    "too_large": "The page is too long to be an article.",
    "empty": "The page is empty.",
    "parser_failed": "The page cannot be parsed.",
}


@dataclass(frozen=True, slots=True)
class _Page:
    """A parsed page: its tree (pruned later on), all its visible words in lower case, and what it says of itself."""

    tree: HtmlElement
    url: str | None
    address: str | None
    seen: str
    claims: Claims
    story: Story | None
    rule: HostRule | None
    scripts: tuple[str, ...]
    script_count: int
    is_korean: bool
    fields: Fields


def read_page(
    body: bytes, *, url: str | None, content_type: str | None = None, charset: str | None = None
) -> Article:
    """The article of an HTML page. Raises ReadingError with the reason where there is none."""
    page = _opened(body, url, charset)
    reason = _obstacle(page)
    if reason:
        raise _none(reason, url, language=detect(page.seen[:_SAMPLE]))
    drop_other_articles(page.tree, url, page.fields.title)
    captions = captions_of(page.tree)
    text = with_captions(_text(page), captions)
    fields = page.fields
    if fields.author is None and page.is_korean:
        lines = text.split("\n")
        fields = replace(fields, author=reporters_in("\n".join(lines[:2] + lines[-4:]), fields.publisher))
    text, partial = _own_lines(text, fields), None
    if walls.is_cut_off(text, page.seen, locked=page.claims.locked, stated_words=page.claims.words):
        text, partial = _teaser(page.tree, text, fields), "paywall"
    article = _article(page, text, fields, partial)
    if partial and len(text) < _TEASER:
        raise _none("paywall", url, article)
    reason = _shortage(page, text)
    if reason:
        told = article if page.claims.is_article else None
        raise _none(reason, url, told, language=detect(page.seen[:_SAMPLE]))
    return article


def html_text_of(page: str) -> str:
    """The running text of HTML that is no web page of its own (the body of a mail); "" where it has none."""
    tree = load_html(page)
    if tree is None:
        return ""
    whole = block_text(deepcopy(tree))
    text = _visible(tree)
    return text if len(text) >= 0.5 * len(whole) else whole


def _opened(body: bytes, url: str | None, charset: str | None) -> _Page:
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
    is_korean = detect(seen[:_SAMPLE]) == "ko"
    fields = fields_of(tree, claims, rule, url=url, scripts=sources, is_korean=is_korean)
    address = _address(tree, url)
    return _Page(tree, url, address, seen, claims, story, rule, tuple(sources), scripts, is_korean, fields)


def _obstacle(page: _Page) -> Reason | None:
    """What stands in place of an article, told before anything is taken for one; None where nothing does."""
    if walls.is_consent_address(page.url):
        return "consent"
    reason = walls.notice(page.tree, page.seen, page.fields.title, page.claims.is_article)
    if reason:
        return reason
    listed = not page.claims.is_article and is_list(page.tree, page.url, stated=page.claims.is_list)
    return "not_an_article" if listed else None


def _shortage(page: _Page, text: str) -> Reason | None:
    """Why the text that was found is no article's; None where it may be one."""
    own = bool(page.fields.published and page.fields.title)
    reason = walls.unread(text, page.seen, scripts=page.script_count, own=own)
    if reason or not text:
        return reason or "not_an_article"
    return "not_an_article" if page.claims.is_video and len(text) < _THIN else None


def _text(page: _Page) -> str:
    """The article's text from the best place that has it."""
    if page.claims.updates:
        return live_text(page.claims.updates, _visible(page.tree))
    if page.story is not None and len(page.story.text) >= 80:
        return page.story.text
    if page.rule is not None:
        text = body_of(page.tree, page.rule)
        if len(text) >= 80:
            return text
    text = _visible(page.tree)
    if is_live(page.claims, page.url, page.fields.title):
        updates = shown_updates(page.tree)
        if updates:
            return live_text(updates, text)
    if len(text) < 0.6 * len(page.claims.body):
        text = page.claims.body
    if len(text) >= _THIN:
        return text
    spare = longest_prose(list(page.scripts))
    if len(spare) < _THIN and page.claims.is_article:
        spare = strewn_prose(page.scripts)
    return spare if len(spare) > 2 * len(text) else text


def _visible(tree: HtmlElement) -> str:
    prune(tree)
    return text_of(tree)


def _teaser(tree: HtmlElement, text: str, fields: Fields) -> str:
    """What stands in front of a wall, without the wall."""
    return _own_lines(text_of(tree), fields) if walls.without_offers(tree) else text


def _own_lines(text: str, fields: Fields) -> str:
    return without_furniture(text, title=fields.title, others=(fields.author or "", fields.publisher or ""))


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


def _article(page: _Page, text: str, fields: Fields, partial: str | None) -> Article:
    story = page.story
    return Article(
        text=unicodedata.normalize("NFC", text),
        title=unicodedata.normalize("NFC", fields.title),
        url=page.address,
        publisher=fields.publisher,
        author=fields.author or (story.author if story else None),
        published=fields.published or (moment(story.published) if story else None),
        updated=fields.updated or (moment(story.updated) if story else None),
        language=detect(text[:_SAMPLE]),
        partial=partial,
    )


def _none(
    reason: Reason, url: str | None, article: Article | None = None, *, language: str | None = None
) -> ReadingError:
    """The error; `article` is what the page says of its article all the same, `language` the one that it speaks."""
    told = {name: value for name, value in asdict(article).items() if value} if article else {}
    if language and not told.get("text"):
        told["language"] = language
    return ReadingError(reason, _MESSAGES[reason], url=url, told=told)
