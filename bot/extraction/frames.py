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

from bot.extraction.chunks import Chunk
from bot.extraction.money_roles import role_of
from bot.extraction.names import Entity
from bot.language import Language, Row

Found = Literal["named", "ref", "topic", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Row):
    """A row of `frames.toml`: what triggers it and what its arguments mean.

    `company` and `party` list cases in order of preference; `needs` names chunk kinds (or "noun": a word of `[[noun]]`) of
    which one must stand in the window; `rank` 2 frames give way to rank 1 ones that say the same; `update` frames only add to
    an event of their company. `side` is where money stands.
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


@dataclass(slots=True)
class Event:
    """What one trigger says; `found` tells how its company was found."""

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
    chunks: list[Chunk] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn(Row):
    of: str
    into: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled frames of a language."""

    triggers: tuple[tuple[re.Pattern[str], Frame, re.Pattern[str] | None], ...]
    noun: re.Pattern[str]
    turns: tuple[tuple[re.Pattern[str], _Turn], ...]
    coordination: re.Pattern[str]
    head: re.Pattern[str]
    verbs_last: bool


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
        tuple((re.compile(_any(row.says), re.I), row) for row in language.rows("frames", "turn", _Turn)),
        re.compile(_any(language.patterns("frames", "coordination")) + r"\Z", re.I),
        re.compile(_any(language.patterns("frames", "head"))),
        bool(language.patterns("frames", "verbs_last")),
    )


@dataclass(frozen=True, slots=True)
class _Trigger:
    start: int
    end: int
    frame: Frame
    unless: re.Pattern[str] | None


def find(
    text: str, low: int, high: int, number: int, chunks: Sequence[Chunk], language: Language
) -> list[Event]:
    """The events of the sentence `text[low:high]`, in order; companies that only the context knows are left open."""
    grammar = grammar_of(language)
    triggers = _triggers(text, low, high, chunks, grammar)
    events = _windows(triggers, low, high, number)
    _share_chunks(events, chunks, text, grammar, language)
    events = [event for event in events if _complete(event, text, grammar)]
    _narrow(events, low, high)
    consumed: set[int] = set()
    for at, event in enumerate(events):
        _fill(event, events[at - 1] if at else None, chunks, text, grammar, consumed)
        _turn(event, text, grammar)
    return events


def _triggers(text: str, low: int, high: int, chunks: Sequence[Chunk], grammar: Grammar) -> list[_Trigger]:
    """Trigger words in order; the longer, then the earlier-listed one where two overlap; none inside a name."""
    found: list[tuple[int, int, int, _Trigger]] = []
    for order, (pattern, frame, unless) in enumerate(grammar.triggers):
        for match in pattern.finditer(text, low, high):
            start, end = match.span("t") if "t" in pattern.groupindex else match.span()
            inside = any(
                c.kind in ("name",) and c.start <= start and end <= c.end and (c.end - c.start) > end - start
                for c in chunks
            )
            if not inside:
                found.append((start, -(end - start), order, _Trigger(start, end, frame, unless)))
    kept: list[_Trigger] = []
    for _, _, _, trigger in sorted(found, key=lambda entry: (entry[1], entry[2], entry[0])):
        if all(trigger.end <= other.start or other.end <= trigger.start for other in kept):
            kept.append(trigger)
    return sorted(kept, key=lambda trigger: trigger.start)


def _windows(triggers: list[_Trigger], low: int, high: int, number: int) -> list[Event]:
    """An event for each trigger, with the stretch that belongs to it: from the end of the last to the start of the next."""
    events = []
    for at, trigger in enumerate(triggers):
        left = triggers[at - 1].end if at else low
        right = triggers[at + 1].start if at + 1 < len(triggers) else high
        events.append(
            Event(trigger.frame, trigger.frame.kind, number, trigger.start, trigger.end, left, right)
        )
    return events


