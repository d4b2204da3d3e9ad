"""The poster's calls as Slack takes them: once, paced, found again, with the right word for what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.errors import PostingError
from bot.playground import Playground
from bot.slack import SlackPoster, new_client

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Hale*  €35M"}}]


@pytest.fixture
def slack() -> Iterator[Playground]:
    with Playground() as started:
        yield started


@pytest.fixture
def poster(slack: Playground) -> SlackPoster:
    return SlackPoster(new_client(slack.bot_token, slack.api_url, timeout_s=2), pace_s=0.0)


def test_a_message_is_found_again_by_its_act(slack: Playground, poster: SlackPoster) -> None:
    start = slack.post_message("deals", "maya", "hello")
    in_thread = poster.post("C01DEALS", BLOCKS, "Hale", act="card/1", thread_ts=start)
    in_channel = poster.post("C01DEALS", BLOCKS, "Week", act="digest/1")
    assert poster.find_act("C01DEALS", start, "card/1") == in_thread
    assert poster.find_act("C01DEALS", None, "digest/1") == in_channel
    assert poster.find_act("C01DEALS", start, "digest/1") is None
    assert poster.find_act("C01DEALS", "1.000001", "card/1") is None


def test_an_update_keeps_the_act(slack: Playground, poster: SlackPoster) -> None:
    start = slack.post_message("deals", "maya", "hello")
    ts = poster.post("C01DEALS", BLOCKS, "Hale", act="card/1", thread_ts=start)
    poster.update("C01DEALS", ts, BLOCKS, "Hale again", act="card/1")
    assert slack.thread("deals", start)[0]["text"] == "Hale again"
    assert poster.find_act("C01DEALS", start, "card/1") == ts


def test_a_post_whose_answer_is_lost_is_not_sent_twice(slack: Playground, poster: SlackPoster) -> None:
    slack.fail("chat.postMessage", close="after")
    with pytest.raises(PostingError) as caught:
        poster.post("C01DEALS", BLOCKS, "Hale", act="card/1")
    assert caught.value.retryable
    assert len(slack.calls_of("chat.postMessage")) == 1
    assert len(slack.messages("deals")) == 1
    assert poster.find_act("C01DEALS", None, "card/1") == slack.messages("deals")[0]["ts"]


def test_a_short_wait_is_waited_for_and_a_long_one_is_the_callers(slack: Playground) -> None:
    waited: list[float] = []
    poster = SlackPoster(new_client(slack.bot_token, slack.api_url), pace_s=0.0, sleep=waited.append)
    slack.fail("chat.postMessage", status=429, retry_after_s=2)
    poster.post("C01DEALS", BLOCKS, "Hale", act="card/1")
    assert waited == [2.0]
    slack.fail("chat.postMessage", status=429, retry_after_s=60)
    with pytest.raises(PostingError) as caught:
        poster.post("C01DEALS", BLOCKS, "Hale", act="card/2")
    assert (caught.value.error, caught.value.retryable, caught.value.retry_after_s) == (
        "ratelimited",
        True,
        60.0,
    )


def test_one_channel_gets_a_message_a_second_and_the_others_do_not_wait(slack: Playground) -> None:
    waited: list[float] = []
    poster = SlackPoster(new_client(slack.bot_token, slack.api_url), pace_s=1.0, sleep=waited.append)
    for channel in ("C01DEALS", "C01DEALS", "C01WORLD"):
        poster.post(channel, BLOCKS, "Hale", act=f"card/{channel}")
    assert len(waited) == 1
    assert 0.5 < waited[0] <= 1.0


@pytest.mark.parametrize(
    ("fault", "retryable"),
    [
        ({"error": "is_archived"}, False),
        ({"error": "internal_error"}, True),
        ({"error": "message_limit_exceeded"}, True),
        ({"status": 503}, True),
    ],
)
def test_a_refusal_says_whether_it_may_pass(
    slack: Playground, poster: SlackPoster, fault: dict[str, Any], retryable: bool
) -> None:
    slack.fail("chat.postMessage", **fault)
    with pytest.raises(PostingError) as caught:
        poster.post("C01DEALS", BLOCKS, "Hale", act="card/1")
    assert caught.value.retryable is retryable


def test_blocks_that_are_too_much_give_way_to_the_text(slack: Playground, poster: SlackPoster) -> None:
    slack.fail("chat.postMessage", error="msg_blocks_too_long")
    poster.post("C01DEALS", BLOCKS, "Hale in words", act="card/1")
    assert slack.messages("deals")[0]["text"] == "Hale in words"


def test_a_reaction_that_stands_already_is_no_error(slack: Playground, poster: SlackPoster) -> None:
    ts = slack.post_message("deals", "maya", "hello")
    for _ in range(2):
        poster.react("C01DEALS", ts, "eyes")
    assert slack.reactions("deals", ts) == ["eyes"]
    for _ in range(2):
        poster.unreact("C01DEALS", ts, "eyes")
    assert slack.reactions("deals", ts) == []


def test_a_persons_time_zone_and_a_messages_link(slack: Playground, poster: SlackPoster) -> None:
    ts = slack.post_message("deals", "maya", "hello")
    assert poster.time_zone("U01JIWOO") == "Asia/Seoul"
    assert poster.time_zone("U0NOBODY") is None
    link = poster.permalink("C01DEALS", ts)
    assert link is not None
    assert "C01DEALS" in link
    assert poster.permalink("C01DEALS", "1.000001") is None
