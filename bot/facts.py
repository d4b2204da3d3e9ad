"""The words of the contract: what one article becomes.

Every name here stands in docs/facts.md, in the JSON that `aideals read --json` prints, in the store's columns and
on the cards. Everything is frozen: a fact is never edited, a correction is a row of its own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

DealKind = Literal["funding", "acquisition", "ipo", "debt", "fund"]
DealStatus = Literal["completed", "in_talks", "cancelled"]
Role = Literal["lead", "investor", "acquirer", "lender"]
Qualifier = Literal["exact", "about", "at_least", "up_to"]
Basis = Literal["pre", "post"]
Language = Literal["ko", "en"]
SignalKind = Literal[
    "usage_decline",
    "usage_stagnation",
    "usage_growth",
    "layoffs",
    "shutdown",
    "legal",
    "leadership_exit",
    "down_round",
    "revenue_decline",
    "funding_trouble",
]
SignalStatus = Literal["reported", "planned", "denied"]
UsageMetric = Literal["visits", "users", "mau", "dau", "downloads", "subscribers", "traffic"]
MarketMetric = Literal[
    "investment", "deal_count", "mega_round_count", "unicorn_count", "company_count", "market_size", "share"
]
CheckKind = Literal["conversion_mismatch", "name_variant", "ambiguous_date", "figure_conflict"]

ROUNDS: tuple[str, ...] = (
    "pre_seed",
    "seed",
    "angel",
    "pre_series_a",
    "series_a",
    "pre_series_b",
    "series_b",
    "pre_series_c",
    "series_c",
    *(f"series_{letter}" for letter in "defghij"),
    "bridge",
    "growth",
    "strategic",
    "pre_ipo",
)

FLAGGING: frozenset[str] = frozenset({"usage_decline", "layoffs"})
"""Signals that put a startup among the flagged ones of a digest, unless their status is `denied`."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence (or the few sentences) that state a fact: `article.text[start:end] == quote`, always.

    Offsets count code points of the article's NFC text; the end is excluded.
    """

    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Article:
    """A page's own text with what the page says of itself; None where it does not say.

    `published` and `updated` are ISO 8601: a date, or a date-time with its offset. `text` is NFC.
    `partial` names why only a part could be read ("paywall", "pages"), None for a whole article.
    """

    text: str
    title: str = ""
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    language: str = "en"
    partial: str | None = None


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted figure that the text gives beside the original: value in whole units of an ISO 4217 currency."""

    value: int
    currency: str
    raw: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as the text states it: `value` in whole units of `currency` (ISO 4217), `raw` the text's own words."""

    value: int
    currency: str
    qualifier: Qualifier
    raw: str
    stated_conversion: Conversion | None = None


@dataclass(frozen=True, slots=True)
class Valuation:
    """What a company is said to be worth; `basis` is None where pre- or post-money is not said."""

    value: int
    currency: str
    qualifier: Qualifier
    raw: str
    stated_conversion: Conversion | None = None
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Counterparty:
    """The other side of a deal."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Deal:
    """Money into a company, a purchase, a listing, a loan or a fund: one deal that the article states."""

    kind: DealKind
    status: DealStatus
    company: str
    evidence: Evidence
    counterparties: tuple[Counterparty, ...] = ()
    round: str | None = None
    amount: Money | None = None
    total_raised: Money | None = None
    valuation: Valuation | None = None
    date: str | None = None
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """A sign of strength or distress of one company. `change_percent` is signed; counts are people, months whole."""

    kind: SignalKind
    status: SignalStatus
    company: str
    evidence: Evidence
    metric: UsageMetric | None = None
    change_percent: float | None = None
    duration_months: int | None = None
    headcount: int | None = None
    workforce_percent: float | None = None
    date: str | None = None
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class MarketFigure:
    """A number about a market, not a company. `unit` is an ISO 4217 code, "count" or "percent".

    `value` and `unit` are None where only a change is stated ("investment grew by 81 %").
    """

    metric: MarketMetric
    value: float | None
    unit: str | None
    evidence: Evidence
    change_percent: float | None = None
    compared_to: str | None = None
    period: str | None = None
    region: str | None = None
    sector: str | None = None
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """What a careful editor would query in the article.

    `values` are the facts that the sentence is made of (numbers, names), so that a card can word it in any language;
    `message` is the same sentence in the article's language.
    """

    kind: CheckKind
    message: str
    evidence: Evidence
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """One company's names as this article gives them: what it is called, then others ("오픈AI", …)."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Possible:
    """A fact that a person should decide, and why: shown, never counted, and it flags nobody."""

    fact: Deal | Signal
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that one article says, verified. The product."""

    article: Article
    summary: tuple[str, ...] = ()
    deals: tuple[Deal, ...] = ()
    signals: tuple[Signal, ...] = ()
    market_figures: tuple[MarketFigure, ...] = ()
    checks: tuple[Check, ...] = ()
    names: tuple[Name, ...] = ()
    possible: tuple[Possible, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """What an extractor proposes. A candidate becomes a fact only in `bot.verification`."""

    deals: tuple[Deal, ...] = ()
    signals: tuple[Signal, ...] = ()
    market_figures: tuple[MarketFigure, ...] = ()
    checks: tuple[Check, ...] = ()
    names: tuple[Name, ...] = ()
    possible: tuple[Possible, ...] = field(default=())


def to_json(document: Document) -> dict[str, Any]:
    """The document as docs/facts.md describes it, ready for `json.dumps`."""
    raw = asdict(document)
    possible: dict[str, list[dict[str, Any]]] = {"deals": [], "signals": []}
    for entry, plain in zip(document.possible, raw["possible"], strict=True):
        key = "deals" if isinstance(entry.fact, Deal) else "signals"
        possible[key].append({**plain["fact"], "confidence": "possible", "why": plain["why"]})
    for check in raw["checks"]:
        del check["values"]
    if raw["article"]["partial"] is None:
        del raw["article"]["partial"]
    return {**raw, "possible": possible}
