"""The inbox: links that wait to be read, each leased to one reader at a time.

A row is on disk before Slack hears that its event was taken. UNIQUE (workspace, channel, message, key) makes a repeated
event harmless, whatever its event id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage import moments
from storage.database import Store
from storage.records import Job, Place, State


def accept(store: Store, place: Place, links: Iterable[tuple[str, str]], *, now: datetime) -> tuple[Job, ...]:
    """The jobs that are new, of the message's (key, url) pairs; known ones are left as they are."""
    added = []
    with store.write() as db:
        for key, url in links:
            cursor = db.execute(
                """INSERT INTO inbox (workspace, channel, message_ts, thread_ts, user, key, url, state,
                                      accepted_at, run_after)
                   VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)
                   ON CONFLICT (workspace, channel, message_ts, key) DO NOTHING""",
                [*_place_values(place), key, url, moments.to_text(now), moments.to_text(now)],
            )
            if cursor.rowcount:
                added.append(_load(db, "rowid = last_insert_rowid()", []))
    return tuple(job for job in added if job is not None)


def lease(store: Store, owner: str, *, now: datetime, for_s: float) -> Job | None:
    """The oldest link that is due, now `owner`'s until `now` + `for_s`; None where nothing is due.

    A lease that ran out is given anew. Links with one and the same key are read one after the other.
    """
    moment, until = moments.to_text(now), moments.to_text(now + timedelta(seconds=for_s))
    with store.write() as db:
        row = db.execute(
            """SELECT id FROM inbox AS due
               WHERE ((state = 'waiting' AND run_after <= :now) OR (state = 'reading' AND lease_until < :now))
                 AND NOT EXISTS (SELECT 1 FROM inbox AS other WHERE other.key = due.key AND other.id <> due.id
                                 AND other.state = 'reading' AND other.lease_until >= :now)
               ORDER BY run_after, id LIMIT 1""",
            {"now": moment},
        ).fetchone()
        if row is None:
            return None
        db.execute(
            "UPDATE inbox SET state = 'reading', lease_owner = ?, lease_until = ?, tries = tries + 1 WHERE id = ?",
            [owner, until, row[0]],
        )
        return _load(db, "id = ?", [row[0]])


def renew(store: Store, job_id: int, owner: str, *, now: datetime, for_s: float) -> bool:
    """Whether the lease is still the owner's; then it lasts until `now` + `for_s`."""
    until = moments.to_text(now + timedelta(seconds=for_s))
    with store.write() as db:
        return bool(
            db.execute(
                "UPDATE inbox SET lease_until = ? WHERE id = ? AND lease_owner = ? AND state = 'reading'",
                [until, job_id, owner],
            ).rowcount
        )


def finish(
    store: Store,
    job_id: int,
    state: State,
    *,
    now: datetime,
    reason: str | None = None,
    message: str | None = None,
) -> None:
    """The link is done, or failed with its reason."""
    with store.write() as db:
        db.execute(
            """UPDATE inbox SET state = ?, reason = ?, message = ?, finished_at = ?, lease_owner = NULL,
               lease_until = NULL WHERE id = ?""",
            [state, reason, message, moments.to_text(now), job_id],
        )


def postpone(
    store: Store, job_id: int, *, until: datetime, reason: str | None = None, counted: bool = True
) -> None:
    """The link waits again, until then; `counted` False gives the try back (nothing was learned about the link)."""
    with store.write() as db:
        db.execute(
            """UPDATE inbox SET state = 'waiting', run_after = ?, reason = coalesce(?, reason),
               tries = max(0, tries - ?), lease_owner = NULL, lease_until = NULL WHERE id = ?""",
            [moments.to_text(until), reason, 0 if counted else 1, job_id],
        )


def ask_again(store: Store, job_id: int, *, now: datetime, pasted: str | None = None) -> bool:
    """Whether the failed link waits again; with `pasted`, that text is read in place of the page."""
    with store.write() as db:
        return bool(
            db.execute(
                """UPDATE inbox SET state = 'waiting', tries = 0, asked_again = asked_again + 1, run_after = ?,
                   pasted = coalesce(?, pasted), reason = NULL, message = NULL, finished_at = NULL
                   WHERE id = ? AND state = 'failed'""",
                [moments.to_text(now), pasted, job_id],
            ).rowcount
        )


def take_over(store: Store, is_gone: Callable[[str], bool]) -> int:
    """How many links were freed whose reader's process is gone; they are due at once.

    The try counts: a link that takes the whole process down is not read for ever.
    """
    with store.write() as db:
        owners = [
            row[0] for row in db.execute("SELECT DISTINCT lease_owner FROM inbox WHERE state = 'reading'")
        ]
        freed = 0
        for owner in filter(is_gone, owners):
            freed += db.execute(
                """UPDATE inbox SET state = 'waiting', lease_owner = NULL, lease_until = NULL
                   WHERE state = 'reading' AND lease_owner = ?""",
                [owner],
            ).rowcount
    return freed


def load(store: Store, job_id: int) -> Job | None:
    """The link with that id, or None."""
    with store.read() as db:
        return _load(db, "id = ?", [job_id])


def of_message(store: Store, workspace: str, channel: str, message_ts: str) -> tuple[Job, ...]:
    """The links of one message, in order."""
    with store.read() as db:
        rows = db.query(
            "SELECT * FROM inbox WHERE workspace = ? AND channel = ? AND message_ts = ? ORDER BY id",
            [workspace, channel, message_ts],
        )
        return tuple(_job(row) for row in rows)


def depth(store: Store) -> dict[str, int]:
    """How many links are in each state."""
    with store.read() as db:
        return {row[0]: row[1] for row in db.execute("SELECT state, count(*) FROM inbox GROUP BY state")}


def next_due(store: Store) -> datetime | None:
    """When the next waiting link is due (perhaps in the past), or None where none waits."""
    with store.read() as db:
        row = db.execute("SELECT min(run_after) FROM inbox WHERE state = 'waiting'").fetchone()
        return moments.from_text(row[0]) if row[0] else None


def _load(db: Database, where: str, parameters: list[Any]) -> Job | None:
    row = next(iter(db.query(f"SELECT * FROM inbox WHERE {where}", parameters)), None)
    return None if row is None else _job(row)


def _place_values(place: Place) -> list[str | None]:
    return [place.workspace, place.channel, place.message_ts, place.thread_ts, place.user]


def _job(row: dict[str, Any]) -> Job:
    return Job(
        id=row["id"],
        place=Place(row["workspace"], row["channel"], row["message_ts"], row["thread_ts"], row["user"]),
        key=row["key"],
        url=row["url"],
        state=row["state"],
        tries=row["tries"],
        accepted_at=moments.from_text(row["accepted_at"]),
        run_after=moments.from_text(row["run_after"]),
        pasted=row["pasted"],
        reason=row["reason"],
        message=row["message"],
        asked_again=row["asked_again"],
    )
