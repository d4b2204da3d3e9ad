"""All that is known of one article before its facts are put together: what the finders found, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass

from bot.extraction.changes import Change
from bot.extraction.chunks import Chunk
from bot.extraction.frames import Event
from bot.extraction.names import Entity, Names
from bot.extraction.sentences import Sentence
from bot.extraction.signs import Sign
from bot.extraction.topics import Meant, Topics, words_of
from bot.facts import Article, Evidence
from bot.language import Language


@dataclass(frozen=True, slots=True)
class Context:
    """An article as the finders see it; `chunks` and `sources` go with `sentences`, one entry each."""

    article: Article
    language: Language
    sentences: tuple[Sentence, ...]
    names: Names
    chunks: tuple[tuple[Chunk, ...], ...]
    events: tuple[Event, ...]
    changes: tuple[Change, ...]
    signs: tuple[Sign, ...]
    topics: Topics
    sources: tuple[str | None, ...]

    def evidence(self, first: int, last: int) -> Evidence:
        """The stretch of text from one sentence to another, both included."""
        start, end = self.sentences[first].start, self.sentences[last].end
        return Evidence(self.article.text[start:end], start, end)

    def company_of(self, event: Event) -> Entity | None:
        """Whose event it is: the name that its frame found, else the company spoken of there; None where no one is."""
        return self.meant_by(event).entity

    def meant_by(self, event: Event) -> Meant:
        """Whose event it is, with another company that it could be as well."""
        if event.company is not None:
            return Meant(event.company)
        if event.found == "none" and not event.frame.zero:
            return Meant(None)
        but = frozenset(entity.name for entity, _ in event.parties)
        place, words = event.start, frozenset[str]()
        if event.ref is not None:
            place = event.ref.start
            words = words_of(self.article.text[place : event.ref.end], self.language)
        return self.topics.before(event.sentence, place, event.frame.bearer or "company", but, words)

    def date_of(self, sentence: int, start: int, end: int) -> str | None:
        """The date in a sentence that stands nearest to a stretch of it; None where none does, or where that one cannot
        be resolved: a farther one would be another event's.
        """
        dates = [chunk for chunk in self.chunks[sentence] if chunk.kind == "date"]
        nearest = min(dates, key=lambda chunk: max(chunk.start - end, start - chunk.end), default=None)
        return nearest.value if nearest is not None and isinstance(nearest.value, str) else None
