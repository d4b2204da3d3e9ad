"""One call of the Web API: its arguments as Slack reads them, whether the token may, and what stands in the log."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl

from bot.playground.workspace import Json, Refusal, Token, Workspace

Close = Literal["before", "after"]
STRUCTURED = ("blocks", "attachments", "metadata", "view", "files", "unfurls")
TRUE = frozenset({"1", "true", True})


@dataclass(slots=True)
class Call:
    """A call as it came, and how it was answered; `args` never hold the token."""

    method: str
    args: Json
    token: Token | None = None
    answer: Json = field(default_factory=dict)
    status: int = 200
    at: float = 0.0

    @property
    def ok(self) -> bool:
        """True where Slack took the call."""
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str | None:
        """Slack's word for the refusal, None where there was none."""
        return self.answer.get("error")

    def as_json(self) -> Json:
        """The call as `aideals demo --json` prints it."""
        return {"method": self.method, "args": self.args}


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next calls of a method.

    `error` is answered with ok false; `status` is an HTTP status without a Slack answer (429 comes with Retry-After);
    `close` cuts the connection "before" Slack takes the call, or "after" it took it; `delay_s` holds the answer back.
    """

    method: str
    times: int
    error: str | None = None
    status: int | None = None
    retry_after_s: int | None = None
    close: Close | None = None
    delay_s: float = 0.0
    channel: str | None = None

    @property
    def refuses(self) -> bool:
        """True where Slack does not take the call at all."""
        return self.error is not None or self.status is not None or self.close == "before"


@dataclass(frozen=True, slots=True)
class Context:
    """What a method gets beside its arguments."""

    workspace: Workspace
    token: Token
    emit: Callable[[Json], None]
    url: str
    open_socket: Callable[[], str]

    def require(self, scopes: str) -> None:
        """Nothing where the token has one of the scopes (separated by "|"); Refusal("missing_scope") otherwise."""
        wanted = scopes.split("|")
        if scopes and not self.token.scopes.intersection(wanted):
            raise Refusal("missing_scope", needed=wanted[0], provided=",".join(sorted(self.token.scopes)))


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the Web API: which kind of token and which scopes it wants (any of "a|b"), and what it does."""

    run: Callable[[Context, Json], Json]
    scopes: str = ""
    kind: Literal["bot", "app", "any"] = "bot"


def read_args(content_type: str, body: bytes, query: Mapping[str, str]) -> Json:
    """The arguments of a POST form, a JSON body or a query string; structured ones are parsed.

    Refusal("invalid_json") or ("invalid_form_data") where they cannot be read.
    """
    args: Json = dict(query)
    if content_type.startswith("application/json"):
        try:
            loaded = json.loads(body or b"{}")
        except ValueError:
            raise Refusal("invalid_json") from None
        if not isinstance(loaded, dict):
            raise Refusal("json_not_object")
        args |= loaded
    else:
        try:
            args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            raise Refusal("invalid_form_data") from None
    for name in STRUCTURED:
        if isinstance(args.get(name), str):
            args[name] = _parsed(name, args[name])
    return args


def _parsed(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        wrong = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise Refusal(wrong.get(name, "invalid_arguments")) from None


def flag(args: Json, name: str) -> bool:
    """A boolean argument, however it was sent; False where it was not."""
    return args.get(name) in TRUE


def need(args: Json, *names: str) -> list[str]:
    """The arguments as strings; Refusal("invalid_arguments") where one is missing."""
    missing = [name for name in names if not args.get(name)]
    if missing:
        raise Refusal(
            "invalid_arguments",
            response_metadata={"messages": [f"[ERROR] missing required field: {name}" for name in missing]},
        )
    return [str(args[name]) for name in names]
