"""The frames of a language: rows of `frames.toml` compiled once, and the events that they make.

In: a language. Out: its `Grammar`. A frame says what triggers it, what must stand beside it, and with which cases its
company and its counterparties stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from bot.extraction.chunks import Chunk
from bot.extraction.names import Entity
from bot.language import Language, Row
from bot.language.patterns import any_of

Found = Literal["named", "ref", "topic", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Row):
    """A row of `frames.toml`: what triggers it and what its arguments mean.

    `company` and `party` list cases in order of preference; `needs` names chunk kinds (or "noun": a word of
    `[[noun]]`) of which one must stand in the window; `rank` 2 frames give way to rank 1 ones that say the
    same; `update` frames only add to an event of their company. `side` is where money stands, `reach` how
    far off at most. `zero` allows a company that only the context knows, `definite` one that "the", "its"
    before the trigger points to, `bearers` one that looks like an investor. `pair` frames are heard only
    where a counterparty is named too.
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
    pair: bool = False


@dataclass(slots=True)
class Event:
    """What one trigger says; `found` tells how its company was found.

    `told` is the trigger's place where the event stands for one of several amounts that share it: `gapped` where
    the verb follows later, `fixed` where its company is known beforehand.
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
class Turn(Row):
    """Words in the window that turn an event `of` one kind `into` another."""

    of: str
    into: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The compiled frames of a language."""

    triggers: tuple[tuple[re.Pattern[str], Frame, re.Pattern[str] | None], ...]
    noun: re.Pattern[str]
    definite: re.Pattern[str]
    turns: tuple[tuple[re.Pattern[str], Turn], ...]
    coordination: re.Pattern[str]
    head: re.Pattern[str]
    between: re.Pattern[str]
    main: re.Pattern[str]
    verbs_last: bool
    language: Language


@cache
def grammar_of(language: Language) -> Grammar:
    """The frames of a language, compiled once."""
    rows = language.rows("frames", "frame", Frame)
    return Grammar(
        tuple(
            (
                re.compile(says, re.I),
                row,
                re.compile(any_of(row.unless), re.I) if row.unless else None,
            )
            for row in rows
            for says in row.says
        ),
        re.compile(any_of(language.patterns("frames", "noun")), re.I),
        re.compile(any_of(language.patterns("frames", "definite")) + r"\Z", re.I),
        tuple((re.compile(any_of(row.says), re.I), row) for row in language.rows("frames", "turn", Turn)),
        re.compile(any_of(language.patterns("frames", "coordination")) + r"\Z", re.I),
        re.compile(any_of(language.patterns("frames", "head"))),
        re.compile(any_of(language.patterns("frames", "between"))),
        re.compile(any_of(language.patterns("frames", "main"))),
        bool(language.patterns("frames", "verbs_last")),
        language,
    )
