"""Who is spoken of where a signal's sentence names nobody: the nearest company that stood where subjects stand.

In: a `Context`. Out: `Whose`, asked for a place of a sentence. Names that only ever give money, buy, sue or are cited are
passed over, and so are names in other cases ("from Silver Lake", "told New York"); a sentence about "the company" goes
on speaking of the one before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.names import Entity

_TOPICS = {"": 0, "topic": 0, "subject": 0, "copula": 1, "named": 1, "list": 1, "possessor": 1, "at": 2, "of": 2}
_FAR = 6


@dataclass(frozen=True, slots=True)
class Whose:
    """For each sentence its companies by how much the sentence is about them; the article's hero; names not to trust."""

    salient: tuple[tuple[Chunk, ...], ...]
    carried: tuple[bool, ...]
    hero: Entity | None
    weak: frozenset[str]

    def before(self, sentence: int, place: int) -> Entity | None:
        """The company spoken of at a place, read backwards from there; the article's hero where none is; None without one."""
        here = [c for c in self.salient[sentence] if c.end <= place]
        if here and here[0].entity:
            return here[0].entity
        for number in range(sentence - 1, max(-1, sentence - 1 - _FAR), -1):
            if self.salient[number] and not self.carried[number]:
                return self.salient[number][0].entity
        return self.hero

    def near(self, sentence: int) -> bool:
        """Whether a company was named in the sentence or in one of the three before it."""
        return any(self.salient[n] for n in range(max(0, sentence - 3), sentence + 1))


def read(context: Context) -> Whose:
    """Who is spoken of in each sentence of an article."""
    objects = re.compile(
        "(?:" + "|".join(context.language.patterns("signals", "object_of") or (r"(?!)",)) + r")\Z"
    )
    weak = _weak(context)
    others = _others(context) | weak
    salient, carried = [], []
    for row in context.chunks:
        ranked = sorted((c for c in row if _topical(c, others, objects, context.article.text)), key=_rank)
        salient.append(tuple(ranked))
        first = next((c for c in row if c.kind in ("name", "ref") and c.case in _TOPICS), None)
        carried.append(bool(first and first.kind == "ref" and first.value == "company"))
    return Whose(tuple(salient), tuple(carried), _hero(context, others), weak)


def _rank(chunk: Chunk) -> tuple[int, int]:
    return (_TOPICS[chunk.case], chunk.start)


def _topical(chunk: Chunk, others: frozenset[str], objects: re.Pattern[str], text: str) -> bool:
    entity = chunk.entity
    if entity is None or entity.bearer != "company" or entity.name in others or chunk.case not in _TOPICS:
        return False
    return not objects.search(text[max(0, chunk.start - 40) : chunk.start])


def _others(context: Context) -> frozenset[str]:
    """Those who stand as giver, buyer, plaintiff or source and of whom nothing else is told."""
    given = {entity.name for event in context.events for entity, _ in event.parties}
    given |= {entity.name for sign in context.signs for entity in sign.others}
    given |= {source for source in context.sources if source}
    told = {event.company.name for event in context.events if event.company is not None}
    told |= {sign.bearer.entity.name for sign in context.signs if sign.bearer and sign.bearer.entity}
    return frozenset(given - told)


def _hero(context: Context, others: frozenset[str]) -> Entity | None:
    companies = [e for e in context.names.entities if e.bearer == "company" and e.name not in others]
    return max(companies, key=lambda entity: entity.weight, default=None)


_SURE = 5.2


def _weak(context: Context) -> frozenset[str]:
    """Names that hardly anything speaks for, in an article that has a name of which much does."""
    strongest = max((e.weight for e in context.names.entities if e.bearer == "company"), default=0.0)
    return frozenset(e.name for e in context.names.entities if e.weight < _SURE / 2 <= strongest / 2)
