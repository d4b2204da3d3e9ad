"""How often one host is asked, by all processes together: a small file for each host, held by locks of the system.

A process that dies lets go of its locks, so nothing has to be tidied up. What a site asks for with Retry-After is kept
there too: until then nobody asks it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_LOOK_S = 0.05
_LONGEST_REST_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Up to `burst` requests at once in time, then one every `gap_s` seconds; never more than `at_once` under way.

    `folder` is where the processes meet; it exists already.
    """

    folder: Path
    gap_s: float = 1.0
    burst: int = 5
    at_once: int = 2

    @contextmanager
    def turn(self, host: str, patience_s: float) -> Iterator[None]:
        """The right to ask `host`, held until the block ends. Raises TooBusyError before anything is asked."""
        end = time.monotonic() + patience_s
        wait_s = self._reserve(host, patience_s)
        slot = self._slot(host, end)
        try:
            if wait_s > 0:
                time.sleep(wait_s)
            yield
        finally:
            os.close(slot)

    def rest(self, host: str, seconds: float) -> None:
        """Nobody asks `host` for so long (a day at most): the site said so."""
        with self._state(host) as state:
            state["rest"] = max(state.get("rest", 0.0), time.time() + min(seconds, _LONGEST_REST_S))

    def _reserve(self, host: str, patience_s: float) -> float:
        """Seconds until this request's own moment, which is now taken. Raises TooBusyError, taking nothing."""
        with self._state(host) as state:
            now = time.time()
            rest_s = min(state.get("rest", 0.0) - now, _LONGEST_REST_S)
            if rest_s > patience_s:
                raise TooBusyError(rest_s, asked_to_rest=True)
            following = min(max(state.get("next", 0.0), now), now + _LONGEST_REST_S)
            wait_s = max(0.0, rest_s, following - now - self.gap_s * (self.burst - 1))
            if wait_s > patience_s:
                raise TooBusyError(wait_s, asked_to_rest=False)
            state["next"] = following + self.gap_s
            return wait_s

    def _slot(self, host: str, end: float) -> int:
        """An open file whose lock is one of the host's places. Raises TooBusyError when none is free in time."""
        while True:
            for number in range(self.at_once):
                opened = os.open(
                    self._path(host, f"place{number}"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
                )
                try:
                    fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return opened
                except BlockingIOError:
                    os.close(opened)
            if time.monotonic() >= end:
                raise TooBusyError(self.gap_s, asked_to_rest=False)
            time.sleep(_LOOK_S)

    @contextmanager
    def _state(self, host: str) -> Iterator[dict[str, float]]:
        with open(
            os.open(self._path(host, "pace"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+"
        ) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                state: dict[str, float] = json.loads(file.read() or "{}")
            except ValueError:  # a process died while it wrote
                state = {}
            yield state
            file.seek(0)
            file.truncate()
            file.write(json.dumps(state))

    def _path(self, host: str, what: str) -> Path:
        return self.folder / f"{hashlib.sha256(host.encode()).hexdigest()[:32]}.{what}"


class TooBusyError(Exception):
    """The host may not be asked within the patience; `wait_s` is when it may be. `asked_to_rest`: by its own wish."""

    def __init__(self, wait_s: float, *, asked_to_rest: bool) -> None:
        super().__init__(f"{wait_s:.1f} s")
        self.wait_s, self.asked_to_rest = wait_s, asked_to_rest
