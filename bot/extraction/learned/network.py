"""The trained network, read from its file and asked: NumPy alone, the same answer on every machine.

In: the tokens of a passage once, and the marks of each company asked about. Out: chances. Trained by `training`, whose
`network` is the same in the form that gives gradients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.extraction.learned.labels import KINDS
from bot.extraction.learned.said import Said

DILATIONS = (1, 2, 4, 8, 1)
"""How far each layer looks to either side."""
ASKED = (1, 3, 9)
"""The marks of tokens that mean the company asked about."""

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Weights = Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Answers:
    """Chances, the first axis always the company asked about.

    Facts by sentence and kind, the status of each, and what each token is to the company: a sum, a party, a number, its
    round.
    """

    facts: Floats
    status: Floats
    sums: Floats
    roles: Floats
    numbers: Floats
    rounds: Floats


@cache
def weights_of(language: str) -> tuple[Weights, ...]:
    """The weights for a language, one set for each network that was trained; () where none is there."""
    sets: dict[str, dict[str, Floats]] = {}
    for name, value in _stored(language).items():
        at, _, rest = name.partition("/")
        if rest:
            sets.setdefault(at, {})[rest] = value.astype(np.float32)
    return tuple(sets[at] for at in sorted(sets))


def passages_of(language: str) -> str:
    """The fingerprint of the labelled passages that a language's weights were trained from; "" without weights."""
    return str(_stored(language).get("passages", ""))


def _stored(language: str) -> dict[str, npt.NDArray[Any]]:
    found = files("bot.extraction.learned") / f"{language}.npz"
    if not found.is_file():
        return {}
    with found.open("rb") as file, np.load(file) as stored:
        return dict(stored)


def ask(
    nets: Sequence[Weights], features: Ints, marks: Ints, sentence: Ints, count: int, told: Sequence[Said]
) -> Answers:
    """The mean of what the networks say of each company.

    `features` is tokens × features, `marks` companies × tokens, `sentence` the number of each token's sentence below
    `count`, `told` what the rules say of each company.
    """
    whole = Said(
        np.stack([one.facts for one in told]),
        np.stack([one.status for one in told]),
        np.stack([one.sums for one in told]),
    )
    all_of = [_one(net, features, marks, sentence, count, whole) for net in nets]
    return Answers(*(np.mean([getattr(one, name) for one in all_of], axis=0) for name in Answers.__slots__))


def _one(net: Weights, features: Ints, marks: Ints, sentence: Ints, count: int, told: Said) -> Answers:
    row = _states(net, features, marks)
    inside = (sentence[None] == np.arange(count)[:, None]).astype(np.float32)
    power = np.exp(np.clip(row @ net["facts"] + net["facts bias"], -20, 20))
    whole = np.einsum("st,btk->bsk", inside, power) + 1e-9
    kinds = np.arange(len(KINDS))
    facts: Floats = np.log(whole).astype(np.float32) + net["said facts"][kinds, told.facts]
    pooled = (
        np.einsum("st,btk,btc->bskc", inside, power, row @ net["status"], optimize=True) / whole[..., None]
    )
    says = pooled + net["status kind"] + net["said status"][told.status]
    sums = row @ net["sums"] + net["sums bias"] + net["said sums"][told.sums]
    rest = [_soft(row @ net[name] + net[f"{name} bias"]) for name in ("roles", "numbers", "rounds")]
    status = np.concatenate([_soft(says[..., :3]), _soft(says[..., 3:])], axis=-1)
    return Answers(_chance(facts), status, _soft(sums), *rest)


def _states(net: Weights, features: Ints, marks: Ints) -> Floats:
    """What the network makes of each token: companies × tokens × states."""
    seen = (features > 0)[..., None]
    row = (net["features"][features] * seen).sum(axis=1)[None] + net["marks"][marks]
    width = row.shape[-1]
    for layer, reach in enumerate(DILATIONS):
        wide = np.concatenate([_shift(row, reach), row, _shift(row, -reach)], axis=-1)
        gate = wide @ net[f"{layer} in"] + net[f"{layer} bias"]
        row = row + np.tanh(gate[..., :width]) * _chance(gate[..., width:])
    asked = np.isin(marks, ASKED)[..., None]
    top = np.where(asked, row, -5.0).max(axis=1, keepdims=True)
    top = np.where(top <= -5.0, 0.0, top)
    whole: Floats = np.concatenate([row, np.broadcast_to(top, row.shape)], axis=-1)
    return whole


def _shift(rows: Floats, by: int) -> Floats:
    """Rows moved along their second axis, filled up with nothing."""
    out = np.zeros_like(rows)
    if by > 0:
        out[:, by:] = rows[:, :-by]
    else:
        out[:, :by] = rows[:, -by:]
    return out


def _chance(logits: Floats) -> Floats:
    chance: Floats = (1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30)))).astype(np.float32)
    return chance


def _soft(logits: Floats) -> Floats:
    power = np.exp(logits - logits.max(axis=-1, keepdims=True))
    share: Floats = power / power.sum(axis=-1, keepdims=True)
    return share
