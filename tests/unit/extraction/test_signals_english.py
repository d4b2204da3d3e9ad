"""English sentences and the signals that they tell: whose, of what kind, done or planned, and with what numbers."""

from __future__ import annotations

import pytest

from bot.facts import Signal
from tests.stand_ins.short_articles import read

FIELDS = ("metric", "change_percent", "duration_months", "headcount", "workforce_percent")


def signals_of(text: str) -> tuple[Signal, ...]:
    return read(text, "en", "2025-05-14").signals


def told(text: str) -> list[tuple[str, str, str]]:
    return sorted((s.kind, s.status, s.company) for s in signals_of(text))


LAYOFFS = [
    ("Quillmark laid off 45 people on Monday.", "reported", "Quillmark", 45, None),
    ("Quillmark is letting 45 employees go.", "reported", "Quillmark", 45, None),
    ("Lanternfish has cut 12% of its workforce.", "reported", "Lanternfish", None, 12.0),
    ("Lanternfish slashed 300 jobs, 12% of the total.", "reported", "Lanternfish", 300, 12.0),
    ("Lanternfish axed 80 roles in its London office.", "reported", "Lanternfish", 80, None),
    ("Corvid Health is shedding 60 jobs.", "reported", "Corvid Health", 60, None),
    ("Corvid Health dismissed 60 of its 400 employees.", "reported", "Corvid Health", 60, None),
    ("Layoffs at Brindle hit 75 employees.", "reported", "Brindle", 75, None),
    ("At Brindle, 75 people lost their jobs.", "reported", "Brindle", 75, None),
    ("Brindle parted ways with 75 workers.", "reported", "Brindle", 75, None),
    ("Brindle will make 75 employees redundant.", "reported", "Brindle", 75, None),
    ("Brindle plans to lay off 75 people.", "planned", "Brindle", 75, None),
    ("Brindle could cut a third of its staff.", "planned", "Brindle", None, 33.3),
    ("Brindle is considering job cuts.", "planned", "Brindle", None, None),
    ("Brindle denied that it would lay off anyone.", "denied", "Brindle", None, None),
    ("Reports that Brindle would sack 75 people are wrong.", "denied", "Brindle", 75, None),
    ("Sorrel announced a restructuring that will affect 140 employees.", "reported", "Sorrel", 140, None),
    ("Sorrel eliminated 140 positions, or 9 percent of its staff.", "reported", "Sorrel", 140, 9.0),
    ("Sorrel’s latest round of redundancies claimed 140 jobs.", "reported", "Sorrel", 140, None),
    ("Sorrel reduced its headcount by 140.", "reported", "Sorrel", 140, None),
    ("Sorrel has told 140 people that their jobs are gone.", "reported", "Sorrel", 140, None),
    ("Pink slips went to 140 workers at Sorrel.", "reported", "Sorrel", 140, None),
    ("Sorrel: 140 jobs cut", "reported", "Sorrel", 140, None),
    ("Sorrel fired 140 people after the merger.", "reported", "Sorrel", 140, None),
]

OTHERS = [
    ("Tansy filed for bankruptcy on Tuesday.", ("shutdown", "reported", "Tansy")),
    ("Tansy has shut down.", ("shutdown", "reported", "Tansy")),
    ("Tansy is winding down after eight years.", ("shutdown", "reported", "Tansy")),
    ("Tansy ceased operations in March.", ("shutdown", "reported", "Tansy")),
    ("Tansy entered administration last week.", ("shutdown", "reported", "Tansy")),
    ("Tansy went bust in April.", ("shutdown", "reported", "Tansy")),
    ("Tansy sought Chapter 11 protection.", ("shutdown", "reported", "Tansy")),
    ("Tansy could go bankrupt by summer.", ("shutdown", "planned", "Tansy")),
    ("Tansy was put into receivership.", ("shutdown", "reported", "Tansy")),
    ("Tansy closed its doors for good.", ("shutdown", "reported", "Tansy")),
    ("Plume sued Marl for copying its app.", ("legal", "reported", "Marl")),
    ("Plume has filed a lawsuit against Marl.", ("legal", "reported", "Marl")),
    ("Plume took Marl to court.", ("legal", "reported", "Marl")),
    ("Marl is being sued by Plume.", ("legal", "reported", "Marl")),
    ("Marl faces a class action in Texas.", ("legal", "reported", "Marl")),
    ("Prosecutors have charged the founder of Marl with fraud.", ("legal", "reported", "Marl")),
    ("Regulators opened an investigation into Marl.", ("legal", "reported", "Marl")),
    ("Police raided Marl on Thursday.", ("legal", "reported", "Marl")),
    ("Marl’s founder was indicted for wire fraud.", ("legal", "reported", "Marl")),
    ("Hexagram’s chief executive stepped down.", ("leadership_exit", "reported", "Hexagram")),
    ("The chief executive of Hexagram has resigned.", ("leadership_exit", "reported", "Hexagram")),
    ("Hexagram ousted its founder.", ("leadership_exit", "reported", "Hexagram")),
    ("Hexagram has lost its chief technology officer.", ("leadership_exit", "reported", "Hexagram")),
    ("Hexagram’s CFO is leaving.", ("leadership_exit", "reported", "Hexagram")),
    ("Verbena ran out of cash in May.", ("funding_trouble", "reported", "Verbena")),
    ("Verbena failed to raise new money.", ("funding_trouble", "reported", "Verbena")),
    ("Verbena could not pay its staff.", ("funding_trouble", "reported", "Verbena")),
    ("There is substantial doubt about Verbena’s future.", ("funding_trouble", "reported", "Verbena")),
    ("Tidewater cut its own valuation by 40%.", ("down_round", "reported", "Tidewater")),
    ("Harbour Fund marked down its stake in Tidewater.", ("down_round", "reported", "Tidewater")),
    ("Tidewater raised money in a down round.", ("down_round", "reported", "Tidewater")),
    (
        "Tidewater’s valuation fell to $200 million from $900 million.",
        ("down_round", "reported", "Tidewater"),
    ),
    ("Tidewater’s revenue fell by 20%.", ("revenue_decline", "reported", "Tidewater")),
]

