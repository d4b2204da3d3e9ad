"""What kind of deal a sum of money belongs to where its own verb does not say: by words of this sentence and the last.

In: an event, its sentence, a language's `kinds.toml`. Out: the event's kind, or the one that the words around give it.
A round that is named and investors that are named stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.extraction.frame_tables import Event
from bot.extraction.sentences import Sentence
from bot.language import Language, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn(Row):
    """`scope`: where the words stand. `unless`: words in the sentence that speak against it."""

    of: str
    into: str
    scope: Literal["sentence", "before"] = "sentence"
    unless: tuple[str, ...] = ()


@cache
def _turns(language: Language) -> tuple[tuple[re.Pattern[str], re.Pattern[str] | None, _Turn], ...]:
    return tuple(
        (
            re.compile("|".join(row.says)),
            re.compile("|".join(row.unless)) if row.unless else None,
            row,
        )
        for row in language.rows("kinds", "turn", _Turn)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Behind(Row):
    """A noun right behind the sum: "a $9 million loan"."""

    into: str


@cache
def _behind(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("|".join(row.says)), row.into) for row in language.rows("kinds", "behind", _Behind)
    )


def settle(event: Event, text: str, sentences: Sequence[Sentence], language: Language) -> str:
    """The kind that an event has in its surroundings; to buy less than half of a company is to fund it."""
    if event.kind == "acquisition" and _is_minority(event):
        return "funding"
    if event.kind == "funding" and event.money and not event.round:
        for pattern, kind in _behind(language):
            if pattern.match(text, event.money[0].end):
                return kind
    if event.round or event.parties or not event.money:
        return event.kind
    own = sentences[event.sentence]
    for pattern, unless, row in _turns(language):
        if row.of != event.kind or (unless and unless.search(own.text)):
            continue
        stretch = own
        if row.scope == "before":
            if not event.sentence or event.found == "named":
                continue
            stretch = sentences[event.sentence - 1]
            if stretch.paragraph != own.paragraph:
                continue
        if pattern.search(stretch.text):
            return row.into
    return event.kind


def _is_minority(event: Event) -> bool:
    """Whether what is bought is a share, right behind the verb, of less than half."""
    behind = next((chunk for chunk in event.chunks if chunk.start >= event.end), None)
    if behind is None or behind.kind != "percent" or behind.start - event.end > 12:
        return False
    return isinstance(behind.value, int | float) and 0 < behind.value < 50
