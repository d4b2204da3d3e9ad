"""The schedule: each channel's digest at its own time, once, and what becomes of one that was missed or refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels import change, settings_of
from bot.errors import PostingError, SettingsError
from bot.inbox import Place
from bot.schedule import GRACE, Schedule
from storage import articles, channels, digests, shares
from storage.database import Store
from tests.stand_ins.posting import FilePoster, PlainCards, wait_for
from tests.stand_ins.store_contents import deal, document

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MONTH = timedelta(days=30)


class Clock:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def poster(tmp_path: Path) -> FilePoster:
    return FilePoster(tmp_path / "channel.jsonl")


@pytest.fixture
def clock() -> Clock:
    return Clock(MONDAY)


@pytest.fixture
def schedule(store: Store, poster: FilePoster, clock: Clock) -> Iterator[Schedule]:
    made = Schedule(store, poster, PlainCards(), clock=clock)
    yield made
    made.stop()


def channel(store: Store, name: str = "C1", *, at: datetime = MONDAY, **settings: Any) -> None:
    """A channel known for a month in which a deal was shared a day before `at`."""
    channels.begin(store, "T1", name, time_zone="UTC", now=at - MONTH)
    if settings:
        change(store, "T1", name, by="U1", clock=lambda: at - MONTH, **settings)
    saved = articles.save(store, f"https://a.example/{name}", document(deal(name, 125)), now=at)
    place = Place("T1", name, f"{(at - timedelta(days=1)).timestamp():.6f}")
    shares.add(store, saved.article_id, place, "https://a.example/1", "card/x", now=at - timedelta(days=1))


def test_apscheduler_posts_the_digest_when_its_second_comes(store: Store, poster: FilePoster) -> None:
    now = datetime.now(UTC)
    due = (now + timedelta(seconds=2)).replace(microsecond=0)
    channel(store, at=now)
    with Schedule(store, poster, PlainCards()) as schedule:
        assert poster.posted() == []
        change(
            store,
            "T1",
            "C1",
            by="U1",
            digest_weekday=due.strftime("%a").lower(),
            digest_time=due.strftime("%H:%M:%S"),
        )
        schedule.sync()
        assert schedule.next_digest("T1", "C1") == due
        wait_for(lambda: digests.posted(store, "T1", "C1") != [])
    (posted,) = poster.lines("post")
    assert posted["text"] == "digest: 1 deals"
    assert (posted["channel"], posted["thread"]) == ("C1", None)
    assert 0 <= float(posted["ts"]) - due.timestamp() < 5


def test_jobs_follow_the_channels_settings(store: Store, schedule: Schedule) -> None:
    schedule._scheduler.start(paused=True)
    channel(store, "C1")
    channel(store, "C2", time_zone="Asia/Seoul", digest_weekday="fri", digest_time="17:30")
    channel(store, "C3", digest_on=False)
    schedule.sync()
    seoul = schedule.next_digest("T1", "C2")
    assert seoul is not None
    assert (seoul.isoformat()[11:], seoul.weekday()) == ("17:30:00+09:00", 4)
    assert schedule.next_digest("T1", "C3") is None
    change(store, "T1", "C1", by="U1", digest_on=False)
    change(store, "T1", "C3", by="U1", digest_on=True, digest_weekday="sun")
    schedule.sync()
    assert schedule.next_digest("T1", "C1") is None
    sunday = schedule.next_digest("T1", "C3")
    assert sunday is not None
    assert sunday.weekday() == 6


def test_the_grace_is_set_on_the_job_itself(store: Store, schedule: Schedule) -> None:
    schedule._scheduler.start(paused=True)
    channel(store)
    schedule.sync()
    job = schedule._scheduler.get_job("digest:T1:C1")
    assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (86_400, True, 1)


def test_a_digest_missed_while_the_bot_was_down_is_posted_late(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    clock.now = MONDAY + timedelta(hours=5)
    schedule.look()
    schedule.look()
    assert poster.posted() == ["digest: 1 deals, late"]


def test_a_digest_missed_for_more_than_a_day_is_left_out(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    clock.now = MONDAY + GRACE + timedelta(minutes=1)
    schedule.look()
    assert poster.posted() == []


def test_only_the_latest_of_several_missed_weeks_is_posted(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    clock.now = MONDAY + timedelta(days=21, hours=2)
    channel(store, "C2", at=MONDAY + timedelta(days=21))
    schedule.look()
    assert [line["channel"] for line in poster.lines("post")] == ["C2"]


def test_a_clock_that_is_put_back_after_the_digest_posts_no_second(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    schedule.look()
    for moved in (timedelta(hours=-2), timedelta(minutes=1), timedelta(days=3650), timedelta(hours=1)):
        clock.now = MONDAY + moved
        schedule.look()
    assert poster.posted() == ["digest: 1 deals"]


def test_a_new_channel_and_a_changed_schedule_make_no_past_digest_due(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    clock.now = MONDAY - timedelta(hours=1)
    change(store, "T1", "C1", by="U1", clock=clock, digest_time="07:00")
    schedule.look()
    assert poster.posted() == []
    clock.now += timedelta(days=7)
    schedule.look()
    assert poster.posted() == []


def test_a_week_in_which_nothing_was_shared_stays_silent(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    clock.now = MONDAY + timedelta(days=7)
    schedule.look()
    assert poster.posted() == []


def test_a_digest_that_slack_refuses_for_now_is_posted_later(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    refusals = [PostingError("chat.postMessage", "ratelimited", retryable=True, retry_after_s=90)]

    def refuse(method: str) -> None:
        if refusals:
            raise refusals.pop()

    poster.refuse = refuse
    schedule.look()
    clock.now += timedelta(seconds=60)
    schedule.look()
    assert poster.posted() == []
    clock.now += timedelta(seconds=31)
    schedule.look()
    assert poster.posted() == ["digest: 1 deals"]


def test_a_digest_whose_answer_was_lost_is_found_and_not_repeated(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    lost = [PostingError("chat.postMessage", "timeout", retryable=True)]

    def lose(method: str) -> None:
        if lost:
            raise lost.pop()

    poster.lose = lose
    schedule.look()
    clock.now += timedelta(minutes=2)
    schedule.look()
    assert poster.posted() == ["digest: 1 deals"]
    assert digests.posted(store, "T1", "C1") == [("2026-11-23T09:00", poster.lines("post")[0]["ts"])]


def test_what_the_message_does_not_bear_follows_once_in_its_thread(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)
    saved = articles.save(store, "more", document(deal("B", 2), deal("A", 1)), now=MONDAY)
    day_before = MONDAY - timedelta(days=1)
    shares.add(
        store, saved.article_id, Place("T1", "C1", "2.0"), "https://a.example/2", "card/y", now=day_before
    )
    lost = [PostingError("chat.postMessage", "timeout", retryable=True)]

    def lose_the_second(method: str) -> None:
        if len(poster.lines("post")) == 2 and lost:
            raise lost.pop()

    poster.lose = lose_the_second
    schedule.look()
    clock.now += timedelta(minutes=2)
    schedule.look()
    head, *rest = poster.lines("post")
    assert [line["text"] for line in rest] == ["rest: B", "rest: A"]
    assert {line["thread"] for line in rest} == {head["ts"]}


def test_a_channel_that_is_gone_has_no_digest_any_more(
    store: Store, poster: FilePoster, clock: Clock, schedule: Schedule
) -> None:
    channel(store)

    def refuse(method: str) -> None:
        raise PostingError("chat.postMessage", "is_archived")

    poster.refuse = refuse
    schedule.look()
    assert not settings_of(store, "T1", "C1").digest_on


def test_one_channels_fault_does_not_keep_others_from_their_digest(
    store: Store, poster: FilePoster, schedule: Schedule
) -> None:
    channel(store, "C1")
    channel(store, "C2")

    def refuse(method: str) -> None:
        if not poster.lines("post") and not refused:
            refused.append(method)
            raise ZeroDivisionError

    refused: list[str] = []
    poster.refuse = refuse
    schedule.look()
    assert [line["channel"] for line in poster.lines("post")] == ["C2"]


def test_digests_of_many_channels_come_at_their_second(store: Store, poster: FilePoster) -> None:
    now = datetime.now(UTC)
    due = (now + timedelta(seconds=3)).replace(microsecond=0)
    for number in range(12):
        channel(
            store,
            f"C{number}",
            at=now,
            digest_weekday=due.strftime("%a").lower(),
            digest_time=due.strftime("%H:%M:%S"),
        )
    with Schedule(store, poster, PlainCards()):
        wait_for(lambda: len(poster.lines("post")) == 12)
        time.sleep(0.2)
    assert sorted(line["channel"] for line in poster.lines("post")) == sorted(
        f"C{number}" for number in range(12)
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest_weekday": "0"},
        {"digest_weekday": "monday"},
        {"digest_time": "24:00"},
        {"digest_time": "9:00"},
        {"time_zone": "Mars/Olympus"},
        {"language": "fr"},
        {"currency": "won"},
        {"digest_on": "yes"},
    ],
)
def test_a_wrong_setting_changes_nothing(store: Store, wrong: dict[str, Any]) -> None:
    channel(store)
    before = settings_of(store, "T1", "C1")
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        change(store, "T1", "C1", by="U1", **({"digest_time": "10:00"} | wrong))
    assert settings_of(store, "T1", "C1") == before
