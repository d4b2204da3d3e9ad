"""Who did what in one sentence: trigger words, and which chunk fills which slot of their frames.

In: a sentence's chunks and the tables of `frames.toml`. Out: `Event` records in the order of the text. A frame says with
which cases its company and its counterparties stand; the same steps serve every language:

    trigger words → windows between them → money to its trigger → company and parties by case → head of a relative clause
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from bot.extraction import gapping
from bot.extraction.chunks import Chunk, case_behind
from bot.extraction.money_roles import role_of
from bot.extraction.names import Entity
from bot.language import Language, Row

Found = Literal["named", "ref", "topic", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Row):
    """A row of `frames.toml`: what triggers it and what its arguments mean.

    `company` and `party` list cases in order of preference; `needs` names chunk kinds (or "noun": a word of `[[noun]]`) of
    which one must stand in the window; `rank` 2 frames give way to rank 1 ones that say the same; `update` frames only add to
    an event of their company. `side` is where money stands, `reach` how far off at most. `zero` allows a company that only
    the context knows, `definite` one that "the", "its" before the trigger points to, `bearers` one that looks like an investor.
    """

    name: str
    kind: str
    company: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    role: str = "investor"
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    rank: int = 1
    status: str = ""
    update: bool = False
    side: Literal["before", "after", "any"] = "any"
    money: bool = True
    bearer: str = ""
    zero: bool = True
    reach: int = 260
    bearers: bool = False
    definite: bool = False


@dataclass(slots=True)
class Event:
    """What one trigger says; `found` tells how its company was found.

    `told` is the trigger's place where the event stands for one of several amounts that share it: `gapped` where the verb
    follows later, `fixed` where its company is known beforehand.
    """

    frames: tuple[Frame, ...]
    frame: Frame
    kind: str
    sentence: int
    start: int
    end: int
    low: int
    high: int
    company: Entity | None = None
    companies: list[Entity] = field(default_factory=list)
    found: Found = "none"
    parties: list[tuple[Entity, str]] = field(default_factory=list)
    money: list[Chunk] = field(default_factory=list)
    round: str | None = None
    round_at: int = -1
    chunks: list[Chunk] = field(default_factory=list)
    ref: Chunk | None = None
    told: tuple[int, int] | None = None
    gapped: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn(Row):
    of: str
    into: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled frames of a language."""

    triggers: tuple[tuple[re.Pattern[str], Frame, re.Pattern[str] | None], ...]
    noun: re.Pattern[str]
    definite: re.Pattern[str]
    turns: tuple[tuple[re.Pattern[str], _Turn], ...]
    coordination: re.Pattern[str]
    head: re.Pattern[str]
    between: re.Pattern[str]
    verbs_last: bool
    language: Language


def _any(patterns: Iterable[str]) -> str:
    joined = "|".join(patterns)
    return f"(?:{joined})" if joined else r"(?!)"


@cache
def grammar_of(language: Language) -> Grammar:
    """The frames of a language, compiled once."""
    rows = language.rows("frames", "frame", Frame)
    return Grammar(
        tuple(
            (
                re.compile(says, re.I),
                row,
                re.compile(_any(row.unless), re.I) if row.unless else None,
            )
            for row in rows
            for says in row.says
        ),
        re.compile(_any(language.patterns("frames", "noun")), re.I),
        re.compile(_any(language.patterns("frames", "definite")) + r"\Z", re.I),
        tuple((re.compile(_any(row.says), re.I), row) for row in language.rows("frames", "turn", _Turn)),
        re.compile(_any(language.patterns("frames", "coordination")) + r"\Z", re.I),
        re.compile(_any(language.patterns("frames", "head"))),
        re.compile(_any(language.patterns("frames", "between"))),
        bool(language.patterns("frames", "verbs_last")),
        language,
    )


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
    """The events of the triggers, and where triggers stand that took an amount or a round without telling of anybody."""
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
            _turn(event, kept[-1] if kept else None, text, grammar)
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


def _triggers(
    text: str, low: int, high: int, chunks: Sequence[Chunk], grammar: Grammar
) -> list[_Trigger]:
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
    events = [Event(t.frames, t.frames[0], t.frames[0].kind, number, t.start, t.end, low, high) for t in triggers]
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
        _fill(event, last, chunks, text, grammar, taken)
        if (frame.rank > 1 or frame.definite) and event.found == "none" and grammar.definite.search(text, max(event.low, event.start - 60), event.start):
            event.found = "topic"
        if event.found != "none" or frame.zero or frame.update:
            consumed |= taken
            return True
    return False


_NOUNS = ("name", "ref", "group")
_NO_COMPANY = frozenset({"person", "place", "office", "medium", "thing"})


