"""The miniature Slack refuses what Slack refuses and sends what Slack sends: else a test that passes on it says nothing."""

from __future__ import annotations

import gc
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.playground import Playground
from bot.playground.server import Server

DEALS = "C01DEALS"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
MODAL = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "sum",
            "label": {"type": "plain_text", "text": "Sum"},
            "element": {"type": "plain_text_input", "action_id": "value", "initial_value": "1"},
        }
    ],
}


@pytest.fixture
def playground() -> Iterator[Playground]:
    with Playground(ack_timeout_s=1.0, retries_after_s=(0.0, 0.1)) as running:
        yield running


@pytest.fixture
def client(playground: Playground) -> WebClient:
    return WebClient(playground.bot_token, base_url=playground.api_url, retry_handlers=[])


def refusal(call: Any, *args: Any, **kwargs: Any) -> str:
    """Slack's word for why it did not take the call."""
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return str(caught.value.response["error"])


def messages_of(call: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return "\n".join(caught.value.response["response_metadata"]["messages"])


def button(action_id: str, text: str = "Fix", **more: Any) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": action_id,
        "text": {"type": "plain_text", "text": text},
        **more,
    }


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


# tokens and scopes


def test_a_call_without_a_token_is_not_authed(playground: Playground) -> None:
    assert refusal(WebClient(base_url=playground.api_url).auth_test) == "not_authed"


def test_an_unknown_token_is_invalid_auth(playground: Playground) -> None:
    assert refusal(WebClient("xoxb-wrong", base_url=playground.api_url).auth_test) == "invalid_auth"


