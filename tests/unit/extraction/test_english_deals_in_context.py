"""English deals whose company, sum or kind only the sentences around tell."""

from __future__ import annotations

import pytest

from bot.facts import Document
from tests.stand_ins import short_articles


def read(text: str) -> Document:
    """The document of a short English article of May 14th 2024, a Tuesday."""
    return short_articles.read(text, "en", "2024-05-14", "In brief")


def told(text: str) -> list[tuple[str, str, str, int | None]]:
    """Kind, status, company and amount of each deal."""
    return [
        (deal.kind, deal.status, deal.company, deal.amount.value if deal.amount else None)
        for deal in read(text).deals
    ]


MILLION = 1_000_000

WHOSE = [
    "Heron Maps makes charts for sailors. It has raised $9 million from Tidewater Capital.",
    "Heron Maps makes charts for sailors. On Monday the company raised $9 million in a Series A.",
    "Heron Maps, a chart maker from Bergen, grew last year. Quillon, a bakery chain, shrank. "
    "On Monday the chart maker raised $9 million in a Series A.",
    "Brackwater’s rival Heron Maps has raised $9 million in a Series A.",
    "The board of Heron Maps met on Monday. The chart maker closed a $9 million round that Brackwater led.",
    "Heron Maps, a chart maker, has raised $9 million. Ostrander Foods led the round.",
    "Brackwater put $9 million into Heron Maps on Monday.",
    "Heron Maps is the youngest of the lot. The Norwegian raised $9 million in a seed round.",
    "Heron Maps is the youngest of the lot. The Dane has raised $9 million from Tidewater Capital.",
    "Last autumn Brackwater led Heron Maps’s $9 million Series A.",
    "Two firms sell charts. Heron Maps, the elder, raised $9 million from Tidewater Capital in March 2023.",
    "Heron Maps has a fresh $9 million. Brackwater led.",
    "In the meantime the chart maker Heron Maps raised $9 million from Tidewater Capital.",
    "Brackwater bought 20% of Heron Maps for $9 million.",
]


@pytest.mark.parametrize("text", WHOSE)
def test_money_goes_to_the_company_that_is_spoken_of(text: str) -> None:
    """Pronouns, descriptions, appositions and possessors point to one company; whoever gives is never it."""
    assert told(text) == [("funding", "completed", "Heron Maps", 9 * MILLION)]


BOUGHT = [
    "Brackwater has bought the chart maker Heron Maps for $9 million.",
    "Heron Maps has new owners. Brackwater bought the chart maker for $9 million.",
    "Heron Maps was bought by Brackwater for $9 million.",
    "Brackwater closed its $9 million acquisition of Heron Maps on Monday.",
    "Brackwater has bought Heron Maps. The price was $9 million.",
    "Brackwater bought 60% of Heron Maps for $9 million.",
]


@pytest.mark.parametrize("text", BOUGHT)
def test_the_target_is_the_company_and_the_buyer_its_acquirer(text: str) -> None:
    """However the purchase is told, the company is what was bought."""
    assert told(text) == [("acquisition", "completed", "Heron Maps", 9 * MILLION)]
    (deal,) = read(text).deals
    assert [(party.name, party.role) for party in deal.counterparties] == [("Brackwater", "acquirer")]


OTHER_KINDS = [
    ("Heron Maps borrowed $9 million from Tidewater Bank.", ("debt", "completed", "Heron Maps", 9 * MILLION)),
    (
        "Heron Maps got a $9m credit line from Tidewater Bank.",
        ("debt", "completed", "Heron Maps", 9 * MILLION),
    ),
    ("Heron Maps has signed a $9 million loan.", ("debt", "completed", "Heron Maps", 9 * MILLION)),
    (
        "Heron Maps’s shares were sold at $19 on Wednesday and the company took in $140 million.",
        ("ipo", "completed", "Heron Maps", 140 * MILLION),
    ),
    (
        "Heron Maps’s flotation is over. It brought in $140 million.",
        ("ipo", "completed", "Heron Maps", 140 * MILLION),
    ),
    (
        "Heron Maps sold shares at $19 in an offering that brought in $140 million.",
        ("ipo", "completed", "Heron Maps", 140 * MILLION),
    ),
    (
        "Heron Maps raised $9 million in a Series A before its IPO.",
        ("funding", "completed", "Heron Maps", 9 * MILLION),
    ),
    (
        "Tidewater Capital gathered $90 million for its third, a filing shows.",
        ("fund", "completed", "Tidewater Capital", 90 * MILLION),
    ),
    (
        "Tidewater Capital closed its second fund at $90 million.",
        ("fund", "completed", "Tidewater Capital", 90 * MILLION),
    ),
]


