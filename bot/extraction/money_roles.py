"""What an amount of money is for: a round's amount, a valuation, a total, a loan, a fund, or nothing of a deal's.

In: the text and the amount's chunk. Out: a role of `money.toml`, "" where nothing beside the amount says that it is
anything else than the amount of what the sentence tells. The words nearest to the amount decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.extraction.chunks import Chunk
from bot.facts import Money
from bot.language import Language, Row
from bot.language.patterns import any_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Role(Row):
    role: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Cue:
    role: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@cache
def _cues(language: Language) -> tuple[_Cue, ...]:
    return tuple(
        _Cue(
            row.role,
            re.compile(any_of(row.before) + r"\Z", re.I) if row.before else None,
            re.compile(any_of(row.after), re.I) if row.after else None,
        )
        for row in language.rows("money", "role", _Role)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Least(Row):
    code: str
    value: int


@cache
def _least(language: Language) -> dict[str, int]:
    return {row.code: row.value for row in language.rows("money", "least", _Least)}


_BEFORE, _AFTER = 60, 50
_CUT = re.compile(r"[.;\n](?=\s)|\n")


def role_of(text: str, chunk: Chunk, language: Language) -> str:
    """The amount's role, the first row that hears it; "" where no row does."""
    if isinstance(chunk.value, Money):
        least = _least(language)
        if chunk.value.value < least.get(chunk.value.currency, least.get("", 0)):
            return "other"
    before = text[max(0, chunk.start - _BEFORE) : chunk.start]
    pieces = _CUT.split(before)
    before = pieces[-1]
    after = text[chunk.end : chunk.end + _AFTER]
    for cue in _cues(language):
        if (cue.after and cue.after.match(after)) or (cue.before and cue.before.search(before)):
            return cue.role
    return ""


@cache
def _bases(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(any_of(row.says), re.I), row.role) for row in language.rows("money", "basis", _Role)
    )


def basis_of(text: str, chunk: Chunk, language: Language) -> str | None:
    """Whether a valuation is said to be "pre" or "post"; None where it is not."""
    around = text[max(0, chunk.start - 40) : chunk.end + 40]
    return next((basis for pattern, basis in _bases(language) if pattern.search(around)), None)
