"""Less common English wordings of the same signals, and sentences that only sound like one."""

from __future__ import annotations

import pytest

from bot.facts import Signal
from tests.stand_ins.short_articles import read


def signals_of(text: str) -> tuple[Signal, ...]:
    return read(text, "en", "2024-10-10").signals


USAGE = [
    ("Fennelbrook’s app was opened by 14% fewer people in June than in May.", "usage_decline", -14.0),
    ("Fewer people visit Fennelbrook than a year ago.", "usage_decline", None),
    ("A third of Fennelbrook’s users have stopped opening the app.", "usage_decline", -33.3),
    ("One in five of Fennelbrook’s subscribers cancelled last year.", "usage_decline", -20.0),
    ("What had been 12 million players at Fennelbrook is now 7 million.", "usage_decline", None),
    ("Users are deserting Fennelbrook in droves.", "usage_decline", None),
    ("Downloads of Fennelbrook were off 22% in April, says Sensor Tower.", "usage_decline", -22.0),
    ("The number of people using Fennelbrook each month has halved.", "usage_decline", -50.0),
    ("Fennelbrook’s visitor numbers tumbled by 25% last year.", "usage_decline", -25.0),
    ("More people cancelled Fennelbrook than signed up for it.", "usage_decline", None),
    ("Engagement on Fennelbrook has plummeted 40% since the redesign.", "usage_decline", -40.0),
    ("Fennelbrook recorded a net loss of 90,000 subscribers.", "usage_decline", None),
    ("Subscribers keep leaving Fennelbrook, 40,000 of them in March alone.", "usage_decline", None),
    ("Fennelbrook’s MAU went from 12 million in January to 8 million in June.", "usage_decline", None),
    ("Fennelbrook’s weekly users, 4 million at the peak, now number 1.5 million.", "usage_decline", None),
    ("Monthly users of Fennelbrook were level with last year at 6 million.", "usage_stagnation", None),
    ("Fennelbrook has not added a single subscriber since spring.", "usage_stagnation", None),
    ("Growth in users at Fennelbrook has ground to a halt.", "usage_stagnation", None),
    ("Fennelbrook had 7 million users in June, the same number as a year before.", "usage_stagnation", None),
    ("Downloads of Fennelbrook have levelled off.", "usage_stagnation", None),
    ("Fennelbrook’s audience is no longer growing.", "usage_stagnation", None),
    ("Fennelbrook’s daily users have hardly budged in a year.", "usage_stagnation", None),
    ("More than 300,000 people signed up for Fennelbrook in a week.", "usage_growth", None),
    ("Downloads of Fennelbrook spiked 300% after the show.", "usage_growth", 300.0),
    ("Fennelbrook has three times as many users as a year ago.", "usage_growth", None),
    ("Visits to Fennelbrook climbed from 3 million to 11 million in a year.", "usage_growth", None),
]

LAYOFFS = [
    ("Osierfield made 55 people redundant.", "reported", 55),
    ("Osierfield gave notice to 60 workers.", "reported", 60),
    ("Osierfield issued WARN notices to 130 employees in Texas.", "reported", 130),
    ("Some 200 roles at Osierfield are to go.", "planned", 200),
    ("Osierfield has done away with 70 positions.", "reported", 70),
    ("Osierfield is losing 80 of its 300 staff in a restructuring.", "reported", 80),
    ("Another 25 jobs go at Osierfield.", "reported", 25),
    ("Osierfield closed its Lisbon office, which had 70 people.", "reported", None),
    ("Osierfield is to cut 60 jobs.", "planned", 60),
    ("Osierfield would have to cut 60 jobs to break even.", "planned", 60),
]

OTHERS = [
    ("Quernstone is no more.", "shutdown", "reported"),
    ("Quernstone will return its remaining cash to its backers.", "shutdown", "reported"),
    ("Quernstone has stopped trading.", "shutdown", "reported"),
    ("It is the end of the road for Quernstone.", "shutdown", "reported"),
    ("Quernstone has thrown in the towel.", "shutdown", "reported"),
    ("A court in Munich opened insolvency proceedings against Quernstone.", "shutdown", "reported"),
    ("Quernstone received a subpoena from the SEC.", "legal", "reported"),
    ("A jury found Quernstone liable for stealing trade secrets.", "legal", "reported"),
    ("A judge ordered Quernstone to pay $12 million in damages.", "legal", "reported"),
    ("Quernstone has been named as a defendant in a suit.", "legal", "reported"),
    ("Regulators fine Quernstone €2 million", "legal", "reported"),
    ("Paul Reyes succeeds Anna Brandt as chief executive of Quernstone.", "leadership_exit", "reported"),
    ("Quernstone’s boss was shown the door.", "leadership_exit", "reported"),
    ("Anna Brandt is no longer chief executive of Quernstone.", "leadership_exit", "reported"),
    ("Anna Brandt will relinquish the role of chief executive at Quernstone.", "leadership_exit", "reported"),
    ("Quernstone lost its unicorn status in the new round.", "down_round", "reported"),
    ("The new price is a 60% haircut on Quernstone’s previous valuation.", "down_round", "reported"),
    ("BlackRock now values its shares in Quernstone 45% lower.", "down_round", "reported"),
    ("Quernstone reported a 14% drop in revenue.", "revenue_decline", "reported"),
    ("Quernstone’s income from advertising declined 20%.", "revenue_decline", "reported"),
    ("Quernstone has cash for six weeks.", "funding_trouble", "reported"),
    ("Quernstone has not paid its staff since May.", "funding_trouble", "reported"),
    ("Quernstone needs an emergency loan.", "funding_trouble", "reported"),
    ("Quernstone breached its loan covenants.", "funding_trouble", "reported"),
    ("Quernstone’s bank account is nearly empty.", "funding_trouble", "reported"),
]

NOTHING = [
    "Quernstone has 18 months of runway.",
    "Quernstone has enough money for another two years.",
    "Quernstone hired 200 people laid off by rivals.",
    "Quernstone moved to dismiss the case.",
    "Quernstone’s founder left Google in 2015 to start it.",
    "Quernstone is closing its Berlin office.",
    "Quernstone wants to reach 10 million users by 2026.",
    "Tech companies have shed 150,000 jobs so far this year, by the count of Quernstone.",
]


@pytest.mark.parametrize(("text", "kind", "percent"), USAGE)
def test_a_usage_that_moves_is_read_from_its_wording(text: str, kind: str, percent: float | None) -> None:
    found = [(s.kind, s.status, s.company, s.change_percent) for s in signals_of(text)]
    assert found == [(kind, "reported", "Fennelbrook", percent)]


@pytest.mark.parametrize(("text", "status", "people"), LAYOFFS)
def test_a_cut_of_staff_is_read_with_its_number_of_people(text: str, status: str, people: int | None) -> None:
    found = [(s.kind, s.status, s.company, s.headcount) for s in signals_of(text)]
    assert found == [("layoffs", status, "Osierfield", people)]


@pytest.mark.parametrize(("text", "kind", "status"), OTHERS)
def test_trouble_is_read_from_its_wording(text: str, kind: str, status: str) -> None:
    assert [(s.kind, s.status, s.company) for s in signals_of(text)] == [(kind, status, "Quernstone")]


@pytest.mark.parametrize("text", NOTHING)
def test_a_sentence_that_only_sounds_like_trouble_is_no_signal(text: str) -> None:
    assert signals_of(text) == ()
