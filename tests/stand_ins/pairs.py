"""Labelled pairs of articles (tests/cases/same-story.toml): copies of one text, and articles that only look alike."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[1] / "cases" / "same-story.toml"


@dataclass(frozen=True)
class Pair:
    """Two texts, their names, and whether they are one."""

    name: str
    one: str
    other: str
    same: bool


def pairs(path: Path = CASES) -> list[Pair]:
    """All pairs of the file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    lines: dict[str, list[str]] = {}
    for row in raw["text"]:
        lines[row["id"]] = _lines(row, lines)
    texts = {name: "\n".join(each) for name, each in lines.items()}
    return [
        Pair(f"{one} / {other}", texts[one], texts[other], kind == "same")
        for kind in ("same", "other")
        for one, other in raw["pairs"][kind]
    ]


def _lines(row: dict[str, Any], known: dict[str, list[str]]) -> list[str]:
    own = list(row.get("lines", ()))
    if "of" in row:
        own = [line for number, line in enumerate(known[row["of"]]) if number not in row.get("without", ())]
        for before, after in row.get("words", ()):
            own = [line.replace(before, after) for line in own]
    return [*row.get("above", ()), *own, *row.get("below", ())]
