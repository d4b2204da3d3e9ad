"""Shares, head counts, changes in words and stretches of time."""

from __future__ import annotations

import pytest

from bot.extraction import quantities
from bot.language import load


def found(text: str, code: str, kind: str) -> list[float]:
    return [quantity.value for quantity in quantities.find(text, load(code)) if quantity.kind == kind]


@pytest.mark.parametrize(
    ("text", "code", "kind", "value"),
    [
        ("12.5% 감소했다", "ko", "percent", 12.5),
        ("12.5퍼센트", "ko", "percent", 12.5),
        ("전 직원의 3분의 1", "ko", "percent", 33.3),
        ("직원 절반을 내보냈다", "ko", "percent", 50),
        ("방문자가 반토막 났다", "ko", "change", -50),
        ("이용자가 절반으로 줄었다", "ko", "change", -50),
        ("두 배로 늘었다", "ko", "change", 100),
        ("직원 20여 명", "ko", "count", 20),
        ("1만2000명을 해고", "ko", "count", 12_000),
        ("3개월 연속", "ko", "months", 3),
        ("넉 달째", "ko", "months", 4),
        ("2분기 연속", "ko", "months", 6),
        ("지난 6개월 동안", "ko", "months", 6),
        ("반년째", "ko", "months", 6),
        ("최근 1년간", "ko", "months", 12),
        ("fell 12.5%", "en", "percent", 12.5),
        ("a 12-percent fall", "en", "percent", 12),
        ("thirty per cent of its workforce", "en", "percent", 30),
        ("half of its staff", "en", "percent", 50),
        ("a third of the staff", "en", "percent", 33.3),
        ("Traffic halved.", "en", "change", -50),
        ("Users doubled.", "en", "change", 100),
        ("laid off 1,200 of its employees", "en", "count", 1200),
        ("some 300 jobs", "en", "count", 300),
        ("fifty people", "en", "count", 50),
        ("three months running", "en", "months", 3),
        ("for four straight months", "en", "months", 4),
        ("the fourth month in a row", "en", "months", 4),
        ("two consecutive quarters", "en", "months", 6),
        ("over the past six months", "en", "months", 6),
    ],
)
def test_a_quantity(text: str, code: str, kind: str, value: float) -> None:
    assert found(text, code, kind) == [value]


@pytest.mark.parametrize(("text", "code"), [("2.5%포인트 올랐다", "ko"), ("up 2.5 percentage points", "en")])
def test_percentage_points_are_no_percentage(text: str, code: str) -> None:
    assert found(text, code, "percent") == []


def test_money_is_no_count() -> None:
    assert quantities.find("120억원", load("ko")) == ()


def test_months_in_a_row_are_marked() -> None:
    assert [q.running for q in quantities.find("3개월 연속 줄었다", load("ko"))] == [True]
    assert [q.running for q in quantities.find("over the past six months", load("en"))] == [False]
