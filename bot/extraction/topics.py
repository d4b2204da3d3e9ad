"""Who is meant where no name stands: "the company", "it", a sentence without a subject.

In: events whose company is open, the chunks of every sentence, the article's names. Out: the company, or None where nothing
in the text gives one. The nearest company that an earlier sentence was about; before any, the article's own hero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.extraction.chunks import Chunk
from bot.extraction.names import Entity, Names

_TOPIC_CASES = ("", "topic", "subject", "possessor", "list", "copula", "named")


_WEAK = 2.6


@dataclass(frozen=True, slots=True)
class Topics:
    """For each sentence, the companies that it is about, the most salient first; and the article's heroes, the first one first."""

    salient: tuple[tuple[tuple[int, Entity], ...], ...]
    heroes: tuple[Entity, ...]

    def before(
        self, sentence: int, place: int, bearer: str = "company", but: frozenset[str] = frozenset()
    ) -> Entity | None:
        """The company that is spoken of at a place of a sentence, read from there backwards; else the hero.

        Within the sentence only names before `place` count. A bearer of another kind, and a name in `but`, is passed over.
        """
        for number in range(sentence, -1, -1):
            for at, entity in self.salient[number]:
                if entity.bearer == bearer and entity.name not in but and (number < sentence or at < place):
                    return entity
        if bearer != "company":
            return None
        return next((entity for entity in self.heroes if entity.name not in but), None)


def read(chunks: Sequence[Sequence[Chunk]], names: Names, others: frozenset[str]) -> Topics:
    """What each sentence is about: names in the cases of a subject first, then the others.

    `others` are names of entities that only ever give money, lead, buy or are cited: nobody speaks of them.
    """
    strongest = max((e.weight for e in names.entities if e.name not in others), default=0.0)
    weak = {e.name for e in names.entities if e.weight < _WEAK and strongest >= 2 * _WEAK}
    others = others | weak
    salient = []
    for row in chunks:
        ranked = sorted(
            (c for c in row if c.entity is not None and c.entity.name not in others),
            key=lambda chunk: (chunk.case not in _TOPIC_CASES, chunk.start),
        )
        salient.append(tuple((chunk.start, chunk.entity) for chunk in ranked if chunk.entity is not None))
    companies = [e for e in names.entities if e.bearer == "company" and e.name not in others]
    return Topics(tuple(salient), tuple(sorted(companies, key=lambda entity: -entity.weight)))
