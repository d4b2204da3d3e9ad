"""When a page says that its article was published and changed: what it states first, what can be seen by the headline
next, and htmldate's day where neither is there. A year alone, a footer and a script are no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.html import HtmlElement

from bot.reading.claims import Claims
from bot.reading.furniture import tables
from bot.reading.guess import guessed_day
from bot.reading.moments import has_time, moment

_MARKED = re.compile(
    r"publish|posted|entry-date|pubdate|created|dateline|timestamp|article-date|date-?time", re.I
)
_IN_URL = re.compile(r"/((?:19|20)\d{2})[/-]?(\d{2})[/-]?(\d{2})(?=[/_-])")
_IN_SCRIPT = re.compile(
    r'"(?:datePublished|date_?published|published_?(?:at|on|date|time)|publish_?(?:date|time|ed)|publication_?date'
    r'|first_?publish(?:ed|_date)\w*|dateCreated)\\?"\s*:\s*\\?"(\d{4}[-./]\d{1,2}[-./]\d{1,2}[^"\\]{0,30})',
    re.I,
)
Meta = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Times:
    """ISO 8601 day or date-time with offset; None where the page does not say."""

    published: str | None
    updated: str | None


def times_of(
    tree: HtmlElement,
    claims: Claims,
    meta: Meta,
    own_published: str | None,
    own_updated: str | None,
    *,
    visible: str,
    url: str | None,
    scripts: list[str],
    is_korean: bool,
) -> Times:
    """The times of a parsed page. `visible`: its words around the headline. A time without zone gets the page's
    zone where its country has but one (Korea), and a time in UTC is told on the clock of the place.
    """
    zone = _zone(url, is_korean)
    published = _stated(own_published, claims, meta, visible, zone) or _seen(
        tree, meta, visible, url, scripts, zone
    )
    if published and not has_time(published):
        clock = _said(visible, "published", zone) or _marked_time(tree, zone)
        published = clock if clock and clock.startswith(published) else published
    updated = _first(
        (own_updated, claims.updated, *_values(meta, tables()["meta"]["updated"])), zone
    ) or _said(visible, "updated", zone)
    return Times(_on_the_clock(published, tree, visible, zone), _local(updated, zone))


def _zone(url: str | None, is_korean: bool) -> tzinfo | None:
    zones = tables()["zones"]
    name = (
        zones.get("kr") if is_korean else zones.get((urlsplit(url or "").hostname or "").rpartition(".")[2])
    )
    try:
        return ZoneInfo(name) if name else None
    except ZoneInfoNotFoundError:
        return None


def _values(meta: Meta, names: list[str]) -> tuple[str, ...]:
    return tuple(value for name in names for value in meta.get(name, [])[:1])


def _first(values: tuple[str | None, ...], zone: tzinfo | None) -> str | None:
    """The first value that is a moment: with its time of day, and on a local clock, where another value adds that."""
    moments = [found for value in values if (found := moment(value, zone=zone))]
    if not moments:
        return None
    first = next(
        (found for found in moments if has_time(found) and found[:10] == moments[0][:10]), moments[0]
    )
    if not first.endswith("+00:00"):
        return first
    instant = datetime.fromisoformat(first)
    local = (
        found for found in moments if has_time(found) and len(found) == 25 and not found.endswith("+00:00")
    )
    return next((found for found in local if datetime.fromisoformat(found) == instant), first)


def _stated(own: str | None, claims: Claims, meta: Meta, visible: str, zone: tzinfo | None) -> str | None:
    return _first((own, claims.published, *_values(meta, tables()["meta"]["published"])), zone) or _said(
        visible, "published", zone
    )


def _seen(
    tree: HtmlElement, meta: Meta, visible: str, url: str | None, scripts: list[str], zone: tzinfo | None
) -> str | None:
    """A moment that nothing states outright: a marked `<time>`, the day in the address, a date by the headline,
    weak meta fields, a guess.
    """
    in_url = _IN_URL.search(urlsplit(url or "").path)
    found = _marked_time(tree, zone) or (moment("-".join(in_url.groups())) if in_url else None)
    found = (
        found
        or _by_headline(visible, zone)
        or _first(_values(meta, tables()["meta"]["published_perhaps"]), zone)
    )
    return (
        found
        or guessed_day(tree, extensive=False)
        or _in_scripts(scripts, zone)
        or _any_time(tree, zone)
        or guessed_day(tree, extensive=True)
    )


def _said(visible: str, kind: str, zone: tzinfo | None) -> str | None:
    """The moment that the visible words name as such ("Published 3 May 2026, 16:05"), None where they do not."""
    for pattern in tables()["said"][kind]:
        for match in re.finditer(pattern, visible, re.I):
            found = _dated(match["moment"].strip(), zone) or moment(match["moment"].strip(), zone=zone)
            if found:
                return found
    return None


def _dated(text: str, zone: tzinfo | None) -> str | None:
    said = tables()["said"]
    match = re.match(said["date"], text)
    if not match:
        return None
    day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    if match["hour"] is None:
        return moment(day)
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in said["afternoon"] else 0)
    return moment(f"{day} {hour}:{match['minute']}", zone=zone)


@cache
def _months() -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern of "3 May 2026" and "May 3, 2026" in the languages of the table, and the months' numbers."""
    numbers = {name: int(number) for number, names in tables()["months"].items() for name in names}
    names = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    pattern = re.compile(
        rf"\b(?:(?P<d1>\d{{1,2}})(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+)?(?P<m1>{names})\b\.?,?\s+(?:de\s+)?(?P<y1>(?:19|20)\d{{2}})"
        rf"|(?P<m2>{names})\b\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d{{2}})"
        rf"|(?P<d3>\d{{1,2}})\.\s?(?P<m3>\d{{1,2}})\.\s?(?P<y3>(?:20)?\d{{2}})(?![\d.])"
        rf"|(?P<y4>(?:19|20)\d{{2}})\s?[-./年]\s?(?P<m4>\d{{1,2}})\s?[-./月]\s?(?P<d4>\d{{1,2}})(?!\d))",
        re.I,
    )
    return pattern, numbers


