"""Who is who: one record a company, found again by any of its names.

First depth: a name is a company's own when it, or an alias that an article states beside it, has the same normal form.
What would join two companies that already exist joins nothing; it is kept in `name_conflicts` for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.facts import Deal, Document, Name
from storage import moments
from storage.database import Store, insert
from storage.names import normalise
from storage.records import Company, CompanyName


def identify(db: Database, document: Document, article_id: int, now: datetime) -> dict[str, int]:
    """The company id of each name that the document's facts use; unknown names become companies.

    The document's own list of names comes first, so that a fact under an alias finds the company of the name.
    """
    ids: dict[str, int] = {}
    aliases = {entry.name: entry.aliases for entry in document.names}
    used = dict.fromkeys(names_used(document))
    by_alias = {alias: entry for entry in document.names for alias in entry.aliases}
    for name in used:
        entry = by_alias.get(name)
        known = Name(name, aliases[name]) if name in aliases else entry or Name(name)
        ids[name] = _identify(db, known, article_id, now)
    return ids


def names_used(document: Document) -> Iterable[str]:
    """Every company name of the document's facts, possible ones included, in order, with repeats."""
    facts = (*document.deals, *document.signals, *(entry.fact for entry in document.possible))
    for fact in facts:
        yield fact.company
        if isinstance(fact, Deal):
            yield from (party.name for party in fact.counterparties)


def find(store: Store, name: str) -> Company | None:
    """The company of that name, in whatever spelling that normalises to the same, or None."""
    with store.read() as db:
        company_id = _known(db, normalise(name))
        return None if company_id is None else _load(db, company_id)


def load(store: Store, company_id: int) -> Company | None:
    """The company with that id, or None."""
    with store.read() as db:
        return _load(db, company_id)


def every_name(store: Store) -> list[tuple[str, int]]:
    """All names of all companies that some fact is about, each with its company's id, for finding the nearest."""
    sql = """
        SELECT DISTINCT n.name, n.company_id FROM company_names n WHERE EXISTS
            (SELECT 1 FROM deals WHERE company_id = n.company_id) OR EXISTS
            (SELECT 1 FROM signals WHERE company_id = n.company_id) OR EXISTS
            (SELECT 1 FROM deal_counterparties WHERE company_id = n.company_id)
        ORDER BY n.name"""
    with store.read() as db:
        return [(row["name"], row["company_id"]) for row in db.query(sql)]


def conflicts(store: Store) -> list[tuple[str, int, int]]:
    """Names that an article gives to one company while they belong to another: (name, that company, the owner)."""
    with store.read() as db:
        rows = db.query(
            "SELECT name, company_id, other_id FROM name_conflicts ORDER BY name, company_id, other_id"
        )
        return [(row["name"], row["company_id"], row["other_id"]) for row in rows]


def _identify(db: Database, entry: Name, article_id: int, now: datetime) -> int:
    company_id = _known(db, normalise(entry.name))
    if company_id is None:
        company_id = _by_aliases(db, entry) or _create(db, entry.name, now)
        _learn(db, company_id, entry.name, "article", article_id)
    for alias in entry.aliases:
        owner = _known(db, normalise(alias))
        if owner is None:
            _learn(db, company_id, alias, "alias", article_id)
        elif owner != company_id:
            _dispute(db, alias, company_id, owner, article_id)
    return company_id


def _by_aliases(db: Database, entry: Name) -> int | None:
    """The one company that the aliases lead to; None where they lead to none or to several."""
    owners = {_known(db, normalise(alias)) for alias in entry.aliases} - {None}
    return owners.pop() if len(owners) == 1 else None


def _known(db: Database, normal: str) -> int | None:
    row = db.execute("SELECT company_id FROM company_names WHERE normal = ?", [normal]).fetchone()
    return None if row is None else int(row[0])


def _create(db: Database, name: str, now: datetime) -> int:
    row: dict[str, Any] = {"name": name, "seen_at": moments.to_text(now)}
    return insert(db, "companies", row)


def _learn(db: Database, company_id: int, name: str, how: str, article_id: int) -> None:
    db.execute(
        "INSERT OR IGNORE INTO company_names (normal, company_id, name, how, article_id) VALUES (?, ?, ?, ?, ?)",
        [normalise(name), company_id, name, how, article_id],
    )


def _dispute(db: Database, name: str, company_id: int, other_id: int, article_id: int) -> None:
    db.execute(
        "INSERT OR IGNORE INTO name_conflicts (name, company_id, other_id, article_id) VALUES (?, ?, ?, ?)",
        [name, company_id, other_id, article_id],
    )


def _load(db: Database, company_id: int) -> Company | None:
    row = db.execute("SELECT name FROM companies WHERE id = ?", [company_id]).fetchone()
    if row is None:
        return None
    names = db.query(
        "SELECT name, how, article_id FROM company_names WHERE company_id = ? ORDER BY rowid", [company_id]
    )
    return Company(
        company_id, row[0], tuple(CompanyName(n["name"], n["how"], n["article_id"]) for n in names)
    )