def _share_chunks(
    events: list[Event], chunks: Sequence[Chunk], text: str, grammar: Grammar, language: Language
) -> None:
    """Give each amount and round that can be a deal's to the trigger to which it stands nearest, on the right side."""
    takers = [event for event in events if event.frame.money]
    for chunk in chunks:
        if chunk.kind == "money" and role_of(text, chunk, language) not in ("", "debt", "fund", "sum"):
            continue
        if chunk.kind not in ("money", "round"):
            continue
        costs = [
            (cost, at)
            for at, event in enumerate(takers)
            if (cost := _distance(event, chunk, events, text, chunk.kind)) <= event.frame.reach
        ]
        if not costs:
            continue
        cost, at = min(costs)
        if chunk.kind == "money":
            takers[at].money.append(chunk)
        elif takers[at].round is None:
            takers[at].round = str(chunk.value)


def _narrow(events: list[Event], low: int, high: int) -> None:
    """Set the stretches anew once the triggers that say nothing are gone."""
    for at, event in enumerate(events):
        event.low = events[at - 1].end if at else low
        event.high = events[at + 1].start if at + 1 < len(events) else high


def _distance(event: Event, chunk: Chunk, events: list[Event], text: str, kind: str) -> float:
    before = chunk.end <= event.start
    gap = text[chunk.end : event.start] if before else text[event.end : chunk.start]
    cost = float(len(gap))
    side = event.frame.side
    if side != "any" and (side == "before") != before:
        cost += 70 if kind == "money" else 30
    between = sum(
        1
        for other in events
        if other is not event and min(event.end, chunk.end) <= other.start < max(event.start, chunk.start)
    )
    cost += 45 * between + 40 * gap.count(";") + (15 if event.frame.rank > 1 else 0)
    return cost


def _complete(event: Event, text: str, grammar: Grammar) -> bool:
    """Whether what the frame needs stands in its window, and nothing that forbids it."""
    frame = event.frame
    window = text[event.low : event.high]
    for _, other, unless in grammar.triggers:
        if other is frame and unless and unless.search(window):
            return False
    if not frame.needs:
        return True
    if "money" in frame.needs and event.money:
        return True
    if "round" in frame.needs and event.round:
        return True
    return "noun" in frame.needs and bool(grammar.noun.search(window))


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
    inside = [c for c in chunks if event.low <= c.start and c.end <= event.high and c.kind in ("name", "ref")]
    event.chunks = [c for c in chunks if event.low <= c.start and c.end <= event.high]
    taken: set[int] = set()
    for case in frame.company:
        matches = _matching(case, event, inside, chunks, text, grammar, consumed, last)
        matches = [m for m in matches if not _is_out(m, frame)]
        if not matches:
            continue
        chosen = matches[0]
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
            event.found = "ref"
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
        return chunk.kind != "ref"
    if frame.bearer:
        return entity.bearer != frame.bearer
    if frame.kind in ("funding", "acquisition") and entity.bearer == "investor":
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
        return [c for c in after if c.case in ("", "possessor")]
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
    wanted = ("topic",) if grammar.verbs_last else cases
    carried = [
        c
        for c in reversed(chunks)
        if c.kind in ("name", "ref") and c.end <= event.low and c.case in wanted and c.start not in consumed
    ]
    more = [
        c
        for c in reversed(chunks)
        if grammar.verbs_last and c.kind in ("name", "ref") and c.end <= event.low and c.case == "subject"
    ]
    return own + carried + [c for c in more if c.start not in consumed]


def _heads(event: Event, chunks: Sequence[Chunk], text: str, grammar: Grammar) -> list[Chunk]:
    """The noun that a relative clause belongs to: the next name behind an adnominal trigger."""
    if not grammar.head.match(text, event.end):
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


def _turn(event: Event, text: str, grammar: Grammar) -> None:
    """Change the kind where the words beside say so: a raise "in debt" is debt, one by a firm "for its fund" a fund."""
    window = text[event.low : event.high]
    for pattern, row in grammar.turns:
        if event.kind == row.of and pattern.search(window):
            event.kind = row.into
            break
    if event.kind == "debt":
        event.parties = [(entity, "lender") for entity, _ in event.parties]
    elif event.kind == "acquisition":
        event.parties = [(entity, "acquirer") for entity, _ in event.parties]
