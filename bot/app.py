"""The bot put together: settings → store, worker, schedule, listeners, and a way for Slack to reach them.

The only place that chooses and connects implementations. Socket Mode where there is an app-level token, else HTTP.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from types import FrameType
from typing import Any

import structlog
from slack_bolt import App

import handlers
from bot import logs, reach
from bot.cards.deck import Deck
from bot.errors import SettingsError
from bot.facts import Language
from bot.inbox import Inbox
from bot.pipeline import Reader
from bot.questions import Questions
from bot.schedule import Schedule
from bot.settings import Settings
from bot.slack import SlackPoster, new_client
from bot.worker import Reading, Worker
from handlers.delivery import HttpWay, Identity, SocketWay
from storage.database import open_store

_LANGUAGES: dict[str, Language] = {"ko": "ko", "en": "en"}
_NO_TOKEN = """SLACK_BOT_TOKEN is not set. To get one:
  1. `aideals manifest > manifest.json`, then api.slack.com/apps → Create New App → From a manifest, and paste it.
  2. Install App → Bot User OAuth Token is SLACK_BOT_TOKEN; App-Level Tokens (connections:write) → SLACK_APP_TOKEN.
  3. Put both into .env (see .env.example), then `aideals doctor`; `aideals demo` needs none of this."""
_NO_WAY_IN = """Slack has no way to reach the bot. Set one of:
  SLACK_APP_TOKEN (Basic Information → App-Level Tokens, with connections:write), for Socket Mode;
  SLACK_SIGNING_SECRET (Basic Information → App Credentials), for HTTP on PORT."""


class Bot:
    """The running bot: `start`, `stop`; also a context manager."""

    def __init__(
        self, settings: Settings, *, pace_s: float = 1.0, new_reader: Callable[[], Reading] | None = None
    ) -> None:
        """Open the store and connect the parts. Raises SettingsError and StoreError; calls nobody yet.

        `pace_s`: the least time between two messages in one channel. `new_reader`: what reads links, in place of the
        processes that fetch them.
        """
        if settings.slack_bot_token is None:
            raise SettingsError(_NO_TOKEN)
        if settings.slack_app_token is None and settings.slack_signing_secret is None:
            raise SettingsError(_NO_WAY_IN)
        self.settings = settings
        self._log: Any = structlog.get_logger(__name__)
        self._client = new_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
        self._store = open_store(settings.db)
        default = _LANGUAGES.get(settings.language, "en")
        poster, deck = SlackPoster(self._client, pace_s=pace_s), Deck()
        self._until_stopped = ExitStack()
        limits, access = reach.limits(settings), self._until_stopped.enter_context(reach.access(settings))
        self.schedule = Schedule(self._store, poster, deck, default_language=default)
        self.worker = Worker(
            self._store,
            poster,
            deck,
            new_reader or (lambda: Reader(limits, access=access)),
            threads=settings.workers,
            default_language=default,
            on_new_zone=self.schedule.sync,
            keep_pages=timedelta(days=settings.keep_pages_days),
        )
        inbox = Inbox(self._store, wake=self.worker.wake)
        questions = Questions(self._store, default_language=default)
        self.bolt = handlers.register(self._new_bolt(), inbox=inbox, questions=questions)
        self._way: SocketWay | HttpWay = (
            SocketWay(self.bolt, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
            if settings.slack_app_token is not None
            else HttpWay(self.bolt, settings.port)
        )

    @property
    def port(self) -> int:
        """The port that HTTP mode listens on; 0 in Socket Mode."""
        return self._way.port

    def start(self) -> Bot:
        """Begin to read, to post digests and to listen."""
        self.worker.start()
        self.schedule.start()
        self._way.start()
        self._log.info("started", way=self._way.name, db=str(self.settings.db))
        return self

    def stop(self) -> None:
        """Listen no more, finish or hand back what is under way, close the store."""
        self._way.stop()
        self.schedule.stop()
        self.worker.stop()
        self._store.close()
        self._until_stopped.close()
        self._log.info("stopped")

    def __enter__(self) -> Bot:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _new_bolt(self) -> App:
        """Bolt, answering Slack after a listener has returned, so that what it keeps is on disk by then."""
        secret = self.settings.slack_signing_secret
        return App(
            client=new_client(None, self.settings.slack_api_url),
            signing_secret=secret.get_secret_value() if secret else "unused in Socket Mode",
            request_verification_enabled=self.settings.slack_app_token is None,
            authorize=Identity(self._client).asked_by_bolt(),
            process_before_response=True,
            logger=logging.getLogger("slack_bolt"),
        )


def serve(settings: Settings) -> None:
    """Run the bot until SIGINT or SIGTERM. Raises SettingsError and StoreError."""
    logs.set_up(settings.log_level, settings.log_format)
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with Bot(settings):
        stopping.wait()
