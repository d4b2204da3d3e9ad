"""What leaves the house towards Slack, so that a crash between two steps neither loses nor repeats it.

Each message has an act: `begun` on disk before the call, `done` with its ts after. Whoever finds one begun asks Slack
first (`Poster.find_act`): the call may have been taken though its answer was lost.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from bot.errors import PostingError
from bot.inbox import act_of
from bot.posting import Message, Poster
from storage import acts, queue
from storage.database import Store
from storage.records import Act, Place

_GONE = frozenset({"message_not_found", "cant_update_message"})
_READING, _DONE, _FAILED = "eyes", "white_check_mark", "warning"
_SETTLING = "settle"


class Outward:
    """Messages and reactions, each once."""

    def __init__(self, store: Store, poster: Poster, clock: Callable[[], datetime]) -> None:
        self._store, self._poster, self._clock = store, poster, clock

    def post_once(
        self, act: str, workspace: str, channel: str, thread_ts: str | None, message: Message
    ) -> str:
        """The ts of the act's message, posted now unless it stands already. Raises PostingError."""
        known = self._begin(act, workspace, channel, thread_ts)
        return self._standing(known) or self._post(act, channel, thread_ts, message)

    def say(self, act: str, workspace: str, channel: str, thread_ts: str | None, message: Message) -> str:
        """As `post_once`, but a message that stands already gets the new contents. Raises PostingError."""
        ts = self._standing(self._begin(act, workspace, channel, thread_ts))
        if ts is None:
            return self._post(act, channel, thread_ts, message)
        try:
            self._poster.update(channel, ts, message.blocks, message.text, act=act)
        except PostingError as error:
            if error.error not in _GONE:
                raise
            acts.forget(self._store, act)
            self._begin(act, workspace, channel, thread_ts)
            return self._post(act, channel, thread_ts, message)
        return ts

    def greet(self, place: Place) -> None:
        """👀 on a message whose link is being read."""
        acts.forget(self._store, act_of(_SETTLING, place, ""))
        with suppress(PostingError):
            self._poster.react(place.channel, place.message_ts, _READING)

    def begin_settling(self, place: Place) -> None:
        """Note, in the transaction that finishes the message's last link, that its reaction is to change."""
        act = act_of(_SETTLING, place, "")
        self._begin(act, place.workspace, place.channel, place.message_ts)

    def settle(self, place: Place) -> None:
        """👀 gives way to ✅, or to ⚠️ where a link of the message failed."""
        of_message = queue.of_message(self._store, place.workspace, place.channel, place.message_ts)
        outcome = _FAILED if any(job.state == "failed" for job in of_message) else _DONE
        marked_before = (
            any(job.asked_again for job in of_message) or len({job.accepted_at for job in of_message}) > 1
        )
        others = (_READING, _FAILED if outcome == _DONE else _DONE)
        for name in others if marked_before else others[:1]:
            with suppress(PostingError):
                self._poster.unreact(place.channel, place.message_ts, name)
        with suppress(PostingError):
            self._poster.react(place.channel, place.message_ts, outcome)
        acts.complete(self._store, act_of(_SETTLING, place, ""), place.message_ts, now=self._clock())

    def settle_left_over(self) -> None:
        """Change the reactions that an earlier process had noted and not changed."""
        for act in acts.begun(self._store, f"{_SETTLING}/"):
            if act.thread_ts is not None:
                self.settle(Place(act.workspace, act.channel, act.thread_ts))

    def _begin(self, act: str, workspace: str, channel: str, thread_ts: str | None) -> Act | None:
        return acts.begin(
            self._store, act, workspace=workspace, channel=channel, thread_ts=thread_ts, now=self._clock()
        )

    def _standing(self, known: Act | None) -> str | None:
        """The ts of the known act's message; None where the act is new, or Slack knows nothing of it."""
        if known is None:
            return None
        if known.ts is not None:
            return known.ts
        ts = self._poster.find_act(known.channel, known.thread_ts, known.key)
        if ts is not None:
            acts.complete(self._store, known.key, ts, now=self._clock())
        return ts

    def _post(self, act: str, channel: str, thread_ts: str | None, message: Message) -> str:
        try:
            ts = self._poster.post(channel, message.blocks, message.text, act=act, thread_ts=thread_ts)
        except PostingError as error:
            if not error.retryable:
                acts.forget(self._store, act)
            raise
        acts.complete(self._store, act, ts, now=self._clock())
        return ts
