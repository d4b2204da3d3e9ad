"""What went up, down or nowhere: a word for a change, tied to the measure that it changes.

In: a sentence with its chunks and the tables of `changes.toml`. Out: `Change` records in order. "Users fell 12%": the
nearest measure decides whether it is usage, revenue, a valuation, or nothing that is a signal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.extraction.amounts import figures
from bot.extraction.chunks import Chunk
from bot.extraction.sentences import Sentence
from bot.language import Language, Row
from bot.language.patterns import any_of

Direction = Literal["down", "flat", "up"]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a measure (a usage metric, "revenue", "valuation") with the stretch from the one to the other."""

    sentence: int
    start: int
    end: int
    word: int
    measure: str
    direction: Direction
    percent: float | None
    months: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure(Row):
    measure: str
    plain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Direction(Row):
    direction: Direction
    percent: float | None = None
    alone: str = ""
    unless: tuple[str, ...] = ()
    side: Literal["before", "after", "any"] = "any"
    times: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Levels(Row):
    older: Literal["before", "after", "nearer", "first"]


@dataclass(frozen=True, slots=True)
class _Grammar:
    measures: tuple[tuple[re.Pattern[str], _Measure], ...]
    directions: tuple[tuple[re.Pattern[str], _Direction, re.Pattern[str] | None], ...]
    wall: re.Pattern[str]
    levels: tuple[tuple[re.Pattern[str], str], ...]
    carries: re.Pattern[str]


@cache
def _grammar(language: Language) -> _Grammar:
    return _Grammar(
        tuple(
            (re.compile(any_of(row.says), re.I), row) for row in language.rows("changes", "measure", _Measure)
        ),
        tuple(
            (
                re.compile(any_of(row.says), re.I),
                row,
                re.compile(any_of(row.unless), re.I) if row.unless else None,
            )
            for row in language.rows("changes", "change", _Direction)
        ),
        re.compile(any_of(language.patterns("changes", "wall"))),
        tuple(
            (re.compile(says), row.older)
            for row in language.rows("changes", "levels", _Levels)
            for says in row.says
        ),
        re.compile(any_of(language.patterns("changes", "carries"))),
    )


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    measure: str


def find(
    text: str,
    sentence: Sentence,
    number: int,
    chunks: Sequence[Chunk],
    language: Language,
    before: str | None = None,
) -> list[Change]:
    """The changes of a sentence, in order; a measure and a change word that no measure is near to give none.

    `before` is the measure of the last change told in the paragraph: a bare "B rose 3%" goes on speaking of it.
    """
    if sentence.end - sentence.start > _LONGEST:
        return []
    grammar = _grammar(language)
    measures = _measures(text, sentence, chunks, grammar)
    found: list[Change] = []
    words = _words(text, sentence, chunks, grammar)
    for at, (start, end, row) in enumerate(words):
        measure = _nearest(text, start, end, measures, grammar, row)
        if row.alone and (measure is None or measure.measure == "other"):
            measure = _Span(start, end, row.alone)
        if measure is None and before and _carries(text, sentence, start, end, chunks, measures, grammar):
            measure = _Span(start, end, found[-1].measure if found else before)
        if measure is None:
            continue
        left = words[at - 1][1] if at else sentence.start
        right = words[at + 1][0] if at + 1 < len(words) else sentence.end
        near = [
            c for c in chunks if (left <= c.start and c.end <= right) or (c.start < end and start < c.end)
        ]
        low, high = min(start, measure.start), max(end, measure.end)
        percent = _percent(text, start, end, near, row)
        months = _months(start, end, chunks, row.direction == "flat")
        found += [
            Change(number, low, high, at_place, measure.measure, row.direction, share, months)
            for at_place, share in _places(start, near, chunks, row) or [(start, percent)]
        ]
        before = measure.measure
    return found or _levels(text, sentence, number, chunks, measures, grammar, language)


def measure_of(text: str, sentence: Sentence, chunks: Sequence[Chunk], language: Language) -> str | None:
    """What is measured in a sentence (the last thing named), None where nothing that can be a signal is."""
    if sentence.end - sentence.start > _LONGEST:
        return None
    spans = _measures(text, sentence, chunks, _grammar(language))
    return spans[-1].measure if spans and spans[-1].measure != "other" else None


def _carries(
    text: str,
    sentence: Sentence,
    start: int,
    end: int,
    chunks: Sequence[Chunk],
    measures: Sequence[_Span],
    grammar: _Grammar,
) -> bool:
    """Whether a change word without a measure goes on with the one before: a share or months stand with it."""
    if any(abs(m.start - start) < _REACH * 2 for m in measures if m.measure == "other"):
        return False
    stated = any(
        c.kind in ("percent", "change", "months") and max(c.start - end, start - c.end) < 30 for c in chunks
    )
    return stated and bool(grammar.carries.search(text[sentence.start : end]))


def _places(
    start: int, near: Sequence[Chunk], chunks: Sequence[Chunk], row: _Direction
) -> list[tuple[int, float | None]]:
    """For "A 4%, B 23% and C 46% fell": the place and the share of each; [] where one share only is told."""
    shares = [c for c in near if c.kind == "percent" and c.end <= start]
    if len(shares) < 2:
        return []
    last, pairs = 0, []
    for share in shares:
        if not any(c.kind == "name" and last <= c.start and c.end <= share.start for c in chunks):
            return []
        last = share.end
        value = float(share.value) if isinstance(share.value, float | int) else 0.0
        pairs.append((share.start, -value if row.direction == "down" else value))
    return [*pairs]


