"""From an accepted link to its card: lease, read, save, post; each link exactly one card, whatever dies when.

What may be repeated after a crash is harmless (reading, saving, reactions). What may not, the card, is written down
before Slack is called (`bot.outward`). A link that cannot be read gets a card that says why.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog

from bot import channels as rooms
from bot.errors import PostingError, ReadingError, StoreError
from bot.facts import Document, Language
from bot.inbox import act_of, key_of
from bot.keeping import Pages
from bot.outward import Outward
from bot.owner import is_gone, this_process
from bot.pipeline import Read
from bot.posting import Message, Poster
from bot.presenting import Cards
from bot.reading.fetch import Known
from bot.syndication import join_story
from storage import articles, channels, queue, shares
from storage.database import Store
from storage.records import Job, Place, Share, State

_FRESH = timedelta(days=1)
_LEASE_S, _RENEW_S, _LOOK_S = 60.0, 20.0, 2.0
_MOST_WAIT_S, _EXPIRE_S = 300.0, 3600.0


class Reading(Protocol):
    """What turns a link into a document (`bot.pipeline.Reader`); one for each thread."""

    def read(self, url: str, *, text: str | None = None) -> Document:
        """The document of the page, or of `text` in its place. Raises ReadingError."""

    def visit(self, url: str, *, known: Known | None = None) -> Read:
        """The document of the page with a copy of it; with `known`, perhaps only that it is unchanged.

        Raises ReadingError.
        """

    def warm_up(self) -> None:
        """Get ready ahead of the first link."""

    def close(self) -> None:
        """Give up what is being read."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often what may pass is tried again, and the seconds before each new try."""

    reading_s: tuple[float, ...] = (2.0, 8.0, 30.0)
    posting_s: tuple[float, ...] = (1.0, 5.0, 30.0, 120.0, 300.0, 900.0, 3600.0, 10800.0)
    most_tries: int = 8


