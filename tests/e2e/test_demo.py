"""`aideals demo` as a newcomer runs it: through the command line, in a bare environment."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

LIMIT_S = 90.0


def words(call: dict[str, Any]) -> str:
    return json.dumps(call["args"], ensure_ascii=False)


@pytest.fixture(scope="module")
def played(house: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    """The folder that the demo kept its database in, and the calls that it printed."""
    folder = tmp_path_factory.mktemp("demo")
    process = house.start_aideals("demo", "--json", "--keep", "kept", cwd=folder, COLUMNS="100")
    try:
        assert process.wait(LIMIT_S) == 0, (folder / "errors.txt").read_text(encoding="utf-8")
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
        raise
    lines = (folder / "output.txt").read_text(encoding="utf-8").splitlines()
    return folder / "kept", [json.loads(line) for line in lines]


def test_every_line_is_a_call_with_its_arguments(played: tuple[Path, list[dict[str, Any]]]) -> None:
    _, calls = played
    assert all(call.keys() == {"method", "args"} for call in calls)
    assert {"chat.postMessage", "reactions.add", "apps.connections.open", "response_url"} <= {
        call["method"] for call in calls
    }
    assert "xoxb-" not in json.dumps(calls)


def test_the_demo_ends_without_a_complaint(played: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = played
    assert (folder.parent / "errors.txt").read_text(encoding="utf-8") == ""


def test_each_link_got_its_card_in_its_thread(played: tuple[Path, list[dict[str, Any]]]) -> None:
    _, calls = played
    replies = [c for c in calls if c["method"] == "chat.postMessage" and c["args"].get("thread_ts")]
    cards = [c for c in replies if not c["args"]["metadata"]["event_payload"]["act"].startswith("digest/")]
    assert len(cards) == 4
    assert sum("1억2500만 달러" in words(card) for card in cards) == 1
    assert sum("Harborlight" in words(card) for card in cards) == 1
    assert sum("try_again" in words(card) for card in cards) == 1
    assert all(card["args"]["unfurl_links"] is False for card in cards)


def test_the_commands_were_answered(played: tuple[Path, list[dict[str, Any]]]) -> None:
    _, calls = played
    answers = [words(call) for call in calls if call["method"] == "response_url"]
    (jasper,) = [answer for answer in answers if "재스퍼" in answer and "Brightloom" not in answer]
    week = "".join(answer for answer in answers if answer != jasper)
    assert "1억2500만 달러" in jasper
    assert "재스퍼" in week
    assert "Brightloom" in week


def test_one_digest_was_posted_in_the_channel(played: tuple[Path, list[dict[str, Any]]]) -> None:
    _, calls = played
    posts = [c for c in calls if c["method"] == "chat.postMessage" and not c["args"].get("thread_ts")]
    (digest,) = posts  # what does not fit stands in its thread
    assert digest["args"]["metadata"]["event_payload"]["act"].startswith("digest/")
    assert "재스퍼" in words(digest)
    assert "Harborlight" in words(digest)


def test_the_database_stays_where_it_was_asked_to(played: tuple[Path, list[dict[str, Any]]]) -> None:
    folder, _ = played
    with closing(sqlite3.connect(folder / "aideals.db")) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_folder_that_holds_a_database_is_left_alone(
    house: Any, played: tuple[Path, list[dict[str, Any]]]
) -> None:
    folder, _ = played
    before = (folder / "aideals.db").read_bytes()
    process = house.start_aideals("demo", "--keep", str(folder), cwd=folder)
    assert process.wait(LIMIT_S) == 2
    assert "is there already" in (folder / "errors.txt").read_text(encoding="utf-8")
    assert (folder / "aideals.db").read_bytes() == before


def test_a_demo_that_does_not_get_on_says_at_which_step(house: Any, tmp_path: Path) -> None:
    impatient = (
        "from functools import partial; import bot.demo, bot.cli;"
        "bot.demo.run_demo = partial(bot.demo.run_demo, patience_s=0.0); bot.cli.main()"
    )
    process = house.start(sys.executable, "-c", impatient, "demo", cwd=tmp_path)
    assert process.wait(LIMIT_S) == 1
    errors = " ".join((tmp_path / "errors.txt").read_text(encoding="utf-8").split())
    assert "The demo stopped: the bot connects did not happen within 0 s." in errors
