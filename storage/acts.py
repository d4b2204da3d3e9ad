"""Outward acts: written down before Slack is called, completed with the ts that Slack gave.

An act that is `begun` may or may not have happened: whoever finds one asks Slack before doing it again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storage import moments
from storage.database import Store
from storage.records import Act


def begin(
    store: Store, key: str, *, workspace: str, channel: str, thread_ts: str | None, now: datetime
) -> Act | None:
    """None where the act is new and may be done; else what is known of it (begun: ask first; done: leave it)."""
    with store.write() as db:
        cursor = db.execute(
            """INSERT INTO acts (key, state, workspace, channel, thread_ts, begun_at) VALUES (?, 'begun', ?, ?, ?, ?)
               ON CONFLICT (key) DO NOTHING""",
            [key, workspace, channel, thread_ts, moments.to_text(now)],
        )
        return None if cursor.rowcount else find(store, key)


def complete(store: Store, key: str, ts: str, *, now: datetime) -> None:
    """The act has happened, as the message `ts`."""
    with store.write() as db:
        db.execute(
            "UPDATE acts SET state = 'done', ts = ?, done_at = ? WHERE key = ?",
            [ts, moments.to_text(now), key],
        )


def forget(store: Store, key: str) -> None:
    """The act did not happen and will not (Slack refused it, or its message was deleted)."""
    with store.write() as db:
        db.execute("DELETE FROM acts WHERE key = ?", [key])


def find(store: Store, key: str) -> Act | None:
    """What is known of the act, or None."""
    with store.read() as db:
        row = next(iter(db.query("SELECT * FROM acts WHERE key = ?", [key])), None)
    return None if row is None else _act(row)


def begun(store: Store, prefix: str) -> list[Act]:
    """The acts whose key begins with `prefix` and which were not completed, oldest first."""
    sql = "SELECT * FROM acts WHERE state = 'begun' AND substr(key, 1, ?) = ? ORDER BY begun_at, key"
    with store.read() as db:
        return [_act(row) for row in db.query(sql, [len(prefix), prefix])]


def _act(row: dict[str, Any]) -> Act:
    return Act(row["key"], row["state"], row["workspace"], row["channel"], row["thread_ts"], row["ts"])
