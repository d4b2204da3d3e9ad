"""Facts to rows and back: what is written of a document comes back equal."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlite_utils import Database

from bot.facts import (
    Check,
    Conversion,
    Counterparty,
    Deal,
    Document,
    Evidence,
    MarketFigure,
    Money,
    Possible,
    Signal,
    Valuation,
)
from storage.database import insert

Row = dict[str, Any]
_TABLES = ("deals", "signals", "market_figures", "checks", "possible_facts")
_AMOUNTS = ("amount", "total_raised", "valuation")


def write(db: Database, article_id: int, document: Document, companies: dict[str, int]) -> None:
    """Add every fact of the document to the article; `companies` has the id of each name used."""
    for position, deal in enumerate(document.deals):
        _write_deal(db, _fact(article_id, position, deal.evidence), deal, companies)
    for position, signal in enumerate(document.signals):
        row = _fact(article_id, position, signal.evidence) | _plain(signal)
        insert(db, "signals", row | {"company_id": companies[signal.company]})
    for position, figure in enumerate(document.market_figures):
        insert(db, "market_figures", _fact(article_id, position, figure.evidence) | _plain(figure))
    for position, check in enumerate(document.checks):
        detail = {"kind": check.kind, "message": check.message, "detail": _json(check.values)}
        insert(db, "checks", _fact(article_id, position, check.evidence) | detail)
    for position, possible in enumerate(document.possible):
        row = _fact(article_id, position, possible.fact.evidence) | {
            "company_id": companies[possible.fact.company],
            "form": "deal" if isinstance(possible.fact, Deal) else "signal",
            "fact": _json(asdict(possible.fact)),
            "why": possible.why,
        }
        insert(db, "possible_facts", row)


def erase(db: Database, article_id: int) -> None:
    """Take every fact of the article away (companies and their names stay)."""
    for table in _TABLES:
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", [article_id])


def read_deals(db: Database, where: str, parameters: list[Any]) -> list[tuple[int, Deal]]:
    """(article id, deal) of the deals that `where` selects over table `d`, in article order."""
    rows = list(
        db.query(f"SELECT d.* FROM deals d WHERE {where} ORDER BY d.article_id, d.position", parameters)
    )
    amounts = _by_deal(db, "deal_amounts", rows, "what")
    parties = _by_deal(db, "deal_counterparties", rows, "position")
    return [
        (row["article_id"], _deal(row, amounts.get(row["id"], ()), parties.get(row["id"], ())))
        for row in rows
    ]


def read_signals(db: Database, where: str, parameters: list[Any]) -> list[tuple[int, Signal]]:
    """(article id, signal) of the signals that `where` selects over table `s`, in article order."""
    rows = db.query(f"SELECT s.* FROM signals s WHERE {where} ORDER BY s.article_id, s.position", parameters)
    return [(row["article_id"], _signal(row)) for row in rows]


def read_figures(db: Database, article_id: int) -> tuple[MarketFigure, ...]:
    """The article's market figures, in order."""
    return tuple(
        MarketFigure(
            metric=row["metric"],
            value=row["value"],
            unit=row["unit"],
            evidence=_evidence(row),
            change_percent=row["change_percent"],
            compared_to=row["compared_to"],
            period=row["period"],
            region=row["region"],
            sector=row["sector"],
            reported_by=row["reported_by"],
        )
        for row in _of_article(db, "market_figures", article_id)
    )


def read_checks(db: Database, article_id: int) -> tuple[Check, ...]:
    """The article's checks, in order."""
    return tuple(
        Check(
            kind=row["kind"],
            message=row["message"],
            evidence=_evidence(row),
            values=tuple((name, value) for name, value in json.loads(row["detail"])),
        )
        for row in _of_article(db, "checks", article_id)
    )


def read_possible(db: Database, article_id: int) -> tuple[Possible, ...]:
    """The article's facts that a person should decide, in order."""
    return tuple(
        Possible(_fact_of_json(row["form"], json.loads(row["fact"])), row["why"])
        for row in _of_article(db, "possible_facts", article_id)
    )


