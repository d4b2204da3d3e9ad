"""Who posts a digest: one claim a channel and period, then the ts of the message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from storage import moments
from storage.database import Store
from storage.records import Claim


def claim(
    store: Store,
    workspace: str,
    channel: str,
    period: str,
    *,
    starts_at: datetime,
    ends_at: datetime,
    owner: str,
    now: datetime,
    for_s: float,
    is_gone: Callable[[str], bool],
) -> Claim | None:
    """The right to post that digest, or None: it is posted, given up, or another process is at it.

    A claim whose lease ran out, or whose process is gone, goes to whoever asks next.
    """
    moment, until = moments.to_text(now), moments.to_text(now + timedelta(seconds=for_s))
    with store.write() as db:
        cursor = db.execute(
            """INSERT INTO digests (workspace, channel, period, starts_at, ends_at, state, owner,
                                    claimed_at, lease_until)
               VALUES (?, ?, ?, ?, ?, 'claimed', ?, ?, ?) ON CONFLICT (workspace, channel, period) DO NOTHING""",
            [
                workspace,
                channel,
                period,
                moments.to_text(starts_at),
                moments.to_text(ends_at),
                owner,
                moment,
                until,
            ],
        )
        key = [workspace, channel, period]
        sql = "SELECT * FROM digests WHERE workspace = ? AND channel = ? AND period = ?"
        row = next(iter(db.query(sql, key)))
        if not cursor.rowcount:
            if row["state"] != "claimed" or (row["lease_until"] >= moment and not is_gone(row["owner"])):
                return None
            db.execute(
                "UPDATE digests SET owner = ?, lease_until = ?, tries = tries + 1 WHERE id = ?",
                [owner, until, row["id"]],
            )
            row["tries"] += 1
    return _claim(row)


def is_settled(store: Store, workspace: str, channel: str, period: str) -> bool:
    """Whether the digest is posted or given up: nothing is left to do."""
    sql = "SELECT 1 FROM digests WHERE workspace = ? AND channel = ? AND period = ? AND state <> 'claimed'"
    with store.read() as db:
        return db.execute(sql, [workspace, channel, period]).fetchone() is not None


def record_posted(store: Store, claim_id: int, ts: str, *, now: datetime) -> None:
    """The digest stands in its channel as the message `ts`."""
    with store.write() as db:
        db.execute(
            "UPDATE digests SET state = 'posted', ts = ?, posted_at = ? WHERE id = ?",
            [ts, moments.to_text(now), claim_id],
        )


def release(store: Store, claim_id: int, reason: str, *, retry_at: datetime) -> None:
    """The digest could not be posted now; anyone may claim it from `retry_at` on."""
    with store.write() as db:
        db.execute(
            "UPDATE digests SET lease_until = ?, owner = 'released', reason = ? WHERE id = ?",
            [moments.to_text(retry_at), reason, claim_id],
        )


def give_up(store: Store, claim_id: int, reason: str) -> None:
    """The digest will not be posted, and why."""
    with store.write() as db:
        db.execute("UPDATE digests SET state = 'skipped', reason = ? WHERE id = ?", [reason, claim_id])


def posted(store: Store, workspace: str, channel: str) -> list[tuple[str, str]]:
    """(period, ts) of the digests that stand in the channel, oldest first."""
    sql = (
        "SELECT period, ts FROM digests WHERE workspace = ? AND channel = ? AND state = 'posted' ORDER BY id"
    )
    with store.read() as db:
        return [(row[0], row[1]) for row in db.execute(sql, [workspace, channel])]


def _claim(row: dict[str, Any]) -> Claim:
    return Claim(
        row["id"],
        row["workspace"],
        row["channel"],
        row["period"],
        moments.from_text(row["starts_at"]),
        moments.from_text(row["ends_at"]),
        row["tries"],
    )
