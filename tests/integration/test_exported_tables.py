"""What a spreadsheet gets: every deal and signal with sentence and link, numbers as numbers, nothing that runs."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from bot.export import DEAL_COLUMNS, SIGNAL_COLUMNS, Format, export
from bot.facts import Counterparty, Money, Possible, Valuation
from storage import articles
from storage.database import Store
from tests.stand_ins.store_contents import deal, document, signal

NOW = datetime(2026, 11, 25, tzinfo=UTC)
TEXT_FORMULAS = [
    '=HYPERLINK("http://evil.example","x")',
    " =1+1",
    "\t=1",
    "@SUM(A1)",
    "+82-2-123",
    "-1+1",
    "\r=1",
]


def exported(store: Store, form: Format) -> bytes:
    out = io.BytesIO()
    export(store, form, out)
    return out.getvalue()


def csv_rows(store: Store) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported(store, "csv").decode("utf-8-sig"), newline="")))


@pytest.fixture
def full(store: Store) -> Store:
    """A store with one rich deal, one signal and a possible fact that must not appear."""
    rich = deal(
        "신디시아",
        90_000_000,
        round="series_c",
        valuation=Valuation(1_000_000_000, "USD", "exact", "10억 달러", basis="post"),
        total_raised=Money(156_600_000, "USD", "about", "1억5660만"),
        counterparties=(
            Counterparty("Accel", "lead"),
            Counterparty("One", "investor"),
            Counterparty("Two", "investor"),
        ),
        date="2023-06",
        quote="신디시아가 9000만 달러를 유치했다.",
    )
    fallen = signal("신디시아", "usage_decline", change_percent=-12.5, headcount=0, quote="이용자가 줄었다.")
    contents = document(
        rich, fallen, Possible(deal("X", 1), "unclear"), url="https://a.example/1", published="2023-09-01"
    )
    articles.save(store, "a", contents, now=NOW)
    return store


def test_csv_has_a_row_a_fact_with_its_sentence_and_a_link_to_it(full: Store) -> None:
    first, second = csv_rows(full)
    assert (first["fact"], first["company"], first["amount"], first["currency"]) == (
        "deal",
        "신디시아",
        "90000000",
        "USD",
    )
    assert (first["lead"], first["investors"], first["valuation_basis"]) == ("Accel", "One; Two", "post")
    assert first["quote"] == "신디시아가 9000만 달러를 유치했다."
    assert first["source"].startswith("https://a.example/1#:~:text=")
    assert (second["fact"], second["change_percent"], second["headcount"]) == ("signal", "-12.5", "0")


def test_csv_begins_with_the_mark_that_makes_excel_read_hangul(full: Store) -> None:
    assert exported(full, "csv").startswith(b"\xef\xbb\xbffact,")


def test_json_has_the_same_fields_with_numbers_as_numbers(full: Store) -> None:
    found = json.loads(exported(full, "json"))
    assert set(found["deals"][0]) == set(DEAL_COLUMNS)
    assert set(found["signals"][0]) == set(SIGNAL_COLUMNS)
    assert (found["deals"][0]["amount"], found["signals"][0]["change_percent"]) == (90_000_000, -12.5)


def test_xlsx_has_two_sheets_with_numbers_links_filters_and_a_frozen_head(full: Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(full, "xlsx")))
    assert book.sheetnames == ["deals", "signals"]
    deals, signals = book["deals"], book["signals"]
    cells = {head.value: cell for head, cell in zip(deals[1], deals[2], strict=True)}
    assert cells["amount"].value == 90_000_000
    assert cells["amount"].data_type == "n"
    assert cells["source"].hyperlink.target.startswith("https://a.example/1")
    assert deals.freeze_panes == "B2"
    assert deals.auto_filter.ref == "A1:X2"
    fallen = {head.value: cell.value for head, cell in zip(signals[1], signals[2], strict=True)}
    assert (fallen["change_percent"], fallen["headcount"]) == (-12.5, 0)
    assert fallen["quote"] == "이용자가 줄었다."


@pytest.mark.parametrize("text", TEXT_FORMULAS)
def test_no_text_of_a_stranger_is_a_formula(store: Store, text: str) -> None:
    articles.save(store, "a", document(signal(text, change_percent=-12.5, quote=text), title=text), now=NOW)
    (row,) = csv_rows(store)
    assert {row["company"], row["quote"], row["title"]} == {"'" + text}
    assert row["change_percent"] == "-12.5"
    sheet: Any = openpyxl.load_workbook(io.BytesIO(exported(store, "xlsx")))["signals"]
    values = [cell.value for cell in sheet[2] if isinstance(cell.value, str)]
    assert all(value.startswith("'") for value in values if text.strip() in value)
    assert "f" not in {cell.data_type for cell in sheet[2]}


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_empty_store_exports_the_heads(store: Store, form: Format) -> None:
    assert exported(store, form)


def test_more_facts_than_a_page_are_all_there(store: Store) -> None:
    for number in range(450):
        articles.save(store, str(number), document(deal(f"Company {number}", number)), now=NOW)
    assert len(csv_rows(store)) == 450
