"""Repeated mentions of one deal or one signal inside an article become one; an earlier round stays its own.

In: facts of one article with its names. Out: fewer facts, each with all that its mentions say together; the fuller
mention gives the evidence and has its way where two differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields, replace
from typing import TypeVar

from bot.facts import Counterparty, Deal, Role, Signal
from bot.verification.naming import Namebook

Fact = TypeVar("Fact", Deal, Signal)
_DEAL_STATUS = ("in_talks", "completed", "cancelled")
_SIGNAL_STATUS = ("planned", "reported", "denied")
_USAGE_DOWN = frozenset({"usage_decline", "usage_stagnation"})
_ROLES: tuple[Role, ...] = ("lead", "acquirer", "lender", "investor")


def merge_deals(deals: Iterable[Deal], names: Namebook) -> tuple[Deal, ...]:
    """The deals, each once, in the order of their first mention."""
    return _merged(
        deals,
        lambda deal: (deal.kind, names.key(deal.company)),
        lambda one, other: _same_deal(one, other, names),
        lambda one, other: _join_deals(one, other, names),
    )


def merge_signals(signals: Iterable[Signal], names: Namebook) -> tuple[Signal, ...]:
    """The signals, each once, in the order of their first mention."""
    return _merged(signals, lambda signal: names.key(signal.company), _same_signal, _join_signals)


def _merged(
    facts: Iterable[Fact],
    bearer: Callable[[Fact], Hashable],
    same: Callable[[Fact, Fact], bool],
    join: Callable[[Fact, Fact], Fact],
) -> tuple[Fact, ...]:
    """Facts joined with the first one of the same bearer that is the same; compared within a bearer only."""
    kept: list[Fact] = []
    places: dict[Hashable, list[int]] = defaultdict(list)
    for fact in facts:
        mine = places[bearer(fact)]
        at = next((at for at in mine if same(kept[at], fact)), None)
        if at is None:
            mine.append(len(kept))
            kept.append(fact)
        else:
            kept[at] = join(kept[at], fact)
    return tuple(kept)


def fullness(fact: Deal | Signal) -> int:
    """How many of its fields a fact fills."""
    return sum(getattr(fact, item.name) not in (None, ()) for item in fields(fact))


def _fits(one: object, other: object) -> bool:
    return one is None or other is None or one == other


def dates_fit(one: str | None, other: str | None) -> bool:
    """Whether two dates can be one: one is missing, or the less precise one holds the other."""
    if one is None or other is None:
        return True
    for quarter, month in ((one, other), (other, one)):
        if quarter[5:6] == "Q" and month[5:7].isdigit():
            return quarter[:4] == month[:4] and (int(month[5:7]) + 2) // 3 == int(quarter[6])
    if one[5:].isalpha() or other[5:].isalpha():
        return one[:4] == other[:4] and (one == other or not (one[5:].isalpha() and other[5:].isalpha()))
    return one.startswith(other) or other.startswith(one)


def _same_deal(one: Deal, other: Deal, names: Namebook) -> bool:
    if not (
        _fits(one.round, other.round) and dates_fit(one.date, other.date) and _parties_fit(one, other, names)
    ):
        return False
    if one.amount and other.amount:
        return _same_money(one, other)
    if one.amount is None and other.amount is None:
        return (
            one.valuation is None or other.valuation is None or one.valuation.value == other.valuation.value
        )
    if one.kind == "acquisition":
        return True
    parties = {names.key(p.name) for p in one.counterparties} & {
        names.key(p.name) for p in other.counterparties
    }
    return one.status == other.status and bool(
        parties or (one.round is not None and one.round == other.round) or one.evidence == other.evidence
    )


def _same_money(one: Deal, other: Deal) -> bool:
    a, b = one.amount, other.amount
    if a is None or b is None:
        return False
    said = {(m.value, m.currency) for m in (a, a.stated_conversion) if m}
    return bool(said & {(m.value, m.currency) for m in (b, b.stated_conversion) if m})


def _parties_fit(one: Deal, other: Deal, names: Namebook) -> bool:
    """Two buyers of one company are two deals; investors may come one by one."""
    if one.kind != "acquisition":
        return True
    mine, theirs = ({names.key(p.name) for p in deal.counterparties} for deal in (one, other))
    return not mine or not theirs or bool(mine & theirs)


def _filled(fuller: Fact, other: Fact) -> dict[str, object]:
    """What the other mention adds to the fuller one."""
    return {
        item.name: getattr(other, item.name)
        for item in fields(fuller)
        if getattr(fuller, item.name) is None and getattr(other, item.name) is not None
    }


def _join_deals(one: Deal, other: Deal, names: Namebook) -> Deal:
    fuller, rest = (one, other) if fullness(one) >= fullness(other) else (other, one)
    joined = replace(fuller, **_filled(fuller, rest))  # type: ignore[arg-type]
    status = max(one.status, other.status, key=_DEAL_STATUS.index)
    date = max((d for d in (one.date, other.date) if d), key=len, default=None)
    parties = _join_parties((*fuller.counterparties, *rest.counterparties), names)
    return replace(joined, status=status, date=date, counterparties=parties)


def _join_parties(parties: tuple[Counterparty, ...], names: Namebook) -> tuple[Counterparty, ...]:
    kept: dict[str, Counterparty] = {}
    for party in parties:
        key = names.key(party.name)
        known = kept.get(key)
        if known is None or _ROLES.index(party.role) < _ROLES.index(known.role):
            kept[key] = replace(party, name=known.name) if known else party
    return tuple(kept.values())


def _same_signal(one: Signal, other: Signal) -> bool:
    together = one.kind in _USAGE_DOWN and other.kind in _USAGE_DOWN and one.evidence == other.evidence
    if one.kind != other.kind and not together:
        return False
    if (one.status == "denied") != (other.status == "denied"):
        return False
    numbers = ("metric", "change_percent", "duration_months", "headcount", "workforce_percent")
    return dates_fit(one.date, other.date) and all(_fits(getattr(one, n), getattr(other, n)) for n in numbers)


def _join_signals(one: Signal, other: Signal) -> Signal:
    fuller, rest = (one, other) if fullness(one) >= fullness(other) else (other, one)
    joined = replace(fuller, **_filled(fuller, rest))  # type: ignore[arg-type]
    status = max(one.status, other.status, key=_SIGNAL_STATUS.index)
    kind = "usage_decline" if {one.kind, other.kind} == _USAGE_DOWN else fuller.kind
    date = max((d for d in (one.date, other.date) if d), key=len, default=None)
    return replace(joined, status=status, kind=kind, date=date)
