"""A summary says nothing that the article does not say."""

from __future__ import annotations

import pytest

from bot.extraction import summary
from bot.facts import Article, Deal, Document, Evidence, Money, Signal

TEXT = (
    "It was a quiet week in Oslo, where the rain did not stop. "
    "Acme raised $5 million from Index. The weather was mild. Beta laid off 40 people. "
    "Founders now think that only the large will survive."
)


def evidence(quote: str) -> Evidence:
    start = TEXT.index(quote)
    return Evidence(quote, start, start + len(quote))


DEAL = Deal("funding", "completed", "Acme", evidence("Acme raised $5 million from Index."),
            amount=Money(5_000_000, "USD", "exact", "$5 million"))  # fmt: skip
LAYOFFS = Signal("layoffs", "reported", "Beta", evidence("Beta laid off 40 people."))


def written(
    text: str = TEXT, title: str = "Only the large survive", **facts: tuple[object, ...]
) -> tuple[str, ...]:
    return summary.write(Document(Article(text=text, title=title), **facts))  # type: ignore[arg-type]


def test_the_facts_come_first_and_the_point_of_the_title_last() -> None:
    assert written(deals=(DEAL,), signals=(LAYOFFS,)) == (
        "Acme raised $5 million from Index.",
        "Beta laid off 40 people.",
        "Founders now think that only the large will survive.",
    )


def test_without_facts_the_point_is_told() -> None:
    assert written()[0] == "Founders now think that only the large will survive."


@pytest.mark.parametrize("text", ["Acme raised money.", "Acme", "– Acme raised money.", "A.", "토스가 컸다."])
def test_a_tiny_article_has_a_summary(text: str) -> None:
    found = written(text, "Title")
    assert 1 <= len(found) <= 3
    assert all(sentence.strip() for sentence in found)


@pytest.mark.parametrize("text", ["", "  \n ", "\n\n"])
def test_an_article_without_text_is_told_by_its_title(text: str) -> None:
    assert written(text, "Acme raises money") == ("Acme raises money",)
    assert written(text, "") == ()


def test_a_long_list_of_facts_gives_three_sentences() -> None:
    text = " ".join(f"Firm{n} raised ${n} million." for n in range(1, 20))
    deals = tuple(
        Deal("funding", "completed", f"Firm{n}", Evidence(q, text.index(q), text.index(q) + len(q)))
        for n in range(1, 20)
        for q in [f"Firm{n} raised ${n} million."]
    )
    found = written(text, "Deals", deals=deals)
    assert len(found) == 3
    assert all(sentence in text for sentence in found)
