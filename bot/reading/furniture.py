"""Lines of text that are not the article's: copyright, sign-up, byline and caption lines, told by furniture.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_FOLD = re.compile(r"\W+")
_CUT = re.compile(r"^(?P<beginning>.{20,300}?)\s*(?:…|\.{3}|\[…\])$")


@cache
def tables() -> Mapping[str, Any]:
    """furniture.toml as it stands."""
    loaded: Mapping[str, Any] = tomllib.loads(
        files("bot.reading").joinpath("furniture.toml").read_text(encoding="utf-8")
    )
    return loaded


@dataclass(frozen=True, slots=True)
class _Lines:
    longest: int
    patterns: tuple[re.Pattern[str], ...]
    openings: tuple[re.Pattern[str], ...]
    closings: tuple[re.Pattern[str], ...]


@cache
def _lines() -> _Lines:
    raw = tables()
    rows = [re.compile(row["match"], 0 if row.get("case") else re.I) for row in raw["lines"]["row"]]
    return _Lines(
        longest=raw["lines"]["longest"],
        patterns=tuple(rows),
        openings=tuple(re.compile(row["match"]) for row in raw["openings"]),
        closings=tuple(re.compile(row["match"]) for row in raw["closings"]),
    )


def is_furniture(line: str) -> bool:
    """Whether a whole line is furniture and no sentence of an article."""
    rules = _lines()
    return len(line) <= rules.longest and any(pattern.search(line) for pattern in rules.patterns)


def without_furniture(text: str, *, title: str = "", others: tuple[str, ...] = ()) -> str:
    """The text's lines without furniture, the title's own line, lines that say just one of `others` (names, site), and
    cut beginnings of lines that stood before.

    The mark of an agency or a reporter is taken off the first lines, a reporter's address off a line's end.
    Sentences stay as they are. A text that is nothing but furniture comes back empty.
    """
    rules = _lines()
    headline, unwanted = fold(title), {fold(word) for word in others if word}
    kept: list[str] = []
    for line in text.split("\n"):
        for closing in rules.closings:
            line = closing.sub("", line)
        if line and (
            is_furniture(line) or fold(line) == headline or (fold(line) in unwanted and len(kept) < 6)
        ):
            continue
        if _repeats(line, kept):
            continue
        if len(kept) < 4:
            for opening in rules.openings:
                line = opening.sub("", line, count=1)
        kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _repeats(line: str, kept: list[str]) -> bool:
    """Whether a line is only the cut beginning of an earlier one ("The company said that it would…")."""
    match = _CUT.match(line)
    return match is not None and any(earlier.startswith(match["beginning"]) for earlier in kept)


def fold(text: str) -> str:
    """Letters and digits of a text in lower case, single spaces between: for comparing headlines and names."""
    return " ".join(_FOLD.split(text.casefold())).strip()
