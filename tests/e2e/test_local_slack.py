"""The same flow against local-slack, a Slack stand-in written by others: Socket Mode, a command, the digest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.app import Bot
from bot.playground.newsstand import WINTER, Newsstand

pytestmark = pytest.mark.emulator

TEAM, CHANNEL, ALICE = "T01TEST", "C01GEN", "U01ALICE"
WORKSPACE = {
    "workspace": {"name": "Test", "domain": "test", "teamId": TEAM},
    "app": {
        "appId": "A01APP",
        "botUserId": "U0BOT",
        "botName": "aideals",
        "botToken": "xoxb-test-token",
        "appToken": "xapp-test-token",
        "signingSecret": "test-signing-secret",
        "mode": "socket",
    },
    "users": [{"id": ALICE, "name": "alice", "real_name": "Alice Park", "tz": "Asia/Seoul"}],
    "channels": [{"id": CHANNEL, "name": "general", "members": [ALICE, "U0BOT"]}],
}


@dataclass(slots=True)
class LocalSlack:
    """The running emulator, and the bot on it."""

    url: str
    bot: Bot
    db: Path

    def control(self, what: str, **body: Any) -> dict[str, Any]:
        """One call of the emulator's control API."""
        answer: dict[str, Any] = httpx.post(f"{self.url}/_control/{what}", json=body, timeout=10).json()
        return answer

    def messages(self) -> list[dict[str, Any]]:
        """What stands in the channel."""
        answer = httpx.get(f"{self.url}/_control/messages/{CHANNEL}", timeout=10).json()
        found: list[dict[str, Any]] = answer["messages"]
        return found


@pytest.fixture(scope="module")
def slack(house: Any, newsstand: Newsstand, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSlack]:
    program = house.program("local-slack-linux-x64/bin/local-slack")
    folder = tmp_path_factory.mktemp("local-slack")
    (folder / "workspace.yaml").write_text(json.dumps(WORKSPACE), encoding="utf-8")  # JSON is YAML
    port = house.free_port()
    url = f"http://127.0.0.1:{port}"
    process = house.start(program, "--config", "workspace.yaml", "--port", str(port), cwd=folder)
    try:
        house.eventually(
            "local-slack starts", lambda: httpx.get(f"{url}/_control/state", timeout=5).is_success
        )
        settings = house.settings(
            folder / "aideals.db",
            newsstand,
            SLACK_BOT_TOKEN="xoxb-test-token",
            SLACK_APP_TOKEN="xapp-test-token",
            SLACK_API_URL=f"{url}/api/",
        )
        with Bot(settings, pace_s=0.05) as bot:
            log = f"{url}/_control/log"
            house.eventually("the bot connects", lambda: "hello" in httpx.get(log, timeout=5).text)
            yield LocalSlack(url, bot, folder / "aideals.db")
    finally:
        house.stop(process)


@pytest.fixture(scope="module")
def message(slack: LocalSlack, newsstand: Newsstand) -> dict[str, Any]:
    """A pasted link, as the emulator keeps it."""
    text = f"look <{newsstand.url(WINTER)}>"
    sent = slack.control("message", channel=CHANNEL, user=ALICE, text=text)
    posted: dict[str, Any] = sent["message"]
    return posted


def find(slack: LocalSlack, house: Any, holds: Callable[[dict[str, Any]], bool], what: str) -> dict[str, Any]:
    found: dict[str, Any] = house.eventually(what, lambda: next(filter(holds, slack.messages()), None), 40)
    return found


def test_a_pasted_link_gets_its_card(slack: LocalSlack, message: dict[str, Any], house: Any) -> None:
    card = find(
        slack, house, lambda m: m.get("thread_ts") == message["ts"] and bool(m.get("blocks")), "the card"
    )
    assert "1억2500만 달러" in house.words(card)
    assert "식어 가는 생성형 AI 열기" in house.words(card)


def test_the_command_answers(slack: LocalSlack, message: dict[str, Any], house: Any) -> None:
    test_a_pasted_link_gets_its_card(slack, message, house)
    before = {m["ts"] for m in slack.messages()}
    slack.control("command", channel=CHANNEL, user=ALICE, command="/aideals", text="Jasper")

    def is_answer(m: dict[str, Any]) -> bool:
        return m["ts"] not in before and "1억2500만 달러" in house.words(m)

    assert "재스퍼" in house.words(find(slack, house, is_answer, "the answer"))


def test_the_digest_comes_when_its_time_comes(slack: LocalSlack, message: dict[str, Any], house: Any) -> None:
    test_a_pasted_link_gets_its_card(slack, message, house)
    before = {m["ts"] for m in slack.messages()}
    house.digest_in(slack.bot, slack.db, TEAM, CHANNEL)

    def is_digest(m: dict[str, Any]) -> bool:
        return m["ts"] not in before and not m.get("thread_ts")

    assert "재스퍼" in house.words(find(slack, house, is_digest, "the digest"))
