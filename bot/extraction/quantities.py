"""Shares, head counts, counts of things, changes in words and stretches of time, each with its span.

In: a text and its language. Out: `Quantity` records in order. A percentage has no sign here: which way something went
is said by the verb, and verbs are read in frames. Only a word that is a change by itself ("halved", 반토막) has one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from bot.extraction.amounts import Figure, NumberWord, figures, one_of
from bot.language import Language, Row

Kind = Literal["percent", "change", "count", "months"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """`percent`: 0 or more; `change`: signed percent; `count`: of what `of` says ("people"); `months`: whole months.

    `exact` is False for a share in words and for a rounded or vague count; `running` is True for months in a row.
    """

    start: int
    end: int
    kind: Kind
    value: float
    of: str = ""
    exact: bool = True
    running: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Valued(Row):
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter(Row):
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Duration(Row):
    unit: int
    running: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    percent: re.Pattern[str]
    fractions: tuple[tuple[re.Pattern[str], float], ...]
    changes: tuple[tuple[re.Pattern[str], float], ...]
    counters: tuple[tuple[re.Pattern[str], str], ...]
    durations: tuple[tuple[re.Pattern[str], _Duration], ...]
    small: re.Pattern[str]
    words: tuple[tuple[re.Pattern[str], float], ...]

    def number(self, said: str) -> float:
        """The value of a figure or a word for one; 0.0 for what is neither."""
        if said[0].isdigit():
            return float(said.replace(",", ""))
        return next((value for pattern, value in self.words if pattern.fullmatch(said)), 0.0)


@cache
def _grammar(language: Language) -> _Grammar:
    ordinals = language.rows("quantities", "ordinal", _Valued)
    number = one_of([r"(?<!\d)\d{1,2}", *(says for row in ordinals for says in row.says)])
    named = f"(?P<n>{number})"
    words = [(says, row.value) for row in ordinals for says in row.says]
    words += [
        (says, float(row.value))
        for row in language.rows("numbers", "word", NumberWord)
        for says in row.says
        if not row.vague and float(row.value) >= 1
    ]
    return _Grammar(
        re.compile(one_of(language.patterns("quantities", "percent"))),
        tuple(
            (re.compile(one_of(r.says), re.I), r.value)
            for r in language.rows("quantities", "fraction", _Valued)
        ),
        tuple(
            (re.compile(one_of(r.says), re.I), r.value)
            for r in language.rows("quantities", "change", _Valued)
        ),
        tuple(
            (re.compile(one_of(r.says)), r.means) for r in language.rows("quantities", "counter", _Counter)
        ),
        tuple(
            (re.compile(r"(?<![A-Za-z])" + says.replace("{n}", named)), row)
            for row in language.rows("quantities", "duration", _Duration)
            for says in row.says
        ),
        re.compile(rf"(?<!\w){one_of([says for says, _ in words])}(?=[ -])", re.I),
        tuple((re.compile(says, re.I), value) for says, value in words),
    )


@lru_cache(maxsize=8)
def find(text: str, language: Language) -> tuple[Quantity, ...]:
    """Every quantity of the text in order of its start; two may overlap ("절반", "절반으로 줄")."""
    grammar = _grammar(language)
    found = [
        q for figure in figures(text, language) if (q := _after_figure(text, grammar, figure)) is not None
    ]
    found += [
        q for match in grammar.small.finditer(text) if (q := _after_word(text, grammar, match)) is not None
    ]
    for pattern, value in grammar.fractions:
        found += [Quantity(m.start(), m.end(), "percent", value, exact=False) for m in pattern.finditer(text)]
    for pattern, value in grammar.changes:
        found += [Quantity(m.start(), m.end(), "change", value, exact=False) for m in pattern.finditer(text)]
    found += _durations(text, grammar)
    return tuple(sorted(found, key=lambda quantity: (quantity.start, quantity.end)))


def _after_figure(text: str, grammar: _Grammar, figure: Figure) -> Quantity | None:
    """What the words behind a figure make of it, None for a plain number and for money."""
    if figure.currency:
        return None
    percent = grammar.percent.match(text, figure.end) if not figure.worded else None
    if percent:
        return Quantity(figure.start, percent.end(), "percent", float(figure.value))
    for pattern, means in grammar.counters:
        counter = pattern.match(text, figure.end)
        if counter:
            exact = figure.qualifier == "exact"
            return Quantity(figure.start, counter.end(), "count", float(figure.value), means, exact)
    return None


def _after_word(text: str, grammar: _Grammar, word: re.Match[str]) -> Quantity | None:
    """A count or a share whose figure is a word ("four rounds", "thirty per cent")."""
    value = grammar.number(word.group())
    percent = grammar.percent.match(text, word.end())
    if percent:
        return Quantity(word.start(), percent.end(), "percent", value)
    if value < 2:
        return None
    for pattern, means in grammar.counters:
        counter = pattern.match(text, word.end())
        if counter:
            return Quantity(word.start(), counter.end(), "count", value, means)
    return None


def _durations(text: str, grammar: _Grammar) -> list[Quantity]:
    """Stretches of time in months; of two that overlap, the one that says "in a row"."""
    found: list[Quantity] = []
    for pattern, row in grammar.durations:
        for match in pattern.finditer(text):
            count = grammar.number(match["n"]) if "n" in pattern.groupindex else 1
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            found.append(
                Quantity(match.start(), match.end(), "months", count * row.unit, running=row.running)
            )
    return found
