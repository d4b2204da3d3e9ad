"""Syndicated copies and portal mirrors: one story with many outlets, in the channel and in the digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digest import gather
from bot.facts import Check, Evidence
from bot.inbox import Inbox, Place
from bot.period import last_slot, scheduled
from bot.syndication import join_story
from bot.worker import Patience, Worker
from storage import acts, articles, channels, queue, shares, stories
from storage.database import Store
from tests.stand_ins.pairs import pairs
from tests.stand_ins.posting import FilePoster, PlainCards, Shelf, wait_for
from tests.stand_ins.store_contents import deal, document, signal

TEXTS = {
    name: text
    for pair in pairs()
    for name, text in zip(pair.name.split(" / "), (pair.one, pair.other), strict=True)
}
ORIGINAL, MIRROR, CUT, LATER = (
    TEXTS[name] for name in ("en-round", "en-round-mirror", "en-round-cut", "en-round-later")
)
A, B, C = "https://quay.example/kestrel", "https://portal.example/v/2026", "https://times.example/kestrel"
MONDAY = datetime(2023, 9, 4, 9, tzinfo=UTC)
LAST_WEEK, WEEK_BEFORE = MONDAY - timedelta(days=2), MONDAY - timedelta(days=9)


@pytest.fixture
def poster(tmp_path: Path) -> FilePoster:
    return FilePoster(tmp_path / "channel.jsonl")


def settled(store: Store) -> Callable[[], bool]:
    def check() -> bool:
        depth = queue.depth(store)
        return not depth.get("waiting") and not depth.get("reading") and not acts.begun(store, "settle/")

    return check


def page(text: str, url: str, publisher: str) -> Any:
    return document(
        deal("Kestrel", 42), text=text, title=f"Kestrel in {publisher}", url=url, publisher=publisher
    )


PAGES = {A: page(ORIGINAL, A, "The Quay Report"), B: page(MIRROR, B, "Portal"), C: page(LATER, C, "Times")}


def said(store: Store, poster: FilePoster, *messages: tuple[str, str]) -> list[str]:
    """What the bot says when these messages (their ts, their text) are posted one after the other."""
    with Worker(
        store, poster, PlainCards(), lambda: Shelf(PAGES), patience=Patience(reading_s=(0.05,))
    ) as worker:
        inbox = Inbox(store, wake=worker.wake)
        for ts, text in messages:
            inbox.accept(Place("T1", "C1", ts, user="U1"), text)
            wait_for(settled(store))
    return poster.posted()


def test_a_mirror_of_what_the_channel_has_points_to_the_first_card(store: Store, poster: FilePoster) -> None:
    cards = said(store, poster, ("1.1", f"<{A}>"), ("2.1", f"<{B}>"))
    assert cards[0] == "card en: Kestrel in The Quay Report"
    assert len(cards) == 2
    assert "card en" not in cards[1]


def test_another_round_of_the_same_company_has_its_own_card(store: Store, poster: FilePoster) -> None:
    cards = said(store, poster, ("1.1", f"<{A}>"), ("2.1", f"<{C}>"))
    assert cards == ["card en: Kestrel in The Quay Report", "card en: Kestrel in Times"]


def test_a_mirror_in_the_same_message_is_not_said_twice(store: Store, poster: FilePoster) -> None:
    assert len(said(store, poster, ("1.1", f"<{A}> <{B}>"))) == 1


def keep(store: Store, at: datetime, text: str, publisher: str, *facts: Any) -> int:
    url = f"https://{publisher.lower().replace(' ', '')}.example/a"
    contents = document(*facts, text=text, url=url, publisher=publisher, published=at.date().isoformat())
    saved = articles.save(store, url, contents, now=at)
    join_story(store, saved.article_id, contents.article, now=at)
    channels.begin(store, "T1", "C1", time_zone="UTC", now=at)
    shares.add(store, saved.article_id, Place("T1", "C1", f"{at.timestamp():.6f}"), url, "card/x", now=at)
    return saved.article_id


def week(store: Store) -> Any:
    settings = channels.find(store, "T1", "C1")
    assert settings is not None
    return gather(store, settings, scheduled(last_slot(settings, MONDAY)))


QUERY = Check("name_variant", "Two spellings.", Evidence("", 0, 0))


def test_copies_of_a_week_are_one_entry_with_each_outlet_and_one_voice(store: Store) -> None:
    facts = (deal("Kestrel", 42), signal("Kestrel"), QUERY)
    keep(store, LAST_WEEK, ORIGINAL, "The Quay Report", *facts)
    keep(store, LAST_WEEK + timedelta(hours=1), MIRROR, "Portal", *facts)
    made = week(store)
    (entry,) = made.deals
    assert [told.source.publisher for told in entry.told] == ["The Quay Report", "Portal"]
    assert [flag.publishers for flag in made.flagged] == [1]
    assert len(made.checks) == 1


def test_two_reports_in_words_of_their_own_are_two_voices(store: Store) -> None:
    keep(store, LAST_WEEK, ORIGINAL, "The Quay Report", signal("Kestrel"))
    keep(store, LAST_WEEK + timedelta(hours=1), TEXTS["en-round-elsewhere"], "Times", signal("Kestrel"))
    assert [flag.publishers for flag in week(store).flagged] == [2]


def test_a_copy_of_last_weeks_article_is_no_news(store: Store) -> None:
    keep(store, WEEK_BEFORE, ORIGINAL, "The Quay Report", deal("Kestrel", 42))
    keep(store, LAST_WEEK, MIRROR, "Portal", deal("Kestrel", 42))
    made = week(store)
    assert (made.deals, made.coverage.read) == ((), 0)


def test_copies_join_one_story_whichever_was_first_and_an_edited_article_is_looked_at_anew(
    store: Store,
) -> None:
    cut = keep(store, LAST_WEEK, CUT, "Cut", deal("Kestrel", 42))
    whole = keep(store, LAST_WEEK, ORIGINAL, "The Quay Report", deal("Kestrel", 42))
    mirror = keep(store, LAST_WEEK, MIRROR, "Portal", deal("Kestrel", 42))
    assert [stories.story_of(store, each) for each in (cut, whole, mirror)] == [cut, cut, cut]
    keep(store, LAST_WEEK, LATER, "Portal", deal("Kestrel", 95))
    assert stories.story_of(store, mirror) == mirror


def test_after_two_months_the_same_words_are_another_story(store: Store) -> None:
    keep(store, LAST_WEEK - timedelta(days=61), ORIGINAL, "The Quay Report", deal("Kestrel", 42))
    late = keep(store, LAST_WEEK, MIRROR, "Portal", deal("Kestrel", 42))
    assert stories.story_of(store, late) == late
