"""All cards in one hand, as worker and schedule ask for them (bot.presenting)."""

from __future__ import annotations

from bot.cards import article, digest, notices
from bot.cards.message import Message
from bot.errors import ReadingError
from bot.facts import Document, Language
from bot.week import Digest
from storage.records import Job, Share


class Deck:
    """The cards of a link and of a week."""

    def card(self, document: Document, job: Job, language: Language) -> Message:
        """What the article says; two lines where it has neither deal nor signal."""
        return article.card(document, language, job_id=job.id)

    def failure(self, error: ReadingError, job: Job, language: Language) -> Message:
        """Why the link could not be read, with what a person can do about it."""
        return notices.unreadable(
            error.reason, job.url, language, job_id=job.id, title=error.told.get("title")
        )

    def pointer(self, document: Document, first: Share, link: str | None, language: Language) -> Message:
        """Where the article's card stands already; `link` leads there, None where Slack gave no link."""
        title = document.article.title or first.url
        return notices.already_shared(title, link, first.shared_at, language)

    def digest(self, digest_: Digest) -> Message:
        """The week, in the digest's own language."""
        return digest.messages(digest_)[0]

    def digest_rest(self, digest_: Digest) -> tuple[Message, ...]:
        """All of the week that its message does not bear, for that message's thread."""
        return digest.messages(digest_)[1:]
