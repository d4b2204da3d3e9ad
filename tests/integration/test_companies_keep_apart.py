"""Who is who in the store: one company under all its names, and never two made one in silence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.companies import find_timeline, nearest
from bot.facts import Counterparty, Document, Name
from storage import articles, companies
from storage.database import Store
from storage.names import normalise
from tests.stand_ins.store_contents import deal, document, signal

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def save(store: Store, key: str, saved: Document) -> None:
    articles.save(store, key, saved, now=NOW)


def company_id(store: Store, name: str) -> int:
    found = companies.find(store, name)
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Synthesia", "SYNTHESIA, Ltd."),
        ("OpenAI", "Open AI, Inc."),
        ("오픈AI", "오픈 AI"),
        ("토스", "㈜토스"),
        ("토스", "주식회사 토스"),
        ("Ａｌｐｈａ", "alpha"),
        ("Character.AI", "Character AI"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("Jasper", "Jasper AI"), ("Co", "Inc"), ("Meta", "Metta")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_an_alias_that_an_article_states_leads_to_the_company(store: Store) -> None:
    save(store, "a", document(deal("신디시아", 90), names=(Name("신디시아", ("Synthesia",)),)))
    save(store, "b", document(signal("Synthesia", "usage_decline")))
    timeline = find_timeline(store, "synthesia")
    assert timeline is not None
    assert timeline.company.name == "신디시아"
    assert [entry.fact.company for entry in timeline.entries] == ["신디시아", "Synthesia"]
    assert [(name.name, name.how) for name in timeline.company.names] == [
        ("신디시아", "article"),
        ("Synthesia", "alias"),
    ]


def test_a_new_name_joins_the_company_of_its_alias(store: Store) -> None:
    save(store, "a", document(deal("Synthesia", 90)))
    save(store, "b", document(deal("신디시아", 90), names=(Name("신디시아", ("Synthesia",)),)))
    assert company_id(store, "신디시아") == company_id(store, "Synthesia")


def test_an_alias_of_two_companies_merges_neither_and_is_kept_for_a_person(store: Store) -> None:
    save(store, "a", document(deal("Jasper", 1), deal("Jasper Health", 2)))
    save(store, "b", document(deal("Jasper", 3), names=(Name("Jasper", ("Jasper Health",)),)))
    jasper, health = company_id(store, "Jasper"), company_id(store, "Jasper Health")
    assert jasper != health
    assert companies.conflicts(store) == [("Jasper Health", jasper, health)]


def test_aliases_that_lead_to_two_companies_make_a_third(store: Store) -> None:
    save(store, "a", document(deal("One", 1), deal("Two", 2)))
    save(store, "b", document(deal("Three", 3), names=(Name("Three", ("One", "Two")),)))
    assert len({company_id(store, name) for name in ("One", "Two", "Three")}) == 3
    assert len(companies.conflicts(store)) == 2


def test_a_timeline_holds_deals_that_the_company_took_part_in(store: Store) -> None:
    funded = deal("OpenAI", 10, counterparties=(Counterparty("Microsoft", "investor"),))
    save(store, "a", document(funded))
    timeline = find_timeline(store, "Microsoft")
    assert timeline is not None
    assert [entry.fact for entry in timeline.entries] == [funded]


def test_a_timeline_stands_in_time_order(store: Store) -> None:
    raised, laid_off = deal("Jasper", 125, date="2022-fall"), signal("Jasper", date="2023-07")
    save(store, "a", document(laid_off, raised))
    timeline = find_timeline(store, "Jasper")
    assert timeline is not None
    assert [entry.fact for entry in timeline.entries] == [raised, laid_off]


def test_an_unknown_company_has_no_timeline_and_a_mistyped_one_its_nearest(store: Store) -> None:
    save(store, "a", document(deal("Synthesia", 90), deal("Jasper", 125), deal("미드저니", 1)))
    assert find_timeline(store, "Jaspr") is None
    assert nearest(store, "Jaspr") == ("Jasper",)
    assert nearest(store, "미드져니") == ("미드저니",)
    assert nearest(store, "zzzz") == ()


def test_reading_an_article_again_replaces_its_facts_and_keeps_the_companies(store: Store) -> None:
    save(store, "a", document(deal("Jasper", 125), signal("Jasper")))
    before = company_id(store, "Jasper")
    save(store, "a", document(deal("Jasper", 130)))
    timeline = find_timeline(store, "Jasper")
    assert timeline is not None
    assert timeline.company.id == before
    assert [entry.fact for entry in timeline.entries] == [deal("Jasper", 130)]
