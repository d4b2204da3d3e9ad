"""The page that an article was read from: kept for a while, so that a fact can be checked when the site has changed.

What is kept goes by its age; the site's marks of that version stay, so that a later reading need not fetch it again.
"""

from __future__ import annotations

from datetime import datetime

from storage import moments
from storage.database import Store
from storage.records import Page


def keep(store: Store, article_id: int, page: Page, *, with_bytes: bool = True) -> None:
    """The article's page is this one from now on; without its bytes only where it came from and the site's marks."""
    with store.write() as db:
        db.execute(
            """INSERT OR REPLACE INTO pages (article_id, url, content_type, charset, etag, last_modified, rendered,
                                             sha256, fetched_at, packed)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                article_id,
                page.url,
                page.content_type,
                page.charset,
                page.etag,
                page.last_modified,
                int(page.is_rendered),
                page.sha256,
                moments.to_text(page.fetched_at),
                page.packed if with_bytes else None,
            ],
        )


def find(store: Store, key: str) -> Page | None:
    """The page of the article that is found by `key`; its `packed` is None where the bytes are not kept (any more)."""
    with store.read() as db:
        row = next(
            iter(
                db.query(
                    "SELECT p.* FROM pages p JOIN article_keys k ON k.article_id = p.article_id WHERE k.key = ?",
                    [key],
                )
            ),
            None,
        )
    if row is None:
        return None
    return Page(
        url=row["url"],
        content_type=row["content_type"],
        charset=row["charset"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        is_rendered=bool(row["rendered"]),
        sha256=row["sha256"],
        fetched_at=moments.from_text(row["fetched_at"]),
        packed=row["packed"],
    )


def forget(store: Store, article_id: int) -> None:
    """The article has no page of its own from now on."""
    with store.write() as db:
        db.execute("DELETE FROM pages WHERE article_id = ?", [article_id])


def erase_before(store: Store, moment: datetime) -> int:
    """How many pages lost their bytes: all that were fetched before `moment`."""
    with store.write() as db:
        return int(
            db.execute(
                "UPDATE pages SET packed = NULL WHERE packed IS NOT NULL AND fetched_at < ?",
                [moments.to_text(moment)],
            ).rowcount
        )
