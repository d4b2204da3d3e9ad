"""SIGKILL between any two steps, then another start: one card, one share, one digest."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from bot.channels import change
from bot.inbox import Inbox, Place
from storage import articles, digests, shares
from storage.database import Store
from tests.stand_ins.bot_process import URL, begin
from tests.stand_ins.posting import FilePoster
from tests.stand_ins.store_contents import deal, document

PLACE = Place("T1", "C1", "1764000000.000100", user="U1")


def end_of(process: BaseProcess) -> int | None:
    """The process's exit code; None where it does not end within a minute."""
    process.join(60)
    return process.exitcode


def run(folder: Path, what: str, commit: int = 0, call: str = "") -> int | None:
    return end_of(begin(folder, what, commit, call))


def assert_whole(store: Store) -> None:
    with store.read() as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.mark.parametrize(
    ("commit", "call"), [*((number, "") for number in range(1, 9)), (0, "before"), (0, "after")]
)
def test_a_link_has_exactly_one_card_wherever_the_process_died(
    store: Store, tmp_path: Path, commit: int, call: str
) -> None:
    Inbox(store).accept(PLACE, f"<{URL}>")
    assert run(tmp_path, "work", commit, call) == -signal.SIGKILL
    assert run(tmp_path, "work") == 0
    poster = FilePoster(tmp_path / "channel.jsonl")
    assert poster.posted() == ["card en: A title"]
    assert poster.reactions(PLACE.message_ts) == {"white_check_mark"}
    share = shares.first(store, "T1", "C1", URL)
    assert share is not None
    assert share.card_ts == poster.lines("post")[0]["ts"]
    assert_whole(store)


def due_channel(store: Store) -> None:
    """A channel whose digest was due a few seconds ago, with one deal shared before."""
    now = datetime.now(UTC)
    due = now - timedelta(seconds=5)
    weekday = due.strftime("%a").lower()
    change(
        store,
        "T1",
        "C1",
        by="U1",
        clock=lambda: now - timedelta(days=30),
        digest_weekday=weekday,
        digest_time=due.strftime("%H:%M:%S"),
    )
    saved = articles.save(store, URL, document(deal("Jasper", 125), url=URL), now=now)
    shares.add(store, saved.article_id, PLACE, URL, "card/x", now=due - timedelta(hours=1))


@pytest.mark.parametrize(
    ("commit", "call"), [*((number, "") for number in range(1, 5)), (0, "before"), (0, "after")]
)
def test_a_digest_is_posted_once_wherever_the_process_died(
    store: Store, tmp_path: Path, commit: int, call: str
) -> None:
    due_channel(store)
    assert run(tmp_path, "digest", commit, call) == -signal.SIGKILL
    assert run(tmp_path, "digest") == 0
    poster = FilePoster(tmp_path / "channel.jsonl")
    assert poster.posted() == ["digest: 1 deals"]
    assert [ts for _, ts in digests.posted(store, "T1", "C1")] == [poster.lines("post")[0]["ts"]]
    assert_whole(store)


def test_of_three_processes_at_once_one_posts_the_digest(store: Store, tmp_path: Path) -> None:
    due_channel(store)
    processes = [begin(tmp_path, "digest") for _ in range(3)]
    assert [end_of(process) for process in processes] == [0, 0, 0]
    assert FilePoster(tmp_path / "channel.jsonl").posted() == ["digest: 1 deals"]


def test_two_processes_share_the_work_and_answer_each_link_once(store: Store, tmp_path: Path) -> None:
    inbox = Inbox(store)
    places = [Place("T1", f"C{number}", f"17640000{number:02}.000100") for number in range(12)]
    for place in places:
        inbox.accept(place, f"<{URL}>")
    processes = [begin(tmp_path, "work") for _ in range(2)]
    assert [end_of(process) for process in processes] == [0, 0]
    poster = FilePoster(tmp_path / "channel.jsonl")
    assert sorted(line["thread"] for line in poster.lines("post")) == [place.message_ts for place in places]
