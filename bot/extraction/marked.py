"""Sentences with their numbers put aside, so that a rule can say where its number stands: "투자 건수만 «C:deals»".

In: the text, its sentences, its language. Out: `Marked` sentences. «M» is an amount of money, «P» a percentage, «C:…» a
count of what follows the colon, «N» a plain number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.extraction import money, quantities
from bot.extraction.amounts import NumberWord
from bot.extraction.amounts import figures as figures_of
from bot.extraction.sentences import Sentence
from bot.language import Language


@dataclass(frozen=True, slots=True)
class Slot:
    """A number put aside: offsets of its mark in the marked sentence, its place in the text, its value and unit."""

    at: int
    end: int
    start: int
    value: float
    unit: str
    mark: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with its numbers put aside."""

    sentence: Sentence
    text: str
    slots: tuple[Slot, ...]


@cache
def _small(language: Language) -> tuple[tuple[re.Pattern[str], float], ...]:
    """Words for whole numbers that count what was named before ("there were just four in June")."""
    behind = "|".join(language.patterns("figures", "small")) or r"(?!)"
    return tuple(
        (re.compile(rf"(?<!\w)(?:{'|'.join(word.says)})(?:{behind})", re.I), float(word.value))
        for word in language.rows("numbers", "word", NumberWord)
        if not word.vague and float(word.value) >= 2 and float(word.value).is_integer()
    )


def mark(text: str, pieces: Sequence[Sentence], language: Language) -> list[Marked]:
    """Each sentence with its numbers put aside."""
    numbers: list[tuple[int, int, float, str, str]] = [
        (m.start, m.until, float(m.money.value), m.money.currency, "M") for m in money.find(text, language)
    ]
    for quantity in quantities.find(text, language):
        if quantity.kind == "percent" and quantity.exact:
            numbers.append((quantity.start, quantity.end, quantity.value, "percent", "P"))
        elif quantity.kind == "count":
            numbers.append((quantity.start, quantity.end, quantity.value, "count", f"C:{quantity.of}"))
    taken = {start for start, *_ in numbers}
    for figure in figures_of(text, language):
        plain = (
            figure.value >= 2
            and not 1900 <= figure.value <= 2100
            and not text[figure.end : figure.end + 1].isalpha()
        )
        if figure.start not in taken and figure.currency is None and plain and not figure.worded:
            numbers.append((figure.start, figure.end, float(figure.value), "count", "N"))
    numbers += [
        (m.start(), m.end(), value, "count", "N")
        for pattern, value in _small(language)
        for m in pattern.finditer(text)
        if m.start() not in taken
    ]
    numbers.sort()
    at, result = 0, []
    for piece in pieces:
        while at < len(numbers) and numbers[at][0] < piece.start:
            at += 1
        inside = []
        while at < len(numbers) and numbers[at][1] <= piece.end:
            inside.append(numbers[at])
            at += 1
        result.append(_put_aside(piece, inside))
    return result


def _put_aside(piece: Sentence, numbers: list[tuple[int, int, float, str, str]]) -> Marked:
    parts, slots, last, length = [], [], piece.start, 0
    for start, end, value, unit, mark in numbers:
        if start < last:
            continue
        parts += [piece.text[last - piece.start : start - piece.start], f"«{mark}»"]
        at = length + start - last
        slots.append(Slot(at, at + len(mark) + 2, start, value, unit, mark))
        length, last = slots[-1].end, end
    parts.append(piece.text[last - piece.start :])
    return Marked(piece, "".join(parts), tuple(slots))
