"""Words that tell of trouble (a cut, a closure, a suit, an exit), and whose trouble it is.

In: a sentence with its chunks, and the tables of `signals.toml`. Out: `Sign` records in the order of the text. Whose it
is depends on places: each name of the sentence costs something by its case, by how far it stands from the word, and by
the clauses between; the cheapest one bears the sign, and where none is cheap enough the context has to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.extraction.chunks import Chunk
from bot.extraction.names import Entity
from bot.extraction.sentences import Sentence
from bot.language import Language, Row
from bot.language.patterns import any_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRow(Row):
    """A row of `signals.toml`: `company` lists the places in which its bearer stands, the likeliest first.

    Places joined by "|" are alike. `unless` is looked for in the clause. `nobody`: without a name in the sentence it is
    nobody's, unless (`own`) the word's object is "its". `other`: places of those who do it to the company.
    `doubt`: a person should decide. `status` holds where the words around say nothing else.
    """

    name: str
    kind: str
    company: tuple[str, ...]
    other: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    status: str = ""
    nobody: bool = False
    own: bool = False
    doubt: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """One telling: the word's stretch, the clause around it, the chunk of its bearer (None: whom the context means)."""

    row: SignRow
    kind: str
    sentence: int
    start: int
    end: int
    low: int
    high: int
    bearer: Chunk | None
    listed: tuple[Chunk, ...] = ()
    others: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Clauses:
    """How a language joins clauses, and what in one makes its subject nobody in particular."""

    border: re.Pattern[str]
    head: re.Pattern[str]
    link: re.Pattern[str]
    generic: re.Pattern[str]
    aside: re.Pattern[str]
    person_before: re.Pattern[str]
    person_after: re.Pattern[str]
    own: re.Pattern[str]
    own_subject: re.Pattern[str]
    base_before: re.Pattern[str]
    base_after: re.Pattern[str]
    verbs_last: bool
    scale: float


