"""The bot's worker and schedule as a process of its own that can be killed."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from bot.schedule import Schedule
from bot.worker import Worker
from storage import acts, queue
from storage.database import Store, open_store
from tests.stand_ins.posting import FilePoster, PlainCards, Shelf
from tests.stand_ins.store_contents import deal, document

URL = "https://a.example/1"


def die(*_: object) -> None:
    """End at once, as by a power cut of this process."""
    os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(10)


class MortalStore(Store):
    """A store whose process dies right after a commit of its choice."""

    commits_left = 0

    @contextlib.contextmanager
    def write(self) -> Iterator[Any]:
        outermost = not self._connection().conn.in_transaction
        with super().write() as db:
            yield db
        if outermost and self.commits_left:
            self.commits_left -= 1
            if not self.commits_left:
                die()


def begin(folder: Path, what: str, commit: int = 0, call: str = "") -> BaseProcess:
    """The process, started. `what`: "work" until the inbox is empty, "digest" for two looks at what is due.

    It kills itself after that many commits (0: never), or within Slack's call: "before" it is taken, or "after".
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_run, args=(folder, what, commit, call), daemon=True)
    process.start()
    return process


def _run(folder: Path, what: str, commit: int, call: str) -> None:
    open_store(folder / "aideals.db").close()
    store = MortalStore(folder / "aideals.db")
    store.commits_left = commit
    poster = FilePoster(folder / "channel.jsonl")
    if call == "before":
        poster.refuse = die
    if call == "after":
        poster.lose = die
    if what == "digest":
        schedule = Schedule(store, poster, PlainCards())
        schedule.look()
        schedule.look()
        return
    page = document(deal("Jasper", 125), title="A title", url=URL)
    with Worker(store, poster, PlainCards(), lambda: Shelf({URL: page}), threads=1):
        while set(queue.depth(store)) - {"done"} or acts.begun(store, ""):
            time.sleep(0.02)
