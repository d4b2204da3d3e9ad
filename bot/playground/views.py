"""views.*, files.* and response_url: modals with their triggers, the Home tab, uploads, answers to a command."""

from __future__ import annotations

import secrets
from copy import deepcopy

from bot.playground.calls import Context, Method, flag, need
from bot.playground.chat import bot_message, changed, deleted, event_of
from bot.playground.limits import check_message, check_view
from bot.playground.workspace import Json, Refusal, ResponseUrl, Trigger, Workspace

TRIGGER_S = 3.0
STACK = 3
RESPONSE_USES, RESPONSE_S = 5, 30 * 60.0


def new_trigger(workspace: Workspace, user: str) -> str:
    """A trigger_id for something that `user` has just done."""
    key = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
    workspace.triggers[key] = Trigger(user, workspace.clock())
    return key


def _take_trigger(context: Context, args: Json) -> str:
    (key,) = need(args, "trigger_id")
    trigger = context.workspace.triggers.get(key)
    if trigger is None:
        raise Refusal("invalid_trigger_id")
    if trigger.used:
        raise Refusal("exchanged_trigger_id")
    if context.workspace.clock() - trigger.issued_at > TRIGGER_S:
        raise Refusal("expired_trigger_id")
    trigger.used = True
    return trigger.user


def keep_view(
    workspace: Workspace, view: Json, *, user: str, id: str | None = None, root: str | None = None
) -> Json:
    """The view as Slack keeps it: with id, hash and what the app needs to know."""
    key = id or f"V{secrets.token_hex(5).upper()}"
    kept: Json = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        **deepcopy(view),
        "id": key,
        "team_id": workspace.team["id"],
        "app_id": workspace.app["id"],
        "bot_id": workspace.app["bot_id"],
        "root_view_id": root or key,
        "previous_view_id": None,
        "hash": f"{workspace.next_ts()}.{secrets.token_hex(4)}",
        "state": {"values": {}},
    }
    for index, block in enumerate(kept["blocks"]):
        block.setdefault("block_id", f"b{index}")
    workspace.views[key] = kept
    workspace.viewers[key] = user
    workspace.changed.notify_all()
    return kept


def _open(context: Context, args: Json) -> Json:
    user = _take_trigger(context, args)
    check_view(args.get("view"))
    if args["view"]["type"] != "modal":
        raise Refusal("invalid_arguments")
    return {"ok": True, "view": deepcopy(keep_view(context.workspace, args["view"], user=user))}


def _push(context: Context, args: Json) -> Json:
    user = _take_trigger(context, args)
    check_view(args.get("view"))
    stack = [view for key, view in context.workspace.views.items() if context.workspace.viewers[key] == user]
    if len(stack) >= STACK:
        raise Refusal("push_limit_reached")
    root = stack[0]["root_view_id"] if stack else None
    return {"ok": True, "view": deepcopy(keep_view(context.workspace, args["view"], user=user, root=root))}


def _update(context: Context, args: Json) -> Json:
    workspace = context.workspace
    external = args.get("external_id")
    key = str(args.get("view_id") or "") or next(
        (key for key, view in workspace.views.items() if external and view["external_id"] == external), ""
    )
    view = workspace.views.get(key)
    if view is None:
        raise Refusal("not_found")
    if args.get("hash") and args["hash"] != view["hash"]:
        raise Refusal("hash_conflict")
    check_view(args.get("view"))
    kept = keep_view(workspace, args["view"], user=workspace.viewers[key], id=key, root=view["root_view_id"])
    return {"ok": True, "view": deepcopy(kept)}


def _publish(context: Context, args: Json) -> Json:
    workspace = context.workspace
    user = workspace.user(*need(args, "user_id")).id
    check_view(args.get("view"))
    before = workspace.homes.get(user)
    if args.get("hash") and before is not None and args["hash"] != before["hash"]:
        raise Refusal("hash_conflict")
    home = keep_view(workspace, args["view"], user=user, id=before["id"] if before else None)
    workspace.homes[user] = home
    del workspace.views[home["id"]]
    return {"ok": True, "view": deepcopy(home)}


