"""A digest from the store: the week's own articles, what earlier weeks told, and what failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.channels import change
from bot.digest import gather
from bot.facts import Deal, Signal
from bot.inbox import Inbox, Place
from bot.period import last_slot, scheduled
from bot.week import Digest
from storage import articles, channels, queue, shares
from storage.database import Store
from tests.stand_ins.store_contents import deal, document, signal

MONDAY = datetime(2023, 9, 4, 9, tzinfo=UTC)
LAST_WEEK, WEEK_BEFORE = MONDAY - timedelta(days=2), MONDAY - timedelta(days=9)


def share(
    store: Store, at: datetime, *facts: Deal | Signal, channel: str = "C1", language: str = "en"
) -> None:
    key = f"https://a.example/{at.timestamp()}/{len(facts)}/{facts}"
    published = (at - timedelta(days=1)).date().isoformat()
    contents = document(*facts, url=key, published=published, language=language)
    saved = articles.save(store, key, contents, now=at)
    channels.begin(store, "T1", channel, time_zone="UTC", now=at)
    place = Place("T1", channel, f"{at.timestamp():.6f}")
    shares.add(store, saved.article_id, place, key, "card/x", now=at)


def digest(store: Store) -> Digest:
    settings = channels.find(store, "T1", "C1")
    assert settings is not None
    return gather(store, settings, scheduled(last_slot(settings, MONDAY)))


def test_a_week_holds_what_was_first_shared_in_it_and_in_this_channel(store: Store) -> None:
    share(store, LAST_WEEK, deal("A", 100))
    share(store, MONDAY + timedelta(seconds=1), deal("B", 200))
    share(store, LAST_WEEK, deal("C", 300), channel="C2")
    made = digest(store)
    assert [entry.deal.company for entry in made.deals] == ["A"]
    assert (made.coverage.read, made.previous_total) == (1, None)


def test_sharing_an_old_article_again_does_not_count_it_again(store: Store) -> None:
    share(store, WEEK_BEFORE, deal("A", 100))
    old = shares.first(store, "T1", "C1", next(iter(_keys(store))))
    assert old is not None
    shares.add(store, old.article_id, Place("T1", "C1", "9.0"), old.url, "card/y", now=LAST_WEEK)
    assert digest(store).coverage.read == 0


def _keys(store: Store) -> list[str]:
    with store.read() as db:
        return [row["key"] for row in db.query("SELECT key FROM articles")]


def test_the_sum_stands_beside_the_week_befores_and_a_round_counts_in_the_first_week_only(
    store: Store,
) -> None:
    share(store, WEEK_BEFORE, deal("A", 100), deal("B", 50))
    share(store, LAST_WEEK, deal("A", 101), deal("C", 10))
    made = digest(store)
    assert (made.total, made.previous_total) == (Decimal(10), Decimal(150))
    assert {entry.deal.company: entry.uncounted for entry in made.deals} == {"A": "told_before", "C": None}


def test_a_flagged_startup_shows_its_money_from_all_weeks_and_that_it_was_flagged_before(
    store: Store,
) -> None:
    share(store, WEEK_BEFORE, deal("A", 125_000_000, date="2022-fall"), signal("A", "usage_decline"))
    share(store, LAST_WEEK, signal("A"), signal("B"))
    flags = {flag.company: flag for flag in digest(store).flagged}
    assert [raised.deal.amount.value for raised in flags["A"].raised if raised.deal.amount] == [125_000_000]
    assert (flags["A"].seen_before, flags["B"].seen_before) == (True, False)


def test_links_that_failed_are_counted(store: Store) -> None:
    share(store, LAST_WEEK, deal("A", 100))
    for number in range(2):
        place = Place("T1", "C1", f"{number}.5")
        (job,) = Inbox(store, clock=lambda: LAST_WEEK).accept(place, "<https://b.example/1>")
        queue.finish(store, job.id, "failed", now=LAST_WEEK, reason="paywall")
    assert digest(store).coverage.failed == 1


def test_amounts_are_summed_in_the_channels_currency_at_the_day_of_the_article(store: Store) -> None:
    share(store, LAST_WEEK, deal("A", 1_320_000, "KRW"), deal("B", 1000), language="ko")
    made = digest(store)
    assert (made.language, made.currency) == ("ko", "KRW")
    by_company = {entry.deal.company: entry for entry in made.deals}
    assert by_company["A"].rate_date is None
    converted, rate_date = by_company["B"].value, by_company["B"].rate_date
    assert converted is not None
    assert 1_300_000 < converted < 1_340_000
    assert rate_date == (LAST_WEEK - timedelta(days=1)).date()
    assert made.total == 1_320_000 + converted


def test_a_channels_own_choice_of_language_and_currency_holds(store: Store) -> None:
    share(store, LAST_WEEK, deal("A", 100), language="ko")
    change(store, "T1", "C1", by="U1", language="en", currency="EUR")
    made = digest(store)
    assert (made.language, made.currency) == ("en", "EUR")
    assert made.total is not None
    assert 90 < made.total < 95
