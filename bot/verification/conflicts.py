"""Two figures for one fact: a round with two amounts, one round of layoffs with two head counts, a change told twice.

In: facts of one article, already merged, with its text. Out: pairs of the fact first told and the one against it.
Facts of which the text says that they are different ones (another date, another round, another buyer) do not conflict.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import TypeVar

from bot.facts import Deal, Evidence, Money, Signal
from bot.language import Language
from bot.verification.evidence import Proof
from bot.verification.merge import dates_fit
from bot.verification.naming import Namebook

Fact = TypeVar("Fact", Deal, Signal)
_MOST = 50
_NEAR = 30


@dataclass(frozen=True, slots=True)
class Conflict:
    """The two figures in the text's words, whose they are, where the second one stands, and the fact made of it."""

    company: str
    one: str
    other: str
    evidence: Evidence
    second: Deal | Signal | None


def find(
    deals: Sequence[Deal], signals: Sequence[Signal], names: Namebook, proof: Proof
) -> Iterator[Conflict]:
    """Every pair of figures that an editor should look at, the first fact against each later one."""
    for mine in _by_company(deals, names):
        for first, second in combinations(mine, 2):
            if first.amount and second.amount and _same_round(first, second, proof):
                yield Conflict(first.company, first.amount.raw, second.amount.raw, second.evidence, second)
    yield from _told_again(deals, proof)
    for told in _by_company(signals, names):
        for one, other in combinations(told, 2):
            pair = _two_numbers(one, other, proof)
            if pair:
                yield Conflict(one.company, *pair, other.evidence, other)


def _told_again(deals: Sequence[Deal], proof: Proof) -> Iterator[Conflict]:
    """A later sentence that gives "this round" another amount than the deal told last before it."""
    text, amounts = proof.article.text, [deal.amount for deal in deals if deal.amount]
    known = {(amount.value, amount.currency) for amount in amounts}
    for match in _words(proof.language, "again").finditer(text) if amounts else ():
        before = [deal for deal in deals if deal.evidence.end <= match.start() and deal.amount]
        mention = proof.money_near(match.start(), match.end(), _NEAR)
        first = max(before, key=lambda deal: deal.evidence.end, default=None)
        if first is None or first.amount is None or mention is None or mention.money.qualifier != "exact":
            continue
        evidence = proof.sentence_around(min(match.start(), mention.start), max(match.end(), mention.until))
        other = next(
            (d for d in deals if d.amount and d.amount.raw == mention.money.raw and d is not first), None
        )
        if other is None and (mention.money.value, mention.money.currency) in known:
            continue
        around = text[max(0, mention.start - _NEAR) : mention.until + _NEAR]
        differ = _apart(first.amount, mention.money) and evidence.start >= first.evidence.end
        if differ and not _words(proof.language, "worth").search(around) and not _further(evidence, proof):
            yield Conflict(first.company, first.amount.raw, mention.money.raw, evidence, other)


def _apart(one: Money, other: Money) -> bool:
    """Whether two amounts differ, but by so little that they are meant to be one."""
    close = one.value != other.value and max(one.value, other.value) <= 4 * min(one.value, other.value)
    return one.currency == other.currency and close and one.qualifier == "exact"


def _by_company(facts: Sequence[Fact], names: Namebook) -> Iterable[list[Fact]]:
    """The facts of each company, in their order; of one that has very many, the first ones."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[names.key(fact.company)].append(fact)
    return (group[:_MOST] for group in groups.values())


def _same_round(one: Deal, other: Deal, proof: Proof) -> bool:
    """Whether two deals of one company must be one: the same named round, or the second is "this round"."""
    a, b = one.amount, other.amount
    if not a or not b or not _apart(a, b) or b.qualifier != "exact":
        return False
    if (one.kind, one.status) != (other.kind, other.status) or not dates_fit(one.date, other.date):
        return False
    if one.evidence == other.evidence:
        return False
    named = one.round is not None and one.round == other.round
    pointed = _points_back(other.evidence, proof.language)
    if other.kind == "acquisition":
        return pointed
    return (named or (pointed and (one.round is None or other.round is None))) and not _further(
        other.evidence, proof
    )


def _two_numbers(one: Signal, other: Signal, proof: Proof) -> tuple[str, str] | None:
    """The two numbers of what must be one event; None where the text tells of two, or of one number."""
    if (one.kind, one.status) != (other.kind, other.status) or one.evidence == other.evidence:
        return None
    if not dates_fit(one.date, other.date) or _further(other.evidence, proof):
        return None
    same = (one.date is not None and one.date == other.date) or _points_back(other.evidence, proof.language)
    if (
        one.kind == "layoffs"
        and one.headcount
        and other.headcount
        and one.headcount != other.headcount
        and same
    ):
        return str(one.headcount), str(other.headcount)
    changed = one.change_percent is not None and other.change_percent is not None
    if changed and one.metric == other.metric and one.change_percent != other.change_percent and same:
        return f"{one.change_percent:g}%", f"{other.change_percent:g}%"
    return None


@cache
def _words(language: Language, section: str) -> re.Pattern[str]:
    return re.compile("|".join(language.patterns("checks", section)) or r"(?!)")


def _points_back(evidence: Evidence, language: Language) -> bool:
    """Whether the sentence speaks of something already told ("this round", "이번 투자")."""
    return bool(_words(language, "back").search(evidence.quote))


def _further(evidence: Evidence, proof: Proof) -> bool:
    """Whether the sentence says that this is another one ("a further", "추가로", "first close")."""
    return bool(_words(proof.language, "further").search(evidence.quote))
