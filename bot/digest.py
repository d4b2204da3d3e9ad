"""A channel's week: what the store knows of seven days to a Digest. Counting rules: docs/digest.md.

`gather` asks the store; `build` is pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from bot import channels, period
from bot.facts import FLAGGING, Deal, Language, Signal
from bot.spans import days_of
from bot.stories import Convert, Mention, Story, merge_deals, merge_signals, same_deal
from bot.verification import rates
from bot.week import (
    Coverage,
    Digest,
    Flag,
    FlagSignal,
    Period,
    Raised,
    Told,
    Total,
    Uncounted,
    WeekCheck,
    WeekDeal,
    WeekFigure,
)
from storage import weeks
from storage.database import Store
from storage.records import ChannelSettings, SharedFacts, Source

RAISING = frozenset({"funding", "debt", "ipo"})
"""Deals that bring money to their company: the ones in the sums."""

DISTRESS = frozenset(
    {
        "usage_decline",
        "usage_stagnation",
        "layoffs",
        "shutdown",
        "legal",
        "leadership_exit",
        "down_round",
        "revenue_decline",
        "funding_trouble",
    }
)
_NEWS_DAYS = timedelta(days=60)
F = TypeVar("F", Deal, Signal)


@dataclass(frozen=True, slots=True)
class Week:
    """What the store knows for one digest: the articles first shared in the period, and what was known before.

    `raised`: by company, the rounds that any article states; `told`: deals that this channel's earlier articles told;
    `flagged`: companies that they flagged; `failed`: links that could not be read.
    """

    shared: tuple[SharedFacts, ...]
    raised: tuple[tuple[int, Deal, Source], ...] = ()
    told: tuple[tuple[int, Deal], ...] = ()
    flagged: frozenset[int] = frozenset()
    failed: int = 0


def gather(
    store: Store, settings: ChannelSettings, covered: Period, *, default_language: Language = "en"
) -> Digest:
    """The channel's digest for the period, with the sum of the seven days before."""
    language = channels.language_of(store, settings, default=default_language)
    currency = channels.currency_of(settings, language)
    digest = build(settings, covered, language, currency, _week(store, settings, covered), at_reference_rate)
    earlier_period = period.before(covered)
    earlier = _week(store, settings, earlier_period)
    if not earlier.shared:
        return digest
    previous = build(settings, earlier_period, language, currency, earlier, at_reference_rate)
    return replace(digest, previous_total=previous.total)


def at_reference_rate(value: int, currency: str, to: str, on: date) -> tuple[Decimal, date] | None:
    """The value in the other currency by the ECB's reference rate of that day, and the rate's own day."""
    day, converted = rates.rate_date(currency, to, on), rates.convert(value, currency, to, on)
    return None if day is None or converted is None else (converted, day)


def build(
    settings: ChannelSettings,
    covered: Period,
    language: Language,
    currency: str,
    week: Week,
    convert: Convert,
) -> Digest:
    """The digest of a week whose facts are all given."""
    deals = _deals(week, currency, convert)
    counted = [entry for entry in deals if entry.uncounted is None]
    values = [entry.value for entry in counted if entry.value is not None]
    documents = [each.document for each in week.shared]
    firsts = list({each.source.story: each for each in reversed(week.shared)}.values())[::-1]
    return Digest(
        workspace=settings.workspace,
        channel=settings.channel,
        period=covered,
        language=language,
        currency=currency,
        counted=len(counted),
        total=sum(values, Decimal(0)) if values else None,
        totals=_totals(counted),
        deals=tuple(deals),
        flagged=_flags(week, convert),
        figures=tuple(WeekFigure(f, each.source) for each in firsts for f in each.document.market_figures),
        checks=tuple(WeekCheck(c, each.source) for each in firsts for c in each.document.checks),
        others=tuple(each.source for each in firsts if not each.document.deals and not each.document.signals),
        coverage=Coverage(
            read=len(documents),
            failed=week.failed,
            partial=sum(document.article.partial is not None for document in documents),
            undisclosed=sum(entry.deal.amount is None for entry in counted),
            possible=sum(len(document.possible) for document in documents),
            without_rate=sum(entry.deal.amount is not None and entry.value is None for entry in counted),
        ),
    )


def _week(store: Store, settings: ChannelSettings, covered: Period) -> Week:
    place = (settings.workspace, settings.channel)
    shared = weeks.shared(store, *place, covered.start, covered.end)
    with_deals = {dict(each.company_ids)[deal.company] for each in shared for deal in each.document.deals}
    signalled = {
        dict(each.company_ids)[signal.company]
        for each in shared
        for signal in each.document.signals
        if _flags_its_company(signal)
    }
    return Week(
        shared=shared,
        raised=tuple(
            (company, *known) for company in sorted(signalled) for known in weeks.raised(store, company)
        ),
        told=tuple(weeks.deals_told_before(store, *place, sorted(with_deals), covered.start)),
        flagged=frozenset(
            company
            for company in signalled
            if weeks.flagged_before(store, *place, company, FLAGGING, covered.start)
        ),
        failed=weeks.count_failed(store, *place, covered.start, covered.end),
    )


def _deals(week: Week, currency: str, convert: Convert) -> list[WeekDeal]:
    """The week's deals by value, largest first; those without one by name, last."""
    mentions = [
        _mention(each, deal, dict(each.company_ids)[deal.company])
        for each in week.shared
        for deal in each.document.deals
    ]
    deals = [_week_deal(story, week, currency, convert) for story in merge_deals(mentions, convert)]
    return sorted(deals, key=lambda entry: (entry.value is None, -(entry.value or 0), entry.deal.company))


