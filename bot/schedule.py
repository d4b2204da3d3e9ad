"""When a digest is due, and that it is posted once: APScheduler says when, a claim in the store says who.

The channels table is the truth. Each channel has one cron job in its own zone; besides, a look every minute follows
changes of the table and posts what is due and not posted: missed while the bot was down, or refused by Slack a minute
ago. Whoever comes twice finds the claim taken.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.digest import gather
from bot.errors import PostingError, StoreError
from bot.facts import Language
from bot.outward import Outward
from bot.owner import is_gone, this_process
from bot.period import last_slot, scheduled
from bot.posting import Poster
from bot.presenting import DigestCards
from bot.week import Digest, Period
from storage import channels, digests
from storage.database import Store
from storage.records import ChannelSettings, Claim

GRACE = timedelta(hours=24)
"""How late a digest is still posted; an older one is left out."""

_LATE = timedelta(hours=1)
_LOOK_S = 60
_LEASE_S = 300.0
_RETRY_S = (60.0, 120.0, 300.0, 900.0, 1800.0)
_CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel", "restricted_action"})


class Schedule:
    """The digests' clock: `start`, `sync` after a channel's settings changed, `stop`."""

    def __init__(
        self,
        store: Store,
        poster: Poster,
        cards: DigestCards,
        *,
        default_language: Language = "en",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._cards = store, cards
        self._outward = Outward(store, poster, clock)
        self._default_language = default_language
        self._clock = clock
        self._owner = this_process()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={
                "coalesce": True,
                "max_instances": 1,
                "misfire_grace_time": int(GRACE.total_seconds()),
            },
        )
        self._stopping = threading.Event()
        self._syncing = threading.Lock()
        self._log: Any = structlog.get_logger(__name__)

    def start(self) -> Schedule:
        """Make a job for each channel; post at once what is due and was missed."""
        self.sync()
        self._scheduler.add_job(
            self.look,
            IntervalTrigger(seconds=_LOOK_S, timezone=UTC),
            id="look",
            next_run_time=datetime.now(UTC),
        )
        self._scheduler.start()
        return self

    def stop(self) -> None:
        """No further digest begins; return when the one that is being posted is done."""
        self._stopping.set()
        if self._scheduler.running:
            self._scheduler.shutdown()

    def __enter__(self) -> Schedule:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def sync(self) -> None:
        """One job for each channel whose digest is on, as its settings say now; jobs of others go."""
        with self._syncing:
            self._sync()

    def _sync(self) -> None:
        wanted = {_job_id(each): each for each in channels.every(self._store) if each.digest_on}
        present = {job.id: job for job in self._scheduler.get_jobs() if job.id.startswith("digest:")}
        for job_id in present.keys() - wanted.keys():
            self._scheduler.remove_job(job_id)
        for job_id, settings in wanted.items():
            name = f"{settings.digest_weekday} {settings.digest_time} {settings.time_zone}"
            if job_id not in present or present[job_id].name != name:
                self._scheduler.add_job(
                    self.post_due,
                    _trigger(settings),
                    args=[settings.workspace, settings.channel],
                    id=job_id,
                    name=name,
                    replace_existing=True,
                )

    def look(self) -> None:
        """Follow the channels table, and post what is due and not posted."""
        try:
            self.sync()
            for settings in channels.every(self._store):
                self.post_due(settings.workspace, settings.channel)
        except StoreError as error:
            self._log.error("store_failed", error=str(error))

    def next_digest(self, workspace: str, channel: str) -> datetime | None:
        """When the channel's next digest is due, or None where it has none."""
        job = self._scheduler.get_job(f"digest:{workspace}:{channel}")
        found: datetime | None = None if job is None else getattr(job, "next_run_time", None)
        return found

    def post_due(self, workspace: str, channel: str) -> None:
        """Post the channel's latest due digest, unless it is posted, too old, or another process is at it."""
        if self._stopping.is_set():
            return
        log = self._log.bind(workspace=workspace, channel=channel)
        try:
            covered = self._due(workspace, channel)
            if covered is None:
                return
            claim = self._claim(workspace, channel, covered)
            if claim is None:
                log.debug("digest_taken", period=covered.key)
                return
            self._post(claim, covered, log.bind(period=covered.key))
        except StoreError as error:
            log.error("store_failed", error=str(error))
        except Exception:
            log.exception("digest_failed")

    def _due(self, workspace: str, channel: str) -> Period | None:
        """The period whose digest is due and not settled; None where there is none.

        Nothing is due for a slot from before the channel was known, or before its schedule was last changed.
        """
        settings = channels.find(self._store, workspace, channel)
        if settings is None or not settings.digest_on:
            return None
        now = self._clock()
        slot = last_slot(settings, now)
        if now - slot > GRACE or (settings.since is not None and slot < settings.since):
            return None
        covered = scheduled(slot)
        return None if digests.is_settled(self._store, workspace, channel, covered.key) else covered

    def _claim(self, workspace: str, channel: str, covered: Period) -> Claim | None:
        return digests.claim(
            self._store,
            workspace,
            channel,
            covered.key,
            starts_at=covered.start,
            ends_at=covered.end,
            owner=self._owner,
            now=self._clock(),
            for_s=_LEASE_S,
            is_gone=is_gone,
        )

    def _post(self, claim: Claim, covered: Period, log: Any) -> None:
        digest = self._digest(claim, covered)
        if digest is None:
            digests.give_up(self._store, claim.id, "quiet")
            log.info("digest_quiet")
            return
        act = digest_act(claim.workspace, claim.channel, claim.period)
        try:
            place = (claim.workspace, claim.channel)
            ts = self._outward.post_once(act, *place, None, self._cards.digest(digest))
            for number, message in enumerate(self._cards.digest_rest(digest), 1):
                self._outward.post_once(f"{act}/{number}", *place, ts, message)
        except PostingError as error:
            self._refused(claim, error, log)
            return
        except Exception as error:
            wait = timedelta(seconds=_RETRY_S[-1])
            digests.release(self._store, claim.id, type(error).__name__, retry_at=self._clock() + wait)
            raise
        digests.record_posted(self._store, claim.id, ts, now=self._clock())
        log.info("digest_posted", ts=ts, late=digest.late, tries=claim.tries)

    def _digest(self, claim: Claim, covered: Period) -> Digest | None:
        """The digest, or None for a week in which nothing was shared."""
        settings = channels.find(self._store, claim.workspace, claim.channel)
        if settings is None:
            return None
        digest = gather(self._store, settings, covered, default_language=self._default_language)
        if not digest.coverage.read and not digest.coverage.failed:
            return None
        return replace(digest, late=self._clock() - covered.end > _LATE)

    def _refused(self, claim: Claim, error: PostingError, log: Any) -> None:
        """Slack did not take it: later again where that may help; a channel that is gone has no digest any more."""
        log.warning("digest_refused", error=str(error), tries=claim.tries)
        if error.retryable:
            wait_s = max(error.retry_after_s or 0.0, _RETRY_S[min(claim.tries, len(_RETRY_S)) - 1])
            digests.release(
                self._store, claim.id, error.error, retry_at=self._clock() + timedelta(seconds=wait_s)
            )
            return
        digests.give_up(self._store, claim.id, error.error)
        if error.error in _CHANNEL_GONE:
            channels.change(
                self._store, claim.workspace, claim.channel, by=None, now=self._clock(), digest_on=False
            )
            self.sync()


def digest_act(workspace: str, channel: str, period: str) -> str:
    """The key of the act of posting that digest: the same in every process."""
    digest = hashlib.sha256(f"{workspace}\n{channel}\n{period}".encode()).hexdigest()
    return f"digest/{digest[:24]}"


def _job_id(settings: ChannelSettings) -> str:
    return f"digest:{settings.workspace}:{settings.channel}"


def _trigger(settings: ChannelSettings) -> CronTrigger:
    """The weekday goes in by its name: APScheduler's numbers begin with Monday as 0, cron's with Sunday."""
    at = time.fromisoformat(settings.digest_time)
    return CronTrigger(
        day_of_week=settings.digest_weekday,
        hour=at.hour,
        minute=at.minute,
        second=at.second,
        timezone=ZoneInfo(settings.time_zone),
    )
