"""When a digest is due, and what it covers: seven days of the channel's own clock, up to the moment that it is for.

A digest for Monday 09:00 covers Monday 09:00 to Monday 09:00, so that periods join without gap or overlap and nothing
that was shared a minute before waits for a week. The week in which the clocks change has 167 or 169 hours.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from bot.week import Period
from storage.records import ChannelSettings, Weekday

_WEEK = timedelta(days=7)
_HALF_DAY = timedelta(hours=12)


def last_slot(settings: ChannelSettings, now: datetime) -> datetime:
    """The latest moment, not after `now`, that the channel's digest is set for; in the channel's zone.

    A time that the clocks skip on that day counts as if they had not been moved yet.
    """
    zone = ZoneInfo(settings.time_zone)
    local = now.astimezone(zone)
    days_since = (local.weekday() - get_args(Weekday).index(settings.digest_weekday)) % 7
    day = local.date() - timedelta(days=days_since)
    slot = datetime.combine(day, time.fromisoformat(settings.digest_time), zone)
    return slot if slot.astimezone(UTC) <= now.astimezone(UTC) else _a_week_before(slot)


def scheduled(slot: datetime) -> Period:
    """The period of the digest that is due at `slot` (as `last_slot` gives it).

    Its key is the slot's own local date and time: what fires twice for one slot (two processes, a clock that is put
    back, an hour that comes twice) finds the same key; a digest moved to another time is another one.
    """
    start = _a_week_before(slot)
    return Period(
        key=slot.replace(tzinfo=None).isoformat(timespec="seconds" if slot.second else "minutes"),
        start=start,
        end=slot,
        first_day=_day_after(start),
        last_day=(slot.replace(tzinfo=None) - _HALF_DAY).date(),
        time_zone=str(slot.tzinfo),
    )


def running(settings: ChannelSettings, now: datetime) -> Period:
    """The seven days up to now, today included: what is shown when somebody asks."""
    local = now.astimezone(ZoneInfo(settings.time_zone))
    start = _a_week_before(local)
    return Period(
        key="running",
        start=start,
        end=local,
        first_day=_day_after(start),
        last_day=local.date(),
        time_zone=settings.time_zone,
    )


def before(period: Period) -> Period:
    """The seven days before the period."""
    start, end = _a_week_before(period.start), period.start
    return Period("before", start, end, period.first_day - _WEEK, period.last_day - _WEEK, period.time_zone)


def _a_week_before(local: datetime) -> datetime:
    """The same time of the clock seven days before (arithmetic within one zone is the clock's)."""
    return local - _WEEK


def _day_after(start: datetime) -> date:
    """The first day of which the most belongs to a period that begins at `start`."""
    return (start.replace(tzinfo=None) + _HALF_DAY).date()
