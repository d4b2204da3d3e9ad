"""Sightings: who shared which article where, and where its card stands."""

from __future__ import annotations

from datetime import datetime

from storage import moments
from storage.database import Store
from storage.records import Place, Share

_SHARE = """
    SELECT s.*, a.ts AS card_ts FROM shares s
    LEFT JOIN acts a ON a.key = s.card_act"""

_OF_STORY = """
    WITH own(id) AS (SELECT article_id FROM article_keys WHERE key = ?),
    story(id) AS (SELECT story_id FROM article_stories WHERE article_id IN own)
    SELECT id FROM own UNION SELECT id FROM story
    UNION SELECT article_id FROM article_stories WHERE story_id IN story"""


def add(store: Store, article_id: int, place: Place, url: str, card_act: str, *, now: datetime) -> None:
    """Note that the article was shared there; `card_act` is the act of its card. Twice is once."""
    with store.write() as db:
        db.execute(
            """INSERT INTO shares (article_id, workspace, channel, message_ts, thread_ts, user, url,
                                   shared_at, card_act)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (article_id, workspace, channel, message_ts) DO NOTHING""",
            [
                article_id,
                place.workspace,
                place.channel,
                place.message_ts,
                place.thread_ts,
                place.user,
                url,
                moments.to_text(now),
                card_act,
            ],
        )


def first(store: Store, workspace: str, channel: str, key: str) -> Share | None:
    """The first sharing in that channel of the article or of a copy of its text, or None."""
    with store.read() as db:
        where = f"s.article_id IN ({_OF_STORY}) AND s.workspace = ? AND s.channel = ?"
        sql = f"{_SHARE} WHERE {where} ORDER BY s.id LIMIT 1"
        row = next(iter(db.query(sql, [key, workspace, channel])), None)
    if row is None:
        return None
    place = Place(row["workspace"], row["channel"], row["message_ts"], row["thread_ts"], row["user"])
    return Share(row["article_id"], place, row["url"], moments.from_text(row["shared_at"]), row["card_ts"])


def main_language(store: Store, workspace: str, channel: str) -> str | None:
    """The language that most of the channel's articles are in (the latest decides a tie), None where it has none."""
    with store.read() as db:
        row = db.execute(
            """SELECT language FROM articles JOIN shares s ON s.article_id = articles.id
               WHERE s.workspace = ? AND s.channel = ? AND language IN ('ko', 'en')
               GROUP BY language ORDER BY count(DISTINCT articles.id) DESC, max(s.id) DESC LIMIT 1""",
            [workspace, channel],
        ).fetchone()
    return None if row is None else str(row[0])
