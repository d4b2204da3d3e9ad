"""The real bot against the playground, with pages that are given instead of fetched."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import Bot
from bot.playground import Playground
from bot.settings import Settings
from tests.stand_ins.posting import Shelf


@dataclass
class Stage:
    """A playground with the bot in it; `shelf` holds what its links lead to."""

    slack: Playground
    bot: Bot
    shelf: Shelf

    def cards(self, channel: str, ts: str, count: int = 1) -> list[dict[str, Any]]:
        """The replies to a message, once there are `count` of them."""
        return self.slack.wait_for(
            lambda: replies if len(replies := self.slack.thread(channel, ts)) >= count else [],
            what=f"{count} replies",
        )

    def whisper(self, user: str, count: int = 1) -> list[dict[str, Any]]:
        """What only `user` was told, once there are `count` messages."""
        return self.slack.wait_for(
            lambda: told if len(told := self.slack.ephemerals(user)) >= count else [], what="an answer"
        )


def settings_for(slack: Playground, folder: Path, *, http: bool = False) -> Settings:
    """The bot's settings for the playground."""
    values: dict[str, Any] = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_API_URL": slack.api_url,
        "AIDEALS_DB": folder / "aideals.db",
        "PORT": 0,
    }
    if http:
        values["SLACK_SIGNING_SECRET"] = slack.signing_secret
    else:
        values["SLACK_APP_TOKEN"] = slack.app_token
    return Settings(_env_file=None, **values)  # type: ignore[call-arg]


@contextlib.contextmanager
def running_bot(
    folder: Path, pages: dict[str, Any], *, http: bool = False, **options: Any
) -> Iterator[Stage]:
    """The bot, connected; `pages` maps links (or pasted texts) to documents and errors. `options`: the playground's."""
    shelf = Shelf(pages)
    with Playground(**options) as slack:
        bot = Bot(settings_for(slack, folder, http=http), pace_s=0.0, new_reader=lambda: shelf)
        with bot:
            if http:
                slack.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
            else:
                slack.wait_connected()
            yield Stage(slack, bot, shelf)
