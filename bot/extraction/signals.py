"""Signals put together from signs and changes: one signal for all that an article says of one decline, cut or suit.

In: a `Context`. Out: signals, and signals that a person should decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import get_args

from bot.extraction import cuts, signs, status
from bot.extraction.changes import Change
from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.names import Entity
from bot.extraction.signal_drafts import Draft, merge, signal_of
from bot.extraction.signs import Sign
from bot.extraction.topics import words_of
from bot.facts import Possible, Signal, SignalKind, SignalStatus, UsageMetric

_METRICS = get_args(UsageMetric)
_USAGE: dict[str, SignalKind] = {
    "down": "usage_decline",
    "flat": "usage_stagnation",
    "up": "usage_growth",
}
_SURE = 5.2
Told = list[tuple[Entity, str]]


def assemble(context: Context) -> tuple[tuple[Signal, ...], tuple[Possible, ...]]:
    """The article's signals in order of the text, and those that are not clear enough to count."""
    drafts: list[Draft] = []
    weak = _weak(context)
    told: list[tuple[int, int, Sign | Change]] = [(s.sentence, s.start, s) for s in context.signs]
    told += [(change.sentence, change.word, change) for change in context.changes]
    for _, _, item in sorted(told, key=lambda entry: entry[:2]):
        found = (
            _from_sign(item, context, weak) if isinstance(item, Sign) else _from_change(item, context, weak)
        )
        for draft in found:
            merge(draft, drafts)
    drafts = [draft for draft in drafts if not _said_by_end(draft, drafts)]
    sure = tuple(signal_of(draft, context) for draft in drafts if not draft.doubt)
    return sure, tuple(Possible(signal_of(d, context), d.doubt) for d in drafts if d.doubt)


