"""Does the text say it? Quotes word for word, figures parsed again from the quote, names found in the text.

In: a candidate and its article. Out: the candidate with evidence that holds, or a reason why it does not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property

from bot.extraction import money, quantities
from bot.extraction.amounts import figures
from bot.extraction.money import MoneyMention
from bot.facts import Article, Conversion, Evidence, Money, Valuation
from bot.language import Language, load
from bot.verification.naming import plain

_NEAR = 500
"""A figure of a fact may stand this many characters from its sentence; the quote is then widened to hold it."""


@dataclass(frozen=True)
class Proof:
    """An article with what was parsed from it, for asking whether it says a thing."""

    article: Article

    @cached_property
    def language(self) -> Language:
        """The language whose tables read the article."""
        return load(self.article.language)

    @cached_property
    def money(self) -> tuple[MoneyMention, ...]:
        """Every amount of the text."""
        return money.find(self.article.text, self.language)

    @cached_property
    def quantities(self) -> tuple[quantities.Quantity, ...]:
        """Every share, count and stretch of time of the text."""
        return quantities.find(self.article.text, self.language)

    @cached_property
    def _conversions(self) -> dict[tuple[int, str], Conversion]:
        """The first conversion that the text gives beside each amount."""
        found: dict[tuple[int, str], Conversion] = {}
        for mention in self.money:
            if mention.money.stated_conversion:
                found.setdefault(
                    (mention.money.value, mention.money.currency), mention.money.stated_conversion
                )
        return found

    @cached_property
    def _letters(self) -> str:
        return plain(self.article.text + " " + self.article.title)

    def quoted(self, evidence: Evidence) -> Evidence | None:
        """The evidence at its place in the text; moved to where the quote does stand; None where it stands nowhere."""
        text, quote = self.article.text, evidence.quote
        if not quote.strip():
            return None
        if text[evidence.start : evidence.end] == quote and evidence.start >= 0:
            return evidence
        start = text.find(quote)
        return None if start < 0 else Evidence(quote, start, start + len(quote))

    def names(self, name: str) -> bool:
        """Whether a name stands in the text or the title, spaces and case aside."""
        return bool(plain(name)) and plain(name) in self._letters

    def holding(self, evidence: Evidence, amount: Money | Valuation) -> Evidence | None:
        """The evidence, widened where the amount stands near it; None where the text has no such amount there."""
        wanted = (amount.value, amount.currency)
        first = bisect_left(self.money, evidence.start - _NEAR, key=lambda mention: mention.start)
        last = bisect_left(self.money, evidence.end + _NEAR, key=lambda mention: mention.start)
        places = [
            (mention.start, mention.until)
            for mention in self.money[first:last]
            if wanted == (mention.money.value, mention.money.currency) or _converted(mention, wanted)
        ]
        if any(evidence.start <= start and end <= evidence.end for start, end in places):
            return evidence
        if not places:
            return None
        start, end = min(places, key=lambda place: abs(place[0] - evidence.start))
        return self._widened(evidence, min(start, evidence.start), max(end, evidence.end))

    def money_near(self, start: int, end: int, reach: int) -> MoneyMention | None:
        """The amount nearest to a place, at most `reach` characters away in its own sentence; None for none."""
        first = bisect_left(self.money, start - reach - 40, key=lambda mention: mention.start)
        last = bisect_left(self.money, end + reach, key=lambda mention: mention.start)
        gaps = {
            max(mention.start - end, start - mention.until): mention
            for mention in self.money[first:last]
            if not _BREAK.search(self.article.text, min(end, mention.until), max(start, mention.start))
        }
        nearest = min(gaps, default=reach)
        return gaps[nearest] if nearest < reach else None

    def sentence_around(self, start: int, end: int) -> Evidence:
        """The sentence (or the few) that hold both offsets."""
        return self._between(self._sentence_start(start), self._sentence_end(end))

    def _widened(self, evidence: Evidence, start: int, end: int) -> Evidence:
        """From the beginning of the sentence around `start` to the end of the one around `end`."""
        start = self._sentence_start(start) if start < evidence.start else start
        return self._between(start, self._sentence_end(end) if end > evidence.end else end)

    def _sentence_start(self, place: int) -> int:
        first = max(0, place - _NEAR)
        return max([first, *(m.end() for m in _BREAK.finditer(self.article.text, first, place))])

    def _sentence_end(self, place: int) -> int:
        stop = _BREAK.search(self.article.text, place, place + _NEAR)
        return stop.start() if stop else min(len(self.article.text), place + _NEAR)

    def _between(self, start: int, end: int) -> Evidence:
        quote = self.article.text[start:end]
        start += len(quote) - len(quote.lstrip())
        return Evidence(quote.strip(), start, start + len(quote.strip()))

    def with_conversion(self, amount: Money) -> Money:
        """The amount with the conversion that the text gives beside it at some place."""
        if amount.stated_conversion:
            return amount
        return replace(amount, stated_conversion=self._conversions.get((amount.value, amount.currency)))

    def stated(self, evidence: Evidence, kind: str, value: float, of: str = "") -> bool:
        """Whether the quote (or its near surroundings) states a quantity of this kind and size, whatever its sign.

        A count may also stand as a bare figure ("let go 40").
        """
        if kind == "count" and not of and self._bare(evidence, value):
            return True
        kinds = ("percent", "change") if kind == "percent" else (kind,)
        first = bisect_left(self.quantities, evidence.start - _NEAR, key=lambda quantity: quantity.start)
        last = bisect_left(self.quantities, evidence.end + _NEAR, key=lambda quantity: quantity.start)
        return any(
            q.kind in kinds and abs(abs(q.value) - abs(value)) < 0.05 and (not of or q.of == of)
            for q in self.quantities[first:last]
        )

    def _bare(self, evidence: Evidence, value: float) -> bool:
        return any(
            float(f.value) == value and f.end > evidence.start and f.start < evidence.end
            for f in figures(self.article.text, self.language)
        )


_BREAK = re.compile(r"(?<=[.!?。])[\"'”’)]{0,2}(?=\s)|\n")


def _converted(mention: MoneyMention, wanted: tuple[int, str]) -> bool:
    conversion = mention.money.stated_conversion
    return conversion is not None and (conversion.value, conversion.currency) == wanted
