"""Whose report a sentence cites: "according to X", "X reported", what X counted.

In: a sentence with its chunks, and the phrases of `attribution.toml`. Out: a name, or None where the article speaks for
itself. A source holds for the sentences that plainly go on quoting it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.extraction.chunks import Chunk
from bot.extraction.sentences import Sentence
from bot.language import Language
from bot.language.patterns import any_of


@cache
def _phrases(language: Language) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(any_of(language.patterns("attribution", section)))
        for section in ("before", "after", "medium_after", "carried")
    )


def find(
    text: str, sentences: Sequence[Sentence], chunks: Sequence[Sequence[Chunk]], language: Language
) -> tuple[str | None, ...]:
    """For each sentence, the name of the one whose report it cites, or None."""
    carried_by = _phrases(language)[3]
    sources: list[str | None] = []
    for number, sentence in enumerate(sentences):
        source = _own(text, sentence, chunks[number], language)
        before = sources[-1] if sources and sentences[number - 1].paragraph == sentence.paragraph else None
        if source is None and before and carried_by.search(sentence.text):
            source = before
        sources.append(source)
    return tuple(sources)


def _own(text: str, sentence: Sentence, chunks: Sequence[Chunk], language: Language) -> str | None:
    before, after, medium_after, _ = _phrases(language)
    for chunk in chunks:
        entity = chunk.entity
        if entity is None or entity.bearer in ("person", "place"):
            continue
        left = text[max(sentence.start, chunk.start - 50) : chunk.start]
        right = text[chunk.end : sentence.end]
        if re.search(f"{before.pattern}\\Z", left) or after.match(right):
            return entity.name
        if entity.bearer == "medium" and medium_after.match(right):
            return entity.name
    return None
