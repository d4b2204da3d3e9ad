"""Whether two articles are one text: a portal's mirror, a syndicated copy, the same release under another headline.

Two steps. Sketches (MinHash of three-word runs, 512 bytes an article) find the few that may be; then the texts
themselves decide. Three marks are asked for, for each of them alone is found in articles that only look alike:
most runs of the shorter text stand in the longer one, its numbers do too, and one of the two openings is in the other
(a later article repeats an earlier one below its own news). Measured: bench/same_story.py, docs/reading.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from datasketch import MinHash

_RUN, _PERMUTATIONS, _SCHEME = 3, 128, "affine32"
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LEAST_RUNS = 10
_MAY_BE, _SHARED, _SHARED_WITHOUT_NUMBERS, _NUMBERS, _OPENING = 0.4, 0.6, 0.8, 0.9, 0.5
_OPENING_WORDS = 60


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to find its copies: how many different runs of words it has, and their MinHash."""

    size: int
    minhash: bytes


def sketch(text: str) -> Sketch:
    """The text's sketch."""
    runs = _runs(_words(text))
    made = MinHash(_PERMUTATIONS, scheme=_SCHEME)
    made.update_batch([run.encode() for run in runs])
    return Sketch(len(runs), made.hashvalues.astype("<u4").tobytes())


def likely_copies(one: Sketch, others: Sequence[Sketch]) -> list[int]:
    """Which of the others (by their place) may hold most of the text or stand mostly in it, the likeliest first."""
    if not others or one.size < _LEAST_RUNS:
        return []
    table = np.frombuffer(b"".join(other.minhash for other in others), dtype="<u4")
    table = table.reshape(len(others), _PERMUTATIONS)
    alike = (table == np.frombuffer(one.minhash, dtype="<u4")).mean(axis=1)
    sizes = np.array([other.size for other in others], dtype=float)
    shared = alike * (sizes + one.size) / (1 + alike) / np.maximum(1, np.minimum(sizes, one.size))
    order = np.argsort(-shared, kind="stable")
    return [int(place) for place in order if shared[place] >= _MAY_BE and sizes[place] >= _LEAST_RUNS]


def is_same_text(one: str, other: str) -> bool:
    """Whether the two are one text, cut, edited or framed at most."""
    left, right = _words(one), _words(other)
    if min(len(_runs(left)), len(_runs(right))) < _LEAST_RUNS:
        return False
    shared = _contained(_runs(left), _runs(right))
    numbers, theirs = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    if numbers and theirs:
        told = shared >= _SHARED and _contained(numbers, theirs) >= _NUMBERS
    else:
        told = shared >= _SHARED_WITHOUT_NUMBERS
    return told and max(_opening_within(left, right), _opening_within(right, left)) >= _OPENING


def _opening_within(words: list[str], other: list[str]) -> float:
    """The share of a text's opening that stands anywhere in the other."""
    opening, whole = _runs(words[:_OPENING_WORDS]), _runs(other)
    return len(opening & whole) / len(opening)


def _contained(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def _runs(words: list[str]) -> set[str]:
    last = max(1, len(words) - _RUN + 1)
    return {" ".join(words[at : at + _RUN]) for at in range(last)}
