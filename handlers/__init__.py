"""Slack → us: one module a kind of Slack entry. `register` is the list of all that the bot listens to."""

from __future__ import annotations

from functools import partial

import structlog
from slack_bolt import App

from bot.inbox import Inbox
from bot.questions import Questions
from handlers import actions, commands, links, views

COMMAND = "/aideals"
EVENTS = ("message.channels", "message.groups", "message.im", "message.mpim")
"""What Slack sends as events; the manifest names them."""


def register(app: App, *, inbox: Inbox, questions: Questions) -> App:
    """The app with every listener.

    A listener that must not lose anything (a link, a pasted text, a click that starts a reading) writes to the inbox
    before it returns: the app answers Slack after that (`process_before_response`), and only if nothing was raised.
    """
    app.event("message")(partial(links.on_message, inbox=inbox))
    app.command(COMMAND)(ack=commands.accept, lazy=[partial(commands.answer, questions=questions)])
    app.action("try_again")(partial(actions.on_try_again, inbox=inbox, questions=questions))
    app.action("paste_text")(
        ack=actions.accept, lazy=[partial(actions.open_paste, inbox=inbox, questions=questions)]
    )
    app.action("all_facts")(ack=actions.accept, lazy=[partial(actions.open_facts, questions=questions)])
    app.action("market_figures")(
        ack=actions.accept, lazy=[partial(actions.open_figures, questions=questions)]
    )
    app.view("paste_text")(partial(views.on_paste, inbox=inbox, questions=questions))
    app.error(on_error)
    return app


def on_error(error: Exception) -> None:
    """Log what no listener caught; Slack gets a 500 and sends an event again."""
    structlog.get_logger(__name__).error("listener_failed", error=type(error).__name__, exc_info=error)
