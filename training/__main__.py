"""`python -m training [ko en]`: trains the networks from the labelled passages and writes their weights.

Deterministic on one machine: seeds are fixed, files are read in order. Needs the `train` dependency group.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

import bot.extraction.learned
from training import corpus
from training.fit import fit
from training.instances import Instance, Tally, instances

_HERE = Path(__file__).parent
_WEIGHTS = Path(bot.extraction.learned.__file__).parent
NETWORKS = 1
EPOCHS = 6


def passages(language: str, tally: Tally) -> list[Instance]:
    """The instances of all labelled passages of a language. Raises CorpusError for one that is not well written."""
    return [
        instance
        for path in sorted((_HERE / language).glob("*.txt"))
        for item in corpus.read(path, language)
        for instance in instances(item, tally)
    ]


def train(language: str) -> None:
    """Fit the networks of a language and write them."""
    tally = Tally()
    found = passages(language, tally)
    print(
        f"{language}: {len(found)} instances, {tally.labels} labels, {tally.no_name} of a company not found"
    )
    stored = {"passages": np.array(corpus.fingerprint(_HERE / language))}
    for seed in range(NETWORKS):
        begun = time.monotonic()
        weights, cost = fit(found, epochs=EPOCHS, seed=seed)
        print(f"{language} network {seed}: loss {cost:.3f} in {time.monotonic() - begun:.0f} s", flush=True)
        stored |= {f"{seed}/{name}": value.astype(np.float16) for name, value in weights.items()}
    np.savez_compressed(_WEIGHTS / f"{language}.npz", **stored)


if __name__ == "__main__":
    for code in sys.argv[1:] or ["ko", "en"]:
        train(code)
