"""The day that htmldate makes out where a page neither states nor shows one by its headline."""

from __future__ import annotations

import re
from copy import deepcopy
from functools import cache

from htmldate import extractors, find_date
from lxml import etree
from lxml.html import HtmlElement

from bot.reading.furniture import tables


def guessed_day(tree: HtmlElement, *, extensive: bool) -> str | None:
    """htmldate's day, captions and footers left out; in the extensive guess scripts too, a first of January is only a
    year, and another first only a month (as addresses have it) where the page does not show the day. None: no guess.
    """
    _speak_few_languages()
    page = deepcopy(tree)
    for element in list(
        page.iter("footer", "figure", *(("script", "style", "noscript") if extensive else ()))
    ):
        if element.getparent() is not None:
            element.drop_tree()
    try:
        if not extensive:
            return find_date(page, original_date=True, extensive_search=False)
        day = find_date(page, original_date=True, extensive_search=True)
    except (ValueError, TypeError, AttributeError, etree.LxmlError):
        return None
    return None if day is None or day.endswith("-01-01") or _is_only_a_month(day, page) else day


def _is_only_a_month(day: str, page: HtmlElement) -> bool:
    """Whether a first of a month was made of an address with a year and a month: no one or 01 stands with its month."""
    if not day.endswith("-01"):
        return False
    shown = " ".join(" ".join(str(text) for text in page.itertext()).lower().split())
    marks = " ".join(str(value) for element in page.iter("time", "meta") for value in element.attrib.values())
    year, number = day[:4], int(day[5:7])
    names = "|".join(map(re.escape, tables()["months"][str(number)]))
    firsts = (
        rf"{year}\D{{1,3}}0?{number}\D{{1,3}}0?1(?!\d)",
        rf"(?<!\d)0?1(?:st|er|º|\.)?\s?(?:de\s)?(?:{names})",
        rf"(?:{names})\.?\s0?1(?!\d)",
        rf"(?<!\d)(?:0?1\D0?{number}|0?{number}\D0?1)\D{year}",
    )
    return not any(re.search(first, f"{shown} {marks}") for first in firsts)


@cache
def _speak_few_languages() -> None:
    """Give htmldate the months and languages of our own table: all three hundred of its parser's take 40 MB."""
    extractors.get_external_parser().languages = list(tables()["guess"]["languages"])
    months = frozenset(name for names in tables()["months"].values() for name in names)
    extractors.month_words = cache(lambda: months)
