"""Figures with their units and the currency beside them: "1억 2,000만 달러", "US$12.5M", "half a billion euros".

In: a text and its language's `numbers.toml` and `currencies.toml`. Out: `Figure` records in order, with or without a
currency. One pass over the text, in time linear in its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from bot.facts import Qualifier
from bot.language import Language, Row
from bot.language.korean import SYLLABLES


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written; `unit` is the last unit's factor (0 without one), `worded` that no digit stands in it."""

    start: int
    end: int
    value: Decimal
    unit: int
    currency: str | None
    qualifier: Qualifier
    worded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Row):
    """A unit multiplies the figure before it."""

    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWord(Row):
    """A word for a figure; a vague one ("hundreds of") is only a lower bound."""

    value: str
    vague: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chain(Row):
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency(Row):
    """How a currency is written: `before` ahead of the figure, `after` behind it.

    One that `needs_unit` is also an everyday word. `instead` is the code where `when` stands in the text.
    """

    code: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    needs_unit: bool = False
    instead: str = ""
    when: tuple[str, ...] = ()


NUMBER = r"(?:\d{1,3}(?:\.\d{3}){2,}+(?![\d.])|\d++(?:,\d{2,3}(?!\d))*+(?:\.\d++)?)"
_BEHIND = 24
_SPACE = r"[ \u00a0\u2009\u202f]"


def one_of(patterns: list[str] | tuple[str, ...]) -> str:
    """The alternatives as one group, longer ones first; a group that never matches where there are none."""
    return "(?:" + "|".join(sorted(patterns, key=len, reverse=True)) + ")" if patterns else "(?!)"


def _bounded(patterns: tuple[str, ...]) -> list[str]:
    """Words in Latin letters end where their letters end; Hangul goes on with particles."""
    return [rf"{p}(?![A-Za-z0-9])" if re.search(r"[A-Za-z]\??\)*$|\]\??$", p) else p for p in patterns]


_Lexicon = tuple[tuple[re.Pattern[str], Currency], ...]


@dataclass(frozen=True, slots=True)
class Amounts:
    """The compiled grammar of a language's figures."""

    figure: re.Pattern[str]
    part: re.Pattern[str]
    units: tuple[tuple[re.Pattern[str], int], ...]
    words: tuple[tuple[re.Pattern[str], NumberWord], ...]
    before: _Lexicon
    after: _Lexicon
    cut: re.Pattern[str]

    def find(self, text: str) -> list[Figure]:
        """Every figure of the text, in order, without overlap; many of them are not money.

        Words that are only the end of a number ("a hundred and" before "fifty million") are no figure: half a number is
        a wrong one.
        """
        return [
            self._figure(match)
            for match in self.figure.finditer(text)
            if text[match.start("chain")].isdigit()
            or not self.cut.search(text, max(0, match.start("chain") - _BEHIND), match.start("chain"))
        ]

    def _figure(self, match: re.Match[str]) -> Figure:
        chain = match.group("chain")
        value, unit, vague = self._value(chain)
        before = _code(match, "before", self.before, unit, value)
        after = _code(match, "after", self.after, unit, value)
        filled = match.group("filled") is not None or match.group("tail") is not None
        return Figure(
            start=match.start("before") if before else match.start("chain"),
            end=match.end() if after else match.end("chain"),
            value=value,
            unit=unit,
            currency=after or before,
            qualifier="at_least" if vague else "about" if filled else "exact",
            worded=not any(letter.isdigit() for letter in chain),
        )

    def _value(self, chain: str) -> tuple[Decimal, int, bool]:
        """Value, last unit and vagueness: units up to a thousand gather within the next greater one."""
        total = section = Decimal(0)
        current: Decimal | None = None
        last, vague = 0, False
        for match in self.part.finditer(chain):
            part = match.group()
            if part[0].isdigit():
                current = to_decimal(part)
                continue
            word = next((row for pattern, row in self.words if _is(pattern, chain, match)), None)
            if word:
                current, vague = Decimal(word.value), vague or word.vague
                continue
            times = next((times for pattern, times in self.units if _is(pattern, chain, match)), 1)
            if times < 10_000 and current is None and 0 < last < times and section:
                section *= times
            elif times < 10_000:
                section += (1 if current is None else current) * times
            elif current is None and not section and total:
                total *= times
            else:
                total += (section + (current or 0) or 1) * times
                section = Decimal(0)
            vague = vague or (last == 0 and current is None and part.endswith("s"))
            current, last = None, times
        return total + section + (current or 0), last, vague


def _is(pattern: re.Pattern[str], chain: str, part: re.Match[str]) -> bool:
    """Whether a pattern is what stands at a part of the chain, with what follows in its sight."""
    found = pattern.match(chain, part.start())
    return found is not None and found.end() == part.end()


