"""Deals put together from events: one deal for all that an article says of it, however often it says it.

In: a `Context`. Out: deals, and deals that a person should decide. Events of one company and kind whose amounts, rounds
and dates do not contradict each other are one; events that only add ("A and B took part") go to the deal told last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.extraction import doubts, kinds, status
from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.deal_drafts import Draft, add_parties, dates_meet, merge
from bot.extraction.frames import Event
from bot.extraction.money_roles import basis_of, role_of
from bot.extraction.names import Entity
from bot.facts import Counterparty, Deal, DealStatus, Money, Possible, Role, Valuation

KINDS = ("funding", "acquisition", "ipo", "debt", "fund")
NO_SIGNAL = (*KINDS, "deal")


def assemble(context: Context) -> tuple[tuple[Deal, ...], tuple[Possible, ...]]:
    """The article's deals in order, and those that are not clear enough to count."""
    drafts: list[Draft] = []
    pending: list[Event] = []
    for event in context.events:
        _settle_kind(event, context)
        _take(event, drafts, pending, context)
    for event in pending:
        if not _add(event, drafts, context, ahead=True):
            _add_loose(event, drafts, context)
    _add_values(drafts, context)
    _adopt(drafts, context)
    _give_up(drafts, context)
    drafts = [draft for draft in drafts if _says_something(draft)]
    sure = tuple(_deal(draft, context) for draft in drafts if not draft.doubt)
    unsure = tuple(Possible(_deal(draft, context), draft.doubt) for draft in drafts if draft.doubt)
    return sure, unsure


def _take(event: Event, drafts: list[Draft], pending: list[Event], context: Context) -> None:
    """One event into the drafts; one that only adds to a deal which is not told yet goes to `pending`."""
    if event.kind == "deal":
        made = None if _add_sum(event, drafts) else _from_sum(event, pending, context)
        if made is not None:
            drafts.append(made)
    elif event.kind not in KINDS:
        return
    elif event.frame.update and not event.money and not event.round:
        if not _add(event, drafts, context):
            pending.append(event)
    elif not _is_proceeds(event, drafts):
        for company, amount in _shares(event, context):
            draft = _draft(event, company, amount, context)
            if draft is not None and not _is_share(draft, event, drafts):
                merge(draft, drafts)


def _settle_kind(event: Event, context: Context) -> None:
    """Give an event the kind that the words around it tell, and its parties the role that goes with it."""
    kind = kinds.settle(event, context.article.text, context.sentences, context.language)
    if kind != event.kind:
        role = "lender" if kind == "debt" else "investor"
        event.kind, event.parties = kind, [(entity, role) for entity, _ in event.parties]


def _give_up(drafts: list[Draft], context: Context) -> None:
    """A deal that was only hoped for is cancelled where the next sentence says that it came to nothing."""
    gone = context.language.patterns("status", "gone")
    if not gone:
        return
    pattern = re.compile("|".join(gone))
    for draft in drafts:
        number = draft.last + 1
        if draft.status != "in_talks" or number >= len(context.sentences):
            continue
        same = context.sentences[number].paragraph == context.sentences[draft.last].paragraph
        if same and _is_about(draft, number, context) and pattern.search(context.sentences[number].text):
            draft.status = "cancelled"


_PRICED = ("acquisition", "ipo", "fund", "debt")


def _adopt(drafts: list[Draft], context: Context) -> None:
    """Give a deal without an amount the one that stands alone beside it, in its sentence or the next one."""
    text, language = context.article.text, context.language
    spent = {(m.start, m.end) for event in context.events for m in event.money if event.kind != "deal"}
    told = {event.sentence for event in context.events if event.kind in KINDS and not event.frame.update}
    for draft in drafts:
        if draft.amount is not None or (draft.kind not in _PRICED and not draft.strong):
            continue
        roles = ("", "debt", "fund", "valuation") if draft.kind == "acquisition" else ("", "debt", "fund")
        for number in (draft.last, draft.last + 1) if draft.kind != "ipo" else (draft.last,):
            if number >= len(context.sentences) or (number > draft.last and number in told):
                continue
            if context.sentences[number].paragraph != context.sentences[draft.last].paragraph:
                continue
            free = [
                chunk
                for chunk in context.chunks[number]
                if chunk.kind == "money"
                and (chunk.start, chunk.end) not in spent
                and role_of(text, chunk, language) in roles
            ]
            if free and isinstance(free[0].value, Money) and _is_about(draft, number, context):
                draft.amount, draft.last = free[0].value, max(draft.last, number)
                spent.add((free[0].start, free[0].end))
                break


def _is_about(draft: Draft, number: int, context: Context) -> bool:
    """Whether a sentence that follows a deal speaks of nothing else: no question, no other company, one sum."""
    if number == draft.first:
        return True
    row = context.chunks[number]
    known = {draft.company.name, *(entity.name for entity, _ in draft.parties)}
    others = {c.entity.name for c in row if c.entity and c.entity.bearer in ("company", "investor")} - known
    asks = context.sentences[number].text.rstrip('”"’) ').endswith("?")
    return not asks and not others and sum(c.kind == "money" for c in row) <= 2