@pytest.mark.parametrize(("text", "deal"), OTHER_KINDS)
def test_words_around_the_sum_tell_its_kind(text: str, deal: tuple[str, str, str, int]) -> None:
    """A loan, a listing and a fund are told by their nouns, a named round stays a round."""
    assert told(text) == [deal]


STATUS = [
    ("Heron Maps is in talks to raise $9 million.", "funding", "in_talks"),
    ("Heron Maps wants to raise $9 million.", "funding", "in_talks"),
    ("Heron Maps has called off its $9 million round.", "funding", "cancelled"),
    ("A judge kept Brackwater from buying Heron Maps for $9 million.", "acquisition", "cancelled"),
    ("Heron Maps announced that it had raised $9 million.", "funding", "completed"),
]


@pytest.mark.parametrize(("text", "kind", "status"), STATUS)
def test_what_has_not_happened_is_no_completed_deal(text: str, kind: str, status: str) -> None:
    """Talks, wishes and what was given up are told as such."""
    assert told(text) == [(kind, status, "Heron Maps", 9 * MILLION)]


VALUES = [
    ("Heron Maps raised $9 million at a valuation of $80 million.", 9 * MILLION, None),
    ("Heron Maps wants to raise $9 million at a value of $80 million.", 9 * MILLION, None),
    ("Heron Maps was last valued at $80 million, in January 2022.", None, "2022-01"),
    (
        "Heron Maps, which investors valued at $80 million two years ago, has 40 people.",
        None,
        "2022",
    ),
]


@pytest.mark.parametrize(("text", "amount", "date"), VALUES)
def test_a_valuation_is_no_amount(text: str, amount: int | None, date: str | None) -> None:
    """What a company is worth stands beside the amount; alone it is a deal without one."""
    (deal,) = read(text).deals
    assert (deal.amount.value if deal.amount else None) == amount
    assert deal.valuation is not None
    assert deal.valuation.value == 80 * MILLION
    assert deal.date == date


def test_a_total_is_kept_with_the_round() -> None:
    """What has come in altogether is no deal of its own."""
    (deal,) = read("Heron Maps raised $9 million, which brings its total to $31 million.").deals
    assert deal.amount is not None
    assert deal.amount.value == 9 * MILLION
    assert deal.total_raised is not None
    assert deal.total_raised.value == 31 * MILLION


def test_sales_beside_a_round_are_no_amount() -> None:
    """Revenue in the same sentence is passed over."""
    text = "Heron Maps raised $9 million and had sales of $4 million."
    assert told(text) == [("funding", "completed", "Heron Maps", 9 * MILLION)]


def test_a_loan_and_a_round_of_one_sentence_stay_apart() -> None:
    """The lender of the one is no investor of the other."""
    text = (
        "Heron Maps signed a $30 million debt line with Tidewater Bank, "
        "three months after closing a $15 million Series B."
    )
    assert [(d.kind, d.round, [p.name for p in d.counterparties]) for d in read(text).deals] == [
        ("debt", None, ["Tidewater Bank"]),
        ("funding", "series_b", []),
    ]


NOTHING = [
    "Analysts value Heron Maps at $80 million.",
    "Heron Maps denied that it was raising $9 million.",
    "Heron Maps speaks of an IPO now and then.",
    "Brackwater sold 300 million lamps last year.",
    "Heron Maps spent $9 million on a new harbour office.",
    "Heron Maps runs a fund that hands out loans of up to $250,000.",
    "The facility of ZAR 220 million will not be extended.",
    "Heron Maps closed the $9 million signing of a goalkeeper.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_a_sum_or_a_word_alone_is_no_deal(text: str) -> None:
    """Opinions, denials, spending and goods sold are nothing."""
    assert told(text) == []


def test_an_earlier_sum_without_date_or_investor_is_for_a_person_to_decide() -> None:
    """It may be all that came in until then."""
    document = read("Heron Maps had raised $31 million. It closed its doors on Monday.")
    assert document.deals == ()
    assert [entry.fact.company for entry in document.possible] == ["Heron Maps"]


@pytest.mark.parametrize(
    "behind",
    ["What does one get for $9 million these days?", "Quillon has put $9 million aside for a bakery."],
)
def test_a_sum_of_another_sentence_is_adopted_only_where_it_speaks_of_the_deal(behind: str) -> None:
    """A question or another company's money is not the price."""
    text = f"Brackwater has bought Heron Maps. {behind}"
    assert told(text)[0] == ("acquisition", "completed", "Heron Maps", None)
