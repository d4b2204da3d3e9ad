"""How each channel wants things. A row begins when a link is first shared there."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from storage import moments
from storage.database import Store
from storage.records import ChannelSettings

_SCHEDULE = ("time_zone", "digest_on", "digest_weekday", "digest_time")
_CHANGEABLE = frozenset((*_SCHEDULE, "language", "currency"))


def begin(store: Store, workspace: str, channel: str, *, time_zone: str | None, now: datetime) -> bool:
    """Whether the channel is new; then it has its settings now. `time_zone` None: not known yet, UTC meanwhile."""
    with store.write() as db:
        return bool(
            db.execute(
                """INSERT INTO channels (workspace, channel, time_zone, since) VALUES (?, ?, ?, ?)
                   ON CONFLICT (workspace, channel) DO NOTHING""",
                [workspace, channel, time_zone, moments.to_text(now)],
            ).rowcount
        )


def lacks_zone(store: Store, workspace: str, channel: str) -> bool:
    """Whether the channel's time zone is still to be learned."""
    with store.read() as db:
        sql = "SELECT 1 FROM channels WHERE workspace = ? AND channel = ? AND time_zone IS NULL"
        return db.execute(sql, [workspace, channel]).fetchone() is not None


def learn_zone(store: Store, workspace: str, channel: str, time_zone: str) -> None:
    """Set the time zone where nobody has set one."""
    with store.write() as db:
        db.execute(
            "UPDATE channels SET time_zone = ? WHERE workspace = ? AND channel = ? AND time_zone IS NULL",
            [time_zone, workspace, channel],
        )


def find(store: Store, workspace: str, channel: str) -> ChannelSettings | None:
    """The channel's settings, or None where nothing was ever shared or set."""
    with store.read() as db:
        sql = "SELECT * FROM channels WHERE workspace = ? AND channel = ?"
        row = next(iter(db.query(sql, [workspace, channel])), None)
    return None if row is None else _settings(row)


def every(store: Store) -> tuple[ChannelSettings, ...]:
    """All channels, by id."""
    with store.read() as db:
        return tuple(_settings(row) for row in db.query("SELECT * FROM channels ORDER BY workspace, channel"))


def change(
    store: Store, workspace: str, channel: str, *, by: str | None, now: datetime, **changes: Any
) -> ChannelSettings:
    """The settings after the changes, kept. A changed schedule counts from now: it makes no past digest due.

    Raises TypeError for a setting that there is none of.
    """
    if unknown := set(changes) - _CHANGEABLE:
        raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
    with store.write() as db:
        begin(store, workspace, channel, time_zone=None, now=now)
        before = asdict(_the(store, workspace, channel))
        if any(before[name] != changes[name] for name in _SCHEDULE if name in changes):
            changes["since"] = moments.to_text(now)
        assignments = ", ".join(f"{name} = :{name}" for name in ("set_by", *changes))
        db.execute(
            f"UPDATE channels SET {assignments} WHERE workspace = :workspace AND channel = :channel",
            {**changes, "set_by": by, "workspace": workspace, "channel": channel},
        )
        return _the(store, workspace, channel)


def _the(store: Store, workspace: str, channel: str) -> ChannelSettings:
    found = find(store, workspace, channel)
    if found is None:
        raise KeyError((workspace, channel))
    return found


def _settings(row: dict[str, Any]) -> ChannelSettings:
    return ChannelSettings(
        workspace=row["workspace"],
        channel=row["channel"],
        time_zone=row["time_zone"] or "UTC",
        language=row["language"],
        currency=row["currency"],
        digest_on=bool(row["digest_on"]),
        digest_weekday=row["digest_weekday"],
        digest_time=row["digest_time"],
        set_by=row["set_by"],
        since=moments.from_text(row["since"]),
    )
