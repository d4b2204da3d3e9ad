"""SIGKILL at the worst moments: after a restart each link has exactly one card."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.playground import Playground
from tests.stand_ins.gate import Gate

CHANNEL = "C01DEALS"
START_S = 30.0


@pytest.fixture
def playground() -> Iterator[Playground]:
    with Playground() as running:
        yield running


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Gate() as running:
        yield running


class Runs:
    """`aideals run` in processes of its own, one after the other, on one database."""

    def __init__(self, house: Any, folder: Path, playground: Playground, gate: Gate) -> None:
        self._house, self._folder, self._playground, self._gate = house, folder, playground, gate
        self._running: Any = None
        self.db = folder / "aideals.db"

    def start(self) -> None:
        connected = self._playground.sockets.connected
        self._running = self._house.start_aideals(
            "run",
            cwd=self._folder,
            SLACK_BOT_TOKEN=self._playground.bot_token,
            SLACK_APP_TOKEN=self._playground.app_token,
            SLACK_API_URL=self._playground.api_url,
            AIDEALS_FETCH_ALLOW=self._gate.address,
            AIDEALS_DB=str(self.db),
        )
        self._playground.wait_for(
            lambda: self._playground.sockets.connected > connected, START_S, what="aideals run connects"
        )

    def kill(self) -> None:
        self._running.kill()
        self._running.wait(10)
        self._playground.wait_for(lambda: not self._playground.sockets.connections)

    def stop(self) -> int:
        """The exit code after SIGTERM."""
        if self._running is None or self._running.poll() is not None:
            return 0
        self._house.stop(self._running)
        return int(self._running.returncode)


@pytest.fixture
def runs(house: Any, tmp_path: Path, playground: Playground, gate: Gate) -> Iterator[Runs]:
    running = Runs(house, tmp_path, playground, gate)
    yield running
    running.stop()


def is_settled(playground: Playground, ts: str) -> bool:
    """Whether the bot has come to the end with that message."""
    return "white_check_mark" in playground.reactions(CHANNEL, ts)


def expect_one_card(playground: Playground, runs: Runs, ts: str) -> None:
    playground.wait_for(lambda: is_settled(playground, ts), START_S, what="the card after the restart")
    assert len(playground.thread(CHANNEL, ts)) == 1
    assert runs.stop() == 0
    with closing(sqlite3.connect(runs.db)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_link_that_was_accepted_and_not_read_is_read_after_the_restart(
    playground: Playground, gate: Gate, runs: Runs
) -> None:
    runs.start()
    ts = playground.post_message(CHANNEL, "jiwoo", gate.url)
    delivery = playground.deliveries[-1]
    playground.wait_for(lambda: delivery.acked)
    assert gate.wait_asked(START_S)
    runs.kill()
    assert playground.thread(CHANNEL, ts) == []
    gate.open()
    runs.start()
    expect_one_card(playground, runs, ts)


def test_a_card_that_was_posted_and_not_recorded_is_not_posted_again(
    playground: Playground, gate: Gate, runs: Runs
) -> None:
    gate.open()
    runs.start()
    playground.fail("chat.postMessage", delay_s=30)  # Slack takes the card; the bot dies before it knows
    ts = playground.post_message(CHANNEL, "jiwoo", gate.url)
    playground.wait_for(lambda: playground.thread(CHANNEL, ts), START_S)
    runs.kill()
    runs.start()
    expect_one_card(playground, runs, ts)
    assert len(playground.calls_of("chat.postMessage")) == 1


def test_a_card_whose_answer_was_lost_is_not_posted_again(
    playground: Playground, gate: Gate, runs: Runs
) -> None:
    gate.open()
    runs.start()
    playground.fail("chat.postMessage", close="after")
    ts = playground.post_message(CHANNEL, "jiwoo", gate.url)
    expect_one_card(playground, runs, ts)
    assert len(playground.calls_of("chat.postMessage")) == 1


def test_a_link_that_comes_again_after_the_restart_is_the_same_link(
    playground: Playground, gate: Gate, runs: Runs
) -> None:
    gate.open()
    runs.start()
    ts = playground.post_message(CHANNEL, "jiwoo", gate.url)
    first = playground.deliveries[-1]
    playground.wait_for(lambda: playground.thread(CHANNEL, ts), START_S)
    runs.kill()
    runs.start()
    again = playground.send("events_api", first.payload)
    playground.wait_for(lambda: again.acked)
    expect_one_card(playground, runs, ts)