class Worker:
    """Threads that take links out of the inbox until `stop`."""

    def __init__(
        self,
        store: Store,
        poster: Poster,
        cards: Cards,
        new_reader: Callable[[], Reading],
        *,
        threads: int = 2,
        default_language: Language = "en",
        patience: Patience = Patience(),
        on_new_zone: Callable[[], None] = lambda: None,
        keep_pages: timedelta = timedelta(0),
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`on_new_zone` is called after a channel's time zone was learned (its digest's job moves).

        `keep_pages`: how long the page behind an article is kept.
        """
        self._store, self._poster, self._cards = store, poster, cards
        self._outward = Outward(store, poster, clock)
        self._pages = Pages(store, keep_pages, clock=clock)
        self._readers = [new_reader() for _ in range(threads)]
        self._default_language = default_language
        self._patience = patience
        self._on_new_zone = on_new_zone
        self._clock = clock
        self._owner = this_process()
        self._stopping = threading.Event()
        self._news = threading.Condition()
        self._noted = 0
        self._leased: set[int] = set()
        self._threads: list[threading.Thread] = []
        self._log: Any = structlog.get_logger(__name__)

    def start(self) -> Worker:
        """Free what an earlier process held, finish what it left half done, and begin."""
        queue.take_over(self._store, is_gone)
        self._threads = [threading.Thread(target=self._tidy, name="worker-tidy", daemon=True)]
        self._threads += [
            threading.Thread(target=self._run, args=(reader,), name=f"worker-{number}", daemon=True)
            for number, reader in enumerate(self._readers)
        ]
        self._threads.append(threading.Thread(target=self._keep, name="worker-leases", daemon=True))
        for thread in self._threads:
            thread.start()
        return self

    def wake(self) -> None:
        """There may be a link: look now."""
        with self._news:
            self._noted += 1
            self._news.notify_all()

    def stop(self, timeout_s: float = 10.0) -> None:
        """End the threads; what is being read goes back into the inbox."""
        self._stopping.set()
        self.wake()
        for reader in self._readers:
            reader.close()
        for thread in self._threads:
            thread.join(timeout_s)
        self._threads = []

    def __enter__(self) -> Worker:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _tidy(self) -> None:
        try:
            self._outward.settle_left_over()
            while not self._stopping.is_set():
                self._pages.expire()
                self._stopping.wait(_EXPIRE_S)
        except StoreError as error:
            self._log.error("store_failed", error=str(error))

    def _run(self, reader: Reading) -> None:
        with suppress(OSError, EOFError):
            reader.warm_up()
        while not self._stopping.is_set():
            noted = self._noted
            try:
                job = queue.lease(self._store, self._owner, now=self._clock(), for_s=_LEASE_S)
                if job is None:
                    self._wait(noted)
                else:
                    self._leased.add(job.id)
                    self._handle(job, reader)
            except StoreError as error:
                self._log.error("store_failed", error=str(error))
                self._stopping.wait(_LOOK_S)

    def _wait(self, noted: int) -> None:
        """Until a link was accepted here, one is due, or it is time to look for another process's."""
        due = queue.next_due(self._store)
        wait_s = _LOOK_S if due is None else min(_LOOK_S, max(0.05, (due - self._clock()).total_seconds()))
        with self._news:
            self._news.wait_for(lambda: self._noted != noted or self._stopping.is_set(), wait_s)

    def _keep(self) -> None:
        """Renew the leases of what is being read, and take over those of processes that died."""
        while not self._stopping.wait(_RENEW_S):
            try:
                for job_id in tuple(self._leased):
                    queue.renew(self._store, job_id, self._owner, now=self._clock(), for_s=_LEASE_S)
                if queue.take_over(self._store, is_gone):
                    self.wake()
            except StoreError as error:
                self._log.error("store_failed", error=str(error))

    def _handle(self, job: Job, reader: Reading) -> None:
        """One link, to its end or to its next try."""
        log = self._log.bind(job=job.id, channel=job.place.channel, message=job.place.message_ts, url=job.url)
        try:
            self._work(job, reader)
        except StoreError:
            raise
        except PostingError as error:
            log.warning("posting_failed", error=str(error), tries=job.tries)
            self._after_posting_error(job, error)
        except Exception as error:
            if self._stopping.is_set():
                queue.postpone(self._store, job.id, until=self._clock(), counted=False)
                return
            log.exception("link_failed", tries=job.tries)
            self._after_fault(job, type(error).__name__)
        finally:
            self._leased.discard(job.id)

    def _work(self, job: Job, reader: Reading) -> None:
        self._outward.greet(job.place)
        self._learn_zone(job.place)
        try:
            read = self._document(job, reader)
        except ReadingError as error:
            if self._stopping.is_set():
                raise
            if error.retryable and job.tries <= len(self._patience.reading_s):
                self._put_off(job, self._patience.reading_s, error.retry_after_s, error.reason)
            else:
                self._fail(job, error)
            return
        document = read.document
        assert document is not None
        key = key_of(document.article.url) if document.article.url and job.pasted is None else job.key
        place = job.place
        with self._store.write():
            saved = articles.save(self._store, key, document, now=self._clock(), found_by=job.key)
            if read.page is not None:
                self._pages.keep(saved.article_id, read.page)
            elif job.pasted is not None:
                self._pages.forget(saved.article_id)
            join_story(self._store, saved.article_id, document.article, now=self._clock())
            card_act = act_of("card", place, job.key)
            shares.add(self._store, saved.article_id, place, job.url, card_act, now=self._clock())
            first = self._shared_before(job)
        self._answer(job, document, first)
        self._finish(job, "done")
        self._log.info("link_done", job=job.id, url=job.url, tries=job.tries, first=first is None)

    def _answer(self, job: Job, document: Document, first: Share | None) -> None:
        """The card; or, where the channel has one already, a pointer to it (none within that card's own thread)."""
        language = self._language(job.place)
        if first is None:
            self._say(job, self._cards.card(document, job, language))
        elif first.place.thread != job.place.thread:
            link = self._poster.permalink(first.place.channel, first.card_ts or first.place.message_ts)
            self._say(job, self._cards.pointer(document, first, link, language))

    def _fail(self, job: Job, error: ReadingError) -> None:
        self._say(job, self._cards.failure(error, job, self._language(job.place)))
        self._finish(job, "failed", error.reason, str(error))

    def _document(self, job: Job, reader: Reading) -> Read:
        """What the store has of the article, where that is enough; else the page, read now. Raises ReadingError.

        It is enough within a day, for ever where the channel has its card already (a pointer needs no news), and where
        the site says that nothing has changed.
        """
        if job.tries > self._patience.most_tries:
            raise ReadingError("parser_failed", "The link was given up after too many tries.", url=job.url)
        if job.pasted is not None:
            return Read(reader.read(job.url, text=job.pasted))
        stored = articles.find(self._store, job.key)
        if stored is None:
            return reader.visit(job.url)
        if self._shared_before(job) is not None or self._clock() - stored.saved_at < _FRESH:
            return Read(stored.document)
        try:
            found = reader.visit(job.url, known=self._pages.known(job.key))
        except ReadingError:
            return Read(stored.document)
        return found if found.document is not None else Read(stored.document)

    def _shared_before(self, job: Job) -> Share | None:
        """The first sharing in this channel of the article or of a copy of its text, if that was not this very link."""
        first = shares.first(self._store, job.place.workspace, job.place.channel, job.key)
        is_own = first is not None and (first.place.message_ts, first.url) == (job.place.message_ts, job.url)
        return None if is_own else first

    def _say(self, job: Job, message: Message) -> None:
        """The link's one answer in its thread; where one stands already, its contents are replaced."""
        place = job.place
        self._outward.say(
            act_of("card", place, job.key), place.workspace, place.channel, place.thread, message
        )

    def _learn_zone(self, place: Place) -> None:
        """The channel takes the time zone of who first shared, where nobody has told one yet."""
        if place.user is None or not channels.lacks_zone(self._store, place.workspace, place.channel):
            return
        with suppress(PostingError):
            zone = self._poster.time_zone(place.user)
            if zone and rooms.is_zone(zone):
                channels.learn_zone(self._store, place.workspace, place.channel, zone)
                self._on_new_zone()

    def _finish(self, job: Job, state: State, reason: str | None = None, message: str | None = None) -> None:
        """The link is finished; with its message's last one, the reaction changes too."""
        place = job.place
        with self._store.write():
            queue.finish(self._store, job.id, state, now=self._clock(), reason=reason, message=message)
            of_message = queue.of_message(self._store, place.workspace, place.channel, place.message_ts)
            open_ones = any(other.state in ("waiting", "reading") for other in of_message)
            if not open_ones:
                self._outward.begin_settling(place)
        if not open_ones:
            self._outward.settle(place)

    def _after_posting_error(self, job: Job, error: PostingError) -> None:
        """Slack may take it later, then the link waits; else it is dropped: nobody can be told."""
        if error.retryable and job.tries <= self._patience.most_tries:
            self._put_off(job, self._patience.posting_s, error.retry_after_s, error.error)
        else:
            self._finish(job, "dropped", "posting", str(error))

    def _after_fault(self, job: Job, name: str) -> None:
        """A fault of our own: the link is tried again a few times, then said to be unreadable."""
        if job.tries <= len(self._patience.reading_s):
            self._put_off(job, self._patience.reading_s, None, name)
            return
        try:
            self._fail(
                job, ReadingError("parser_failed", f"The link could not be worked on ({name}).", url=job.url)
            )
        except StoreError:
            raise
        except Exception as error:
            self._finish(job, "dropped", "fault", f"{name}, then {type(error).__name__}")

    def _put_off(self, job: Job, waits_s: tuple[float, ...], asked_s: float | None, reason: str) -> None:
        """Wait as long as the other side asks for (within bounds), or as the row of waits says for this try."""
        own_s = waits_s[min(job.tries, len(waits_s)) - 1]
        wait_s = max(own_s, min(asked_s or 0.0, _MOST_WAIT_S))
        queue.postpone(self._store, job.id, until=self._clock() + timedelta(seconds=wait_s), reason=reason)
        self.wake()

    def _language(self, place: Place) -> Language:
        settings = rooms.settings_of(self._store, place.workspace, place.channel)
        return rooms.language_of(self._store, settings, default=self._default_language)