@dataclass(frozen=True, slots=True)
class _Grammar:
    rows: tuple[tuple[re.Pattern[str], SignRow, re.Pattern[str] | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale(Row):
    characters: float


LONGEST = 5_000


@cache
def clauses_of(language: Language) -> Clauses:
    """The borders of clauses and the like of a language, compiled once."""
    scale = language.rows("signals", "scale", _Scale)
    return Clauses(
        re.compile(any_of(language.patterns("signals", "border"))),
        re.compile(any_of(language.patterns("signals", "head"))),
        re.compile(any_of(language.patterns("signals", "link")) + r"\Z"),
        re.compile(any_of(language.patterns("signals", "generic")), re.I),
        re.compile(any_of(language.patterns("signals", "aside"))),
        re.compile(any_of(language.patterns("signals", "person_before"))),
        re.compile(any_of(language.patterns("signals", "person_after"))),
        re.compile(any_of(language.patterns("signals", "own"))),
        re.compile(any_of(language.patterns("signals", "own_subject"))),
        re.compile(any_of(language.patterns("signals", "base_before")) + r"\s*\Z"),
        re.compile(any_of(language.patterns("signals", "base_after"))),
        bool(language.patterns("frames", "verbs_last")),
        scale[0].characters if scale else 10.0,
    )


@cache
def _grammar(language: Language) -> _Grammar:
    return _Grammar(
        tuple(
            (re.compile(says, re.I), row, re.compile(any_of(row.unless), re.I) if row.unless else None)
            for row in language.rows("signals", "sign", SignRow)
            for says in row.says
        )
    )


def find(
    text: str, sentence: Sentence, number: int, chunks: Sequence[Chunk], language: Language
) -> list[Sign]:
    """The signs of a sentence, in order; none in a stretch that is too long to be one (a table run together)."""
    if sentence.end - sentence.start > LONGEST:
        return []
    clauses = clauses_of(language)
    found: list[Sign] = []
    for start, end, row, unless in _words(text, sentence, chunks, language):
        low, high = clause(text, sentence, start, end, clauses)
        if unless and unless.search(text[low:high]):
            continue
        others = tuple(
            c.entity for c in chunks if c.entity and place(c, start, end, text, clauses) in row.other
        )
        own = row.own and clauses.own.match(text[end : end + 20])
        bearer = None if own else bearer_of(text, sentence, start, end, row.company, chunks, clauses)
        nobody = row.nobody or clauses.generic.search(text[low : max(start, low + 1)])
        if (bearer is None and not own and nobody) or (bearer and general(bearer, low, start, text, clauses)):
            continue
        listed = _listed(bearer, chunks, text, clauses) if bearer else ()
        found.append(Sign(row, row.kind, number, start, end, low, high, bearer, listed, others))
    return found


def _words(
    text: str, sentence: Sentence, chunks: Sequence[Chunk], language: Language
) -> list[tuple[int, int, SignRow, re.Pattern[str] | None]]:
    """The tellings in order; the longer, then the earlier-listed one where two overlap; none inside a name."""
    found: list[tuple[int, int, int, SignRow, re.Pattern[str] | None]] = []
    for order, (pattern, row, unless) in enumerate(_grammar(language).rows):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            start, end = match.span("t") if "t" in pattern.groupindex else match.span()
            if not any(c.kind == "name" and c.start <= start and end <= c.end for c in chunks):
                found.append((start, end, order, row, unless))
    kept: list[tuple[int, int, int, SignRow, re.Pattern[str] | None]] = []
    for entry in sorted(found, key=lambda e: (e[0] - e[1], e[2], e[0])):
        if all(entry[1] <= other[0] or other[1] <= entry[0] for other in kept):
            kept.append(entry)
    return [(start, end, row, unless) for start, end, _, row, unless in sorted(kept, key=lambda e: e[0])]


def clause(text: str, sentence: Sentence, start: int, end: int, clauses: Clauses) -> tuple[int, int]:
    """The stretch around a word up to the nearest borders of clauses."""
    low, high = sentence.start, sentence.end
    for match in clauses.border.finditer(text, sentence.start, sentence.end):
        if match.end() <= start:
            low = match.end()
        elif match.start() >= end:
            high = match.start()
            break
    return low, high


def place(chunk: Chunk, start: int, end: int, text: str, clauses: Clauses) -> str:
    """Where a chunk stands, seen from the word `text[start:end]`: its case, with "after_" where it stands behind it."""
    if chunk.end <= start:
        return chunk.case or ("bare" if clauses.verbs_last else "subject")
    if chunk.start < end:
        return "inside_" + chunk.case if chunk.case else "inside"
    if clauses.verbs_last and clauses.head.match(text, end):
        return "head"
    return "after_" + chunk.case if chunk.case else "object"


def general(bearer: Chunk, low: int, start: int, text: str, clauses: Clauses) -> bool:
    """Whether a subject that is nobody in particular stands nearer to the word than its bearer ("some start-ups")."""
    if bearer.kind == "ref":
        return False
    return bool(clauses.generic.search(text[bearer.end if bearer.end <= start else low : start]))


_LIMIT = 60.0
_STEP = 4.0
_CROSSED = 9.0
_ASIDE = 22.0


def bearer_of(
    text: str,
    sentence: Sentence,
    start: int,
    end: int,
    places: Sequence[str],
    chunks: Sequence[Chunk],
    clauses: Clauses,
) -> Chunk | None:
    """The name or reference in the sentence that the word is most likely told of; None where none is near."""
    ranks = {where: rank for rank, group in enumerate(places) for where in group.split("|")}
    own = bool(clauses.own_subject.match(text[sentence.start : sentence.start + 20]))
    asides = [m.span() for m in clauses.aside.finditer(text, sentence.start, sentence.end)]
    best: tuple[float, Chunk] | None = None
    for chunk in chunks:
        if not _bears(chunk) or _is_person(chunk, sentence, text, clauses):
            continue
        where = place(chunk, start, end, text, clauses)
        rank = ranks.get(where)
        if rank is None or (own and where not in ("subject", "possessor")):
            continue
        gap = text[chunk.end : start] if chunk.end <= start else text[end : chunk.start]
        if len(gap) > _LIMIT * clauses.scale:
            continue
        aside = any(a <= chunk.start and chunk.end <= b <= start for a, b in asides)
        cost = (
            _STEP * rank
            + len(gap) / clauses.scale
            + _CROSSED * len(clauses.border.findall(gap))
            + (10.0 if chunk.entity and chunk.entity.bearer == "investor" else 0.0)
            + (_ASIDE if aside else 0.0)
        )
        if cost < _LIMIT and (best is None or cost < best[0]):
            best = (cost, chunk)
    return best[1] if best else None


def _is_person(chunk: Chunk, sentence: Sentence, text: str, clauses: Clauses) -> bool:
    if chunk.kind != "name":
        return False
    left = text[max(sentence.start, chunk.start - 60) : chunk.start]
    return bool(
        clauses.person_before.search(left) or clauses.person_after.match(text[chunk.end : chunk.end + 60])
    )


def _bears(chunk: Chunk) -> bool:
    if chunk.kind == "ref":
        return chunk.value in ("company", "antecedent")
    if chunk.kind != "name":
        return False
    return chunk.entity is not None and chunk.entity.bearer in ("company", "investor")


def _listed(bearer: Chunk, chunks: Sequence[Chunk], text: str, clauses: Clauses) -> tuple[Chunk, ...]:
    """Further names that stand in one list with the bearer ("Kelp and Oarfish both filed for bankruptcy")."""
    if bearer.kind != "name":
        return ()
    names = [c for c in chunks if c.kind == "name" and _bears(c)]
    at = names.index(bearer)
    found: list[Chunk] = []
    for row in (names[at - 1 :: -1] if at else [], names[at + 1 :]):
        last = bearer
        for chunk in row:
            low, high = sorted((last, chunk), key=lambda c: c.start)
            if not clauses.link.fullmatch(text[low.end : high.start]):
                break
            found.append(chunk)
            last = chunk
    return tuple(found)
