"""Messages with links → the inbox. What is not a person's word (bots, previews, deletions) is passed over."""

from __future__ import annotations

from typing import Any

from slack_bolt import BoltContext

from bot.inbox import Inbox, Place

_WRITTEN = frozenset({None, "thread_broadcast", "file_share", "me_message"})


def on_message(event: dict[str, Any], context: BoltContext, *, inbox: Inbox) -> None:
    """Hand a person's message to the inbox; an edited one with its new text, so that only new links are read.

    Raises StoreError where the links could not be kept: then Slack is not answered, and sends the event again.
    """
    message = written(event)
    if message is not None:
        place = Place(
            workspace(context), event["channel"], message["ts"], message.get("thread_ts"), message.get("user")
        )
        inbox.accept(place, message["text"])


def written(event: dict[str, Any]) -> dict[str, Any] | None:
    """The message as a person wrote or changed it; None for anything else.

    Slack edits messages too (previews, a thread reply sent to the channel): then the text is the one that was there.
    """
    message = event
    if event.get("subtype") == "message_changed":
        message = event.get("message") or {}
        if message.get("text") == (event.get("previous_message") or {}).get("text"):
            return None
    if message.get("bot_id") or message.get("bot_profile") or message.get("subtype") not in _WRITTEN:
        return None
    return message if message.get("text") and message.get("ts") else None


def workspace(context: BoltContext) -> str:
    """The workspace that the app is installed in; in a shared channel the event's own team may be another one."""
    return context.team_id or context.enterprise_id or ""
