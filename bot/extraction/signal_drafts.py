"""Signals in the making, and how the mentions of one decline, cut or suit become one signal.

In: drafts in the order of the text. Out: fewer drafts. A later mention that says more gives the evidence; a plan that
the article elsewhere tells as carried out is told as done.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.extraction.context import Context
from bot.extraction.names import Entity
from bot.facts import Signal, SignalKind, SignalStatus, UsageMetric

_FALLING = {"usage_decline", "usage_stagnation"}


@dataclass(slots=True)
class Draft:
    """A signal in the making: `first` and `last` are its sentences, `doubt` is why a person should decide, or ""."""

    kind: SignalKind
    status: SignalStatus
    company: Entity
    first: int
    last: int
    metric: UsageMetric | None = None
    percent: float | None = None
    months: int | None = None
    people: int | None = None
    share: float | None = None
    date: str | None = None
    source: str | None = None
    doubt: str = ""


def merge(draft: Draft, drafts: list[Draft]) -> None:
    """Add a draft to the last one that tells of the same thing, or to the list."""
    for other in reversed(drafts):
        if _same(draft, other):
            _join(other, draft)
            return
    drafts.append(draft)


def _join(other: Draft, draft: Draft) -> None:
    fuller = _figures(draft) and not _figures(other)
    if fuller and draft.first - other.last <= 1:
        other.last = draft.last
    elif fuller:
        other.first, other.last = draft.first, draft.last
    if "reported" in (draft.status, other.status):
        other.status = "reported"
    if draft.kind == "usage_decline":
        other.kind = draft.kind
    other.people = other.people or draft.people
    other.share = other.share or draft.share
    other.percent = other.percent if other.percent is not None else draft.percent
    other.months = other.months or draft.months
    other.metric = other.metric or draft.metric
    other.date = other.date or draft.date
    other.source = other.source or draft.source
    other.doubt = other.doubt and draft.doubt


def _figures(draft: Draft) -> bool:
    return bool(draft.people or draft.share or draft.percent)


def _same(new: Draft, old: Draft) -> bool:
    if new.company is not old.company or (new.status == "denied") != (old.status == "denied"):
        return False
    if new.kind != old.kind and not {new.kind, old.kind} <= _FALLING:
        return False
    if new.people and old.people and new.people != old.people:
        return False
    metrics = {new.metric, old.metric} - {None}
    if len(metrics) > 1 and metrics != {"users", "mau"}:
        return False
    if new.kind == "layoffs" and new.date and old.date and new.date[:7] != old.date[:7]:
        return False
    return new.percent is None or old.percent is None or new.percent == old.percent


def signal_of(draft: Draft, context: Context) -> Signal:
    """The signal that a draft has become, with the sentences that tell it as evidence."""
    return Signal(
        kind=draft.kind,
        status=draft.status,
        company=draft.company.name,
        evidence=context.evidence(draft.first, draft.last),
        metric=draft.metric,
        change_percent=draft.percent,
        duration_months=draft.months,
        headcount=draft.people,
        workforce_percent=draft.share,
        date=draft.date,
        reported_by=draft.source,
    )
