"""Labelled passages as the arrays that the network is trained on: one instance for each entity of a passage."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.extraction import rules
from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.learned.labels import KINDS, NUMBERS, ROLES, STATUS, SUMS
from bot.extraction.learned.passages import Passage, marks, passages
from bot.extraction.learned.said import said
from bot.extraction.names import Entity
from bot.facts import Article, Candidates, Money
from bot.language import load
from training.corpus import Item, Label

MOST_SENTENCES = 8

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Instance:
    """What a passage says of one entity.

    Tokens × features; marks, sentence, sum, role, number and round labels a token (-1: says nothing either way); facts
    are sentences × kinds (1, 0, -1), status the same with the number of a status or -1.
    """

    features: Ints
    marks: Ints
    sentence: Ints
    sums: Ints
    roles: Ints
    numbers: Ints
    rounds: Ints
    facts: Ints
    status: Ints
    said_facts: Ints
    said_status: Ints
    said_sums: Ints


@dataclass(slots=True)
class Tally:
    """What of the labels the finders saw: a company that is no entity, or a sum that is no money, can't be learned."""

    labels: int = 0
    no_name: int = 0
    no_money: int = 0
    missing: list[str] | None = None


def context_of(item: Item) -> Context:
    """What the finders see in a passage."""
    return rules.read(_article(item), load(item.language))


def _article(item: Item) -> Article:
    return Article(item.text, published=item.published, language=item.language)


def instances(item: Item, tally: Tally) -> Iterator[Instance]:
    """The instances of one labelled passage.

    One passage in four is also read from its second sentence on, as the middle of an article is; of the entities of
    which nothing is told two in five are left out, so that the others weigh more.
    """
    context = context_of(item)
    candidates = rules.candidates(context)
    _count(item, context, tally)
    draw = zlib.crc32(item.text.encode())
    for begin in range(2 if len(context.sentences) > 2 and draw % 4 == 0 else 1):
        for passage in passages(context, begin):
            for at, entity in enumerate(passage.entities):
                labels = [label for label in item.labels if _is(entity, label.company)]
                if labels or (draw + at) % 5 > 1:
                    yield _instance(item, context, candidates, passage, entity, labels)


def _count(item: Item, context: Context, tally: Tally) -> None:
    for label in item.labels:
        if label.debatable:
            continue
        tally.labels += 1
        if not any(_is(entity, label.company) for entity in context.names.entities):
            tally.no_name += 1
            if tally.missing is not None:
                tally.missing.append(f"{label.company} <- {item.text[:160]}")


def _is(entity: Entity, name: str) -> bool:
    """Whether a label's company is this entity."""
    wanted = _plain(name)
    return any(_plain(form) == wanted for form in (entity.name, *entity.forms))


def _plain(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())


def _places(text: str, piece: str) -> list[tuple[int, int]]:
    found, start = [], text.find(piece)
    while start >= 0:
        found.append((start, start + len(piece)))
        start = text.find(piece, start + 1)
    return found


def _instance(
    item: Item,
    context: Context,
    candidates: Candidates,
    passage: Passage,
    entity: Entity,
    labels: Sequence[Label],
) -> Instance:
    rows = len(passage.sentences)
    tape = _blank(passage, entity)
    facts = np.zeros((MOST_SENTENCES, len(KINDS)), np.int32)
    status = np.full((MOST_SENTENCES, len(KINDS)), -1, np.int32)
    facts[rows:] = -1
    for label in labels:
        kind = KINDS.index(label.kind)
        row = _sentence_of(label, context, passage)
        if label.debatable:
            facts[:, kind] = np.where(facts[:, kind] == 1, 1, -1)
            tape.sums[tape.sums == 0] = -1
        elif row is not None:
            # elsewhere in the passage the same fact may be told again: neither right nor wrong
            facts[:rows, kind] = np.where(facts[:rows, kind] == 0, -1, facts[:rows, kind])
            facts[row, kind] = 1
            status[row, kind] = STATUS.index(label.status)
            for at, token in enumerate(passage.tokens):
                if token.chunk is not None:
                    _mark(label, item.text, at, token.chunk, tape)
    told = said(context, passage, entity, candidates, MOST_SENTENCES)
    return Instance(
        passage.features,
        marks(context, passage, entity),
        np.array([token.sentence - passage.sentences[0] for token in passage.tokens], np.int32),
        tape.sums,
        tape.roles,
        tape.numbers,
        tape.rounds,
        facts,
        status,
        told.facts,
        told.status,
        told.sums,
    )


@dataclass(frozen=True, slots=True)
class _Tape:
    """A label for each token and question: -1 where it is not asked."""

    sums: Ints
    roles: Ints
    numbers: Ints
    rounds: Ints


def _blank(passage: Passage, entity: Entity) -> _Tape:
    """Every chunk is nothing to the entity, until a label says what."""
    tape = _Tape(*(np.full(len(passage.tokens), -1, np.int32) for _ in range(4)))
    for at, token in enumerate(passage.tokens):
        chunk = token.chunk
        if chunk is None:
            continue
        if chunk.kind == "money":
            tape.sums[at] = 0
        elif chunk.kind == "name" and chunk.entity is not entity:
            tape.roles[at] = 0
        elif chunk.kind in ("percent", "change", "people", "count", "months"):
            tape.numbers[at] = 0
        elif chunk.kind == "round":
            tape.rounds[at] = 0
    return tape


def _sentence_of(label: Label, context: Context, passage: Passage) -> int | None:
    """The row of the passage in which a label's words stand: best with its sum, next best with its company."""
    text = context.article.text
    amounts = _places(text, label.amount) if label.amount else []
    best: tuple[int, int] | None = None
    for start, _ in _places(text, label.trigger):
        for row, number in enumerate(passage.sentences):
            sentence = context.sentences[number]
            if sentence.start <= start < sentence.end:
                near = any(sentence.start <= low < sentence.end for low, _ in amounts)
                named = label.company in text[sentence.start : sentence.end]
                score = 2 * near + named
                if best is None or score > best[0]:
                    best = (score, row)
    return best[1] if best else None


def _mark(label: Label, text: str, at: int, chunk: Chunk, tape: _Tape) -> None:
    """What a label says of one chunk, onto the tape."""
    if chunk.kind == "money" and isinstance(chunk.value, Money):
        raw = text[chunk.start : chunk.end]
        told = [(label.amount, label.kind)]
        told += [(value, key) for key in ("total", "valuation") for value in label.all_of(key)]
        for words, role in told:
            if words and (words in raw or raw in words) and tape.sums[at] <= 0:
                tape.sums[at] = SUMS.index(role)
    elif chunk.entity is not None:
        for role in ROLES[1:]:
            if any(_is(chunk.entity, name) for name in label.all_of(role)) and tape.roles[at] >= 0:
                tape.roles[at] = ROLES.index(role)
    elif chunk.kind == "round" and label.group == "deal" and chunk.value in label.all_of("round"):
        tape.rounds[at] = 1
    elif tape.numbers[at] == 0 and label.group == "signal" and isinstance(chunk.value, float | int):
        for key in NUMBERS[1:]:
            if any(abs(abs(float(value)) - abs(chunk.value)) < 0.01 for value in label.all_of(key)):
                tape.numbers[at] = NUMBERS.index(key)