def _write_deal(db: Database, row: Row, deal: Deal, companies: dict[str, int]) -> None:
    plain = {
        name: getattr(deal, name) for name in ("company", "kind", "status", "round", "date", "reported_by")
    }
    deal_id = insert(db, "deals", row | plain | {"company_id": companies[deal.company]})
    for what in _AMOUNTS:
        money: Money | Valuation | None = getattr(deal, what)
        if money is not None:
            insert(db, "deal_amounts", {"deal_id": deal_id, "what": what} | _amount_row(money))
    for position, party in enumerate(deal.counterparties):
        insert(
            db,
            "deal_counterparties",
            {
                "deal_id": deal_id,
                "position": position,
                "company_id": companies[party.name],
                "name": party.name,
                "role": party.role,
            },
        )


def _amount_row(money: Money | Valuation) -> Row:
    stated = money.stated_conversion
    return {
        "value": money.value,
        "currency": money.currency,
        "qualifier": money.qualifier,
        "raw": money.raw,
        "conversion_value": stated.value if stated else None,
        "conversion_currency": stated.currency if stated else None,
        "conversion_raw": stated.raw if stated else None,
        "basis": money.basis if isinstance(money, Valuation) else None,
    }


def _amount(row: Row) -> Money | Valuation:
    stated = None
    if row["conversion_value"] is not None:
        stated = Conversion(row["conversion_value"], row["conversion_currency"], row["conversion_raw"])
    parts = (row["value"], row["currency"], row["qualifier"], row["raw"], stated)
    return Valuation(*parts, row["basis"]) if row["what"] == "valuation" else Money(*parts)


def _deal(row: Row, amounts: Iterable[Row], parties: Iterable[Row]) -> Deal:
    money: dict[str, Any] = {amount["what"]: _amount(amount) for amount in amounts}
    return Deal(
        kind=row["kind"],
        status=row["status"],
        company=row["company"],
        evidence=_evidence(row),
        counterparties=tuple(Counterparty(party["name"], party["role"]) for party in parties),
        round=row["round"],
        date=row["date"],
        reported_by=row["reported_by"],
        **money,
    )


def _signal(row: Row) -> Signal:
    return Signal(
        kind=row["kind"],
        status=row["status"],
        company=row["company"],
        evidence=_evidence(row),
        metric=row["metric"],
        change_percent=row["change_percent"],
        duration_months=row["duration_months"],
        headcount=row["headcount"],
        workforce_percent=row["workforce_percent"],
        date=row["date"],
        reported_by=row["reported_by"],
    )


def _fact_of_json(form: str, raw: Row) -> Deal | Signal:
    evidence = Evidence(**raw.pop("evidence"))
    if form == "signal":
        return Signal(evidence=evidence, **raw)
    raw["counterparties"] = tuple(Counterparty(**party) for party in raw["counterparties"])
    for what, kind in (("amount", Money), ("total_raised", Money), ("valuation", Valuation)):
        if raw[what] is not None:
            stated = raw[what]["stated_conversion"]
            raw[what]["stated_conversion"] = Conversion(**stated) if stated else None
            raw[what] = kind(**raw[what])
    return Deal(evidence=evidence, **raw)


def _fact(article_id: int, position: int, evidence: Evidence) -> Row:
    return {
        "article_id": article_id,
        "position": position,
        "quote": evidence.quote,
        "quote_start": evidence.start,
        "quote_end": evidence.end,
    }


def _plain(fact: Signal | MarketFigure) -> Row:
    row = asdict(fact)
    del row["evidence"]
    return row


def _evidence(row: Row) -> Evidence:
    return Evidence(row["quote"], row["quote_start"], row["quote_end"])


def _of_article(db: Database, table: str, article_id: int) -> Iterable[Row]:
    return db.query(f"SELECT * FROM {table} WHERE article_id = ? ORDER BY position", [article_id])


def _by_deal(db: Database, table: str, deals: list[Row], order: str) -> dict[int, list[Row]]:
    """The rows of a deal's side table by deal id, asked for in slices that SQLite's parameter limit allows."""
    found: dict[int, list[Row]] = {}
    ids = [row["id"] for row in deals]
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ",".join("?" * len(part))
        for row in db.query(
            f"SELECT * FROM {table} WHERE deal_id IN ({marks}) ORDER BY deal_id, {order}", part
        ):
            found.setdefault(row["deal_id"], []).append(row)
    return found


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
