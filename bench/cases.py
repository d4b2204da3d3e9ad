"""Labelled cases → how right the extraction is: `python -m bench.cases [--errors] [--json] [PATH…]`.

Scores tests/cases (and ../shared/cases where it is there), a table a set and language. A fact is right when its key
is: deal = company, kind, status, amount; signal = company, kind, status; market figure = metric, value, unit;
check = kind and overlapping evidence. The other fields are counted over the right facts.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.facts import Article, to_json
from bot.pipeline import analyse

ROOT = Path(__file__).parents[1]
SETS = {"own": ROOT / "tests" / "cases", "shared": ROOT.parent / "shared" / "cases"}
LANGUAGES = ("ko", "en")
KEYS = {
    "deals": ("company", "kind", "status", "amount"),
    "signals": ("company", "kind", "status"),
    "market_figures": ("metric", "value", "unit"),
    "checks": ("kind", "evidence"),
}
OTHERS = {
    "deals": ("round", "date", "valuation", "total_raised", "counterparties", "reported_by"),
    "signals": (
        "metric",
        "change_percent",
        "duration_months",
        "headcount",
        "workforce_percent",
        "date",
        "reported_by",
    ),
    "market_figures": ("change_percent", "period", "reported_by"),
    "checks": (),
}
Fact = dict[str, Any]
Case = dict[str, Any]


def load(path: Path, language: str) -> list[Case]:
    """The cases of one language below `path`: LANGUAGE/*.json and LANGUAGE-*.jsonl."""
    cases = [json.loads(file.read_text("utf-8")) for file in sorted((path / language).glob("*.json"))]
    for file in sorted(path.glob(f"{language}-*.jsonl")):
        cases += [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]
    return cases


def _bare(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(
        r"\(주\)|㈜|주식회사|\b(?:inc|corp|corporation|ltd|limited|llc|plc|gmbh|company|co)\b\.?", " ", text
    )
    return "".join(letter for letter in text if letter.isalnum())


def _names(label: Any) -> set[str]:
    if label is None:
        return set()
    if isinstance(label, str):
        return {_bare(label)}
    return {_bare(label["name"]), *(_bare(alias) for alias in label.get("aliases") or [])}


def _same_money(label: Any, got: Any) -> bool:
    if label is None or got is None:
        return label is got
    return bool(label["value"] == got["value"] and label["currency"] == got["currency"])


def _same_name(label: Any, got: Any) -> bool:
    wanted, seen = _names(label), _names(got)
    return (not wanted and not seen) or bool(wanted & seen)


def _same_sides(label: Any, got: Any) -> bool:
    label, got = label or [], got or []
    return len(label) == len(got) and all(
        any(_is_one("name", w["name"], g["name"]) and _is_one("role", w["role"], g["role"]) for g in got)
        for w in label
    )


def _same_value(label: Any, got: Any) -> bool:
    return bool(label == got)


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "company": _same_name,
    "name": _same_name,
    "reported_by": _same_name,
    "amount": _same_money,
    "valuation": _same_money,
    "total_raised": _same_money,
    "counterparties": _same_sides,
}


def _is_one(name: str, label: Any, got: Any) -> bool:
    """Whether `got` is one of the values that the label accepts."""
    accepted = label["any_of"] if isinstance(label, dict) and "any_of" in label else [label]
    return any(_COMPARE.get(name, _same_value)(option, got) for option in accepted)


def _overlap(label: Fact, got: Fact, text: str) -> bool:
    start = text.find(label["quote"])
    evidence = got["evidence"]
    return start >= 0 and start < evidence["end"] and evidence["start"] < start + len(label["quote"])


def _is_right(kind: str, label: Fact, got: Fact, text: str) -> bool:
    for key in KEYS[kind]:
        if key == "evidence":
            if label["kind"] != "ambiguous_date" and not _overlap(label, got, text):
                return False
        elif not _is_one(key, label.get(key), got.get(key)):
            return False
    return True


@dataclass
class Score:
    """Counts of one kind of fact in one set: right, wrong, missed, and the other fields of the right ones."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float | None:
        """Micro F1, or None where nothing was to be found and nothing was said."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else None


def _pairs(kind: str, labels: list[Fact], got: list[Fact], text: str) -> list[tuple[int, int]]:
    """Right facts with their labels, the best fitting first; each is used once."""
    found = []
    for i, label in enumerate(labels):
        for j, fact in enumerate(got):
            if _is_right(kind, label, fact, text):
                fit = sum(_is_one(name, label.get(name), fact.get(name)) for name in OTHERS[kind])
                found.append((bool(label.get("optional")), -fit, not _overlap(label, fact, text), i, j))
    pairs: list[tuple[int, int]] = []
    for *_, i, j in sorted(found):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def _excused(kind: str, labels: list[Fact], fact: Fact, text: str) -> bool:
    name = KEYS[kind][0]
    return any(
        label.get("optional")
        and _is_one(name, label.get(name), fact.get(name))
        and _overlap(label, fact, text)
        for label in labels
    )


def _brief(fact: Fact) -> str:
    values = [fact.get(name) for name in ("kind", "metric", "company", "status", "amount", "value", "unit")]
    return " · ".join(
        json.dumps(v, ensure_ascii=False) if isinstance(v, dict) else str(v) for v in values if v
    )


def judge(case: Case, document: Fact, scores: dict[str, Score]) -> None:
    """Add one case's outcome to the scores by kind of fact."""
    text = case["text"]
    for kind, score in scores.items():
        labels, got = case["expected"].get(kind) or [], document.get(kind) or []
        pairs = _pairs(kind, labels, got, text)
        hit_labels, hit_got = {i for i, _ in pairs}, {j for _, j in pairs}
        score.right += sum(not labels[i].get("optional") for i in hit_labels)
        for i, label in enumerate(labels):
            if i not in hit_labels and not label.get("optional"):
                score.missed += 1
                score.errors.append(f"{case['id']}: missed {kind}: {_brief(label)} — {label['quote']}")
        for j, fact in enumerate(got):
            if j not in hit_got and not _excused(kind, labels, fact, text):
                score.wrong += 1
                score.errors.append(
                    f"{case['id']}: wrong {kind}: {_brief(fact)} — {fact['evidence']['quote']}"
                )
        for i, j in pairs:
            for name in OTHERS[kind]:
                right = _is_one(name, labels[i].get(name), got[j].get(name))
                score.fields[f"{name}/all"] += 1
                score.fields[f"{name}/right"] += right
                if not right:
                    wanted = json.dumps(labels[i].get(name), ensure_ascii=False)
                    score.errors.append(f"{case['id']}: {kind}.{name}: {got[j].get(name)!r}, not {wanted}")


def _document(case: Case) -> Fact:
    names = ("url", "title", "publisher", "author", "published", "language", "text")
    return to_json(analyse(Article(**{name: case[name] for name in names if case.get(name) is not None})))


def score(cases: Iterable[Case], processes: int = 2) -> dict[str, Score]:
    """Scores by kind of fact over the cases."""
    scores = {kind: Score() for kind in KEYS}
    cases = list(cases)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for case, document in zip(cases, pool.map(_document, cases, chunksize=16), strict=True):
            judge(case, document, scores)
    return scores


def _rows(paths: dict[str, Path]) -> Iterator[tuple[str, str, int, dict[str, Score]]]:
    for name, path in paths.items():
        for language in LANGUAGES:
            cases = load(path, language)
            if cases:
                yield name, language, len(cases), score(cases)


def _show(console: Console, name: str, language: str, count: int, scores: dict[str, Score]) -> None:
    table = Table(title=f"{name} · {language} · {count} cases", title_justify="left")
    for column in ("", "F1", "right", "wrong", "missed", "other fields right"):
        table.add_column(column)
    for kind, one in scores.items():
        fields = ", ".join(
            f"{f} {one.fields[f'{f}/right']}/{one.fields[f'{f}/all']}"
            for f in OTHERS[kind]
            if one.fields[f"{f}/all"]
        )
        f1 = "–" if one.f1 is None else f"{one.f1:.3f}"
        table.add_row(kind, f1, str(one.right), str(one.wrong), str(one.missed), fields)
    console.print(table)


def main() -> None:
    """Print the table of each set and language; with --errors, each miss and each wrong fact after it."""
    parser = argparse.ArgumentParser(prog="python -m bench.cases", description=__doc__)
    parser.add_argument(
        "paths", nargs="*", type=Path, help="folders of cases; default: tests/cases and ../shared/cases"
    )
    parser.add_argument("--errors", action="store_true", help="list what was missed and what was wrong")
    parser.add_argument("--json", action="store_true", help="a JSON line a set and language")
    args = parser.parse_args()
    paths = {path.name: path for path in args.paths} or {n: p for n, p in SETS.items() if p.is_dir()}
    console = Console(width=None if sys.stdout.isatty() else 160)
    for name, language, count, scores in _rows(paths):
        if args.json:
            row = {
                kind: {"f1": s.f1, "right": s.right, "wrong": s.wrong, "missed": s.missed}
                for kind, s in scores.items()
            }
            print(json.dumps({"set": name, "language": language, "cases": count, **row}))
            continue
        _show(console, name, language, count, scores)
        if args.errors:
            for one in scores.values():
                for error in one.errors:
                    print(error)


if __name__ == "__main__":
    main()
