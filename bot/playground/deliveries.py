"""What Slack sends to the app, and how often it tries: events again after a failure, commands and clicks once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import httpx

from bot.playground.workspace import Json, Workspace

Kind = Literal["events_api", "slash_commands", "interactive"]
RETRIES_AFTER_S = (0.0, 60.0, 300.0)
"""Slack repeats an event at once, after a minute and after five."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one try ended: `answer` is the body of the acknowledgement, `reason` Slack's word for a failure."""

    acked: bool
    answer: Any = None
    reason: str | None = None


@dataclass(slots=True)
class Delivery:
    """One event, command or interaction on its way to the app."""

    kind: Kind
    payload: Json
    sent_at: float = 0.0
    tries: list[Attempt] = field(default_factory=list)
    ack_after_s: float | None = None

    @property
    def acked(self) -> bool:
        """True once the app acknowledged it."""
        return any(attempt.acked for attempt in self.tries)

    @property
    def answer(self) -> Any:
        """The body that came with the acknowledgement, None where there was none (yet)."""
        return next((attempt.answer for attempt in self.tries if attempt.acked), None)

    @property
    def failed(self) -> str | None:
        """Why the last try failed; None where none did, or one was acknowledged."""
        return None if self.acked or not self.tries else self.tries[-1].reason


class Way(Protocol):
    """A way to the app: Socket Mode or signed HTTP."""

    async def attempt(self, delivery: Delivery, number: int, reason: str | None) -> Attempt:
        """One try; never raises."""


async def deliver(
    delivery: Delivery, way: Way, workspace: Workspace, retries_after_s: tuple[float, ...]
) -> None:
    """Try until the app acknowledges; the tries are noted on the delivery."""
    pauses = (0.0, *(retries_after_s if delivery.kind == "events_api" else ()))
    reason: str | None = None
    delivery.sent_at = asyncio.get_running_loop().time()
    for number, pause in enumerate(pauses):
        if pause:
            await asyncio.sleep(pause)
        attempt = await way.attempt(delivery, number, reason)
        with workspace.changed:
            delivery.tries.append(attempt)
            if attempt.acked:
                delivery.ack_after_s = asyncio.get_running_loop().time() - delivery.sent_at
            workspace.changed.notify_all()
        if attempt.acked:
            return
        reason = attempt.reason


@dataclass(slots=True)
class SignedHttp:
    """Requests to the app's URL with Slack's v0 signature."""

    workspace: Workspace
    url: str
    ack_timeout_s: float

    async def attempt(self, delivery: Delivery, number: int, reason: str | None) -> Attempt:
        """POST it; any 2xx within the time is an acknowledgement."""
        body, content_type = _body(delivery)
        headers = {"Content-Type": content_type, **self.signature(body)}
        if number:
            headers |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason or "http_error"}
        try:
            async with httpx.AsyncClient(timeout=self.ack_timeout_s, trust_env=False) as client:
                response = await client.post(self.url, content=body, headers=headers)
        except httpx.TimeoutException:
            return Attempt(False, None, "http_timeout")
        except httpx.HTTPError:
            return Attempt(False, None, "connection_failed")
        if not response.is_success:
            return Attempt(False, None, "http_error")
        return Attempt(True, _answer(response))

    def signature(self, body: bytes) -> dict[str, str]:
        """The headers that prove that the request comes from Slack."""
        at = str(int(self.workspace.clock()))
        base = b"v0:" + at.encode() + b":" + body
        mac = hmac.new(self.workspace.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={mac}"}


def _body(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    fields = (
        delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    )
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _answer(response: httpx.Response) -> Any:
    if not response.content:
        return None
    if response.headers.get("content-type", "").startswith("application/json"):
        with suppress(ValueError):
            return response.json()
    return response.text
