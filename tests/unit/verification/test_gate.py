"""A candidate becomes a fact only where the text says so."""

from __future__ import annotations

from bot.facts import (
    Article,
    Candidates,
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
from bot.verification import verify

TEXT = (
    "Brightpeg has raised $30 million from Alder Ventures. The round values the start-up at $200 million. "
    "It had laid off 12 people, or 8% of its staff, in May, and its visits fell by 20% in three straight months."
)
ARTICLE = Article(text=TEXT, title="Brightpeg raises money", published="2024-06-05", language="en")


def evidence(quote: str, text: str = TEXT) -> Evidence:
    start = text.index(quote)
    return Evidence(quote, start, start + len(quote))


RAISED = evidence("Brightpeg has raised $30 million from Alder Ventures.")
LAID_OFF = evidence(
    "It had laid off 12 people, or 8% of its staff, in May, and its visits fell by 20% in three straight months."
)
DEAL = Deal(
    kind="funding",
    status="completed",
    company="Brightpeg",
    evidence=RAISED,
    counterparties=(Counterparty("Alder Ventures", "investor"),),
    amount=Money(30_000_000, "USD", "exact", "$30 million"),
)
LAYOFFS = Signal("layoffs", "reported", "Brightpeg", LAID_OFF, headcount=12, workforce_percent=8.0)


def checked(*deals: Deal, signals: tuple[Signal, ...] = ()) -> Document:
    return verify(ARTICLE, Candidates(deals=deals, signals=signals))


def test_a_deal_that_the_text_states_is_a_fact() -> None:
    assert checked(DEAL).deals == (DEAL,)


def test_a_quote_at_the_wrong_place_is_moved_to_where_it_stands() -> None:
    moved = Deal("funding", "completed", "Brightpeg", Evidence(RAISED.quote, 7, 60))
    assert checked(moved).deals[0].evidence == RAISED


def test_a_quote_that_stands_nowhere_is_no_evidence() -> None:
    invented = Deal("funding", "completed", "Brightpeg", Evidence("Brightpeg raised a lot.", 0, 23))
    assert checked(invented) == checked()


def test_a_company_that_the_text_does_not_name_has_no_deal() -> None:
    assert checked(Deal("funding", "completed", "Darkpeg", RAISED)).deals == ()


def test_an_investor_that_the_text_does_not_name_is_left_out() -> None:
    parties = (Counterparty("Alder Ventures", "lead"), Counterparty("Oak Capital", "investor"))
    (deal,) = checked(Deal("funding", "completed", "Brightpeg", RAISED, counterparties=parties)).deals
    assert deal.counterparties == parties[:1]


def test_an_amount_that_the_text_does_not_state_makes_a_deal_doubtful() -> None:
    amount = Money(40_000_000, "USD", "exact", "$40 million")
    document = checked(Deal("funding", "completed", "Brightpeg", RAISED, amount=amount))
    assert document.deals == ()
    assert [(entry.fact.company, "$40 million" in entry.why) for entry in document.possible] == [
        ("Brightpeg", True)
    ]


def test_the_quote_grows_to_hold_the_valuation_of_the_next_sentence() -> None:
    valuation = Valuation(200_000_000, "USD", "exact", "$200 million")
    (deal,) = checked(
        Deal("funding", "completed", "Brightpeg", RAISED, amount=DEAL.amount, valuation=valuation)
    ).deals
    assert deal.valuation == valuation
    assert deal.evidence.quote.endswith("The round values the start-up at $200 million.")
    assert TEXT[deal.evidence.start : deal.evidence.end] == deal.evidence.quote


def test_a_valuation_that_the_text_does_not_state_is_left_out() -> None:
    valuation = Valuation(300_000_000, "USD", "exact", "$300 million")
    (deal,) = checked(
        Deal("funding", "completed", "Brightpeg", RAISED, amount=DEAL.amount, valuation=valuation)
    ).deals
    assert deal.valuation is None


def test_head_count_share_change_and_months_must_be_stated() -> None:
    right = Signal("usage_decline", "reported", "Brightpeg", LAID_OFF, "visits", -20.0, 3)
    wrong = Signal("layoffs", "reported", "Brightpeg", LAID_OFF, headcount=120, workforce_percent=80.0)
    found = checked(signals=(right, wrong)).signals
    assert (found[0].change_percent, found[0].duration_months) == (-20.0, 3)
    assert (found[1].headcount, found[1].workforce_percent) == (None, None)


def test_a_date_in_another_form_is_left_out() -> None:
    (signal,) = checked(
        signals=(Signal("layoffs", "reported", "Brightpeg", LAID_OFF, date="May 2024"),)
    ).signals
    assert signal.date is None


def test_a_possible_fact_that_is_certain_too_is_told_once() -> None:
    document = verify(ARTICLE, Candidates(deals=(DEAL,), possible=(Possible(DEAL, "two readings"),)))
    assert document.possible == ()


def test_a_possible_fact_stays_possible() -> None:
    document = verify(ARTICLE, Candidates(possible=(Possible(LAYOFFS, "a rumour"),)))
    assert document.possible == (Possible(LAYOFFS, "a rumour"),)
    assert document.signals == ()


def test_what_a_market_raised_is_no_deal_of_a_company() -> None:
    text = "Start-ups in Asia raised $2 billion in May, Brightpeg among them."
    quote = evidence(text, text)
    deal = Deal(
        "funding", "completed", "Brightpeg", quote, amount=Money(2_000_000_000, "USD", "exact", "$2 billion")
    )
    figure = MarketFigure("investment", 2_000_000_000, "USD", quote)
    document = verify(Article(text=text), Candidates(deals=(deal,), market_figures=(figure,)))
    assert (document.deals, document.market_figures) == ((), (figure,))


def test_names_that_the_text_lacks_are_not_kept() -> None:
    names = (Name("Brightpeg", ("Bright Peg",)), Name("Darkpeg"))
    assert [name.name for name in verify(ARTICLE, Candidates(names=names)).names] == ["Brightpeg"]


def test_nothing_proposed_gives_a_document_with_a_summary_alone() -> None:
    document = checked()
    assert (document.deals, document.signals, document.checks) == ((), (), ())
    assert 1 <= len(document.summary) <= 3
