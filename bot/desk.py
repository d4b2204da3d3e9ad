"""What the command line asks for, done with the bot's own parts: read sources, show them, keep them, export.

Comes in: sources and Settings. Goes out: outcomes in the sources' order, cards and JSON documents.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.progress import Progress

from bot import export as exporting
from bot import period, reach
from bot.cards import article
from bot.cards import digest as digest_cards
from bot.cards.message import Message
from bot.digest import gather
from bot.errors import ReadingError, StoreError
from bot.export import Format
from bot.facts import Language, to_json
from bot.keeping import Pages, kept_page
from bot.outcome import Outcome, outcome_of
from bot.reading.links import normalise
from bot.settings import Settings
from bot.terminal import render
from storage import articles, channels
from storage.database import Store, open_store
from storage.records import Page

_KNOWN: dict[str, Language] = {"ko": "ko", "en": "en"}
_FEW = 4
"""Up to so many sources are read in this process: a worker process takes longer to start than they take."""


def read_all(sources: Sequence[str], settings: Settings, *, url: str | None, save: bool) -> Iterator[Outcome]:
    """The sources' outcomes, in order, read side by side; with `save` each document is also kept in the store."""
    outcomes = _read(sources, settings, url)
    yield from _saved(outcomes, settings) if save else outcomes


def _read(sources: Sequence[str], settings: Settings, url: str | None) -> Iterator[Outcome]:
    limits = reach.limits(settings)
    with _progress(len(sources)) as advance, reach.access(settings) as access:
        if len(sources) <= _FEW or "-" in sources:
            for source in sources:
                yield outcome_of(source, url, limits, access)
                advance()
            return
        with ProcessPoolExecutor(settings.workers, mp_context=get_context("spawn")) as pool:
            waiting = [(s, pool.submit(outcome_of, s, url, limits, access)) for s in sources]
            for source, future in waiting:
                yield _outcome(source, future)
                advance()


def _outcome(source: str, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except BrokenProcessPool:
        message = "The reading process broke off; read this source by itself."
        return Outcome(source, None, error=ReadingError("parser_failed", message))


def _saved(outcomes: Iterator[Outcome], settings: Settings) -> Iterator[Outcome]:
    from bot.syndication import join_story  # 70 MB of libraries that only keeping needs

    store = open_store(settings.db)
    pages = Pages(store, timedelta(days=settings.keep_pages_days))
    for outcome in outcomes:
        if outcome.document is not None:
            address = outcome.document.article.url
            key = normalise(address) if address else f"file:{outcome.source}"
            found_by = normalise(outcome.url) if outcome.url and address else None
            now = datetime.now(UTC)
            saved = articles.save(store, key, outcome.document, now=now, found_by=found_by)
            join_story(store, saved.article_id, outcome.document.article, now=now)
            if outcome.page is not None:
                pages.keep(saved.article_id, outcome.page)
        yield outcome


class _Advance:
    """Moves the bar on by one source."""

    def __init__(self, total: int) -> None:
        self._progress = Progress(console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("reading", total=total)

    def __enter__(self) -> _Advance:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def __call__(self) -> None:
        self._progress.advance(self._task)


def _progress(total: int) -> AbstractContextManager[Callable[[], None]]:
    """A progress bar on stderr where that is a terminal and there is something to wait for; else nothing."""
    if total > 1 and sys.stderr.isatty():
        return _Advance(total)
    return nullcontext(lambda: None)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The document as docs/facts.md says, or `{"article": {"url": …}, "error": {"reason": …, "message": …}}`, where
    the article also has what its page says of it all the same.
    """
    if outcome.document is not None:
        return to_json(outcome.document)
    error = outcome.error
    assert error is not None
    article = {"url": outcome.url, **error.told}
    return {"article": article, "error": {"reason": error.reason, "message": str(error)}}


def as_card(outcome: Outcome, settings: Settings) -> RenderableType:
    """The document's card as a terminal shows it: in AIDEALS_LANGUAGE, else in the article's own language."""
    assert outcome.document is not None
    spoken = settings.language or outcome.document.article.language
    card = article.card(outcome.document, _KNOWN.get(spoken, "en"))
    return render(card.text, card.blocks)


def digest_messages(settings: Settings, channel: str, *, preview: bool) -> tuple[Message, ...]:
    """The channel's digest, message by message: of its last full period, or (preview) of the seven days up to now.

    Raises StoreError where there is no database or nothing is known of the channel.
    """
    with _existing_store(settings) as store:
        wanted = next((each for each in channels.every(store) if each.channel == channel), None)
        if wanted is None:
            known = ", ".join(each.channel for each in channels.every(store)) or "none yet"
            raise StoreError(f"Nothing was shared in channel {channel}. Channels with shared links: {known}.")
        now = datetime.now(UTC)
        covered = period.running(wanted, now) if preview else period.scheduled(period.last_slot(wanted, now))
        found = gather(store, wanted, covered, default_language=_KNOWN.get(settings.language, "en"))
    return digest_cards.messages(found, running=preview)


def kept(settings: Settings, url: str) -> tuple[Page, bytes]:
    """The page that the article behind `url` was read from. Raises StoreError where there is none."""
    with _existing_store(settings) as store:
        return kept_page(store, url)


def export(settings: Settings, form: Format, out: Path | None) -> None:
    """Write all deals and signals to `out`, or to standard output. Raises StoreError where there is no database."""
    with _existing_store(settings) as store:
        if out is None:
            exporting.export(store, form, sys.stdout.buffer)
            return
        with out.open("wb") as file:
            exporting.export(store, form, file)


def _existing_store(settings: Settings) -> Store:
    if not settings.db.exists():
        raise StoreError(
            f"There is no database at {settings.db}: run the bot, or keep readings with "
            "`aideals read --save`; AIDEALS_DB names another file."
        )
    return open_store(settings.db)