def _week_deal(story: Story[Deal], week: Week, currency: str, convert: Convert) -> WeekDeal:
    deal, day = story.fact, story.mentions[0].told_on
    value: Decimal | None = None
    rate_date: date | None = None
    if deal.amount is not None:
        if deal.amount.currency == currency:
            value = Decimal(deal.amount.value)
        else:
            value, rate_date = convert(deal.amount.value, deal.amount.currency, currency, day) or (None, None)
    return WeekDeal(
        deal=deal,
        company_id=story.company_id,
        told=_told(story),
        value=value,
        rate_date=rate_date,
        uncounted=_uncounted(story, week, convert),
    )


def _uncounted(story: Story[Deal], week: Week, convert: Convert) -> Uncounted | None:
    """Why the deal is not in the sums; None where it is."""
    deal = story.fact
    if deal.status in ("in_talks", "cancelled"):
        return "in_talks" if deal.status == "in_talks" else "cancelled"
    dated = [mention for mention in story.mentions if days_of(mention.fact.date) is not None]
    if dated and all(_recalled(mention) for mention in dated):
        return "earlier"
    if not dated and all(days_of(mention.source.published) is None for mention in story.mentions):
        return "undated"
    day = story.mentions[0].told_on
    for company_id, told in week.told:
        same = company_id == story.company_id and told.status == "completed"
        if same and same_deal(told, deal, day, convert):
            return "told_before"
    return None if deal.kind in RAISING else "not_raised"


def _recalled(mention: Mention[Deal]) -> bool:
    """Whether the deal had happened well before the article that tells it."""
    days = days_of(mention.fact.date)
    return days is not None and days[1] < mention.told_on - _NEWS_DAYS


def _totals(counted: Iterable[WeekDeal]) -> tuple[Total, ...]:
    """Sums of the disclosed amounts by the currency that they are stated in, the one with most deals first."""
    sums: dict[str, list[int]] = {}
    for entry in counted:
        if entry.deal.amount is not None:
            sums.setdefault(entry.deal.amount.currency, []).append(entry.deal.amount.value)
    totals = [Total(currency, sum(values), len(values)) for currency, values in sums.items()]
    return tuple(sorted(totals, key=lambda total: (-total.deals, total.currency)))


def _flags(week: Week, convert: Convert) -> tuple[Flag, ...]:
    """The flagged companies in the order in which they were told, each with all that the week says of its trouble."""
    mentions = [
        _mention(each, signal, dict(each.company_ids)[signal.company])
        for each in week.shared
        for signal in each.document.signals
        if signal.kind in DISTRESS
    ]
    by_company: dict[int, list[Story[Signal]]] = {}
    for story in merge_signals(mentions):
        by_company.setdefault(story.company_id, []).append(story)
    known: dict[int, list[tuple[Deal, Source]]] = {}
    for company_id, deal, source in week.raised:
        known.setdefault(company_id, []).append((deal, source))
    return tuple(
        _flag(company_id, stories, week, _raised(company_id, known.get(company_id, ()), convert))
        for company_id, stories in by_company.items()
        if any(_flags_its_company(story.fact) for story in stories)
    )


def _flag(company_id: int, stories: Sequence[Story[Signal]], week: Week, raised: tuple[Raised, ...]) -> Flag:
    flagging = [story for story in stories if _flags_its_company(story.fact)]
    told = [mention.source for story in flagging for mention in story.mentions]
    return Flag(
        company=flagging[0].fact.company,
        company_id=company_id,
        signals=tuple(FlagSignal(story.fact, _told(story)) for story in flagging),
        others=tuple(FlagSignal(story.fact, _told(story)) for story in stories if story not in flagging),
        raised=raised,
        publishers=_voices(told),
        seen_before=company_id in week.flagged,
    )


def _voices(told: Iterable[Source]) -> int:
    """How many publishers say so in words of their own: copies of one text are one voice."""
    firsts = {source.story: source for source in reversed(list(told))}
    return len({source.publisher or source.url or source.article_id for source in firsts.values()})


def _flags_its_company(signal: Signal) -> bool:
    return signal.kind in FLAGGING and signal.status != "denied"


def _raised(company_id: int, known: Iterable[tuple[Deal, Source]], convert: Convert) -> tuple[Raised, ...]:
    """What the company had raised, each round once, newest first, undated ones last."""
    mentions = [Mention(deal, company_id, source, _day(source)) for deal, source in known]
    rounds = [Raised(story.fact, story.mentions[0].source) for story in merge_deals(mentions, convert)]
    undated = (date.min, date.min)
    return tuple(sorted(rounds, key=lambda entry: days_of(entry.deal.date) or undated, reverse=True))


def _mention(shared: SharedFacts, fact: F, company_id: int) -> Mention[F]:
    return Mention(fact, company_id, shared.source, _day(shared.source))


def _day(source: Source) -> date:
    """The day of the article: published, else shared, else the first of all days (there is no rate then)."""
    days = days_of(source.published)
    if days is not None:
        return days[0]
    shared_at: datetime | None = source.shared_at
    return shared_at.date() if shared_at else date.min


def _told(story: Story[F]) -> tuple[Told, ...]:
    return tuple(
        Told(mention.source, mention.fact.evidence.quote, mention.fact.reported_by)
        for mention in story.mentions
    )
