"""What Slack documents about messages and views, asserted on plain dicts, with slack_sdk's own models besides."""

from __future__ import annotations

import re
from typing import Any

from bot.playground.limits import check_message, check_view
from bot.slack import validate, validate_view

_MARK = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def assert_message_is_taken(text: str, blocks: list[dict[str, Any]]) -> None:
    """Slack's models, Slack's limits, and mrkdwn that is whole: no broken entity, no mark but our own."""
    validate(blocks)
    check_message({"text": text, "blocks": blocks})
    assert text.strip()
    assert len(text) <= 4_000
    assert len(blocks) <= 50
    assert sum(map(len, every_text(blocks))) <= 10_500
    for each in [text, *every_mrkdwn(blocks)]:
        assert_whole(each)


def assert_view_is_taken(view: dict[str, Any]) -> None:
    validate_view(view)
    check_view(view)
    for each in every_mrkdwn(view["blocks"]):
        assert_whole(each)


def assert_whole(text: str) -> None:
    """No entity is split, no mark is open, and every mark is a web link, a person or a date of our own making."""
    assert not _ENTITY.search(text), text
    rest = _MARK.sub("", text)
    assert "<" not in rest, text
    assert ">" not in rest, text
    for mark in _MARK.findall(text):
        assert re.match(r"https?://|@[UW][A-Z0-9]+$|!date\^\d+\^", mark), mark
    text.encode("utf-8")


def every_text(part: Any) -> list[str]:
    """Every `text` string in blocks."""
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() for text in every_text(value)]
    if isinstance(part, (list, tuple)):
        return [text for each in part for text in every_text(each)]
    return []


def every_mrkdwn(part: Any) -> list[str]:
    """The text of every mrkdwn object in blocks."""
    if isinstance(part, dict):
        own = [part["text"]] if part.get("type") == "mrkdwn" else []
        return own + [text for value in part.values() for text in every_mrkdwn(value)]
    if isinstance(part, (list, tuple)):
        return [text for each in part for text in every_mrkdwn(each)]
    return []
