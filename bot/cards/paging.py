"""Titled lists → messages: as much as the first one bears, and the rest, complete, in as few as it fits in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.line import Line, line, mrkdwn, words
from bot.cards.message import (
    MOST_BLOCKS,
    MOST_CHARACTERS,
    SECTION,
    Block,
    Message,
    characters,
    message,
    sections,
)
from bot.cards.wording import Wording

Item = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A titled list; `shown` is how many items the first message bears at most."""

    title: Line
    items: tuple[Item, ...]
    shown: int


def share_out(
    all_groups: Sequence[Group], wording: Wording, below: str, room: int
) -> tuple[list[Group], list[Group]]:
    """The groups as the first message bears them, and what is left of each for the thread."""
    shown, rest = [], []
    for group in all_groups:
        room -= len(mrkdwn(group.title)) + 80
        taken: list[Item] = []
        for item in group.items[: group.shown]:
            size = _size(item)
            if size > room:
                break
            taken.append(item)
            room -= size
        left = group.items[len(taken) :]
        if left:
            taken.append((line(wording.say(f"digest.{below}", n=len(left))),))
            rest.append(Group(group.title, left, len(left)))
        shown.append(Group(group.title, tuple(taken), len(taken)) if taken else Group(group.title, ((),), 1))
    return shown, rest


def _size(item: Item) -> int:
    return sum(len(mrkdwn(each)) + 1 for each in item)


def blocks_of(group: Group) -> list[Block]:
    """The group as sections."""
    return sections(each for each in (group.title, *(row for item in group.items for row in item)) if each)


def lines_of(shown: Sequence[Group]) -> list[Line]:
    """The groups' lines, titles included."""
    return [
        each
        for group in shown
        for each in (group.title, *(row for item in group.items for row in item))
        if each
    ]


def thread(rest: Sequence[Group], title: str, wording: Wording) -> list[Message]:
    """All that is left, complete, in as few messages as it fits in."""
    made: list[Message] = []
    blocks: list[Block] = []
    lines: list[Line] = []
    for group in rest:
        for part in _parts(group):
            added = blocks_of(part)
            if len(blocks) + len(added) > MOST_BLOCKS or characters([*blocks, *added]) > MOST_CHARACTERS:
                made.append(message(lines, blocks))
                blocks, lines = [], []
            blocks += added
            lines += lines_of([part])
    if blocks:
        made.append(message(lines, blocks))
    head = line(wording.say("digest.continued", title=title))
    return [Message(f"{words(head)}\n{each.text}", each.blocks) for each in made]


def _parts(group: Group) -> list[Group]:
    """The group in pieces that one section bears each."""
    parts: list[list[Item]] = [[]]
    used = len(mrkdwn(group.title))
    for item in group.items:
        if parts[-1] and used + _size(item) > SECTION - 50:
            parts.append([])
            used = len(mrkdwn(group.title))
        parts[-1].append(item)
        used += _size(item)
    return [Group(group.title, tuple(part), len(part)) for part in parts]
