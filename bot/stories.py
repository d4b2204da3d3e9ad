"""Mentions into stories: the articles that tell one deal, or one signal, become one entry with several sources.

Two mentions are one deal where the company and the kind are the same and nothing speaks against it: no two different
rounds, no amounts more than a tenth apart, no dates more than a quarter apart. One article's own facts stay apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from bot.facts import Deal, Money, Signal
from bot.spans import days_of
from storage.records import Source

Convert = Callable[[int, str, str, date], tuple[Decimal, date] | None]
"""(value, its currency, currency wanted, day) → (value in that, day of the rate); None without a rate."""

F = TypeVar("F", Deal, Signal)

_SAME_AMOUNT = Decimal("0.1")
_SAME_TIME = timedelta(days=92)
_STATUSES = ("in_talks", "completed", "cancelled")


@dataclass(frozen=True, slots=True)
class Mention(Generic[F]):
    """What one article says: `told_on` is the day it was published (or, where it does not say, shared)."""

    fact: F
    company_id: int
    source: Source
    told_on: date


@dataclass(frozen=True, slots=True)
class Story(Generic[F]):
    """What happened, as far as told: `fact` is the fullest mention, its gaps filled from the others."""

    fact: F
    company_id: int
    mentions: tuple[Mention[F], ...]


def merge_deals(mentions: Iterable[Mention[Deal]], convert: Convert) -> list[Story[Deal]]:
    """One story a deal, in the order of their first mentions. Where statuses differ, the later stage holds."""
    stories = []
    for group in _grouped(mentions, lambda one, other: same_deal(one.fact, other.fact, one.told_on, convert)):
        told = [mention.fact for mention in group]
        status = max((deal.status for deal in told), key=_STATUSES.index)
        fact = replace(_fullest(told), status=status)
        stories.append(Story(fact, group[0].company_id, tuple(group)))
    return stories


def merge_signals(mentions: Iterable[Mention[Signal]]) -> list[Story[Signal]]:
    """One story a signal, in the order of their first mentions. A denied one never joins a reported one."""
    return [
        Story(_fullest([mention.fact for mention in group]), group[0].company_id, tuple(group))
        for group in _grouped(mentions, lambda one, other: _same_signal(one.fact, other.fact))
    ]


def same_deal(one: Deal, other: Deal, day: date, convert: Convert) -> bool:
    """Whether two mentions of one company's deals may be one deal; `day` is the day of the rate where one is needed."""
    if one.kind != other.kind or (one.round and other.round and one.round != other.round):
        return False
    if _apart(one.date, other.date):
        return False
    if one.amount is None or other.amount is None:
        return True
    return _near(one.amount, other.amount, day, convert)


def _grouped(
    mentions: Iterable[Mention[F]], same: Callable[[Mention[F], Mention[F]], bool]
) -> list[list[Mention[F]]]:
    groups: list[list[Mention[F]]] = []
    of_company: dict[int, list[list[Mention[F]]]] = {}
    for mention in mentions:
        known = of_company.setdefault(mention.company_id, [])
        for group in known:
            apart = all(other.source.article_id != mention.source.article_id for other in group)
            if apart and all(same(other, mention) for other in group):
                group.append(mention)
                break
        else:
            known.append([mention])
            groups.append(known[-1])
    return groups


def _near(one: Money, other: Money, day: date, convert: Convert) -> bool:
    """Whether the amounts are at most a tenth apart, in one currency: stated, converted by the text, or by the rate."""
    for left, right in ((one, other), (other, one)):
        stated = right.stated_conversion
        if stated is not None and stated.currency == left.currency and _close(left.value, stated.value):
            return True
    if one.currency == other.currency:
        return _close(one.value, other.value)
    converted = convert(other.value, other.currency, one.currency, day)
    return converted is not None and _close(one.value, converted[0])


def _close(one: int | Decimal, other: int | Decimal) -> bool:
    left, right = Decimal(one), Decimal(other)
    return abs(left - right) <= _SAME_AMOUNT * max(abs(left), abs(right))


def _apart(one: str | None, other: str | None) -> bool:
    left, right = days_of(one), days_of(other)
    if left is None or right is None:
        return False
    return left[0] - right[1] > _SAME_TIME or right[0] - left[1] > _SAME_TIME


def _same_signal(one: Signal, other: Signal) -> bool:
    if one.kind != other.kind or (one.status == "denied") != (other.status == "denied"):
        return False
    names = ("metric", "change_percent", "headcount", "workforce_percent")
    pairs = ((getattr(one, name), getattr(other, name)) for name in names)
    return not _apart(one.date, other.date) and all(a is None or b is None or a == b for a, b in pairs)


def _fullest(told: Sequence[F]) -> F:
    """The mention that says the most (the first of equals), with what only the others say."""
    best = max(told, key=lambda fact: sum(bool(getattr(fact, each.name)) for each in fields(fact)))
    gaps = {
        each.name: next(filter(None, (getattr(fact, each.name) for fact in told)), getattr(best, each.name))
        for each in fields(best)
        if not getattr(best, each.name)
    }
    return replace(best, **gaps)
