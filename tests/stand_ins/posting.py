"""A channel on disk: what is posted is a line in a file, so that several processes and a restart see the same."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import PostingError, ReadingError
from bot.facts import Document, Language
from bot.pipeline import Read
from bot.posting import Blocks
from bot.reading.fetch import Known
from bot.week import Digest
from storage.records import Job, Share


@dataclass(frozen=True)
class Words:
    """A message without decoration."""

    text: str
    blocks: Blocks = ()


class PlainCards:
    """Cards that say in a word what they are, for tests of when and where they are posted."""

    def card(self, document: Document, job: Job, language: Language) -> Words:
        return Words(f"card {language}: {document.article.title}")

    def failure(self, error: ReadingError, job: Job, language: Language) -> Words:
        return Words(f"failure: {error.reason}")

    def pointer(self, document: Document, first: Share, link: str | None, language: Language) -> Words:
        return Words(f"pointer: {first.place.message_ts} {link}")

    def digest(self, digest: Digest) -> Words:
        late = ", late" if digest.late else ""
        return Words(f"digest: {digest.counted} deals{late}")

    def digest_rest(self, digest: Digest) -> tuple[Words, ...]:
        return tuple(Words(f"rest: {entry.deal.company}") for entry in digest.deals[1:])


@dataclass
class FilePoster:
    """Slack as far as a Poster goes. `refuse` may raise a PostingError before a call is taken, `lose` after it was."""

    path: Path
    zones: dict[str, str] = field(default_factory=dict)
    refuse: Callable[[str], None] = lambda method: None
    lose: Callable[[str], None] = lambda method: None

    def post(self, channel: str, blocks: Blocks, text: str, *, act: str, thread_ts: str | None = None) -> str:
        self.refuse("post")
        ts = f"{time.time():.6f}"
        self._write(method="post", channel=channel, text=text, act=act, thread=thread_ts, ts=ts)
        self.lose("post")
        return ts

    def find_act(self, channel: str, thread_ts: str | None, act: str) -> str | None:
        self.refuse("find_act")
        for line in self.lines("post"):
            if (line["channel"], line["thread"], line["act"]) == (channel, thread_ts, act):
                return str(line["ts"])
        return None

    def update(self, channel: str, ts: str, blocks: Blocks, text: str, *, act: str) -> None:
        self.refuse("update")
        if ts not in [line["ts"] for line in self.lines("post")]:
            raise PostingError("chat.update", "message_not_found")
        self._write(method="update", channel=channel, text=text, act=act, ts=ts)

    def react(self, channel: str, ts: str, name: str) -> None:
        self._write(method="react", channel=channel, ts=ts, name=name)

    def unreact(self, channel: str, ts: str, name: str) -> None:
        self._write(method="unreact", channel=channel, ts=ts, name=name)

    def permalink(self, channel: str, ts: str) -> str | None:
        return f"https://slack.example/{channel}/{ts}"

    def time_zone(self, user: str) -> str | None:
        return self.zones.get(user)

    def lines(self, *methods: str) -> list[dict[str, Any]]:
        """The calls that were taken, in order."""
        if not self.path.exists():
            return []
        found = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
        return [line for line in found if not methods or line["method"] in methods]

    def posted(self) -> list[str]:
        """The texts of the posts, in order."""
        return [line["text"] for line in self.lines("post")]

    def reactions(self, ts: str) -> set[str]:
        """Which reactions of ours stand on the message."""
        standing: set[str] = set()
        for line in self.lines("react", "unreact"):
            if line["ts"] == ts:
                (standing.add if line["method"] == "react" else standing.discard)(line["name"])
        return standing

    def _write(self, **call: object) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(call) + "\n")
            file.flush()
            os.fsync(file.fileno())


@dataclass
class Shelf:
    """A `Reading` whose pages are given: a document, an error, or several in turn. Counts what was read."""

    pages: dict[str, Any]
    read_urls: list[str] = field(default_factory=list)

    def read(self, url: str, *, text: str | None = None) -> Document:
        self.read_urls.append(url)
        found = self.pages[url if text is None else text]
        if isinstance(found, list):
            found = found.pop(0)
        if isinstance(found, Exception):
            raise found
        if callable(found):
            found = found()
        assert isinstance(found, Document)
        return found

    def visit(self, url: str, *, known: Known | None = None) -> Read:
        return Read(self.read(url))

    def warm_up(self) -> None:
        pass

    def close(self) -> None:
        pass


def wait_for(condition: Callable[[], bool], timeout_s: float = 20.0) -> None:
    """Return as soon as the condition holds; AssertionError where it does not within the time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