def new_response_url(
    context_url: str, workspace: Workspace, channel: str, user: str, ts: str | None = None
) -> str:
    """An address for answers to what `user` did in `channel` (on the message `ts`, if it was a click)."""
    key = secrets.token_urlsafe(18)
    workspace.responses[key] = ResponseUrl(channel, user, workspace.clock(), ts)
    return f"{context_url}/response/{key}"


def respond(context: Context, key: str, args: Json) -> None:
    """What an answer at a response_url does; a Refusal ("expired_url", "no_text"…) where it does nothing."""
    workspace = context.workspace
    place = workspace.responses.get(key)
    if place is None:
        raise Refusal("expired_url")
    if place.uses >= RESPONSE_USES or workspace.clock() - place.issued_at > RESPONSE_S:
        raise Refusal("expired_url")
    place.uses += 1
    channel = workspace.channel(place.channel)
    original = channel.messages.get(place.message_ts or "")
    if flag(args, "delete_original"):
        _delete_original(context, place)
        return
    check_message(args)
    if flag(args, "replace_original") and original is not None:
        before = deepcopy(original)
        original |= {"text": args.get("text") or "", "blocks": args.get("blocks") or []}
        context.emit(changed(workspace, channel, before, original))
    elif flag(args, "replace_original") and place.message_ts:
        for sent in workspace.ephemerals:
            if sent.message["ts"] == place.message_ts:
                sent.message |= {"text": args.get("text") or "", "blocks": args.get("blocks") or []}
    elif args.get("response_type") == "in_channel":
        message = bot_message(workspace, args)
        workspace.put(channel, message)
        context.emit(event_of(channel, **{k: v for k, v in message.items() if k not in ("type", "metadata")}))
    else:
        workspace.whisper(place.channel, place.user, bot_message(workspace, args))
    workspace.changed.notify_all()


def _delete_original(context: Context, place: ResponseUrl) -> None:
    workspace = context.workspace
    channel = workspace.channel(place.channel)
    original = channel.messages.pop(place.message_ts or "", None)
    if original is not None:
        context.emit(deleted(workspace, channel, original))
    workspace.ephemerals[:] = [s for s in workspace.ephemerals if s.message["ts"] != place.message_ts]
    workspace.changed.notify_all()


def _upload_url(context: Context, args: Json) -> Json:
    name, length = need(args, "filename", "length")
    key = f"F{secrets.token_hex(5).upper()}"
    context.workspace.files[key] = {"id": key, "name": name, "size": int(length), "uploaded": False}
    return {"ok": True, "upload_url": f"{context.url}/upload/{key}", "file_id": key}


def _complete_upload(context: Context, args: Json) -> Json:
    workspace, done = context.workspace, []
    for entry in args.get("files") or []:
        file = workspace.files.get(entry.get("id"))
        if file is None or not file["uploaded"]:
            raise Refusal("file_not_found")
        file["title"] = entry.get("title") or file["name"]
        done.append({key: file[key] for key in ("id", "name", "title", "size")})
    if not done:
        raise Refusal("invalid_arguments")
    if args.get("channel_id"):
        channel = workspace.channel(str(args["channel_id"]))
        text = args.get("initial_comment") or ""
        message = bot_message(workspace, {"text": text, "thread_ts": args.get("thread_ts")})
        workspace.put(channel, message | {"files": done, "upload": True})
    return {"ok": True, "files": done}


def _gone(context: Context, args: Json) -> Json:
    raise Refusal("method_deprecated")


def _open_socket(context: Context, args: Json) -> Json:
    return {"ok": True, "url": context.url.replace("http://", "ws://") + context.open_socket()}


METHODS: dict[str, Method] = {
    "views.open": Method(_open),
    "views.push": Method(_push),
    "views.update": Method(_update),
    "views.publish": Method(_publish),
    "files.getUploadURLExternal": Method(_upload_url, "files:write"),
    "files.completeUploadExternal": Method(_complete_upload, "files:write"),
    "files.upload": Method(_gone),
    "apps.connections.open": Method(_open_socket, "connections:write", kind="app"),
}
