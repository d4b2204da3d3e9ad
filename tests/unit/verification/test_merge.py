"""One deal told twice is one deal; an earlier round stays its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.facts import Conversion, Counterparty, Deal, Evidence, Money, Name, Signal
from bot.verification.merge import dates_fit, merge_deals, merge_signals
from bot.verification.naming import Namebook, plain

NAMES = Namebook([Name("신디시아", ("Synthesia",))])
FIRST, SECOND = Evidence("first", 0, 5), Evidence("second", 10, 16)
MILLIONS = Money(90_000_000, "USD", "exact", "$90 million")
ROUND = Deal("funding", "completed", "Synthesia", FIRST, amount=MILLIONS, round="series_c", date="2023-06")


def merged(*deals: Deal) -> tuple[Deal, ...]:
    return merge_deals(deals, NAMES)


def test_the_same_round_under_two_names_is_one_deal() -> None:
    other = Deal("funding", "completed", "신디시아", SECOND, amount=MILLIONS)
    assert merged(ROUND, other) == (ROUND,)


def test_the_fuller_mention_wins_and_the_other_fills_its_gaps() -> None:
    short = Deal("funding", "completed", "Synthesia", SECOND, amount=MILLIONS, reported_by="WSJ")
    (deal,) = merged(short, ROUND)
    assert (deal.evidence, deal.round, deal.reported_by) == (FIRST, "series_c", "WSJ")


def test_an_earlier_round_is_a_deal_of_its_own() -> None:
    earlier = replace(
        ROUND, amount=Money(50_000_000, "USD", "exact", "$50 million"), round="series_b", date="2021"
    )
    assert merged(ROUND, earlier) == (ROUND, earlier)


def test_the_same_amount_in_another_year_is_another_deal() -> None:
    assert len(merged(ROUND, replace(ROUND, date="2021", round=None))) == 2


def test_an_amount_and_its_conversion_are_one_amount() -> None:
    won = Conversion(119_000_000_000, "KRW", "1190억 원")
    told_in_won = replace(ROUND, evidence=SECOND, amount=Money(won.value, won.currency, "about", won.raw))
    assert len(merged(replace(ROUND, amount=replace(MILLIONS, stated_conversion=won)), told_in_won)) == 1


def test_investors_of_two_mentions_come_together_and_the_lead_stays_lead() -> None:
    one = replace(ROUND, counterparties=(Counterparty("Accel", "investor"), Counterparty("GV", "investor")))
    other = replace(ROUND, evidence=SECOND, counterparties=(Counterparty("accel", "lead"),))
    (deal,) = merged(one, other)
    assert deal.counterparties == (Counterparty("Accel", "lead"), Counterparty("GV", "investor"))


def test_two_buyers_of_one_company_are_two_deals() -> None:
    bought = Deal("acquisition", "completed", "Figma", FIRST, (Counterparty("Adobe", "acquirer"),))
    other = replace(bought, evidence=SECOND, counterparties=(Counterparty("Canva", "acquirer"),))
    assert len(merged(bought, other)) == 2


def test_a_purchase_that_fell_through_is_cancelled() -> None:
    agreed = Deal("acquisition", "completed", "Figma", FIRST, (Counterparty("Adobe", "acquirer"),))
    assert [deal.status for deal in merged(agreed, replace(agreed, status="cancelled"))] == ["cancelled"]


def test_flat_and_falling_is_one_signal() -> None:
    flat = Signal("usage_stagnation", "reported", "Synthesia", FIRST, "users", None, 6)
    falling = replace(flat, kind="usage_decline")
    assert [signal.kind for signal in merge_signals((flat, falling), NAMES)] == ["usage_decline"]


def test_a_denied_layoff_is_not_the_reported_one() -> None:
    reported = Signal("layoffs", "reported", "Synthesia", FIRST)
    assert len(merge_signals((reported, replace(reported, status="denied")), NAMES)) == 2


def test_two_head_counts_are_two_layoffs() -> None:
    one = Signal("layoffs", "reported", "Synthesia", FIRST, headcount=10)
    assert len(merge_signals((one, replace(one, headcount=20, evidence=SECOND)), NAMES)) == 2
    assert len(merge_signals((one, replace(one, headcount=None, evidence=SECOND)), NAMES)) == 1


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        ("2023", "2023-06", True),
        ("2023-Q2", "2023-06", True),
        ("2023-Q2", "2023-07", False),
        ("2023-06", "2023-06-14", True),
        ("2022", "2023", False),
        (None, "2023", True),
    ],
)
def test_a_less_precise_date_holds_a_more_precise_one(one: str | None, other: str, fit: bool) -> None:
    assert dates_fit(one, other) is fit
    assert dates_fit(other, one) is fit


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OpenAI", "Open AI"),
        ("㈜토스", "토스"),
        ("Acme, Inc.", "ACME"),
        ("you.com", "You.com"),
        ("(주)컬리", "컬리"),
    ],
)
def test_case_spaces_and_legal_suffixes_make_no_other_name(one: str, other: str) -> None:
    assert plain(one) == plain(other)
