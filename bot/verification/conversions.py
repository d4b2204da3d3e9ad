"""Stated conversions compared: which one implies a rate that neither the others nor the day's rate bear out.

In: amounts with a conversion beside them, the day of the article. Out: the odd ones. Rounding and a few per cent
between rates are no fault: a rounded figure stands for a span of rates, and only its distance from what is expected
counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median, median_high

from bot.extraction.money import MoneyMention
from bot.verification import rates

_FAR = 0.08
"""Beyond rounding, a rate may differ by this share before an editor is asked."""
_ALONE = 0.12
"""The same for the only conversion of an article, against the span of rates of recent years."""
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An amount whose conversion is odd: units of `to` for one of `currency`; `day` where the bank's rate tells."""

    mention: MoneyMention
    currency: str
    to: str
    implied: float
    expected: float
    day: date | None


@dataclass(frozen=True, slots=True)
class _Rate:
    mention: MoneyMention
    low: float
    middle: float
    high: float

    def distance(self, rate: float) -> float:
        """How far a rate lies outside the span, as a share of the rate."""
        return max(0.0, self.low - rate, rate - self.high) / rate


def mismatches(mentions: Iterable[MoneyMention], on: date | None) -> list[Mismatch]:
    """The amounts whose conversion an editor should look at, in the order of the text."""
    groups: dict[tuple[str, str], list[_Rate]] = defaultdict(list)
    for mention in mentions:
        conversion = mention.money.stated_conversion
        if conversion and conversion.value and mention.money.value:
            pair = (mention.money.currency, conversion.currency)
            turned = (pair[1], pair[0])
            if turned in groups:
                groups[turned].append(_implied(mention, turned=True))
            else:
                groups[pair].append(_implied(mention, turned=False))
    found = [odd for pair, group in groups.items() for odd in _odd_ones(pair, group, on)]
    return sorted(found, key=lambda odd: odd.mention.start)


def _implied(mention: MoneyMention, *, turned: bool) -> _Rate:
    """The span of rates that a conversion stands for, its figures taken as rounded in their last place."""
    conversion = mention.money.stated_conversion
    assert conversion is not None
    value, half = float(conversion.value), _half_step(conversion.value)
    base, base_half = float(mention.money.value), _half_step(mention.money.value)
    if mention.money.qualifier == "exact" and base >= 10 * base_half:
        base_half = min(base_half, base * 0.01)
    low, middle, high = (
        (value - half) / (base + base_half),
        value / base,
        (value + half) / max(base - base_half, 1.0),
    )
    return (
        _Rate(mention, 1 / high, 1 / middle, 1 / max(low, 1e-12))
        if turned
        else _Rate(mention, low, middle, high)
    )


def _half_step(value: int) -> float:
    """Half of the last place that a figure gives: 198 000 000 000 is rounded to thousands of millions."""
    step = 1
    while value % (step * 10) == 0:
        step *= 10
    return min(step / 2, value * 0.05)


def _odd_ones(pair: tuple[str, str], group: list[_Rate], on: date | None) -> list[Mismatch]:
    day = rates.rate_date(*pair, on) if on else None
    reference = rates.convert(1, *pair, on) if on else None
    if len(group) == 1:
        return _alone(pair, group[0], on)
    expected = (
        float(reference) if reference is not None else _consensus(pair, [rate.middle for rate in group])
    )
    if expected is None:
        return []
    sound = [rate for rate in group if rate.distance(expected) <= _FAR]
    if not sound:
        usual = median(rate.middle for rate in group)
        sound = [rate for rate in group if rate.distance(usual) <= _FAR] if len(group) > 2 else []
    peer = median_high(rate.middle for rate in sound) if sound else expected
    return [
        Mismatch(rate.mention, *pair, rate.middle, peer, None if sound else day)
        for rate in group
        if rate not in sound and rate.distance(peer) > _FAR
    ]


def _consensus(pair: tuple[str, str], middles: list[float]) -> float | None:
    """What the conversions of an undated article agree on; of two, the one that recent rates bear out."""
    if len(middles) > 2:
        return median(middles)
    span = rates.band(*pair, date.max, _YEARS)
    if span is None:
        return None
    centre = float(sum(span)) / 2
    return min(middles, key=lambda middle: abs(middle / centre - 1))


def _alone(pair: tuple[str, str], rate: _Rate, on: date | None) -> list[Mismatch]:
    """The only conversion of a pair, held against the rates of the years before the article."""
    years = _YEARS if on else 15
    until = on or date.max
    span = rates.band(*pair, until, years)
    if span is None:
        return []
    low, high = float(span[0]) * (1 - _ALONE), float(span[1]) * (1 + _ALONE)
    if rate.high >= low and rate.low <= high:
        return []
    day = rates.rate_date(*pair, until)
    expected = rates.convert(1, *pair, until)
    if day is None or expected is None:
        return []
    return [Mismatch(rate.mention, *pair, rate.middle, float(expected), day)]
