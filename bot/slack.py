"""Us → Slack: the outward acts of `bot.posting.Poster` over the Web API. Nothing is sent twice by itself.

A post whose answer is lost may have been taken: it is reported as retryable, and the caller looks (`find_act`) before
it posts again. What Slack would refuse is refused here, by slack_sdk's own block models.
"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackObjectFormationError, SlackRequestError
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slack_sdk.web import SlackResponse
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from bot.errors import PostingError

EVENT_TYPE = "aideals"

_LATER = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "connection",
        "unreadable_answer",
    }
)
_TOO_MUCH = frozenset({"msg_blocks_too_long", "invalid_blocks", "msg_too_long"})
_SHORT_WAIT_S, _TRIES = 5.0, 3
_PAGE, _PAGES = 100, 10


def new_client(token: str | None, base_url: str, *, timeout_s: int = 30, repeats: bool = False) -> WebClient:
    """A Web API client for Slack or what stands in for it.

    `repeats`: whether a call goes out again after a dropped connection; never for a client that posts.
    """
    handlers = [ConnectionErrorRetryHandler()] if repeats else []
    return WebClient(
        token=token, base_url=base_url.rstrip("/") + "/", timeout=timeout_s, retry_handlers=list(handlers)
    )


def validate(blocks: Sequence[dict[str, Any]]) -> None:
    """Nothing for blocks that slack_sdk's models find right; PostingError("…", "invalid_blocks") otherwise."""
    try:
        for block in blocks:
            parsed = Block.parse(block)
            if parsed is not None:
                parsed.to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        raise PostingError(str(error), "invalid_blocks") from None


def validate_view(view: dict[str, Any]) -> None:
    """As `validate`, for a modal."""
    try:
        View(**view).to_dict()
    except (SlackObjectFormationError, TypeError) as error:
        raise PostingError(str(error), "invalid_arguments") from None


