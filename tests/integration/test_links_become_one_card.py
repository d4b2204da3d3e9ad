"""The worker: from an accepted link to exactly one card in the right thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.channels import settings_of
from bot.errors import PostingError, ReadingError
from bot.inbox import Inbox, Place, act_of
from bot.worker import Patience, Worker
from storage import acts, articles, queue
from storage.database import Store
from tests.stand_ins.posting import FilePoster, PlainCards, Shelf, wait_for
from tests.stand_ins.store_contents import deal, document

A, B = "https://a.example/1", "https://b.example/2"
PLACE = Place("T1", "C1", "1764000000.000100", user="U1")
QUICK = Patience(reading_s=(0.05, 0.05), posting_s=(0.05,), most_tries=4)


@pytest.fixture
def poster(tmp_path: Path) -> FilePoster:
    return FilePoster(tmp_path / "channel.jsonl")


@contextmanager
def working(
    store: Store, poster: FilePoster, pages: dict[str, Any], **options: Any
) -> Iterator[tuple[Inbox, Shelf]]:
    shelf = Shelf(pages)
    worker = Worker(store, poster, PlainCards(), lambda: shelf, patience=QUICK, **options)
    with worker:
        yield Inbox(store, wake=worker.wake), shelf


def settled(store: Store) -> Callable[[], bool]:
    """Whether no link is open and no reaction is left to change."""

    def check() -> bool:
        depth = queue.depth(store)
        return not depth.get("waiting") and not depth.get("reading") and not acts.begun(store, "settle/")

    return check


def article(title: str = "A title", url: str = A) -> Any:
    return document(deal("Jasper", 125), title=title, url=url)


def test_a_link_becomes_a_card_in_its_messages_thread(store: Store, poster: FilePoster) -> None:
    with working(store, poster, {A: article()}) as (inbox, _):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    (posted,) = poster.lines("post")
    assert posted["text"] == "card en: A title"
    assert (posted["channel"], posted["thread"]) == ("C1", PLACE.message_ts)
    assert poster.reactions(PLACE.message_ts) == {"white_check_mark"}
    assert [line["name"] for line in poster.lines("react")] == ["eyes", "white_check_mark"]


def test_a_link_in_a_thread_is_answered_in_that_thread(store: Store, poster: FilePoster) -> None:
    with working(store, poster, {A: article()}) as (inbox, _):
        inbox.accept(Place("T1", "C1", "91.0", "90.0", "U1"), f"<{A}>")
        wait_for(settled(store))
    assert [line["thread"] for line in poster.lines("post")] == ["90.0"]


def test_two_links_of_a_message_get_a_card_each_and_one_mark_at_the_end(
    store: Store, poster: FilePoster
) -> None:
    with working(store, poster, {A: article("One"), B: article("Two", B)}) as (inbox, _):
        inbox.accept(PLACE, f"<{A}> <{B}>")
        wait_for(settled(store))
    assert sorted(poster.posted()) == ["card en: One", "card en: Two"]
    assert poster.reactions(PLACE.message_ts) == {"white_check_mark"}


def test_a_link_shared_again_in_the_channel_gets_a_pointer_and_no_second_reading(
    store: Store, poster: FilePoster
) -> None:
    with working(store, poster, {A: article()}) as (inbox, shelf):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
        inbox.accept(Place("T1", "C1", "1764000500.000100", user="U2"), f"<{A}?utm_source=x>")
        wait_for(settled(store))
    card, pointer = poster.lines("post")
    assert pointer["text"] == f"pointer: {PLACE.message_ts} https://slack.example/C1/{card['ts']}"
    assert pointer["thread"] == "1764000500.000100"
    assert shelf.read_urls == [A]


def test_a_link_that_was_redirected_is_known_by_both_addresses(store: Store, poster: FilePoster) -> None:
    short = "https://sho.rt/x"
    with working(store, poster, {short: article(url=A)}) as (inbox, shelf):
        inbox.accept(PLACE, f"<{short}>")
        wait_for(settled(store))
        inbox.accept(Place("T1", "C1", "1764000500.000100"), f"<{A}>")
        inbox.accept(Place("T1", "C1", "1764000600.000100"), f"<{short}>")
        wait_for(settled(store))
    assert [text.split()[0] for text in poster.posted()] == ["card", "pointer:", "pointer:"]
    assert shelf.read_urls == [short]


def test_a_second_link_to_the_article_within_the_cards_thread_says_nothing(
    store: Store, poster: FilePoster
) -> None:
    with working(store, poster, {A: article()}) as (inbox, _):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
        inbox.accept(Place("T1", "C1", "1764000500.000100", PLACE.message_ts), f"<{A}>")
        wait_for(settled(store))
    assert len(poster.posted()) == 1


def test_another_channel_gets_its_own_card_without_a_second_reading(store: Store, poster: FilePoster) -> None:
    with working(store, poster, {A: article()}) as (inbox, shelf):
        inbox.accept(PLACE, f"<{A}>")
        inbox.accept(Place("T1", "C2", "1764000001.000100"), f"<{A}>")
        wait_for(settled(store))
    assert [line["channel"] for line in poster.lines("post")] == ["C1", "C2"]
    assert len(set(poster.posted())) == 1
    assert shelf.read_urls == [A]


def test_a_link_that_cannot_be_read_says_why_and_is_marked(store: Store, poster: FilePoster) -> None:
    pages = {A: ReadingError("paywall", "The site wants money.", url=A)}
    with working(store, poster, pages) as (inbox, shelf):
        (job,) = inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    assert poster.posted() == ["failure: paywall"]
    assert poster.reactions(PLACE.message_ts) == {"warning"}
    failed = queue.load(store, job.id)
    assert failed is not None
    assert (failed.state, failed.reason, failed.message) == ("failed", "paywall", "The site wants money.")
    assert shelf.read_urls == [A]


def test_a_link_added_by_an_edit_decides_the_mark_anew(store: Store, poster: FilePoster) -> None:
    wall = ReadingError("paywall", "The site wants money.", url=B)
    with working(store, poster, {A: article(), B: wall}) as (inbox, _):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
        assert poster.reactions(PLACE.message_ts) == {"white_check_mark"}
        inbox.accept(PLACE, f"<{A}> <{B}>")
        wait_for(settled(store))
    assert poster.posted() == ["card en: A title", "failure: paywall"]
    assert poster.reactions(PLACE.message_ts) == {"warning"}


def test_what_may_pass_is_tried_again_before_anything_is_said(store: Store, poster: FilePoster) -> None:
    slow = ReadingError("timeout", "Too slow.", url=A, retryable=True)
    with working(store, poster, {A: [slow, slow, article()]}) as (inbox, shelf):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    assert poster.posted() == ["card en: A title"]
    assert len(shelf.read_urls) == 3


def test_what_does_not_pass_is_said_after_bounded_tries(store: Store, poster: FilePoster) -> None:
    slow = ReadingError("timeout", "Too slow.", url=A, retryable=True)
    with working(store, poster, {A: slow}) as (inbox, shelf):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    assert poster.posted() == ["failure: timeout"]
    assert len(shelf.read_urls) == 3


def test_try_again_puts_the_card_in_place_of_the_failure(store: Store, poster: FilePoster) -> None:
    wall = ReadingError("paywall", "The site wants money.", url=A)
    with working(store, poster, {A: [wall, article()]}) as (inbox, _):
        (job,) = inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
        assert inbox.try_again(job.id, workspace="T1", channel="C1")
        wait_for(settled(store))
    assert poster.posted() == ["failure: paywall"]
    assert [line["text"] for line in poster.lines("update")] == ["card en: A title"]
    assert poster.reactions(PLACE.message_ts) == {"white_check_mark"}


def test_pasted_text_is_read_in_place_of_the_page(store: Store, poster: FilePoster) -> None:
    wall = ReadingError("paywall", "The site wants money.", url=A)
    with working(store, poster, {A: wall, "The text.": article("Pasted")}) as (inbox, _):
        (job,) = inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
        assert inbox.paste(job.id, "The text.", workspace="T1", channel="C1")
        wait_for(settled(store))
    assert [line["text"] for line in poster.lines("update")] == ["card en: Pasted"]


def test_a_post_whose_answer_was_lost_is_found_and_not_repeated(store: Store, poster: FilePoster) -> None:
    lost = [PostingError("chat.postMessage", "timeout", retryable=True)]

    def lose(method: str) -> None:
        if lost:
            raise lost.pop()

    poster.lose = lose
    with working(store, poster, {A: article()}) as (inbox, shelf):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    assert poster.posted() == ["card en: A title"]
    assert shelf.read_urls == [A]
    act = acts.find(store, act_of("card", PLACE, A))
    assert act is not None
    assert act.ts == poster.lines("post")[0]["ts"]


def test_a_post_that_slack_refuses_for_now_is_made_later(store: Store, poster: FilePoster) -> None:
    refusals = [PostingError("chat.postMessage", "ratelimited", retryable=True, retry_after_s=0.05)] * 2

    def refuse(method: str) -> None:
        if method == "post" and refusals:
            raise refusals.pop()

    poster.refuse = refuse
    with working(store, poster, {A: article()}) as (inbox, _):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    assert poster.posted() == ["card en: A title"]


def test_a_channel_that_is_gone_costs_one_link_and_no_more_tries(store: Store, poster: FilePoster) -> None:
    def refuse(method: str) -> None:
        raise PostingError("chat.postMessage", "channel_not_found")

    poster.refuse = refuse
    with working(store, poster, {A: article()}) as (inbox, _):
        (job,) = inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    dropped = queue.load(store, job.id)
    assert dropped is not None
    assert (dropped.state, dropped.tries) == ("dropped", 1)
    assert dropped.message == "chat.postMessage: channel_not_found"
    assert articles.find(store, A) is not None


def test_a_fault_of_our_own_ends_in_a_word_and_stops_nobody_else(store: Store, poster: FilePoster) -> None:
    with working(store, poster, {A: ZeroDivisionError(), B: article("Two", B)}) as (inbox, _):
        inbox.accept(PLACE, f"<{A}> <{B}>")
        wait_for(settled(store))
    assert sorted(poster.posted()) == ["card en: Two", "failure: parser_failed"]


def test_a_channels_first_link_teaches_its_time_zone(store: Store, poster: FilePoster) -> None:
    poster.zones["U1"] = "Asia/Seoul"
    moved: list[str] = []
    with working(
        store,
        poster,
        {A: article()},
        on_new_zone=lambda: moved.append(settings_of(store, "T1", "C1").time_zone),
    ) as (inbox, _):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    assert moved == ["Asia/Seoul"]


def test_cards_are_in_the_language_of_most_of_the_channels_articles(store: Store, poster: FilePoster) -> None:
    korean = document(title="제목", url=A, language="ko")
    with working(store, poster, {A: korean}) as (inbox, _):
        inbox.accept(PLACE, f"<{A}>")
        wait_for(settled(store))
    assert poster.posted() == ["card ko: 제목"]


def test_stopping_gives_links_back_without_counting_the_try(store: Store, poster: FilePoster) -> None:
    begun: list[Worker] = []

    def stop_while_reading() -> Any:
        begun[0]._stopping.set()
        raise ReadingError("parser_failed", "The reader was ended.")

    shelf = Shelf({A: stop_while_reading})
    begun.append(Worker(store, poster, PlainCards(), lambda: shelf, threads=1))
    (job,) = Inbox(store).accept(PLACE, f"<{A}>")
    with begun[0]:
        wait_for(lambda: bool(shelf.read_urls) and not queue.depth(store).get("reading"))
    given_back = queue.load(store, job.id)
    assert given_back is not None
    assert (given_back.state, given_back.tries) == ("waiting", 0)
    assert poster.posted() == []
