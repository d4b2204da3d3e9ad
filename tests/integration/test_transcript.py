"""The demo's terminal: each thing once, in its place, and nothing that drives the terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from rich.console import Console
from slack_sdk import WebClient

from bot.playground import Playground
from bot.transcript import Transcript

CHANNEL = "C01DEALS"


@pytest.fixture
def playground() -> Iterator[Playground]:
    with Playground() as running:
        yield running


@pytest.fixture
def screen() -> Console:
    return Console(file=io.StringIO(), width=100)


def printed(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_messages_replies_and_whispers_are_shown_once_each(playground: Playground, screen: Console) -> None:
    client = WebClient(playground.bot_token, base_url=playground.api_url)
    transcript = Transcript(playground, CHANNEL, screen)
    ts = playground.post_message(CHANNEL, "maya", "look https://a.example/x")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Acme* 3 &lt; 4"}}]
    client.chat_postMessage(channel=CHANNEL, thread_ts=ts, text="fallback", blocks=blocks)
    client.chat_postEphemeral(channel=CHANNEL, user="U01HARU", text="psst")
    assert transcript.is_behind()
    transcript.show()
    transcript.show()
    shown = printed(screen)
    assert not transcript.is_behind()
    assert shown.count("look https://a.example/x") == 1
    assert shown.count("Acme 3 < 4") == 1
    assert "fallback" not in shown
    assert "in the thread" in shown
    assert "only 박하루 sees this" in shown


def test_a_changed_message_and_a_new_reaction_are_news(playground: Playground, screen: Console) -> None:
    client = WebClient(playground.bot_token, base_url=playground.api_url)
    transcript = Transcript(playground, CHANNEL, screen)
    ts = client.chat_postMessage(channel=CHANNEL, text="one")["ts"]
    transcript.show()
    client.chat_update(channel=CHANNEL, ts=ts, text="two")
    playground.react(CHANNEL, ts, "maya", "eyes")
    assert transcript.is_behind()
    transcript.show()
    assert printed(screen).index("one") < printed(screen).index("two") < printed(screen).index("👀")


def test_strangers_text_drives_no_terminal(playground: Playground, screen: Console) -> None:
    playground.post_message(CHANNEL, "maya", "\x1b[2Jgone [bold]loud[/bold]")
    Transcript(playground, CHANNEL, screen).show()
    assert "\x1b[2J" not in printed(screen)
    assert "[bold]loud[/bold]" in printed(screen)
