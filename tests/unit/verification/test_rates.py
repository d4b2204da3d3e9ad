"""Reference rates of a day come from the series in the package."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.verification import rates


def test_a_known_rate() -> None:
    converted = rates.convert(100, "EUR", "USD", date(2023, 6, 14))
    assert converted is not None
    assert converted == pytest.approx(Decimal("107.9"), abs=Decimal("0.5"))


def test_the_won_is_in_the_series() -> None:
    rate = rates.convert(1, "USD", "KRW", date(2023, 9, 1))
    assert rate is not None
    assert 1250 < rate < 1400


def test_a_currency_is_worth_itself_without_any_series() -> None:
    assert rates.convert(5, "XXX", "XXX", date(2023, 1, 1)) == 5


def test_a_weekend_has_the_rate_of_friday() -> None:
    assert rates.rate_date("EUR", "USD", date(2023, 6, 18)) == date(2023, 6, 16)


def test_a_day_after_the_series_has_its_last_rate() -> None:
    last = rates.rate_date("EUR", "USD", date(2100, 1, 1))
    assert last is not None
    assert last < date(2100, 1, 1)
    assert rates.convert(1, "EUR", "USD", date(2100, 1, 1)) == rates.convert(1, "EUR", "USD", last)


@pytest.mark.parametrize(
    ("currency", "on"), [("TWD", date(2023, 6, 14)), ("KRW", date(1998, 1, 1)), ("???", date(2023, 1, 1))]
)
def test_what_the_bank_does_not_quote_is_none(currency: str, on: date) -> None:
    assert rates.convert(1, currency, "USD", on) is None
    assert rates.rate_date(currency, "USD", on) is None


def test_the_band_of_three_years_holds_the_rate_of_the_day() -> None:
    low, high = rates.band("USD", "KRW", date(2023, 9, 1), 3) or (Decimal(0), Decimal(0))
    assert low < (rates.convert(1, "USD", "KRW", date(2023, 9, 1)) or 0) < high