def _said_by_end(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a want of money is only why the same sentence's insolvency came about."""
    return draft.kind == "funding_trouble" and any(
        d.kind == "shutdown" and d.company is draft.company and d.first <= draft.first <= d.last
        for d in drafts
    )


def _weak(context: Context) -> frozenset[str]:
    """Names that hardly anything speaks for, in an article that has a name of which much does."""
    strongest = max((e.weight for e in context.names.entities if e.bearer == "company"), default=0.0)
    return frozenset(e.name for e in context.names.entities if e.weight < _SURE / 2 <= strongest / 2)


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


def _from_sign(sign: Sign, context: Context, weak: frozenset[str]) -> list[Draft]:
    """What a sign makes: a draft for each company that bears it, none where nobody does."""
    state = _state(context, sign.sentence, sign.start, sign.end, sign.kind)
    if state is None:
        return []
    cut = cuts.Cut(None, None, sign.sentence)
    if sign.kind == "layoffs":
        cut = cuts.measure(sign, *_own(sign, context), context)
    return [
        Draft(
            sign.kind,  # type: ignore[arg-type]
            state,
            company,
            sign.sentence,
            cut.last,
            people=cut.people,
            share=cut.share,
            date=_date(sign.sentence, sign.start, sign.end, sign.low, sign.high, context),
            source=context.sources[sign.sentence],
            doubt=doubt or (context.language.sentence("doubt_mention") if sign.row.doubt else ""),
        )
        for company, doubt in _bearers(sign, context, weak)
    ]


def _own(sign: Sign, context: Context) -> tuple[int, int]:
    """The stretch of its sentence that belongs to a sign: up to the next one of its kind, or the border before it."""
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


def _bearers(sign: Sign, context: Context, weak: frozenset[str]) -> Told:
    """The companies that a sign is told of, each with a doubt or ""."""
    source, chunk = context.sources[sign.sentence], sign.bearer
    if chunk is None or chunk.entity is None or chunk.entity.name in weak:
        return _meant(sign.sentence, sign.start, chunk, context, weak)
    kept = [
        (entity, "")
        for entity in (chunk.entity, *(c.entity for c in sign.listed if c.entity))
        if entity.name != source and entity.name not in weak
    ]
    return kept or _meant(sign.sentence, sign.start, None, context, weak) or [(chunk.entity, "")]


def _meant(sentence: int, place: int, chunk: Chunk | None, context: Context, weak: frozenset[str]) -> Told:
    """Whom a sentence speaks of that does not name it; a doubt where the whole article has to say so."""
    row, source = context.chunks[sentence], context.sources[sentence]
    words: frozenset[str] = frozenset()
    if chunk is not None and chunk.kind == "ref":
        before = [c.entity for c in row if c.end <= chunk.start and c.entity and c.entity.bearer == "company"]
        if chunk.value == "antecedent" and before:
            return [(before[-1], "")]
        place, words = chunk.start, words_of(context.article.text[chunk.start : chunk.end], context.language)
    meant = context.topics.before(sentence, place, "company", weak | {source or ""}, words)
    if meant.entity is None:
        return []
    return [
        (
            meant.entity,
            context.language.sentence("doubt_company", company=meant.entity.name) if meant.guess else "",
        )
    ]


def _date(sentence: int, start: int, end: int, low: int, high: int, context: Context) -> str | None:
    """The date nearest to a word in its clause, else in its sentence; never one that it is only compared with."""
    clauses, text, whole = (
        signs.clauses_of(context.language),
        context.article.text,
        context.sentences[sentence],
    )
    dates = [
        c
        for c in context.chunks[sentence]
        if c.kind == "date"
        and isinstance(c.value, str)
        and not clauses.base_before.search(text[max(whole.start, c.start - 24) : c.start])
        and not clauses.base_after.match(text[c.end : min(whole.end, c.end + 24)])
    ]
    inside = [c for c in dates if low <= c.start and c.end <= high]
    nearest = min(inside or dates, key=lambda c: max(c.start - end, start - c.end), default=None)
    return str(nearest.value) if nearest else None


def _from_change(change: Change, context: Context, weak: frozenset[str]) -> list[Draft]:
    """What a change makes: one draft, none where it is no signal or nobody's."""
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
        return []
    # Words for a standstill are often negated themselves ("no longer growing"): only what stands before them counts.
    verb = 4 if signs.clauses_of(context.language).verbs_last else 0
    state = _state(context, change.sentence, change.word, change.word + verb, kind)
    if state is None:
        return []
    return [
        Draft(
            kind,
            state,
            company,
            change.sentence,
            change.sentence,
            metric=metric,
            percent=change.percent,
            months=change.months,
            date=_date(change.sentence, change.start, change.end, *_around(change, context), context),
            source=context.sources[change.sentence],
            doubt=doubt,
        )
        for company, doubt in _owner(change, context, weak)[:1]
    ]


def _around(change: Change, context: Context) -> tuple[int, int]:
    """The clause of a change."""
    clauses, sentence = signs.clauses_of(context.language), context.sentences[change.sentence]
    return signs.clause(context.article.text, sentence, change.start, change.end, clauses)


def _owner(change: Change, context: Context, weak: frozenset[str]) -> Told:
    """Whose measure changed: the cheapest place of its sentence, else the company spoken of; [] for nobody's."""
    clauses, text = signs.clauses_of(context.language), context.article.text
    sentence, source = context.sentences[change.sentence], context.sources[change.sentence]
    row = [c for c in context.chunks[change.sentence] if c.entity is None or c.entity.name != source]
    places = context.language.patterns("changes", "owner")
    chunk = signs.bearer_of(text, sentence, change.word, change.word + 1, places, row, clauses)
    if chunk is not None and signs.general(chunk, sentence.start, change.word, text, clauses):
        return []
    if chunk is not None and chunk.entity and chunk.entity.name not in weak:
        return [(chunk.entity, "")]
    if chunk is None and clauses.generic.search(text[sentence.start : change.word]):
        return []
    return _meant(change.sentence, change.word, chunk, context, weak)
