"""Which chunk fills which slot of a frame: whose event it is, and who stands on the other side.

In: an event with its stretch of a sentence, the sentence's chunks, what earlier events have taken. Out: the event with
its company, its counterparties and, where the words beside it say so, another kind. Subjects are looked for before the
trigger, objects right behind it (before it where verbs stand last), everything else by its case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.extraction.chunks import Chunk, case_behind, is_phrase
from bot.extraction.frame_tables import Event, Frame, Grammar
from bot.extraction.names import Entity

_NOUNS = ("name", "ref", "group")
_NO_COMPANY = frozenset({"person", "place", "office", "medium", "thing"})


def fill(
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
        if case not in ("subject", "topic", "head"):
            consumed.add(chosen.start)
        if chosen.entity:
            event.company, event.found = chosen.entity, "named"
            event.companies = [chosen.entity, *_listed(chosen, inside, text, case)]
        elif chosen.value == "antecedent":
            event.company = _antecedent(chosen, chunks)
            event.found = "named" if event.company else "ref"
        else:
            event.found, event.ref = "ref", chosen
        break
    _add_parties(event, inside, chunks, text, grammar, consumed, last, taken)
    if grammar.verbs_last and not event.parties and last and last.kind == event.kind == "acquisition":
        event.parties = [(entity, role) for entity, role in last.parties if entity is not event.company]


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
        if case not in _SUBJECT and not grammar.verbs_last:
            matches = [m for m in matches if m.start not in consumed]
        if case in _SUBJECT and matches:
            near = matches[0]
            matches = [near] + [m for m in matches[1:] if _in_list(m, near, inside, text)]
        for match in matches:
            entity = match.entity
            if (
                entity is None
                or entity is event.company
                or entity.bearer in ("place", "office", "medium", "thing")
            ):
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
            if (
                chunk.case != low.case
                or chunk.start - at > 26
                or re.search(r"[.;]|다 |며 |고 ", text[at : chunk.start])
            ):
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
    if case == "main":
        return _main(event, chunks, text, grammar)
    if case == "bare":
        return [c for c in reversed(before) if c.case == "" and event.start - c.end <= 24]
    if case == "beside":
        return [
            c for c in reversed(before) if c.case in ("", "possessor") and _adjoins(c, event, text, grammar)
        ]
    if case == "backer":
        return [c for c in inside if c.case == "possessor" and c.entity and c.entity.bearer == "investor"]
    if case == "behind":
        return [c for c in after if c.case == ""]
    found = [c for c in inside if c.case == case]
    if case == "possessor":
        found = [c for c in found if _adjoins(c, event, text, grammar)]
    if many:
        return found
    return sorted(found, key=lambda c: min(abs(c.start - event.end), abs(event.start - c.end)))


def _adjoins(chunk: Chunk, event: Event, text: str, grammar: Grammar) -> bool:
    """Whether a possessor belongs to the trigger's phrase: no verb and no new clause stands between the two."""
    if chunk.start >= event.end:
        gap = text[event.end : chunk.start]
        return grammar.verbs_last or ("," not in gap and is_phrase(gap, grammar.language))
    return is_phrase(text[chunk.end : event.start], grammar.language)


_OPENING = 50


def _main(event: Event, chunks: Sequence[Chunk], text: str, grammar: Grammar) -> list[Chunk]:
    """The subject of the sentence that the trigger's phrase opens: the name behind its comma, before the verb."""
    first = min((c.start for c in chunks), default=event.start)
    opening = text[text.rfind("\n", 0, event.start) + 1 : event.start].rsplit(". ", 1)[-1]
    if len(opening) > _OPENING or any(
        c.kind in _NOUNS and c.end <= event.start and c.start >= first for c in chunks
    ):
        return []
    for chunk in chunks:
        if chunk.start < event.end or chunk.kind not in ("name", "ref"):
            continue
        gap = text[event.end : chunk.start]
        if ";" in gap:
            break
        if re.search(r",\s(?:[\w’-]+ ){0,4}\Z", gap):
            return [chunk] if grammar.main.match(text, chunk.end) else []
    return []


_OBJECT_REACH = 60


def _object(event: Event, chunks: Sequence[Chunk], text: str, grammar: Grammar) -> list[Chunk]:
    """What a verb is done to: the first name behind it, where no amount, date or comma stands between."""
    for chunk in chunks:
        if chunk.start < event.end or chunk.kind in ("percent", "months", "change"):
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
            between = [c for c in chunks[at + 1 :] if c.end <= event.start and c.kind in ("name", "group")]
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
    """Candidates for the subject: before the trigger, nearest first; then what earlier parts carry over."""
    cases = ("subject", "topic", "list") if grammar.verbs_last else ("",)
    if (
        not grammar.verbs_last
        and last
        and grammar.coordination.search(text[max(0, event.start - 40) : event.start])
    ):
        own: list[Chunk] = []
    else:
        own = [c for c in reversed(before) if c.case in cases and c.start not in consumed]
        own.sort(key=lambda c: grammar.verbs_last and c.case == "list")
        near = before[-1] if before else None
        if (
            near
            and near.case in ("aside", "list", "on")
            and grammar.between.fullmatch(text, near.end, event.start)
        ):
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


def turn(event: Event, last: Event | None, text: str, grammar: Grammar) -> None:
    """Change the kind where the words beside say so: a raise "in debt" is debt, one by a firm "for its fund" a fund."""
    for pattern, row in grammar.turns:
        low = last.start if last and last.kind == row.into and grammar.verbs_last else event.low
        if not grammar.verbs_last and any(chunk.start >= event.end for chunk in event.money):
            low = max(low, event.start)
        named = event.round and event.round not in ("bridge", "pre_ipo")
        if row.into in ("debt", "ipo") and named and not grammar.verbs_last:
            continue
        if event.kind == row.of and pattern.search(text, low, event.high):
            event.kind = row.into
            break
    owner = event.company
    if event.kind == "funding" and _is_proceeds(event, last):
        event.kind = "ipo"
    if (
        event.kind == "funding"
        and event.frame.bearers
        and owner
        and owner.bearer == "investor"
        and not event.round
    ):
        event.kind = "fund"
    if event.kind == "debt":
        event.parties = [(entity, "lender") for entity, _ in event.parties]
    elif event.kind == "acquisition":
        event.parties = [(entity, "acquirer") for entity, _ in event.parties]
    elif event.kind == "funding":
        event.parties = [
            (entity, "investor" if role == "acquirer" else role) for entity, role in event.parties
        ]


def _is_proceeds(event: Event, last: Event | None) -> bool:
    """Whether an amount is what the listing just told in the same sentence brought in."""
    if last is None or last.kind != "ipo" or last.money or event.round or event.parties:
        return False
    return bool(event.money) and event.company is last.company and event.company is not None
