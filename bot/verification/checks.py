"""What a careful editor would query: conversions, dates and figures that do not fit the rest of the article.

In: the verified document and its text. Out: `Check` records in the order of their place. Each has its sentence in the
article's language and the facts that the sentence is made of. Names are in `variants`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from bot.extraction import dates, sentences
from bot.facts import Check, CheckKind, Document, Evidence
from bot.language import Language
from bot.verification import conflicts, conversions, variants
from bot.verification.evidence import Proof

_TOLD = frozenset({"body", "heading"})


def find(
    document: Document,
    proof: Proof,
    contradictions: Iterable[conflicts.Conflict] = (),
    proposed: Iterable[Check] = (),
) -> tuple[Check, ...]:
    """All checks of a document, each place once; `proposed` ones are kept where their quote stands in the text."""
    pieces = sentences.split(document.article.text, proof.language, document.article.title)
    told = tuple(piece for piece in pieces if piece.kind in _TOLD)
    found = [
        *_conversions(proof, told),
        *_variants(document, proof, told),
        *_dates(document, proof, told),
        *_conflicts(contradictions, proof.language),
        *(check for check in proposed if proof.quoted(check.evidence) == check.evidence),
    ]
    seen: set[tuple[CheckKind, int]] = set()
    kept: list[Check] = []
    for check in sorted(found, key=lambda check: check.evidence.start):
        if (check.kind, check.evidence.start) not in seen:
            seen.add((check.kind, check.evidence.start))
            kept.append(check)
    return tuple(kept)


def _sentence_at(told: tuple[sentences.Sentence, ...], place: int) -> Evidence | None:
    """The sentence of the article's own text in which a place lies; None for furniture and the like."""
    at = bisect_right(told, place, key=lambda piece: piece.start) - 1
    if at < 0 or place >= told[at].end:
        return None
    return Evidence(told[at].text, told[at].start, told[at].end)


def _check(
    kind: CheckKind, means: str, evidence: Evidence, language: Language, values: dict[str, str]
) -> Check:
    return Check(kind, language.sentence(means, **values), evidence, tuple(values.items()))


def _conversions(proof: Proof, told: tuple[sentences.Sentence, ...]) -> Iterator[Check]:
    """Stated conversions whose rate is far from the others' or from the reference rate of the day."""
    placed = [m for m in proof.money if m.money.stated_conversion and _sentence_at(told, m.start)]
    for odd in conversions.mismatches(placed, dates.published_day(proof.article.published)):
        evidence = _sentence_at(told, odd.mention.start)
        converted = odd.mention.money.stated_conversion
        if evidence is None or converted is None:
            continue
        values = {
            "amount": odd.mention.money.raw,
            "converted": converted.raw,
            "currency": odd.currency,
            "to": odd.to,
            "implied": _rate(odd.implied),
            "expected": _rate(odd.expected),
        }
        if odd.day:
            values["day"] = odd.day.isoformat()
        means = "conversion_rate" if odd.day else "conversion_far"
        yield _check("conversion_mismatch", means, evidence, proof.language, values)


def _rate(rate: float) -> str:
    return f"{rate:.0f}" if rate >= 100 else f"{rate:.3g}"


def _variants(document: Document, proof: Proof, told: tuple[sentences.Sentence, ...]) -> Iterator[Check]:
    """Company names that stand in the article in two spellings."""
    text = document.article.text
    for usual, odd in variants.find(document, proof.language):
        evidence = next(
            (e for place in _places(odd, text) if (e := _sentence_at(told, place)) is not None), None
        )
        if evidence:
            yield _check(
                "name_variant", "name_variant", evidence, proof.language, {"usual": usual, "odd": odd}
            )


def _places(form: str, text: str) -> Iterator[int]:
    place = text.find(form)
    while place >= 0:
        yield place
        place = text.find(form, place + 1)


def _dates(document: Document, proof: Proof, told: tuple[sentences.Sentence, ...]) -> Iterator[Check]:
    """One check for an undated article with relative dates, at a fact's sentence where one has them."""
    article = document.article
    if dates.published_day(article.published):
        return
    hanging = [
        (mention, evidence)
        for mention in dates.find(article.text, proof.language, None)
        if mention.relative
        and mention.value is None
        and (evidence := _sentence_at(told, mention.start)) is not None
    ]
    if not hanging:
        return
    facts = [deal.evidence for deal in document.deals] + [signal.evidence for signal in document.signals]
    mention, evidence = next(
        ((m, e) for m, e in hanging if any(f.start <= m.start < f.end for f in facts)), hanging[0]
    )
    words = article.text[mention.start : mention.end]
    yield _check("ambiguous_date", "ambiguous_date", evidence, proof.language, {"words": words})


def _conflicts(found: Iterable[conflicts.Conflict], language: Language) -> Iterator[Check]:
    """Two figures for one fact of one company."""
    for conflict in found:
        values = {"company": conflict.company, "one": conflict.one, "other": conflict.other}
        yield _check("figure_conflict", "figure_conflict", conflict.evidence, language, values)
