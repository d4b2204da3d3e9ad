"""A channel's facts between two moments, and what was known of the companies before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.facts import Deal, Signal
from storage import articles, facts, moments
from storage.database import Store
from storage.records import Company, SharedFacts, Source, Timeline, TimelineEntry

_FIRST_SHARED = """
    SELECT article_id, min(shared_at) AS shared_at FROM shares WHERE workspace = ? AND channel = ?
    GROUP BY article_id"""

_COPIES = """
    SELECT copy.article_id FROM article_stories copy JOIN article_stories told ON told.story_id = copy.story_id
    JOIN shares s ON s.article_id = told.article_id AND told.article_id <> copy.article_id
    WHERE s.workspace = ? AND s.channel = ? AND s.shared_at < ?"""


def shared(
    store: Store, workspace: str, channel: str, start: datetime, end: datetime
) -> tuple[SharedFacts, ...]:
    """The articles first shared in the channel at `start` <= time < `end`, in that order, with their facts.

    A copy of a text that was shared there before `start` is not among them: its story is known.
    """
    sql = f"""SELECT * FROM ({_FIRST_SHARED}) WHERE shared_at >= ? AND shared_at < ? AND article_id NOT IN ({_COPIES})
              ORDER BY shared_at, article_id"""
    begin = moments.to_text(start)
    with store.read() as db:
        rows = list(
            db.query(sql, [workspace, channel, begin, moments.to_text(end), workspace, channel, begin])
        )
        return tuple(_shared(db, row["article_id"], moments.from_text(row["shared_at"])) for row in rows)


def count_failed(store: Store, workspace: str, channel: str, start: datetime, end: datetime) -> int:
    """How many different links could not be read, of those given up at `start` <= time < `end`."""
    with store.read() as db:
        row = db.execute(
            """SELECT count(DISTINCT key) FROM inbox WHERE workspace = ? AND channel = ? AND state = 'failed'
               AND finished_at >= ? AND finished_at < ?""",
            [workspace, channel, moments.to_text(start), moments.to_text(end)],
        ).fetchone()
    return int(row[0])


def deals_told_before(
    store: Store, workspace: str, channel: str, companies: Iterable[int], before: datetime
) -> list[tuple[int, Deal]]:
    """(company id, deal) of what articles shared in the channel earlier say of those companies."""
    return [
        (company_id, deal)
        for company_id in dict.fromkeys(companies)
        for _, deal in _facts_before(store, facts.read_deals, "d", workspace, channel, company_id, before)
    ]


def flagged_before(
    store: Store, workspace: str, channel: str, company_id: int, kinds: Iterable[str], before: datetime
) -> bool:
    """Whether an article shared in the channel earlier has such a signal of the company that is not denied."""
    found = _facts_before(store, facts.read_signals, "s", workspace, channel, company_id, before)
    return any(signal.kind in set(kinds) and signal.status != "denied" for _, signal in found)


def raised(store: Store, company_id: int) -> list[tuple[Deal, Source]]:
    """Every completed funding and loan of the company that any article states, in the order of saving."""
    where = "d.company_id = ? AND d.status = 'completed' AND d.kind IN ('funding', 'debt')"
    with store.read() as db:
        return [
            (deal, _source(db, article_id)) for article_id, deal in facts.read_deals(db, where, [company_id])
        ]


def timeline(store: Store, company: Company) -> Timeline:
    """All that is known of the company: its deals (also those it took part in) and its signals, in time order."""
    deal_of = "d.company_id = ? OR d.id IN (SELECT deal_id FROM deal_counterparties WHERE company_id = ?)"
    with store.read() as db:
        found: list[tuple[int, Deal | Signal]] = [
            *facts.read_deals(db, deal_of, [company.id, company.id]),
            *facts.read_signals(db, "s.company_id = ?", [company.id]),
        ]
        entries = [TimelineEntry(fact, _source(db, article_id)) for article_id, fact in found]
    entries.sort(key=lambda entry: entry.fact.date or entry.source.published or "9999")
    return Timeline(company, tuple(entries))


def all_facts(store: Store, *, page: int = 200) -> Iterable[SharedFacts]:
    """Every article with its facts, in the order of saving; read in pages, so that no snapshot stays open for long."""
    last = 0
    while True:
        with store.read() as db:
            sql = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"
            ids = [row[0] for row in db.execute(sql, [last, page])]
            found = [_shared(db, article_id, None) for article_id in ids]
        yield from found
        if not ids:
            return
        last = ids[-1]


def _facts_before(
    store: Store, read: Any, table: str, workspace: str, channel: str, company_id: int, before: datetime
) -> list[Any]:
    where = f"""{table}.company_id = ? AND {table}.article_id IN
        (SELECT article_id FROM shares WHERE workspace = ? AND channel = ? AND shared_at < ?)"""
    with store.read() as db:
        return list(read(db, where, [company_id, workspace, channel, moments.to_text(before)]))


def _shared(db: Database, article_id: int, shared_at: datetime | None) -> SharedFacts:
    document = articles.read(db, article_id).document
    sql = """
        SELECT company, company_id FROM deals WHERE article_id = :id
        UNION SELECT company, company_id FROM signals WHERE article_id = :id"""
    ids = tuple((row[0], row[1]) for row in db.execute(sql, {"id": article_id}))
    return SharedFacts(_source(db, article_id, shared_at), document, ids)


def _source(db: Database, article_id: int, shared_at: datetime | None = None) -> Source:
    sql = """SELECT a.*, s.story_id FROM articles a LEFT JOIN article_stories s ON s.article_id = a.id
             WHERE a.id = ?"""
    row = next(iter(db.query(sql, [article_id])))
    names = ("title", "url", "publisher", "published", "language", "story_id", "partial")
    fields = {name: row[name] for name in names}
    return Source(article_id=article_id, shared_at=shared_at, **fields)
