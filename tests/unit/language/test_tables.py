"""Every row of the language tables hears its own sample sentences and none of those it must not hear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.extraction import dates, figures, money, quantities, sentences
from bot.language import Language, Row, load

PUBLISHED = "2023-09-01"
Hears = Callable[[str, Language, dict[str, Any]], bool]


def hears_money(sample: str, language: Language, row: dict[str, Any]) -> bool:
    found = money.find(sample, language)
    return any("code" not in row or row["code"] in ("", m.money.currency) for m in found)


def hears_qualifier(sample: str, language: Language, row: dict[str, Any]) -> bool:
    return any(m.money.qualifier == row["means"] for m in money.find(sample, language))


def hears_range(sample: str, language: Language, row: dict[str, Any]) -> bool:
    return [m.money.qualifier for m in money.find(sample, language)] == ["at_least"]


def hears_conversion(sample: str, language: Language, row: dict[str, Any]) -> bool:
    found = money.find(sample, language)
    return len(found) == 1 and found[0].money.stated_conversion is not None


def hears_date(sample: str, language: Language, row: dict[str, Any]) -> bool:
    return bool(dates.find(sample, language, PUBLISHED))


def hears_quantity(kind: str) -> Hears:
    def hears(sample: str, language: Language, row: dict[str, Any]) -> bool:
        found = [q for q in quantities.find(sample, language) if q.kind == kind]
        return any("means" not in row or q.of == row["means"] for q in found)

    return hears


def hears_kind(sample: str, language: Language, row: dict[str, Any]) -> bool:
    return {s.kind for s in sentences.split(sample, language)} == {row["kind"]}


def hears_metric(sample: str, language: Language, row: dict[str, Any]) -> bool:
    found = figures.find(sample, sentences.split(sample, language), language, PUBLISHED)
    return row["metric"] in {figure.metric for figure in found}


def hears_ending(sample: str, language: Language, row: dict[str, Any]) -> bool:
    return len(sentences.split(sample, language)) == (2 if language.code == "ko" else 1)


SECTIONS: dict[tuple[str, str], Hears] = {
    ("numbers", "unit"): hears_money,
    ("numbers", "word"): hears_money,
    ("numbers", "opening"): hears_money,
    ("numbers", "plural"): hears_money,
    ("numbers", "filler"): hears_money,
    ("numbers", "currency"): hears_money,
    ("numbers", "implied"): hears_money,
    ("numbers", "digits"): hears_money,
    ("currencies", "currency"): hears_money,
    ("numbers", "qualifier"): hears_qualifier,
    ("numbers", "range"): hears_range,
    ("numbers", "conversion"): hears_conversion,
    ("dates", "date"): hears_date,
    ("quantities", "percent"): hears_quantity("percent"),
    ("quantities", "fraction"): hears_quantity("percent"),
    ("quantities", "change"): hears_quantity("change"),
    ("quantities", "counter"): hears_quantity("count"),
    ("quantities", "duration"): hears_quantity("months"),
    ("furniture", "line"): hears_kind,
    ("figures", "rule"): hears_metric,
    ("sentences", "never_ends"): hears_ending,
    ("sentences", "ender"): hears_ending,
}


def samples(side: str) -> Iterator[Any]:
    for code in ("ko", "en"):
        language = load(code)
        for (file, section), hears in SECTIONS.items():
            for row in language.tables.get(file, {}).get(section, ()):
                said = row.get(side, [])
                for sample in [said] if isinstance(said, str) else said:
                    yield pytest.param(
                        sample, language, dict(row), hears, id=f"{code}-{file}-{section}-{sample[:30]}"
                    )


@pytest.mark.parametrize(("sample", "language", "row", "hears"), [*samples("yes")])
def test_a_row_hears_its_own_sample(
    sample: str, language: Language, row: dict[str, Any], hears: Hears
) -> None:
    assert hears(sample, language, row)


@pytest.mark.parametrize(("sample", "language", "row", "hears"), [*samples("no")])
def test_a_row_does_not_hear_what_it_must_not(
    sample: str, language: Language, row: dict[str, Any], hears: Hears
) -> None:
    assert not hears(sample, language, row)


def test_every_table_is_a_list_of_rows_with_something_said() -> None:
    for code in ("ko", "en"):
        for file, table in load(code).tables.items():
            for section, rows in table.items():
                assert rows, f"{code}/{file}.toml [[{section}]] is empty"


def test_an_unknown_key_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"ko/numbers\.toml \[\[unit\]\] 1: unknown keys times"):
        load("ko").rows("numbers", "unit", Row)


def test_a_section_that_a_language_lacks_has_no_rows() -> None:
    assert load("en").rows("numbers", "opening", Row) == ()
