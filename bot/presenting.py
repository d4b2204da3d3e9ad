"""What worker and schedule ask of the cards, as protocols: facts go in, a worded message comes out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.errors import ReadingError
from bot.facts import Document, Language
from bot.posting import Message
from bot.week import Digest
from storage.records import Job, Share


class Cards(Protocol):
    """A link's cards, in the channel's language."""

    def card(self, document: Document, job: Job, language: Language) -> Message:
        """What the article says; two lines where it has neither deal nor signal."""

    def failure(self, error: ReadingError, job: Job, language: Language) -> Message:
        """Why the link could not be read, with what a person can do about it."""

    def pointer(self, document: Document, first: Share, link: str | None, language: Language) -> Message:
        """Where the article's card stands already; `link` leads there, None where Slack gave no link."""


class DigestCards(Protocol):
    """A digest's message."""

    def digest(self, digest: Digest) -> Message:
        """The week, in the digest's own language."""

    def digest_rest(self, digest: Digest) -> Sequence[Message]:
        """All of the week that its message does not bear, for that message's thread."""
