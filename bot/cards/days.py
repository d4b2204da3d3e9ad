"""Days as precise as a fact states them, worded: 2023-Q2 → "Q2 2023", "2023년 2분기"."""

from __future__ import annotations

import re
from datetime import date, datetime

from babel.dates import format_interval, format_skeleton

from bot.cards.wording import Wording

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_SEASON = re.compile(r"(\d{4})-([a-z]+)")


def day(value: str | None, wording: Wording) -> str:
    """A fact's date or a page's publication day in words; a form that is not known stays as it is, None becomes ""."""
    if not value:
        return ""
    if quarter := _QUARTER.fullmatch(value):
        return str(
            format_skeleton("yQQQ", date(int(quarter[1]), 3 * int(quarter[2]), 1), locale=wording.locale)
        )
    if (season := _SEASON.fullmatch(value)) and season[2] in wording.find("day"):
        return wording.say(f"day.{season[2]}", year=season[1])
    for length, pattern, skeleton in ((4, "%Y", "y"), (7, "%Y-%m", "yMMM")):
        if len(value) == length and re.fullmatch(r"[\d-]+", value):
            return _try(value, pattern, skeleton, wording)
    return _try(value[:10], "%Y-%m-%d", "yMMMd", wording) if re.match(r"\d{4}-\d\d-\d\d", value) else value


def span(first: date, last: date, wording: Wording) -> str:
    """A digest's days: "Nov 16 – 22, 2026"."""
    return str(format_interval(first, last, "yMMMd", locale=wording.locale))


def short(moment: date, wording: Wording) -> str:
    """A day without its year: "Nov 20"."""
    return str(format_skeleton("MMMd", moment, locale=wording.locale))


def _try(value: str, pattern: str, skeleton: str, wording: Wording) -> str:
    try:
        moment = datetime.strptime(value, pattern).date()
    except ValueError:
        return value
    return str(format_skeleton(skeleton, moment, locale=wording.locale))
