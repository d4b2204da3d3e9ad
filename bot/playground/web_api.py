"""The HTTP side of the miniature Slack: /api/METHOD, response_url, uploads, the Socket Mode endpoint."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot.playground import chat, conversations, views
from bot.playground.calls import Call, Context, Fault, Method, read_args
from bot.playground.server import HANG_UP
from bot.playground.socket_mode import SocketMode
from bot.playground.workspace import Json, Refusal, Token, Workspace

METHODS: dict[str, Method] = {**chat.METHODS, **conversations.METHODS, **views.METHODS}
RESPONSE_URL = "response_url"


@dataclass(slots=True)
class WebApi:
    """Answers the app's calls and keeps them in `calls`."""

    workspace: Workspace
    sockets: SocketMode
    emit: Callable[[Json], None]
    url: Callable[[], str]
    calls: list[Call] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    limits: dict[str, tuple[int, float]] = field(default_factory=dict)
    _taken: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def app(self) -> Starlette:
        """The routes."""
        return Starlette(
            routes=[
                Route("/api/{method:path}", self._call, methods=["GET", "POST"]),
                Route("/response/{key}", self._respond, methods=["POST"]),
                Route("/upload/{key}", self._upload, methods=["POST", "PUT"]),
                WebSocketRoute("/link/", self.sockets.serve),
            ]
        )

    def context(self, token: Token) -> Context:
        """What a method works with when it is called with that token."""
        return Context(self.workspace, token, self.emit, self.url(), self.sockets.ticket)

    async def _call(self, request: Request) -> Response:
        body = await request.body()
        call = Call(request.path_params["method"], {})

        def read() -> None:
            call.args = read_args(request.headers.get("content-type", ""), body, request.query_params)
            given = str(call.args.pop("token", ""))
            scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
            call.token = self._token(bearer if scheme == "Bearer" else given)

        return await self._answer(request, call, read, lambda: self._run(call))

    def _token(self, value: str) -> Token:
        if not value:
            raise Refusal("not_authed")
        token = self.workspace.tokens.get(value)
        if token is None:
            raise Refusal("invalid_auth")
        return token

    def _run(self, call: Call) -> Json:
        method = METHODS.get(call.method)
        if method is None:
            raise Refusal("unknown_method", req_method=call.method)
        assert call.token is not None
        if method.kind not in ("any", call.token.kind):
            raise Refusal("not_allowed_token_type")
        context = self.context(call.token)
        context.require(method.scopes)
        return method.run(context, call.args)

    async def _respond(self, request: Request) -> Response:
        body = await request.body()
        call = Call(RESPONSE_URL, {})

        def read() -> None:
            call.args = read_args(request.headers.get("content-type", ""), body, {})

        def run() -> Json:
            token = self.workspace.tokens[self.workspace.bot_token]
            views.respond(self.context(token), request.path_params["key"], call.args)
            return {"ok": True}

        response = await self._answer(request, call, read, run)
        if call.ok and response.status_code == 200:
            return PlainTextResponse("ok")
        response.status_code = 404 if call.error == "expired_url" else response.status_code
        return response

    async def _upload(self, request: Request) -> Response:
        body = await request.body()
        file = self.workspace.files.get(request.path_params["key"])
        if file is None or len(body) != file["size"]:
            return PlainTextResponse("BAD", status_code=400)
        with self.workspace.changed:
            file |= {"uploaded": True, "content": body}
        return PlainTextResponse(f"OK - {len(body)}")

    async def _answer(
        self, request: Request, call: Call, read: Callable[[], None], run: Callable[[], Json]
    ) -> Response:
        """Read and run the call under the lock, with the fault that waits for it, and note it in the log."""
        fault: Fault | None = None
        with self.workspace.changed:
            call.at = self.workspace.clock()
            try:
                read()
                fault = self._fault(call)
                self._check_rate(call)
                if fault is not None and fault.refuses:
                    raise Refusal(fault.error or "internal_error")
                call.answer = run()
            except Refusal as refusal:
                call.answer = {"ok": False, "error": refusal.error, **refusal.extra}
            self.calls.append(call)
            self.workspace.changed.notify_all()
        if fault is not None and fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault is not None and fault.close:
            request.scope[HANG_UP]()
        return _response(call, fault)

    def _fault(self, call: Call) -> Fault | None:
        """The first fault that waits for such a call, used up by one."""
        for fault in self.faults:
            if fault.method == call.method and fault.channel in (None, call.args.get("channel")):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    def _check_rate(self, call: Call) -> None:
        """Refusal("ratelimited") where the method's limit, set by the test, is used up for the channel."""
        limit = self.limits.get(call.method)
        if limit is None:
            return
        most, within_s = limit
        key = (call.method, str(call.args.get("channel", "")))
        taken = [at for at in self._taken.get(key, []) if call.at - at < within_s]
        if len(taken) >= most:
            raise Refusal("ratelimited", retry_after=max(1, math.ceil(taken[0] + within_s - call.at)))
        self._taken[key] = [*taken, call.at]


def _response(call: Call, fault: Fault | None) -> Response:
    """The HTTP answer, with the headers that Slack sends."""
    headers = {"x-slack-req-id": uuid4().hex}
    if call.token is not None:
        headers["x-oauth-scopes"] = ",".join(sorted(call.token.scopes))
        method = METHODS.get(call.method)
        headers["x-accepted-oauth-scopes"] = method.scopes.replace("|", ",") if method else ""
    if fault is not None and fault.status is not None and fault.status != 429:
        call.status = fault.status
        return PlainTextResponse("upstream error", status_code=fault.status, headers=headers)
    if call.error == "ratelimited":
        call.status = 429
        wait_s = call.answer.pop("retry_after", None) or (fault.retry_after_s if fault else None) or 1
        headers["retry-after"] = str(wait_s)
    return JSONResponse(call.answer, status_code=call.status, headers=headers)
