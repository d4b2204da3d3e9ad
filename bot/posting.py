"""What worker and schedule ask of Slack, as a protocol: `bot.slack` fulfils it, so does anything that can post.

`act` is the key of an outward act. It travels in the message's metadata (event_type "aideals", payload {"act": key}),
so that after a crash `find_act` can tell whether the message is already there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

Blocks = Sequence[dict[str, Any]]


class Message(Protocol):
    """What a card is, once worded: blocks for the eye, `text` for notifications and screen readers."""

    @property
    def text(self) -> str:
        """The whole message in plain words."""

    @property
    def blocks(self) -> Blocks:
        """Block Kit blocks, within Slack's limits."""


class Poster(Protocol):
    """The outward acts. Each raises PostingError where Slack does not take the call."""

    def post(self, channel: str, blocks: Blocks, text: str, *, act: str, thread_ts: str | None = None) -> str:
        """The new message's ts. Never repeats the call by itself: a lost answer may be a taken message."""

    def find_act(self, channel: str, thread_ts: str | None, act: str) -> str | None:
        """The ts of our message that carries `act`, None where there is none.

        Looks through the thread or, with `thread_ts` None, through the channel's latest messages.
        """

    def update(self, channel: str, ts: str, blocks: Blocks, text: str, *, act: str) -> None:
        """Put new contents into one of our messages; `act` stays in its metadata."""

    def react(self, channel: str, ts: str, name: str) -> None:
        """Add the reaction; one that is already there is no error."""

    def unreact(self, channel: str, ts: str, name: str) -> None:
        """Take our reaction away; one that is already gone is no error."""

    def permalink(self, channel: str, ts: str) -> str | None:
        """A link to the message, or None where Slack gives none."""

    def time_zone(self, user: str) -> str | None:
        """The user's IANA time zone, or None where Slack does not tell."""
