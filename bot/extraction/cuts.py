"""How many people a cut takes: the head count and the share of staff that belong to a sign of layoffs.

In: a `Sign` and its `Context`. Out: a `Cut`. Of all people counted near the word, those that were there before or stay
behind ("of its 540 people", "300 are left") are put aside; the sentence behind may add what the first one left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.extraction.amounts import figures
from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.signs import Sign
from bot.language import Language
from bot.language.patterns import any_of


@dataclass(frozen=True, slots=True)
class Cut:
    """People and share of staff in percent, None where not stated; `last` is the last sentence that states them."""

    people: int | None
    share: float | None
    last: int


@dataclass(frozen=True, slots=True)
class _Grammar:
    before: re.Pattern[str]
    after: re.Pattern[str]
    continued: re.Pattern[str]
    thing: re.Pattern[str]


@cache
def _grammar(language: Language) -> _Grammar:
    def one(section: str) -> re.Pattern[str]:
        return re.compile(any_of(language.patterns("signals", section)), re.I)

    return _Grammar(one("level_before"), one("level_after"), one("continued"), one("thing"))


def measure(sign: Sign, low: int, high: int, context: Context) -> Cut:
    """The cut that a sign tells of; `low` and `high` bound the stretch that is this sign's own."""
    people = _people(sign.sentence, low, high, sign.start, sign.end, context)
    share = _share(sign.sentence, low, high, sign.start, sign.end, context)
    number, last = sign.sentence + 1, sign.sentence
    if (people is None or share is None) and number < len(context.sentences):
        sentence = context.sentences[number]
        told = any(s.sentence == number and s.kind == "layoffs" for s in context.signs)
        same = sentence.paragraph == context.sentences[sign.sentence].paragraph
        if (
            same
            and (not told or people is None)
            and _grammar(context.language).continued.match(sentence.text)
        ):
            more = _people(number, sentence.start, sentence.end, sentence.start, sentence.start, context)
            rate = _share(number, sentence.start, sentence.end, sentence.start, sentence.start, context)
            last = number if (people is None and more) or (share is None and rate) else last
            people, share = people or more, share or rate
    return Cut(people, share, last)


def _distance(chunk_start: int, chunk_end: int, start: int, end: int) -> int:
    return max(chunk_start - end, start - chunk_end, 0)


_REACH = 110


def _people(sentence: int, low: int, high: int, start: int, end: int, context: Context) -> int | None:
    grammar, text = _grammar(context.language), context.article.text
    best: tuple[int, int] | None = None
    for chunk in _within(context.chunks[sentence], low, high, "people"):
        left = _left(text, low, start, end, chunk.start)
        right = text[chunk.end : min(high, chunk.end + 40)]
        if grammar.before.search(left) or grammar.after.match(right):
            continue
        far = _distance(chunk.start, chunk.end, start, end)
        if far <= _REACH and isinstance(chunk.value, float | int) and (best is None or far < best[0]):
            best = (far, int(chunk.value))
    return best[1] if best else _bare(low, high, start, end, sentence, context)


def _bare(low: int, high: int, start: int, end: int, sentence: int, context: Context) -> int | None:
    """A figure without a noun beside the word ("let go 40", "layoffs (120)"), None where none can be a head count."""
    grammar, text = _grammar(context.language), context.article.text
    best: tuple[int, int] | None = None
    for figure in figures(text, context.language):
        if figure.end <= low or figure.start >= high or figure.currency or figure.worded:
            continue
        if any(c.start < figure.end and figure.start < c.end for c in context.chunks[sentence]):
            continue
        value = int(figure.value)
        far = _distance(figure.start, figure.end, start, end)
        left = _left(text, low, start, end, figure.start)
        right = text[figure.end : figure.end + 20]
        if (
            far > 28
            or value < 3
            or 1990 <= value <= 2040
            or value != figure.value
            or re.match(r"\.\d|[-:/\w%]", right)
        ):
            continue
        if grammar.before.search(left) or grammar.after.match(right) or grammar.thing.match(right):
            continue
        if best is None or far < best[0]:
            best = (far, value)
    return best[1] if best else None


def _left(text: str, low: int, start: int, end: int, place: int) -> str:
    """What stands before a number, from the word on where the number stands behind it."""
    return text[max(end if place >= end > start else low, place - 40) : place].rstrip()


def _share(sentence: int, low: int, high: int, start: int, end: int, context: Context) -> float | None:
    best: tuple[int, float] | None = None
    for chunk in _within(context.chunks[sentence], low, high, "percent"):
        far = _distance(chunk.start, chunk.end, start, end)
        if far <= _REACH and isinstance(chunk.value, float | int) and (best is None or far < best[0]):
            best = (far, float(chunk.value))
    return best[1] if best else None


def _within(chunks: tuple[Chunk, ...], low: int, high: int, kind: str) -> list[Chunk]:
    return [c for c in chunks if c.kind == kind and low <= c.start and c.end <= high]
