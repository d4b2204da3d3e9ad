"""The network in its training form: JAX gives the gradients; `bot.extraction.learned.network` is the same in NumPy."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from bot.extraction.learned.labels import KINDS, NUMBERS, ROLES, STATUS, SUMS
from bot.extraction.learned.passages import MARKS, ROWS

Arrays = dict[str, Any]
WIDTH = 64
HEADS = {"facts": len(KINDS), "sums": len(SUMS), "roles": len(ROLES), "numbers": len(NUMBERS), "rounds": 2}


DILATIONS = (1, 2, 4, 8, 1)


def start(seed: int, width: int = WIDTH) -> Arrays:
    """Random weights."""
    key = iter(jax.random.split(jax.random.PRNGKey(seed), 64))

    def dense(rows: int, columns: int, scale: float | None = None) -> Any:
        scale = scale or (2.0 / (rows + columns)) ** 0.5
        return scale * jax.random.normal(next(key), (rows, columns))

    weights: Arrays = {"features": dense(ROWS, width, 0.1), "marks": dense(MARKS, width, 0.3)}
    for layer in range(len(DILATIONS)):
        weights[f"{layer} in"] = dense(3 * width, 2 * width)
        weights[f"{layer} bias"] = jnp.zeros(2 * width)
    for name, columns in HEADS.items():
        weights[name] = dense(2 * width, columns)
        weights[f"{name} bias"] = jnp.zeros(columns) - (4.0 if name == "facts" else 0.0)
    weights["status"] = dense(2 * width, len(STATUS))
    weights["status kind"] = 0.1 * dense(len(KINDS), len(STATUS))
    weights["said facts"] = jnp.tile(jnp.array([0.0, 3.0, 1.0]), (len(KINDS), 1))
    weights["said status"] = jnp.concatenate([jnp.zeros((1, len(STATUS))), 2.0 * jnp.eye(len(STATUS))])
    weights["said sums"] = 2.0 * jnp.eye(len(SUMS))
    return weights


def _shift(rows: Any, by: int) -> Any:
    """Rows moved along their second axis, filled up with nothing."""
    if by > 0:
        return jnp.pad(rows, ((0, 0), (by, 0), (0, 0)))[:, : rows.shape[1]]
    return jnp.pad(rows, ((0, 0), (0, -by), (0, 0)))[:, -by:]


def states(weights: Arrays, batch: Arrays, key: Any = None, drop: float = 0.0) -> Any:
    """The state of every token: instances × tokens × 2 widths."""
    features, mask = batch["features"], batch["mask"]
    if key is not None:
        one, two, three, four = jax.random.split(key, 4)
        kept = jax.random.bernoulli(one, 0.85, features.shape) & jax.random.bernoulli(
            two, 0.93, (*features.shape[:2], 1)
        )
        features = jnp.where(kept, features, 0)
    rows = weights["features"][features]
    seen = (features > 0)[..., None]
    row = (rows * seen).sum(axis=2) + weights["marks"][batch["marks"]]
    if key is not None:
        row = row * jax.random.bernoulli(three, 1 - drop, row.shape) / (1 - drop)
    here = mask[..., None]
    row = row * here
    for layer, reach in enumerate(DILATIONS):
        wide = jnp.concatenate([_shift(row, reach), row, _shift(row, -reach)], axis=-1)
        gate = wide @ weights[f"{layer} in"] + weights[f"{layer} bias"]
        width = row.shape[-1]
        step = jnp.tanh(gate[..., :width]) * jax.nn.sigmoid(gate[..., width:])
        if key is not None:
            four, now = jax.random.split(four)
            step = step * jax.random.bernoulli(now, 1 - drop, step.shape) / (1 - drop)
        row = (row + step) * here
    asked = ((batch["marks"] == 1) | (batch["marks"] == 3) | (batch["marks"] == 9))[..., None] * here
    summit = jnp.max(jnp.where(asked, row, -5.0), axis=1, keepdims=True)
    summit = jnp.where(summit <= -5.0, 0.0, summit)
    return jnp.concatenate([row, jnp.broadcast_to(summit, row.shape)], axis=-1)


def answers(weights: Arrays, batch: Arrays, sentences: int, key: Any = None, drop: float = 0.0) -> Arrays:
    """Logits: facts a sentence and kind, status a sentence, kind and status, and a token's sum, role, number, round."""
    row = states(weights, batch, key, drop)
    out = {name: row @ weights[name] + weights[f"{name} bias"] for name in HEADS}
    inside = batch["sentence"][:, None, :] == jnp.arange(sentences)[None, :, None]
    inside = (inside & batch["mask"][:, None, :]).astype(row.dtype)
    power = jnp.exp(jnp.clip(out["facts"], -20, 20))
    whole = jnp.einsum("bst,btk->bsk", inside, power) + 1e-9
    kinds = jnp.arange(len(KINDS))
    out["facts"] = jnp.log(whole) + weights["said facts"][kinds, batch["said_facts"]]
    says = row @ weights["status"]
    pooled = jnp.einsum("bst,btk,btc->bskc", inside, power, says) / whole[..., None]
    out["status"] = pooled + weights["status kind"][None, None] + weights["said status"][batch["said_status"]]
    out["sums"] = out["sums"] + weights["said sums"][batch["said_sums"]]
    return out


def loss(weights: Arrays, batch: Arrays, key: Any, drop: float) -> Any:
    """Mean loss of an instance over everything that its labels say."""
    out = answers(weights, batch, batch["facts"].shape[1], key, drop)
    facts = batch["facts"]
    sure = facts >= 0
    logits = out["facts"]
    binary = jnp.maximum(logits, 0) - logits * (facts == 1) + jnp.log1p(jnp.exp(-jnp.abs(logits)))
    total = (binary * sure).sum()
    total += 0.7 * _cross(out["status"], batch["status"])
    total += 0.7 * _cross(out["sums"], batch["sums"])
    total += 0.4 * _cross(out["roles"], batch["roles"])
    total += 0.4 * _cross(out["numbers"], batch["numbers"])
    total += 0.4 * _cross(out["rounds"], batch["rounds"])
    return total / facts.shape[0]


def _cross(logits: Any, labels: Any) -> Any:
    told = labels >= 0
    chance = jax.nn.log_softmax(logits, axis=-1)
    picked = jnp.take_along_axis(chance, jnp.maximum(labels, 0)[..., None], axis=-1)[..., 0]
    return -(picked * told).sum()
