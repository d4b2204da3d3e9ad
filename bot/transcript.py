"""The playground's channel in a terminal, as it happens: who said what, in which thread, what only one person sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.playground import Playground
from bot.terminal import plain, render

_ZONE = ZoneInfo("Asia/Seoul")
_SIGNS = {"eyes": "👀", "white_check_mark": "✅", "warning": "⚠️", "lock": "🔒", "x": "❌"}


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing to print: `mark` differs for everything that is printed, `whisper_to` is the only reader's id.

    `signs` are the reactions where it is they that are new.
    """

    ts: str
    mark: str
    message: dict[str, Any]
    whisper_to: str | None = None
    signs: str = ""


class Transcript:
    """Prints each message of one channel once, and again when it was changed; times are the channel's own."""

    def __init__(self, playground: Playground, channel: str, console: Console) -> None:
        self._playground, self._channel, self._console = playground, channel, console
        self._shown: set[str] = set()

    def is_behind(self) -> bool:
        """Whether something was said that is not printed yet."""
        return any(said.mark not in self._shown for said in self._all())

    def show(self) -> None:
        """Print what is new, in the order in which it was said."""
        for said in self._all():
            if said.mark not in self._shown:
                self._shown.add(said.mark)
                self._print(said)

    def note(self, who: str, what: str) -> None:
        """Print what somebody does that leaves no message: a slash command."""
        person = self._playground.workspace.user(who)
        self._head(self._playground.workspace.next_ts(), person.real_name, "")
        self._console.print(Padding(Text(what, "bold"), (0, 0, 1, 2)))

    def _all(self) -> list[_Said]:
        said = []
        for message in self._playground.messages(self._channel):
            ts, signs = message["ts"], _signs(message)
            said.append(_Said(ts, f"{ts} {message['text']} {message.get('edited')}", message))
            if signs:
                said.append(_Said(ts, f"{ts} {signs}", message, signs=signs))
        said += [_Said(m["ts"], f"whisper {m['ts']}", m, m["user"]) for m in self._playground.ephemerals()]
        return sorted(said, key=lambda each: each.ts)

    def _print(self, said: _Said) -> None:
        message, users = said.message, self._playground.workspace.users
        is_bot = "bot_id" in message
        author = self._playground.workspace.app["name"] if is_bot else users[message["user"]].real_name
        if said.signs:
            self._console.print(Text.assemble("  ", said.signs, (f"  on {author}'s message", "dim")), "")
            return
        where = f"only {users[said.whisper_to].real_name} sees this" if said.whisper_to else ""
        in_thread = message.get("thread_ts") not in (None, message["ts"])
        indent = 4 if in_thread else 0
        self._head(said.ts, author, where or ("in the thread" if in_thread else ""), indent)
        body = render(message["text"], message.get("blocks") or [] if is_bot else [])
        self._console.print(Padding(body, (0, 0, 1, indent + 2)))

    def _head(self, ts: str, author: str, where: str, indent: int = 0) -> None:
        at = datetime.fromtimestamp(float(ts), _ZONE).strftime("%H:%M:%S")
        head = Text.assemble(
            (plain(author), "bold magenta"), (f"  {at}", "dim"), (f"  {where}", "dim italic")
        )
        self._console.print(Padding(head, (0, 0, 0, indent)))


def _signs(message: dict[str, Any]) -> str:
    names = [entry["name"] for entry in message.get("reactions", [])]
    return " ".join(_SIGNS.get(name, f":{name}:") for name in names)
