"""Every row of furniture.toml takes the line that it names and leaves the one that it must."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.reading.furniture import is_furniture, tables, without_furniture

ROWS: list[dict[str, Any]] = tables()["lines"]["row"]


@pytest.mark.parametrize("row", ROWS, ids=[row["match"][:30] for row in ROWS])
def test_a_row_takes_its_line_and_leaves_its_sentence(row: dict[str, Any]) -> None:
    assert re.search(row["match"], row["yes"], 0 if row.get("case") else re.I)
    assert not is_furniture(row["no"])


@pytest.mark.parametrize("kind", ["openings", "closings"])
def test_marks_at_the_ends_of_sentences_are_found(kind: str) -> None:
    for row in tables()[kind]:
        assert re.search(row["match"], row["yes"]), row["match"]


def test_the_marks_of_an_agency_are_taken_off_and_the_sentence_stays() -> None:
    text = "(서울=연합뉴스) 홍길동 기자 = 누리칩스가 투자를 받았다.\n회사는 24일 이렇게 밝혔다.부산=선수민 기자 sunsoo@ledger.example"
    assert without_furniture(text) == "누리칩스가 투자를 받았다.\n회사는 24일 이렇게 밝혔다."


def test_the_headline_and_the_byline_are_no_lines_of_the_text() -> None:
    text = "Acme cuts staff\nAna Lee\nAcme cut 40 percent of its staff."
    assert (
        without_furniture(text, title="Acme cuts staff!", others=("Ana Lee",))
        == "Acme cut 40 percent of its staff."
    )
