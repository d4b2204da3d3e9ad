"""What people do in the miniature Slack: write, edit, react, run commands, click, fill in modals."""

from __future__ import annotations

from copy import deepcopy
from typing import Any
from uuid import uuid4

from bot.playground import chat, conversations, events, views
from bot.playground.deliveries import Delivery, Kind
from bot.playground.typing_box import as_slack_sends, rich_text
from bot.playground.workspace import Channel, Json, Sent, User, Workspace


class People:
    """The hands of the workspace's people. Names may be ids ("U01MAYA", "C01DEALS") or plain ("maya", "deals").

    Each method returns at once: what the app makes of it comes over the wire (`wait_for`).
    """

    workspace: Workspace
    url: str

    def send(self, kind: Kind, payload: Json) -> Delivery:
        """Give the payload to the app the way that it listens; the delivery tells how that went."""
        raise NotImplementedError

    def emit(self, event: Json) -> Delivery | None:
        """Send an event to the app; None where the app has not subscribed to its type, or is not in the channel."""
        raise NotImplementedError

    # messages

    def post_message(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        raw: bool = False,
        **fields: Any,
    ) -> str:
        """A person writes; returns the message's ts. Bare links become `<url>` as in Slack, unless `raw`.

        `fields` join the message as they are (files, bot_id, subtype…).
        """
        with self.workspace.changed:
            place, who = self._place(channel), self.workspace.user(user)
            ts = self.workspace.next_ts()
            message: Json = {
                "type": "message",
                "user": who.id,
                "client_msg_id": str(uuid4()),
                "text": text if raw else as_slack_sends(text, self.workspace),
                "team": self.workspace.team["id"],
                "ts": ts,
                "blocks": [rich_text(text, f"r{ts[-4:]}")],
                **fields,
            }
            if thread_ts is not None:
                self.workspace.message(place, thread_ts)
                message["thread_ts"] = thread_ts
                if broadcast:
                    message["subtype"] = "thread_broadcast"
            self.workspace.put(place, message)
            self.emit(chat.event_of(place, **message, event_ts=ts))
            if f"<@{self.workspace.bot_user}>" in message["text"]:
                self.emit({**message, "type": "app_mention", "channel": place.id, "event_ts": ts})
            return ts

    def edit(self, channel: str, ts: str, text: str, *, raw: bool = False) -> None:
        """The writer changes a message."""
        with self.workspace.changed:
            place = self._place(channel)
            message = self.workspace.message(place, ts)
            before = deepcopy(message)
            message["text"] = text if raw else as_slack_sends(text, self.workspace)
            message["blocks"] = [rich_text(text, f"r{ts[-4:]}")]
            message["edited"] = {"user": message["user"], "ts": self.workspace.next_ts()}
            self.workspace.changed.notify_all()
            self.emit(chat.changed(self.workspace, place, before, message))

    def unfurl(self, channel: str, ts: str, title: str = "A page") -> None:
        """Slack adds the previews of a message's links a moment later: message_changed with the same text."""
        with self.workspace.changed:
            place = self._place(channel)
            message = self.workspace.message(place, ts)
            before = deepcopy(message)
            message["attachments"] = [{"id": 1, "title": title, "fallback": title}]
            self.emit(chat.changed(self.workspace, place, before, message))

    def delete(self, channel: str, ts: str) -> None:
        """The writer deletes a message; one that has replies leaves a tombstone."""
        with self.workspace.changed:
            place = self._place(channel)
            before = self.workspace.message(place, ts)
            if before.get("reply_count"):
                grave = {
                    "type": "message",
                    "subtype": "tombstone",
                    "text": "This message was deleted.",
                    "hidden": True,
                }
                place.messages[ts] = {**grave, "user": "USLACKBOT", "ts": ts, "thread_ts": ts}
            else:
                del place.messages[ts]
            self.workspace.changed.notify_all()
            self.emit(chat.deleted(self.workspace, place, before))

    def react(self, channel: str, ts: str, user: str, name: str) -> None:
        """A person reacts to a message."""
        with self.workspace.changed:
            place = self._place(channel)
            message = self.workspace.message(place, ts)
            self.emit(chat.react(self.workspace, place, message, self.workspace.user(user).id, name))

    # commands and clicks

    def command(self, command: str, text: str, user: str, channel: str) -> Delivery:
        """A person runs a slash command: `command("/aideals", "Jasper", "maya", "deals")`."""
        with self.workspace.changed:
            place, who = self._place(channel), self.workspace.user(user)
            payload = events.slash_command(self.workspace, self.url, place, who, command, text)
            return self.send("slash_commands", payload)

    def click(
        self, ts: str, action_id: str, *, user: str | None = None, choice: str | None = None
    ) -> Delivery:
        """A person clicks an element of the message `ts` (also an ephemeral one); `choice` is an option's value.

        Without `user` it is the first person of the channel. LookupError where there is no such element.
        """
        with self.workspace.changed:
            place, ephemeral = self._sent(ts)
            who = self.workspace.user(user or place.user)
            block, element = events.find_element(place.message.get("blocks") or [], action_id)
            action = events.action_of(block, element, choice)
            payload = events.block_actions(self.workspace, self.url, place, who, action, ephemeral=ephemeral)
            return self.send("interactive", payload)

    def click_in_view(self, user: str, action_id: str, *, choice: str | None = None) -> Delivery:
        """A person clicks an element of the modal (or, without one, the Home tab) that is open to them."""
        with self.workspace.changed:
            who = self.workspace.user(user)
            view = self._open_view(who) or self.workspace.homes.get(who.id)
            if view is None:
                raise LookupError(f"{who.name} sees no view")
            block, element = events.find_element(view["blocks"], action_id)
            payload = events.view_actions(self.workspace, view, who, events.action_of(block, element, choice))
            return self.send("interactive", payload)

    def submit_view(self, user: str, values: dict[str, Any]) -> Delivery:
        """A person fills the top modal in and sends it off; `values` are by action_id, the rest stays as it opened."""
        with self.workspace.changed:
            who = self.workspace.user(user)
            view = self._open_view(who)
            if view is None:
                raise LookupError(f"{who.name} sees no modal")
            filled = _fill(view, values)
            return self.send("interactive", events.view_submission(self.workspace, view, who, filled))

    def close_view(self, user: str) -> None:
        """A person closes the top modal."""
        with self.workspace.changed:
            view = self._open_view(self.workspace.user(user))
            if view is not None:
                del self.workspace.views[view["id"]]
                self.workspace.changed.notify_all()

    def shortcut(self, callback_id: str, user: str, *, ts: str | None = None) -> Delivery:
        """A person runs a global shortcut, or a message's shortcut on the message `ts`."""
        with self.workspace.changed:
            who = self.workspace.user(user)
            place = self._sent(ts)[0] if ts else None
            payload = events.shortcut(self.workspace, self.url, who, callback_id, place)
            return self.send("interactive", payload)

    # places

    def open_home(self, user: str, *, tab: str = "home") -> None:
        """A person opens the app's Home (or Messages) tab."""
        with self.workspace.changed:
            who = self.workspace.user(user)
            event: Json = {
                "type": "app_home_opened",
                "user": who.id,
                "channel": self.workspace.direct(who.id).id,
                "tab": tab,
                "event_ts": self.workspace.next_ts(),
            }
            if who.id in self.workspace.homes:
                event["view"] = deepcopy(self.workspace.homes[who.id])
            self.emit(event)

    def join(self, channel: str, user: str) -> None:
        """Somebody joins a channel; the bot's own id invites the bot."""
        with self.workspace.changed:
            place, who = self._place(channel), self.workspace.user(user)
            place.members.add(who.id)
            self.emit(conversations.joined(self.workspace, place, who.id))

    def leave(self, channel: str, user: str) -> None:
        """Somebody leaves a channel; the bot's own id removes the bot."""
        with self.workspace.changed:
            place, who = self._place(channel), self.workspace.user(user)
            place.members.discard(who.id)
            if who.id == self.workspace.bot_user:
                self.emit({"type": "channel_left", "channel": place.id, "event_ts": self.workspace.next_ts()})

    def archive(self, channel: str, *, archived: bool = True) -> None:
        """The channel is archived, or brought back."""
        with self.workspace.changed:
            place = self._place(channel)
            place.archived = archived
            kind = "channel_archive" if archived else "channel_unarchive"
            self.emit({"type": kind, "channel": place.id, "event_ts": self.workspace.next_ts()})

    # finding

    def _place(self, channel: str) -> Channel:
        return self.workspace.channel(channel)

    def _sent(self, ts: str) -> tuple[Sent, bool]:
        """The message with that ts, with somebody who sees it, and whether it is ephemeral."""
        for sent in self.workspace.ephemerals:
            if sent.message["ts"] == ts:
                return sent, True
        for channel in self.workspace.channels.values():
            if ts in channel.messages:
                person = min(channel.members - {self.workspace.bot_user})
                return Sent(channel.id, person, channel.messages[ts]), False
        raise LookupError(f"no message {ts}")

    def _open_view(self, user: User) -> Json | None:
        own = [view for key, view in self.workspace.views.items() if self.workspace.viewers[key] == user.id]
        return own[-1] if own else None


