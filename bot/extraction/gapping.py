"""One verb for several amounts ("Kelp 60 million won, Tern 12 million won received"), where the verb stands last.

In: an event that took several amounts. Out: the events that it stands for, each with its own stretch, amount and
round. An amount that brings no name, round or date of its own is no deal of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extraction.chunks import Chunk

if TYPE_CHECKING:
    from bot.extraction.frames import Event

_OWN = ("topic", "subject")


def split(event: Event, chunks: Sequence[Chunk], text: str) -> list[Event]:
    """The event itself, or one for each amount that is told with a bearer, round or date of its own, in order."""
    listed = _listed(event, chunks, text)
    if listed:
        return listed
    sums = sorted(
        (m for m in event.money if m.end <= event.start and m.start >= event.low), key=lambda m: m.start
    )
    if len(sums) < 2:
        event.money.sort(key=lambda m: min(abs(event.start - m.end), abs(m.start - event.end)))
        return [event]
    marks = ("goal",) if _gives(event) else _OWN
    parts: list[Event] = []
    low = event.low
    for at, money in enumerate(sums):
        inside = [c for c in chunks if low <= c.start and c.end <= money.start]
        rounds = [c for c in inside if c.kind == "round"]
        own = rounds or any(
            (c.kind == "date" and c.value) or (c.kind == "name" and c.case in marks) for c in inside
        )
        if parts and not own:
            low = money.end
            continue
        parts.append(_part(event, low, money, rounds, last=at == len(sums) - 1))
        low = money.end
    if len(parts) < 2:
        event.money.sort(key=lambda m: event.start - m.end if m.end <= event.start else m.start - event.end)
        return [event]
    parts[-1] = replace(parts[-1], start=event.start, end=event.end, high=event.high, gapped=False)
    return parts


def _gives(event: Event) -> bool:
    return "goal" in event.frames[0].company and "subject" in event.frames[0].party


def _part(event: Event, low: int, money: Chunk, rounds: Sequence[Chunk], last: bool) -> Event:
    return replace(
        event,
        low=low,
        high=event.high if last else money.end,
        start=event.start if last else money.end,
        end=event.end if last else money.end,
        money=[money],
        round=str(rounds[-1].value) if rounds else None,
        round_at=rounds[-1].start if rounds else -1,
        told=(event.start, event.end),
        gapped=not last,
        companies=[],
        parties=[],
        chunks=[],
    )


def _listed(event: Event, chunks: Sequence[Chunk], text: str) -> list[Event]:
    """An event for each name of a list with sums in brackets (two companies, each with its sum, and one verb)."""
    names = [
        c
        for c in chunks
        if c.kind == "name"
        and c.entity
        and event.low <= c.start
        and c.end <= event.start
        and text[c.end : c.end + 1] == "("
    ]
    if len(names) < 2 or len([m for m in event.money if any(_within(m, n, text) for n in names)]) < 2:
        return []
    made = []
    for name in names:
        money = [m for m in event.money if _within(m, name, text)]
        part = replace(
            event, start=name.end, end=name.end, money=money, told=(event.start, event.end), gapped=True
        )
        part.company, part.companies, part.found, part.fixed = name.entity, [], "named", True
        part.parties, part.chunks = [], []
        made.append(part)
    return made


def _within(money: Chunk, name: Chunk, text: str) -> bool:
    """Whether an amount stands in the brackets right behind a name."""
    return name.end < money.start and ")" not in text[name.end : money.start] and money.start - name.end < 24