def test_auth_test_names_the_bot_and_its_scopes(client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U01AIDEALS", "B01AIDEALS", "T01PLAY")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    assert answer.headers["x-slack-req-id"]


def test_a_token_without_the_scope_is_refused_with_the_scope_that_it_needs() -> None:
    with Playground(scopes=frozenset({"chat:write"})) as playground:
        client = WebClient(playground.bot_token, base_url=playground.api_url)
        with pytest.raises(SlackApiError) as caught:
            client.reactions_add(channel=DEALS, timestamp="1.0", name="eyes")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "reactions:write"
    assert caught.value.response["provided"] == "chat:write"


def test_sockets_are_opened_with_the_app_token_only(playground: Playground, client: WebClient) -> None:
    assert refusal(client.api_call, "apps.connections.open") == "not_allowed_token_type"
    app_client = WebClient(playground.app_token, base_url=playground.api_url)
    assert app_client.apps_connections_open(app_token=playground.app_token)["url"].startswith(
        "ws://127.0.0.1:"
    )
    assert refusal(app_client.chat_postMessage, channel=DEALS, text="x") == "not_allowed_token_type"


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    assert refusal(client.api_call, "chat.shout") == "unknown_method"


# messages


def test_a_message_is_kept_and_sent_as_an_event(playground: Playground, client: WebClient) -> None:
    ts = client.chat_postMessage(channel=DEALS, text="hello")["ts"]
    assert [m["text"] for m in playground.messages("deals")] == ["hello"]
    event = playground.deliveries[-1].payload["event"]
    assert (event["ts"], event["bot_id"], event["channel_type"]) == (ts, "B01AIDEALS", "channel")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"channel": "C0NONE", "text": "x"}, "channel_not_found"),
        ({"channel": "C01LUNCH", "text": "x"}, "not_in_channel"),
        ({"channel": DEALS}, "no_text"),
        ({"channel": DEALS, "text": ""}, "no_text"),
        ({"channel": DEALS, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": DEALS, "text": "x", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"channel": DEALS, "text": "x", "blocks": [{"type": "nope"}]}, "invalid_blocks"),
        ({"channel": DEALS, "text": "x", "blocks": ["nope"]}, "invalid_blocks_format"),
        ({"channel": DEALS, "text": "x", "blocks": [MODAL["blocks"][0]]}, "invalid_blocks"),  # type: ignore[index]
        ({"channel": DEALS, "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"channel": DEALS, "text": "x", "metadata": "a"}, "invalid_metadata_format"),
    ],
)
def test_a_message_is_refused_as_slack_refuses_it(
    client: WebClient, arguments: dict[str, Any], word: str
) -> None:
    assert refusal(client.api_call, "chat.postMessage", json=arguments) == word


def test_nobody_posts_into_an_archived_channel(playground: Playground, client: WebClient) -> None:
    playground.archive("deals")
    assert refusal(client.chat_postMessage, channel=DEALS, text="x") == "is_archived"
    playground.archive("deals", archived=False)
    assert client.chat_postMessage(channel=DEALS, text="x")["ok"]


def test_a_private_channel_without_the_bot_is_not_there(playground: Playground, client: WebClient) -> None:
    playground.leave("private-deals", "aideals")
    assert refusal(client.chat_postMessage, channel="G01PRIVATE", text="x") == "channel_not_found"
    assert refusal(client.conversations_info, channel="G01PRIVATE") == "channel_not_found"


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([SECTION] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        (
            [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
            "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        ),
        ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "must be more than 0 characters"),
        ([{"type": "section"}], "missing required field: text or fields"),
        ([{"type": "section", "text": "hello"}], "failed to match all allowed schemas"),
        ([{"type": "section", "fields": [SECTION["text"]] * 11}], "no more than 10 items allowed"),
        (
            [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
            "must be less than 151 characters",
        ),
        ([{"type": "header", "text": SECTION["text"]}], "failed to match all allowed schemas"),
        ([actions()], "no less than 1 items allowed"),
        ([actions(*[button(f"a{n}") for n in range(26)])], "no more than 25 items allowed"),
        ([actions(button("a", "x" * 76))], "must be less than 76 characters"),
        ([actions(button("a"), button("a"))], "already exists for another element"),
        ([actions(button("a", url="https://a.example/" + "x" * 3000))], "must be less than 3001 characters"),
        ([actions(button("a", url="javascript:alert(1)"))], "must be a valid URL"),
        ([actions(button("a", style="green"))], "must be one of: primary, danger"),
        ([{"type": "context", "elements": [SECTION["text"]] * 11}], "no more than 10 items allowed"),
        ([{"type": "image", "image_url": "https://a.example/x.png"}], "missing required field: alt_text"),
        ([{**SECTION, "block_id": "a"}, {**SECTION, "block_id": "a"}], "`block_id` already exists: a"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}], "no more than 100 items"),
    ],
)
def test_blocks_are_refused_with_the_place_that_is_wrong(
    client: WebClient, blocks: list[Any], complaint: str
) -> None:
    assert complaint in messages_of(client.chat_postMessage, channel=DEALS, text="x", blocks=blocks)


def test_an_overflow_menu_holds_five_options_and_a_select_a_hundred(client: WebClient) -> None:
    def menu(kind: str, count: int) -> list[dict[str, Any]]:
        options = [{"text": {"type": "plain_text", "text": str(n)}, "value": str(n)} for n in range(count)]
        return [actions({"type": kind, "action_id": "more", "options": options})]

    assert client.chat_postMessage(channel=DEALS, text="x", blocks=menu("overflow", 5))["ok"]
    assert client.chat_postMessage(channel=DEALS, text="x", blocks=menu("static_select", 100))["ok"]
    for kind, count in (("overflow", 6), ("static_select", 101), ("static_select", 0)):
        assert refusal(client.chat_postMessage, channel=DEALS, text="x", blocks=menu(kind, count))


def test_blocks_within_each_limit_are_too_long_in_sum(client: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 4
    assert client.chat_postMessage(channel=DEALS, text="x", blocks=blocks)["ok"]
    assert refusal(client.chat_postMessage, channel=DEALS, text="x", blocks=blocks + blocks[:1]) == (
        "msg_blocks_too_long"
    )


def test_an_update_without_blocks_keeps_them_and_an_empty_list_takes_them_away(
    playground: Playground, client: WebClient
) -> None:
    ts = client.chat_postMessage(channel=DEALS, text="one", blocks=[SECTION])["ts"]
    client.chat_update(channel=DEALS, ts=ts, text="two")
    assert [len(m["blocks"]) for m in playground.messages("deals")] == [1]
    client.chat_update(channel=DEALS, ts=ts, text="three", blocks=[])
    (message,) = playground.messages("deals")
    assert (message["text"], message["blocks"]) == ("three", [])


def test_only_own_messages_are_changed_and_deleted(playground: Playground, client: WebClient) -> None:
    ts = playground.post_message("deals", "maya", "mine")
    assert refusal(client.chat_update, channel=DEALS, ts=ts, text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel=DEALS, ts=ts) == "cant_delete_message"
    assert refusal(client.chat_update, channel=DEALS, ts="1.000000", text="x") == "message_not_found"


def test_a_reaction_stands_once_and_goes_once(playground: Playground, client: WebClient) -> None:
    ts = playground.post_message("deals", "maya", "hello")
    place = {"channel": DEALS, "timestamp": ts, "name": "eyes"}
    client.reactions_add(**place)
    assert playground.reactions("deals", ts) == ["eyes"]
    assert refusal(client.reactions_add, **place) == "already_reacted"
    client.reactions_remove(**place)
    assert playground.reactions("deals", ts) == []
    assert refusal(client.reactions_remove, **place) == "no_reaction"


def test_metadata_is_shown_only_to_who_asks_for_it(client: WebClient) -> None:
    metadata = {"event_type": "aideals", "event_payload": {"act": "card/1"}}
    client.chat_postMessage(channel=DEALS, text="x", metadata=metadata)
    plain = client.conversations_history(channel=DEALS)["messages"][0]
    full = client.conversations_history(channel=DEALS, include_all_metadata=True)["messages"][0]
    assert "metadata" not in plain
    assert full["metadata"] == metadata


def test_history_is_paged_newest_first_and_leaves_replies_out(
    playground: Playground, client: WebClient
) -> None:
    stamps = [playground.post_message("deals", "maya", str(n)) for n in range(5)]
    playground.post_message("deals", "haru", "reply", thread_ts=stamps[0])
    first = client.conversations_history(channel=DEALS, limit=2)
    assert [m["text"] for m in first["messages"]] == ["4", "3"]
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel=DEALS, limit=2, cursor=cursor)
    assert [m["text"] for m in second["messages"]] == ["2", "1"]
    since = client.conversations_history(channel=DEALS, oldest=stamps[3])
    assert [m["text"] for m in since["messages"]] == ["4"]
    both = client.conversations_history(channel=DEALS, oldest=stamps[3], inclusive=True)
    assert [m["text"] for m in both["messages"]] == ["4", "3"]
    assert refusal(client.conversations_history, channel=DEALS, cursor="!") == "invalid_cursor"


def test_replies_come_oldest_first_with_their_parent(playground: Playground, client: WebClient) -> None:
    ts = playground.post_message("deals", "maya", "parent")
    for text in ("one", "two"):
        client.chat_postMessage(channel=DEALS, text=text, thread_ts=ts)
    answer = client.conversations_replies(channel=DEALS, ts=ts)
    assert [m["text"] for m in answer["messages"]] == ["parent", "one", "two"]
    assert answer["messages"][0]["reply_count"] == 2
    assert refusal(client.conversations_replies, channel=DEALS, ts="1.000000") == "thread_not_found"


def test_users_have_their_zone(client: WebClient) -> None:
    user = client.users_info(user="U01JIWOO")["user"]
    assert (user["tz"], user["tz_offset"]) == ("Asia/Seoul", 32_400)
    assert refusal(client.users_info, user="U0NONE") == "user_not_found"


def test_a_file_is_uploaded_in_three_steps_and_the_old_way_is_gone(
    playground: Playground, client: WebClient
) -> None:
    assert client.files_upload_v2(channel=DEALS, content="a,b", filename="a.csv", title="Deals")["ok"]
    (message,) = playground.messages("deals")
    assert [file["name"] for file in message["files"]] == ["a.csv"]
    assert refusal(client.api_call, "files.upload") == "method_deprecated"


# what people type


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("see https://a.example/x?a=1&b=2, ok", "see <https://a.example/x?a=1&amp;b=2>, ok"),
        ("www.a.example/x", "<http://www.a.example/x|www.a.example/x>"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("`https://a.example/x`", "`https://a.example/x`"),
        ("@maya see #deals", "<@U01MAYA> see <#C01DEALS|deals>"),
        ("(https://a.example/x)", "(<https://a.example/x>)"),
    ],
)
def test_typed_text_is_sent_as_slack_sends_it(playground: Playground, typed: str, sent: str) -> None:
    playground.post_message("deals", "maya", typed)
    assert playground.deliveries[-1].payload["event"]["text"] == sent


