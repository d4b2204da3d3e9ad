"""What the network reads of each company, put together as deals and signals, each with the chance that it is so.

In: a `Context` and the rules' candidates. Out: `Reading`s. None of them is a fact yet: `weighing` compares them with
what the rules say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.extraction.context import Context
from bot.extraction.learned.labels import (
    DEAL_STATUS,
    DEALS,
    KINDS,
    NUMBERS,
    ROLES,
    SIGNAL_STATUS,
    SUMS,
)
from bot.extraction.learned.network import Answers, ask, weights_of
from bot.extraction.learned.passages import Passage, Token, marks, passages
from bot.extraction.learned.said import said
from bot.extraction.names import Entity
from bot.facts import Candidates, Money

_SUM = 0.5
"""The chance from which on a sum is taken for a deal's own."""
_NEAR = 2
"""How many sentences a deal's sum may stand from the words that tell it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One deal or signal as the network reads it; `chance` in 0…1; sentences are numbers, `start` an offset.

    `status_chance` and `amount_chance` say how sure its status and its sum (or that none is told) are.
    """

    kind: str
    status: str
    entity: Entity
    first: int
    last: int
    start: int
    chance: float
    status_chance: float
    amount: Money | None = None
    amount_chance: float = 1.0
    round: str | None = None
    total: Money | None = None
    valuation: Money | None = None
    parties: tuple[tuple[Entity, str], ...] = ()
    percent: float | None = None
    share: float | None = None
    heads: int | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class _View:
    """A passage with the answers about one of its entities, the one at `at`."""

    passage: Passage
    answers: Answers
    at: int

    @property
    def entity(self) -> Entity:
        return self.passage.entities[self.at]

    @property
    def first(self) -> int:
        """The number of the passage's first sentence."""
        return self.passage.sentences[0]

    def chance(self, row: int, kind: int) -> float:
        return float(self.answers.facts[self.at, row, kind])

    def chunks(self, low: int, high: int) -> list[tuple[int, Token]]:
        """The tokens of the rows from low to high that are chunks, with their places."""
        return [
            (place, token)
            for place, token in enumerate(self.passage.tokens)
            if token.chunk is not None and low <= token.sentence - self.first <= high
        ]

    def start(self, row: int) -> int:
        """Where a row begins in the text."""
        return next(token.start for token in self.passage.tokens if token.sentence - self.first == row)


def readings(context: Context, candidates: Candidates, floor: float) -> list[Reading]:
    """Every deal and signal whose chance is at least the floor, in the order of the text; [] without a network."""
    found = [
        reading
        for view in _views(context, candidates)
        for kind, name in enumerate(KINDS)
        if (rows := [r for r in range(len(view.passage.sentences)) if view.chance(r, kind) >= floor])
        for reading in (_deals(view, kind, rows) if name in DEALS else _signals(view, kind, rows))
    ]
    return sorted(found, key=lambda reading: reading.start)


def _views(context: Context, candidates: Candidates) -> Iterator[_View]:
    nets = weights_of(context.language.code)
    for passage in passages(context) if nets else ():
        if not passage.entities:
            continue
        rows = len(passage.sentences)
        sentence = np.array([token.sentence - passage.sentences[0] for token in passage.tokens], np.int32)
        asked = np.stack([marks(context, passage, entity) for entity in passage.entities])
        told = [said(context, passage, entity, candidates, rows) for entity in passage.entities]
        answers = ask(nets, passage.features, asked, sentence, rows, told)
        for at in range(len(passage.entities)):
            yield _View(passage, answers, at)


