"""Messages with links, as Slack sends them: what is read, where the answer goes, what is left alone."""

from __future__ import annotations

import copy
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import ReadingError
from bot.facts import Document
from tests.stand_ins.documents import english_document, korean_document, plain_document
from tests.stand_ins.running_bot import Stage, running_bot

HALE, WHEELS, SHEETS = (
    "https://ledger.example/hale",
    "https://gaon.example/wheels",
    "https://ledger.example/sheets",
)


@pytest.fixture(params=["socket", "http"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    pages = {HALE: english_document(), WHEELS: korean_document(), SHEETS: plain_document()}
    with running_bot(tmp_path, pages, http=request.param == "http") as started:
        yield started


def settled(stage: Stage, channel: str, ts: str) -> None:
    stage.slack.wait_for(lambda: "white_check_mark" in stage.slack.reactions(channel, ts), what="a reaction")


def test_a_link_gets_a_card_in_its_thread_and_its_reaction_changes(stage: Stage) -> None:
    ts = stage.slack.post_message("deals", "maya", f"worth a look: {HALE}")
    card = stage.cards("deals", ts)[0]
    assert "Lumen Notes" in card["text"]
    assert card["thread_ts"] == ts
    settled(stage, "deals", ts)
    assert stage.slack.reactions("deals", ts) == ["white_check_mark"]


def test_each_link_of_a_message_gets_its_own_card(stage: Stage) -> None:
    ts = stage.slack.post_message("deals", "maya", f"<{HALE}|Hale> and {SHEETS}")
    texts = [card["text"] for card in stage.cards("deals", ts, 2)]
    assert sorted(text.splitlines()[0][:8] for text in texts) == ["How news", "Warning "]


def test_previews_that_slack_adds_are_no_news(stage: Stage) -> None:
    ts = stage.slack.post_message("deals", "maya", HALE)
    stage.cards("deals", ts)
    stage.slack.unfurl("deals", ts)
    settled(stage, "deals", ts)
    assert len(stage.slack.thread("deals", ts)) == 1
    assert stage.shelf.read_urls == [HALE]


def test_an_edited_message_has_only_its_new_link_read(stage: Stage) -> None:
    ts = stage.slack.post_message("deals", "maya", HALE)
    stage.cards("deals", ts)
    stage.slack.edit("deals", ts, f"{HALE} and {SHEETS}")
    stage.cards("deals", ts, 2)
    assert stage.shelf.read_urls == [HALE, SHEETS]


def test_a_reply_that_is_also_sent_to_the_channel_is_answered_in_its_thread(stage: Stage) -> None:
    start = stage.slack.post_message("deals", "haru", "what is new?")
    stage.slack.post_message("deals", "maya", HALE, thread_ts=start, broadcast=True)
    replies = stage.cards("deals", start, 2)
    assert replies[-1]["thread_ts"] == start
    assert not replies[-1].get("reply_broadcast")


def test_bots_are_left_alone(stage: Stage) -> None:
    stage.slack.post_message("deals", "maya", HALE, bot_id="B0OTHER", subtype="bot_message")
    ts = stage.slack.post_message("deals", "maya", SHEETS)
    stage.cards("deals", ts)
    assert stage.shelf.read_urls == [SHEETS]


def test_a_link_that_was_shared_before_points_to_the_first_thread(stage: Stage) -> None:
    first = stage.slack.post_message("deals", "maya", HALE)
    stage.cards("deals", first)
    settled(stage, "deals", first)
    second = stage.slack.post_message("deals", "haru", HALE)
    pointer = stage.cards("deals", second)[0]
    assert pointer["text"].startswith("↩️ Already shared")
    assert "<@" not in pointer["text"]
    assert len(stage.shelf.read_urls) == 1


def test_no_post_unfurls_its_links(stage: Stage) -> None:
    ts = stage.slack.post_message("deals", "maya", HALE)
    stage.cards("deals", ts)
    for call in stage.slack.calls_of("chat.postMessage"):
        assert call.args["unfurl_links"] is False
        assert call.args["unfurl_media"] is False
        assert call.args["metadata"]["event_type"] == "aideals"


def test_a_link_that_cannot_be_read_says_why_and_the_pasted_text_is_read_in_place(tmp_path: Path) -> None:
    article = "Hale raises €35M\n\nHale has raised €35 million in a Series B led by Index."
    pages = {HALE: ReadingError("paywall", "closed", url=HALE), article: english_document()}
    with running_bot(tmp_path, pages) as stage:
        ts = stage.slack.post_message("deals", "maya", HALE)
        failure = stage.cards("deals", ts)[0]
        assert "behind a paywall" in failure["text"]
        stage.slack.click(failure["ts"], "paste_text", user="maya")
        stage.slack.wait_for(lambda: stage.slack.view("maya"), what="the modal")
        stage.slack.submit_view("maya", {"text_0": "too short"})
        stage.slack.wait_for(lambda: stage.slack.view_errors("maya"), what="a complaint")
        stage.slack.submit_view("maya", {"text_0": article})
        stage.slack.wait_for(
            lambda: "Lumen Notes" in stage.slack.thread("deals", ts)[0]["text"], what="the card in place"
        )
        assert len(stage.slack.thread("deals", ts)) == 1


def test_try_again_reads_once_more_and_replaces_the_refusal(tmp_path: Path) -> None:
    pages = {HALE: [ReadingError("blocked", "403", url=HALE), english_document()]}
    with running_bot(tmp_path, pages) as stage:
        ts = stage.slack.post_message("deals", "maya", HALE)
        failure = stage.cards("deals", ts)[0]
        stage.slack.click(failure["ts"], "try_again", user="maya")
        stage.slack.wait_for(
            lambda: "Lumen Notes" in stage.slack.thread("deals", ts)[0]["text"], what="the card in place"
        )
        assert stage.slack.thread("deals", ts)[0]["ts"] == failure["ts"]


def test_all_quotes_and_market_figures_open_in_a_modal(stage: Stage) -> None:
    ts = stage.slack.post_message("deals", "maya", HALE)
    card = stage.cards("deals", ts)[0]
    settled(stage, "deals", ts)
    stage.slack.click(card["ts"], "all_facts", user="maya")
    view = stage.slack.wait_for(lambda: stage.slack.view("maya"), what="the modal")
    assert any("is letting go of 42 people" in str(block) for block in view["blocks"])
    stage.slack.click(card["ts"], "market_figures", user="haru")
    figures = stage.slack.wait_for(lambda: stage.slack.view("haru"), what="the modal")
    assert any("$1.2B" in str(block) for block in figures["blocks"])


def test_a_second_click_on_try_again_says_that_it_is_under_way(tmp_path: Path) -> None:
    held = threading.Event()

    def slowly() -> Document:
        held.wait(20)
        return english_document()

    with running_bot(tmp_path, {HALE: [ReadingError("blocked", "403", url=HALE), slowly]}) as stage:
        ts = stage.slack.post_message("deals", "maya", HALE)
        failure = stage.cards("deals", ts)[0]
        stage.slack.wait_for(lambda: "warning" in stage.slack.reactions("deals", ts), what="the link's end")
        stage.slack.click(failure["ts"], "try_again", user="maya")
        stage.slack.wait_for(lambda: len(stage.shelf.read_urls) == 2, what="the second reading")
        stage.slack.click(failure["ts"], "try_again", user="haru")
        told = stage.whisper("haru")[0]["text"]
        held.set()
        assert told == "Reading it again; the answer comes in the same thread."


def test_an_event_that_comes_again_is_read_once(stage: Stage) -> None:
    ts = stage.slack.post_message("deals", "maya", HALE)
    stage.cards("deals", ts)
    settled(stage, "deals", ts)
    event = {
        **stage.slack.messages("deals")[0],
        "channel": "C01DEALS",
        "channel_type": "channel",
        "event_ts": ts,
    }
    again = [stage.slack.emit(event) for _ in range(3)]
    stage.slack.wait_for(
        lambda: all(each is not None and each.acked for each in again), what="acknowledgements"
    )
    assert stage.shelf.read_urls == [HALE]
    assert len(stage.slack.thread("deals", ts)) == 1


def test_a_link_is_on_disk_before_slack_is_answered(tmp_path: Path) -> None:
    with running_bot(tmp_path, {HALE: english_document()}) as stage:
        ts = stage.slack.post_message("deals", "maya", HALE)
        stage.slack.wait_for(lambda: stage.slack.deliveries[0].acked, what="an acknowledgement")
        with sqlite3.connect(tmp_path / "aideals.db") as db:
            rows = db.execute("SELECT url FROM inbox WHERE message_ts = ?", [ts]).fetchall()
        db.close()
        assert rows == [(HALE,)]


def test_a_link_that_cannot_be_kept_is_not_acknowledged_and_comes_again(tmp_path: Path) -> None:
    pages = {HALE: english_document()}
    with running_bot(tmp_path, pages, ack_timeout_s=1.0, retries_after_s=(0.2, 0.2, 0.2)) as stage:
        lock = sqlite3.connect(tmp_path / "aideals.db", isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
        ts = stage.slack.post_message("deals", "maya", HALE)
        stage.slack.wait_for(lambda: len(stage.slack.deliveries[0].tries) > 1, what="a second delivery")
        assert not stage.slack.deliveries[0].acked
        lock.execute("ROLLBACK")
        lock.close()
        stage.cards("deals", ts)
        settled(stage, "deals", ts)
        assert len(stage.slack.thread("deals", ts)) == 1


def test_a_shared_channels_event_is_kept_under_our_own_workspace(tmp_path: Path) -> None:
    with running_bot(tmp_path, {HALE: english_document(), SHEETS: plain_document()}) as stage:
        ts = stage.slack.post_message("deals", "maya", SHEETS)
        payload = copy.deepcopy(stage.slack.deliveries[0].payload)
        event = {**payload["event"], "text": f"<{HALE}>", "ts": "1795598830.000100", "client_msg_id": "x"}
        stage.slack.send(
            "events_api",
            {
                **payload,
                "team_id": "T0OTHER",
                "event_id": "Ev0OTHER",
                "is_ext_shared_channel": True,
                "event": event,
            },
        )
        stage.slack.wait_for(lambda: HALE in stage.shelf.read_urls, what="the reading")
        with sqlite3.connect(tmp_path / "aideals.db") as db:
            rows = db.execute("SELECT DISTINCT workspace FROM inbox").fetchall()
        db.close()
        assert rows == [("T01PLAY",)]
        assert ts


@pytest.mark.slow
def test_a_connection_that_was_cut_is_made_anew_and_nothing_is_lost(tmp_path: Path) -> None:
    with running_bot(tmp_path, {HALE: english_document()}) as stage:
        stage.slack.fail("apps.connections.open", status=500, times=3)
        stage.slack.drop_sockets()
        ts = stage.slack.post_message("deals", "maya", HALE)
        stage.slack.wait_for(lambda: stage.slack.thread("deals", ts), 100, what="the card")
        assert stage.shelf.read_urls == [HALE]
