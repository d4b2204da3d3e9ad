"""A Slack message → what a terminal shows: the same words, links as terminal links.

Takes the plain block dicts that bot.cards makes (and any other block that Slack knows: an unknown one is shown by
its text). Article text is a stranger's: escape codes and control characters never reach the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.style import Style
from rich.table import Table
from rich.text import Text

Block = dict[str, Any]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MRKDWN = re.compile(
    r"<(?P<url>https?://[^|>\s]+)(?:\|(?P<label>[^>]*))?>"
    r"|<!date\^\d+\^[^|>]*\|(?P<date>[^>]*)>"
    r"|<(?P<mark>[@#!][^>]*)>"
    r"|(?<![\w*])\*(?P<bold>[^*\n]+)\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^_\n]+)_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^~\n]+)~(?![\w~])"
    r"|`(?P<code>[^`\n]+)`"
)


def plain(text: str) -> str:
    """`text` without what could drive a terminal: control characters, escape codes, direction overrides."""
    return _CONTROL.sub("", text)


def _decode(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def mrkdwn(text: str, style: str = "") -> Text:
    """Slack's mrkdwn as styled text; links open from terminals that know links."""
    out, place = Text(style=style), 0
    text = plain(text)
    for match in _MRKDWN.finditer(text):
        out.append(_decode(text[place : match.start()]))
        out.append_text(_piece(match))
        place = match.end()
    out.append(_decode(text[place:]))
    return out


def _piece(match: re.Match[str]) -> Text:
    if url := match["url"]:
        label = match["label"] or url
        return mrkdwn(label) if not label else Text(_decode(label), Style(color="cyan", link=_decode(url)))
    if match["bold"]:
        inner = mrkdwn(match["bold"])
        inner.stylize("bold")
        return inner
    kinds = {"date": "", "mark": "yellow", "italic": "italic", "strike": "strike", "code": "green"}
    kind = next(name for name in kinds if match[name] is not None)
    return Text(_decode(match[kind]), kinds[kind])


def _text(element: Any, style: str = "") -> Text:
    if not isinstance(element, dict):
        return Text(plain(str(element)), style)
    if element.get("type") == "mrkdwn":
        return mrkdwn(str(element.get("text", "")), style)
    return Text(plain(str(element.get("text", ""))), style)


def _buttons(block: Block) -> Text:
    out = Text()
    for element in block.get("elements", []):
        label = plain(str(element.get("text", {}).get("text", "⋮"))) if "text" in element else "⋮"
        out.append(f"[ {label} ]", "reverse dim").append(" ")
    return out


def _fields(block: Block) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    fields = [_text(field) for field in block["fields"]]
    for index in range(0, len(fields), 2):
        grid.add_row(*fields[index : index + 2])
    return grid


def _rich_text(elements: Sequence[Any]) -> Text:
    out = Text()
    for element in elements:
        if element.get("type") == "link":
            url = plain(str(element.get("url", "")))
            out.append(plain(str(element.get("text") or url)), Style(color="cyan", link=url))
        elif element.get("type") == "text":
            bold = bool(element.get("style", {}).get("bold"))
            out.append(plain(str(element.get("text", ""))), "bold" if bold else "")
        else:
            out.append_text(_rich_text(element.get("elements", [])))
    return out


def _table(block: Block) -> RenderableType:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for number, row in enumerate(block.get("rows", [])):
        cells = [
            _rich_text(cell["elements"]) if cell.get("type") == "rich_text" else _text(cell) for cell in row
        ]
        table.add_row(*cells, style="bold" if number == 0 else "")
    return table


def _block(block: Block) -> Iterator[RenderableType]:
    kind = block.get("type")
    if kind == "header":
        yield _text(block.get("text"), "bold")
    elif kind == "divider":
        yield Rule(style="dim")
    elif kind == "actions":
        yield _buttons(block)
    elif kind == "context":
        parts = [_text(element, "dim") for element in block.get("elements", []) if "text" in element]
        yield Text("  ", "dim").join(parts)
    elif kind == "image":
        yield Text(f"[{plain(str(block.get('alt_text', '')))}]", "dim italic")
    elif kind == "table":
        yield _table(block)
    elif kind == "rich_text":
        yield _rich_text(block.get("elements", []))
    else:
        if "text" in block:
            yield _text(block["text"])
        if "fields" in block:
            yield _fields(block)


def render(text: str, blocks: Sequence[Block]) -> RenderableType:
    """One message as a terminal shows it: its blocks, or its text where it has none."""
    if not blocks:
        return mrkdwn(text)
    return Group(*(part for block in blocks for part in _block(block)))
