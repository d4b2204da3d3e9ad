"""Modals that were filled in."""

from __future__ import annotations

import json
from typing import Any

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient

from bot.cards import notices
from bot.inbox import Inbox
from bot.questions import Questions
from handlers.links import workspace

_LEAST_CHARACTERS = 40


def on_paste(
    body: dict[str, Any],
    view: dict[str, Any],
    ack: Ack,
    context: BoltContext,
    client: WebClient,
    *,
    inbox: Inbox,
    questions: Questions,
) -> None:
    """Put the pasted text into the inbox, to be read in place of the page; too little is refused in the modal."""
    job_id, channel = public(view.get("private_metadata") or "")
    language = questions.language(workspace(context), channel)
    text = notices.pasted(view["state"]["values"])
    if len(text) < _LEAST_CHARACTERS:
        ack(response_action="errors", errors={"text_0": notices.too_short(language)})
        return
    started = inbox.paste(job_id, text, workspace=workspace(context), channel=channel)
    ack()
    if not started and channel:
        message = notices.note("gone", language)
        client.chat_postEphemeral(
            channel=channel, user=body["user"]["id"], text=message.text, blocks=list(message.blocks)
        )


def private(job_id: int, channel: str) -> str:
    """What the modal carries: the link and the channel that it was shared in."""
    return json.dumps({"job": job_id, "channel": channel})


def public(carried: str) -> tuple[int, str]:
    """The link and the channel out of `private`; (0, "") where it is not ours."""
    try:
        fields = json.loads(carried)
        return int(fields["job"]), str(fields["channel"])
    except (ValueError, KeyError, TypeError):
        return 0, ""
