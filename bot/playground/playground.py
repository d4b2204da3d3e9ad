"""The playground as its users hold it: start and stop, what was called and said, waiting, faults on order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from copy import deepcopy
from typing import TypeVar

from bot.playground.calls import Call, Close, Fault
from bot.playground.deliveries import RETRIES_AFTER_S, Delivery, Kind, SignedHttp, Way, deliver
from bot.playground.events import event_callback
from bot.playground.people import People, settle
from bot.playground.server import Server
from bot.playground.socket_mode import SocketMode
from bot.playground.web_api import WebApi
from bot.playground.workspace import BOT_SCOPES, Json, Workspace

T = TypeVar("T")
IN_CHANNELS = frozenset({"message", "app_mention", "reaction_added", "reaction_removed"})
"""Events that an app gets only of channels that it is in."""


class Playground(People):
    """Slack in miniature, with one app (tokens below) in one workspace (workspace.toml).

    Events go to the app over Socket Mode, or as signed HTTP requests once `deliver_to(url)` was called. `events` are
    the types that the app has subscribed to, None for all. `retries_after_s` are the pauses before Slack's repeats.
    """

    def __init__(
        self,
        *,
        events: frozenset[str] | None = None,
        scopes: frozenset[str] = BOT_SCOPES,
        ack_timeout_s: float = 3.0,
        retries_after_s: tuple[float, ...] = RETRIES_AFTER_S,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.workspace = Workspace(clock=clock, scopes=scopes)
        self.deliveries: list[Delivery] = []
        self._events = events
        self._ack_timeout_s = ack_timeout_s
        self._retries_after_s = retries_after_s
        self.sockets = SocketMode(self.workspace, ack_timeout_s)
        self._api = WebApi(self.workspace, self.sockets, self._emitted, lambda: self.url)
        self._server = Server(self._api.app(), name="playground")
        self._way: Way = self.sockets
        self._tasks: set[asyncio.Task[None]] = set()

    # life

    def start(self) -> Playground:
        """Listen; the same port again after a stop()."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Close every connection and the port. What was said stays."""
        self._server.stop()

    def __enter__(self) -> Playground:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:  # type: ignore[override]
        """The playground's own address."""
        return self._server.url

    @property
    def api_url(self) -> str:
        """What SLACK_API_URL is set to."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """SLACK_BOT_TOKEN."""
        return self.workspace.bot_token

    @property
    def app_token(self) -> str:
        """SLACK_APP_TOKEN."""
        return self.workspace.app_token

    @property
    def signing_secret(self) -> str:
        """SLACK_SIGNING_SECRET."""
        return self.workspace.signing_secret

    def deliver_to(self, url: str) -> None:
        """From now on send everything as signed HTTP requests to that URL."""
        self._way = SignedHttp(self.workspace, url, self._ack_timeout_s)

    # delivery

    def send(self, kind: Kind, payload: Json) -> Delivery:
        """Give the payload to the app the way that it listens; the delivery tells how that went."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        self._server.loop.call_soon_threadsafe(self._begin, delivery)
        return delivery

    def emit(self, event: Json) -> Delivery | None:
        """Send an event to the app; None where the app has not subscribed to its type, or is not in the channel."""
        if self._events is not None and event["type"] not in self._events:
            return None
        if event["type"] in IN_CHANNELS and not self._is_in(event.get("channel") or event["item"]["channel"]):
            return None
        return self.send("events_api", event_callback(self.workspace, deepcopy(event)))

    def _is_in(self, channel: str) -> bool:
        place = self.workspace.channels.get(channel)
        return place is None or self.workspace.bot_user in place.members

    def _emitted(self, event: Json) -> None:
        self.emit(event)

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        await deliver(delivery, self._way, self.workspace, self._retries_after_s)
        with self.workspace.changed:
            settle(self, delivery)

    # what was said and called

    @property
    def calls(self) -> list[Call]:
        """Every call of the app so far, in order; answers at a response_url have the method "response_url"."""
        with self.workspace.changed:
            return list(self._api.calls)

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, in order."""
        return [call for call in self.calls if call.method == method]

    def messages(self, channel: str) -> list[Json]:
        """Copies of a channel's messages, those in threads too, oldest first, with metadata and reactions."""
        with self.workspace.changed:
            return [deepcopy(m) for m in self.workspace.channel(channel).messages.values()]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """Copies of the replies to a message, oldest first, without the message itself."""
        with self.workspace.changed:
            place = self.workspace.channel(channel)
            return [deepcopy(m) for m in self.workspace.thread(place, ts) if m["ts"] != ts]

    def reactions(self, channel: str, ts: str) -> list[str]:
        """The names of the reactions that stand on a message."""
        with self.workspace.changed:
            message = self.workspace.channel(channel).messages.get(ts, {})
            return [entry["name"] for entry in message.get("reactions", [])]

    def ephemerals(self, user: str | None = None) -> list[Json]:
        """Copies of the messages that only one person saw, each with its `channel` and `user`, oldest first."""
        with self.workspace.changed:
            who = self.workspace.user(user).id if user else None
            return [
                {**deepcopy(sent.message), "channel": sent.channel, "user": sent.user}
                for sent in self.workspace.ephemerals
                if who in (None, sent.user)
            ]

    def view(self, user: str) -> Json | None:
        """A copy of the modal that is open to somebody, None where none is."""
        with self.workspace.changed:
            return deepcopy(self._open_view(self.workspace.user(user)))

    def home(self, user: str) -> Json | None:
        """A copy of somebody's Home tab, None where none was published."""
        with self.workspace.changed:
            return deepcopy(self.workspace.homes.get(self.workspace.user(user).id))

    def view_errors(self, user: str) -> dict[str, str]:
        """What the open modal complains of, by block_id."""
        with self.workspace.changed:
            view = self._open_view(self.workspace.user(user))
            return dict(self.workspace.view_errors.get(view["id"], {})) if view else {}

    def wait_for(self, predicate: Callable[[], T], timeout: float = 10.0, *, what: str = "") -> T:
        """What `predicate` returns, once that is truthy; asked anew after every change in the workspace.

        TimeoutError, with the last calls in its message, where that does not happen within `timeout` seconds.
        """
        until = time.monotonic() + timeout
        with self.workspace.changed:
            while True:
                value = predicate()
                if value:
                    return value
                left = until - time.monotonic()
                if left <= 0:
                    break
                self.workspace.changed.wait(left)
        raise TimeoutError(
            f"{what or 'what was waited for'} did not happen within {timeout} s; {self._tail()}"
        )

    def wait_connected(self, timeout: float = 10.0) -> None:
        """Return once the app is connected over Socket Mode."""
        self.wait_for(lambda: self.sockets.connections, timeout, what="a Socket Mode connection")

    def _tail(self) -> str:
        lines = [f"{call.method} -> {call.error or 'ok'}" for call in self._api.calls[-12:]]
        return f"last calls: {', '.join(lines) or 'none'}"

    # faults

    def fail(
        self,
        method: str,
        *,
        error: str | None = None,
        status: int | None = None,
        retry_after_s: int | None = None,
        close: Close | None = None,
        delay_s: float = 0.0,
        times: int = 1,
        channel: str | None = None,
    ) -> None:
        """Spoil the next `times` calls of a method (to that channel): see `Fault` for how."""
        if status == 429:
            error = "ratelimited"
        fault = Fault(method, times, error, status, retry_after_s, close, delay_s, channel)
        with self.workspace.changed:
            self._api.faults.append(fault)

    def limit(self, method: str, calls: int, within_s: float) -> None:
        """From now on take that many calls of a method a channel within the time; more get 429 with Retry-After."""
        with self.workspace.changed:
            self._api.limits[method] = (calls, within_s)

    def lose_acks(self, count: int) -> None:
        """Treat the next `count` acknowledgements over Socket Mode as never received."""
        self.sockets.acks_to_lose = count

    def drop_sockets(self) -> None:
        """Cut every Socket Mode connection without a word."""
        self._on_loop(self.sockets.drop)

    def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        """Ask the app to reconnect, as Slack does every few hours."""
        self._on_loop(lambda: self.sockets.disconnect(reason))

    def revoke_tokens(self) -> None:
        """No token is valid any more."""
        with self.workspace.changed:
            self.workspace.tokens.clear()

    def _on_loop(self, start: Callable[[], object]) -> None:
        asyncio.run_coroutine_threadsafe(start(), self._server.loop).result(5)  # type: ignore[arg-type]
