"""Labelled passages: the plain text format in which they are written, read into records and checked.

A file holds items, each separated from the next by an empty line:

    = 2024-03-05
    Fernhollow, which sells kettles to hotels, has closed a $12m Series A led by Vale Capital. It let 14 people go.
    D funding completed | Fernhollow | $12m | has closed | round=series_a; lead=Vale Capital
    S layoffs reported | Fernhollow | let 14 people go | heads=14
    N Vale Capital

`=` gives the day of publication (or stands alone). `D` is a deal: kind and status, company, amount (- where none is
told), the words that state it, other fields. `S` is a signal: the same without an amount. `N` lists the organisations
and products that are named without a fact of their own, with `;` between. `?D` and `?S` are readings on which careful
people differ: they teach nothing either way. A text may go over several lines, each a paragraph.

`python -m training.corpus FILE…` says what is wrong in them, line by line, and counts what is there.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from bot.facts import DealKind, DealStatus, Role, SignalKind, SignalStatus, UsageMetric

DEALS = get_args(DealKind)
DEAL_STATUS = get_args(DealStatus)
SIGNALS = get_args(SignalKind)
SIGNAL_STATUS = get_args(SignalStatus)
PARTIES = get_args(Role)
DEAL_KEYS = (*PARTIES, "round", "total", "valuation", "date", "by")
SIGNAL_KEYS = ("metric", "change", "months", "heads", "share", "date", "by")
METRICS = get_args(UsageMetric)


@dataclass(frozen=True, slots=True)
class Label:
    """One fact that a passage states. `fields` holds every value that a key was given, as written."""

    group: str  # "deal" or "signal"
    kind: str
    status: str
    company: str
    amount: str | None
    trigger: str
    fields: tuple[tuple[str, str], ...] = ()
    debatable: bool = False

    def all_of(self, key: str) -> tuple[str, ...]:
        """The values given for a key, in order; empty where there is none."""
        return tuple(value for name, value in self.fields if name == key)


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled passage. `published` is an ISO date or None."""

    language: str
    published: str | None
    text: str
    labels: tuple[Label, ...]
    others: tuple[str, ...]


class CorpusError(ValueError):
    """A passage that is not written as the format asks; the message names file, line and fault."""


def read(path: Path, language: str) -> Iterator[Item]:
    """The items of a file in order. Raises CorpusError at the first fault."""
    for number, block in _blocks(path):
        try:
            yield parse(block, language)
        except CorpusError as error:
            raise CorpusError(f"{path}:{number}: {error}") from error


def parse(block: list[str], language: str) -> Item:
    """One item from its lines. Raises CorpusError with all that is wrong with it."""
    if not block[0].startswith("="):
        raise CorpusError("an item starts with a line '= DATE' or '='")
    published = block[0][1:].strip() or None
    marked = ("D ", "S ", "?D ", "?S ", "N ")
    text = "\n".join(line.strip() for line in block[1:] if not line.startswith(marked))
    labels, others = [], []
    for line in block[1:]:
        if line.startswith("N "):
            others += [name.strip() for name in line[2:].split(";") if name.strip()]
        elif line.startswith(marked):
            labels.append(_label(line))
    faults = list(_faults(text, labels, others))
    if faults:
        raise CorpusError("; ".join(faults))
    return Item(language, published, text, tuple(labels), tuple(others))


def _blocks(path: Path) -> Iterator[tuple[int, list[str]]]:
    block: list[str] = []
    for number, line in enumerate([*path.read_text("utf-8").splitlines(), ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _label(line: str) -> Label:
    debatable, line = line.startswith("?"), line.lstrip("?")
    parts = [part.strip() for part in line[2:].split("|")]
    group = "deal" if line.startswith("D") else "signal"
    least = 4 if group == "deal" else 3
    if len(parts) not in (least, least + 1):
        raise CorpusError(f"{least} or {least + 1} parts between bars are needed: {line}")
    kind, _, status = parts[0].partition(" ")
    amount = parts[2] if group == "deal" and parts[2] != "-" else None
    fields = []
    for piece in parts[least].split(";") if len(parts) > least else ():
        key, sign, value = (part.strip() for part in piece.partition("="))
        if sign and value:
            fields.append((key, value))
        elif key:
            raise CorpusError(f"'{piece.strip()}' is not key=value")
    return Label(group, kind, status, parts[1], amount, parts[least - 1], tuple(fields), debatable)


def _faults(text: str, labels: list[Label], others: list[str]) -> Iterator[str]:
    if not text:
        yield "no text"
    for label in labels:
        deal = label.group == "deal"
        if label.kind not in (DEALS if deal else SIGNALS):
            yield f"no such kind: {label.kind}"
        if label.status not in (DEAL_STATUS if deal else SIGNAL_STATUS):
            yield f"no such status: {label.status}"
        for key, value in label.fields:
            yield from _field_faults(text, key, value, DEAL_KEYS if deal else SIGNAL_KEYS)
        for piece in (label.company, label.amount, label.trigger):
            if piece is not None and (not piece or piece not in text):
                yield f"not in the text: {piece}"
    for name in others:
        if name not in text:
            yield f"not in the text: {name}"


def _field_faults(text: str, key: str, value: str, keys: tuple[str, ...]) -> Iterator[str]:
    if key not in keys:
        yield f"no such field: {key}"
    if key in (*PARTIES, "total", "valuation", "by") and value not in text:
        yield f"not in the text: {value}"
    if key == "metric" and value not in METRICS:
        yield f"no such metric: {value}"
    if key in ("change", "months", "heads", "share") and not _is_number(value):
        yield f"not a number: {key}={value}"


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def main(paths: list[str]) -> int:
    """Prints the faults of the files and what they hold; 1 where there is a fault."""
    kinds: Counter[str] = Counter()
    items = faulty = 0
    for path in map(Path, paths):
        for number, block in _blocks(path):
            items += 1
            try:
                item = parse(block, path.parent.name)
            except CorpusError as error:
                faulty += 1
                print(f"{path}:{number}: {error}")
                continue
            kinds.update(f"{label.kind} {label.status}" for label in item.labels if not label.debatable)
            kinds["no fact"] += not item.labels
    print(f"{items} items, {faulty} faulty; " + ", ".join(f"{kind} {n}" for kind, n in kinds.most_common()))
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
