"""Signals put together from events and changes: one signal for all that an article says of one decline, cut or suit.

In: a `Context`. Out: signals, and signals that a person should decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bot.extraction import status
from bot.extraction.changes import Change
from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.deals import NO_SIGNAL
from bot.extraction.frames import Event
from bot.extraction.names import Entity
from bot.facts import Possible, Signal, SignalKind, SignalStatus, UsageMetric

_METRICS = get_args(UsageMetric)
_USAGE: dict[str, SignalKind] = {
    "down": "usage_decline",
    "flat": "usage_stagnation",
    "up": "usage_growth",
}


@dataclass(slots=True)
class _Draft:
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


def assemble(context: Context) -> tuple[tuple[Signal, ...], tuple[Possible, ...]]:
    """The article's signals in order of the text, and those that are not clear enough to count."""
    drafts: list[_Draft] = []
    told: list[tuple[int, int, Event | Change]] = [
        (event.sentence, event.start, event) for event in context.events if event.kind not in NO_SIGNAL
    ]
    told += [(change.sentence, change.word, change) for change in context.changes]
    for _, _, item in sorted(told, key=lambda entry: entry[:2]):
        draft = _from_event(item, context) if isinstance(item, Event) else _from_change(item, context)
        if draft is not None:
            _merge(draft, drafts)
    return tuple(_signal(draft, context) for draft in drafts), ()


def _state(context: Context, number: int, start: int, end: int, kind: str) -> SignalStatus | None:
    """The status of a signal; None where the text says that nothing of the kind is there."""
    sentence = context.sentences[number]
    modality = status.read(
        context.article.text, sentence.start, sentence.end, start, end, kind, context.language
    )
    if modality == "denied":
        return "denied"
    if modality in ("planned", "sought", "hypothetical"):
        return "planned"
    if modality in ("negated", "cancelled"):
        return None
    return "reported"


def _from_event(event: Event, context: Context) -> _Draft | None:
    company = context.company_of(event)
    if company is None or company.bearer in ("person", "place", "office", "medium"):
        return None
    state = _state(context, event.sentence, event.start, event.end, event.kind)
    if state is None:
        return None
    if event.frame.status == "planned" and state == "reported":
        state = "planned"
    people: int | None = None
    share: float | None = None
    if event.kind == "layoffs":
        people, share = _cut(event, context)
    return _Draft(
        event.kind,  # type: ignore[arg-type]
        state,
        company,
        event.sentence,
        event.sentence,
        people=people,
        share=share,
        date=context.date_of(event.sentence, event.start, event.end),
        source=context.sources[event.sentence],
    )


def _cut(event: Event, context: Context) -> tuple[int | None, float | None]:
    """People and share of staff that a cut takes: the nearest ones of the sentence."""
    row = context.chunks[event.sentence]

    def near(kind: str) -> float | None:
        places = [(min(abs(c.start - event.end), abs(event.start - c.end)), c) for c in row if c.kind == kind]
        places = [entry for entry in places if entry[0] <= 90 and _near_side(entry[1], event)]
        chosen = min(places, key=lambda entry: entry[0], default=None)
        return float(str(chosen[1].value)) if chosen else None

    people, share = near("people"), near("percent")
    return (int(people) if people else None), share


def _near_side(chunk: Chunk, event: Event) -> bool:
    return event.low <= chunk.start and chunk.end <= event.high


def _from_change(change: Change, context: Context) -> _Draft | None:
    kind: SignalKind
    metric: UsageMetric | None = None
    if change.measure in _METRICS or change.measure == "usage":
        kind = _USAGE[change.direction]
        metric = change.measure if change.measure in _METRICS else None  # type: ignore[assignment]
    elif change.measure == "revenue" and change.direction == "down":
        kind = "revenue_decline"
    elif change.measure == "valuation" and change.direction == "down":
        kind = "down_round"
    else:
        return None
    company = _owner(change, context)
    if company is None:
        return None
    state = _state(context, change.sentence, change.word, change.word + 4, kind)
    if state is None:
        return None
    return _Draft(
        kind,
        state,
        company,
        change.sentence,
        change.sentence,
        metric=metric,
        percent=change.percent,
        months=change.months,
        date=context.date_of(change.sentence, change.start, change.end),
        source=context.sources[change.sentence],
    )


def _owner(change: Change, context: Context) -> Entity | None:
    """Whose measure changed: the nearest company before the change word in its sentence, else behind it, else the topic."""
    source = context.sources[change.sentence]
    row = [
        c
        for c in context.chunks[change.sentence]
        if c.kind in ("name", "ref")
        and (c.entity is None or (c.entity.bearer in ("company",) and c.entity.name != source))
    ]
    before = [c for c in row if c.start <= change.word]
    after = [c for c in row if c.start > change.word]
    for chunk in [*reversed(before), *after]:
        if chunk.entity:
            return chunk.entity
        if chunk.kind == "ref":
            return context.topics.before(change.sentence, chunk.start)
    return context.topics.before(change.sentence, change.word)


def _merge(draft: _Draft, drafts: list[_Draft]) -> None:
    """Add a draft to the earlier one that tells of the same thing, or to the list."""
    for other in reversed(drafts):
        if _same(draft, other):
            near = draft.first - other.last <= 1
            fuller = (draft.people or draft.share or draft.percent) and not (
                other.people or other.share or other.percent
            )
            if fuller and near:
                other.last = draft.last
            elif fuller:
                other.first, other.last = draft.first, draft.last
            other.people = other.people or draft.people
            other.share = other.share or draft.share
            other.percent = other.percent if other.percent is not None else draft.percent
            other.months = other.months or draft.months
            other.metric = other.metric or draft.metric
            other.date = other.date or draft.date
            other.source = other.source or draft.source
            return
    drafts.append(draft)


def _same(new: _Draft, old: _Draft) -> bool:
    usage = {new.kind, old.kind} <= {"usage_decline", "usage_stagnation"}
    if new.company is not old.company or (new.kind != old.kind and not usage):
        return False
    if new.people and old.people and new.people != old.people:
        return False
    if (
        new.metric
        and old.metric
        and new.metric != old.metric
        and {new.metric, old.metric} != {"users", "mau"}
    ):
        return False
    if new.kind == "layoffs" and new.date and old.date and new.date[:7] != old.date[:7]:
        return False
    if new.percent is not None and old.percent is not None and new.percent != old.percent:
        return new.kind in ("shutdown", "legal")
    return new.status == old.status or new.first - old.last <= 1


def _signal(draft: _Draft, context: Context) -> Signal:
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