def _levels(
    text: str,
    sentence: Sentence,
    number: int,
    chunks: Sequence[Chunk],
    measures: Sequence[_Span],
    grammar: _Grammar,
    language: Language,
) -> list[Change]:
    """A change that only two levels tell ("from 1.2 million to 790,000 users"), for want of a word for it."""
    spans = [m for m in measures if m.measure != "other"]
    if not spans:
        return []
    inside = [f for f in figures(text, language) if sentence.start <= f.start and f.end <= sentence.end]
    numbers = [f for f in inside if f.value >= 3000 or f.unit]
    for pattern, older in grammar.levels:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            at, until = match.span("t") if "t" in pattern.groupindex else match.span()
            left = [f for f in numbers if f.end <= at + 1]
            right = [f for f in numbers if f.start >= until - 1]
            pair = (left[-1:] + right[:1]) if older in ("after", "first") else left[-2:]
            if len(pair) != 2 or pair[0].currency != pair[1].currency:
                continue
            old, new = (pair[0], pair[1]) if older in ("before", "first") else (pair[1], pair[0])
            measure = min(spans, key=lambda m: abs(m.start - match.start()))
            if old.value == new.value or (measure.measure == "users" and new.currency):
                continue
            direction: Direction = "down" if new.value < old.value else "up"
            low, high = min(measure.start, pair[0].start), max(measure.end, match.end())
            return [
                Change(
                    number,
                    low,
                    high,
                    match.start(),
                    measure.measure,
                    direction,
                    None,
                    _months(low, high, chunks),
                )
            ]
    return []


def _measures(text: str, sentence: Sentence, chunks: Sequence[Chunk], grammar: _Grammar) -> list[_Span]:
    """The words for measures in order, the earlier-listed row where two overlap."""
    found: list[_Span] = []
    names = [chunk for chunk in chunks if chunk.kind == "name"]
    for pattern, row in grammar.measures:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            start, end = match.span()
            if any(c.start <= start and end <= c.end and c.end - c.start > end - start for c in names):
                continue
            if all(end <= other.start or other.end <= start for other in found):
                found.append(_Span(start, end, row.measure))
    return sorted(found, key=lambda span: span.start)


def _words(
    text: str, sentence: Sentence, chunks: Sequence[Chunk], grammar: _Grammar
) -> list[tuple[int, int, _Direction]]:
    found: list[tuple[int, int, _Direction]] = []
    for pattern, row, unless in grammar.directions:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            start, end = match.span()
            if unless and unless.search(text[max(sentence.start, start - 20) : min(sentence.end, end + 20)]):
                continue
            if any(c.kind == "name" and c.start <= start and end <= c.end for c in chunks):
                continue
            if all(end <= other[0] or other[1] <= start for other in found):
                found.append((start, end, row))
    return sorted(found, key=lambda entry: entry[0])


_REACH = 70
_LONGEST = 5_000


def _nearest(
    text: str, start: int, end: int, measures: Sequence[_Span], grammar: _Grammar, row: _Direction
) -> _Span | None:
    """The measure that a change word belongs to: the one before it where one is near, else the one behind."""
    before = [m for m in measures if m.end <= start and start - m.end <= _REACH]
    after = [m for m in measures if m.start >= end and m.start - end <= _REACH // 2]
    inside = [m for m in measures if m.start < end and start < m.end]
    if inside:
        return inside[0]
    for span in reversed(before if row.side != "after" else []):
        if not grammar.wall.search(text[span.end : start]):
            return span
    for span in after if row.side != "before" else []:
        if not grammar.wall.search(text[end : span.start]):
            return span
    return None


def _percent(text: str, start: int, end: int, chunks: Sequence[Chunk], row: _Direction) -> float | None:
    """The signed share by which it changed: the nearest one in the clause; None where none is stated."""
    near = [
        (min(abs(c.start - end), abs(start - c.end)), c)
        for c in chunks
        if c.kind in ("percent", "change") and min(abs(c.start - end), abs(start - c.end)) <= 45
    ]
    if row.times:
        factor = re.match(r"\D*(\d+(?:\.\d+)?)", text[start:end])
        return round((float(factor[1]) - 1) * 100, 1) if factor else None
    near = [entry for entry in near if ";" not in text[min(entry[1].end, end) : max(entry[1].start, start)]]
    overlapping = [c for c in chunks if c.kind == "change" and c.start < end and start < c.end]
    if overlapping and isinstance(overlapping[0].value, float | int):
        return float(overlapping[0].value)
    if not near:
        return row.percent
    value = min(near, key=lambda entry: entry[0])[1]
    number = float(value.value) if isinstance(value.value, float | int) else 0.0
    if value.kind == "change":
        return number
    return -number if row.direction == "down" else number


def _months(start: int, end: int, chunks: Sequence[Chunk], any_span: bool = False) -> int | None:
    """Months in a row near a word; with `any_span` any stretch of time ("flat for the past six months")."""
    spans = [
        (min(abs(c.start - end), abs(start - c.end)), c)
        for c in chunks
        if c.kind == "months" and min(abs(c.start - end), abs(start - c.end)) <= 70
    ]
    running = [entry for entry in spans if any_span or entry[1].qualifier == "running"]
    chosen = min(running or [], key=lambda entry: entry[0], default=None)
    return int(float(str(chosen[1].value))) if chosen else None
