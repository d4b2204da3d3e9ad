"""The rules' facts and the network's readings weighed: what both say stands, what one says alone must be likely.

In: a `Context`, the rules' candidates. Out: candidates; what is neither sure nor unlikely is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from bot.extraction.context import Context
from bot.extraction.learned.network import weights_of
from bot.extraction.learned.reader import Reading, readings
from bot.extraction.money_roles import role_of
from bot.facts import (
    Candidates,
    Counterparty,
    Deal,
    DealKind,
    DealStatus,
    Evidence,
    Money,
    Possible,
    Role,
    Signal,
    SignalKind,
    SignalStatus,
    Valuation,
)

_FLOOR = 0.03
"""Readings less likely than this are not looked at."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Chances from which on a fact of the rules stands, a reading alone stands, and a reading is worth asking about.

    `bare` is the same as `alone` for a deal without a sum, `settled` how sure the network must be of a status to
    overrule the rules' one.
    """

    kept: float
    alone: float
    bare: float
    asked: float
    settled: float = 0.8


DEALS = Limits(kept=0.2, alone=0.8, bare=0.9, asked=0.5)
SIGNALS = Limits(kept=0.05, alone=0.9, bare=0.9, asked=0.6)
"""Measured on articles that neither the rules nor the network had seen: docs/extraction.md."""


def weigh(context: Context, told: Candidates, deals: Limits = DEALS, signals: Limits = SIGNALS) -> Candidates:
    """The candidates after weighing; the same ones where there is no network for the language."""
    if not weights_of(context.language.code):
        return told
    read = readings(context, told, _FLOOR)
    why = context.language.sentence("doubt_reading")
    facts: list[Deal | Signal] = []
    possible: list[Possible] = list(told.possible)
    used: set[int] = set()
    said: list[Deal | Signal] = [*told.deals, *told.signals]
    for fact in said:
        limits = deals if isinstance(fact, Deal) else signals
        mine = [reading for reading in read if _same(reading, fact)]
        used |= {id(reading) for reading in mine}
        if max((reading.chance for reading in mine), default=0.0) < limits.kept:
            possible.append(Possible(fact, why))
        else:
            facts.append(_settled(fact, mine, limits, context))
    spent = [(fact.kind, fact.amount) for fact in facts if isinstance(fact, Deal) and fact.amount]
    for reading in read:
        if id(reading) in used or _is_spent(reading, spent) or _is_other_money(reading, context):
            continue
        fact = _fact(reading, context)
        limits = deals if isinstance(fact, Deal) else signals
        if sureness(reading) >= _needed(reading, fact, facts, told.possible, limits):
            facts.append(fact)
        elif sureness(reading) >= limits.asked:
            possible.append(Possible(fact, why))
    facts.sort(key=lambda fact: fact.evidence.start)
    return replace(
        told,
        deals=tuple(fact for fact in facts if isinstance(fact, Deal)),
        signals=tuple(fact for fact in facts if isinstance(fact, Signal)),
        possible=tuple(possible),
    )


def _needed(
    reading: Reading,
    fact: Deal | Signal,
    facts: Sequence[Deal | Signal],
    doubted: Sequence[Possible],
    limits: Limits,
) -> float:
    """How sure a reading must be to stand: less where the rules read the same with a doubt.

    More for a deal without a sum, and for one more of a kind that is already told of the company.
    """
    if any(_same(reading, entry.fact) and _agrees(reading, entry.fact) for entry in doubted):
        return limits.asked
    second = any(_tells_as_well(fact, other) for other in facts)
    return limits.bare if second or (isinstance(fact, Deal) and fact.amount is None) else limits.alone


def _tells_as_well(fact: Deal | Signal, other: Deal | Signal) -> bool:
    return (fact.company, fact.kind) == (other.company, other.kind)


def _is_other_money(reading: Reading, context: Context) -> bool:
    """Whether the words beside a reading's sum say that it is no deal's: revenue, a building's price, a fine."""
    if reading.amount is None:
        return False
    chunk = next(c for row in context.chunks for c in row if c.start == reading.start and c.kind == "money")
    return role_of(context.article.text, chunk, context.language) not in _OPEN


