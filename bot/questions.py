"""What people ask in Slack, answered from the store: the week, a company, an article's facts, a channel's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bot import channels, companies, period
from bot.digest import gather
from bot.facts import Document, Language
from bot.week import Digest
from storage import articles, queue
from storage.database import Store
from storage.records import Timeline


class Questions:
    """The read side of one store; safe to share between threads."""

    def __init__(
        self,
        store: Store,
        *,
        default_language: Language = "en",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._default_language, self._clock = store, default_language, clock

    def language(self, workspace: str, channel: str) -> Language:
        """The language that the channel is answered in."""
        settings = channels.settings_of(self._store, workspace, channel)
        return channels.language_of(self._store, settings, default=self._default_language)

    def running_week(self, workspace: str, channel: str) -> Digest:
        """The seven days up to now."""
        settings = channels.settings_of(self._store, workspace, channel)
        covered = period.running(settings, self._clock())
        return gather(self._store, settings, covered, default_language=self._default_language)

    def last_week(self, workspace: str, channel: str) -> Digest:
        """What the channel's latest due digest says, as it would be worded now."""
        settings = channels.settings_of(self._store, workspace, channel)
        covered = period.scheduled(period.last_slot(settings, self._clock()))
        return gather(self._store, settings, covered, default_language=self._default_language)

    def company(self, name: str) -> Timeline | None:
        """What is known of the company of that name, None where no article has named it so."""
        return companies.find_timeline(self._store, name)

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names of companies like the one asked for."""
        return companies.nearest(self._store, name)

    def document(self, job_id: int, *, workspace: str, channel: str) -> Document | None:
        """What was read behind a link of that very channel, None where there is no such link or nothing was read."""
        job = queue.load(self._store, job_id)
        if job is None or (job.place.workspace, job.place.channel) != (workspace, channel):
            return None
        stored = articles.find(self._store, job.key)
        return None if stored is None else stored.document
