"""How Slack reaches the listeners: over Socket Mode's WebSocket, or by signed HTTP requests; and who the bot is."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable

import structlog
import uvicorn
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.asgi import SlackRequestHandler
from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from starlette.concurrency import run_in_threadpool

from bot.errors import SettingsError
from bot.slack import identity, new_client

PATH = "/slack/events"
_PING_S = 3.0
"""Between pings: a dead connection is noticed after four of them, and made anew within one more."""

_RECONNECT_S = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0)


class Identity:
    """Who the bot is, asked of Slack once and when first needed: a Slack that is down at the start does no harm."""

    def __init__(self, client: WebClient) -> None:
        self._client, self._lock = client, threading.Lock()
        self._known: dict[str, str] | None = None

    def asked_by_bolt(self) -> Callable[..., AuthorizeResult]:
        """`authorize` as a plain function: Bolt picks arguments by name, and stumbles over `self`."""

        def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            return self.authorize(enterprise_id, team_id)

        return authorize

    def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """Who the bot is in a request. Raises PostingError: the event is not acknowledged and comes again."""
        with self._lock:
            if self._known is None:
                self._known = identity(self._client)
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=self._known["user_id"],
            bot_id=self._known["bot_id"],
            bot_token=self._client.token,
        )


class SocketWay:
    """Socket Mode: slack_sdk keeps the connection; the first one is tried until it stands."""

    name, port = "Socket Mode", 0

    def __init__(self, bolt: App, token: str, api_url: str) -> None:
        client = new_client(None, api_url, repeats=True)
        self._handler = SocketModeHandler(
            bolt,
            token,
            web_client=client,
            logger=logging.getLogger("slack_sdk"),
            ping_interval=_PING_S,
        )
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._connect, name="socket-mode", daemon=True)

    def start(self) -> None:
        """Connect, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Close the connection; what has arrived is worked off."""
        self._stopping.set()
        self._thread.join(5)
        client = self._handler.client
        client.auto_reconnect_enabled = False
        session = client.current_session
        if session is not None and session.sock is not None:
            with contextlib.suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)  # else closing waits for the reader's three seconds
        self._handler.close()  # type: ignore[no-untyped-call]

    def _connect(self) -> None:
        log, tries = structlog.get_logger(__name__), 0
        while not self._stopping.is_set():
            try:
                self._handler.client.wss_uri = None  # an address of Slack's is good for one connection
                self._handler.connect()  # type: ignore[no-untyped-call]
                log.info("connected")
                return
            except Exception as error:  # whatever the network does, the next try may go through
                wait_s = _RECONNECT_S[min(tries, len(_RECONNECT_S) - 1)]
                log.warning("not_connected", error=str(error), next_try_in_s=wait_s)
                tries += 1
                self._stopping.wait(wait_s)


class _Asgi(SlackRequestHandler):
    """Bolt's ASGI handler, with the listeners in threads, so that one request does not hold up the next."""

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        """Bolt's answer to one request."""
        body = await request.get_raw_body()
        asked = BoltRequest(body=body, query=request.query_string, headers=request.get_headers())
        return await run_in_threadpool(self.app.dispatch, asked)


class HttpWay:
    """Signed HTTP requests, served by uvicorn."""

    name = "HTTP"

    def __init__(self, bolt: App, port: int) -> None:
        config = uvicorn.Config(
            _Asgi(bolt, path=PATH), host="0.0.0.0", port=port, log_config=None, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="http", daemon=True)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        sockets = [each for server in self._server.servers for each in server.sockets]
        return int(sockets[0].getsockname()[1]) if sockets else self._server.config.port

    def start(self) -> None:
        """Listen. Raises SettingsError where the port cannot be had."""
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise SettingsError(f"PORT: {self._server.config.port} cannot be listened on; is it taken?")
            self._ready.wait(0.02)

    def stop(self) -> None:
        """Answer what has arrived, and listen no more."""
        self._server.should_exit = True
        self._thread.join(10)

    def _serve(self) -> None:
        try:
            self._server.run()
        except SystemExit:  # uvicorn's way of saying that the port is taken
            self._ready.set()
