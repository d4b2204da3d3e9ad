"""The one gate: whoever proposes a fact, it is a fact only after this.

In: an article and what an extractor proposes. Out: the document. A fact whose quote does not stand in the text, or
whose company the text does not name, is dropped. One whose figure is not said where the quote is becomes `possible`,
with why.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.extraction import summary
from bot.facts import Article, Candidates, Deal, Document, MarketFigure, Possible, Signal
from bot.verification import checks, conflicts
from bot.verification.evidence import Proof
from bot.verification.merge import merge_deals, merge_signals
from bot.verification.naming import Namebook

_DATE = re.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-(?:spring|summer|fall|winter))?"
)


def verify(article: Article, candidates: Candidates) -> Document:
    """The document that the article supports; what cannot be decided is in `possible`."""
    proof, names = Proof(article), Namebook(candidates.names)
    possible: list[Possible] = []
    figures = _figures(candidates.market_figures, proof)
    proposed = tuple(deal for deal in candidates.deals if not _of_market(deal, figures))
    deals = merge_deals(_kept(proposed, proof, possible), names)
    signals = merge_signals(_kept(candidates.signals, proof, possible), names)
    contradictions = tuple(conflicts.find(deals, signals, names, proof))
    deals = tuple(deal for deal in deals if all(deal is not conflict.second for conflict in contradictions))
    signals = tuple(signal for signal in signals if all(signal is not c.second for c in contradictions))
    for entry in candidates.possible:
        fact = _proved(entry.fact, proof)
        if fact is not None:
            possible.append(Possible(fact.fact if isinstance(fact, Possible) else fact, entry.why))
    document = Document(
        article=article,
        deals=deals,
        signals=signals,
        market_figures=figures,
        names=tuple(name for name in candidates.names if proof.names(name.name)),
        possible=tuple(entry for entry in possible if not _told(entry, deals, signals, names)),
    )
    document = replace(document, checks=checks.find(document, proof, contradictions, candidates.checks))
    return replace(document, summary=summary.write(document))


def _kept(facts: tuple[Deal, ...] | tuple[Signal, ...], proof: Proof, possible: list[Possible]) -> list[Any]:
    """The facts that hold, in order; the doubtful ones are put among the possible ones."""
    kept = []
    for fact in facts:
        proved = _proved(fact, proof)
        if isinstance(proved, Possible):
            possible.append(proved)
        elif proved is not None:
            kept.append(proved)
    return kept


def _proved(fact: Deal | Signal, proof: Proof) -> Deal | Signal | Possible | None:
    """The fact as the text supports it, the fact as a possible one, or None for nothing."""
    evidence = proof.quoted(fact.evidence)
    if evidence is None or not proof.names(fact.company):
        return None
    date = fact.date if fact.date and _DATE.fullmatch(fact.date) else None
    reporter = fact.reported_by if fact.reported_by and proof.names(fact.reported_by) else None
    if isinstance(fact, Deal):
        return _proved_deal(replace(fact, evidence=evidence, date=date, reported_by=reporter), proof)
    return _proved_signal(replace(fact, evidence=evidence, date=date, reported_by=reporter), proof)


def _proved_deal(deal: Deal, proof: Proof) -> Deal | Possible:
    parties = tuple(party for party in deal.counterparties if proof.names(party.name))
    deal = replace(deal, counterparties=parties)
    if deal.amount:
        evidence = proof.holding(deal.evidence, deal.amount)
        if evidence is None:
            return Possible(deal, proof.language.sentence("amount_elsewhere", amount=deal.amount.raw))
        deal = replace(deal, evidence=evidence, amount=proof.with_conversion(deal.amount))
    if deal.valuation:
        evidence = proof.holding(deal.evidence, deal.valuation)
        deal = replace(
            deal, valuation=deal.valuation if evidence else None, evidence=evidence or deal.evidence
        )
    if deal.total_raised:
        evidence = proof.holding(deal.evidence, deal.total_raised)
        deal = replace(
            deal, total_raised=deal.total_raised if evidence else None, evidence=evidence or deal.evidence
        )
    return deal


def _proved_signal(signal: Signal, proof: Proof) -> Signal:
    """The signal without the numbers that the text near its quote does not state."""
    quote = signal.evidence
    change, share = signal.change_percent, signal.workforce_percent
    months, heads = signal.duration_months, signal.headcount
    return replace(
        signal,
        change_percent=change if change is not None and proof.stated(quote, "percent", change) else None,
        workforce_percent=share if share is not None and proof.stated(quote, "percent", share) else None,
        duration_months=months if months is not None and proof.stated(quote, "months", months) else None,
        headcount=heads if heads is not None and proof.stated(quote, "count", heads) else None,
    )


def _figures(figures: tuple[MarketFigure, ...], proof: Proof) -> tuple[MarketFigure, ...]:
    """The market figures whose quote stands in the text, each once."""
    kept: dict[tuple[object, ...], MarketFigure] = {}
    for figure in figures:
        evidence = proof.quoted(figure.evidence)
        if evidence is not None:
            key = (figure.metric, figure.value, figure.unit, figure.period, figure.region)
            kept.setdefault(key, replace(figure, evidence=evidence))
    return tuple(kept.values())


def _of_market(deal: Deal, figures: tuple[MarketFigure, ...]) -> bool:
    """Whether a deal's amount is what its sentence says of a whole market."""
    return deal.amount is not None and any(
        (figure.value, figure.unit) == (deal.amount.value, deal.amount.currency)
        and figure.evidence.start < deal.evidence.end
        and deal.evidence.start < figure.evidence.end
        for figure in figures
    )


def _told(entry: Possible, deals: tuple[Deal, ...], signals: tuple[Signal, ...], names: Namebook) -> bool:
    """Whether a possible fact is already among the certain ones."""
    if isinstance(entry.fact, Deal):
        return len(merge_deals((*deals, entry.fact), names)) == len(deals)
    return len(merge_signals((*signals, entry.fact), names)) == len(signals)
