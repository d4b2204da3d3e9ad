"""The page behind an article: kept as it was read, not fetched again while unchanged, let go when its days are over."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.inbox import Inbox, Place
from bot.keeping import kept_page
from bot.pipeline import Reader
from bot.reading.fetch import Limits
from bot.worker import Worker
from storage import articles, pages, queue
from storage.database import Store
from tests.stand_ins.posting import FilePoster, PlainCards, wait_for
from tests.stand_ins.web import Page, Request, Web, redirect

TEXT = "Jasper raised $125 million in a Series A round led by Insight Partners. The company said on Tuesday that it will spend the money on hiring in Austin."
MONTH = timedelta(days=30)


def html(text: str) -> bytes:
    return f"<html><head><title>Jasper raises</title></head><body><article><h1>Jasper raises</h1><p>{text}</p><p>It was founded in 2021 and has its offices in Austin, Texas.</p></article></body></html>".encode()


class Site:
    """One article that an editor may change; it is sent only to who does not have it."""

    def __init__(self) -> None:
        self.body, self.sent = html(TEXT), 0

    def __call__(self, request: Request) -> Page:
        mark = f'"{hashlib.sha256(self.body).hexdigest()[:8]}"'
        if request.headers.get("if-none-match") == mark:
            return Page(status=304, headers={"ETag": mark, "Content-Length": "0"})
        self.sent += 1
        return Page(self.body, headers={"ETag": mark})


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@contextmanager
def bot(store: Store, folder: Path, web: Web, clock: Clock, keep: timedelta = MONTH) -> Iterator[Inbox]:
    poster = FilePoster(folder / "channel.jsonl")
    worker = Worker(
        store, poster, PlainCards(), lambda: Reader(Limits(timeout_s=20), access=web.access),
        threads=1, keep_pages=keep, clock=clock,
    )  # fmt: skip
    with worker:
        yield Inbox(store, wake=worker.wake, clock=clock)


def share(inbox: Inbox, store: Store, url: str, channel: str) -> None:
    inbox.accept(Place("T1", channel, "1764000000.000100", user="U1"), f"<{url}>")
    wait_for(lambda: queue.depth(store).keys() <= {"done", "failed"}, timeout_s=40)
    assert "failed" not in queue.depth(store)


def test_a_page_is_kept_as_it_was_sent_and_asked_for_again_only_with_its_mark(
    store: Store, tmp_path: Path
) -> None:
    site, clock = Site(), Clock()
    with Web({"/a": site, "/go": redirect("/a")}) as web, bot(store, tmp_path, web, clock) as inbox:
        share(inbox, store, web.url("/go"), "C1")
        page, body = kept_page(store, web.url("/a"))
        assert body == site.body
        assert (page.sha256, page.fetched_at, page.url) == (
            hashlib.sha256(body).hexdigest(),
            clock.now,
            web.url("/a"),
        )
        assert page.packed is not None
        assert len(page.packed) < len(body)
        clock.now += timedelta(days=2)
        share(inbox, store, web.url("/go"), "C2")
        assert web.requests[-1].headers["if-none-match"] == page.etag
        assert site.sent == 1
        stored = articles.find(store, web.url("/a"))
        assert stored is not None
        assert stored.saved_at == clock.now  # as good as read today

        clock.now += timedelta(days=2)
        site.body = html(TEXT.replace("$125 million", "$152 million"))
        share(inbox, store, web.url("/a"), "C3")
        assert site.sent == 2
        later, body = kept_page(store, web.url("/go"))
        assert body == site.body
        assert later.fetched_at == clock.now
        stored = articles.find(store, web.url("/a"))
        assert stored is not None
        assert "$152 million" in stored.document.article.text


def test_a_page_goes_when_its_days_are_over_and_its_marks_stay(store: Store, tmp_path: Path) -> None:
    site, clock = Site(), Clock()
    with Web({"/a": site}) as web:
        with bot(store, tmp_path, web, clock) as inbox:
            share(inbox, store, web.url("/a"), "C1")
        clock.now += MONTH - timedelta(minutes=1)
        with bot(store, tmp_path, web, clock):
            assert kept_page(store, web.url("/a"))[1] == site.body
        clock.now += timedelta(minutes=2)
        with bot(store, tmp_path, web, clock) as inbox:
            wait_for(lambda: (found := pages.find(store, web.url("/a"))) is not None and found.packed is None)
            with pytest.raises(StoreError, match="No page is kept"):
                kept_page(store, web.url("/a"))
            share(inbox, store, web.url("/a"), "C2")
            assert site.sent == 1  # the mark was enough


def test_where_nothing_is_to_be_kept_only_the_marks_are(store: Store, tmp_path: Path) -> None:
    site, clock = Site(), Clock()
    with Web({"/a": site}) as web, bot(store, tmp_path, web, clock, timedelta(0)) as inbox:
        share(inbox, store, web.url("/a"), "C1")
        page = pages.find(store, web.url("/a"))
        assert page is not None
        assert (page.packed, page.etag is None) == (None, False)


def test_a_kept_page_that_was_tampered_with_is_not_shown(store: Store, tmp_path: Path) -> None:
    with Web({"/a": Site()}) as web:
        with bot(store, tmp_path, web, Clock()) as inbox:
            share(inbox, store, web.url("/a"), "C1")
        with store.write() as db:
            db.execute("UPDATE pages SET sha256 = ?", ["0" * 64])
        with pytest.raises(StoreError, match="not the one that was read"):
            kept_page(store, web.url("/a"))


def test_an_article_whose_text_was_pasted_has_no_page(store: Store, tmp_path: Path) -> None:
    site, clock = Site(), Clock()
    with Web({"/a": site}) as web, bot(store, tmp_path, web, clock) as inbox:
        share(inbox, store, web.url("/a"), "C1")
        (job,) = queue.of_message(store, "T1", "C1", "1764000000.000100")
        queue.finish(store, job.id, "failed", now=clock.now)
        assert inbox.paste(job.id, TEXT.replace("Jasper", "Caspar"), workspace="T1", channel="C1")
        wait_for(lambda: queue.depth(store).keys() == {"done"}, timeout_s=40)
        assert pages.find(store, web.url("/a")) is None


def test_the_command_line_gives_a_kept_page_back(tmp_path: Path) -> None:
    site = Site()
    with Web({"/a": site}) as web:
        environment = {
            **os.environ,
            "AIDEALS_DB": str(tmp_path / "a.db"),
            "AIDEALS_FETCH_ALLOW": f"127.0.0.1:{web.port}",
        }

        def aideals(*words: str) -> subprocess.CompletedProcess[bytes]:
            command = [str(Path(sys.executable).with_name("aideals")), *words]
            return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, timeout=60)

        assert aideals("read", "--save", web.url("/a")).returncode == 0
        shown = aideals("page", web.url("/a"))
        assert (shown.returncode, shown.stdout) == (0, site.body)
        assert hashlib.sha256(site.body).hexdigest() in shown.stderr.decode()
        unknown = aideals("page", web.url("/b"))
        assert unknown.returncode == 1
        assert "No page is kept" in unknown.stderr.decode()
