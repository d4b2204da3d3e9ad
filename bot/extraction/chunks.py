"""A sentence as a row of chunks: names, money, shares, people, spans of time, dates, rounds, words for a company.

In: a sentence, the article's mentions, the language. Out: `Chunk` records in order, without overlap, each with the case
in which it stands: what the preposition before it or the particle behind it makes of it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal, TypeVar

from bot.extraction.dates import DateMention
from bot.extraction.money import MoneyMention
from bot.extraction.names import Entity, Names
from bot.extraction.quantities import Quantity
from bot.extraction.sentences import Sentence
from bot.facts import Money
from bot.language import Language, Row
from bot.language.patterns import any_of

ChunkKind = Literal[
    "name", "ref", "group", "money", "percent", "change", "people", "count", "months", "date", "round"
]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a sentence with a meaning of its own. Offsets count from the article's start.

    `value` is an Entity for a name, Money for money, a number for shares, people and months, an ISO date or None for a
    date, a round's code; for a ref, what it refers to ("company", "antecedent"). A "group" is nobody in particular.
    """

    kind: ChunkKind
    start: int
    end: int
    value: Entity | Money | float | str | None
    case: str = ""
    qualifier: str = ""

    @property
    def entity(self) -> Entity | None:
        """The bearer of the name; None for what is no name."""
        return self.value if isinstance(self.value, Entity) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case(Row):
    case: str
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round(Row):
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ref(Row):
    to: Literal["company", "antecedent", "nobody"]


