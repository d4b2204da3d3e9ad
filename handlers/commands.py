"""`/aideals …` → an answer for the asker alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, get_args

from rapidfuzz import fuzz, process
from slack_bolt import Ack, BoltContext, Respond

from bot.cards import answers, notices
from bot.cards.message import Message
from bot.errors import StoreError
from bot.facts import Language
from bot.questions import Questions
from handlers.links import workspace

_NEAR_ENOUGH = 75.0
_MOST_MESSAGES = 5
"""Slack takes five answers to one command."""


def accept(ack: Ack) -> None:
    """Take the command at once; the answer follows."""
    ack()


def answer(command: dict[str, Any], context: BoltContext, respond: Respond, *, questions: Questions) -> None:
    """Answer what was typed: a command in either language, a company's name, or what comes near it."""
    place = (workspace(context), str(command["channel_id"]))
    try:
        found = answer_to(unicodedata.normalize("NFC", command.get("text") or "").strip(), place, questions)
    except StoreError:
        found = (notices.note("trouble", "en"),)
        respond(text=found[0].text, blocks=list(found[0].blocks), response_type="ephemeral")
        raise
    for message in found[:_MOST_MESSAGES]:
        respond(text=message.text, blocks=list(message.blocks), response_type="ephemeral")


def answer_to(text: str, place: tuple[str, str], questions: Questions) -> Sequence[Message]:
    """The messages that answer `text` in the channel `place`; the first one says the most."""
    language = questions.language(*place)
    meant = command_of(text)
    if meant == "week":
        return answers.week(questions.running_week(*place))
    if meant == "flagged":
        return answers.flagged(questions.running_week(*place))
    if meant == "digest":
        return answers.preview(questions.last_week(*place))
    if meant == "help":
        return (answers.help_page(language),)
    timeline = questions.company(text)
    if timeline is not None:
        return (answers.company(timeline, language),)
    return (answers.unknown(text, [*near_commands(text), *questions.nearest(text)][:3], language),)


def command_of(text: str) -> str | None:
    """The command that `text` names in any language, "week" for no text, None where it names none."""
    if not text:
        return "week"
    return words().get(text.casefold())


def near_commands(text: str) -> list[str]:
    """Command words that `text` may have been meant for, nearest first."""
    found = process.extract(
        text.casefold(), list(words()), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=2
    )
    return [word for word, _, _ in found]


def words() -> dict[str, str]:
    """Every word that is a command, in all languages, with the command that it names."""
    return {
        word.casefold(): meant
        for language in get_args(Language)
        for meant, those in answers.command_words(language).items()
        for word in those
    }
