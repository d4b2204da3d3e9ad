"""What Slack makes of what a person types: escaped text, links in angle brackets, the rich_text block beside it."""

from __future__ import annotations

import re

from bot.playground.workspace import Json, Workspace

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_LINK = re.compile(r"https?://[^\s<>`]+|(?<![\w@./])www\.[^\s<>`]+")
_PERSON = re.compile(r"(?<!\w)@([\w.-]+)")
_CHANNEL = re.compile(r"(?<!\S)#([\w-]+)")
_TRAILING = ".,;:!?)]}'\"”’。、"


def as_slack_sends(text: str, workspace: Workspace) -> str:
    """The `text` of the message event: `&`, `<`, `>` escaped, bare links as `<url>`, names as `<@U…>` and `<#C…|name>`.

    Code keeps its links bare, as Slack's own composer does.
    """
    pieces, at = [], 0
    for code in _CODE.finditer(text):
        pieces += [_linked(text[at : code.start()], workspace), _escaped(code[0])]
        at = code.end()
    return "".join([*pieces, _linked(text[at:], workspace)])


def _linked(text: str, workspace: Workspace) -> str:
    pieces, at = [], 0
    for match in _LINK.finditer(text):
        url = match[0].rstrip(_TRAILING)
        pieces.append(_named(text[at : match.start()], workspace))
        address = _escaped(url)
        pieces.append(f"<{address}>" if url.startswith("http") else f"<http://{address}|{address}>")
        at = match.start() + len(url)
    return "".join([*pieces, _named(text[at:], workspace)])


def _named(text: str, workspace: Workspace) -> str:
    people = {user.name: user.id for user in workspace.users.values()}
    channels = {channel.name: channel.id for channel in workspace.channels.values() if channel.kind != "im"}
    text = _escaped(text)
    text = _PERSON.sub(lambda m: f"<@{people[m[1]]}>" if m[1] in people else m[0], text)
    return _CHANNEL.sub(lambda m: f"<#{channels[m[1]]}|{m[1]}>" if m[1] in channels else m[0], text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rich_text(text: str, block_id: str) -> Json:
    """The rich_text block that Slack puts beside a person's text: its plain pieces and its links."""
    elements: list[Json] = []
    at = 0
    for match in _LINK.finditer(text):
        url = match[0].rstrip(_TRAILING)
        if match.start() > at:
            elements.append({"type": "text", "text": text[at : match.start()]})
        elements.append({"type": "link", "url": url})
        at = match.start() + len(url)
    if at < len(text):
        elements.append({"type": "text", "text": text[at:]})
    return {
        "type": "rich_text",
        "block_id": block_id,
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }
