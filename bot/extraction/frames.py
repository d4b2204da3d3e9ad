"""Who did what in one sentence: trigger words, and the stretches and amounts that belong to them.

In: a sentence's chunks and the tables of `frames.toml`. Out: `Event` records in the order of the text. The same
steps serve every language:

    trigger words → windows between them → money to its trigger → company and parties by case (`slots`)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.extraction import gapping, slots
from bot.extraction.chunks import Chunk
from bot.extraction.frame_tables import Event, Frame, Grammar, grammar_of
from bot.extraction.money_roles import role_of
from bot.language import Language

__all__ = ["Event", "Frame", "Grammar", "find", "grammar_of"]


@dataclass(frozen=True, slots=True)
class _Trigger:
    """A trigger word; one that several frames share has them all, the preferred first."""

    start: int
    end: int
    frames: tuple[Frame, ...]


def find(
    text: str, low: int, high: int, number: int, chunks: Sequence[Chunk], language: Language
) -> list[Event]:
    """The events of the sentence `text[low:high]`, in order; companies that only the context knows are left open."""
    grammar = grammar_of(language)
    triggers = _triggers(text, low, high, chunks, grammar)
    free = [
        c
        for c in chunks
        if c.kind == "round" or (c.kind == "money" and role_of(text, c, language) in ("", "debt", "fund"))
    ]
    for _ in range(_ROUNDS):
        kept, failed = _round(triggers, free, text, low, high, number, chunks, grammar)
        if not failed:
            break
        triggers = [trigger for trigger in triggers if trigger.start not in failed]
    return kept


_ROUNDS = 4


def _round(
    triggers: Sequence[_Trigger],
    free: Sequence[Chunk],
    text: str,
    low: int,
    high: int,
    number: int,
    chunks: Sequence[Chunk],
    grammar: Grammar,
) -> tuple[list[Event], set[int]]:
    """The events of the triggers, and the places of those that took an amount or a round and tell of nobody."""
    verbs = [t for t in triggers if t.frames[0].rank == 1]
    events = _events(verbs, free, text, low, high, number, chunks, grammar)
    claimed = {c.start for event in events for c in event.money} | {event.round_at for event in events}
    left = [c for c in free if c.start not in claimed]
    nouns = [t for t in triggers if t.frames[0].rank > 1 and not _told(t, events, text)]
    more = _events(nouns, left, text, low, high, number, chunks, grammar)
    events = sorted([*events, *more], key=lambda event: event.start)
    _narrow(events, low, high)
    if grammar.verbs_last:
        events = [part for event in events for part in gapping.split(event, chunks, text)]
    consumed: set[int] = set()
    kept: list[Event] = []
    failed: set[int] = set()
    for event in events:
        if _settle(event, kept[-1] if kept else None, chunks, text, grammar, consumed):
            slots.turn(event, kept[-1] if kept else None, text, grammar)
            kept.append(event)
        elif event.money or event.round:
            failed.add(event.start)
    return kept, failed


def _told(noun: _Trigger, events: Sequence[Event], text: str) -> bool:
    """Whether a verb near a noun already tells what the noun is about."""
    for event in events:
        if event.frame.update or event.kind != noun.frames[0].kind:
            continue
        gap = text[min(noun.end, event.end) : max(noun.start, event.start)]
        if len(gap) <= 90 and ";" not in gap:
            return True
    return False


def _triggers(text: str, low: int, high: int, chunks: Sequence[Chunk], grammar: Grammar) -> list[_Trigger]:
    """Trigger words in order; the longer, then the earlier-listed one where two overlap; none inside a name."""
    found: dict[tuple[int, int], list[Frame]] = {}
    for pattern, frame, unless in grammar.triggers:
        for match in pattern.finditer(text, low, high):
            start, end = match.span("t") if "t" in pattern.groupindex else match.span()
            if any(c.kind == "name" and c.start <= start and end <= c.end for c in chunks):
                continue
            if unless and unless.search(text[max(low, start - 40) : min(high, end + 40)]):
                continue
            found.setdefault((start, end), []).append(frame)
    kept: list[_Trigger] = []
    order = {id(frame): at for at, (_, frame, _) in enumerate(grammar.triggers)}
    for (start, end), frames in sorted(found.items(), key=lambda e: (e[0][0] - e[0][1], order[id(e[1][0])])):
        if all(end <= other.start or other.end <= start for other in kept):
            kept.append(_Trigger(start, end, tuple(sorted(frames, key=lambda f: order[id(f)]))))
    return sorted(kept, key=lambda trigger: trigger.start)


def _events(
    triggers: Sequence[_Trigger],
    free: Sequence[Chunk],
    text: str,
    low: int,
    high: int,
    number: int,
    chunks: Sequence[Chunk],
    grammar: Grammar,
) -> list[Event]:
    """An event for each trigger that says enough, with the amounts and the round that stand nearest to it."""
    events = [
        Event(t.frames, t.frames[0], t.frames[0].kind, number, t.start, t.end, low, high) for t in triggers
    ]
    _narrow(events, low, high)
    _share(events, free, text)
    kept = []
    for event in events:
        event.frames = tuple(frame for frame in event.frames if _complete(event, frame, text, grammar))
        if event.frames:
            kept.append(event)
    _narrow(kept, low, high)
    return kept


def _narrow(events: list[Event], low: int, high: int) -> None:
    """Set each event's stretch: from the end of the last trigger to the start of the next."""
    for at, event in enumerate(events):
        event.low = events[at - 1].end if at else low
        event.high = events[at + 1].start if at + 1 < len(events) else high


def _share(events: list[Event], free: Sequence[Chunk], text: str) -> None:
    """Give each amount and round to the trigger to which it stands nearest, on the right side."""
    takers = [event for event in events if any(frame.money for frame in event.frames)]
    for chunk in free:
        costs = [
            (cost, at)
            for at, event in enumerate(takers)
            if (cost := _distance(event, chunk, events, text)) <= event.frames[0].reach
        ]
        if not costs:
            continue
        taker = takers[min(costs)[1]]
        if chunk.kind == "money":
            taker.money.append(chunk)
        elif taker.round is None:
            taker.round, taker.round_at = str(chunk.value), chunk.start


def _distance(event: Event, chunk: Chunk, events: list[Event], text: str) -> float:
    before = chunk.end <= event.start
    gap = text[chunk.end : event.start] if before else text[event.end : chunk.start]
    cost = float(len(gap))
    side = event.frames[0].side
    if side != "any" and (side == "before") != before:
        cost += 70 if chunk.kind == "money" else 30
    between = sum(
        1
        for other in events
        if other is not event and min(event.end, chunk.end) <= other.start < max(event.start, chunk.start)
    )
    return cost + 45 * between + 40 * gap.count(";")


def _complete(event: Event, frame: Frame, text: str, grammar: Grammar) -> bool:
    """Whether what the frame needs stands in its window."""
    if not frame.needs:
        return True
    if "money" in frame.needs and event.money:
        return True
    if "round" in frame.needs and event.round:
        return True
    return "noun" in frame.needs and bool(grammar.noun.search(text, event.low, event.high))


def _settle(
    event: Event,
    last: Event | None,
    chunks: Sequence[Chunk],
    text: str,
    grammar: Grammar,
    consumed: set[int],
) -> bool:
    """Fill the first of the event's frames that fits; False where none does."""
    if event.fixed:
        return True
    for frame in event.frames:
        event.frame, event.kind, event.found = frame, frame.kind, "none"
        event.company, event.companies, event.parties, event.ref = None, [], [], None
        taken = set(consumed)
        slots.fill(event, last, chunks, text, grammar, taken)
        if (
            (frame.rank > 1 or frame.definite)
            and event.found == "none"
            and grammar.definite.search(text, max(event.low, event.start - 60), event.start)
        ):
            event.found = "topic"
        if frame.pair and not event.parties:
            continue
        if event.found != "none" or frame.zero or frame.update:
            consumed |= taken
            return True
    return False