def _from_sum(event: Event, pending: list[Event], context: Context) -> Draft | None:
    """A round of which only who came in and how much was told ("Tern became a shareholder. The sum is $4 million")."""
    near = [e for e in pending if e.kind == "funding" and 0 <= event.sentence - e.sentence <= 2 and e.parties]
    value = event.money[0].value if event.money else None
    if not near or not isinstance(value, Money):
        return None
    told = near[-1]
    company = (
        told.company
        or context.topics.before(
            event.sentence, event.start, "company", frozenset(entity.name for entity, _ in told.parties)
        ).entity
    )
    draft = _draft(told, company, None, context)
    if draft is not None:
        draft.amount, draft.last = value, event.sentence
        pending.remove(told)
    return draft


def _add_sum(event: Event, drafts: list[Draft]) -> bool:
    """Give a sum that stands alone ("The price was $40 million") to the deal without an amount told just before.

    False where no such deal was told.
    """
    near = [d for d in drafts if d.amount is None and 0 <= event.sentence - d.last <= 2]
    value = event.money[0].value if event.money else None
    if near and isinstance(value, Money):
        target = max(near, key=lambda draft: (draft.last, draft.start))
        target.amount, target.last = value, event.sentence
        return True
    return bool(drafts and 0 <= event.sentence - drafts[-1].last <= 1)


def _is_proceeds(event: Event, drafts: list[Draft]) -> bool:
    """Whether an event only says what the sale or listing just told brought in; its sum is given to that deal then."""
    if event.kind != "funding" or event.found == "named" or event.round or not event.money:
        return False
    near = [d for d in drafts if 0 <= event.sentence - d.last <= 1]
    target = max(near, key=lambda draft: (draft.last, draft.start), default=None)
    value = event.money[0].value
    if target is None or target.kind not in ("ipo", "acquisition") or not isinstance(value, Money):
        return False
    if target.amount is None:
        target.amount, target.last = value, event.sentence
    return True


def _is_share(draft: Draft, event: Event, drafts: list[Draft]) -> bool:
    """Whether what one investor gave is part of a round just told; its parties are added to that round then."""
    if draft.kind != "funding" or event.found == "named" or "subject" not in event.frame.party:
        return False
    for other in reversed(drafts):
        near = draft.first - other.last <= 3 and other.company is draft.company and other.kind == "funding"
        if draft.date and other.date and not dates_meet(draft.date, other.date):
            continue
        if not near or other.amount is None or draft.amount is None or draft.status != other.status:
            continue
        if other.amount.currency == draft.amount.currency and draft.amount.value < other.amount.value:
            add_parties(other, draft.parties)
            return True
    return False


def _shares(event: Event, context: Context) -> list[tuple[Entity | None, Chunk | None]]:
    """The companies of an event with their amounts: one, or a list of companies that did the same."""
    company = context.company_of(event)
    amount = event.money[0] if event.money else None
    given = [entity for entity, _ in event.parties]
    several = [entity for entity in event.companies if all(entity is not other for other in given)]
    if len(several) > 1 and event.kind in ("acquisition", "ipo"):
        return [(entity, None) for entity in several]
    return [(company, amount)]


def _draft(event: Event, company: Entity | None, amount: Chunk | None, context: Context) -> Draft | None:
    """A new deal from an event; None where nobody, or nothing that happened, is told."""
    if company is None or company.bearer in ("person", "place", "office", "medium"):
        return None
    sentence = context.sentences[event.sentence]
    modality = status.read(
        context.article.text,
        sentence.start,
        sentence.end,
        *(event.told or (event.start, event.end)),
        event.kind,
        context.language,
    )
    if modality in ("negated", "hypothetical", "denied"):
        return None
    state: DealStatus = "completed"
    if modality in ("planned", "sought"):
        state = "in_talks"
    elif modality == "cancelled":
        state = "cancelled"
    if event.frame.status in ("in_talks", "cancelled") and state == "completed":
        state = "in_talks" if event.frame.status == "in_talks" else "cancelled"
    money = amount.value if amount and isinstance(amount.value, Money) else None
    parties = [(entity, role) for entity, role in event.parties if entity is not company]
    if event.kind == "acquisition" and not parties:
        parties = _buyer(event, company, context)
    date = context.date_of(event.sentence, event.start, event.end)
    return Draft(
        event.kind,
        company,
        state,
        event.sentence,
        event.sentence,
        event.start,
        amount=money,
        round=event.round,
        date=date,
        parties=parties,
        source=context.sources[event.sentence],
        strong=event.frame.status == "in_talks" and event.found != "none",
        doubt=doubts.why(event, context.meant_by(event), state, date is not None, context),
    )


def _buyer(event: Event, company: Entity, context: Context) -> list[tuple[Entity, str]]:
    """The buyer where only a word for a company stands as the subject ("The company also bought Tern")."""
    for chunk in event.chunks:
        if chunk.kind == "ref" and chunk.case in ("subject", "topic") and chunk.end <= event.start:
            but = frozenset({company.name})
            buyer = context.topics.before(event.sentence, chunk.start, "company", but).entity
            return [(buyer, "acquirer")] if buyer is not None else []
    return []


