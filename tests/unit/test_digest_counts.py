"""What a digest counts, merges, flags and leaves out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.digest import Week, build
from bot.facts import (
    Check,
    Conversion,
    Counterparty,
    Deal,
    Document,
    Evidence,
    MarketFigure,
    Money,
    Possible,
    Signal,
)
from bot.period import running
from bot.spans import days_of
from bot.week import Digest, Total
from storage.records import ChannelSettings, SharedFacts, Source
from tests.stand_ins.store_contents import deal, document, signal

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SETTINGS = ChannelSettings("T1", "C1")
PERIOD = running(SETTINGS, NOW)
RATES = {"USD": Decimal(1), "KRW": Decimal("0.0007"), "EUR": Decimal("1.1")}
COMPANIES: dict[str, int] = {}


def convert(value: int, currency: str, to: str, day: date) -> tuple[Decimal, date] | None:
    if currency not in RATES:
        return None
    return value * RATES[currency] / RATES[to], day


def shared(number: int, contents: Document, published: str | None = "2026-11-20") -> SharedFacts:
    source = Source(
        number, f"Title {number}", f"https://a.example/{number}", f"Paper {number}", published, "en", NOW
    )
    names = [fact.company for fact in (*contents.deals, *contents.signals)]
    ids = tuple((name, COMPANIES.setdefault(name, len(COMPANIES))) for name in dict.fromkeys(names))
    return SharedFacts(source, contents, ids)


def digest(*contents: Document, published: str | None = "2026-11-20", **known: Any) -> Digest:
    week = Week(tuple(shared(number, each, published) for number, each in enumerate(contents)), **known)
    return build(SETTINGS, PERIOD, "en", "USD", week, convert)


def test_sums_use_disclosed_amounts_in_the_channels_currency_and_by_original_currency() -> None:
    made = digest(document(deal("A", 100), deal("B", 1000, "KRW"), deal("C", 200), deal("D")))
    assert made.total == Decimal("300.7")
    assert made.totals == (Total("USD", 300, 2), Total("KRW", 1000, 1))
    assert (made.counted, made.coverage.undisclosed) == (4, 1)
    assert [entry.deal.company for entry in made.deals] == ["C", "A", "B", "D"]


def test_an_amount_without_a_rate_is_counted_and_said_to_be_outside_the_sum() -> None:
    made = digest(document(deal("A", 100), deal("B", 5, "XAU")))
    assert made.total == Decimal(100)
    assert made.coverage.without_rate == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (deal("A", 100, round="series_b"), deal("A", 100, round="series_b")),
        (deal("A", 100, round="series_b"), deal("A", 105)),
        (deal("A", None, round="series_b"), deal("A", 100)),
        (deal("A", 100), deal("A", 142_857, "KRW")),
        (deal("A", 100, status="in_talks"), deal("A", 100)),
    ],
)
def test_one_deal_told_by_two_articles_counts_once_with_both_sources(one: Deal, other: Deal) -> None:
    made = digest(document(one), document(other))
    (entry,) = made.deals
    assert [told.source.article_id for told in entry.told] == [0, 1]
    assert made.counted == 1
    assert entry.deal.status == "completed"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (deal("A", 100, round="series_a"), deal("A", 100, round="series_b")),
        (deal("A", 100), deal("A", 200)),
        (deal("A", 100), deal("B", 100)),
        (deal("A", 100), deal("A", 100, kind="debt")),
        (deal("A", 100, date="2026-11"), deal("A", 100, date="2025-03")),
    ],
)
def test_different_deals_stay_apart(one: Deal, other: Deal) -> None:
    assert len(digest(document(one), document(other)).deals) == 2


def test_two_deals_of_one_article_stay_apart() -> None:
    assert len(digest(document(deal("A", 100), deal("A"))).deals) == 2


def test_a_conversion_that_the_text_gives_makes_two_currencies_one_deal() -> None:
    won = Money(140_000, "KRW", "about", "14만 원", Conversion(100, "XAU", "100"))
    made = digest(document(deal("A", 100, "XAU")), document(deal("A", amount=won)))
    assert len(made.deals) == 1


def test_the_fullest_mention_leads_and_takes_what_only_others_say() -> None:
    investors = (Counterparty("Fund", "lead"),)
    made = digest(
        document(deal("A", 100, quote="First.")),
        document(
            deal("A", None, round="series_b", counterparties=investors, date="2026-11", quote="Second.")
        ),
    )
    (entry,) = made.deals
    assert entry.deal.evidence.quote == "Second."
    assert (entry.deal.round, entry.deal.counterparties) == ("series_b", investors)
    assert entry.deal.amount is not None
    assert entry.deal.amount.value == 100
    assert [told.quote for told in entry.told] == ["First.", "Second."]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (deal("A", 100, status="in_talks"), "in_talks"),
        (deal("A", 100, status="cancelled"), "cancelled"),
        (deal("A", 100, date="2026-06"), "earlier"),
        (deal("A", 100, date="2022-fall"), "earlier"),
        (deal("A", 100, date="2026-10"), None),
        (deal("A", 100, date=None), None),
        (deal("A", 100, kind="acquisition"), "not_raised"),
        (deal("A", 100, kind="fund"), "not_raised"),
        (deal("A", 100, kind="debt"), None),
    ],
)
def test_the_sums_hold_money_raised_that_is_news(told: Deal, why: str | None) -> None:
    made = digest(document(told))
    assert made.deals[0].uncounted == why
    assert made.total == (Decimal(100) if why is None else None)


def test_a_deal_is_not_in_the_sums_where_neither_it_nor_its_article_has_a_date() -> None:
    made = digest(document(deal("A", 100, date=None)), published=None)
    assert made.deals[0].uncounted == "undated"
    assert made.total is None
    assert digest(document(deal("A", 100, date="2026-11")), published=None).total == Decimal(100)


def test_a_deal_that_an_earlier_article_of_the_channel_told_is_not_counted_again() -> None:
    COMPANIES.setdefault("A", 99)
    made = digest(document(deal("A", 100)), told=((COMPANIES["A"], deal("A", 98)),))
    assert made.deals[0].uncounted == "told_before"
    assert made.counted == 0


def test_a_deal_that_was_only_talked_about_before_counts_when_it_closes() -> None:
    COMPANIES.setdefault("A", 99)
    made = digest(document(deal("A", 100)), told=((COMPANIES["A"], deal("A", 100, status="in_talks")),))
    assert made.counted == 1


def test_declining_and_laying_off_startups_are_flagged_with_quote_source_and_money() -> None:
    fallen = signal("A", "usage_decline", quote="A's visits fell.", duration_months=3, reported_by="WSJ")
    COMPANIES.setdefault("A", 99)
    source = Source(7, "Old", "https://o.example/7", "Old Paper", "2022-11-01", "en")
    older = deal("A", 125, date="2022-fall")
    newest = deal("A", 90, date="2023-06", round="series_b")
    made = digest(
        document(fallen, signal("A", "legal")),
        raised=tuple((COMPANIES["A"], each, source) for each in (older, newest, older)),
    )
    (flag,) = made.flagged
    assert flag.company == "A"
    assert [(told.quote, told.reported_by, told.source.publisher) for told in flag.signals[0].told] == [
        ("A's visits fell.", "WSJ", "Paper 0")
    ]
    assert [other.signal.kind for other in flag.others] == ["legal"]
    assert [entry.deal.date for entry in flag.raised] == ["2023-06", "2022-fall", "2022-fall"]


def test_one_round_told_by_two_articles_is_raised_once() -> None:
    COMPANIES.setdefault("A", 99)
    sources = [Source(number, "", None, None, None, "en") for number in (7, 8)]
    made = digest(
        document(signal("A")),
        raised=tuple((COMPANIES["A"], deal("A", 125, date="2022-fall"), source) for source in sources),
    )
    assert len(made.flagged[0].raised) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        signal("A", "layoffs", status="denied"),
        signal("A", "usage_growth"),
        signal("A", "usage_stagnation"),
        signal("A", "legal"),
        signal("A", "shutdown"),
    ],
)
def test_denials_and_other_signals_flag_nobody(harmless: Signal) -> None:
    assert digest(document(harmless)).flagged == ()


def test_a_planned_layoff_flags_and_stays_planned() -> None:
    (flag,) = digest(document(signal("A", status="planned"))).flagged
    assert flag.signals[0].signal.status == "planned"


def test_a_denial_beside_a_report_is_shown_with_it() -> None:
    (flag,) = digest(document(signal("A")), document(signal("A", status="denied"))).flagged
    assert [each.signal.status for each in flag.signals] == ["reported"]
    assert [each.signal.status for each in flag.others] == ["denied"]


def test_one_signal_told_by_two_papers_is_one_with_two_sources() -> None:
    (flag,) = digest(document(signal("A")), document(signal("A", headcount=42))).flagged
    assert flag.publishers == 2
    assert [(each.signal.headcount, len(each.told)) for each in flag.signals] == [(42, 2)]


def test_possible_facts_are_only_counted_as_such() -> None:
    made = digest(document(Possible(signal("A"), "unclear"), Possible(deal("A", 100), "unclear")))
    assert (made.deals, made.flagged, made.total) == ((), (), None)
    assert made.coverage.possible == 2


def test_articles_without_deal_or_signal_are_what_else_was_shared() -> None:
    figure = MarketFigure("investment", 81.0, "percent", Evidence("Up 81%.", 0, 7))
    check = Check("ambiguous_date", "Which year?", Evidence("last June", 0, 9))
    made = digest(document(figure, check), document(deal("A", 1)), document(partial="paywall"), failed=3)
    assert [source.article_id for source in made.others] == [0, 2]
    assert [entry.figure for entry in made.figures] == [figure]
    assert [entry.check for entry in made.checks] == [check]
    assert (made.coverage.read, made.coverage.partial, made.coverage.failed) == (3, 1, 3)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-06", date(2023, 6, 1), date(2023, 6, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-06-14", date(2023, 6, 14), date(2023, 6, 14)),
        ("2023-Q2", date(2023, 4, 1), date(2023, 6, 30)),
        ("2022-fall", date(2022, 9, 1), date(2022, 11, 30)),
        ("2022-winter", date(2022, 12, 1), date(2023, 2, 28)),
        ("2023-09-01T09:12:00+09:00", date(2023, 9, 1), date(2023, 9, 1)),
    ],
)
def test_a_date_means_the_days_that_it_may_be(text: str, first: date, last: date) -> None:
    assert days_of(text) == (first, last)


@pytest.mark.parametrize("text", [None, "", "soon", "2023-13", "2023-02-30", "23-06"])
def test_what_is_no_date_means_no_days(text: str | None) -> None:
    assert days_of(text) is None