USAGE = [
    ("Monthly active users of Pebble fell 12%.", "usage_decline", "Pebble", "mau", -12.0),
    ("Pebble’s daily active users dropped by 8%.", "usage_decline", "Pebble", "dau", -8.0),
    ("Visits to Pebble declined 9.5% in April.", "usage_decline", "Pebble", "visits", -9.5),
    ("Pebble lost 5% of its subscribers.", "usage_decline", "Pebble", "subscribers", -5.0),
    ("Downloads of Pebble halved.", "usage_decline", "Pebble", "downloads", -50.0),
    ("Traffic to Pebble’s website plunged 30%.", "usage_decline", "Pebble", "traffic", -30.0),
    ("Pebble’s users grew by 25%.", "usage_growth", "Pebble", "users", 25.0),
    ("Downloads of Pebble doubled in March.", "usage_growth", "Pebble", "downloads", 100.0),
    ("Pebble’s user numbers have plateaued.", "usage_stagnation", "Pebble", "users", None),
    ("Pebble’s visits were flat in April.", "usage_stagnation", "Pebble", "visits", None),
    (
        "Pebble had 4 million monthly users in May, down from 6 million.",
        "usage_decline",
        "Pebble",
        "mau",
        None,
    ),
]

NOTHING = [
    "Quillmark announced a hiring freeze.",
    "Tech companies have laid off 90,000 people this year.",
    "Pebble’s share price fell 12%.",
    "Pebble has 40 million monthly users.",
    "The talks collapsed in May.",
    "The round closed in March.",
    "Quillmark hired 40 people.",
    "Many start-ups shut down last year.",
    "Pebble posted an operating loss of $4 million.",
    "Deliveries of Pebble’s scooters fell 8%.",
    "Unemployment rose as employers cut jobs.",
    "Quillmark cut its prices by 20%.",
]


@pytest.mark.parametrize(("text", "status", "company", "headcount", "share"), LAYOFFS)
def test_a_cut_is_told_with_its_company_and_its_numbers(
    text: str, status: str, company: str, headcount: int | None, share: float | None
) -> None:
    found = signals_of(text)
    assert [(s.kind, s.status, s.company) for s in found] == [("layoffs", status, company)]
    assert (found[0].headcount, found[0].workforce_percent) == (headcount, share)


@pytest.mark.parametrize(("text", "expected"), OTHERS)
def test_the_sentence_tells_one_signal_of_one_company(text: str, expected: tuple[str, str, str]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(("text", "kind", "company", "metric", "percent"), USAGE)
def test_a_change_of_use_is_told_with_what_is_counted_and_by_how_much(
    text: str, kind: str, company: str, metric: str, percent: float | None
) -> None:
    found = signals_of(text)
    assert [(s.kind, s.status, s.company) for s in found] == [(kind, "reported", company)]
    assert (found[0].metric, found[0].change_percent) == (metric, percent)


@pytest.mark.parametrize("text", NOTHING)
def test_the_sentence_tells_no_signal(text: str) -> None:
    assert told(text) == []


def test_months_in_a_row_are_the_duration_of_a_decline() -> None:
    found = signals_of("Visits to Pebble fell for four months running.")
    assert [(s.kind, s.duration_months) for s in found] == [("usage_decline", 4)]


def test_the_plaintiff_of_a_suit_is_never_flagged() -> None:
    assert [s.company for s in signals_of("Plume sued Marl, its rival, in Delaware.")] == ["Marl"]


def test_the_share_of_staff_may_follow_in_the_next_sentence() -> None:
    found = signals_of("Sorrel laid off 140 people on Monday. That is 9% of its workforce.")
    assert [(s.headcount, s.workforce_percent) for s in found] == [(140, 9.0)]


def test_the_company_of_the_sentence_before_is_meant_where_none_is_named() -> None:
    text = "Sorrel raised $40 million two years ago. The company has now laid off 140 people."
    assert told(text) == [("layoffs", "reported", "Sorrel")]


def test_a_decline_and_a_rise_of_two_apps_are_told_apart() -> None:
    found = told("Users of Pebble fell 8%, while Cobble’s users rose 3%.")
    assert found == [("usage_decline", "reported", "Pebble"), ("usage_growth", "reported", "Cobble")]
