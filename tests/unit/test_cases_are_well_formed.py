"""The labelled cases say only what docs/facts.md allows, and quote only what their own text says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import pytest

from bot import facts

CASES = Path(__file__).parents[1] / "cases"
LANGUAGES = ("en", "ko")
LEAST = {"articles": 40, "sentences": 200}

CASE = {"id", "language", "url", "publisher", "published", "title", "text", "traps", "source", "expected"}
OPTIONAL_CASE = {"author", "updated", "html"}
DEAL = {"kind", "status", "company", "counterparties", "round", "amount", "total_raised", "valuation", "date"}
SIGNAL = {"kind", "status", "company", "metric", "change_percent", "duration_months", "headcount", "date"}
MARKET = {
    "metric",
    "value",
    "unit",
    "change_percent",
    "compared_to",
    "period",
    "region",
    "sector",
    "reported_by",
}
FIELDS = {
    "deals": DEAL | {"reported_by", "quote"},
    "signals": SIGNAL | {"workforce_percent", "reported_by", "quote"},
    "market_figures": MARKET | {"quote"},
    "checks": {"kind", "message", "quote"},
}
ENUMS = {
    "deals": {"kind": facts.DealKind, "status": facts.DealStatus},
    "signals": {"kind": facts.SignalKind, "status": facts.SignalStatus, "metric": facts.UsageMetric},
    "market_figures": {"metric": facts.MarketMetric},
    "checks": {"kind": facts.CheckKind},
}
WHEN = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-(spring|summer|fall|winter))?")
PUBLISHED = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?")
CURRENCY = re.compile(r"[A-Z]{3}")


def files(language: str) -> Iterator[Path]:
    yield from sorted((CASES / language).glob("*.json"))
    yield from sorted(CASES.glob(f"{language}-*.jsonl"))


def read(path: Path) -> list[dict[str, Any]]:
    text = path.read_text("utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return [json.loads(text)]


def options(value: Any) -> list[Any]:
    """The values that a label accepts: one, or those of `any_of`."""
    if isinstance(value, dict) and "any_of" in value:
        assert set(value) == {"any_of"}
        assert value["any_of"]
        return list(value["any_of"])
    return [value]


def check_name(value: Any) -> None:
    for name in options(value):
        if name is None or isinstance(name, str):
            assert name != ""
            continue
        assert set(name) <= {"name", "aliases"}
        assert name["name"]
        assert all(isinstance(alias, str) and alias for alias in name.get("aliases") or [])


def check_money(value: Any, text: str, *, basis: bool = False) -> None:
    for money in options(value):
        if money is None:
            continue
        allowed = {"value", "currency", "qualifier", "raw", "stated_conversion"} | (
            {"basis"} if basis else set()
        )
        assert {"value", "currency", "qualifier", "raw"} <= set(money) <= allowed, money
        assert isinstance(money["value"], int), money
        assert money["value"] > 0, money
        assert CURRENCY.fullmatch(money["currency"]), money
        assert all(option in get_args(facts.Qualifier) for option in options(money["qualifier"])), money
        assert money["raw"] in text, money
        if basis:
            assert all(option in (*get_args(facts.Basis), None) for option in options(money.get("basis"))), (
                money
            )
        for conversion in options(money.get("stated_conversion")):
            if conversion is not None:
                assert set(conversion) == {"value", "currency", "raw"}, conversion
                assert CURRENCY.fullmatch(conversion["currency"]), conversion
                assert conversion["raw"] in text, conversion


def check_when(value: Any) -> None:
    for when in options(value):
        assert when is None or WHEN.fullmatch(when), when


def check_numbers(entry: dict[str, Any]) -> None:
    for field in ("change_percent", "duration_months", "headcount", "workforce_percent"):
        for number in options(entry.get(field)):
            assert number is None or (isinstance(number, int | float) and not isinstance(number, bool)), (
                field,
                number,
            )
            assert number is None or field == "change_percent" or number > 0, (field, number)


def check_deal(entry: dict[str, Any], text: str) -> None:
    assert all(option is None or option in facts.ROUNDS for option in options(entry["round"])), entry["round"]
    check_name(entry["company"])
    check_name(entry["reported_by"])
    check_when(entry["date"])
    for field in ("amount", "total_raised", "valuation"):
        check_money(entry[field], text, basis=field == "valuation")
    for counterparties in options(entry["counterparties"]):
        for counterparty in counterparties or []:
            assert set(counterparty) == {"name", "role"}, counterparty
            check_name(counterparty["name"])
            assert all(role in get_args(facts.Role) for role in options(counterparty["role"])), counterparty


def check_signal(entry: dict[str, Any]) -> None:
    check_name(entry["company"])
    check_name(entry["reported_by"])
    check_when(entry["date"])
    check_numbers(entry)


def check_market_figure(entry: dict[str, Any]) -> None:
    check_when(entry["period"])
    check_numbers(entry)
    check_name(entry["reported_by"])
    if entry.get("optional") and entry["value"] is None and entry["unit"] is None:
        return  # a change without its level: nothing to find, and no error where it is found
    for unit in options(entry["unit"]):
        assert isinstance(unit, str), entry
        assert unit in ("count", "percent") or CURRENCY.fullmatch(unit), unit
    assert all(isinstance(value, int | float) for value in options(entry["value"])), entry["value"]


def check_entry(group: str, entry: dict[str, Any], text: str) -> None:
    assert set(entry) - {"optional", "why"} == FIELDS[group], set(entry) ^ FIELDS[group]
    assert entry.get("optional", True) is True
    for quote in options(entry["quote"]):
        assert quote, entry
        assert quote in text, quote
    for field, words in ENUMS[group].items():
        allowed = (*get_args(words), None) if field == "metric" and group == "signals" else get_args(words)
        assert all(option in allowed for option in options(entry[field])), (field, entry[field])
    if group == "deals":
        check_deal(entry, text)
    elif group == "signals":
        check_signal(entry)
    elif group == "market_figures":
        check_market_figure(entry)
    else:
        assert entry["message"]


PATHS = [path for language in LANGUAGES for path in files(language)]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.relative_to(CASES).as_posix())
def test_every_case_is_well_formed(path: Path) -> None:
    language = path.relative_to(CASES).as_posix()[:2]
    for case in read(path):
        try:
            assert CASE <= set(case) <= CASE | OPTIONAL_CASE, set(case) ^ CASE
            assert case["language"] == language
            assert case["text"].strip() == case["text"] != ""
            assert case["published"] is None or PUBLISHED.fullmatch(case["published"])
            assert all(isinstance(trap, str) for trap in case["traps"])
            assert set(case["expected"]) == set(FIELDS)
            for group, entries in case["expected"].items():
                for entry in entries:
                    check_entry(group, entry, case["text"])
        except (AssertionError, KeyError) as error:
            raise AssertionError(f"{case.get('id')}: {error}") from error


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_articles(language: str) -> None:
    articles = list((CASES / language).glob("*.json"))
    if not articles:
        pytest.skip(f"no {language} articles here yet")
    assert len(articles) >= LEAST["articles"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_sentences(language: str) -> None:
    path = CASES / f"{language}-sentences.jsonl"
    if not path.exists():
        pytest.skip(f"no {language} sentences here yet")
    assert len(read(path)) >= LEAST["sentences"]


def test_no_id_and_no_text_comes_twice() -> None:
    cases = list(chain.from_iterable(read(path) for path in PATHS))
    ids = [case["id"] for case in cases]
    texts = [case["text"] for case in cases]
    assert sorted(ids) == sorted(set(ids))
    assert not [text for text in set(texts) if texts.count(text) > 1]


def test_some_articles_state_no_fact_at_all() -> None:
    for language in LANGUAGES:
        cases = [case for path in files(language) for case in read(path)]
        if len(cases) > LEAST["articles"]:
            assert any(not any(case["expected"].values()) for case in cases), language
