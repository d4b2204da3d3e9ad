"""Who is meant where no name stands: "the company", "it", "the scooter firm", a sentence without a subject.

In: the chunks of every sentence, the article's names, a language's `topics.toml`. Out: `Topics`, asked for a place of a
sentence. Every earlier company is a candidate; it costs how far back it stands and in which case. A description that
shares words with what stood beside a name lowers that name's cost. A name that comes only later in the sentence is not
meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from bot.extraction.chunks import Chunk
from bot.extraction.names import Entity, Names
from bot.extraction.sentences import Sentence
from bot.language import Language, Row
from bot.language.patterns import any_of

_TOPIC_CASES = ("", "topic", "subject", "possessor", "list", "copula", "named")
_WEAK = 2.6
_LAST = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rank(Row):
    rank: float


@dataclass(frozen=True, slots=True)
class _Grammar:
    ranks: dict[str, float]
    giver: re.Pattern[str]
    possessive: re.Pattern[str]
    ahead: re.Pattern[str]
    empty: frozenset[str]
    far: float


@cache
def _grammar(language: Language) -> _Grammar:
    rows = language.rows("topics", "rank", _Rank)
    ranks = {case: row.rank for row in rows for case in row.says}
    return _Grammar(
        ranks or dict.fromkeys(_TOPIC_CASES, 0.0),
        re.compile(any_of(language.patterns("topics", "giver"))),
        re.compile(any_of(language.patterns("topics", "possessive"))),
        re.compile(any_of(language.patterns("topics", "ahead")) + r"\Z"),
        frozenset(word for line in language.patterns("topics", "empty") for word in line.split()),
        2.0 if rows else 10.0,
    )


@dataclass(frozen=True, slots=True)
class Center:
    """An entity that a sentence speaks of, at `start`; the lower its rank, the more it is about it."""

    start: int
    rank: float
    entity: Entity


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant, and who could be meant as well; `guess` where only the whole article says so."""

    entity: Entity | None
    rival: Entity | None = None
    guess: bool = False


_NOBODY = Meant(None)
_SILENT: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


