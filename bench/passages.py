"""How much of the labelled passages (`training/`) the extraction reads: `python -m bench.passages [ko en] [--errors]`.

An answer is right when company, kind and status are, for a deal also the sum. The passages are for writing rules with;
what judges the rules is `python -m bench.cases`.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.facts import Article, Deal, Signal
from bot.pipeline import analyse
from training.corpus import Item, Label, read

_ROOT = Path(__file__).parents[1] / "training"


def items(language: str) -> Iterator[Item]:
    """The passages of a language, in order."""
    for path in sorted((_ROOT / language).glob("*.txt")):
        yield from read(path, language)


def facts(item: Item) -> list[Deal | Signal]:
    """What the extraction says of a passage."""
    document = analyse(Article(item.text, published=item.published, language=item.language))
    return [*document.deals, *document.signals]


def is_right(fact: Deal | Signal, label: Label) -> bool:
    """Whether a fact says what a label says."""
    if (fact.kind, fact.status) != (label.kind, label.status) or not _one_name(fact.company, label.company):
        return False
    if not isinstance(fact, Deal):
        return True
    raw = fact.amount.raw if fact.amount else ""
    return raw == "" if label.amount is None else bool(raw) and (raw in label.amount or label.amount in raw)


def _one_name(one: str, other: str) -> bool:
    plain = ("".join(ch for ch in name.casefold() if ch.isalnum()) for name in (one, other))
    a, b = plain
    return a in b or b in a


def main(arguments: list[str]) -> None:
    """Prints precision, recall and F1 by kind, and with --errors what was wrong and what was missed."""
    errors = "--errors" in arguments
    for language in [word for word in arguments if not word.startswith("-")] or ["ko", "en"]:
        counts: Counter[tuple[str, str]] = Counter()
        for item in items(language):
            found = facts(item)
            open_labels = [label for label in item.labels if not label.debatable]
            for fact in found:
                hit = next((label for label in open_labels if is_right(fact, label)), None)
                if hit is not None:
                    open_labels.remove(hit)
                    counts["right", fact.kind] += 1
                elif not any(
                    label.debatable and _one_name(fact.company, label.company) for label in item.labels
                ):
                    counts["wrong", fact.kind] += 1
                    if errors:
                        print(f"wrong   {fact.kind} {fact.status} {fact.company}: {fact.evidence.quote}")
            for label in open_labels:
                counts["missed", label.kind] += 1
                if errors:
                    print(f"missed  {label.kind} {label.status} {label.company}: {item.text}")
        _table(language, counts)


def _table(language: str, counts: Counter[tuple[str, str]]) -> None:
    kinds = sorted({kind for _, kind in counts})
    for kind in [*kinds, "all"]:
        right, wrong, missed = (
            sum(n for (what, which), n in counts.items() if what == name and kind in (which, "all"))
            for name in ("right", "wrong", "missed")
        )
        precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
        f1 = 2 * right / max(2 * right + wrong + missed, 1)
        print(
            f"{language} {kind:17} P {precision:.2f} R {recall:.2f} F1 {f1:.2f}  ({right} {wrong} {missed})"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
