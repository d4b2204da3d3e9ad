"""When an article was published and changed: date-times as pages write them, to ISO 8601 with their offset."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"^\s*(\d{4})[-./](\d{1,2})[-./](\d{1,2})\.?(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.I,
)
_COMPACT = re.compile(r"^\s*(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?\s*$")
_EPOCH = re.compile(r"^\s*(\d{10})(\d{3})?\s*$")
_EARLIEST = 1994


def moment(value: str | None, *, zone: tzinfo | None = None) -> str | None:
    """ISO 8601 date, or date-time with seconds, of what a page writes; None where it is no date.

    An offset that the page gives is kept; without one, `zone` is set, and without `zone` the time stays without.
    """
    if not value:
        return None
    parsed = _parse(value)
    if parsed is None:
        return None
    if isinstance(parsed, datetime):
        if parsed.tzinfo is None and zone is not None:
            parsed = parsed.replace(tzinfo=zone)
        return parsed.replace(microsecond=0).isoformat()
    return parsed.isoformat()


def _parse(value: str) -> date | datetime | None:
    match = _ISO.match(value) or _COMPACT.match(value)
    try:
        if match:
            return _built(*match.groups())
        epoch = _EPOCH.match(value)
        if epoch:
            return datetime.fromtimestamp(int(epoch[1]), UTC)
        parsed = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError, IndexError):
        return _worded(value)
    return parsed if parsed.year >= _EARLIEST else None


def _built(
    year: str,
    month: str,
    day: str,
    hour: str | None,
    minute: str | None,
    second: str | None,
    offset: str | None,
) -> date | datetime | None:
    if int(year) < _EARLIEST:
        return None
    if hour is None or minute is None:
        return date(int(year), int(month), int(day))
    zone = None
    if offset:
        digits = re.sub(r"\D", "", offset)
        minutes = int(digits[:2] or 0) * 60 + int(digits[2:4] or 0)
        zone = timezone(timedelta(minutes=-minutes if offset.startswith("-") else minutes))
    return datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WORDED = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d{2})"
    r"(?:,?\s+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})\s*(?P<half>[ap])\.?m)?",
    re.I,
)


def _worded(value: str) -> date | datetime | None:
    """English dates in words: "May 3, 2026", "3 May 2026", with or without "4:05 PM"."""
    match = _WORDED.search(value)
    day = (match["d1"] or match["d2"]) if match else None
    if not match or not day or int(match["year"]) < _EARLIEST:
        return None
    month = _MONTHS.index(match["month"].lower()) + 1
    try:
        if match["hour"] and match["half"]:
            hour = int(match["hour"]) % 12 + (12 if match["half"].lower() == "p" else 0)
            return datetime(int(match["year"]), month, int(day), hour, int(match["minute"]))
        return date(int(match["year"]), month, int(day))
    except ValueError:
        return None


def has_time(value: str | None) -> bool:
    """Whether an ISO value says the time of day."""
    return bool(value) and "T" in (value or "")
