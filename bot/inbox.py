"""What people share, made durable: a message's links become rows before Slack hears that we took the event.

Twice is harmless: a link is known by workspace, channel, message and key, whatever the event's id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from bot.errors import ReadingError
from bot.reading.links import links_in, normalise
from storage import channels, queue
from storage.database import Store
from storage.records import Job as Job
from storage.records import Place as Place

_SETTLED_WITHIN_S = 2.0


class Inbox:
    """The door for links. `wake` is called after each row that is new, so that a worker looks at once."""

    def __init__(
        self,
        store: Store,
        *,
        wake: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._wake = wake
        self._clock = clock

    def accept(self, place: Place, text: str, *, time_zone: str | None = None) -> tuple[Job, ...]:
        """The links of the message that are new, now on disk; raises StoreError where they could not be kept.

        Give an edited message as it stands now: only links that it did not have become jobs. `time_zone` is the
        sharer's, where it is known already; a channel seen for the first time takes it for its digest.
        """
        links = {key_of(url): url for url in reversed(links_in(text))}
        if not links:
            return ()
        now = self._clock()
        with self._store.write():
            channels.begin(self._store, place.workspace, place.channel, time_zone=time_zone, now=now)
            jobs = queue.accept(self._store, place, reversed(links.items()), now=now)
        if jobs:
            self._wake()
        return jobs

    def try_again(self, job_id: int, *, workspace: str, channel: str) -> bool:
        """Whether the link, which had failed in that very channel, will be read once more."""
        return self._again(job_id, workspace, channel, None)

    def paste(self, job_id: int, text: str, *, workspace: str, channel: str) -> bool:
        """Whether `text` will be read in place of the page that had failed in that very channel."""
        return bool(text.strip()) and self._again(job_id, workspace, channel, text)

    def find(self, job_id: int, *, workspace: str, channel: str) -> Job | None:
        """The link with that id, if it was shared in that very channel; else None."""
        job = queue.load(self._store, job_id)
        if job is None or (job.place.workspace, job.place.channel) != (workspace, channel):
            return None
        return job

    def _again(self, job_id: int, workspace: str, channel: str, pasted: str | None) -> bool:
        if self.find(job_id, workspace=workspace, channel=channel) is None:
            return False
        # The card stands a moment before its link counts as failed: who clicks that fast waits for it.
        patiently = Retrying(
            retry=retry_if_result(lambda asked: not asked and self._is_being_read(job_id)),
            wait=wait_fixed(0.05),
            stop=stop_after_delay(_SETTLED_WITHIN_S),
            retry_error_callback=lambda _: False,
        )
        asked: bool = patiently(queue.ask_again, self._store, job_id, now=self._clock(), pasted=pasted)
        if asked:
            self._wake()
        return asked

    def _is_being_read(self, job_id: int) -> bool:
        job = queue.load(self._store, job_id)
        return job is not None and job.state == "reading"


def key_of(url: str) -> str:
    """The article's key; a link that cannot be understood is its own key and fails when it is read."""
    try:
        return normalise(url)
    except ReadingError:
        return url


def act_of(kind: str, place: Place, key: str) -> str:
    """The key of one outward act ("card", "pointer") for one link of one message: the same after any restart."""
    parts = "\n".join((place.workspace, place.channel, place.message_ts, key))
    return f"{kind}/{hashlib.sha256(parts.encode()).hexdigest()[:24]}"
