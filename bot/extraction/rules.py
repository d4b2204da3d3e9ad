"""The rule extractor: an article becomes candidate facts.

The table of contents of this package's frames: sentences → names → chunks → events → topics → deals, signals.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter

from bot.extraction import (
    attribution,
    changes,
    chunks,
    dates,
    deals,
    figures,
    frames,
    money,
    names,
    quantities,
    sentences,
    signals,
    signs,
    topics,
)
from bot.extraction.context import Context
from bot.facts import Article, Candidates, Name
from bot.language import Language, load

_SPOKEN = ("body", "heading")


def extract(article: Article) -> Candidates:
    """Candidate deals and signals of an article, with the names that it gives their companies; verified elsewhere."""
    context = read(article, load(article.language))
    found_deals, possible_deals = deals.assemble(context)
    found_signals, possible_signals = signals.assemble(context)
    spoken = {deal.company for deal in found_deals} | {signal.company for signal in found_signals}
    return Candidates(
        deals=found_deals,
        signals=found_signals,
        market_figures=figures.find(
            article.text, context.sentences, context.language, article.published, context.sources
        ),
        names=tuple(
            Name(entity.name, tuple(form for form in entity.forms if form != entity.name))
            for entity in context.names.entities
            if entity.name in spoken or len(entity.forms) > 1
        ),
        possible=(*possible_deals, *possible_signals),
    )


def read(article: Article, language: Language) -> Context:
    """Everything that the finders see in an article, sentence by sentence."""
    text = article.text
    spoken = tuple(s for s in sentences.split(text, language, article.title) if s.kind in _SPOKEN)
    found_names = names.find(text, spoken, language)
    found = chunks.Found(
        found_names,
        tuple(sorted(money.find(text, language), key=attrgetter("start"))),
        tuple(sorted(dates.find(text, language, article.published), key=attrgetter("start"))),
        tuple(sorted(quantities.find(text, language), key=attrgetter("start"))),
    )
    rows = tuple(chunks.read(text, sentence, found, language) for sentence in spoken)
    events = [
        event
        for number, sentence in enumerate(spoken)
        for event in frames.find(text, sentence.start, sentence.end, number, rows[number], language)
    ]
    shifts = _changes(text, spoken, rows, language)
    told = [
        sign
        for number, sentence in enumerate(spoken)
        for sign in signs.find(text, sentence, number, rows[number], language)
    ]
    sources = attribution.find(text, spoken, rows, language)
    return Context(
        article=article,
        language=language,
        sentences=spoken,
        names=found_names,
        chunks=rows,
        events=tuple(events),
        changes=tuple(shifts),
        signs=tuple(told),
        topics=topics.read(text, spoken, rows, found_names, _others(events, told, sources), language),
        sources=sources,
    )


def _changes(
    text: str,
    spoken: Sequence[sentences.Sentence],
    rows: Sequence[Sequence[chunks.Chunk]],
    language: Language,
) -> list[changes.Change]:
    """The changes of all sentences; a measure is carried on through its paragraph."""
    found: list[changes.Change] = []
    measure, told = None, -3
    for number, sentence in enumerate(spoken):
        if number - told > 2 or spoken[told].paragraph != sentence.paragraph:
            measure = None
        new = changes.find(text, sentence, number, rows[number], language, measure)
        said = new[-1].measure if new else changes.measure_of(text, sentence, rows[number], language)
        if said:
            measure, told = said, number
        found += new
    return found


def _others(
    events: list[frames.Event], told_of: list[signs.Sign], sources: tuple[str | None, ...]
) -> frozenset[str]:
    """Names that stand as giver, buyer, plaintiff or source and never as the one of whom something is told."""
    given = {entity.name for event in events for entity, _ in event.parties}
    given |= {entity.name for sign in told_of for entity in sign.others}
    told = {event.company.name for event in events if event.company is not None}
    told |= {sign.bearer.entity.name for sign in told_of if sign.bearer and sign.bearer.entity}
    return frozenset((given | {source for source in sources if source}) - told)
