"""Amounts, days and words in both languages."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest

from bot.cards import days, money
from bot.cards.deals import round_name
from bot.cards.signals import what
from bot.cards.wording import load
from bot.errors import REASONS
from bot.facts import ROUNDS, Evidence, Money, Signal

KO, EN = load("ko"), load("en")


def leaves(table: dict[str, Any], path: str = "") -> dict[str, set[str]]:
    """Each entry's places, by its path; a plural counts as one entry."""
    found: dict[str, set[str]] = {}
    for key, value in table.items():
        here = f"{path}{key}"
        if isinstance(value, dict) and not set(value) <= {"one", "other"} and here != "money.names":
            found |= leaves(value, f"{here}.")
        else:
            text = str(value.get("other") if isinstance(value, dict) else value)
            found[here] = set(re.findall(r"\{(\w+)", text))
    return found


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    ko, en = leaves(KO.table), leaves(EN.table)
    assert ko.keys() == en.keys()
    assert [key for key in ko if ko[key] - {"n"} != en[key] - {"n"}] == []


def test_every_reason_and_round_has_its_words() -> None:
    for wording in (KO, EN):
        assert all(wording.has(f"reason.{reason}") for reason in REASONS)
        assert all(
            round_name(code, wording) != code or code in ("seed", "angel", "bridge", "growth", "strategic")
            for code in ROUNDS
        )


@pytest.mark.parametrize(
    ("value", "currency", "ko", "en"),
    [
        (125_000_000, "USD", "1억2500만 달러", "$125M"),
        (10_000_000_000, "USD", "100억 달러", "$10B"),
        (2_350_000_000, "USD", "23억5000만 달러", "$2.35B"),
        (1_200_000_000_000, "KRW", "1조2000억 원", "₩1.2T"),
        (30_000_000_000, "KRW", "300억 원", "₩30B"),
        (999_999_999, "USD", "10억 달러", "$1B"),
        (99_999_999, "EUR", "1억 유로", "€100M"),
        (123_456_789, "EUR", "1억2346만 유로", "€123.5M"),
        (5_000, "USD", "5000 달러", "$5K"),
        (850, "USD", "850 달러", "$850"),
        (90_000_000, "CHF", "9000만 스위스 프랑", "CHF 90M"),
        (0, "USD", "0 달러", "$0"),
    ],
)
def test_an_amount_in_few_words(value: int, currency: str, ko: str, en: str) -> None:
    assert money.amount(value, currency, KO) == ko
    assert money.amount(Decimal(value), currency, EN) == en


@pytest.mark.parametrize(
    ("qualifier", "ko", "en"),
    [
        ("exact", "1억 달러", "$100M"),
        ("about", "약 1억 달러", "about $100M"),
        ("at_least", "1억 달러 이상", "at least $100M"),
        ("up_to", "최대 1억 달러", "up to $100M"),
    ],
)
def test_a_qualifier_is_said(qualifier: Any, ko: str, en: str) -> None:
    stated = Money(100_000_000, "USD", qualifier, "raw")
    assert (money.money(stated, KO), money.money(stated, EN)) == (ko, en)


@pytest.mark.parametrize(
    ("value", "ko", "en"),
    [
        ("2023", "2023년", "2023"),
        ("2023-06", "2023년 6월", "Jun 2023"),
        ("2023-06-14", "2023년 6월 14일", "Jun 14, 2023"),
        ("2023-09-01T09:12:00+09:00", "2023년 9월 1일", "Sep 1, 2023"),
        ("2023-Q2", "2023년 2분기", "Q2 2023"),
        ("2023-fall", "2023년 가을", "fall 2023"),
        ("someday", "someday", "someday"),
        (None, "", ""),
    ],
)
def test_a_day_is_as_precise_as_it_was_stated(value: str | None, ko: str, en: str) -> None:
    assert (days.day(value, KO), days.day(value, EN)) == (ko, en)


def signal(**fields: Any) -> Signal:
    return Signal(status="reported", company="A", evidence=Evidence("q", 0, 1), **fields)


@pytest.mark.parametrize(
    ("fact", "ko", "en"),
    [
        (
            signal(kind="usage_decline", metric="visits", change_percent=-12.5, duration_months=3),
            "방문 12.5% 감소, 3개월째",
            "visits down 12.5% for 3 months",
        ),
        (signal(kind="usage_decline"), "이용 감소", "usage down"),
        (signal(kind="layoffs", headcount=1), "정리해고 1명", "layoffs: 1 person"),
        (
            signal(kind="layoffs", headcount=1_200, workforce_percent=20.0),
            "정리해고 1,200명, 인력의 20%",
            "layoffs: 1,200 people, 20% of staff",
        ),
        (signal(kind="legal"), "소송·수사", "lawsuit or investigation"),
    ],
)
def test_a_signal_in_few_words(fact: Signal, ko: str, en: str) -> None:
    assert (what(fact, KO), what(fact, EN)) == (ko, en)


def test_a_particle_takes_the_form_that_the_name_asks_for() -> None:
    assert KO.say("deal.acquired", buyer="토스") == "토스가 인수"
    assert KO.say("deal.acquired", buyer="솔빛사인") == "솔빛사인이 인수"
