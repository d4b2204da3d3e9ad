"""conversations.*, users.* and auth.test: who and what there is, and what was said, page by page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from bot.playground.calls import Context, Method, flag, need
from bot.playground.workspace import Channel, Json, Refusal, User, Workspace, shown, tz_offset

READS = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
HISTORIES = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
ANY_READ, ANY_HISTORY = "|".join(READS.values()), "|".join(HISTORIES.values())
TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im"}


def _known(context: Context, scopes: dict[str, str], name: str) -> Channel:
    channel = context.workspace.channel(name)
    if channel.kind != "channel" and context.workspace.bot_user not in channel.members:
        raise Refusal("channel_not_found")
    context.require(scopes[channel.kind])
    return channel


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """A channel as conversations.info shows it."""
    plain: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_member": workspace.bot_user in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "context_team_id": workspace.team["id"],
    }
    if channel.kind == "im":
        return plain | {"user": next(iter(channel.members - {workspace.bot_user}))}
    return plain | {"name": channel.name, "num_members": len(channel.members), "topic": {"value": ""}}


def user_json(workspace: Workspace, user: User) -> Json:
    """A person as users.info shows one."""
    return {
        "id": user.id,
        "team_id": workspace.team["id"],
        "name": user.name,
        "real_name": user.real_name,
        "deleted": False,
        "is_bot": user.is_bot,
        "tz": user.tz,
        "tz_label": user.tz_label,
        "tz_offset": tz_offset(user, workspace.clock()),
        "locale": "en-US",
        "profile": {"real_name": user.real_name, "display_name": user.name},
    }


def _page(args: Json, items: list[Json], *, default: int, most: int) -> tuple[list[Json], Json]:
    """One page of `items` with its response_metadata; cursors are opaque to the caller."""
    try:
        limit = int(args.get("limit") or default)
    except ValueError:
        raise Refusal("invalid_arguments") from None
    if not 1 <= limit <= most:
        raise Refusal("invalid_limit")
    start = _offset(str(args["cursor"])) if args.get("cursor") else 0
    rest = items[start + limit :]
    cursor = base64.b64encode(f"next:{start + limit}".encode()).decode() if rest else ""
    return items[start : start + limit], {"response_metadata": {"next_cursor": cursor}} if cursor else {}


def _offset(cursor: str) -> int:
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except (ValueError, binascii.Error):
        raise Refusal("invalid_cursor") from None


def _within(args: Json) -> Callable[[Json], bool]:
    """Whether a message lies between `oldest` and `latest`; both ends excluded unless `inclusive`."""
    inclusive = flag(args, "inclusive")
    try:
        oldest = Decimal(str(args.get("oldest") or 0))
        latest = Decimal(str(args["latest"])) if args.get("latest") else None
    except InvalidOperation:
        raise Refusal("invalid_ts_oldest") from None

    def holds(message: Json) -> bool:
        ts = Decimal(message["ts"])
        if inclusive:
            return oldest <= ts and (latest is None or ts <= latest)
        return oldest < ts and (latest is None or ts < latest)

    return holds


def _history(context: Context, args: Json) -> Json:
    channel = _known(context, HISTORIES, *need(args, "channel"))
    if context.workspace.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    holds, metadata = _within(args), flag(args, "include_all_metadata")
    top = [
        shown(message, metadata=metadata)
        for message in reversed(channel.messages.values())
        if holds(message)
        and (
            message.get("thread_ts", message["ts"]) == message["ts"]
            or message.get("subtype") == "thread_broadcast"
        )
    ]
    page, more = _page(args, top, default=100, most=999)
    return {"ok": True, "messages": page, "has_more": bool(more), "pin_count": 0, **more}


def _replies(context: Context, args: Json) -> Json:
    name, ts = need(args, "channel", "ts")
    channel = _known(context, HISTORIES, name)
    if context.workspace.bot_user not in channel.members:
        raise Refusal("not_in_channel")
    thread = context.workspace.thread(channel, ts)
    if not thread:
        raise Refusal("thread_not_found")
    holds, metadata = _within(args), flag(args, "include_all_metadata")
    kept = [shown(m, metadata=metadata) for m in thread if m["ts"] == ts or holds(m)]
    page, more = _page(args, kept, default=1000, most=1000)
    return {"ok": True, "messages": page, "has_more": bool(more), **more}


def _info(context: Context, args: Json) -> Json:
    channel = _known(context, READS, *need(args, "channel"))
    return {"ok": True, "channel": channel_json(context.workspace, channel)}


def _visible(context: Context, args: Json) -> list[Channel]:
    wanted = {TYPES.get(kind.strip(), "") for kind in str(args.get("types") or "public_channel").split(",")}
    for kind in wanted & READS.keys():
        context.require(READS[kind])
    bot = context.workspace.bot_user
    return [
        channel
        for channel in context.workspace.channels.values()
        if channel.kind in wanted
        and (channel.kind == "channel" or bot in channel.members)
        and not (flag(args, "exclude_archived") and channel.archived)
    ]


def _list(context: Context, args: Json) -> Json:
    items = [channel_json(context.workspace, channel) for channel in _visible(context, args)]
    page, more = _page(args, items, default=100, most=1000)
    return {"ok": True, "channels": page, **more}


def _own(context: Context, args: Json) -> Json:
    user = str(args.get("user") or context.workspace.bot_user)
    visible = [channel for channel in _visible(context, args) if user in channel.members]
    page, more = _page(args, [channel_json(context.workspace, c) for c in visible], default=100, most=999)
    return {"ok": True, "channels": page, **more}


def _members(context: Context, args: Json) -> Json:
    channel = _known(context, READS, *need(args, "channel"))
    rows: list[Json] = [{"id": member} for member in sorted(channel.members)]
    page, more = _page(args, rows, default=100, most=1000)
    return {"ok": True, "members": [row["id"] for row in page], **more}


def _open(context: Context, args: Json) -> Json:
    users = [user for user in str(args.get("users") or "").split(",") if user]
    if len(users) != 1:
        raise Refusal("not_supported" if users else "users_list_not_supplied")
    channel = context.workspace.direct(context.workspace.user(users[0]).id)
    return {"ok": True, "channel": {"id": channel.id}}


def _join(context: Context, args: Json) -> Json:
    workspace = context.workspace
    channel = workspace.channel(*need(args, "channel"))
    if channel.kind != "channel":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    if workspace.bot_user not in channel.members:
        channel.members.add(workspace.bot_user)
        context.emit(joined(workspace, channel, workspace.bot_user))
    return {"ok": True, "channel": channel_json(workspace, channel)}


def joined(workspace: Workspace, channel: Channel, user: str) -> Json:
    """The member_joined_channel event."""
    return {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.kind == "group" else "C",
        "team": workspace.team["id"],
        "event_ts": workspace.next_ts(),
    }


def _user_info(context: Context, args: Json) -> Json:
    user = context.workspace.user(*need(args, "user"))
    return {"ok": True, "user": user_json(context.workspace, user)}


def _auth_test(context: Context, args: Json) -> Json:
    workspace = context.workspace
    if context.token.kind == "app":
        return {"ok": True, "app_name": workspace.app["name"], "app_id": workspace.app["id"]}
    return {
        "ok": True,
        "url": f"https://{workspace.team['domain']}.slack.com/",
        "team": workspace.team["name"],
        "user": workspace.app["name"],
        "team_id": workspace.team["id"],
        "user_id": workspace.bot_user,
        "bot_id": workspace.app["bot_id"],
        "is_enterprise_install": False,
    }


METHODS: dict[str, Method] = {
    "auth.test": Method(_auth_test, kind="any"),
    "conversations.history": Method(_history, ANY_HISTORY),
    "conversations.replies": Method(_replies, ANY_HISTORY),
    "conversations.info": Method(_info, ANY_READ),
    "conversations.list": Method(_list, ANY_READ),
    "conversations.members": Method(_members, ANY_READ),
    "conversations.open": Method(_open, "im:write"),
    "conversations.join": Method(_join, "channels:join"),
    "users.info": Method(_user_info, "users:read"),
    "users.conversations": Method(_own, ANY_READ),
}
