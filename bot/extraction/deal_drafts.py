"""Deals in the making: what an article says of one deal, gathered, and which of two are the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.extraction.names import Entity
from bot.facts import DealStatus, Money


@dataclass(slots=True)
class Draft:
    """A deal in the making; sentences are numbers, `first` and `last` the stretch of its evidence."""

    kind: str
    company: Entity
    status: DealStatus
    first: int
    last: int
    start: int
    amount: Money | None = None
    round: str | None = None
    date: str | None = None
    valuation: Money | None = None
    basis: str | None = None
    total: Money | None = None
    parties: list[tuple[Entity, str]] = field(default_factory=list)
    source: str | None = None
    doubt: str = ""
    strong: bool = False


def merge(draft: Draft, drafts: list[Draft]) -> None:
    """Add a draft to the earlier one that tells of the same deal, or to the list."""
    for other in reversed(drafts):
        if not (draft.doubt or other.doubt) and _same(draft, other):
            _absorb(other, draft)
            return
    drafts.append(draft)


def dates_meet(one: str, other: str) -> bool:
    """Whether the less precise of two dates holds the other."""
    return one.startswith(other) or other.startswith(one)


def _same(new: Draft, old: Draft) -> bool:
    if new.company is not old.company or new.kind != old.kind or new.status != old.status:
        return False
    if new.amount and old.amount:
        same = (new.amount.value, new.amount.currency) == (old.amount.value, old.amount.currency)
        return same and not (new.round and old.round and new.round != old.round)
    if new.round and old.round and new.round != old.round:
        return False
    if new.date and old.date and not dates_meet(new.date, old.date):
        return False
    if new.kind == "acquisition":
        mine, theirs = {id(e) for e, _ in new.parties}, {id(e) for e, _ in old.parties}
        return not mine or not theirs or bool(mine & theirs)
    return new.first - old.last <= 3 or bool(new.round and new.round == old.round)


def _absorb(old: Draft, new: Draft) -> None:
    near = new.first - old.last <= 1
    if old.amount is None and new.amount is not None:
        if near:
            old.last = max(old.last, new.last)
        else:
            old.first, old.last = new.first, new.last
    old.amount = old.amount or new.amount
    old.round = old.round or new.round
    if old.date is None or (new.date and len(new.date) > len(old.date) and new.date.startswith(old.date)):
        old.date = new.date
    old.source = old.source or new.source
    add_parties(old, new.parties)


def add_parties(draft: Draft, parties: Iterable[tuple[Entity, str]]) -> None:
    """Add counterparties that the draft does not have yet; an investor that leads is a lead."""
    for entity, role in parties:
        if entity is draft.company:
            continue
        for at, (other, had) in enumerate(draft.parties):
            if other is entity:
                if role == "lead" and had == "investor":
                    draft.parties[at] = (entity, role)
                break
        else:
            draft.parties.append((entity, role))
