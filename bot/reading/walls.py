"""Why a page is not an article: the wall in front of it, or what the page is instead."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.errors import Reason
from bot.reading.furniture import fold, tables

_THIN = 700
"""Characters under which a text may be a teaser, a wall or a notice; a real short news item is told by having no marker."""
_SHORT_NOTICE = 2500


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(tables()["walls"][kind])


def seen_text(tree: HtmlElement) -> str:
    """All the page's visible words, lower case, scripts left out: what the phrases are looked for in."""
    parts = []
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style", "template") and element.text:
            parts.append(element.text)
        if element.tail and element.getparent() is not None:
            parts.append(element.tail)
    return " ".join(" ".join(parts).split()).lower()


def _hits(kind: str, seen: str) -> int:
    return sum(phrase in seen for phrase in _words(kind))


def is_consent_address(url: str | None) -> bool:
    """Whether an address belongs to a consent page, whatever it shows."""
    parts = urlsplit(url or "")
    return bool(re.search(tables()["walls"]["consent_hosts"], f"{parts.hostname or ''}{parts.path}", re.I))


def notice(seen: str, title: str, has_article: bool) -> Reason | None:
    """The reason that a page of few words names by its own: "blocked", "consent", "not_found"; None where it does not.

    Looked at before anything is extracted; long pages, and short ones that JSON-LD calls an article, are none of these
    by their words alone.
    """
    if len(seen) > _SHORT_NOTICE:
        return None
    heading = fold(title)
    if any(fold(phrase) in heading for phrase in _words("blocked")) or (not has_article and _hits("blocked", seen) >= 2):
        return "blocked"
    if has_article:
        return None
    if any(fold(phrase) in heading for phrase in _words("not_found")) or (len(seen) < 900 and _hits("not_found", seen)):
        return "not_found"
    return "consent" if _hits("consent", seen) >= 3 else None


def thin(text: str, seen: str, *, locked: bool, scripts: int, own: bool) -> Reason | None:
    """The reason why so little text was found, None where it may be all there is.

    A wall needs two marks: a thin text, and the page's own word for it (a subscription phrase, and JSON-LD's "not free"
    where there is more than a line). `own`: the page carries an article's headline.
    """
    if len(text) >= _THIN:
        return None
    if _hits("paywall", seen) and (locked or len(text) < _THIN // 2 or _hits("paywall", seen) >= 2):
        return "paywall"
    if locked and len(text) < _THIN // 2:
        return "paywall"
    if not text and _hits("consent", seen) >= 3:
        return "consent"
    bare = len(seen) < 600
    if _hits("javascript", seen) and bare:
        return "needs_javascript"
    if len(text) < 80 and scripts and len(seen) < (1500 if own else 300):
        return "needs_javascript"
    return None


def is_cut(text: str) -> bool:
    """Whether a text ends in the marks of a cut ("…")."""
    return any(re.search(pattern, text) for pattern in tables()["walls"]["cut"])
