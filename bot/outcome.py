"""One source to its outcome: what a worker process of the command line does. It loads only what reading needs."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import ReadingError
from bot.facts import Document
from bot.pipeline import Task, analyse, read_task
from bot.reading.access import Access
from bot.reading.copies import Copy
from bot.reading.fetch import Limits
from bot.reading.sources import read_source


@dataclass(frozen=True, slots=True)
class Outcome:
    """One source: its document, or the error that says why there is none."""

    source: str
    url: str | None
    document: Document | None = None
    error: ReadingError | None = None
    page: Copy | None = None


def outcome_of(source: str, url: str | None, limits: Limits, access: Access) -> Outcome:
    """The outcome of a link, a file or "-"; `url` is the address that a file came from."""
    is_link = source.lower().startswith(("http://", "https://"))
    address = url or (source if is_link else None)
    try:
        if is_link:
            found = read_task(Task(source, None, limits, access))
            return Outcome(source, address, document=found.document, page=found.page)
        return Outcome(source, address, document=analyse(read_source(source, url=url, limits=limits)))
    except ReadingError as error:
        return Outcome(source, error.url or address, error=error)