def to_decimal(figure: str) -> Decimal:
    """A figure as written ("1,250.5", "1.250.000") as a number."""
    grouped = figure.count(".") > 1
    return Decimal(figure.replace(".", "") if grouped else figure.replace(",", ""))


def _code(match: re.Match[str], side: str, lexicon: _Lexicon, unit: int, value: Decimal) -> str | None:
    """The currency of a sign or word, None for none and where an everyday word stands without a unit."""
    start, end = match.span(side)
    if start < 0:
        return None
    text = match.string
    for pattern, row in lexicon:
        found = pattern.match(text, start)
        if found and found.end() == end:
            if row.needs_unit and unit < 1000 and value < 1000:
                return None
            if row.instead and re.search(one_of(row.when), text):
                return row.instead
            return row.code
    return None


@cache
def amounts_of(language: Language) -> Amounts:
    """The grammar of a language's figures, compiled once."""
    currencies = (
        *language.rows("numbers", "currency", Currency),
        *language.rows("currencies", "currency", Currency),
    )
    units = language.rows("numbers", "unit", Unit)
    words = _joined(language.rows("numbers", "word", NumberWord), language.patterns("numbers", "joint"))
    unit = one_of(_bounded(tuple(p for row in units for p in row.says)))
    word = one_of([p for row in words for p in row.says])
    before = one_of([p for row in currencies for p in row.before])
    after = one_of(_bounded(tuple(p for row in currencies for p in row.after)))
    return Amounts(
        re.compile(_figure_pattern(language, unit, word, before, after)),
        re.compile(rf"{NUMBER}|(?i:{word})|{unit}"),
        tuple((re.compile(p), row.times) for row in units for p in row.says),
        tuple((re.compile(p, re.I), row) for row in words for p in row.says),
        tuple((re.compile(p), row) for row in currencies for p in row.before),
        tuple((re.compile(p), row) for row in currencies for p in row.after),
        re.compile(rf"(?:{one_of(language.patterns('numbers', 'begun'))})\Z", re.I),
    )


def _joined(words: tuple[NumberWord, ...], joints: tuple[str, ...]) -> tuple[NumberWord, ...]:
    """The words with "twenty" and "five" joined to "twenty-five", where a language joins its tens and ones so."""
    tens = [row for row in words if row.value in {str(ten) for ten in range(20, 100, 10)}]
    ones = [row for row in words if row.value in {str(one) for one in range(1, 10)}]
    joined = [
        NumberWord(says=(f"{ten.says[-1]}{joint}{one.says[-1]}",), value=str(int(ten.value) + int(one.value)))
        for joint in joints
        for ten in tens
        for one in ones
    ]
    return (*joined, *words)


@lru_cache(maxsize=8)
def figures(text: str, language: Language) -> tuple[Figure, ...]:
    """The figures of a text in order, kept for the few texts in hand: money and quantities both start from them."""
    return tuple(amounts_of(language).find(text))


def _figure_pattern(language: Language, unit: str, word: str, before: str, after: str) -> str:
    """One figure: currency? number (unit+ (number unit+)*)? currency?; nothing in it can match in two ways."""
    filler = one_of(language.patterns("numbers", "filler"))
    link = one_of(language.patterns("numbers", "link"))
    alone = one_of([*language.patterns("numbers", "opening"), *language.patterns("numbers", "plural")])
    pieces = max((row.pieces for row in language.rows("numbers", "chain", _Chain)), default=1) - 1
    step = rf"(?:(?:(?P<filled>{filler})|{_SPACE}?-?){unit})"
    more = step.replace("?P<filled>", "?:")
    rest = rf"(?:{_SPACE}?(?:{NUMBER}|{word})(?:{more}){{1,4}}){{0,{pieces}}}" if pieces else ""
    counted_by = one_of([after, *language.patterns("numbers", "counted")])
    loose = rf"(?:{NUMBER}|{_SPACE}{NUMBER}(?={_SPACE}?{counted_by}))?" if pieces else ""
    counted = rf"{NUMBER}(?:{step}(?:{more}){{0,3}}{rest}{loose})?"
    worded = rf"(?<!\w)(?:(?i:{word})(?![A-Za-z])(?:{more}){{1,4}}|{alone}(?:{more}){{0,3}}){rest}"
    opening = (
        rf"(?=[^\sa-z0-9{SYLLABLES}])(?<![A-Za-z])(?P<before>{before}){_SPACE}?|(?<![A-Za-z0-9_])(?<!\d[.,])"
    )
    return rf"(?:{opening})(?P<chain>{counted}|{worded})(?:(?P<tail>{filler})?{link}(?P<after>{after}))?"
