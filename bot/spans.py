"""A date as precise as an article tells it (docs/facts.md, "date") to the days that it may mean."""

from __future__ import annotations

import calendar
import re
from datetime import date

_FORM = re.compile(
    r"(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|(spring|summer|fall|autumn|winter)))?(?:T.*)?"
)
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11), "winter": (12, 2)}


def days_of(text: str | None) -> tuple[date, date] | None:
    """First and last day of `2023`, `2023-06`, `2023-06-14`, `2023-Q2`, `2023-fall` or a date-time.

    None for anything else. A winter begins in its year and ends in the next one's February.
    """
    match = _FORM.fullmatch(text or "")
    if match is None:
        return None
    year, month, day, quarter, season = match.groups()
    try:
        if day:
            exact = date(int(year), int(month), int(day))
            return exact, exact
        first, last = (1, 12)
        if month:
            first = last = int(month)
        elif quarter:
            first, last = 3 * int(quarter) - 2, 3 * int(quarter)
        elif season:
            first, last = _SEASONS[season]
        last_year = int(year) + (last < first)
        return date(int(year), first, 1), date(last_year, last, calendar.monthrange(last_year, last)[1])
    except ValueError:
        return None
