"""Fitting the network to instances."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

import jax
import numpy as np
import optax

from training import network
from training.instances import Instance

_SIZES = (48, 100, 300)


def batches(
    instances: Sequence[Instance], size: int, rng: np.random.Generator | None
) -> Iterator[dict[str, Any]]:
    """Instances of about one length together, padded; in random order where `rng` is given."""
    groups: dict[int, list[Instance]] = {}
    for instance in instances:
        length = next(s for s in _SIZES if len(instance.marks) <= s)
        groups.setdefault(length, []).append(instance)
    cut = []
    for length, group in groups.items():
        if rng is not None:
            rng.shuffle(group)  # type: ignore[arg-type]
        cut += [(length, group[at : at + size]) for at in range(0, len(group), size)]
    if rng is not None:
        rng.shuffle(cut)  # type: ignore[arg-type]
    for length, group in cut:
        yield pad(group, length, size if rng is not None else len(group))


def pad(group: Sequence[Instance], length: int, size: int) -> dict[str, Any]:
    """One batch: every array filled up to `size` instances and `length` tokens."""
    blank = {"features": 0, "marks": 0, "said_facts": 0, "said_status": 0, "said_sums": 0}
    out: dict[str, Any] = {}
    for name in Instance.__slots__:
        arrays = [getattr(i, name) for i in group]
        shape = list(arrays[0].shape)
        if name not in ("facts", "status", "said_facts", "said_status"):
            shape[0] = length
        whole = np.full((size, *shape), blank.get(name, -1), np.int32)
        for at, array in enumerate(arrays):
            whole[at, : len(array)] = array
        out[name] = whole
    mask = np.zeros((size, length), bool)
    for at, instance in enumerate(group):
        mask[at, : len(instance.marks)] = True
    return {**out, "mask": mask}


def fit(
    instances: Sequence[Instance],
    *,
    epochs: int = 12,
    seed: int = 0,
    rate: float = 3e-3,
    drop: float = 0.3,
    size: int = 48,
    rare: int = 4,
    report: Any = None,
) -> tuple[dict[str, Any], float]:
    """Weights fitted to the instances; `report(epoch, weights, loss)` is called after each epoch."""
    weights = network.start(seed)
    counts = np.zeros(len(weights["features"]), np.int64)
    for instance in instances:
        np.add.at(counts, instance.features.ravel(), 1)
    seen = (counts >= rare).astype(np.float32)
    weights["features"] = weights["features"] * seen[:, None]
    steps = epochs * sum(1 for _ in batches(instances, size, np.random.default_rng(seed)))
    plan = optax.warmup_cosine_decay_schedule(0.0, rate, max(steps // 15, 1), max(steps, 2), rate / 50)
    method = optax.chain(optax.clip_by_global_norm(5.0), optax.adamw(plan, weight_decay=0.01))
    state = method.init(weights)

    @jax.jit
    def step(weights: Any, state: Any, batch: Any, key: Any) -> Any:
        cost, slope = jax.value_and_grad(network.loss)(weights, batch, key, drop)
        slope["features"] = slope["features"] * seen[:, None]
        change, state = method.update(slope, state, weights)
        return optax.apply_updates(weights, change), state, cost

    costs: list[float] = []
    rng = np.random.default_rng(seed)
    key = jax.random.PRNGKey(seed + 1)
    for epoch in range(epochs):
        costs, begun = [], time.monotonic()
        for batch in batches(instances, size, rng):
            key, now = jax.random.split(key)
            weights, state, cost = step(weights, state, batch, now)
            costs.append(float(cost))
        if report:
            report(epoch, weights, float(np.mean(costs)), time.monotonic() - begun)
    return {name: np.asarray(value) for name, value in weights.items()}, float(np.mean(costs))
