"""What Slack refuses in a message, its metadata or a view, with Slack's own words for it.

Sources: docs.slack.dev, "Block Kit" reference (limits of each block and element) and the errors of chat.postMessage;
the undocumented sum over a message's blocks is slackapi/bolt-js#2509.
"""

from __future__ import annotations

import json
from typing import Any

from bot.playground.elements import BLOCKS, Complaint, Json, Where, check_block
from bot.playground.workspace import Refusal

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_BLOCKS_CHARACTERS = 13_200
MESSAGE_TEXT, UPDATE_TEXT = 40_000, 4_000
MARKDOWN_CHARACTERS = 12_000
VIEW_TITLE, VIEW_METADATA, VIEW_CALLBACK = 24, 3_000, 255
METADATA_BYTES = 8_000
ONLY_IN_VIEWS = frozenset({"input"})
NOT_IN_VIEWS = frozenset({"table", "file", "markdown", "video", "context_actions"})


def check_message(args: Json, *, text_limit: int = MESSAGE_TEXT) -> None:
    """Nothing for a message that Slack takes; a Refusal with Slack's word for what is wrong otherwise."""
    text, blocks = args.get("text") or "", args.get("blocks")
    if not text and not blocks and not args.get("attachments"):
        raise Refusal("no_text")
    if len(text) > text_limit:
        raise Refusal("msg_too_long")
    if blocks is not None:
        check_blocks(blocks, at="/blocks", most=MESSAGE_BLOCKS, unwelcome=ONLY_IN_VIEWS)
        if sum(map(_characters, blocks)) > MESSAGE_BLOCKS_CHARACTERS:
            raise Refusal("msg_blocks_too_long")
    if args.get("metadata") is not None:
        _check_metadata(args["metadata"])


def check_blocks(
    blocks: Any, *, at: str, most: int, unwelcome: frozenset[str], error: str = "invalid_blocks"
) -> None:
    """Nothing for good blocks; Refusal(error) that lists every complaint, each with its JSON pointer."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refusal("invalid_blocks_format" if error == "invalid_blocks" else error)
    complaints: list[Complaint] = []
    if len(blocks) > most:
        complaints.append((f"no more than {most} items allowed", at))
    for index, block in enumerate(blocks):
        where = Where(f"{at}/{index}", complaints)
        if block.get("type") in unwelcome or block.get("type") not in BLOCKS:
            where.complain(f"unsupported type: {block.get('type')}")
        else:
            check_block(block, where)
    complaints += _over_all(blocks, at)
    if complaints:
        raise refused(error, complaints)


def refused(error: str, complaints: list[Complaint]) -> Refusal:
    """The refusal as the Web API words it."""
    lines = [f"{what} [json-pointer:{pointer}]" for what, pointer in complaints]
    return Refusal(error, errors=lines, response_metadata={"messages": [f"[ERROR] {line}" for line in lines]})


def check_view(view: Any) -> None:
    """Nothing for a view that Slack opens; Refusal("invalid_arguments") otherwise."""
    if not isinstance(view, dict):
        raise refused("invalid_arguments", [("must be a valid view", "/view")])
    complaints: list[Complaint] = []
    where = Where("/view", complaints)
    kind = view.get("type")
    if kind not in ("modal", "home"):
        where.complain(f"unsupported type: {kind}", "type")
    if kind == "modal":
        where.text(view, "title", most=VIEW_TITLE, plain=True, required=True)
        where.text(view, "submit", most=VIEW_TITLE, plain=True)
        where.text(view, "close", most=VIEW_TITLE, plain=True)
    where.string(view, "private_metadata", most=VIEW_METADATA, least=0)
    where.string(view, "callback_id", most=VIEW_CALLBACK)
    if "blocks" not in view:
        where.complain("missing required field: blocks")
    else:
        inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in view["blocks"])
        if kind == "modal" and inputs and "submit" not in view:
            where.complain("missing required field: submit")
    if complaints:
        raise refused("invalid_arguments", complaints)
    check_blocks(
        view["blocks"], at="/view/blocks", most=VIEW_BLOCKS, unwelcome=NOT_IN_VIEWS, error="invalid_arguments"
    )


def _over_all(blocks: list[Json], at: str) -> list[Complaint]:
    complaints: list[Complaint] = []
    ids = [block["block_id"] for block in blocks if block.get("block_id")]
    complaints += [
        (f"`block_id` already exists: {name}", at) for name in sorted(set(ids)) if ids.count(name) > 1
    ]
    if (
        sum(len(block.get("text") or "") for block in blocks if block.get("type") == "markdown")
        > MARKDOWN_CHARACTERS
    ):
        complaints.append((f"markdown text must be less than {MARKDOWN_CHARACTERS + 1} characters", at))
    if sum(block.get("type") == "table" for block in blocks) > 1:
        complaints.append(("only_one_table_allowed", at))
    return complaints


def _check_metadata(metadata: Any) -> None:
    if not isinstance(metadata, dict):
        raise Refusal("invalid_metadata_format")
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(event_type, str) or not event_type or not isinstance(payload, dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")


def _characters(part: Any) -> int:
    """How many characters of text stand in a block, wherever in it."""
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(_characters(value) for key, value in part.items() if key != "text" or own == 0)
    if isinstance(part, list):
        return sum(map(_characters, part))
    return 0