def test_an_unfurl_is_a_hidden_change_with_the_same_text(playground: Playground) -> None:
    ts = playground.post_message("deals", "maya", "https://a.example/x")
    playground.unfurl("deals", ts)
    event = playground.deliveries[-1].payload["event"]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]


# delivery


def test_an_app_hears_nothing_of_channels_that_it_is_not_in(playground: Playground) -> None:
    ts = playground.post_message("lunch", "maya", "hello")
    playground.react("lunch", ts, "haru", "eyes")
    assert playground.deliveries == []
    playground.join("lunch", "aideals")
    playground.post_message("lunch", "maya", "hello again")
    kinds = [delivery.payload["event"]["type"] for delivery in playground.deliveries]
    assert kinds == ["member_joined_channel", "message"]


class Listener:
    """A Bolt app on the playground, noting what reaches it."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.seen: list[str] = []
        client = WebClient(playground.bot_token, base_url=playground.api_url)
        app = App(client=client, signing_secret=playground.signing_secret)
        app.event("message")(self._message)
        app.command("/aideals")(self._command)
        app.action("open")(self._open)
        app.view("form")(self._submitted)
        self._handler = SocketModeHandler(app, playground.app_token, ping_interval=1)
        self.client = client

    def _note(self, what: str) -> None:
        with self.playground.workspace.changed:
            self.seen.append(what)
            self.playground.workspace.changed.notify_all()

    def _message(self, event: dict[str, Any]) -> None:
        self._note(event.get("text", event.get("subtype", "")))

    def _command(self, ack: Any, respond: Any, command: dict[str, Any]) -> None:
        ack()
        respond(f"you said {command['text']}")

    def _open(self, ack: Any, body: dict[str, Any]) -> None:
        ack()
        self.client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    def _submitted(self, ack: Any, view: dict[str, Any]) -> None:
        value = view["state"]["values"]["sum"]["value"]["value"]
        if not value.isdigit():
            ack(response_action="errors", errors={"sum": "a number"})
        else:
            ack()
            self._note(f"saved {value}")

    def __enter__(self) -> Listener:
        self._handler.connect()
        self.playground.wait_connected()
        return self

    def __exit__(self, *_: object) -> None:
        self._handler.close()


def test_bolt_gets_messages_commands_clicks_and_modals_over_socket_mode(playground: Playground) -> None:
    with Listener(playground) as listener:
        playground.post_message("deals", "maya", "hello")
        playground.wait_for(lambda: listener.seen == ["hello"])
        command = playground.command("/aideals", "Jasper", "maya", "deals")
        whispered = playground.wait_for(lambda: playground.ephemerals("maya"))
        assert [m["text"] for m in whispered] == ["you said Jasper"]
        assert playground.wait_for(lambda: command.ack_after_s) < 1
        ts = listener.client.chat_postMessage(channel=DEALS, text="card", blocks=[actions(button("open"))])[
            "ts"
        ]
        playground.click(ts, "open", user="maya")
        view = playground.wait_for(lambda: playground.view("maya"))
        assert view["callback_id"] == "form"
        playground.submit_view("maya", {"value": "many"})
        assert playground.wait_for(lambda: playground.view_errors("maya")) == {"sum": "a number"}
        playground.submit_view("maya", {"value": "3"})
        playground.wait_for(lambda: "saved 3" in listener.seen)
        playground.wait_for(lambda: playground.view("maya") is None)


def test_an_event_whose_acknowledgement_is_lost_comes_again(playground: Playground) -> None:
    with Listener(playground) as listener:
        playground.lose_acks(1)
        playground.post_message("deals", "maya", "hello")
        playground.wait_for(lambda: listener.seen == ["hello", "hello"])
        delivery = playground.deliveries[-1]
        playground.wait_for(lambda: delivery.acked)
        assert [attempt.reason for attempt in delivery.tries] == ["timeout", None]


def test_a_refreshed_connection_comes_back_and_misses_nothing(playground: Playground) -> None:
    with Listener(playground) as listener:
        playground.refresh_sockets()
        playground.post_message("deals", "maya", "hello")
        playground.wait_for(lambda: "hello" in listener.seen, 20)
        assert playground.sockets.connected == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_dropped_connection_comes_back(playground: Playground) -> None:
    with Listener(playground):
        playground.drop_sockets()
        playground.wait_for(lambda: playground.sockets.connected == 2, 30)
    gc.collect()  # slack_sdk leaves the dropped socket to the collector: its warning belongs here


def test_a_used_socket_address_is_worth_nothing(playground: Playground) -> None:
    import websockets.exceptions
    from websockets.sync.client import connect

    client = WebClient(playground.app_token, base_url=playground.api_url)
    url = client.apps_connections_open(app_token=playground.app_token)["url"]
    with connect(url) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
    with pytest.raises(websockets.exceptions.InvalidStatus):
        connect(url)


class Endpoint:
    """An app's HTTP address: notes requests, answers as it is told."""

    def __init__(self, *statuses: int) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self._statuses = list(statuses)
        self.server = Server(
            Starlette(routes=[Route("/slack/events", self._take, methods=["POST"])]), name="app"
        )

    async def _take(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        return PlainTextResponse("", status_code=self._statuses.pop(0) if self._statuses else 200)

    def __enter__(self) -> Endpoint:
        self.server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.stop()


def test_http_requests_carry_slacks_signature(playground: Playground) -> None:
    with Endpoint() as app:
        playground.deliver_to(f"{app.server.url}/slack/events")
        playground.post_message("deals", "maya", "hello")
        playground.wait_for(lambda: playground.deliveries[-1].acked)
    ((headers, body),) = app.requests
    base = b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    mac = hmac.new(playground.signing_secret.encode(), base, hashlib.sha256).hexdigest()
    assert headers["x-slack-signature"] == f"v0={mac}"
    assert json.loads(body)["event"]["text"] == "hello"


def test_a_failed_http_delivery_is_repeated_with_its_number_and_reason(playground: Playground) -> None:
    with Endpoint(500, 500) as app:
        playground.deliver_to(f"{app.server.url}/slack/events")
        playground.post_message("deals", "maya", "hello")
        playground.wait_for(lambda: playground.deliveries[-1].acked)
    numbers = [headers.get("x-slack-retry-num") for headers, _ in app.requests]
    assert numbers == [None, "1", "2"]
    assert app.requests[1][0]["x-slack-retry-reason"] == "http_error"
    ids = {json.loads(body)["event_id"] for _, body in app.requests}
    assert len(ids) == 1


def test_a_command_is_sent_once_even_if_it_fails(playground: Playground) -> None:
    with Endpoint(500) as app:
        playground.deliver_to(f"{app.server.url}/slack/events")
        command = playground.command("/aideals", "", "maya", "deals")
        assert playground.wait_for(lambda: command.failed) == "http_error"
    assert len(app.requests) == 1


# views and response_url


def trigger_of(playground: Playground) -> str:
    playground.command("/aideals", "", "maya", "deals")
    return str(playground.deliveries[-1].payload["trigger_id"])


def test_a_trigger_opens_one_modal_within_three_seconds() -> None:
    now = [1_800_000_000.0]
    with Playground(clock=lambda: now[0]) as playground:
        client = WebClient(playground.bot_token, base_url=playground.api_url)
        trigger = trigger_of(playground)
        assert client.views_open(trigger_id=trigger, view=MODAL)["view"]["hash"]
        assert refusal(client.views_open, trigger_id=trigger, view=MODAL) == "exchanged_trigger_id"
        late = trigger_of(playground)
        now[0] += 3.1
        assert refusal(client.views_open, trigger_id=late, view=MODAL) == "expired_trigger_id"
        assert refusal(client.views_open, trigger_id="1.2.3", view=MODAL) == "invalid_trigger_id"


def test_an_update_with_an_old_hash_is_a_conflict(playground: Playground, client: WebClient) -> None:
    view = client.views_open(trigger_id=trigger_of(playground), view=MODAL)["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=MODAL)
    assert refusal(client.views_update, view_id=view["id"], hash=view["hash"], view=MODAL) == "hash_conflict"


def test_a_home_published_with_an_old_hash_is_a_conflict(playground: Playground, client: WebClient) -> None:
    home = {"type": "home", "blocks": [SECTION]}
    first = client.views_publish(user_id="U01MAYA", view=home)["view"]
    client.views_publish(user_id="U01MAYA", view=home, hash=first["hash"])
    assert refusal(client.views_publish, user_id="U01MAYA", view=home, hash=first["hash"]) == "hash_conflict"


@pytest.mark.parametrize(
    "wrong",
    [
        {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}},
        {**MODAL, "private_metadata": "x" * 3001},
        {key: value for key, value in MODAL.items() if key != "submit"},
        {key: value for key, value in MODAL.items() if key != "title"},
        {**MODAL, "blocks": [SECTION] * 101},
    ],
)
def test_a_wrong_modal_does_not_open(
    playground: Playground, client: WebClient, wrong: dict[str, Any]
) -> None:
    assert refusal(client.views_open, trigger_id=trigger_of(playground), view=wrong) == "invalid_arguments"


def test_a_response_url_is_good_five_times_within_half_an_hour() -> None:
    now = [1_800_000_000.0]
    with Playground(clock=lambda: now[0]) as playground:
        playground.command("/aideals", "", "maya", "deals")
        url = playground.deliveries[-1].payload["response_url"]
        statuses = [WebhookClient(url).send(text=str(n)).status_code for n in range(6)]
        assert statuses == [200, 200, 200, 200, 200, 404]
        assert [m["text"] for m in playground.ephemerals("maya")] == ["0", "1", "2", "3", "4"]
        playground.command("/aideals", "", "maya", "deals")
        url = playground.deliveries[-1].payload["response_url"]
        now[0] += 31 * 60
        assert WebhookClient(url).send(text="late").status_code == 404


# faults


def test_a_rate_limit_answers_429_with_retry_after(playground: Playground, client: WebClient) -> None:
    playground.fail("chat.postMessage", status=429, retry_after_s=30)
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=DEALS, text="x")
    response = caught.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (
        429,
        "ratelimited",
        "30",
    )
    assert client.chat_postMessage(channel=DEALS, text="x")["ok"]


