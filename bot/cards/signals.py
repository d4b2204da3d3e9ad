"""A signal as one line: whose, what happened, by how much, for how long, when, who says so."""

from __future__ import annotations

from bot.cards.days import day
from bot.cards.deals import reported
from bot.cards.line import Line, join, line, name
from bot.cards.wording import Wording
from bot.facts import FLAGGING, Signal

_USAGE = frozenset({"usage_decline", "usage_stagnation", "usage_growth"})


def is_warning(fact: Signal) -> bool:
    """Whether the signal is one of distress that stands: growth and what is denied are told, but warn of nothing."""
    return fact.status != "denied" and fact.kind != "usage_growth"


def order(fact: Signal) -> int:
    """Flagging kinds first; else the article's own order."""
    return 0 if fact.kind in FLAGGING else 1


def signal(fact: Signal, wording: Wording, *, with_company: bool = True) -> Line:
    """The signal's line, without its quote."""
    told = join(
        [
            what(fact, wording),
            "" if fact.status == "reported" else wording.say(f"signal.{fact.status}"),
            day(fact.date, wording),
            reported(fact.reported_by, wording),
        ]
    )
    return line(name(fact.company), "  ", told) if with_company else told


def what(fact: Signal, wording: Wording) -> str:
    """What happened, in a few words: "users down 12.5% for 3 months"."""
    said = _layoffs(fact, wording) if fact.kind == "layoffs" else _change(fact, wording)
    if fact.duration_months:
        return wording.say("signal.lasting", what=said, n=fact.duration_months)
    return said


def _change(fact: Signal, wording: Wording) -> str:
    key = f"signal.{fact.kind}"
    values: dict[str, str] = {}
    if fact.kind in _USAGE:
        values["metric"] = wording.say(f"metric.{fact.metric or 'none'}")
    if fact.change_percent is not None and wording.has(f"{key}_percent"):
        key, values["percent"] = f"{key}_percent", wording.number(abs(fact.change_percent))
    return wording.say(key, **values)


def _layoffs(fact: Signal, wording: Wording) -> str:
    people = fact.headcount
    share = None if fact.workforce_percent is None else wording.number(fact.workforce_percent)
    if people is not None and share is not None:
        return wording.say("signal.layoffs_both", n=people, people=wording.number(people), share=share)
    if people is not None:
        return wording.say("signal.layoffs_people", n=people, people=wording.number(people))
    return (
        wording.say("signal.layoffs") if share is None else wording.say("signal.layoffs_share", share=share)
    )