_OPEN = ("", "debt", "fund", "valuation")


def _is_spent(reading: Reading, spent: Sequence[tuple[str, Money]]) -> bool:
    """Whether a reading's sum is already another deal's of its kind."""
    money = reading.amount
    return money is not None and any(kind == reading.kind and _alike(amount, money) for kind, amount in spent)


def sureness(reading: Reading) -> float:
    """How sure a reading is altogether: that it is told at all, with this status and this sum."""
    sure: float = reading.chance * reading.status_chance**0.5 * reading.amount_chance**0.5
    return sure


def _same(reading: Reading, fact: Deal | Signal) -> bool:
    """Whether a reading is about what a fact is about: the company, the kind, and the sum where both tell one."""
    if reading.entity.name != fact.company or reading.kind != fact.kind:
        return False
    if isinstance(fact, Deal) and fact.amount and reading.amount:
        return _alike(fact.amount, reading.amount)
    return True


def _alike(one: Money, other: Money) -> bool:
    return (one.value, one.currency) == (other.value, other.currency)


def _agrees(reading: Reading, fact: Deal | Signal) -> bool:
    """Whether a reading says the same of the status, and whether a sum is told."""
    if reading.status != fact.status:
        return False
    return not isinstance(fact, Deal) or (fact.amount is None) == (reading.amount is None)


def _settled(fact: Deal | Signal, mine: list[Reading], limits: Limits, context: Context) -> Deal | Signal:
    """The fact with the status and the missing sum of the likeliest reading, where none reads it as the rules do."""
    if not mine or any(_agrees(reading, fact) for reading in mine):
        return fact
    best = max(mine, key=sureness)
    if sureness(best) < limits.alone or best.status_chance < limits.settled:
        return fact
    if isinstance(fact, Signal):
        return replace(fact, status=_signal_status(best.status))
    if fact.amount is not None or best.amount is None:
        return replace(fact, status=_deal_status(best.status))
    quote = context.evidence(best.first, best.last)
    start, end = min(fact.evidence.start, quote.start), max(fact.evidence.end, quote.end)
    evidence = Evidence(context.article.text[start:end], start, end)
    return replace(fact, status=_deal_status(best.status), amount=best.amount, evidence=evidence)


def _fact(reading: Reading, context: Context) -> Deal | Signal:
    """The fact that a reading tells."""
    evidence = context.evidence(reading.first, reading.last)
    date = context.date_of(reading.first, reading.start, reading.start)
    source = context.sources[reading.first]
    kind = reading.kind
    if kind in get_args(DealKind):
        value = reading.valuation
        return Deal(
            kind=kind,  # type: ignore[arg-type]
            status=_deal_status(reading.status),
            company=reading.entity.name,
            evidence=evidence,
            counterparties=tuple(Counterparty(entity.name, _role(role)) for entity, role in reading.parties),
            round=reading.round if kind == "funding" else None,
            amount=reading.amount,
            total_raised=reading.total,
            valuation=Valuation(
                value.value, value.currency, value.qualifier, value.raw, value.stated_conversion
            )
            if value
            else None,
            date=date,
            reported_by=source,
        )
    return Signal(
        kind=_signal_kind(kind),
        status=_signal_status(reading.status),
        company=reading.entity.name,
        evidence=evidence,
        change_percent=reading.percent,
        duration_months=reading.months,
        headcount=reading.heads,
        workforce_percent=reading.share,
        date=date,
        reported_by=source,
    )


def _deal_status(status: str) -> DealStatus:
    return next(known for known in get_args(DealStatus) if known == status)


def _signal_status(status: str) -> SignalStatus:
    return next(known for known in get_args(SignalStatus) if known == status)


def _signal_kind(kind: str) -> SignalKind:
    return next(known for known in get_args(SignalKind) if known == kind)


def _role(role: str) -> Role:
    return next(known for known in get_args(Role) if known == role)