def _fill(
    event: Event,
    last: Event | None,
    chunks: Sequence[Chunk],
    text: str,
    grammar: Grammar,
    consumed: set[int],
) -> None:
    """Find the event's company and its counterparties among the names of its stretch."""
    frame = event.frame
    inside = [c for c in chunks if event.low <= c.start and c.end <= event.high and c.kind in _NOUNS]
    event.chunks = [c for c in chunks if event.low <= c.start and c.end <= event.high]
    taken: set[int] = set()
    for case in frame.company:
        matches = _matching(case, event, inside, chunks, text, grammar, consumed, last)
        matches = [m for m in matches if not _is_out(m, frame)]
        if not matches:
            continue
        chosen = matches[0]
        if chosen.kind == "group":
            event.found = "none"
            return
        taken.add(chosen.start)
        if case not in ("subject", "topic"):
            consumed.add(chosen.start)
        if chosen.entity:
            event.company, event.found = chosen.entity, "named"
            event.companies = [chosen.entity] + _listed(chosen, inside, text, case)
        elif chosen.value == "antecedent":
            event.company = _antecedent(chosen, chunks)
            event.found = "named" if event.company else "ref"
        else:
            event.found, event.ref = "ref", chosen
        break
    _add_parties(event, inside, chunks, text, grammar, consumed, last, taken)


_SUBJECT = ("subject", "topic")


def _add_parties(
    event: Event,
    inside: list[Chunk],
    chunks: Sequence[Chunk],
    text: str,
    grammar: Grammar,
    consumed: set[int],
    last: Event | None,
    taken: set[int],
) -> None:
    """The names in the cases of the frame's counterparties; of subjects only the nearest, with its list."""
    frame = event.frame
    for case in frame.party:
        matches = _matching(case, event, inside, chunks, text, grammar, consumed, last, many=True)
        matches = [m for m in matches if m.start not in taken and m.kind == "name"]
        if case in _SUBJECT and matches:
            near = matches[0]
            matches = [near] + [m for m in matches[1:] if _in_list(m, near, inside, text)]
        for match in matches:
            entity = match.entity
            if entity is None or entity is event.company or entity.bearer in ("place", "office", "medium", "thing"):
                continue
            taken.add(match.start)
            consumed.add(match.start)
            if all(entity is not other for other, _ in event.parties):
                event.parties.append((entity, frame.role))
        if case == "subject" and event.parties:
            break


def _in_list(one: Chunk, other: Chunk, inside: list[Chunk], text: str) -> bool:
    """Whether two names stand in one list: the same case, and nothing but names and short links between them."""
    low, high = sorted((one, other), key=lambda chunk: chunk.start)
    if low.case != high.case:
        return False
    at = low.end
    for chunk in sorted(inside, key=lambda chunk: chunk.start):
        if low.start < chunk.start <= high.start:
            if chunk.case != low.case or chunk.start - at > 26 or re.search(r"[.;]|다 |며 |고 ", text[at : chunk.start]):
                return False
            at = chunk.end
    return True


def _is_out(chunk: Chunk, frame: Frame) -> bool:
    entity = chunk.entity
    if entity is None:
        return chunk.kind not in ("ref", "group")
    if frame.bearer:
        return entity.bearer != frame.bearer
    if frame.kind in ("funding", "acquisition") and entity.bearer == "investor" and not frame.bearers:
        return True
    return entity.bearer in _NO_COMPANY


def _listed(chosen: Chunk, inside: list[Chunk], text: str, case: str) -> list[Entity]:
    """Further names in the same list and case as the chosen one ("A, B and C went public")."""
    found: list[Entity] = []
    for chunk in inside:
        entity = chunk.entity
        if entity is None or chunk is chosen or chunk.case != chosen.case or entity.bearer != "company":
            continue
        low, high = sorted((chunk, chosen), key=lambda c: c.start)
        gap = text[low.end : high.start]
        if re.fullmatch(r"(?:[’'의]?s? ?(?:,|and|와|과|·|및|,? and|,? 그리고)? ?[‘']?)", gap) and gap.strip():
            found.append(entity)
    return found


def _matching(
    case: str,
    event: Event,
    inside: list[Chunk],
    chunks: Sequence[Chunk],
    text: str,
    grammar: Grammar,
    consumed: set[int],
    last: Event | None,
    many: bool = False,
) -> list[Chunk]:
    """The chunks that stand in a case with respect to an event's trigger, the nearest first."""
    before = [c for c in inside if c.end <= event.start]
    after = [c for c in inside if c.start >= event.end]
    if case == "subject":
        return _subjects(event, before, chunks, text, grammar, consumed, last)
    if case == "object":
        if grammar.verbs_last:
            return [c for c in reversed(before) if c.case == "object"]
        return _object(event, chunks, text, grammar)
    if case == "head":
        return _heads(event, chunks, text, grammar)
    if case == "bare":
        return [c for c in reversed(before) if c.case == "" and event.start - c.end <= 24]
    if case == "beside":
        return [c for c in reversed(before) if c.case in ("", "possessor")]
    if case == "behind":
        return [c for c in after if c.case == ""]
    found = [c for c in inside if c.case == case]
    if many:
        return found
    return sorted(found, key=lambda c: min(abs(c.start - event.end), abs(event.start - c.end)))


