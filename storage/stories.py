"""Copies of one text: which articles are one story, and the sketches by which new copies are found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage import moments
from storage.database import Store


@dataclass(frozen=True, slots=True)
class Sketched:
    """An article's sketch (`bot.sameness`), and the story that it belongs to: the id of the story's first article."""

    article_id: int
    story_id: int
    size: int
    minhash: bytes


def recent(store: Store, since: datetime, *, but: int) -> list[Sketched]:
    """The sketches of all articles saved since then, without the article `but`, in the order of their first saving."""
    with store.read() as db:
        rows = db.query(
            """SELECT s.* FROM article_stories s JOIN articles a ON a.id = s.article_id
               WHERE a.saved_at >= ? AND a.id <> ? ORDER BY a.id""",
            [moments.to_text(since), but],
        )
        return [Sketched(row["article_id"], row["story_id"], row["size"], row["minhash"]) for row in rows]


def put(store: Store, article: Sketched) -> None:
    """Note the article's sketch and story. Copies that had joined the article's own story follow it into the other."""
    with store.write() as db:
        db.execute(
            """INSERT INTO article_stories (article_id, story_id, size, minhash) VALUES (?, ?, ?, ?)
               ON CONFLICT (article_id) DO UPDATE SET
               story_id = excluded.story_id, size = excluded.size, minhash = excluded.minhash""",
            [article.article_id, article.story_id, article.size, article.minhash],
        )
        db.execute(
            "UPDATE article_stories SET story_id = ? WHERE story_id = ?",
            [article.story_id, article.article_id],
        )


def story_of(store: Store, article_id: int) -> int:
    """The id of the story's first article: the article's own where it is no copy, or was never sketched."""
    with store.read() as db:
        row = db.execute("SELECT story_id FROM article_stories WHERE article_id = ?", [article_id]).fetchone()
    return article_id if row is None else int(row[0])


def text_of(store: Store, article_id: int) -> str:
    """The article's text. Raises KeyError where there is no such article."""
    with store.read() as db:
        row = db.execute("SELECT text FROM articles WHERE id = ?", [article_id]).fetchone()
    if row is None:
        raise KeyError(article_id)
    return str(row[0])