def _fill(view: Json, values: dict[str, Any]) -> Json:
    """The state of a modal's inputs: what was filled in, else what each showed when it opened."""
    state: Json = {}
    left = dict(values)
    for block in view["blocks"]:
        element = block.get("element") if block["type"] == "input" else block.get("accessory")
        if not isinstance(element, dict) or element["type"] in ("button", "image", "overflow"):
            continue
        name = element.get("action_id", "")
        if name in left:
            entry = events.filled(element, left.pop(name))
        else:
            entry = {"type": element["type"], **_initial(element)}
        state[block["block_id"]] = {name: entry}
    if left:
        raise LookupError(
            f"the modal has no input {sorted(left)}; it has {sorted(n for v in state.values() for n in v)}"
        )
    return state


def _initial(element: Json) -> Json:
    kept = {
        key.removeprefix("initial_"): value for key, value in element.items() if key.startswith("initial_")
    }
    names = {"option": "selected_option", "options": "selected_options", "date": "selected_date"}
    renamed = {names.get(key, key): value for key, value in kept.items()}
    return renamed or ({"value": None} if element["type"].endswith("_input") else {"selected_option": None})


def settle(people: People, delivery: Delivery) -> None:
    """Do what the app's answer to a command or a submitted modal asks for."""
    workspace, payload, answer = people.workspace, delivery.payload, delivery.answer
    if delivery.kind == "slash_commands" and answer:
        args = answer if isinstance(answer, dict) else {"text": str(answer)}
        message = chat.bot_message(workspace, args)
        channel = workspace.channel(payload["channel_id"])
        if args.get("response_type") == "in_channel":
            workspace.put(channel, message)
        else:
            workspace.whisper(channel.id, payload["user_id"], message)
    if delivery.kind == "interactive" and payload["type"] == "view_submission" and delivery.acked:
        _settle_view(workspace, payload, answer if isinstance(answer, dict) else {})


def _settle_view(workspace: Workspace, payload: Json, answer: Json) -> None:
    key, user = payload["view"]["id"], payload["user"]["id"]
    action = answer.get("response_action")
    root = payload["view"]["root_view_id"]
    if action == "errors":
        workspace.view_errors[key] = answer.get("errors", {})
    elif action == "update":
        views.keep_view(workspace, answer["view"], user=user, id=key, root=root)
    elif action == "push":
        views.keep_view(workspace, answer["view"], user=user, root=root)
    elif action == "clear":
        for name in [name for name, view in workspace.views.items() if view["root_view_id"] == root]:
            del workspace.views[name]
    else:
        workspace.views.pop(key, None)
    workspace.changed.notify_all()
