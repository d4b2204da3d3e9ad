"""A deal as one line: who, how much, which round, from whom, at what valuation, when, who says so."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.days import day
from bot.cards.escape import clean, cut
from bot.cards.line import Line, Span, join, line, name
from bot.cards.money import money
from bot.cards.wording import Wording
from bot.facts import Deal, Role

_MOST_NAMES = 4


def deal(fact: Deal, wording: Wording, *, with_company: bool = True, converted: str = "") -> Line:
    """The deal's line, without its quote; `converted` stands in brackets behind the amount."""
    told = join(
        [
            *_standing(fact, wording),
            _kind(fact, wording),
            _amount(fact, wording) + (f" ({converted})" if converted else ""),
            round_name(fact.round, wording),
            _money_givers(fact, wording),
            _valuation(fact, wording),
            wording.say("deal.total", amount=money(fact.total_raised, wording))
            if fact.total_raised
            else None,
            day(fact.date, wording),
            reported(fact.reported_by, wording),
        ]
    )
    return line(name(fact.company), "  ", told) if with_company else told


def brief(fact: Deal, wording: Wording) -> Line:
    """What was raised, in brackets when: for lines about something else ("$60M · Series B · Mar 2025")."""
    return join([_amount(fact, wording), round_name(fact.round, wording), day(fact.date, wording)])


def round_name(code: str | None, wording: Wording) -> str:
    """The round's name; "" where none is told, the code itself where wording.toml has no word for it."""
    if not code:
        return ""
    for kind in ("pre_series", "series"):
        if code.startswith(f"{kind}_"):
            return wording.say(f"round.{kind}", letter=code.rpartition("_")[2].upper())
    return wording.say(f"round.{code}") if wording.has(f"round.{code}") else code


def reported(who: str | None, wording: Wording) -> str:
    """Whose report the article cites, "" where it speaks for itself."""
    return wording.say("deal.reported", who=cut(clean(who), 60)) if who else ""


def names(those: Sequence[str], wording: Wording) -> str:
    """Some names and how many more there are."""
    between = str(wording.find("deal.names_between"))
    shown = between.join(cut(clean(each), 60) for each in those[:_MOST_NAMES])
    if len(those) <= _MOST_NAMES:
        return shown
    return wording.say("deal.more_names", names=shown, n=len(those) - _MOST_NAMES)


def parties(fact: Deal, *roles: Role) -> list[str]:
    """The names of those with one of the roles, in the article's order."""
    return [other.name for other in fact.counterparties if other.role in roles]


def _standing(fact: Deal, wording: Wording) -> list[Span]:
    return [] if fact.status == "completed" else [Span(wording.say(f"deal.{fact.status}"))]


def _kind(fact: Deal, wording: Wording) -> str:
    if fact.kind == "acquisition":
        buyers = parties(fact, "acquirer")
        return (
            wording.say("deal.acquired", buyer=names(buyers, wording))
            if buyers
            else wording.say("deal.acquisition")
        )
    return "" if fact.kind == "funding" else wording.say(f"deal.{fact.kind}")


def _amount(fact: Deal, wording: Wording) -> str:
    if fact.amount:
        return money(fact.amount, wording)
    return "" if fact.valuation or fact.total_raised else wording.say("deal.undisclosed")


def _money_givers(fact: Deal, wording: Wording) -> str:
    leads, others = parties(fact, "lead"), parties(fact, "investor")
    lenders = parties(fact, "lender")
    if lenders:
        return wording.say("deal.lent", others=names(lenders, wording))
    if leads and others:
        return wording.say("deal.led_with", lead=names(leads, wording), others=names(others, wording))
    if leads:
        return wording.say("deal.led", lead=names(leads, wording))
    return wording.say("deal.others", names=names(others, wording)) if others else ""


def _valuation(fact: Deal, wording: Wording) -> str:
    if fact.valuation is None:
        return ""
    key = f"deal.valuation_{fact.valuation.basis}" if fact.valuation.basis else "deal.valuation"
    return wording.say(key, amount=money(fact.valuation, wording))
