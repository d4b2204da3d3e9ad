"""Whether what a trigger tells has happened, is planned, has been given up or is denied.

In: the text around an event's trigger and the cues of `status.toml`. Out: a `Modality`. The words near the trigger, on
the side where the language puts them, decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from bot.language import Language, Row
from bot.language.patterns import any_of

Modality = Literal["fact", "planned", "sought", "cancelled", "denied", "negated", "hypothetical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cue(Row):
    means: Modality
    side: Literal["before", "after", "ending", "sentence"]
    reach: int = 40
    kinds: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@cache
def _cues(language: Language, table: str) -> tuple[tuple[re.Pattern[str], _Cue, re.Pattern[str] | None], ...]:
    return tuple(
        (
            re.compile(any_of(row.says), re.I),
            row,
            re.compile(any_of(row.unless), re.I) if row.unless else None,
        )
        for row in language.rows(table, "cue", _Cue)
    )


def read(
    text: str, low: int, high: int, start: int, end: int, kind: str, language: Language, table: str = "status"
) -> Modality:
    """The modality of the trigger `text[start:end]` in the sentence `text[low:high]`; the first cue that hears it."""
    for pattern, cue, unless in _cues(language, table):
        if cue.kinds and kind not in cue.kinds:
            continue
        if cue.side == "ending":
            if pattern.match(text, end, min(high, end + cue.reach)):
                return cue.means
            continue
        if cue.side == "before":
            stretch = text[max(low, start - cue.reach) : end]
        elif cue.side == "after":
            stretch = text[start : min(high, end + cue.reach)]
        else:
            stretch = text[low:high]
        if pattern.search(stretch) and not (unless and unless.search(stretch)):
            return cue.means
    return "fact"
