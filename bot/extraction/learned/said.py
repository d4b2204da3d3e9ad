"""What the rules already say of a company in a passage, as numbers that the network starts from.

In: a passage, an entity, the rules' candidates. Out: `Said`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.extraction.context import Context
from bot.extraction.learned.labels import KINDS, STATUS, SUMS
from bot.extraction.learned.passages import Passage
from bot.extraction.names import Entity
from bot.facts import Candidates, Deal, Money, Signal

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Said:
    """`facts` is sentences × kinds: 0 nothing, 1 said, 2 said with a doubt; `sums` a token's place among SUMS.

    `status` is the number of a fact's status and one more, 0 for none.
    """

    facts: Ints
    status: Ints
    sums: Ints


def said(context: Context, passage: Passage, entity: Entity, candidates: Candidates, rows: int) -> Said:
    """What the candidates say of an entity, `rows` sentences long."""
    facts = np.zeros((rows, len(KINDS)), np.int32)
    status = np.zeros((rows, len(KINDS)), np.int32)
    sums = np.zeros(len(passage.tokens), np.int32)
    told: list[tuple[Deal | Signal, int]] = [(deal, 1) for deal in candidates.deals]
    told += [(signal, 1) for signal in candidates.signals]
    told += [(entry.fact, 2) for entry in candidates.possible]
    for fact, mark in told:
        if fact.company != entity.name:
            continue
        kind = KINDS.index(fact.kind)
        for row, number in enumerate(passage.sentences[:rows]):
            sentence = context.sentences[number]
            if sentence.start < fact.evidence.end and fact.evidence.start < sentence.end:
                facts[row, kind] = mark if facts[row, kind] == 0 else 1
                status[row, kind] = STATUS.index(fact.status) + 1
        if isinstance(fact, Deal):
            pairs = ((fact.amount, fact.kind), (fact.total_raised, "total"), (fact.valuation, "valuation"))
            for money, role in pairs:
                for at, token in enumerate(passage.tokens):
                    value = token.chunk.value if token.chunk else None
                    if (
                        money is not None
                        and isinstance(value, Money)
                        and (value.value, value.currency) == (money.value, money.currency)
                        and sums[at] == 0
                    ):
                        sums[at] = SUMS.index(role)
    return Said(facts, status, sums)
