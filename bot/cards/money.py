"""Money in few words: $125M, ₩1.2T; 1억2500만 달러, 1조2000억 원. How a language counts stands in wording.toml."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_name, get_currency_symbol

from bot.cards.wording import Wording
from bot.facts import Money, Valuation


def amount(value: Decimal | int, currency: str, wording: Wording) -> str:
    """`value` whole units of `currency`, rounded to about three figures ("$2.35B", "23억5000만 달러")."""
    units = [(Decimal(times), str(sign)) for sign, times in wording.find("money.units")]
    figure = (_stacked if wording.find("money.stacked") else _decimal)(Decimal(value), units)
    names = wording.find("money.names")
    if currency in names:
        return str(wording.find("money.form")).format(figure=figure, currency=names[currency])
    symbol = get_currency_symbol(currency, locale=wording.locale)
    if wording.find("money.symbol_first"):
        return f"{symbol}{figure}" if symbol != currency else f"{currency} {figure}"
    return str(wording.find("money.form")).format(
        figure=figure, currency=get_currency_name(currency, locale=wording.locale)
    )


def rough(value: Decimal) -> Decimal:
    """`value` to four figures: what a converted amount or a sum of them can be trusted to."""
    if not value:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 3), ROUND_HALF_EVEN)


def money(value: Money | Valuation, wording: Wording) -> str:
    """The amount with its qualifier: "about $50M", "$100M or more"."""
    plain = amount(value.value, value.currency, wording)
    return wording.say(f"money.{value.qualifier}", amount=plain)


def _decimal(value: Decimal, units: list[tuple[Decimal, str]]) -> str:
    """One unit with at most two decimals: 2.35B."""
    for at, (times, sign) in enumerate(units):
        if abs(value) >= times:
            figure = _short(value / times)
            if abs(figure) >= 1000 and at:
                figure, sign = _short(value / units[at - 1][0]), units[at - 1][1]
            return f"{figure:,f}{sign}"
    return f"{value.quantize(Decimal(1)):,f}" if value == value.to_integral() else f"{value:,f}"


def _short(value: Decimal) -> Decimal:
    """Three significant figures, without zeros that say nothing; whole numbers stay whole."""
    places = Decimal("0.01") if abs(value) < 100 else Decimal("0.1")
    rounded = value.quantize(places, ROUND_HALF_EVEN)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral() else rounded.normalize()


def _stacked(value: Decimal, units: list[tuple[Decimal, str]]) -> str:
    """The two largest units side by side, the lower one rounded: 1억2500만."""
    sign, rest = ("-" if value < 0 else ""), abs(value)
    scale = next((at for at, (times, _) in enumerate(units) if rest >= times), None)
    if scale is None:
        return f"{value.quantize(Decimal(1)):f}" if value == value.to_integral() else f"{value:f}"
    lower = units[scale + 1][0] if scale + 1 < len(units) else Decimal(1)
    if scale + 1 == len(units) and rest >= 100 * units[scale][0]:
        lower = units[scale][0]
    rest = (rest / lower).quantize(Decimal(1), ROUND_HALF_EVEN) * lower
    if scale and rest >= units[scale - 1][0]:
        scale -= 1
    high, low = divmod(rest, units[scale][0])
    low_text = ""
    if low:
        step, low_sign = units[scale + 1] if scale + 1 < len(units) else (Decimal(1), "")
        low_text = f"{int(low / step)}{low_sign}"
    return f"{sign}{int(high)}{units[scale][1]}{low_text}"
