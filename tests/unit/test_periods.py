"""When a digest is due and what it covers, with a moved clock and in zones that change theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.period import before, last_slot, running, scheduled
from storage.records import ChannelSettings, Weekday


def settings(zone: str, weekday: Weekday = "mon", at: str = "09:00") -> ChannelSettings:
    return ChannelSettings("T1", "C1", time_zone=zone, digest_weekday=weekday, digest_time=at)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        ("2026-11-25T12:00", "2026-11-23T09:00:00+09:00"),
        ("2026-11-29T23:59:59", "2026-11-23T09:00:00+09:00"),
        ("2026-11-30T00:00", "2026-11-30T09:00:00+09:00"),
        ("2027-01-03T23:00", "2026-12-28T09:00:00+09:00"),
    ],
)
def test_the_last_slot_is_the_latest_monday_nine_of_the_channels_zone(now: str, slot: str) -> None:
    assert last_slot(settings("Asia/Seoul"), utc(now)).isoformat() == slot


def test_weekdays_are_names_and_sunday_is_sunday() -> None:
    slot = last_slot(settings("Asia/Seoul", "sun", "18:30"), utc("2026-11-25T00:00"))
    assert slot.isoformat() == "2026-11-22T18:30:00+09:00"


def test_a_period_is_the_seven_days_up_to_its_slot_and_prints_whole_days() -> None:
    period = scheduled(last_slot(settings("Asia/Seoul"), utc("2026-11-25T00:00")))
    assert period.key == "2026-11-23T09:00"
    assert (period.start.isoformat(), period.end.isoformat()) == (
        "2026-11-16T09:00:00+09:00",
        "2026-11-23T09:00:00+09:00",
    )
    assert (period.first_day, period.last_day) == (date(2026, 11, 16), date(2026, 11, 22))


def test_an_evening_digest_names_its_own_day_as_the_last() -> None:
    period = scheduled(last_slot(settings("Europe/Berlin", "fri", "17:00"), utc("2026-11-21T00:00")))
    assert (period.first_day, period.last_day) == (date(2026, 11, 14), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("zone", "slot_day", "hours"),
    [
        ("America/New_York", "2026-03-09T15:00", 167),
        ("America/New_York", "2026-11-02T15:00", 169),
        ("Asia/Seoul", "2026-11-02T15:00", 168),
        ("Australia/Lord_Howe", "2026-10-05T15:00", 167.5),
    ],
)
def test_periods_follow_the_wall_clock_when_it_changes(zone: str, slot_day: str, hours: float) -> None:
    period = scheduled(last_slot(settings(zone), utc(slot_day)))
    lasting = period.end.astimezone(UTC) - period.start.astimezone(UTC)
    assert lasting == timedelta(hours=hours)
    assert (period.start.hour, period.end.hour) == (9, 9)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Seoul", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_a_year_of_periods_joins_without_gap_or_overlap(zone: str) -> None:
    chosen = settings(zone, "sun", "02:30")
    now = utc("2026-01-08T00:00")
    previous = scheduled(last_slot(chosen, now))
    keys = {previous.key}
    for week in range(1, 53):
        period = scheduled(last_slot(chosen, now + timedelta(days=7 * week)))
        assert period.start.astimezone(UTC) == previous.end.astimezone(UTC)
        keys.add(period.key)
        previous = period
    assert len(keys) == 53


def test_an_hour_that_comes_twice_is_one_slot() -> None:
    chosen = settings("America/New_York", "sun", "01:30")
    first, second = utc("2026-11-01T05:30"), utc("2026-11-01T06:30")
    assert scheduled(last_slot(chosen, first)).key == scheduled(last_slot(chosen, second)).key


def test_the_running_period_ends_now_and_includes_today() -> None:
    period = running(settings("Asia/Seoul"), utc("2026-11-25T08:00"))
    assert period.end == utc("2026-11-25T08:00")
    assert period.end - period.start == timedelta(days=7)
    assert (period.first_day, period.last_day) == (date(2026, 11, 19), date(2026, 11, 25))


def test_the_week_before_ends_where_the_period_begins() -> None:
    period = scheduled(last_slot(settings("America/New_York"), utc("2026-11-09T15:00")))
    earlier = before(period)
    assert earlier.end == period.start
    assert earlier.start.isoformat() == "2026-10-26T09:00:00-04:00"
