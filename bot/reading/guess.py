"""The day that htmldate makes out where a page neither states nor shows one by its headline."""

from __future__ import annotations

from copy import deepcopy
from functools import cache

from htmldate import extractors, find_date
from lxml import etree
from lxml.html import HtmlElement

from bot.reading.furniture import tables


def guessed_day(tree: HtmlElement, *, extensive: bool) -> str | None:
    """htmldate's day, captions and footers left out; in the extensive guess scripts too, and a first of January is
    only a year. None where it has no guess.
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
    return None if day is None or day.endswith("-01-01") else day


@cache
def _speak_few_languages() -> None:
    """Give htmldate the months and languages of our own table: all three hundred of its parser's take 40 MB."""
    extractors.get_external_parser().languages = list(tables()["guess"]["languages"])
    months = frozenset(name for names in tables()["months"].values() for name in names)
    extractors.month_words = cache(lambda: months)
