"""Why a page is not an article: the wall in front of it, or what the page is instead."""

from __future__ import annotations

import re
from functools import cache
from typing import cast
from urllib.parse import urlsplit

from lxml.etree import XPath
from lxml.html import HtmlElement

from bot.errors import Reason
from bot.reading.furniture import fold, tables

_THIN = 700
"""Characters under which a text may be a teaser, a wall or a notice; a short news item has no mark of one."""
_SHORT_NOTICE, _RUNNING, _SENTENCE, _BESIDE_NOTICE = 2500, 350, 50, 12
_ENDS = (".", "!", "?", "”", '"', "。")
_LONG = 3000
_NEXT_TO_NOTHING = 200
_MOST_OFFER_PARAGRAPHS = 8
_SEEN = XPath("//text()[not(parent::script or parent::style or parent::template)]", smart_strings=False)


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(tables()["walls"][kind])


def seen_text(tree: HtmlElement) -> str:
    """All the page's visible words, lower case, scripts left out: what the phrases are looked for in."""
    return " ".join(" ".join(cast(list[str], _SEEN(tree))).split()).lower()


def _hits(kind: str, seen: str) -> int:
    return sum(phrase in seen for phrase in _words(kind))


def is_consent_address(url: str | None) -> bool:
    """Whether an address belongs to a consent page, whatever it shows."""
    parts = urlsplit(url or "")
    return bool(re.search(tables()["walls"]["consent_hosts"], f"{parts.hostname or ''}{parts.path}", re.I))


def notice(tree: HtmlElement, seen: str, title: str, has_article: bool) -> Reason | None:
    """The reason that a page of few words names by its own: "blocked", "consent", "not_found"; None where it does not.

    Looked at before anything is extracted. A page under a headline of a missing page is one, however much it shows
    beside; else long pages, those with running text and those that JSON-LD calls an article are none of these.
    """
    heading = fold(title)
    if not has_article and any(_is_nearly(heading, fold(phrase)) for phrase in _words("not_found")):
        return "not_found"
    if len(seen) > _SHORT_NOTICE:
        return None
    if any(fold(phrase) in heading for phrase in _words("blocked")):
        return "blocked"
    if has_article or _prose(tree) >= _RUNNING:
        return None
    if _hits("blocked", seen) >= 2:
        return "blocked"
    if any(fold(phrase) in heading for phrase in _words("not_found")) or (
        len(seen) < 900 and _hits("not_found", seen)
    ):
        return "not_found"
    return "consent" if _hits("consent", seen) >= 3 else None


def _is_nearly(heading: str, phrase: str) -> bool:
    return phrase in heading and len(heading) - len(phrase) <= _BESIDE_NOTICE


def _prose(tree: HtmlElement) -> int:
    """Characters of the paragraphs that end as sentences do and say nothing of cookies, privacy or checks."""
    texts = (" ".join(paragraph.text_content().lower().split()) for paragraph in tree.iter("p"))
    return sum(
        len(text)
        for text in texts
        if len(text) >= _SENTENCE
        and text.endswith(_ENDS)
        and not any(word in text for word in _words("aside"))
    )


def is_cut_off(text: str, seen: str, *, locked: bool, stated_words: int) -> bool:
    """Whether the text is only what stands in front of a paywall.

    One mark is never enough: free pages are marked as locked, and their chrome asks for subscriptions. It takes the
    wall's own words and either a thin text or JSON-LD's "not free" with a text that is no long one; or "not free" and a
    stated count of words far above the text's own.
    """
    cut_off, offers = _hits("cut_off", seen), _hits("paywall", seen)
    if len(text) < _THIN and (cut_off or (offers and (locked or offers >= 2))):
        return True
    if locked and len(text) < _THIN // 2:
        return True
    if not locked or len(text) >= _LONG:
        return False
    return bool(cut_off) or stated_words > 1.6 * len(text.split()) + 60


def without_offers(tree: HtmlElement) -> bool:
    """Take the blocks that sell a subscription out of the tree; whether there were any.

    A block is the largest one around an offer that holds no headline, opens with no prose and is no article or page.
    """
    offers = []
    for element in tree.iter("p", "h2", "h3", "h4", "div", "span", "li", "button", "strong", "a"):
        words = " ".join((element.text or "").lower().split())
        if words and any(phrase in words for kind in ("cut_off", "paywall") for phrase in _words(kind)):
            offers.append(_offer_block(element))
    for block in offers:
        if block.getparent() is not None:
            block.drop_tree()
    return bool(offers)


def _offer_block(element: HtmlElement) -> HtmlElement:
    while True:
        parent = element.getparent()
        if (
            parent is None
            or parent.tag in ("article", "main", "body", "html")
            or parent.find(".//h1") is not None
        ):
            return element
        if sum(1 for _ in parent.iter("p")) > _MOST_OFFER_PARAGRAPHS or _opens_with_prose(parent, element):
            return element
        element = parent


def _opens_with_prose(block: HtmlElement, offer: HtmlElement) -> bool:
    """Whether a paragraph stands before the offer: a wall opens with its offer, an article does not."""
    for element in block.iter():
        if element is offer:
            return False
        if element.tag == "p" and len(element.text_content()) >= 60:
            return True
    return False


def unread(text: str, seen: str, *, scripts: int, own: bool) -> Reason | None:
    """The reason why next to no text was found, None where it may be all there is.

    `own`: the page carries an article's headline and date.
    """
    if not text and _hits("consent", seen) >= 3:
        return "consent"
    if len(text) >= _THIN:
        return None
    if len(text) < _NEXT_TO_NOTHING and _hits("javascript", seen) and len(seen) < 600:
        return "needs_javascript"
    if len(text) < 80 and scripts and len(seen) < (1500 if own else 300):
        return "needs_javascript"
    return None
