"""Signals put together from events and changes: one signal for all that an article says of one decline, cut or suit.

In: a `Context`. Out: signals, and signals that a person should decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from bot.extraction import cuts, signs, status, whose
from bot.extraction.changes import Change
from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.names import Entity
from bot.extraction.signs import Sign
from bot.extraction.whose import Whose
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
    spoken = whose.read(context)
    told: list[tuple[int, int, Sign | Change]] = [(s.sentence, s.start, s) for s in context.signs]
    told += [(change.sentence, change.word, change) for change in context.changes]
    for _, _, item in sorted(told, key=lambda entry: entry[:2]):
        if isinstance(item, Sign):
            for draft in _from_sign(item, context, spoken):
                _merge(draft, drafts)
        elif (draft := _from_change(item, context, spoken)) is not None:
            _merge(draft, drafts)
    return tuple(_signal(draft, context) for draft in drafts), ()


def _state(context: Context, number: int, start: int, end: int, kind: str) -> SignalStatus | None:
    """The status of a signal; None where the text says that nothing of the kind is there."""
    sentence = context.sentences[number]
    modality = status.read(
        context.article.text, sentence.start, sentence.end, start, end, kind, context.language, "signals"
    )
    if modality == "denied":
        return "denied"
    if modality in ("planned", "sought", "hypothetical"):
        return "planned"
    if modality in ("negated", "cancelled"):
        return None
    return "reported"


def _from_sign(sign: Sign, context: Context, spoken: Whose) -> list[_Draft]:
    """What a sign makes: a draft for each company that bears it, none where nobody does."""
    state = _state(context, sign.sentence, sign.start, sign.end, sign.kind)
    if state is None:
        return []
    if sign.row.status == "planned" and state == "reported":
        state = "planned"
    people: int | None = None
    share: float | None = None
    last = sign.sentence
    if sign.kind == "layoffs":
        cut = cuts.measure(sign, *_own(sign, context), context)
        people, share, last = cut.people, cut.share, cut.last
    return [
        _Draft(
            sign.kind,  # type: ignore[arg-type]
            state,
            company,
            sign.sentence,
            last,
            people=people,
            share=share,
            date=_date(sign.sentence, sign.start, sign.end, sign.low, sign.high, context),
            source=context.sources[sign.sentence],
        )
        for company in _bearers(sign, context, spoken)
    ]


def _own(sign: Sign, context: Context) -> tuple[int, int]:
    """The stretch of its sentence that belongs to a sign: up to half way to the next sign of its kind."""
    sentence = context.sentences[sign.sentence]
    low, high = sentence.start, sentence.end
    row = [s for s in context.signs if s.sentence == sign.sentence and s.kind == sign.kind]
    for one, other in pairwise(row):
        border = other.low if one.high <= other.low else one.end
        if one is sign:
            high = min(high, max(border, one.end))
        if other is sign:
            low = max(low, border)
    return low, high


def _bearers(sign: Sign, context: Context, spoken: Whose) -> list[Entity]:
    source = context.sources[sign.sentence]
    chunk = sign.bearer
    if chunk is None or chunk.entity is None or chunk.entity.name in spoken.weak:
        at = sign.start if chunk is None else chunk.start
        found = _referred(chunk, context.chunks[sign.sentence]) or spoken.before(sign.sentence, at)
        return [found] if found is not None and found.bearer in ("company", "investor") else []
    entities = [chunk.entity, *(c.entity for c in sign.listed if c.entity)]
    kept = [entity for entity in entities if entity.name != source]
    if kept or source is None:
        return kept
    found = spoken.before(sign.sentence, sign.start)
    return [found] if found is not None and found.name != source else [chunk.entity]


def _referred(chunk: Chunk | None, chunks: Sequence[Chunk]) -> Entity | None:
    """The company named right before a relative pronoun; None for other words."""
    if chunk is None or chunk.value != "antecedent":
        return None
    before = [c.entity for c in chunks if c.end <= chunk.start and c.entity and c.entity.bearer == "company"]
    return before[-1] if before else None


def _date(sentence: int, start: int, end: int, low: int, high: int, context: Context) -> str | None:
    """The date nearest to a word in its clause, else in its sentence."""
    inside = [
        c
        for c in context.chunks[sentence]
        if c.kind == "date" and isinstance(c.value, str) and low <= c.start and c.end <= high
    ]
    if not inside:
        return context.date_of(sentence, start, end)
    return str(min(inside, key=lambda c: max(c.start - end, start - c.end)).value)


def _from_change(change: Change, context: Context, spoken: Whose) -> _Draft | None:
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
    company = _owner(change, context, spoken)
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


def _owner(change: Change, context: Context, spoken: Whose) -> Entity | None:
    """Whose measure changed: the cheapest place of its sentence, else the company spoken of; None for nobody's."""
    clauses, text = signs.clauses_of(context.language), context.article.text
    sentence, source = context.sentences[change.sentence], context.sources[change.sentence]
    row = [c for c in context.chunks[change.sentence] if c.entity is None or c.entity.name != source]
    places = context.language.patterns("changes", "owner")
    chunk = signs.bearer_of(text, sentence, change.word, change.word + 1, places, row, clauses)
    if chunk is not None and chunk.entity and chunk.entity.name not in spoken.weak:
        return chunk.entity
    if chunk is None and clauses.generic.search(text[sentence.start : change.word]):
        return None
    found = spoken.before(change.sentence, chunk.start if chunk else change.word)
    return found if found is None or found.name != source else None


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
            if "reported" in (draft.status, other.status):
                other.status = "reported"
            if draft.kind == "usage_decline" and other.kind == "usage_stagnation":
                other.kind = draft.kind
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
    return (new.status == "denied") == (old.status == "denied")


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
