"""An article split over pages ("2/3"): its other pages are found by their links, read and put together in their order.

A link leads to a part where its address is the page's own but for a page number, and where it says that number (or
"next"). Lists and comments have such links too: what repeats the page that is known, or has another title, is no part.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from rapidfuzz import fuzz

from bot.errors import ReadingError
from bot.facts import Article
from bot.reading.furniture import fold, tables

Read = Callable[[str], tuple[Article, bytes]]
"""The article at an address, and its page's bytes. Raises ReadingError."""

_MOST_PARTS, _HIGHEST = 10, 30
_LONGEST = 1_000_000
_ANCHOR = re.compile(
    rb"""<(?:a|link)\b[^<>]{0,600}?\bhref\s*=\s*["']?([^"'<>\s]+)[^<>]{0,400}>([^<]{0,60}|(?:<[^<>]{0,200}>|[^<]){0,12})""",
    re.I,
)
_NEXT_TAG = re.compile(rb"""\brel\s*=\s*["']?(?:next|prev)\b""", re.I)
_IN_PATH = re.compile(r"^(?P<front>.+?)(?:/page/|/p|[-_,/])(?P<number>\d{1,2})(?P<back>\.\w{2,5}|/)?$")
_SAME_TITLE, _MOST_KNOWN = 70, 0.4


def joined(article: Article, page: bytes, url: str, read: Read) -> Article:
    """The whole article, from its first part to its last; `partial` is "pages" where one of them cannot be read.

    `article` is what stands at `url`, on `page`; its other parts are asked for with `read`, ten in all at most.
    """
    key, own, known = _place(page, url)
    parts, missing = {own: article}, False
    while len(parts) < _MOST_PARTS:
        wanted = min((n for n in known if n not in parts and (n < own or n - 1 in parts)), default=None)
        if wanted is None:
            break
        try:
            part, body = read(known[wanted])
        except ReadingError:
            missing = True
            break
        if not _belongs(part, article):
            return article
        parts[wanted] = part
        known = {**_linked(body, known[wanted], key), **known}
    return _together(parts, missing or any(number not in parts for number in known))


def _together(parts: dict[int, Article], missing: bool) -> Article:
    first = parts[min(parts)]
    texts = [parts[number].text for number in sorted(parts)]
    lines = dict.fromkeys(line for text in texts for line in text.split("\n") if line)
    text = "\n".join(lines)[:_LONGEST] if len(parts) > 1 else first.text
    return replace(first, text=text, partial=first.partial or ("pages" if missing else None))


def _belongs(part: Article, article: Article) -> bool:
    """Whether it is another part of the article: the same title, and other lines."""
    ours = set(article.text.split("\n"))
    theirs = [line for line in part.text.split("\n") if line]
    repeated = sum(line in ours for line in theirs)
    same = fuzz.partial_ratio(fold(part.title), fold(article.title)) >= _SAME_TITLE
    return same and bool(theirs) and repeated <= _MOST_KNOWN * len(theirs)


def _place(page: bytes, url: str) -> tuple[str, int, dict[int, str]]:
    """The address without a page's number, this page's number, and the addresses of the others by theirs.

    A number at an address's end may be the article's own: it is a page's where the page also links to the first one.
    """
    plain, *numbered = _readings(url)
    for key, number in numbered:
        others = _linked(page, url, key)
        if 1 in others:
            return key, number, {n: address for n, address in others.items() if n != number}
    return plain[0], 1, {n: address for n, address in _linked(page, url, plain[0]).items() if n > 1}


def _linked(page: bytes, url: str, key: str) -> dict[int, str]:
    """The addresses that differ from `key` by a page's number, where their links say that number or "next"."""
    found: dict[int, str] = {}
    for match in _ANCHOR.finditer(page):
        address = urljoin(url, html.unescape(match[1].decode("utf-8", "ignore"))).partition("#")[0]
        if not address.startswith(("http://", "https://")):
            continue
        number = next((n for place, n in _readings(address) if place == key), None)
        if number is None:
            continue
        said = re.sub(r"<[^<>]*>|\s+", "", html.unescape(match[2].decode("utf-8", "ignore")))
        if (
            said == str(number)
            or _NEXT_TAG.search(match[0])
            or re.match(tables()["parts"]["onward"], said, re.I)
        ):
            found.setdefault(number, address)
    return found


def _readings(url: str) -> list[tuple[str, int]]:
    """How an address may be read: as a first page; and, where it ends in a small number, as the page of that number."""
    split, names = urlsplit(url), tables()["parts"]["names"]
    query = parse_qsl(split.query, keep_blank_values=True)
    found = [(f"{split.netloc}{split.path.rstrip('/')}?{urlencode(query)}", 1)]
    rest = [(name, value) for name, value in query if name.lower() not in names]
    numbers = [value for name, value in query if (name, value) not in rest]
    if len(numbers) == 1 and re.fullmatch(r"\d{1,2}", numbers[0]) and 1 <= int(numbers[0]) <= _HIGHEST:
        found.append((f"{split.netloc}{split.path.rstrip('/')}?{urlencode(rest)}", int(numbers[0])))
    match = _IN_PATH.match(split.path)
    if match and 1 <= int(match["number"]) <= _HIGHEST:
        back = (match["back"] or "").rstrip("/")
        found.append((f"{split.netloc}{match['front']}{back}?{urlencode(query)}", int(match["number"])))
    return found