def _by_headline(visible: str, zone: tzinfo | None) -> str | None:
    """The first whole date in the words around the headline."""
    korean = re.search(tables()["said"]["date"], visible)
    pattern, numbers = _months()
    match = pattern.search(visible)
    if korean and (not match or korean.start() <= match.start()):
        return _dated(visible[korean.start() :], zone)
    if not match:
        return None
    part = next(index for index in "1234" if match["d" + index])
    month, year = match["m" + part].lower(), match["y" + part]
    number = int(month) if month.isdigit() else numbers[month.rstrip(".")]
    return moment(f"{year if len(year) == 4 else '20' + year}-{number}-{match['d' + part]}")


def _marked_time(tree: HtmlElement, zone: tzinfo | None) -> str | None:
    """The first `<time>` (or other element) that is marked as the publication's."""
    for element in list(tree.iter("time", "abbr"))[:8]:
        marks = " ".join(element.get(name) or "" for name in ("class", "itemprop", "id"))
        marks += " pubdate" if element.get("pubdate") is not None else ""
        if "modif" not in marks.lower() and "updat" not in marks.lower() and _MARKED.search(marks):
            found = moment(element.get("datetime") or element.get("title"), zone=zone)
            if found:
                return found
    for element in tree.xpath("//*[@itemprop='datePublished']")[:2]:
        found = moment(element.get("content") or element.get("datetime") or element.text_content(), zone=zone)
        if found:
            return found
    return None


def _any_time(tree: HtmlElement, zone: tzinfo | None) -> str | None:
    for element in list(tree.iter("time"))[:6]:
        found = moment(element.get("datetime"), zone=zone)
        if found:
            return found
    return None


def _in_scripts(scripts: list[str], zone: tzinfo | None) -> str | None:
    """The first moment that a script's data name as the publication's."""
    for script in scripts:
        for match in _IN_SCRIPT.finditer(script):
            found = moment(match[1], zone=zone)
            if found:
                return found
    return None


def _on_the_clock(value: str | None, tree: HtmlElement, visible: str, zone: tzinfo | None) -> str | None:
    """A moment in UTC on the clock that the page itself shows (`<time>` without zone, or its country's zone)."""
    if not value or not has_time(value) or not value.endswith("+00:00"):
        return value
    instant = datetime.fromisoformat(value)
    for element in list(tree.iter("time"))[:6]:
        shown = moment(element.get("datetime"))
        if shown and has_time(shown) and len(shown) == 19:
            offset = datetime.fromisoformat(shown) - instant.replace(tzinfo=None)
            if offset and abs(offset) <= timedelta(hours=14) and offset.total_seconds() % 1800 == 0:
                return instant.astimezone(timezone(offset)).isoformat()
    return _local(value, zone)


def _local(value: str | None, zone: tzinfo | None) -> str | None:
    if value and zone is not None and value.endswith("+00:00"):
        return datetime.fromisoformat(value).astimezone(zone).isoformat()
    return value
