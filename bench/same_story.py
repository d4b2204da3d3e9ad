"""Which measure tells copies of one text from articles that only look alike, on the labelled pairs.

    python -m bench.same_story [--json]

The pairs are tests/cases/same-story.toml. Each measure is shown at the threshold that is best for it on these pairs;
ours (`bot.sameness`) at the one that it ships with. `margin` is how far the worst copy stands above the best
look-alike: below zero no threshold parts the two. simhash comes with the dependency group "bench".
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass

from datasketch import MinHash

from bot.sameness import is_same_text, likely_copies, sketch
from tests.stand_ins.pairs import Pair, pairs

Measure = Callable[[str, str], float]


@dataclass(frozen=True)
class Row:
    """One measure's line of the table."""

    measure: str
    threshold: float
    right: int
    missed: int
    mistaken: int
    margin: float
    ms: float


def runs(text: str) -> set[str]:
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())
    return {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}


def jaccard(one: str, other: str) -> float:
    return len(runs(one) & runs(other)) / len(runs(one) | runs(other))


def contained(one: str, other: str) -> float:
    return len(runs(one) & runs(other)) / min(len(runs(one)), len(runs(other)))


def minhash(one: str, other: str) -> float:
    made = []
    for text in (one, other):
        made.append(MinHash(128))
        made[-1].update_batch([run.encode() for run in runs(text)])
    return float(made[0].jaccard(made[1]))


def simhash(one: str, other: str) -> float:
    from simhash import Simhash

    return 1 - float(Simhash(sorted(runs(one))).distance(Simhash(sorted(runs(other))))) / 64


def ours(one: str, other: str) -> float:
    return float(bool(likely_copies(sketch(one), [sketch(other)])) and is_same_text(one, other))


MEASURES: dict[str, Measure] = {
    "Jaccard of three-word runs": jaccard,
    "MinHash (datasketch, 128)": minhash,
    "Simhash (64 bits)": simhash,
    "contained three-word runs": contained,
    "ours: sketch, then runs, numbers and openings": ours,
}


def row(name: str, measure: Measure, cases: list[Pair]) -> Row:
    begin = time.process_time()
    values = [(measure(case.one, case.other), case.same) for case in cases]
    ms = (time.process_time() - begin) * 1000 / len(cases)
    copies, others = [v for v, same in values if same], [v for v, same in values if not same]
    candidates = [step / 100 for step in range(1, 101)]
    threshold = max(candidates, key=lambda t: sum(v >= t for v in copies) + sum(v < t for v in others))
    missed, mistaken = sum(v < threshold for v in copies), sum(v >= threshold for v in others)
    right = len(cases) - missed - mistaken
    return Row(name, threshold, right, missed, mistaken, min(copies) - max(others), ms)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.same_story", description=__doc__.split("\n")[0])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    cases = pairs()
    has_simhash = importlib.util.find_spec("simhash") is not None
    table = [row(n, m, cases) for n, m in MEASURES.items() if has_simhash or "Simhash" not in n]
    if options.json:
        print(json.dumps([asdict(each) for each in table], indent=1))
        return
    same = sum(case.same for case in cases)
    print(f"{len(cases)} pairs: {same} of one text, {len(cases) - same} that look alike\n")
    print("| measure | threshold | right | copies missed | look-alikes taken | margin | ms a pair |")
    print("|---|---|---|---|---|---|---|")
    for each in table:
        counts = f"{each.right} | {each.missed} | {each.mistaken}"
        print(f"| {each.measure} | {each.threshold:.2f} | {counts} | {each.margin:+.2f} | {each.ms:.1f} |")


if __name__ == "__main__":
    main()
