"""Amounts of money as a text states them, each once, with its conversion.

In: a text and its language. Out: `MoneyMention` records in order. A range is one mention (its lower end, "at least"),
and a converted figure in parentheses belongs to the amount before it. What an amount is for is not decided here.

The same steps for every language, over the words of `numbers.toml` and `currencies.toml`: find figures with their
units, join the ends of ranges, find the currency beside them, drop what has none, read the words around, attach
conversions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from bot.extraction.amounts import Figure
from bot.extraction.amounts import figures as figures_of
from bot.facts import Conversion, Money, Qualifier
from bot.language import Language, Row


@dataclass(frozen=True, slots=True)
class MoneyMention:
    """One amount: `text[start:end] == money.raw`; `until` is where its conversion and closing bracket end."""

    start: int
    end: int
    money: Money
    until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _QualifierRow(Row):
    side: Literal["before", "after"]
    means: Qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class _RangeRow(Row):
    opener: tuple[str, ...] = ()
    closer: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _ImpliedRow(Row):
    code: str
    min: int
    words: bool
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _DigitsRow(Row):
    value: int


@dataclass(frozen=True, slots=True)
class _Range:
    gap: re.Pattern[str]
    opener: re.Pattern[str] | None
    closer: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Implied:
    row: _ImpliedRow
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Grammar:
    before: tuple[tuple[re.Pattern[str], Qualifier], ...]
    after: tuple[tuple[re.Pattern[str], Qualifier], ...]
    ranges: tuple[_Range, ...]
    implied: tuple[_Implied, ...]
    digits: tuple[tuple[re.Pattern[str], int], ...]
    conversion: re.Pattern[str]


def _joined(patterns: tuple[str, ...]) -> str:
    return "(?:" + "|".join(patterns) + ")"


def _ending(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """Pattern of words that stand right before a place, with the space between; None where there are none."""
    return re.compile(rf"(?<![A-Za-z]){_joined(patterns)} ?\Z", re.I) if patterns else None


def _beginning(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile(_joined(patterns), re.I) if patterns else None


@cache
def _grammar(language: Language) -> _Grammar:
    qualifiers = language.rows("numbers", "qualifier", _QualifierRow)
    return _Grammar(
        tuple(
            (found, row.means)
            for row in qualifiers
            if row.side == "before"
            if (found := _ending(row.says)) is not None
        ),
        tuple((re.compile(_joined(row.says)), row.means) for row in qualifiers if row.side == "after"),
        tuple(
            _Range(
                re.compile(_joined(row.says) + r"\Z"),
                _ending(row.opener),
                _beginning(row.closer),
                _ending(row.unless),
            )
            for row in language.rows("numbers", "range", _RangeRow)
        ),
        tuple(
            _Implied(row, _ending(row.before), _beginning(row.after))
            for row in language.rows("numbers", "implied", _ImpliedRow)
        ),
        tuple(
            (re.compile(rf"(?<!\w){_joined(row.says)}(?!\w)", re.I), row.value)
            for row in language.rows("numbers", "digits", _DigitsRow)
        ),
        re.compile(_joined(language.patterns("numbers", "conversion")) + r"\Z", re.I),
    )


@lru_cache(maxsize=8)
def find(text: str, language: Language) -> tuple[MoneyMention, ...]:
    """Every amount of money in the text, in order, without overlap; () where none stands."""
    grammar = _grammar(language)
    figures = _ranges(text, grammar, list(figures_of(text, language)))
    usual = _usual_currency(figures)
    mentions = [
        mention
        for figure in figures
        if (mention := _mention(text, grammar, figure, usual)) is not None and mention.money.value > 0
    ]
    mentions = _with_digits(text, grammar, mentions, usual)
    return tuple(_with_conversions(text, grammar, mentions))


def _usual_currency(figures: list[Figure]) -> str:
    """The currency that most figures of the text have; USD where none has one."""
    seen = [figure.currency for figure in figures if figure.currency]
    return max(dict.fromkeys(seen), key=seen.count, default="USD")


_BEFORE, _AFTER = 28, 14


def _ranges(text: str, grammar: _Grammar, figures: list[Figure]) -> list[Figure]:
    """The figures with the two ends of each range joined into its lower end, qualifier "at least"."""
    joined: list[Figure] = []
    for figure in figures:
        if joined and (one := _range(text, grammar, joined[-1], figure)):
            joined[-1] = one
        else:
            joined.append(figure)
    return joined


def _range(text: str, grammar: _Grammar, low: Figure, high: Figure) -> Figure | None:
    """One figure for both ends, or None where the two are not a range."""
    gap = text[low.end : high.start]
    if not 0 < len(gap) <= 5 or low.qualifier == "at_least" or not (low.currency or high.currency):
        return None
    if low.currency and high.currency and low.currency != high.currency:
        return None
    times = 1 if low.unit else high.unit or 1
    if low.value * times > high.value or not (high.unit or high.currency):
        return None
    for row in grammar.ranges:
        if not row.gap.match(gap):
            continue
        before = text[max(0, low.start - _BEFORE) : low.start]
        opened = row.opener is None or bool(row.opener.search(before))
        closed = row.closer is None or bool(row.closer.match(text, high.end))
        if opened and closed and not (row.unless and row.unless.search(before)):
            return replace(
                low,
                end=high.end,
                value=low.value * times,
                unit=low.unit or high.unit,
                currency=low.currency or high.currency,
                qualifier="at_least",
            )
    return None


def _mention(text: str, grammar: _Grammar, figure: Figure, usual: str) -> MoneyMention | None:
    """The figure as money; None where it has no currency and nothing shows that money is meant."""
    currency = figure.currency or _implied(text, grammar, figure, usual)
    if not currency:
        return None
    qualifier = figure.qualifier
    if qualifier in ("exact", "about"):
        qualifier = _qualifier(text, grammar, figure.start, figure.end) or qualifier
    value = int(figure.value.to_integral_value())
    raw = text[figure.start : figure.end]
    return MoneyMention(figure.start, figure.end, Money(value, currency, qualifier, raw), figure.end)


def _implied(text: str, grammar: _Grammar, figure: Figure, usual: str) -> str | None:
    if not figure.unit:
        return None
    for implied in grammar.implied:
        if figure.value < implied.row.min or (implied.row.words and not figure.worded):
            continue
        before = text[max(0, figure.start - 60) : figure.start]
        noun_follows = re.match(
            r"[- ](?!from\b|in\b|for\b|at\b|to\b|by\b|on\b|and\b|since\b|last\b|this\b)[a-z]",
            text[figure.end : figure.end + 8],
        )
        if (implied.before and implied.before.search(before) and not noun_follows) or (
            implied.after and implied.after.match(text, figure.end)
        ):
            return implied.row.code or usual
    return None


def _qualifier(text: str, grammar: _Grammar, start: int, end: int) -> Qualifier | None:
    """What the words around say: a bound before "about"; None where they say nothing."""
    before = text[max(0, start - _BEFORE) : start]
    found = [means for pattern, means in grammar.after if pattern.match(text, end)]
    found += [means for pattern, means in grammar.before if pattern.search(before)]
    return next((means for means in found if means != "about"), found[0] if found else None)


def _with_digits(
    text: str, grammar: _Grammar, mentions: list[MoneyMention], usual: str
) -> list[MoneyMention]:
    """The mentions with "a nine-figure sum" among them."""
    more = [
        MoneyMention(m.start(), m.end(), Money(value, usual, "at_least", m.group()), m.end())
        for pattern, value in grammar.digits
        for m in pattern.finditer(text)
    ]
    return sorted([*mentions, *more], key=lambda mention: mention.start) if more else mentions


_CLOSE = re.compile(r"[^\d()\[\]]{0,24}[)\]）〉]")


def _with_conversions(text: str, grammar: _Grammar, mentions: list[MoneyMention]) -> list[MoneyMention]:
    """The mentions with each stated conversion moved into the amount that it converts."""
    kept: list[MoneyMention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        if last is None or not _converts(text, grammar, last, mention):
            kept.append(mention)
            continue
        closing = _CLOSE.match(text, mention.end)
        until = closing.end() if closing and "\n" not in closing.group() else mention.end
        money = last.money
        if money.stated_conversion is None:
            converted = mention.money
            money = replace(
                money, stated_conversion=Conversion(converted.value, converted.currency, converted.raw)
            )
        kept[-1] = replace(last, money=money, until=until)
    return kept


def _converts(text: str, grammar: _Grammar, last: MoneyMention, mention: MoneyMention) -> bool:
    """Whether a mention only says the last amount again in another currency."""
    if last.money.currency == mention.money.currency:
        return False
    gap = text[last.until : mention.start]
    if last.until > last.end:
        return text[last.until - 1] not in ")]）〉" and gap.strip() in (",", ";", "/", "or", "·")
    return len(gap) <= 40 and "\n" not in gap and bool(grammar.conversion.match(gap))
