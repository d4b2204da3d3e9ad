"""What an article says in at most three of its own sentences: the facts first, then its point.

In: a document whose facts are verified. Out: sentences of the article, word for word, so that no number and no name is
added and the language is the article's. The point is the sentence that says most of what the title says.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from bot.extraction import sentences
from bot.extraction.sentences import Sentence
from bot.facts import Deal, Document, Signal
from bot.language import Language, load

_MOST = 3
_LONG = 420
"""A sentence longer than this is only taken where there is no other."""

_SHORT = 40
"""A text of fewer characters is told with its title."""

_FIRST: tuple[tuple[str, ...], ...] = (("body",), ("heading",), ("caption", "teaser", "boilerplate"))
"""What a summary is taken from: the first of these of which the text has any."""


def write(document: Document) -> tuple[str, ...]:
    """One to three sentences; the title for a text without any of its own; () where there is not even that."""
    article = document.article
    language = load(article.language)
    pieces = sentences.split(article.text, language, article.title)
    kinds = next((kinds for kinds in _FIRST if any(piece.kind in kinds for piece in pieces)), ())
    told = [piece for piece in pieces if piece.kind in kinds]
    if not told:
        return (article.title,) if article.title.strip() else ()
    chosen = list(_of_facts(document, told))[: _MOST - 1]
    rest = [piece for piece in told if all(piece is not other for other in chosen)]
    point = _point(rest, article.title, language)
    if point is not None:
        chosen.append(point)
    if len(chosen) < 2 and not chosen[0].text.endswith(article.title):
        chosen += [piece for piece in rest if piece is not point and len(piece.text) <= _LONG][:1]
    words = [_clean(piece.text) for piece in chosen[:_MOST]]
    if sum(map(len, words)) < _SHORT and article.title.strip():
        words.insert(0, article.title.strip())
    return tuple(words[:_MOST])


def _of_facts(document: Document, told: list[Sentence]) -> Iterable[Sentence]:
    """The sentences that tell the facts, each once: those with the most facts and the amounts first."""
    facts: list[Deal | Signal] = [*document.deals, *document.signals]
    weight: dict[int, float] = {}
    for order, fact in enumerate(facts):
        at = _sentence_of(fact, told)
        if at is not None:
            weight[at] = weight.get(at, 0.0) + _weight(fact) - order * 0.01
    first = sorted(weight, key=lambda at: -weight[at])[: _MOST - 1]
    figures = [at for f in document.market_figures if (at := _at(f.evidence.start, told)) is not None]
    if not first:
        first = list(dict.fromkeys(figures))[: _MOST - 1]
    return [told[at] for at in sorted(first)]


def _weight(fact: Deal | Signal) -> float:
    """Completed deals with an amount weigh most; what was denied and what may never happen weigh least."""
    if isinstance(fact, Deal):
        return 2.0 + (fact.amount is not None) + (fact.status == "completed")
    return 2.5 - (fact.status == "denied")


def _sentence_of(fact: Deal | Signal, told: list[Sentence]) -> int | None:
    """The sentence of a fact's evidence that holds its amount, else the first one."""
    evidence = fact.evidence
    first = max(0, bisect_right(told, evidence.start, key=lambda piece: piece.start) - 1)
    last = min(first + _MOST, len(told))
    inside = [
        at for at in range(first, last) if told[at].start < evidence.end and evidence.start < told[at].end
    ]
    raw = fact.amount.raw if isinstance(fact, Deal) and fact.amount else fact.company
    return next((at for at in inside if raw in told[at].text), inside[0] if inside else None)


def _at(place: int, told: list[Sentence]) -> int | None:
    at = bisect_right(told, place, key=lambda piece: piece.start) - 1
    return at if at >= 0 and place < told[at].end else None


_WORD = re.compile(r"\w{2,}")


def _stems(text: str, language: Language) -> set[str]:
    return {language.bare(word.casefold())[:6] for word in _WORD.findall(text)}


def _point(told: list[Sentence], title: str, language: Language) -> Sentence | None:
    """The sentence that shares most words with the title, the earlier one of two; the first where none shares any."""
    if not told:
        return None
    wanted = _stems(title, language)
    short = [piece for piece in told if 15 <= len(piece.text) <= _LONG] or told
    return max(short, key=lambda piece: len(wanted & _stems(piece.text, language)))


_LEAD = re.compile(r"^[\s•·‧∙*–—◇◆■□●○▲△▶▷>-]+")


def _clean(sentence: str) -> str:
    """The sentence on one line, without the mark of a list."""
    return " ".join(_LEAD.sub("", sentence).split()) or sentence
