"""`aideals demo`: a morning in a channel, with the real bot, a Slack in miniature and a few pages, all on this machine.

Nothing is faked behind the wire: the bot connects over Socket Mode, fetches the pages over HTTP, keeps its store in a
file, and its digest is fired by APScheduler at a time that lies seconds ahead.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule

from bot import channels, logs, period
from bot.app import Bot
from bot.errors import AidealsError, SettingsError
from bot.playground import Playground
from bot.playground.newsstand import HARBORLIGHT, MUSEUM, PAYWALL, WINTER, Newsstand
from bot.settings import Settings, forget_proxies
from bot.transcript import Transcript
from storage import digests
from storage.database import open_store
from storage.records import Weekday

CHANNEL, COMMAND, FILE = "C01DEALS", "/aideals", "aideals.db"
_LOOK_S = 0.25
_PACE_S = 0.3
"""Slack takes a message a second in a channel, in the long run; a short morning may go faster."""
_DIGEST_IN = timedelta(seconds=2)


def run_demo(
    *, keep: Path | None, json_lines: bool, console: Console | None = None, patience_s: float = 30.0
) -> None:
    """Play the morning and say where the store is; with `json_lines` print the bot's Slack calls, a line each, only.

    `keep` is the folder that the database stays in (else it goes with the demo). Raises SettingsError where `keep`
    already holds a database, AidealsError where a step of the morning did not happen within `patience_s`.
    """
    logs.set_up("ERROR", "console")
    forget_proxies()
    with ExitStack() as stack:
        folder = _folder(keep, stack)
        if json_lines:
            console = Console(quiet=True)
        demo = _Demo(stack, folder, console or Console(), patience_s)
        try:
            demo.play()
        finally:
            if json_lines:
                demo.print_calls()
        demo.say_what_next(kept=keep is not None)


def _folder(keep: Path | None, stack: ExitStack) -> Path:
    if keep is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="aideals-demo-")))
    if (keep / FILE).exists():
        raise SettingsError(f"{keep / FILE} is there already; give --keep another folder, or move it away.")
    keep.mkdir(parents=True, exist_ok=True)
    return keep


class _Demo:
    """The morning, step by step. What is started ends with `stack`."""

    def __init__(self, stack: ExitStack, folder: Path, console: Console, patience_s: float) -> None:
        self._console, self._patience_s = console, patience_s
        self._db = folder / FILE
        self._newsstand = stack.enter_context(Newsstand(datetime.now(UTC)))
        self._playground = stack.enter_context(Playground())
        self._transcript = Transcript(self._playground, CHANNEL, console)
        table = tomllib.loads((files("bot.playground") / "morning.toml").read_text(encoding="utf-8"))
        pages = {"winter": WINTER, "harborlight": HARBORLIGHT, "museum": MUSEUM, "paywall": PAYWALL}
        urls = {key: self._newsstand.url(name) for key, name in pages.items()}
        self._lines = {key: str(line).format(**urls) for key, line in table.items()}
        self._stack = stack

    def play(self) -> None:
        """The morning. Raises AidealsError, naming the step, where one did not happen."""
        self._console.print(Rule("#deals, a channel of the playground", style="dim"))
        bot = self._stack.enter_context(Bot(self._settings(), pace_s=_PACE_S))
        self._until("the bot connects", lambda: self._playground.sockets.connections)
        self._share("jiwoo", "winter", cards=1)
        self._share("maya", "two", cards=2)
        self._share("haru", "paywall", cards=1, readable=False)
        self._ask("maya", "")
        self._ask("jiwoo", "Jasper")
        self._wait_for_digest(bot)

    def _settings(self) -> Settings:
        """The settings of a real bot, except that Slack and the pages are on this machine."""
        given = {
            "SLACK_BOT_TOKEN": SecretStr(self._playground.bot_token),
            "SLACK_APP_TOKEN": SecretStr(self._playground.app_token),
            "SLACK_API_URL": self._playground.api_url,
            "AIDEALS_FETCH_ALLOW": self._newsstand.address,
            "AIDEALS_DB": self._db,
            "AIDEALS_LANGUAGE": "",
            "AIDEALS_WORKERS": 2,
        }
        return Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]

    def _share(self, who: str, line: str, *, cards: int, readable: bool = True) -> None:
        ts = self._playground.post_message(CHANNEL, who, self._lines[line])
        what = f"{cards} card(s) in the thread of “{line}”"
        self._until(what, lambda: len(self._playground.thread(CHANNEL, ts)) >= cards)
        for card in self._playground.thread(CHANNEL, ts):
            if ("try_again" in json.dumps(card["blocks"])) is readable:
                raise AidealsError(
                    f"The demo stopped: “{line}” was read otherwise than it should: {card['text']}"
                )

    def _ask(self, who: str, words: str) -> None:
        before = len(self._playground.ephemerals(who))
        self._transcript.note(who, f"{COMMAND} {words}".strip())
        self._playground.command(COMMAND, words, who, CHANNEL)
        what = f"the answer to {COMMAND} {words}".strip()
        self._until(what, lambda: len(self._playground.ephemerals(who)) > before)

    def _wait_for_digest(self, bot: Bot) -> None:
        """Set the channel's weekly digest to a time that is seconds away, and wait until all of it is posted."""
        team = str(self._playground.workspace.team["id"])
        with open_store(self._db) as store:
            zone = ZoneInfo(channels.settings_of(store, team, CHANNEL).time_zone)
            due = (datetime.now(zone) + _DIGEST_IN).replace(microsecond=0) + timedelta(seconds=1)
            day = get_args(Weekday)[due.weekday()]
            channels.change(store, team, CHANNEL, by=None, digest_weekday=day, digest_time=f"{due:%H:%M:%S}")
            bot.schedule.sync()
            self._console.print(
                f"[dim]The weekly digest of #deals is set to {day} {due:%H:%M:%S} ({zone}).[/dim]\n"
            )
            key = period.scheduled(due).key
            self._until("the weekly digest", lambda: digests.is_settled(store, team, CHANNEL, key))
        if not self._own_messages():
            raise AidealsError("The demo stopped: the weekly digest was not posted.")
        deliveries = self._playground.deliveries
        self._until("the last acknowledgement", lambda: all(each.tries for each in deliveries))

    def _own_messages(self) -> list[dict[str, Any]]:
        """What the bot said in the channel itself, outside any thread."""
        said = self._playground.messages(CHANNEL)
        return [m for m in said if "bot_id" in m and m.get("thread_ts", m["ts"]) == m["ts"]]

    def _until(self, what: str, happened: Callable[[], object]) -> None:
        """Show what is said until `happened`; AidealsError where our patience ends before."""
        until = time.monotonic() + self._patience_s
        while not happened():
            if time.monotonic() > until:
                raise AidealsError(f"The demo stopped: {what} did not happen within {self._patience_s:g} s.")
            with suppress(TimeoutError):
                self._playground.wait_for(lambda: self._transcript.is_behind() or happened(), _LOOK_S)
            self._transcript.show()
        self._transcript.show()

    def print_calls(self) -> None:
        """Every call of the bot to Slack so far, a line each, on standard output."""
        for call in self._playground.calls:
            sys.stdout.write(json.dumps(call.as_json(), ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def say_what_next(self, *, kept: bool) -> None:
        """Where the database is, and what a newcomer does now."""
        where = (
            f"The database is {self._db}. Look into it:\n  AIDEALS_DB={self._db} aideals export --format csv"
            if kept
            else "The database was in a temporary folder and is gone; `aideals demo --keep DIR` keeps it."
        )
        following = "\n".join(
            (
                where,
                "Read an article of your own: aideals read https://…",
                "Bring the bot to your Slack: aideals manifest, then aideals doctor, then aideals run.",
            )
        )
        self._console.print(Panel(following, title="That was the morning", expand=False), highlight=False)
