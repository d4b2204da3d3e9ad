"""A week of facts, as values: what `bot.digest` makes and `bot.cards` words. No text of ours, no language.

How things are counted is said once, in docs/digest.md; the fields here name the outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from bot.facts import Check, Deal, Language, MarketFigure, Signal
from storage.records import Source

Uncounted = Literal["in_talks", "cancelled", "earlier", "undated", "told_before", "not_raised"]
"""Why a deal is not in the sums: not closed; off; an older deal that an article recalls (`earlier`); one that may be
years old, for neither it nor its article has a date (`undated`); counted in an earlier digest of this channel
(`told_before`); no money raised by its company (acquisition, fund)."""


@dataclass(frozen=True, slots=True)
class Period:
    """What one digest covers: shares with `start` <= time < `end`, both aware.

    `first_day` and `last_day` (included) are the days to print; `key` names the period once in the channel's life.
    """

    key: str
    start: datetime
    end: datetime
    first_day: date
    last_day: date
    time_zone: str


@dataclass(frozen=True, slots=True)
class Told:
    """One article's word for a fact: where it stands, and the sentence."""

    source: Source
    quote: str
    reported_by: str | None = None


@dataclass(frozen=True, slots=True)
class WeekDeal:
    """One deal of the week, however many articles tell it; `deal` is the fullest mention.

    `value` is the amount in the digest's currency, None where undisclosed or without a rate; `rate_date` is the day of
    the rate, None where no rate was needed. `uncounted` is None for a deal that is in the sums (or has no amount).
    """

    deal: Deal
    company_id: int
    told: tuple[Told, ...]
    value: Decimal | None = None
    rate_date: date | None = None
    uncounted: Uncounted | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """Sum of `deals` disclosed amounts in one currency, as the articles state them."""

    currency: str
    value: int
    deals: int


@dataclass(frozen=True, slots=True)
class Raised:
    """A round that a flagged company had raised before, with the article that says so."""

    deal: Deal
    source: Source


@dataclass(frozen=True, slots=True)
class FlagSignal:
    """One signal of a flagged company, however many articles tell it; `signal` is the fullest mention."""

    signal: Signal
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A startup among the flagged, why, and what it had raised (newest first; all that the store knows).

    `signals` are the flagging ones of this week; `others` its other signs of distress this week (a suit, a shutdown).
    `publishers` counts those who say so; `seen_before` says whether an earlier digest of this channel flagged it.
    """

    company: str
    company_id: int
    signals: tuple[FlagSignal, ...]
    others: tuple[FlagSignal, ...] = ()
    raised: tuple[Raised, ...] = ()
    publishers: int = 1
    seen_before: bool = False


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """A market figure and the article that states it."""

    figure: MarketFigure
    source: Source


@dataclass(frozen=True, slots=True)
class WeekCheck:
    """An editor's check that stands open, and the article that it queries."""

    check: Check
    source: Source


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts behind the digest: articles read, links that failed, articles read in part, deals with an undisclosed
    amount among the counted kinds, facts that a person should confirm, deals without a rate for the sum.
    """

    read: int = 0
    failed: int = 0
    partial: int = 0
    undisclosed: int = 0
    possible: int = 0
    without_rate: int = 0


@dataclass(frozen=True, slots=True)
class Digest:
    """A channel's week. `total` sums the counted deals in `currency`; `totals` the same by original currency.

    `counted` is how many deals are counted (undisclosed ones included). `previous_total` is the same sum seven days
    earlier, None where nothing was shared then. `deals` stand by value, largest first, undisclosed last by name.
    `others` are the articles without any deal or signal. `late`: posted well after it was due (the bot was down).
    """

    workspace: str
    channel: str
    period: Period
    language: Language
    currency: str
    counted: int = 0
    total: Decimal | None = None
    totals: tuple[Total, ...] = ()
    previous_total: Decimal | None = None
    deals: tuple[WeekDeal, ...] = ()
    flagged: tuple[Flag, ...] = ()
    figures: tuple[WeekFigure, ...] = ()
    checks: tuple[WeekCheck, ...] = ()
    others: tuple[Source, ...] = ()
    late: bool = False
    coverage: Coverage = Coverage()
