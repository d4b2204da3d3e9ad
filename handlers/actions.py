"""Buttons on a card."""

from __future__ import annotations

from typing import Any

import structlog
from slack_bolt import Ack, BoltContext, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.cards import notices
from bot.cards.message import Message
from bot.inbox import Inbox
from bot.questions import Questions
from handlers.links import workspace
from handlers.views import private


def accept(ack: Ack) -> None:
    """Take the click at once; what it opens follows."""
    ack()


def on_try_again(
    body: dict[str, Any],
    action: dict[str, Any],
    ack: Ack,
    context: BoltContext,
    respond: Respond,
    *,
    inbox: Inbox,
    questions: Questions,
) -> None:
    """Have the link read once more; where that is under way or no longer possible, say so to who clicked."""
    team, channel = workspace(context), channel_of(body)
    started = inbox.try_again(job_of(action), workspace=team, channel=channel)
    ack()
    if not started:
        job = inbox.find(job_of(action), workspace=team, channel=channel)
        whisper(respond, notices.note("again_started" if job else "gone", questions.language(team, channel)))


def open_paste(
    body: dict[str, Any],
    action: dict[str, Any],
    context: BoltContext,
    client: WebClient,
    respond: Respond,
    *,
    inbox: Inbox,
    questions: Questions,
) -> None:
    """Open the modal that takes an article's text."""
    team, channel = workspace(context), channel_of(body)
    language = questions.language(team, channel)
    job = inbox.find(job_of(action), workspace=team, channel=channel)
    if job is None:
        whisper(respond, notices.note("gone", language))
        return
    show(client, body, respond, notices.paste_view(job.url, private(job.id, channel), language), language)


def open_facts(
    body: dict[str, Any],
    action: dict[str, Any],
    context: BoltContext,
    client: WebClient,
    respond: Respond,
    *,
    questions: Questions,
) -> None:
    """Open the modal with every fact and its whole sentence."""
    _open_list(body, action, context, client, respond, questions, notices.facts_view)


def open_figures(
    body: dict[str, Any],
    action: dict[str, Any],
    context: BoltContext,
    client: WebClient,
    respond: Respond,
    *,
    questions: Questions,
) -> None:
    """Open the modal with the article's market figures."""
    _open_list(body, action, context, client, respond, questions, notices.figures_view)


def _open_list(
    body: dict[str, Any],
    action: dict[str, Any],
    context: BoltContext,
    client: WebClient,
    respond: Respond,
    questions: Questions,
    view_of: notices.ListView,
) -> None:
    team, channel = workspace(context), channel_of(body)
    language = questions.language(team, channel)
    document = questions.document(job_of(action), workspace=team, channel=channel)
    if document is None:
        whisper(respond, notices.note("gone", language))
        return
    show(client, body, respond, view_of(document, language), language)


def show(
    client: WebClient, body: dict[str, Any], respond: Respond, view: dict[str, Any], language: Any
) -> None:
    """Open the modal; a click that has grown old (Slack gives three seconds) is told to who clicked."""
    try:
        client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as error:
        structlog.get_logger(__name__).warning("view_refused", error=str(error.response.get("error")))
        whisper(respond, notices.note("trouble", language))


def whisper(respond: Respond, message: Message) -> None:
    """Say something to who clicked, below the card, which stays as it is."""
    respond(text=message.text, blocks=list(message.blocks), response_type="ephemeral", replace_original=False)


def job_of(action: dict[str, Any]) -> int:
    """The link that the card is about; 0, which is no link, for a value that is not ours."""
    value = str(action.get("value") or "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 18 else 0


def channel_of(body: dict[str, Any]) -> str:
    """The channel of the card that was clicked."""
    return str((body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or "")