def _deals(view: _View, kind: int, rows: list[int]) -> Iterator[Reading]:
    """A deal for each sum that is one's own; else one without a sum."""
    told = False
    for place, money, chance in _sums(view, SUMS.index(KINDS[kind])):
        row = view.passage.tokens[place].sentence - view.first
        near = min(rows, key=lambda r: (abs(r - row), -view.chance(r, kind)))
        if abs(near - row) <= _NEAR:
            told = True
            start = view.passage.tokens[place].start
            yield _deal(view, kind, near, (min(near, row), max(near, row)), start, money, chance)
    if not told:
        row = max(rows, key=lambda r: view.chance(r, kind))
        role = SUMS.index(KINDS[kind])
        others = [
            1 - float(view.answers.sums[view.at, place, role])
            for place, token in view.chunks(row, row)
            if token.chunk is not None and token.chunk.kind == "money"
        ]
        yield _deal(view, kind, row, (row, row), view.start(row), None, float(np.prod(others)))


def _sums(view: _View, role: int) -> list[tuple[int, Money, float]]:
    """The sums that play a role, each value once where it is likeliest: place, money, chance; in order."""
    best: dict[tuple[int, str], tuple[int, Money, float]] = {}
    for place, token in enumerate(view.passage.tokens):
        money = token.chunk.value if token.chunk is not None else None
        if isinstance(money, Money):
            chance = float(view.answers.sums[view.at, place, role])
            if chance < float(view.answers.sums[:, place, role].max()):
                continue  # a sum is one company's
            key = (money.value, money.currency)
            if chance >= _SUM and (key not in best or best[key][2] < chance):
                best[key] = (place, money, chance)
    return sorted(best.values(), key=lambda entry: entry[0])


def _deal(
    view: _View, kind: int, row: int, rows: tuple[int, int], start: int, money: Money | None, chance: float
) -> Reading:
    at, answers = view.at, view.answers
    state = answers.status[at, row, kind, : len(DEAL_STATUS)]
    rounds: list[tuple[float, str]] = []
    parties: dict[str, tuple[Entity, str]] = {}
    others: dict[str, Money] = {}
    for place, token in view.chunks(*rows):
        chunk = token.chunk
        if chunk is None:
            continue
        if chunk.kind == "round" and answers.rounds[at, place, 1] > 0.5:
            rounds.append((float(answers.rounds[at, place, 1]), str(chunk.value)))
        elif chunk.entity is not None and chunk.entity is not view.entity:
            role = ROLES[int(answers.roles[at, place].argmax())]
            if role:
                parties.setdefault(chunk.entity.name, (chunk.entity, role))
        elif isinstance(chunk.value, Money):
            others.setdefault(SUMS[int(answers.sums[at, place].argmax())], chunk.value)
    return Reading(
        KINDS[kind],
        DEAL_STATUS[int(state.argmax())],
        view.entity,
        view.first + rows[0],
        view.first + rows[1],
        start,
        view.chance(row, kind),
        float(state.max()),
        amount=money,
        amount_chance=chance,
        round=max(rounds)[1] if rounds else None,
        total=others.get("total"),
        valuation=others.get("valuation"),
        parties=tuple(parties.values()),
    )


def _signals(view: _View, kind: int, rows: list[int]) -> Iterator[Reading]:
    """A signal for each sentence that tells one."""
    for row in rows:
        state = view.answers.status[view.at, row, kind, len(DEAL_STATUS) :]
        numbers: dict[str, float] = {}
        for place, token in view.chunks(row, row):
            if token.chunk is not None and isinstance(token.chunk.value, float | int):
                numbers.setdefault(
                    NUMBERS[int(view.answers.numbers[view.at, place].argmax())], float(token.chunk.value)
                )
        heads, months = numbers.get("heads"), numbers.get("months")
        yield Reading(
            KINDS[kind],
            SIGNAL_STATUS[int(state.argmax())],
            view.entity,
            view.first + row,
            view.first + row,
            view.start(row),
            view.chance(row, kind),
            float(state.max()),
            percent=numbers.get("change"),
            share=numbers.get("share"),
            heads=int(heads) if heads is not None else None,
            months=int(months) if months is not None else None,
        )
