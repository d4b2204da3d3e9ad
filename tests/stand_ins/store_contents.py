"""Documents to store: made by hand (`document`, `deal`, `signal`) and by hypothesis (`any_document`)."""

from __future__ import annotations

import unicodedata
from typing import Any, get_args

from hypothesis import strategies as st

from bot import facts
from bot.facts import (
    Article,
    Check,
    Conversion,
    Counterparty,
    Deal,
    Document,
    Evidence,
    MarketFigure,
    Money,
    Name,
    Possible,
    Signal,
    Valuation,
)

NO_EVIDENCE = Evidence("", 0, 0)


def deal(company: str, value: int | None = None, currency: str = "USD", **fields: Any) -> Deal:
    """A completed funding; its quote is its own sentence."""
    quote = fields.pop("quote", f"{company} raised {value}.")
    amount = None if value is None else Money(value, currency, "exact", str(value))
    shape: dict[str, Any] = {"kind": "funding", "status": "completed", "amount": amount} | fields
    return Deal(company=company, evidence=Evidence(quote, 0, len(quote)), **shape)


def signal(company: str, kind: str = "layoffs", **fields: Any) -> Signal:
    """A reported signal; its quote is its own sentence."""
    quote = fields.pop("quote", f"{company}: {kind}.")
    shape: dict[str, Any] = {"kind": kind, "status": "reported"} | fields
    return Signal(company=company, evidence=Evidence(quote, 0, len(quote)), **shape)


def document(*found: Deal | Signal | MarketFigure | Check | Possible, **article: Any) -> Document:
    """A document with those facts; `names` and the article's fields by keyword."""
    names = article.pop("names", ())
    own = {"text": "An article.", "title": "A title", "publisher": "The Paper", "published": "2026-11-20"}
    shape: dict[str, Any] = own | article

    def of(kind: type[Any]) -> tuple[Any, ...]:
        return tuple(fact for fact in found if isinstance(fact, kind))

    return Document(
        article=Article(**shape),
        deals=of(Deal),
        signals=of(Signal),
        market_figures=of(MarketFigure),
        checks=of(Check),
        possible=of(Possible),
        names=names,
    )


_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30).map(
    lambda text: unicodedata.normalize("NFC", text)
)
_maybe_text = st.none() | _text
_whole = st.integers(min_value=-(2**63), max_value=2**63 - 1)
_number = st.floats(allow_nan=False, allow_infinity=False)
_maybe_number = st.none() | _number
_currency = st.sampled_from(["USD", "KRW", "EUR", "JPY"])
_qualifier = st.sampled_from(get_args(facts.Qualifier))
_evidence = st.builds(Evidence, _text, st.integers(0, 10**6), st.integers(0, 10**6))
_conversion = st.builds(Conversion, _whole, _currency, _text)
_money = st.builds(Money, _whole, _currency, _qualifier, _text, st.none() | _conversion)
_valuation = st.builds(
    Valuation,
    _whole,
    _currency,
    _qualifier,
    _text,
    st.none() | _conversion,
    st.none() | st.sampled_from(["pre", "post"]),
)
any_deal = st.builds(
    Deal,
    kind=st.sampled_from(get_args(facts.DealKind)),
    status=st.sampled_from(get_args(facts.DealStatus)),
    company=_text,
    evidence=_evidence,
    counterparties=st.lists(
        st.builds(Counterparty, _text, st.sampled_from(get_args(facts.Role))), max_size=3
    ).map(tuple),
    round=st.none() | st.sampled_from(facts.ROUNDS),
    amount=st.none() | _money,
    total_raised=st.none() | _money,
    valuation=st.none() | _valuation,
    date=_maybe_text,
    reported_by=_maybe_text,
)
any_signal = st.builds(
    Signal,
    kind=st.sampled_from(get_args(facts.SignalKind)),
    status=st.sampled_from(get_args(facts.SignalStatus)),
    company=_text,
    evidence=_evidence,
    metric=st.none() | st.sampled_from(get_args(facts.UsageMetric)),
    change_percent=_maybe_number,
    duration_months=st.none() | _whole,
    headcount=st.none() | _whole,
    workforce_percent=_maybe_number,
    date=_maybe_text,
    reported_by=_maybe_text,
)
_figure = st.builds(
    MarketFigure,
    metric=st.sampled_from(get_args(facts.MarketMetric)),
    value=_number,
    unit=st.sampled_from(["USD", "KRW", "count", "percent"]),
    evidence=_evidence,
    change_percent=_maybe_number,
    compared_to=_maybe_text,
    period=_maybe_text,
    region=_maybe_text,
    sector=_maybe_text,
    reported_by=_maybe_text,
)
_check = st.builds(
    Check,
    kind=st.sampled_from(get_args(facts.CheckKind)),
    message=_text,
    evidence=_evidence,
    values=st.lists(st.tuples(_text, _text), max_size=3).map(tuple),
)
_article = st.builds(
    Article,
    text=_text,
    title=_text,
    url=_maybe_text,
    publisher=_maybe_text,
    author=_maybe_text,
    published=_maybe_text,
    updated=_maybe_text,
    language=st.sampled_from(["ko", "en", "ja"]),
    partial=_maybe_text,
)


def _several(kind: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(kind, max_size=4).map(tuple)


any_document = st.builds(
    Document,
    article=_article,
    summary=_several(_text),
    deals=_several(any_deal),
    signals=_several(any_signal),
    market_figures=_several(_figure),
    checks=_several(_check),
    names=_several(st.builds(Name, _text, _several(_text))),
    possible=_several(st.builds(Possible, any_deal | any_signal, _text)),
)
