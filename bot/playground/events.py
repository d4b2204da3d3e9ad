"""The payloads that Slack sends: an event in its callback, a slash command, a click, a submitted modal."""

from __future__ import annotations

import secrets
from copy import deepcopy
from typing import Any

from bot.playground.views import new_response_url, new_trigger
from bot.playground.workspace import Channel, Json, Sent, User, Workspace


def event_callback(workspace: Workspace, event: Json) -> Json:
    """The envelope of the Events API around one event."""
    return {
        "token": "playground",
        "team_id": workspace.team["id"],
        "context_team_id": workspace.team["id"],
        "api_app_id": workspace.app["id"],
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(workspace.clock()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team["id"],
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }


def slash_command(
    workspace: Workspace, url: str, channel: Channel, user: User, command: str, text: str
) -> Json:
    """The form of a slash command."""
    return {
        "token": "playground",
        "team_id": workspace.team["id"],
        "team_domain": workspace.team["domain"],
        "channel_id": channel.id,
        "channel_name": {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app["id"],
        "is_enterprise_install": "false",
        "response_url": new_response_url(url, workspace, channel.id, user.id),
        "trigger_id": new_trigger(workspace, user.id),
    }


def block_actions(
    workspace: Workspace, url: str, place: Sent, user: User, action: Json, *, ephemeral: bool
) -> Json:
    """A click on an element of a message."""
    message, channel = place.message, workspace.channel(place.channel)
    container = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    return {
        **_interaction(workspace, user),
        "type": "block_actions",
        "container": container,
        "trigger_id": new_trigger(workspace, user.id),
        "channel": {"id": channel.id, "name": channel.name},
        **({} if ephemeral else {"message": deepcopy(message)}),
        "state": {"values": {}},
        "response_url": new_response_url(url, workspace, channel.id, user.id, message["ts"]),
        "actions": [{**action, "action_ts": workspace.next_ts()}],
    }


def view_actions(workspace: Workspace, view: Json, user: User, action: Json) -> Json:
    """A click on an element of a modal or of the Home tab."""
    return {
        **_interaction(workspace, user),
        "type": "block_actions",
        "container": {"type": "view", "view_id": view["id"]},
        "trigger_id": new_trigger(workspace, user.id),
        "view": deepcopy(view),
        "actions": [{**action, "action_ts": workspace.next_ts()}],
    }


def view_submission(workspace: Workspace, view: Json, user: User, values: Json) -> Json:
    """A modal sent off, with what was filled in."""
    return {
        **_interaction(workspace, user),
        "type": "view_submission",
        "trigger_id": new_trigger(workspace, user.id),
        "view": {**deepcopy(view), "state": {"values": values}},
        "response_urls": [],
    }


def shortcut(workspace: Workspace, url: str, user: User, callback_id: str, place: Sent | None) -> Json:
    """A global shortcut, or a message's where `place` holds one."""
    plain = {
        **_interaction(workspace, user),
        "callback_id": callback_id,
        "trigger_id": new_trigger(workspace, user.id),
        "action_ts": workspace.next_ts(),
    }
    if place is None:
        return {**plain, "type": "shortcut"}
    return {
        **plain,
        "type": "message_action",
        "message_ts": place.message["ts"],
        "channel": {"id": place.channel, "name": workspace.channel(place.channel).name},
        "message": deepcopy(place.message),
        "response_url": new_response_url(url, workspace, place.channel, user.id, place.message["ts"]),
    }


def _interaction(workspace: Workspace, user: User) -> Json:
    return {
        "token": "playground",
        "api_app_id": workspace.app["id"],
        "team": {"id": workspace.team["id"], "domain": workspace.team["domain"]},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team["id"]},
        "is_enterprise_install": False,
        "enterprise": None,
    }


def find_element(blocks: list[Json], action_id: str) -> tuple[Json, Json]:
    """The block and the element with that action_id; LookupError that names those that are there."""
    seen = []
    for block in blocks:
        parts = (*(block.get("elements") or []), block.get("accessory"), block.get("element"))
        for element in parts:
            if isinstance(element, dict) and element.get("action_id"):
                seen.append(element["action_id"])
                if element["action_id"] == action_id:
                    return block, element
    raise LookupError(f"no element {action_id!r}; there are {seen}")


def action_of(block: Json, element: Json, choice: str | None) -> Json:
    """The action of a click on a button, or of choosing the option with the value `choice`."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block.get("block_id", ""),
    }
    if element["type"] == "button":
        return action | {key: element[key] for key in ("text", "value", "style") if key in element}
    return action | filled(element, choice)


def filled(element: Json, choice: Any) -> Json:
    """What an input's state holds once a person has chosen or typed `choice`; LookupError for an unknown option."""
    kind = element["type"]
    if isinstance(choice, dict):
        return {"type": kind, **choice}
    if kind in ("static_select", "overflow", "radio_buttons"):
        return {"type": kind, "selected_option": _option(element, choice)}
    if kind in ("multi_static_select", "checkboxes"):
        return {"type": kind, "selected_options": [_option(element, value) for value in choice or []]}
    by_kind = {
        "users_select": "selected_user",
        "conversations_select": "selected_conversation",
        "channels_select": "selected_channel",
        "datepicker": "selected_date",
        "timepicker": "selected_time",
        "external_select": "selected_option",
    }
    return {"type": kind, by_kind.get(kind, "value"): choice}


def _option(element: Json, value: Any) -> Json | None:
    if value is None:
        return None
    groups = element.get("option_groups") or [element]
    options = [option for group in groups for option in group.get("options") or []]
    for option in options:
        if option.get("value") == value:
            return {key: option[key] for key in ("text", "value") if key in option}
    raise LookupError(f"no option {value!r}; there are {[option.get('value') for option in options]}")
