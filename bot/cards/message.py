"""Lines → Block Kit blocks → Message, within what Slack takes.

Limits: docs.slack.dev, "Block Kit" reference (50 blocks, 3,000 characters a section, 75 a button); the sum over all
blocks is undocumented and lies between 11,000 and 13,200 (slackapi/bolt-js#2509).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards.escape import cut
from bot.cards.line import Line, mrkdwn, plain

Block = dict[str, Any]

SECTION, CONTEXT, BUTTON, HEADER = 3_000, 1_000, 75, 150
MOST_BLOCKS, MOST_CHARACTERS, LONGEST_TEXT = 50, 10_000, 3_900


@dataclass(frozen=True, slots=True)
class Message:
    """One Slack message: `blocks` for the eye, `text` saying the same for notifications and screen readers."""

    text: str
    blocks: tuple[Block, ...] = ()


def message(lines: Iterable[Line], blocks: Iterable[Block]) -> Message:
    """`blocks` with the words of `lines` as their text, the first line first: it is what a phone shows."""
    return Message(cut_lines([plain(each) for each in lines]), tuple(blocks))


def cut_lines(lines: Sequence[str], limit: int = LONGEST_TEXT) -> str:
    """As many of the (escaped) lines as `limit` holds, whole ones; "…" where some are missing."""
    out = ""
    for each in filter(str.strip, lines):
        if len(out) + len(each) + 3 > limit:
            return f"{out}\n…" if out else each[:limit]
        out = f"{out}\n{each}" if out else each
    return out


def characters(blocks: Iterable[Block]) -> int:
    """How many characters of text the blocks hold: what Slack's undocumented sum counts."""
    return sum(_count(block) for block in blocks)


def _count(part: Any) -> int:
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(map(_count, part.values()))
    return sum(map(_count, part)) if isinstance(part, list) else 0


def section(text: str, accessory: Block | None = None) -> Block:
    """A section of ready mrkdwn. Slack adds no links, names or channels of its own to it (verbatim)."""
    block: Block = {"type": "section", "text": _mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def sections(lines: Iterable[Line], longest: int = SECTION) -> list[Block]:
    """The lines as few sections as they fit in; a line longer than `longest` is cut."""
    texts: list[str] = []
    for each in lines:
        text = mrkdwn(each, longest)
        if texts and len(texts[-1]) + 1 + len(text) <= SECTION:
            texts[-1] += "\n" + text
        elif text:
            texts.append(text)
    return [section(text.rstrip()) for text in texts]


def context(*lines: Line) -> Block:
    """A small grey block; at most ten lines."""
    return {"type": "context", "elements": [_mrkdwn(mrkdwn(each, CONTEXT)) for each in lines[:10]]}


def header(text: str) -> Block:
    """A headline of our own words."""
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, HEADER), "emoji": True}}


def divider() -> Block:
    """A thin rule."""
    return {"type": "divider"}


def button(text: str, action: str, value: str = "", *, style: str | None = None) -> Block:
    """A button that sends `action` with `value`."""
    block: Block = {"type": "button", "text": plain_text(text), "action_id": action}
    if value:
        block["value"] = value
    return {**block, "style": style} if style else block


def actions(*elements: Block) -> list[Block]:
    """One row of buttons, or nothing where there is none."""
    return [{"type": "actions", "elements": list(elements)}] if elements else []


def plain_text(text: str, limit: int = BUTTON) -> Block:
    """A plain text object of our own words."""
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