def _says_something(draft: Draft) -> bool:
    """A funding or a loan without amount, round, party or valuation says too little to be a deal."""
    if draft.kind in ("acquisition", "ipo"):
        return True
    return bool(draft.amount or draft.round or draft.parties or draft.valuation or draft.strong)


def _add(event: Event, drafts: list[Draft], context: Context, ahead: bool = False) -> bool:
    """Give an event's parties to the deal that it speaks of; False where there is none near."""
    if not event.parties:
        return True
    near = [
        draft
        for draft in drafts
        if draft.kind == event.kind
        and (draft.first - event.sentence >= -2 if ahead else 0 <= event.sentence - draft.last <= 3)
        and (event.company is None or event.company is draft.company)
    ]
    if not near:
        return False
    chosen = near[0] if ahead else max(near, key=lambda draft: (draft.last, draft.start))
    add_parties(chosen, event.parties)
    return True


def _add_loose(event: Event, drafts: list[Draft], context: Context) -> None:
    """A deal from parties and an amount without one that stand together ("It has $5 million. Tidal led.")."""
    claimed = {chunk.start for other in context.events for chunk in other.money}
    text, language = context.article.text, context.language
    for number in (event.sentence, event.sentence - 1, event.sentence + 1):
        if not 0 <= number < len(context.chunks):
            continue
        for chunk in context.chunks[number]:
            if chunk.kind != "money" or chunk.start in claimed or role_of(text, chunk, language):
                continue
            company = context.company_of(event)
            draft = _draft(event, company, chunk, context)
            if draft is not None and draft.kind == "funding":
                draft.first, draft.last = min(number, event.sentence), max(number, event.sentence)
                merge(draft, drafts)
            return
    if event.found != "named" or event.kind != "funding":
        return
    draft = _draft(event, event.company, None, context)
    rounds = [
        c for c in context.chunks[event.sentence] if c.kind == "round" and event.low <= c.start < event.high
    ]
    if draft is not None:
        draft.round = str(rounds[-1].value) if rounds else None
        merge(draft, drafts)


def _add_values(drafts: list[Draft], context: Context) -> None:
    """Valuations and totals: each to the deal of its company that is told nearest to it."""
    text = context.article.text
    for number, row in enumerate(context.chunks):
        for chunk in row:
            if chunk.kind != "money" or not isinstance(chunk.value, Money):
                continue
            role = role_of(text, chunk, context.language)
            if role not in ("valuation", "total"):
                continue
            owner = _valued(number, context) if role == "valuation" else None
            target = _nearest([d for d in drafts if owner is None or d.company is owner], number, chunk, row)
            if target is None and role == "valuation":
                target = _from_value(number, chunk, context)
                if target is not None:
                    drafts.append(target)
            if target is None:
                continue
            if role == "total" and target.total is None:
                target.total = chunk.value
            elif role == "valuation" and target.valuation is None:
                target.valuation = chunk.value
                target.basis = basis_of(text, chunk, context.language)


def _valued(number: int, context: Context) -> Entity | None:
    """The one company that a sentence names as valued; None where it names none, or several."""
    named = {
        event.company.name: event.company
        for event in context.events
        if event.sentence == number and event.frame.name == "values" and event.company is not None
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _from_value(number: int, chunk: Chunk, context: Context) -> Draft | None:
    """A deal known by its valuation alone: that of the company which the sentence says somebody valued."""
    for event in context.events:
        if event.sentence == number and event.frame.name == "values" and event.company is not None:
            draft = _draft(event, event.company, None, context)
            return draft if draft is not None and draft.status == "completed" else None
    return None


def _nearest(drafts: list[Draft], number: int, chunk: Chunk, row: Sequence[Chunk]) -> Draft | None:
    here = [d for d in drafts if d.first <= number <= d.last and d.kind in ("funding", "ipo")]
    if here:
        return min(here, key=lambda d: abs(d.start - chunk.start))
    if any(other.kind == "group" or other.kind == "count" for other in row):
        return None
    near = [d for d in drafts if 0 < number - d.last <= 2 and d.kind in ("funding", "ipo")]
    return max(near, key=lambda d: d.last, default=None)


def _deal(draft: Draft, context: Context) -> Deal:
    value = draft.valuation
    return Deal(
        kind=draft.kind,  # type: ignore[arg-type]
        status=draft.status,
        company=draft.company.name,
        evidence=context.evidence(draft.first, draft.last),
        counterparties=tuple(Counterparty(entity.name, _role(role)) for entity, role in draft.parties),
        round=draft.round if draft.kind == "funding" else None,
        amount=draft.amount,
        total_raised=draft.total,
        valuation=Valuation(
            value.value,
            value.currency,
            value.qualifier,
            value.raw,
            value.stated_conversion,
            draft.basis,  # type: ignore[arg-type]
        )
        if value
        else None,
        date=draft.date,
        reported_by=draft.source,
    )


def _role(role: str) -> Role:
    if role == "lead":
        return "lead"
    if role == "acquirer":
        return "acquirer"
    return "lender" if role == "lender" else "investor"
