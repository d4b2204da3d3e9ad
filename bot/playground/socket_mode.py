"""Socket Mode, the side of Slack: hello, envelopes, acknowledgements, refresh, and what happens when one is missing."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.playground.deliveries import Attempt, Delivery
from bot.playground.server import HANG_UP
from bot.playground.workspace import Json, Refusal, Workspace

TAKES_AN_ANSWER = frozenset({"slash_commands", "interactive"})


@dataclass(slots=True)
class _Pending:
    envelope: Json
    acked: asyncio.Future[Any]


@dataclass(slots=True)
class SocketMode:
    """The open connections of the app. Everything here runs on the server's loop."""

    workspace: Workspace
    ack_timeout_s: float
    most_connections: int = 10
    connections: list[WebSocket] = field(default_factory=list)
    connected: int = 0
    acks_to_lose: int = 0
    _tickets: set[str] = field(default_factory=set)
    _pending: dict[str, _Pending] = field(default_factory=dict)
    _turn: int = 0

    def ticket(self) -> str:
        """A path for one connection, good once (`apps.connections.open`)."""
        if len(self.connections) >= self.most_connections:
            raise Refusal("too_many_websockets")
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"/link/?ticket={ticket}&app_id={self.workspace.app['id']}"

    async def serve(self, socket: WebSocket) -> None:
        """One connection from its handshake to its end."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        await socket.send_text(json.dumps(self._hello()))
        with self.workspace.changed:
            self.connections.append(socket)
            self.connected += 1
            self.workspace.changed.notify_all()
        for pending in list(self._pending.values()):  # sent to a connection that is gone, or to none
            await _send(socket, pending.envelope)
        try:
            while True:
                self._acknowledge(json.loads(await socket.receive_text()))
        except (
            WebSocketDisconnect,
            RuntimeError,
        ):  # starlette raises RuntimeError on a socket that we closed
            pass
        finally:
            with self.workspace.changed:
                if socket in self.connections:
                    self.connections.remove(socket)
                self.workspace.changed.notify_all()

    async def attempt(self, delivery: Delivery, number: int, reason: str | None) -> Attempt:
        """Send it in an envelope of its own and wait for its acknowledgement."""
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind in TAKES_AN_ANSWER,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": number, "retry_reason": reason or ""}
        pending = _Pending(envelope, asyncio.get_running_loop().create_future())
        self._pending[envelope["envelope_id"]] = pending
        try:
            if self.connections:
                self._turn += 1
                await _send(self.connections[self._turn % len(self.connections)], envelope)
            answer = await asyncio.wait_for(pending.acked, self.ack_timeout_s)
            return Attempt(True, answer)
        except TimeoutError:
            return Attempt(False, None, "timeout")
        finally:
            del self._pending[envelope["envelope_id"]]

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go ("refresh_requested", "warning", "link_disabled"), then close it."""
        for socket in list(self.connections):
            await _send(
                socket, {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
            )
            await socket.close(code=1000)

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for socket in list(self.connections):
            socket.scope[HANG_UP]()

    def _acknowledge(self, frame: Json) -> None:
        pending = self._pending.get(str(frame.get("envelope_id")))
        if pending is None or pending.acked.done():
            return
        if self.acks_to_lose > 0:
            self.acks_to_lose -= 1
            return
        pending.acked.set_result(frame.get("payload"))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.workspace.app["id"]},
        }


async def _send(socket: WebSocket, frame: Json) -> None:
    try:
        await socket.send_text(json.dumps(frame))
    except (WebSocketDisconnect, RuntimeError):
        return  # the connection went away under us: the envelope stays pending for the next one