_OBJECT_REACH = 60


def _object(event: Event, chunks: Sequence[Chunk], text: str, grammar: Grammar) -> list[Chunk]:
    """What a verb is done to: the first name behind it, where no amount, date or comma stands between."""
    for chunk in chunks:
        if chunk.start < event.end or chunk.kind in ("percent", "people", "count", "months", "change"):
            continue
        if chunk.start >= event.high or chunk.kind not in ("name", "ref"):
            break
        gap = text[event.end : chunk.start]
        apposed = gap.count(",") == 1 and text[chunk.end : chunk.end + 1] == ","
        if len(gap) > _OBJECT_REACH or re.search(r"[;:()]", gap) or ("," in gap and not apposed):
            return []
        case = case_behind(text, event.end, chunk, grammar.language)
        entity = chunk.entity
        if (entity is not None and entity.bearer == "place") or case == "modifier":
            continue
        return [chunk] if case in ("", "possessor") else []
    return _relative(event, chunks)


def _relative(event: Event, chunks: Sequence[Chunk]) -> list[Chunk]:
    """The pronoun of "X, which A bought": an object that stands before the subject."""
    for at, chunk in enumerate(chunks):
        if chunk.value == "antecedent" and event.low <= chunk.start < event.start:
            between = [c for c in chunks[at + 1 :] if c.end <= event.start and c.kind == "name"]
            return [chunk] if between else []
    return []


def _subjects(
    event: Event,
    before: list[Chunk],
    chunks: Sequence[Chunk],
    text: str,
    grammar: Grammar,
    consumed: set[int],
    last: Event | None,
) -> list[Chunk]:
    """Candidates for the subject: before the trigger, nearest first; then what earlier parts of the sentence carry over."""
    cases = ("subject", "topic", "list") if grammar.verbs_last else ("",)
    if (
        not grammar.verbs_last
        and last
        and grammar.coordination.search(text[max(0, event.start - 40) : event.start])
    ):
        own: list[Chunk] = []
    else:
        own = [c for c in reversed(before) if c.case in cases and c.start not in consumed]
        near = before[-1] if before else None
        if near and near.case in ("aside", "list") and grammar.between.fullmatch(text, near.end, event.start):
            own = [near, *own]
    wanted = ("topic",) if grammar.verbs_last else cases
    carried = [
        c
        for c in reversed(chunks)
        if c.kind in _NOUNS and c.end <= event.low and c.case in wanted and c.start not in consumed
    ]
    more = [
        c
        for c in reversed(chunks)
        if grammar.verbs_last and c.kind in ("name", "ref") and c.end <= event.low and c.case == "subject"
    ]
    return own + carried + [c for c in more if c.start not in consumed]


def _heads(event: Event, chunks: Sequence[Chunk], text: str, grammar: Grammar) -> list[Chunk]:
    """The noun that a relative clause belongs to: the next name behind an adnominal trigger."""
    if event.gapped or not (grammar.head.match(text, event.end) or grammar.head.match(text, event.end - 1)):
        return []
    for chunk in chunks:
        if chunk.start >= event.end and chunk.kind in ("name", "ref"):
            return [chunk] if chunk.start - event.end <= 60 and chunk.start <= event.high + 60 else []
    return []


def _antecedent(ref: Chunk, chunks: Sequence[Chunk]) -> Entity | None:
    """The nearest company named before a relative pronoun."""
    for chunk in reversed(chunks):
        if chunk.end <= ref.start and chunk.entity and chunk.entity.bearer not in _NO_COMPANY:
            return chunk.entity
    return None


def _turn(event: Event, last: Event | None, text: str, grammar: Grammar) -> None:
    """Change the kind where the words beside say so: a raise "in debt" is debt, one by a firm "for its fund" a fund."""
    for pattern, row in grammar.turns:
        low = last.start if last and last.kind == row.into and grammar.verbs_last else event.low
        if event.kind == row.of and pattern.search(text, low, event.high):
            event.kind = row.into
            break
    owner = event.company
    if event.kind == "funding" and event.frame.bearers and owner and owner.bearer == "investor" and not event.round:
        event.kind = "fund"
    if event.kind == "debt":
        event.parties = [(entity, "lender") for entity, _ in event.parties]
    elif event.kind == "acquisition":
        event.parties = [(entity, "acquirer") for entity, _ in event.parties]
