"""What the miniature Slack knows: people, channels, messages, views, tokens. Times are strings as Slack's `ts`."""

from __future__ import annotations

import secrets
import threading
import tomllib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]

BOT_SCOPES: frozenset[str] = frozenset(
    [
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "reactions:read",
        "reactions:write",
        "users:read",
    ]
)


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of ours
    """Slack's answer to a call that it does not take: `error` is Slack's own word, `extra` joins the answer."""

    def __init__(self, error: str, **extra: Any) -> None:
        super().__init__(error)
        self.error, self.extra = error, extra


@dataclass(slots=True)
class User:
    """A person or a bot of the workspace."""

    id: str
    name: str
    real_name: str
    tz: str = "Etc/UTC"
    tz_label: str = "Coordinated Universal Time"
    is_bot: bool = False


@dataclass(slots=True)
class Channel:
    """A conversation with its messages by ts, in the order of posting."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    kind: Literal["channel", "group", "im"] = "channel"
    archived: bool = False
    messages: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Token:
    """What a token may do; `kind` is "app" for xapp tokens."""

    kind: Literal["bot", "app"]
    scopes: frozenset[str]


@dataclass(slots=True)
class Sent:
    """An ephemeral message: seen by one person, kept by nobody else."""

    channel: str
    user: str
    message: Json


@dataclass(slots=True)
class Trigger:
    """What allows one modal: somebody's click or command, seconds ago."""

    user: str
    issued_at: float
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """Where an answer to a command or a click may be sent, five times within half an hour."""

    channel: str
    user: str
    issued_at: float
    message_ts: str | None = None
    uses: int = 0


class Workspace:
    """The state, and the one lock over it. Everything is read and changed while `changed` is held."""

    def __init__(self, *, clock: Callable[[], float], scopes: frozenset[str]) -> None:
        table = tomllib.loads((files(__package__) / "workspace.toml").read_text(encoding="utf-8"))
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.team: Json = table["team"]
        self.app: Json = table["app"]
        self.tokens: dict[str, Token] = {}
        self.bot_token = self._issue("xoxb", Token("bot", scopes))
        self.app_token = self._issue("xapp", Token("app", frozenset({"connections:write"})))
        self.signing_secret = secrets.token_hex(16)
        bot = User(self.bot_user, self.app["name"], self.app["name"], is_bot=True)
        people = [
            User(row["id"], row["name"], row["real_name"], row["tz"], row["tz_label"])
            for row in table["user"]
        ]
        self.users: dict[str, User] = {user.id: user for user in (bot, *people)}
        self.channels: dict[str, Channel] = {row["id"]: _channel(row, bot.id) for row in table["channel"]}
        self.ephemerals: list[Sent] = []
        self.views: dict[str, Json] = {}
        self.viewers: dict[str, str] = {}
        self.view_errors: dict[str, dict[str, str]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseUrl] = {}
        self.homes: dict[str, Json] = {}
        self.files: dict[str, Json] = {}
        self._last_us = 0

    def _issue(self, prefix: str, token: Token) -> str:
        value = f"{prefix}-{secrets.token_hex(12)}"
        self.tokens[value] = token
        return value

    @property
    def bot_user(self) -> str:
        """The bot's user id."""
        return str(self.app["bot_user"])

    def next_ts(self) -> str:
        """A new ts, later than any before it: seconds with six decimals."""
        self._last_us = max(int(self.clock() * 1_000_000), self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def channel(self, name: str) -> Channel:
        """The channel by id, `#name` or name; a user's id gives the direct messages with that user.

        Refusal("channel_not_found") where there is none.
        """
        if name in self.channels:
            return self.channels[name]
        if name in self.users:
            return self.direct(name)
        for channel in self.channels.values():
            if channel.kind != "im" and channel.name == name.removeprefix("#"):
                return channel
        raise Refusal("channel_not_found")

    def direct(self, user: str) -> Channel:
        """The direct messages between the bot and `user`, opened where they are not yet."""
        key = f"D{user[1:]}"
        if key not in self.channels:
            self.channels[key] = Channel(key, user, {user, self.bot_user}, "im")
        return self.channels[key]

    def user(self, name: str) -> User:
        """The user by id or name; Refusal("user_not_found") where there is none."""
        for user in self.users.values():
            if name in (user.id, user.name, f"@{user.name}"):
                return user
        raise Refusal("user_not_found")

    def message(self, channel: Channel, ts: str) -> Json:
        """The message itself, not a copy; Refusal("message_not_found") where there is none."""
        found = channel.messages.get(ts)
        if found is None:
            raise Refusal("message_not_found")
        return found

    def put(self, channel: Channel, message: Json) -> Json:
        """Keep a new message, and count it in its thread's parent; returns the message."""
        channel.messages[message["ts"]] = message
        parent = channel.messages.get(message.get("thread_ts", ""))
        if parent is not None and parent is not message:
            parent.setdefault("thread_ts", parent["ts"])
            parent["reply_count"] = parent.get("reply_count", 0) + 1
            parent["latest_reply"] = message["ts"]
            replying = parent.setdefault("reply_users", [])
            if message["user"] not in replying:
                replying.append(message["user"])
            parent["reply_users_count"] = len(replying)
        self.changed.notify_all()
        return message

    def whisper(self, channel: str, user: str, message: Json) -> None:
        """Show a message to one person only."""
        self.ephemerals.append(Sent(channel, user, message))
        self.changed.notify_all()

    def thread(self, channel: Channel, ts: str) -> list[Json]:
        """The message with its replies, oldest first."""
        parent = channel.messages.get(ts)
        replies = [m for m in channel.messages.values() if m.get("thread_ts") == ts and m["ts"] != ts]
        return [*([parent] if parent else []), *replies]


def _channel(row: Json, bot: str) -> Channel:
    members = {*row["members"], *([bot] if row["bot"] else [])}
    return Channel(row["id"], row["name"], members, "group" if row.get("private") else "channel")


def tz_offset(user: User, now: float) -> int:
    """Seconds east of UTC in the user's zone at that time."""
    offset = datetime.fromtimestamp(now, ZoneInfo(user.tz)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def shown(message: Json, *, metadata: bool) -> Json:
    """A copy as the Web API returns it: metadata only where it was asked for."""
    copy = deepcopy(message)
    if not metadata:
        copy.pop("metadata", None)
    return copy
