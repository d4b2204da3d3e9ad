"""When things happened: dates and relative words resolved to facts.md's precision.

In: a text, its language, the day of publication. Out: `DateMention` records in order, without overlap. `value` is
"2023", "2023-06", "2023-06-14", "2023-Q2" or "2023-fall"; None where only the day of publication could tell and the
article states none. A half-year is its year, a week is its month. Which words there are stands in `dates.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from bot.language import Language, Row

Precision = Literal["day", "month", "quarter", "season", "year", "span"]
SEASONS = {3: "spring", 6: "summer", 9: "fall", 12: "winter"}


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date: `relative` where it hangs on the day of publication, `comparing` where it is only a yardstick.

    `precision` is "span" for a stretch of time up to now ("the past six months"), whose value is None.
    """

    start: int
    end: int
    value: str | None
    relative: bool
    precision: Precision
    comparing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part(Row):
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word(Row):
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnitRow(Row):
    unit: Literal["day", "week", "month", "quarter", "year"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around(Row):
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _DateRow(Row):
    years: int | None = None
    months: int | None = None
    weeks: int | None = None
    days: int | None = None
    count: int = 0
    span: bool = False
    lean: Literal["", "past", "last", "near", "future"] = ""
    anchor: Literal["published", "text"] = "published"
    precision: Literal["", "quarter", "day"] = ""


@dataclass(frozen=True, slots=True)
class _Grammar:
    core: re.Pattern[str]
    dates: re.Pattern[str]
    rows: tuple[_DateRow, ...]
    groups: tuple[tuple[tuple[str, str], ...], ...]
    words: tuple[tuple[re.Pattern[str], int], ...]
    units: tuple[tuple[re.Pattern[str], str], ...]
    comparing: tuple[re.Pattern[str], re.Pattern[str]]
    future: tuple[re.Pattern[str], re.Pattern[str]]

    def number(self, said: str) -> int:
        """The value of a figure or of a word for one ("second", "June")."""
        return int(said) if said.isdigit() else next((v for p, v in self.words if p.fullmatch(said)), 1)


def _either(patterns: tuple[str, ...]) -> str:
    return "(?:" + "|".join(patterns) + ")" if patterns else "(?!)"


def _around(language: Language, section: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = language.rows("dates", section, _Around)
    before = tuple(p for row in rows for p in row.before)
    after = tuple(p for row in rows for p in row.after)
    return re.compile(rf"(?:^|\b){_either(before)}(?: the)? ?\Z", re.I), re.compile(_either(after))


@cache
def _grammar(language: Language) -> _Grammar:
    parts = {
        part.name: _either(part.says) if part.name != "n" else f"(?i:{_either(part.says)})"
        for part in language.rows("dates", "part", _Part)
    }
    rows = language.rows("dates", "date", _DateRow)
    flat: list[tuple[_DateRow, str]] = [(row, pattern) for row in rows for pattern in row.says]
    alternatives = [
        f"(?:{_filled(pattern, parts, at)})(?P<row_{at}>)" for at, (_, pattern) in enumerate(flat)
    ]
    words = language.rows("dates", "word", _Word)
    lead = _either(language.patterns("dates", "lead"))
    dates = re.compile(rf"(?<![A-Za-z\d]){lead}?(?:{'|'.join(alternatives)})(?![A-Za-z\d])")
    named = [name.split("_") for name in dates.groupindex]
    return _Grammar(
        re.compile(_either(language.patterns("dates", "core"))),
        dates,
        tuple(row for row, _ in flat),
        tuple(
            tuple(("_".join(name), name[0]) for name in named if name[0] != "row" and int(name[1]) == at)
            for at in range(len(flat))
        ),
        tuple((re.compile(says, re.I), word.value) for word in words for says in word.says),
        tuple((re.compile(_either(u.says)), u.unit) for u in language.rows("dates", "unit", _UnitRow)),
        _around(language, "comparison"),
        _around(language, "future"),
    )


_BEGINNING = re.compile(r"(?:(?<=^)|(?<=\()|(?<=\|)|(?<=\?:)|(?<=\)\?))([a-z])(?=[a-z ]{2}|n?\??[|)])")
"""Where a word of a pattern may begin a sentence; names of months and days have their own capital."""


def _filled(pattern: str, parts: dict[str, str], at: int) -> str:
    """A row's pattern with its parts as groups, named after the part, the row and their order in it."""
    count = iter(range(1, 100))
    spelled = _BEGINNING.sub(lambda found: f"[{found[1].upper()}{found[1]}]", pattern)
    spelled = re.sub(r"\{([a-z]+)\}", lambda found: f"(?P<{found[1]}>{parts[found[1]]})", spelled)
    return re.sub(r"\(\?P<([a-z]+)>", lambda found: f"(?P<{found[1]}_{at}_{next(count)}>", spelled)


def published_day(published: str | None) -> date | None:
    """The day of an ISO date or date-time, None where there is none that can be read."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


@lru_cache(maxsize=8)
def find(text: str, language: Language, published: str | None) -> tuple[DateMention, ...]:
    """Every date of the text in order; those that hang on another date of the text are resolved from the one before."""
    grammar = _grammar(language)
    today = published_day(published)
    mentions: list[DateMention] = []
    last: str | None = None
    for match in _matches(text, grammar):
        at = int((match.lastgroup or "row_0").rsplit("_", 1)[1])
        row = grammar.rows[at]
        said = {name: match[group] for group, name in grammar.groups[at] if match[group]}
        before, after = text[max(0, match.start() - 90) : match.start()], text[match.end() : match.end() + 40]
        before, after = before.rsplit("\n", 1)[-1], after.split("\n", 1)[0]
        ahead = bool(grammar.future[0].search(before) or grammar.future[1].match(after))
        value = None if row.span else _resolve(grammar, row, said, today, last, ahead)
        alone = row.anchor == "published" or (bool(row.count) and value is None)
        hanging = alone and not {"y", "yy"} & said.keys()
        comparing = bool(grammar.comparing[0].search(before[-24:]) or grammar.comparing[1].match(after))
        mentions.append(
            DateMention(match.start(), match.end(), value, hanging, _precision(row, said, value), comparing)
        )
        if not comparing and not row.span and (value or hanging):
            last = value
    return tuple(mentions)


_LEFT, _RIGHT = 40, 32


def _matches(text: str, grammar: _Grammar) -> Iterator[re.Match[str]]:
    """What the grammar finds, looked for only around the places that its dates cannot be without."""
    start = end = 0
    for core in grammar.core.finditer(text):
        left, right = max(core.start() - _LEFT, 0), core.end() + _RIGHT
        if left <= end:
            end = right
            continue
        yield from grammar.dates.finditer(text, start, end)
        start, end = left, right
    yield from grammar.dates.finditer(text, start, end)


def _precision(row: _DateRow, said: dict[str, str], value: str | None) -> Precision:
    if row.span:
        return "span"
    if value:
        return _precision_of(value)
    if "d" in said or "wd" in said or row.days is not None:
        return "day"
    if "q" in said or row.precision == "quarter":
        return "quarter"
    if "s" in said:
        return "season"
    return "month" if {"m", "mm"} & said.keys() or row.months is not None or row.weeks is not None else "year"


def _precision_of(value: str) -> Precision:
    if "Q" in value:
        return "quarter"
    if value[5:].isalpha() and len(value) > 4:
        return "season"
    return {4: "year", 7: "month"}.get(len(value), "day")  # type: ignore[return-value]


def _resolve(
    grammar: _Grammar, row: _DateRow, said: dict[str, str], today: date | None, last: str | None, ahead: bool
) -> str | None:
    """The date in facts.md's form, or None."""
    base = today
    if row.anchor == "text" and (last is not None or today is not None):
        known = _day_of(last) if last else None
        base = known or today
        if row.precision == "day":
            return last if last and len(last) == 10 else today.isoformat() if today else None
    parts = {
        name: grammar.number(value)
        for name, value in said.items()
        if name in ("m", "mm", "d", "q", "s", "wd")
    }
    month = parts.get("m", parts.get("mm"))
    if "y" in said or "yy" in said:
        year = int(said["y"]) if "y" in said else 2000 + int(said["yy"])
        return _written(year, month, parts)
    if base is None:
        return _after(last, month, parts) if row.lean == "near" and last else None
    if row.years is not None:
        return _written(base.year + row.years, month, parts)
    if row.months is not None:
        moved = _months_from(base, row.months)
        if row.precision == "quarter":
            return f"{moved.year}-Q{(moved.month + 2) // 3}"
        return _written(moved.year, moved.month, parts)
    if row.weeks is not None:
        return _in_week(base + timedelta(weeks=row.weeks), parts)
    if row.days is not None:
        return (base + timedelta(days=row.days)).isoformat()
    if row.count:
        return _counted(grammar, row.count, said, base)
    return _leaning(row.lean if not ahead or row.lean == "last" else "future", base, month, parts)


def _after(last: str, month: int | None, parts: dict[str, int]) -> str | None:
    """A month, quarter or season without a year in an undated article: the next one from the date last spoken of."""
    known = _day_of(last)
    first = month or parts.get("s") or parts.get("q", 0) * 3
    if known is None or not first:
        return None
    return _written(known.year + (len(last) > 4 and first < known.month), month, parts)


def _day_of(value: str) -> date | None:
    """Some day within a date of lesser precision."""
    if "Q" in value:
        return date(int(value[:4]), int(value[-1]) * 3 - 1, 15)
    if value[5:].isalpha() and len(value) > 4:
        start = next(month for month, name in SEASONS.items() if name == value[5:])
        return date(int(value[:4]), start, 15)
    try:
        return date.fromisoformat((value + "-07-01")[:10] if len(value) == 4 else (value + "-15")[:10])
    except ValueError:
        return None


def _written(year: int, month: int | None, parts: dict[str, int]) -> str | None:
    """The most precise form that the parts allow; None for a day that no calendar has."""
    if month and "d" in parts:
        try:
            return date(year, month, parts["d"]).isoformat()
        except ValueError:
            return None
    if month:
        return f"{year}-{month:02d}"
    if "q" in parts:
        return f"{year}-Q{parts['q']}"
    if "s" in parts:
        return f"{year}-{SEASONS[parts['s']]}"
    return str(year)


def _months_from(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(max(1, index // 12), index % 12 + 1, 1)


def _in_week(day: date, parts: dict[str, int]) -> str:
    if "wd" in parts:
        return (day - timedelta(days=day.weekday()) + timedelta(days=parts["wd"])).isoformat()
    return day.isoformat()[:7]


def _counted(grammar: _Grammar, sign: int, said: dict[str, str], base: date) -> str:
    """So many units away: years give a year, months and weeks a month, days a day."""
    unit = next((name for pattern, name in grammar.units if pattern.fullmatch(said.get("u", ""))), "year")
    count = grammar.number(said.get("n", "1")) * sign
    if unit == "year":
        return str(base.year + count) if "n" in said else str(base.year)
    if unit == "day":
        return (base + timedelta(days=count)).isoformat()
    if unit == "week":
        return (base + timedelta(weeks=count)).isoformat()[:7]
    moved = _months_from(base, count * (3 if unit == "quarter" else 1))
    return (
        f"{moved.year}-Q{(moved.month + 2) // 3}" if unit == "quarter" else f"{moved.year}-{moved.month:02d}"
    )


def _leaning(lean: str, base: date, month: int | None, parts: dict[str, int]) -> str | None:
    """A month, day, quarter, season or weekday without a year: the nearest one in the direction of `lean`."""
    forward = lean == "future"
    if "wd" in parts:
        away = (parts["wd"] - base.weekday()) % 7 if forward else -((base.weekday() - parts["wd"]) % 7)
        if not away and lean in ("last", "future"):
            away = 7 if forward else -7
        return (base + timedelta(days=away)).isoformat()
    if month and "d" in parts:
        past, here = (
            (base.month, base.day) >= (month, parts["d"]),
            (base.month, base.day) == (month, parts["d"]),
        )
        ahead = forward or (lean == "near" and 0 <= (month - base.month) % 12 <= 1)
        year = base.year + (1 if past and not here and forward and (base.month - month) % 12 > 1 else 0)
        return _written(year if past or ahead else base.year - 1, month, parts)
    if month:
        if forward:
            return _written(base.year + (month < base.month), month, parts)
        early = month < base.month or (month == base.month and lean == "near")
        return _written(base.year - (0 if early else 1), month, parts)
    if "d" in parts:
        return _day_near(base, parts["d"], forward)
    if "q" in parts:
        now = (base.month + 2) // 3
        later = (
            parts["q"] < now
            if forward
            else parts["q"] > now or (parts["q"] == now and lean in ("past", "last"))
        )
        return f"{base.year + (1 if forward else -1) * later}-Q{parts['q']}"
    if "s" in parts:
        return _season_near(base, parts["s"], lean)
    return None


def _day_near(base: date, day: int, forward: bool) -> str | None:
    if forward:
        month = base if day >= base.day else _months_from(base, 1)
    else:
        month = base if day <= base.day else _months_from(base, -1)
    return _written(month.year, month.month, {"d": day})


def _season_near(base: date, start: int, lean: str) -> str:
    """The season of this year, or of the year before or after, by where the year stands now."""
    if lean == "future":
        return f"{base.year + (start + 2 < base.month)}-{SEASONS[start]}"
    over = base.month > start + 3 if lean == "last" else base.month >= start
    return f"{base.year - (not over)}-{SEASONS[start]}"
