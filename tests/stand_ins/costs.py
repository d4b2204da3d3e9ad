"""What reading one page costs: seconds and memory at its peak, measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from bot.errors import ReadingError
from bot.reading.access import Access
from bot.reading.fetch import Limits
from bot.reading.sources import read_link


@dataclass(frozen=True)
class Cost:
    """`reason` is None where an article came out; `letters` is its length. `peak_mb`: all memory of the process at its peak."""

    reason: str | None
    letters: int
    seconds: float
    peak_mb: float


class Scales:
    """Reads pages one after the other in a child process, which is replaced where it does not answer."""

    def __init__(self) -> None:
        self._start()

    def weigh(self, url: str, limits: Limits, access: Access, *, patience_s: float = 60.0) -> Cost:
        self._pipe.send((url, limits, access))
        if not self._pipe.poll(patience_s):
            self.close()
            self._start()
            return Cost("no answer", 0, patience_s, 0.0)
        cost: Cost = self._pipe.recv()
        return cost

    def close(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_weigh, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()


@contextmanager
def scales() -> Iterator[Scales]:
    """One pair of scales, gone with the block."""
    opened = Scales()
    try:
        yield opened
    finally:
        opened.close()


def _weigh(pipe: Connection) -> None:
    while True:
        url, limits, access = pipe.recv()
        with open("/proc/self/clear_refs", "w") as peak:
            peak.write("5")  # the peak counts from now on
        begin, reason, letters = time.monotonic(), None, 0
        try:
            letters = len(read_link(url, limits=limits, access=access).text)
        except ReadingError as error:
            reason = error.reason
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"[:200]
        pipe.send(Cost(reason, letters, time.monotonic() - begin, _memory("VmHWM")))


def _memory(name: str) -> float:
    with open(f"/proc/{os.getpid()}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name + ":")) / 1024
