"""/aideals: each word, in two languages, answered to the asker alone and in time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.facts import Document
from tests.stand_ins.documents import english_document, korean_document
from tests.stand_ins.running_bot import Stage, running_bot

HALE, WHEELS = "https://ledger.example/hale", "https://gaon.example/wheels"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with running_bot(tmp_path, {HALE: english_document(), WHEELS: korean_document()}) as started:
        yield started


def ask(stage: Stage, text: str, channel: str = "deals") -> str:
    before = len(stage.slack.ephemerals("maya"))
    stage.slack.command("/aideals", text, "maya", channel)
    return str(stage.whisper("maya", before + 1)[before]["text"])


def shared(stage: Stage, url: str) -> None:
    ts = stage.slack.post_message("deals", "maya", url)
    stage.cards("deals", ts)


def test_an_empty_channel_is_told_how_to_begin(stage: Stage) -> None:
    assert ask(stage, "").startswith("No article has been read in this channel")


def test_the_week_has_its_deals_and_who_is_flagged(stage: Stage) -> None:
    shared(stage, HALE)
    told = ask(stage, "")
    assert "Hale" in told
    assert "1 startup flagged" in told
    assert "Flagged" in told


def test_a_company_is_told_in_time_order_with_its_sources(stage: Stage) -> None:
    shared(stage, HALE)
    told = ask(stage, "lumen notes")
    assert told.startswith("Lumen Notes")
    assert "layoffs: 42 people, 20% of staff" in told
    assert "The Ledger Post" in told


def test_flagged_gives_the_reason_and_the_sentence(stage: Stage) -> None:
    shared(stage, HALE)
    told = ask(stage, "flagged")
    assert "is letting go of 42 people" in told


def test_a_korean_word_means_the_same(stage: Stage) -> None:
    shared(stage, HALE)
    assert ask(stage, "주목") == ask(stage, "flagged")
    assert ask(stage, "도움말") == ask(stage, "help")


def test_a_channel_of_korean_articles_is_answered_in_korean(stage: Stage) -> None:
    shared(stage, WHEELS)
    assert "주의할 스타트업" in ask(stage, "")


def test_a_mistyped_word_gets_the_nearest(stage: Stage) -> None:
    told = ask(stage, "flaged")
    assert "“flaged” is neither a command nor a company" in told
    assert "/aideals flagged" in told


def test_a_mistyped_company_gets_the_nearest(stage: Stage) -> None:
    shared(stage, HALE)
    assert "/aideals Lumen Notes" in ask(stage, "Lumen Noets")


def test_an_unknown_word_gets_the_help(stage: Stage) -> None:
    assert "How to use aideals" in ask(stage, "xyzzyqwv")


def test_hostile_words_come_back_harmless(stage: Stage) -> None:
    told = ask(stage, "<!channel> `x` *y*")
    assert "<!channel>" not in told


def test_nobody_else_sees_the_answer(stage: Stage) -> None:
    ask(stage, "help")
    assert stage.slack.messages("deals") == []


def slow(held: threading.Event) -> Callable[[], Document]:
    def read() -> Document:
        held.wait(30)
        return english_document()

    return read


def test_fifty_slow_links_do_not_keep_a_command_waiting(tmp_path: Path) -> None:
    held = threading.Event()
    pages = {f"https://slow.example/{n}": slow(held) for n in range(50)}
    with running_bot(tmp_path, pages) as stage:
        try:
            for n in range(50):
                stage.slack.post_message("deals", "haru", f"https://slow.example/{n}")
            delivery = stage.slack.command("/aideals", "help", "maya", "deals")
            stage.whisper("maya")
            stage.slack.wait_for(lambda: delivery.acked, what="an acknowledgement")
            assert stage.slack.calls_of("chat.postMessage") == []  # answered ahead of all fifty
        finally:
            held.set()