class SlackPoster:
    """`bot.posting.Poster` over one workspace's token; safe to share between threads."""

    def __init__(
        self,
        client: WebClient,
        *,
        pace_s: float = 1.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`pace_s`: the least time between two messages in one channel, as Slack asks for."""
        self._client, self._pace_s, self._sleep = client, pace_s, sleep
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def post(
        self,
        channel: str,
        blocks: Sequence[dict[str, Any]],
        text: str,
        *,
        act: str,
        thread_ts: str | None = None,
    ) -> str:
        """The new message's ts. Blocks that Slack finds too much give way to the text, which says the same."""
        self._wait_for_turn(channel)
        values = {"channel": channel, "text": text, "thread_ts": thread_ts, "metadata": _metadata(act)}
        return str(
            self._with_blocks("chat.postMessage", values, blocks, unfurl_links=False, unfurl_media=False)[
                "ts"
            ]
        )

    def update(self, channel: str, ts: str, blocks: Sequence[dict[str, Any]], text: str, *, act: str) -> None:
        """Put new contents into one of our messages; `act` stays in its metadata."""
        values = {"channel": channel, "ts": ts, "text": text, "metadata": _metadata(act)}
        self._with_blocks("chat.update", values, blocks)

    def find_act(self, channel: str, thread_ts: str | None, act: str) -> str | None:
        """The ts of our message that carries `act`, None where there is none in the thread or the latest messages."""
        try:
            for message in self._messages(channel, thread_ts):
                metadata = message.get("metadata") or {}
                if (
                    metadata.get("event_type") == EVENT_TYPE
                    and (metadata.get("event_payload") or {}).get("act") == act
                ):
                    return str(message["ts"])
        except PostingError as error:
            if error.error != "thread_not_found":
                raise
        return None

    def react(self, channel: str, ts: str, name: str) -> None:
        """Add the reaction; one that is already there is no error."""
        self._react("reactions.add", channel, ts, name, "already_reacted")

    def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take our reaction away; one that is already gone is no error."""
        self._react("reactions.remove", channel, ts, name, "no_reaction")

    def permalink(self, channel: str, ts: str) -> str | None:
        """A link to the message, or None where Slack gives none."""
        try:
            return str(self._call("chat.getPermalink", channel=channel, message_ts=ts)["permalink"])
        except PostingError as error:
            if error.retryable:
                raise
            return None

    def time_zone(self, user: str) -> str | None:
        """The user's IANA time zone, or None where Slack does not tell."""
        try:
            answer = self._call("users.info", user=user)
        except PostingError as error:
            if error.retryable:
                raise
            return None
        zone = (answer.get("user") or {}).get("tz")
        return zone if isinstance(zone, str) and zone else None

    def _with_blocks(
        self, method: str, values: dict[str, Any], blocks: Sequence[dict[str, Any]], **more: Any
    ) -> SlackResponse:
        try:
            validate(blocks)
            return self._call(method, **values, **more, blocks=list(blocks))
        except PostingError as error:
            if error.error not in _TOO_MUCH or not blocks:
                raise
        empty: list[Any] | None = [] if method == "chat.update" else None
        return self._call(method, **{**values, "text": values["text"][:3_900]}, **more, blocks=empty)

    def _messages(self, channel: str, thread_ts: str | None) -> Iterator[dict[str, Any]]:
        method = "conversations.replies" if thread_ts else "conversations.history"
        values: dict[str, Any] = {"channel": channel, "limit": _PAGE, "include_all_metadata": True}
        if thread_ts:
            values["ts"] = thread_ts
        cursor = ""
        for _ in range(_PAGES if thread_ts else 2):
            answer = self._call(method, **values, **({"cursor": cursor} if cursor else {}))
            yield from answer.get("messages") or ()
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    def _react(self, method: str, channel: str, ts: str, name: str, no_matter: str) -> None:
        try:
            self._call(method, channel=channel, timestamp=ts, name=name)
        except PostingError as error:
            if error.error != no_matter:
                raise

    def _call(self, method: str, **values: Any) -> SlackResponse:
        """The answer; a short Retry-After is waited for here, a long one is the caller’s."""
        arguments = {key: value for key, value in values.items() if value is not None}
        for attempt in Retrying(
            retry=retry_if_exception(_is_short_wait),
            stop=stop_after_attempt(_TRIES),
            wait=_asked_wait,
            sleep=self._sleep,
            reraise=True,
        ):
            with attempt:
                return self._call_once(method, arguments)
        raise AssertionError("unreachable")

    def _call_once(self, method: str, arguments: dict[str, Any]) -> SlackResponse:
        try:
            return (
                self._client.api_call(method, json=arguments)
                if method in _AS_JSON
                else self._client.api_call(method, params=arguments)
            )
        except SlackApiError as error:
            raise _posting_error(method, error) from None
        except (OSError, http.client.HTTPException, SlackRequestError) as error:
            raise PostingError(method, "connection", retryable=True) from error

    def _wait_for_turn(self, channel: str) -> None:
        """Sleep until the channel may get its next message."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next.get(channel, 0.0))
            self._next[channel] = turn + self._pace_s
        if turn > now:
            self._sleep(turn - now)


_AS_JSON = frozenset({"chat.postMessage", "chat.update"})


def _metadata(act: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"act": act}}


def _is_short_wait(error: BaseException) -> bool:
    return (
        isinstance(error, PostingError)
        and error.retry_after_s is not None
        and error.retry_after_s <= _SHORT_WAIT_S
    )


def _asked_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return (error.retry_after_s or 0.0) if isinstance(error, PostingError) else 0.0


def _posting_error(method: str, error: SlackApiError) -> PostingError:
    """Slack's refusal as ours; the answer may be anything when a proxy or an outage stands between."""
    answer = error.response
    if isinstance(answer, SlackResponse):
        data = answer.data if isinstance(answer.data, dict) else {}
        status, headers = answer.status_code, answer.headers
    else:
        data, status, headers = {}, 0, {}
        if isinstance(answer, dict):
            status, headers = int(answer.get("status") or 0), answer.get("headers") or {}
    word = str(data.get("error") or ("ratelimited" if status == 429 else "unreadable_answer"))
    wait = headers.get("Retry-After") or headers.get("retry-after")
    return PostingError(
        method,
        word,
        retryable=word in _LATER or status == 429 or status >= 500,
        retry_after_s=float(wait) if wait and str(wait).isdigit() else None,
    )


def identity(client: WebClient) -> dict[str, str]:
    """Who the token speaks for: `user_id`, `bot_id`, `team_id`, `team`, `user`, and `scopes` (comma separated).

    Raises PostingError.
    """
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise _posting_error("auth.test", error) from None
    except (OSError, http.client.HTTPException, SlackRequestError) as error:
        raise PostingError("auth.test", "connection", retryable=True) from error
    headers = {name.lower(): value for name, value in answer.headers.items()}
    fields = {name: str(answer.get(name) or "") for name in ("user_id", "bot_id", "team_id", "team", "user")}
    return {**fields, "scopes": headers.get("x-oauth-scopes", ""), "date": headers.get("date", "")}


def open_socket(client: WebClient, app_token: str) -> None:
    """Nothing where Slack would give a Socket Mode connection for the token; PostingError otherwise."""
    try:
        client.apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise _posting_error("apps.connections.open", error) from None
    except (OSError, http.client.HTTPException, SlackRequestError) as error:
        raise PostingError("apps.connections.open", "connection", retryable=True) from error
