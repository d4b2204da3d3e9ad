"""A market figure as one line, and an editor's check as one."""

from __future__ import annotations

from decimal import Decimal

from bot import language
from bot.cards.days import day
from bot.cards.deals import reported
from bot.cards.escape import clean, cut, fragment
from bot.cards.line import Line, Span, join, line
from bot.cards.money import amount
from bot.cards.wording import Wording
from bot.facts import Check, MarketFigure


def figure(fact: MarketFigure, wording: Wording) -> Line:
    """What is counted and how much, then change, time, place and source; without its quote."""
    told = join(
        [
            value(fact, wording),
            _change(fact, wording),
            day(fact.period, wording),
            cut(clean(fact.sector or ""), 60),
            cut(clean(fact.region or ""), 60),
            reported(fact.reported_by, wording),
        ]
    )
    return line(Span(wording.say(f"figure.{fact.metric}"), bold=True), "  ", told)


def value(fact: MarketFigure, wording: Wording) -> str:
    """The number with its unit; "" where only a change is stated."""
    if fact.value is None or fact.unit is None:
        return ""
    if fact.unit in ("count", "percent"):
        return wording.say(f"figure.{fact.unit}", value=wording.number(fact.value))
    return amount(Decimal(str(fact.value)), fact.unit, wording)


def _change(fact: MarketFigure, wording: Wording) -> str:
    if fact.change_percent is None:
        return ""
    way = "up" if fact.change_percent >= 0 else "down"
    percent = wording.number(abs(fact.change_percent))
    if fact.compared_to:
        return wording.say(
            f"figure.{way}_from", percent=percent, before=cut(clean(day(fact.compared_to, wording)), 60)
        )
    return wording.say(f"figure.{way}", percent=percent)


def check(fact: Check, wording: Wording, article_language: str) -> Line:
    """The check's own sentence where it is in the reader's language; else the same said anew from its values."""
    if article_language == wording.code and fact.message:
        return line(cut(clean(fact.message), 300))
    said = _said_anew(fact, wording.code)
    if said:
        return line(cut(clean(said), 300))
    return line(wording.say(f"checks.{fact.kind}"), ": ", fragment(fact.evidence.quote, width=60))


def _said_anew(fact: Check, code: str) -> str:
    """The sentence of `bot/language/<code>/checks.toml`, "" where the check does not have what it takes."""
    values = dict(fact.values)
    means: str = fact.kind
    if fact.kind == "conversion_mismatch":
        means = "conversion_rate" if "day" in values else "conversion_far"
    try:
        return language.load(code).sentence(means, **values)
    except (KeyError, StopIteration):
        return ""