@dataclass(slots=True)
class Topics:
    """For each sentence, whom it is about, the most salient first; and the article's heroes, the first one first."""

    centers: list[tuple[Center, ...]] = field(default_factory=list)
    named: list[dict[str, int]] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    heroes: tuple[Entity, ...] = ()
    beside: dict[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    far: float = 10.0
    others: frozenset[str] = frozenset()

    @property
    def hero(self) -> Entity | None:
        """The company that most is said of; None in an article without one."""
        return self.heroes[0] if self.heroes else None

    def before(
        self,
        sentence: int,
        place: int,
        bearer: str = "company",
        but: frozenset[str] = frozenset(),
        words: frozenset[str] = frozenset(),
    ) -> Meant:
        """Who is spoken of at a place of a sentence, read from there backwards; else the hero.

        `but` are names that cannot be meant, `words` those of a description. A bearer of another kind is passed over.
        """
        costs: dict[str, tuple[float, int, Entity]] = {}
        for number in range(sentence, -1, -1):
            base = self.far * (sentence - number)
            if self.far < 10 and self.paragraphs[number] != self.paragraphs[sentence]:
                base += 2.0
            for order, center in enumerate(self.centers[number]):
                entity = center.entity
                if entity.bearer != bearer or entity.name in but:
                    continue
                if number == sentence and (center.start >= place or entity.name in self.others):
                    continue
                if number < sentence and self.far < 10 and self._only_later(entity, sentence, place):
                    continue
                said, around = self.beside.get(entity.name, _SILENT)
                cost = base + center.rank - 3.5 * min(len(words & said), 2) - bool(words & around)
                if entity.name not in costs or cost < costs[entity.name][0]:
                    costs[entity.name] = (cost, order, entity)
        ranked = sorted(costs.values(), key=lambda entry: (entry[0], entry[1]))
        if not ranked:
            hero = self.hero if bearer == "company" else None
            alone = len(self.heroes) == 1
            return Meant(hero, guess=not alone) if hero and hero.name not in but else _NOBODY
        rivals = [entry for entry in ranked[1:] if entry[0] - ranked[0][0] < 0.1]
        return Meant(ranked[0][2], rivals[0][2] if rivals else None)

    def _only_later(self, entity: Entity, sentence: int, place: int) -> bool:
        """Whether the name stands in the sentence, but only behind the place: then it is not what points back."""
        at = self.named[sentence].get(entity.name)
        return at is not None and at > place


def read(
    text: str,
    sentences: Sequence[Sentence],
    chunks: Sequence[Sequence[Chunk]],
    names: Names,
    others: frozenset[str],
    language: Language,
) -> Topics:
    """What each sentence is about: names in the cases of a subject first, then the others, and whom its words point to.

    `others` are names of entities that only ever give money, lead, buy or are cited: nobody speaks of them.
    """
    grammar = _grammar(language)
    strongest = max((e.weight for e in names.entities if e.name not in others), default=0.0)
    weak = {e.name for e in names.entities if e.weight < _WEAK and strongest >= 2 * _WEAK}
    others = others | weak
    companies = [e for e in names.entities if e.bearer == "company" and e.name not in others]
    topics = Topics(
        heroes=tuple(sorted(companies, key=lambda entity: -entity.weight)),
        beside=_beside(text, sentences, names, grammar),
        far=grammar.far,
        others=others,
    )
    for number, row in enumerate(chunks):
        first: dict[str, int] = {}
        for chunk in row:
            if chunk.entity is not None:
                first.setdefault(chunk.entity.name, chunk.start)
        topics.named.append(first)
        topics.paragraphs.append(sentences[number].paragraph)
        topics.centers.append(())
        topics.centers[number] = _centers(text, sentences[number], row, others, topics, number, grammar)
    return topics


def _centers(
    text: str,
    sentence: Sentence,
    row: Sequence[Chunk],
    others: frozenset[str],
    topics: Topics,
    number: int,
    grammar: _Grammar,
) -> tuple[Center, ...]:
    found: list[Center] = []
    bare = False
    for chunk in row:
        entity = chunk.entity
        rank = grammar.ranks.get(chunk.case, _LAST)
        if entity is not None:
            if entity.bearer not in ("company", "investor") or (entity.name in others and grammar.far >= 10):
                continue
            if grammar.far < 10:
                rank += 1.0 if bare and rank < 2 else 0.0
                rank += 2.0 if grammar.giver.match(text, chunk.end, sentence.end) else 0.0
                rank += 2.5 if entity.name in others else 0.0
                bare = bare or rank < 1
            found.append(Center(chunk.start, rank, entity))
        elif chunk.kind == "ref" and chunk.value == "company" and grammar.far < 10:
            meant = _pointed(
                text, sentence, chunk.start, text[chunk.start : chunk.end], topics, number, found, grammar
            )
            if meant is not None:
                found.append(Center(chunk.start, min(rank, 1.0), meant))
    for match in grammar.possessive.finditer(text, sentence.start, sentence.end):
        if not any(center.start < match.start() for center in found):
            meant = _pointed(text, sentence, match.start(), "", topics, number, found, grammar)
            if meant is not None:
                found.append(Center(match.start(), 0.5, meant))
        break
    return tuple(sorted(found, key=lambda center: (center.rank, center.start)))


def _pointed(
    text: str,
    sentence: Sentence,
    place: int,
    described: str,
    topics: Topics,
    number: int,
    found: list[Center],
    grammar: _Grammar,
) -> Entity | None:
    """Whom a word that points back means: one of the same sentence, else of those before."""
    topics.centers[number] = tuple(sorted(found, key=lambda center: (center.rank, center.start)))
    meant = topics.before(number, place, words=described_by(described, grammar.empty)).entity
    topics.centers[number] = ()
    return meant


def described_by(description: str, empty: frozenset[str]) -> frozenset[str]:
    """The stems of a description's telling words."""
    words = re.findall(r"[^\W\d_]+", description.casefold())
    return frozenset(_stem(word) for word in words if word not in empty and len(word) > 2)


def words_of(description: str, language: Language) -> frozenset[str]:
    """The stems of the telling words of "the scooter firm", to compare with what stands beside names."""
    return described_by(description, _grammar(language).empty)


def _stem(word: str) -> str:
    return word[:6].rstrip("s") if len(word) > 3 else word


_NEAR = 70


def _beside(
    text: str, sentences: Sequence[Sentence], names: Names, grammar: _Grammar
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each entity the stems of the words near its mentions: those of the same sentence, and those around it."""
    if grammar.far >= 10:
        return {}
    said: dict[str, set[str]] = {}
    around: dict[str, set[str]] = {}
    for sentence in sentences:
        for mention in names.within(sentence.start, sentence.end):
            low, high = max(0, mention.start - _NEAR), mention.until + _NEAR
            own = text[max(sentence.start, low) : min(sentence.end, high)]
            said.setdefault(mention.entity.name, set()).update(described_by(own, grammar.empty))
            around.setdefault(mention.entity.name, set()).update(described_by(text[low:high], grammar.empty))
    return {name: (frozenset(said[name]), frozenset(around[name] - said[name])) for name in said}
