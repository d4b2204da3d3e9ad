"""chat.* and reactions.*: posting, changing and deleting messages, and reacting to them."""

from __future__ import annotations

from copy import deepcopy

from bot.playground.calls import Context, Method, flag, need
from bot.playground.limits import UPDATE_TEXT, check_message
from bot.playground.workspace import Channel, Json, Refusal, Workspace


def event_of(channel: Channel, **fields: object) -> Json:
    """A message event of this channel, its channel_type as Slack names it."""
    return {"type": "message", "channel": channel.id, "channel_type": channel.kind, **fields}


def writable(workspace: Workspace, name: str) -> Channel:
    """The channel, where the bot may post; Refusals as Slack gives them otherwise."""
    channel = workspace.channel(name)
    if channel.kind == "group" and workspace.bot_user not in channel.members:
        raise Refusal("channel_not_found")  # a private channel is not shown to one who is not in it
    if channel.archived:
        raise Refusal("is_archived")
    if workspace.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def bot_message(workspace: Workspace, args: Json) -> Json:
    """A message of the bot's, as Slack keeps it."""
    app = workspace.app
    message: Json = {
        "type": "message",
        "user": app["bot_user"],
        "bot_id": app["bot_id"],
        "app_id": app["id"],
        "team": workspace.team["id"],
        "text": args.get("text") or "",
        "ts": workspace.next_ts(),
        "bot_profile": {"id": app["bot_id"], "app_id": app["id"], "name": app["name"], "deleted": False},
    }
    for name in ("attachments", "metadata", "thread_ts"):
        if args.get(name):
            message[name] = deepcopy(args[name])
    if args.get("blocks"):
        message["blocks"] = _with_ids(args["blocks"])
    return message


def _with_ids(blocks: list[Json]) -> list[Json]:
    return [
        {**deepcopy(block), "block_id": block.get("block_id") or f"b{i}"} for i, block in enumerate(blocks)
    ]


def _post(context: Context, args: Json) -> Json:
    workspace = context.workspace
    channel = writable(workspace, *need(args, "channel"))
    check_message(args)
    thread = args.get("thread_ts")
    if thread and thread not in channel.messages:
        raise Refusal("thread_not_found")
    message = bot_message(workspace, args)
    if thread and flag(args, "reply_broadcast"):
        message["subtype"] = "thread_broadcast"
    workspace.put(channel, message)
    context.emit(event_of(channel, **_without_metadata(message), event_ts=message["ts"]))
    return {"ok": True, "channel": channel.id, "ts": message["ts"], "message": message}


def _update(context: Context, args: Json) -> Json:
    workspace = context.workspace
    name, ts = need(args, "channel", "ts")
    channel = writable(workspace, name)
    message = workspace.message(channel, ts)
    if message.get("user") != workspace.bot_user:
        raise Refusal("cant_update_message")
    check_message(args, text_limit=UPDATE_TEXT if not args.get("blocks") else 40_000)
    before = deepcopy(message)
    if "text" in args:
        message["text"] = args["text"] or ""
    if "blocks" in args:
        message["blocks"] = _with_ids(args["blocks"] or [])
    if "metadata" in args:
        message["metadata"] = deepcopy(args["metadata"])
    message["edited"] = {"user": workspace.bot_user, "ts": workspace.next_ts()}
    workspace.changed.notify_all()
    context.emit(changed(workspace, channel, before, message))
    return {"ok": True, "channel": channel.id, "ts": ts, "text": message["text"], "message": message}


def changed(workspace: Workspace, channel: Channel, before: Json, after: Json) -> Json:
    """The message_changed event of an edit or an unfurl."""
    ts = workspace.next_ts()
    return event_of(
        channel,
        subtype="message_changed",
        hidden=True,
        message=_without_metadata(deepcopy(after)),
        previous_message=_without_metadata(before),
        ts=ts,
        event_ts=ts,
    )


def deleted(workspace: Workspace, channel: Channel, before: Json) -> Json:
    """The message_deleted event."""
    ts = workspace.next_ts()
    return event_of(
        channel,
        subtype="message_deleted",
        hidden=True,
        deleted_ts=before["ts"],
        previous_message=_without_metadata(before),
        ts=ts,
        event_ts=ts,
    )


def _without_metadata(message: Json) -> Json:
    return {key: value for key, value in message.items() if key not in ("metadata", "type")} | {
        "type": "message"
    }


