"""What the extraction only asks about: verbs of every day that may or may not tell a deal."""

from __future__ import annotations

import pytest

from bot.facts import Document
from tests.stand_ins import short_articles


def read(text: str) -> Document:
    return short_articles.read(text, "en", "2024-05-20")


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("Brightloom got $5 million.", "Brightloom"),
        ("Brightloom takes $5 million.", "Brightloom"),
    ],
)
def test_a_bare_everyday_verb_is_asked_about_and_not_counted(text: str, company: str) -> None:
    document = read(text)
    assert document.deals == ()
    assert [entry.fact.company for entry in document.possible] == [company]
    assert document.possible[0].why == "The text may only mention this deal, without saying that it was done."


@pytest.mark.parametrize(
    "text",
    [
        "Brightloom got $5 million from Vale Capital.",
        "Brightloom got $5 million in a seed round.",
        "Brightloom got $5 million in March.",
        "Brightloom raised $5 million.",
    ],
)
def test_a_giver_a_round_or_a_day_makes_it_a_deal(text: str) -> None:
    [deal] = read(text).deals
    assert (deal.kind, deal.status, deal.company) == ("funding", "completed", "Brightloom")
    assert deal.amount is not None
    assert deal.amount.value == 5_000_000