def test_a_limit_on_a_method_counts_each_channel_by_itself(playground: Playground, client: WebClient) -> None:
    playground.limit("chat.postMessage", 1, 60)
    assert client.chat_postMessage(channel=DEALS, text="x")["ok"]
    assert client.chat_postMessage(channel="C01WORLD", text="x")["ok"]
    assert refusal(client.chat_postMessage, channel=DEALS, text="x") == "ratelimited"


def test_a_post_that_is_taken_and_not_answered_stands_in_the_channel(
    playground: Playground, client: WebClient
) -> None:
    playground.fail("chat.postMessage", close="after")
    with pytest.raises(OSError, match="without response"):
        client.chat_postMessage(channel=DEALS, text="x")
    assert [m["text"] for m in playground.messages("deals")] == ["x"]


def test_a_post_that_is_cut_off_before_is_not_taken(playground: Playground, client: WebClient) -> None:
    playground.fail("chat.postMessage", close="before")
    with pytest.raises(OSError, match="without response"):
        client.chat_postMessage(channel=DEALS, text="x")
    assert playground.messages("deals") == []


def test_a_server_error_is_no_slack_answer(playground: Playground) -> None:
    playground.fail("auth.test", status=503)
    headers = {"Authorization": f"Bearer {playground.bot_token}"}
    assert httpx.post(f"{playground.api_url}auth.test", headers=headers).status_code == 503
    assert httpx.post(f"{playground.api_url}auth.test", headers=headers).json()["ok"]


def test_the_log_holds_each_call_with_its_arguments_and_no_token(
    playground: Playground, client: WebClient
) -> None:
    client.chat_postMessage(channel=DEALS, text="x")
    (call,) = playground.calls_of("chat.postMessage")
    assert call.as_json()["args"]["text"] == "x"
    assert playground.bot_token not in json.dumps([each.as_json() for each in playground.calls])