@dataclass(frozen=True, slots=True)
class _Grammar:
    behind: tuple[tuple[re.Pattern[str], str], ...]
    words: dict[str, str]
    walls: frozenset[str]
    through: frozenset[str]
    determiners: frozenset[str]
    link: re.Pattern[str]
    paired: re.Pattern[str]
    onward: bool
    rounds: tuple[tuple[re.Pattern[str], str], ...]
    refs: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _grammar(language: Language) -> _Grammar:
    cases = language.rows("chunks", "case", _Case)
    return _Grammar(
        tuple((re.compile(any_of(row.behind)), row.case) for row in cases if row.behind),
        {word: row.case for row in cases for word in row.says},
        frozenset(word for line in language.patterns("chunks", "wall") for word in line.split()),
        frozenset(word for line in language.patterns("chunks", "through") for word in line.split()),
        frozenset(word for line in language.patterns("chunks", "determiner") for word in line.split()),
        re.compile(any_of(language.patterns("chunks", "link")) + r"\Z"),
        re.compile(any_of(language.patterns("chunks", "paired"))),
        bool(language.patterns("chunks", "list_onward")),
        tuple(
            (re.compile(says), row.code)
            for row in language.rows("chunks", "round", _Round)
            for says in row.says
        ),
        tuple((re.compile(any_of(row.says)), row.to) for row in language.rows("chunks", "ref", _Ref)),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What other finders found in the whole article, each in the order of the text."""

    names: Names
    money: tuple[MoneyMention, ...]
    dates: tuple[DateMention, ...]
    quantities: tuple[Quantity, ...]


_Placed = TypeVar("_Placed", MoneyMention, DateMention, Quantity)


def read(text: str, sentence: Sentence, found: Found, language: Language) -> tuple[Chunk, ...]:
    """The chunks of a sentence in order; where two overlap, the one listed first here wins."""
    grammar = _grammar(language)
    low, high = sentence.start, sentence.end
    chunks: list[Chunk] = []
    chunks += [
        Chunk("money", money.start, money.until, money.money, qualifier=money.money.qualifier)
        for money in _from(found.money, low, high)
        if money.until <= high
    ]
    for pattern, code in grammar.rounds:
        for match in pattern.finditer(text, low, high):
            letter = match.groupdict().get("letter")
            chunks.append(
                Chunk("round", match.start(), match.end(), code.replace("*", (letter or "").lower()))
            )
    chunks += [_quantity(quantity) for quantity in _from(found.quantities, low, high) if quantity.end <= high]
    names = found.names.within(low, high)
    for date in _from(found.dates, low, high):
        long = date.end - date.start
        named = any(m.start <= date.start and date.end <= m.end and m.end - m.start > long for m in names)
        if date.end <= high and not named:
            chunks.append(Chunk("date", date.start, date.end, date.value))
    refs = [
        Chunk("group" if to == "nobody" else "ref", match.start(), match.end(), to)
        for pattern, to in grammar.refs
        for match in pattern.finditer(text, low, high)
    ]
    for mention in names:
        inside = any(ref.start < mention.start and mention.end < ref.end for ref in refs)
        if not (inside and mention.entity.bearer == "place"):
            chunks.append(Chunk("name", mention.start, mention.until, mention.entity))
    starts = {mention.start for mention in names}
    chunks += [
        ref for ref in refs if ref.value == "antecedent" or ref.end + 1 not in starts or text[ref.end] != " "
    ]
    return _with_cases(text, sentence, _apart(chunks), grammar)


def _from(items: Sequence[_Placed], low: int, high: int) -> Sequence[_Placed]:
    """The items that start between two offsets; they must stand in order."""
    first = bisect_left(items, low, key=lambda item: item.start)
    return items[first : bisect_left(items, high, key=lambda item: item.start)]


def _quantity(quantity: Quantity) -> Chunk:
    kind: ChunkKind = quantity.kind
    if quantity.kind == "count" and quantity.of == "people":
        kind = "people"
    mark = "running" if quantity.running else "" if quantity.exact else "about"
    return Chunk(kind, quantity.start, quantity.end, quantity.value, qualifier=mark)


def _apart(chunks: list[Chunk]) -> list[Chunk]:
    """The chunks without those that overlap an earlier-listed one, in the order of the text."""
    kept: list[Chunk] = []
    for chunk in chunks:
        if all(chunk.end <= other.start or other.end <= chunk.start for other in kept):
            kept.append(chunk)
    return sorted(kept, key=lambda chunk: chunk.start)


def _with_cases(text: str, sentence: Sentence, chunks: list[Chunk], grammar: _Grammar) -> tuple[Chunk, ...]:
    cased = [
        replace(chunk, case=_case(text, sentence, chunk, chunks[at - 1] if at else None, grammar))
        if chunk.kind in ("name", "ref", "group", "money")
        else chunk
        for at, chunk in enumerate(chunks)
    ]
    people = [at for at, chunk in enumerate(cased) if chunk.kind in ("name", "ref")]
    pairs = list(pairwise(people))
    for one, other in reversed(pairs) if grammar.onward else pairs:
        gap = text[cased[one].end : cased[other].start]
        if not grammar.link.match(gap):
            continue
        if grammar.onward and gap.lstrip("’'”").startswith(",") and cased[other].case in _SHARED:
            cased[one] = replace(cased[one], case=cased[other].case)
        if cased[one].case == "with" and cased[other].case in _PAIRED and grammar.paired.fullmatch(gap):
            cased[one] = replace(cased[one], case=cased[other].case)
        if grammar.onward and cased[one].case in ("", "list"):
            cased[one] = replace(cased[one], case=cased[other].case)
        elif not grammar.onward and cased[other].case in ("", "list"):
            cased[other] = replace(cased[other], case=cased[one].case)
    return tuple(cased)


_SHARED = ("subject", "topic")
_PAIRED = ("subject", "topic", "source", "goal", "object")
_WORD = re.compile(r"[\w’'-]+")
_STOP = re.compile(r"[,;:()—–“”\"]")
_REACH = 7


def _case(text: str, sentence: Sentence, chunk: Chunk, before: Chunk | None, grammar: _Grammar) -> str:
    """The case of a chunk: by what is glued to it, else by the nearest word before it that gives one, else ""."""
    for pattern, case in grammar.behind:
        if pattern.match(text, chunk.end, sentence.end):
            if case != "left":
                return case
            break
    left = text[max(sentence.start, chunk.start - 70, before.end if before else 0) : chunk.start]
    return _from_left(text, left, chunk, grammar)


def _from_left(text: str, left: str, chunk: Chunk, grammar: _Grammar) -> str:
    if not grammar.words:
        return ""
    if _STOP.search(left):
        left = _STOP.split(left)[-1]
    words = [word.lower() for word in reversed(_WORD.findall(left))]
    if chunk.kind == "ref" and " " not in text[chunk.start : chunk.end]:
        words = words[:1]
    for count, plain in enumerate(words):
        bounded = bool(count) and words[count - 1] in grammar.determiners
        if bounded and plain not in grammar.words and plain not in grammar.through:
            return ""
        if plain == "of" and count + 1 < len(words) and words[count + 1] in grammar.through:
            continue
        if plain in grammar.words:
            return grammar.words[plain]
        if plain in grammar.walls or count >= _REACH:
            return ""
    return ""


def is_phrase(gap: str, language: Language) -> bool:
    """Whether no verb and no new clause stands in a gap between a name and the noun that it may belong to."""
    walls = _grammar(language).walls
    return not re.search("[;:()]", gap) and not any(word.lower() in walls for word in _WORD.findall(gap))


def case_behind(text: str, start: int, chunk: Chunk, language: Language) -> str:
    """The case that the words between a place and a chunk give it: "" for what stands right behind a verb."""
    grammar = _grammar(language)
    for pattern, case in grammar.behind:
        if pattern.match(text, chunk.end) and case != "left":
            return case
    return _from_left(text, text[start : chunk.start], chunk, grammar)