def _delete(context: Context, args: Json) -> Json:
    workspace = context.workspace
    name, ts = need(args, "channel", "ts")
    channel = workspace.channel(name)
    message = workspace.message(channel, ts)
    if message.get("user") != workspace.bot_user:
        raise Refusal("cant_delete_message")
    del channel.messages[ts]
    workspace.changed.notify_all()
    context.emit(deleted(workspace, channel, message))
    return {"ok": True, "channel": channel.id, "ts": ts}


def _post_ephemeral(context: Context, args: Json) -> Json:
    workspace = context.workspace
    name, user = need(args, "channel", "user")
    channel = writable(workspace, name)
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    check_message(args)
    message = bot_message(workspace, args)
    workspace.whisper(channel.id, user, message)
    return {"ok": True, "message_ts": message["ts"]}


def _permalink(context: Context, args: Json) -> Json:
    workspace = context.workspace
    name, ts = need(args, "channel", "message_ts")
    channel = workspace.channel(name)
    message = workspace.message(channel, ts)
    link = f"https://{workspace.team['domain']}.slack.com/archives/{channel.id}/p{ts.replace('.', '')}"
    thread = message.get("thread_ts")
    if thread and thread != ts:
        link += f"?thread_ts={thread}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": link}


def _reacted(context: Context, args: Json) -> tuple[Channel, Json, str]:
    name, ts, reaction = need(args, "channel", "timestamp", "name")
    channel = context.workspace.channel(name)
    if channel.archived:
        raise Refusal("is_archived")
    if context.workspace.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    return channel, context.workspace.message(channel, ts), reaction.strip(":")


def react(workspace: Workspace, channel: Channel, message: Json, user: str, name: str) -> Json:
    """Add a person's reaction and return its event; Refusal("already_reacted")."""
    if not name.replace("_", "").replace("-", "").replace("+", "").replace(":", "").isalnum():
        raise Refusal("invalid_name")
    reactions: list[Json] = message.setdefault("reactions", [])
    found = next((entry for entry in reactions if entry["name"] == name), None)
    if found is None:
        reactions.append({"name": name, "users": [user], "count": 1})
    elif user in found["users"]:
        raise Refusal("already_reacted")
    else:
        found["users"].append(user)
        found["count"] += 1
    workspace.changed.notify_all()
    return reaction_event(workspace, "reaction_added", channel, message, user, name)


def unreact(workspace: Workspace, channel: Channel, message: Json, user: str, name: str) -> Json:
    """Take a person's reaction away and return its event; Refusal("no_reaction")."""
    reactions: list[Json] = message.get("reactions", [])
    found = next((entry for entry in reactions if entry["name"] == name and user in entry["users"]), None)
    if found is None:
        raise Refusal("no_reaction")
    found["users"].remove(user)
    found["count"] -= 1
    if not found["count"]:
        reactions.remove(found)
    workspace.changed.notify_all()
    return reaction_event(workspace, "reaction_removed", channel, message, user, name)


def reaction_event(
    workspace: Workspace, kind: str, channel: Channel, message: Json, user: str, name: str
) -> Json:
    """reaction_added or reaction_removed."""
    item = {"type": "message", "channel": channel.id, "ts": message["ts"]}
    return {
        "type": kind,
        "user": user,
        "reaction": name,
        "item": item,
        "item_user": message.get("user"),
        "event_ts": workspace.next_ts(),
    }


def _add_reaction(context: Context, args: Json) -> Json:
    channel, message, name = _reacted(context, args)
    context.emit(react(context.workspace, channel, message, context.workspace.bot_user, name))
    return {"ok": True}


def _remove_reaction(context: Context, args: Json) -> Json:
    channel, message, name = _reacted(context, args)
    context.emit(unreact(context.workspace, channel, message, context.workspace.bot_user, name))
    return {"ok": True}


def _get_reactions(context: Context, args: Json) -> Json:
    name, ts = need(args, "channel", "timestamp")
    channel = context.workspace.channel(name)
    message = context.workspace.message(channel, ts)
    shown = {key: message.get(key) for key in ("type", "user", "text", "ts")}
    return {
        "ok": True,
        "type": "message",
        "channel": channel.id,
        "message": {**shown, "reactions": deepcopy(message.get("reactions", []))},
    }


METHODS: dict[str, Method] = {
    "chat.postMessage": Method(_post, "chat:write"),
    "chat.update": Method(_update, "chat:write"),
    "chat.delete": Method(_delete, "chat:write"),
    "chat.postEphemeral": Method(_post_ephemeral, "chat:write"),
    "chat.getPermalink": Method(_permalink),
    "reactions.add": Method(_add_reaction, "reactions:write"),
    "reactions.remove": Method(_remove_reaction, "reactions:write"),
    "reactions.get": Method(_get_reactions, "reactions:read"),
}
