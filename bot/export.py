"""Deals and signals as a table that a spreadsheet opens: csv, xlsx (two sheets) or json; each row with its sentence.

Text of strangers is never a formula: in csv and xlsx alike a cell that begins like one gets an apostrophe in front.
Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

import xlsxwriter

from bot.facts import Deal, Money, Signal, Valuation
from bot.reading.links import text_fragment
from storage import weeks
from storage.database import Store
from storage.records import Source

Format = Literal["csv", "xlsx", "json"]
Cell = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX_CELL = 32_767
_SOURCE = ("quote", "source", "publisher", "title", "published")
DEAL_COLUMNS = (
    "company",
    "kind",
    "status",
    "round",
    "amount",
    "currency",
    "qualifier",
    "amount_as_stated",
    "total_raised",
    "total_raised_currency",
    "valuation",
    "valuation_currency",
    "valuation_basis",
    "lead",
    "investors",
    "acquirers",
    "lenders",
    "date",
    "reported_by",
    *_SOURCE,
)
SIGNAL_COLUMNS = (
    "company",
    "kind",
    "status",
    "metric",
    "change_percent",
    "duration_months",
    "headcount",
    "workforce_percent",
    "date",
    "reported_by",
    *_SOURCE,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its name, the columns' names, and the rows in the order of saving."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def export(store: Store, form: Format, out: BinaryIO) -> int:
    """How many rows were written. Possible facts are left out.

    csv: one table of both, with a first column that says which; UTF-8 with a mark, so that Excel reads Hangul.
    json: `{"deals": […], "signals": […]}`, the same columns as fields.
    """
    tables = _tables(store)
    if form == "xlsx":
        _write_xlsx(tables, out)
    elif form == "csv":
        out.write(_csv(tables).encode("utf-8-sig"))
    else:
        out.write(_json(tables).encode())
    return sum(len(table.rows) for table in tables)


def _tables(store: Store) -> tuple[Table, Table]:
    deals, signals = Table("deals", DEAL_COLUMNS, []), Table("signals", SIGNAL_COLUMNS, [])
    for each in weeks.all_facts(store):
        deals.rows.extend(_deal_row(deal, each.source) for deal in each.document.deals)
        signals.rows.extend(_signal_row(signal, each.source) for signal in each.document.signals)
    return deals, signals


def _deal_row(deal: Deal, source: Source) -> tuple[Cell, ...]:
    return (
        deal.company,
        deal.kind,
        deal.status,
        deal.round,
        *_money(deal.amount, "value", "currency", "qualifier", "raw"),
        *_money(deal.total_raised, "value", "currency"),
        *_money(deal.valuation, "value", "currency", "basis"),
        *(_parties(deal, role) for role in ("lead", "investor", "acquirer", "lender")),
        deal.date,
        deal.reported_by,
        *_source_cells(deal, source),
    )


def _signal_row(signal: Signal, source: Source) -> tuple[Cell, ...]:
    return (
        signal.company,
        signal.kind,
        signal.status,
        signal.metric,
        signal.change_percent,
        signal.duration_months,
        signal.headcount,
        signal.workforce_percent,
        signal.date,
        signal.reported_by,
        *_source_cells(signal, source),
    )


def _money(money: Money | Valuation | None, *names: str) -> tuple[Cell, ...]:
    return tuple(None if money is None else getattr(money, name) for name in names)


def _parties(deal: Deal, role: str) -> str | None:
    return "; ".join(party.name for party in deal.counterparties if party.role == role) or None


def _source_cells(fact: Deal | Signal, source: Source) -> tuple[Cell, ...]:
    quote = fact.evidence.quote
    link = text_fragment(source.url, quote) if source.url else None
    return quote, link, source.publisher, source.title, source.published


def _csv(tables: tuple[Table, ...]) -> str:
    columns = ["fact", *dict.fromkeys(name for table in tables for name in table.columns)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    for record in _records(tables):
        writer.writerow({name: defuse(value) for name, value in record.items()})
    return out.getvalue()


def _records(tables: tuple[Table, ...]) -> Iterator[dict[str, Cell]]:
    for table in tables:
        for row in table.rows:
            yield {"fact": table.name.removesuffix("s"), **dict(zip(table.columns, row, strict=True))}


def defuse(value: Cell) -> Cell:
    """The value, text that a spreadsheet would run as a formula with an apostrophe in front; None as an empty cell."""
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


def _json(tables: tuple[Table, ...]) -> str:
    found = {
        table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in tables
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _clickable(link: str, line: int) -> bool:
    """Whether Excel takes it as a link: so long at most, and so many a sheet."""
    return len(link) <= 2_079 and line <= 65_000


def _write_xlsx(tables: tuple[Table, ...], out: BinaryIO) -> None:
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format({"bold": True, "bottom": 1})
    link = book.add_format({"font_color": "blue", "underline": 1})
    number = book.add_format({"num_format": "#,##0.##"})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        sheet.freeze_panes(1, 1)
        for column, name in enumerate(table.columns):
            sheet.write_string(0, column, name, head)
            sheet.set_column(column, column, 60 if name == "quote" else 18)
        for line, row in enumerate(table.rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(line, column, value, number)
                elif value and table.columns[column] == "source" and _clickable(value, line):
                    sheet.write_url(line, column, value, link, string=value[:255])
                elif value:
                    sheet.write_string(line, column, str(defuse(value))[:_XLSX_CELL])
        sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    book.close()
