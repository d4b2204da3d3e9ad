"""An article's sentences as rows of numbers: what the network sees.

In: a `Context`. Out: `Passage` records, a few sentences each, whose tokens are chunks (a name, a sum, a date: one token
each, whatever its words) and the words between them. A token is a handful of feature numbers (hashed, 0 is none); which
name is the one asked about is told apart, by `marks`.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.extraction import changes, signs, status
from bot.extraction.chunks import Chunk
from bot.extraction.context import Context
from bot.extraction.frames import grammar_of
from bot.extraction.money_roles import role_of
from bot.extraction.names import Entity

FEATURES = 12
ROWS = 1 << 15
MARKS = 16
LONGEST = 150

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Token:
    """A chunk or a word: offsets in the text, the number of its sentence, the chunk (None for a word)."""

    start: int
    end: int
    sentence: int
    chunk: Chunk | None


@dataclass(frozen=True, slots=True)
class Passage:
    """Tokens of a stretch of sentences, with their features (tokens × FEATURES) and the entities named there."""

    tokens: tuple[Token, ...]
    features: Ints
    sentences: tuple[int, ...]
    entities: tuple[Entity, ...]


def passages(context: Context, begin: int = 0) -> Iterator[Passage]:
    """The article from a sentence on, in stretches of at most LONGEST tokens and eight sentences."""
    rows = [_tokens(context, number) for number in range(len(context.sentences))]
    hints = _hints(context)
    first = begin
    while first < len(rows):
        last, size = first, len(rows[first])
        while last + 1 < len(rows) and size + len(rows[last + 1]) <= LONGEST and last - first < 7:
            last += 1
            size += len(rows[last])
        tokens = [token for number in range(first, last + 1) for token in rows[number]][: 2 * LONGEST]
        named = {
            c.entity.name: c.entity for t in tokens if (c := t.chunk) is not None and c.entity is not None
        }
        for token in tokens:
            if token.start == token.end or (token.chunk is not None and token.chunk.kind == "ref"):
                meant = context.topics.before(token.sentence, token.start).entity
                if meant is not None:
                    named.setdefault(meant.name, meant)
        yield Passage(
            tuple(tokens),
            _features(context, tokens, hints),
            tuple(range(first, last + 1)),
            tuple(named.values()),
        )
        first = last + 1


_WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*|[^\w\s]")


def _tokens(context: Context, number: int) -> list[Token]:
    sentence, text = context.sentences[number], context.article.text
    tokens = [Token(sentence.start, sentence.start, number, None)]
    place = sentence.start
    for chunk in [*context.chunks[number], None]:
        until = chunk.start if chunk else sentence.end
        tokens += [
            Token(word.start(), word.end(), number, None) for word in _WORD.finditer(text, place, until)
        ]
        if chunk:
            tokens.append(Token(chunk.start, chunk.end, number, chunk))
            place = chunk.end
    return tokens


def _hash(feature: str) -> int:
    return zlib.crc32(feature.encode()) % (ROWS - 1) + 1


def _hints(context: Context) -> list[tuple[int, int, str]]:
    """Stretches where a table's word stands: the tables' knowledge of words, without their grammar."""
    text, language = context.article.text, context.language
    found: list[tuple[int, int, str]] = []
    for pattern, frame, _ in grammar_of(language).triggers:
        group = "t" if "t" in pattern.groupindex else 0
        found += [(*match.span(group), f"frame {frame.kind}") for match in pattern.finditer(text)]
    for pattern, row, _ in signs.rows_of(language):
        found += [(*match.span(), f"sign {row.kind}") for match in pattern.finditer(text)]
    for pattern, name in changes.words_of(language):
        found += [(*match.span(), f"change {name}") for match in pattern.finditer(text)]
    for pattern, means in status.words_of(language):
        found += [
            (*match.span(), f"status {means}")
            for match in pattern.finditer(text)
            if match.end() - match.start() < 30
        ]
    return sorted(set(found))


def _features(context: Context, tokens: Sequence[Token], hints: Sequence[tuple[int, int, str]]) -> Ints:
    array = np.zeros((len(tokens), FEATURES), np.int32)
    text = context.article.text
    for at, token in enumerate(tokens):
        says = list(_of_chunk(text, token.chunk) if token.chunk else _of_word(text[token.start : token.end]))
        if token.chunk is not None and token.chunk.kind == "money":
            says.append("role " + role_of(text, token.chunk, context.language))
        if at == 0 or tokens[at - 1].sentence != token.sentence:
            says.append("first")
        says += dict.fromkeys(name for start, end, name in hints if start < token.end and token.start < end)
        for place, feature in enumerate(says[:FEATURES]):
            array[at, place] = _hash(feature)
    return array


def _of_word(word: str) -> Iterator[str]:
    if not word:
        yield "begin"
        return
    low = word.casefold()
    yield "w " + low
    if re.match(r"[가-힣]", word):
        for size in (1, 2, 3):
            if len(word) > size:
                yield f"p{size} " + word[:size]
                yield f"s{size} " + word[-size:]
    elif word[0].isalpha():
        if len(low) > 3:
            yield "s " + low[-3:]
        if len(low) > 4:
            yield "p " + low[:4]
        if len(low) > 6:
            yield "q " + low[:6]
        if word[0].isupper():
            yield "capital"
    elif word[0].isdigit():
        yield "digit"


def _of_chunk(text: str, chunk: Chunk) -> Iterator[str]:
    yield "c " + chunk.kind
    yield f"case {chunk.kind} {chunk.case}"
    words = text[chunk.start : chunk.end]
    if chunk.entity is not None:
        yield "bearer " + chunk.entity.bearer
        yield "tail " + words.casefold()[-3:]
        if " " in words:
            yield "end " + words.casefold().rsplit(" ", 1)[-1]
    elif chunk.kind in ("ref", "group", "date", "count", "people", "months", "round"):
        for word in words.casefold().split()[-3:]:
            yield "in " + word
    elif chunk.kind == "money":
        yield "qualifier " + chunk.qualifier
        yield "size " + str(len(str(int(getattr(chunk.value, "value", 0)))))
    elif chunk.kind in ("percent", "change"):
        yield "in " + words.casefold()[-1:]
        yield "sign " + str(isinstance(chunk.value, float) and chunk.value < 0)


def marks(context: Context, passage: Passage, target: Entity) -> Ints:
    """For each token what it has to do with the company asked about: MARKS kinds, 0 for nothing."""
    out = np.zeros(len(passage.tokens), np.int32)
    events = {
        (event.start, event.end): 5 if context.company_of(event) is target else 6
        for event in context.events
        if event.sentence in passage.sentences
    }
    signs_ = {
        (sign.start, sign.end): 7 if sign.bearer is not None and sign.bearer.entity is target else 8
        for sign in context.signs
    }
    told = [*events.items(), *signs_.items()]
    for at, token in enumerate(passage.tokens):
        chunk = token.chunk
        if token.start == token.end:
            meant = context.topics.before(token.sentence, token.start).entity
            out[at] = 9 if meant is target else 10 if meant is not None else 11
        elif chunk is None:
            for (start, end), mark in told:
                if start < token.end and token.start < end:
                    out[at] = mark
                    break
        elif chunk.entity is not None:
            out[at] = 1 if chunk.entity is target else 2
        elif chunk.kind == "ref":
            meant = context.topics.before(token.sentence, token.start).entity
            out[at] = 3 if meant is target else 4
    return out
