"""An article with its facts: save it once, read it back equal, find it by its key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.facts import Article, Document, Name
from storage import companies, facts, moments
from storage.database import Store, insert
from storage.records import Stored

_ARTICLE = ("url", "title", "publisher", "author", "published", "updated", "language", "partial", "text")


@dataclass(frozen=True, slots=True)
class Saved:
    """`changed` is False where the very same document was there already."""

    article_id: int
    changed: bool


def save(store: Store, key: str, document: Document, *, now: datetime, found_by: str | None = None) -> Saved:
    """Keep the document under its article's key, in one transaction.

    `found_by` is another key that leads to it from now on (the key of a link that was redirected). The same document
    again only renews the time of saving. Another one under the same key (the page was edited, the rules got better)
    takes the place of the article's facts; the article's id, its shares and the companies stay.
    """
    with store.write() as db:
        saved = _save(db, key, document, now)
        for each in (key, found_by or key):
            db.execute(
                "INSERT OR REPLACE INTO article_keys (key, article_id) VALUES (?, ?)",
                [each, saved.article_id],
            )
        return saved


def find(store: Store, key: str) -> Stored | None:
    """The document kept under the key, or None."""
    with store.read() as db:
        row = db.execute("SELECT article_id FROM article_keys WHERE key = ?", [key]).fetchone()
        return None if row is None else read(db, row[0])


def load(store: Store, article_id: int) -> Stored:
    """The document with that id. Raises KeyError where there is none."""
    with store.read() as db:
        return read(db, article_id)


def read(db: Database, article_id: int) -> Stored:
    """As `load`, within a transaction that is open already."""
    row = next(iter(db.query("SELECT * FROM articles WHERE id = ?", [article_id])), None)
    if row is None:
        raise KeyError(article_id)
    document = Document(
        article=Article(**{name: row[name] for name in _ARTICLE}),
        summary=tuple(json.loads(row["summary"])),
        deals=tuple(deal for _, deal in facts.read_deals(db, "d.article_id = ?", [article_id])),
        signals=tuple(signal for _, signal in facts.read_signals(db, "s.article_id = ?", [article_id])),
        market_figures=facts.read_figures(db, article_id),
        checks=facts.read_checks(db, article_id),
        names=tuple(Name(name, tuple(aliases)) for name, aliases in json.loads(row["names"])),
        possible=facts.read_possible(db, article_id),
    )
    return Stored(article_id, row["key"], document, moments.from_text(row["saved_at"]))


def _save(db: Database, key: str, document: Document, now: datetime) -> Saved:
    fingerprint = _fingerprint(document)
    known = db.execute("SELECT id, content_hash FROM articles WHERE key = ?", [key]).fetchone()
    row = _row(document) | {"key": key, "content_hash": fingerprint, "saved_at": moments.to_text(now)}
    if known is None:
        article_id = insert(db, "articles", row)
    elif known[1] == fingerprint:
        db.execute("UPDATE articles SET saved_at = ? WHERE id = ?", [row["saved_at"], known[0]])
        return Saved(known[0], changed=False)
    else:
        article_id = known[0]
        facts.erase(db, article_id)
        db.table("articles").update(article_id, row)
    facts.write(db, article_id, document, companies.identify(db, document, article_id, now))
    return Saved(article_id, changed=True)


def _row(document: Document) -> dict[str, Any]:
    names = [[entry.name, list(entry.aliases)] for entry in document.names]
    return {name: getattr(document.article, name) for name in _ARTICLE} | {
        "summary": json.dumps(document.summary, ensure_ascii=False),
        "names": json.dumps(names, ensure_ascii=False),
    }


def _fingerprint(document: Document) -> str:
    plain = json.dumps(asdict(document), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
