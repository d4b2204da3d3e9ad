"""The fetch as a guest: its name, its pace at one host, Retry-After, robots.txt, and pages it need not be sent again."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import ReadingError
from bot.inbox import Inbox, Place
from bot.pipeline import Reader
from bot.reading import robots
from bot.reading.access import Access
from bot.reading.fetch import Known, Limits, fetch
from bot.reading.pace import Pace
from bot.worker import Patience, Worker
from storage import queue
from storage.database import Store
from tests.stand_ins.posting import FilePoster, PlainCards, wait_for
from tests.stand_ins.web import Page, Request, Web, redirect

LIMITS = Limits(timeout_s=5)


def refused(url: str, access: Access) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        fetch(url, LIMITS, access)
    return caught.value


@pytest.mark.parametrize(
    ("contact", "named"),
    [
        ("", "(compatible; aideals/"),
        ("https://ledger.example/bot", "; +https://ledger.example/bot)"),
        ("bots@ledger.example", "; bots@ledger.example)"),
    ],
)
def test_the_user_agent_names_the_bot_and_whom_to_write_to(contact: str, named: str) -> None:
    with Web({"/a": Page("<p>Hello</p>")}) as web:
        fetch(web.url("/a"), LIMITS, replace(web.access, contact=contact))
        assert named in web.requests[0].headers["user-agent"]


def test_after_a_first_few_a_host_is_asked_at_the_set_pace(tmp_path: Path) -> None:
    with Web({"/a": Page("ok")}) as web:
        access = replace(web.access, pace=Pace(tmp_path, gap_s=0.4, burst=2))
        begin = time.monotonic()
        for _ in range(4):
            fetch(web.url("/a"), LIMITS, access)
        assert time.monotonic() - begin > 0.75


def test_each_host_has_a_pace_of_its_own(tmp_path: Path) -> None:
    with Web({"/a": Page("ok")}) as web, Web({"/a": Page("ok")}) as other:
        access = replace(
            web.access, pace=Pace(tmp_path, gap_s=60, burst=1), allow=web.allowed | other.allowed
        )
        fetch(web.url("/a"), LIMITS, access)
        error = refused(web.url("/a"), access)
        assert (error.reason, error.retryable) == ("timeout", True)
        assert error.retry_after_s == pytest.approx(60, abs=10)
        assert fetch(other.url("/a"), LIMITS, access).body == b"ok"


def test_waiting_for_a_turn_does_not_use_up_the_sites_time(tmp_path: Path) -> None:
    def slow(request: Request) -> Page:
        time.sleep(1.5)
        return Page("ok")

    with Web({"/a": slow, "/quick": Page("ok")}) as web:
        access = replace(web.access, pace=Pace(tmp_path, gap_s=2.0, burst=1))
        fetch(web.url("/quick"), LIMITS, access)
        assert fetch(web.url("/a"), Limits(timeout_s=3.0), access).body == b"ok"


class Counter:
    """A page that knows how many readers it has at a time; the first one waits for a second."""

    def __init__(self) -> None:
        self._lock, self._two = threading.Lock(), threading.Event()
        self.now = self.most = 0

    def __call__(self, request: Request) -> Page:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            if self.now == 2:
                self._two.set()
        self._two.wait(30)
        time.sleep(0.15)
        with self._lock:
            self.now -= 1
        return Page("ok")


def ask(url: str, access: Access) -> None:
    fetch(url, Limits(timeout_s=60), access)


def test_several_processes_together_keep_to_the_number_at_once(tmp_path: Path) -> None:
    counter = Counter()
    with Web({"/a": counter}) as web:
        access = replace(web.access, pace=Pace(tmp_path, gap_s=0.0, at_once=2))
        context = multiprocessing.get_context("spawn")
        with context.Pool(3) as pool:
            pool.starmap(ask, [(web.url("/a"), access)] * 9)
        assert len(web.requests) == 9
        assert counter.most == 2


def hold(url: str, access: Access) -> None:
    fetch(url, Limits(timeout_s=60), access)


def test_a_process_that_is_killed_gives_its_place_back(tmp_path: Path) -> None:
    asked, released = threading.Event(), threading.Event()

    def hanging(request: Request) -> Page:
        asked.set()
        released.wait(30)
        return Page("late")

    with Web({"/hangs": hanging, "/a": Page("ok")}) as web:
        access = replace(web.access, pace=Pace(tmp_path, gap_s=0.0, at_once=1))
        holder = multiprocessing.get_context("spawn").Process(target=hold, args=(web.url("/hangs"), access))
        holder.start()
        assert asked.wait(20)
        busy = refused_within(web.url("/a"), access)
        assert (busy.reason, busy.retryable) == ("timeout", True)
        assert holder.pid is not None
        os.kill(holder.pid, signal.SIGKILL)
        holder.join()
        assert fetch(web.url("/a"), LIMITS, access).body == b"ok"
        released.set()


def refused_within(url: str, access: Access) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        fetch(url, Limits(timeout_s=0.5), access)
    return caught.value


def test_a_site_that_asks_to_be_left_alone_is_not_asked_again_before(tmp_path: Path) -> None:
    pages = {
        "/busy": Page(status=429, headers={"Retry-After": "120"}),
        "/sorry": Page(status=503, headers={"Retry-After": "600"}),
        "/plain": Page(status=429),
        "/a": Page("ok"),
    }
    for number, (path, seconds) in enumerate((("/busy", 120), ("/sorry", 600), ("/plain", 30))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Web(pages) as web:
            access = replace(web.access, pace=Pace(folder))
            refused(web.url(path), access)
            error = refused(web.url("/a"), access)
            assert (error.reason, error.retryable) == ("blocked", True)
            assert error.retry_after_s == pytest.approx(seconds, abs=5)
            assert len(web.requests) == 1


def test_a_short_rest_is_waited_for(tmp_path: Path) -> None:
    with Web({"/busy": Page(status=429, headers={"Retry-After": "1"}), "/a": Page("ok")}) as web:
        access = replace(web.access, pace=Pace(tmp_path))
        refused(web.url("/busy"), access)
        begin = time.monotonic()
        assert fetch(web.url("/a"), LIMITS, access).body == b"ok"
        assert time.monotonic() - begin > 0.8


def test_a_state_file_that_was_cut_off_is_begun_anew(tmp_path: Path) -> None:
    with Web({"/a": Page("ok")}) as web:
        access = replace(web.access, pace=Pace(tmp_path))
        fetch(web.url("/a"), LIMITS, access)
        (state,) = tmp_path.glob("*.pace")
        state.write_text('{"next": 17')
        assert fetch(web.url("/a"), LIMITS, access).body == b"ok"


ROBOTS = """\
User-agent: *
Disallow: /

User-agent: aideals
Disallow: /private/
Disallow: /*?print=
Allow: /
"""


@contextmanager
def obedient(pages: dict[str, object]) -> Iterator[tuple[Web, Access]]:
    robots.forget()
    with Web(pages) as web:  # type: ignore[arg-type]
        yield web, replace(web.access, robots=True)


def test_robots_txt_is_obeyed_where_it_is_set() -> None:
    pages = {"/robots.txt": Page(ROBOTS), "/a": Page("ok"), "/private/b": Page("no"), "/a?print=1": Page("no"), "/go": redirect("/private/b")}  # fmt: skip
    with obedient(pages) as (web, access):
        assert fetch(web.url("/a"), LIMITS, access).body == b"ok"
        for path in ("/private/b", "/a?print=1", "/go"):
            error = refused(web.url(path), access)
            assert (error.reason, error.retryable, error.url) == ("blocked", False, web.url(path))
        assert "robots.txt" in str(error)
        asked = [request.path for request in web.requests]
        assert asked == ["/robots.txt", "/a", "/go"]  # once for all pages, and nothing that it closes
        assert fetch(web.url("/private/b"), LIMITS, web.access).body == b"no"


@pytest.mark.parametrize(
    ("robots_txt", "allowed"),
    [
        (Page(status=404), True),
        (Page(status=403), True),
        (Page(status=500), False),
        (redirect("/other.txt"), False),
        (redirect("http://169.254.169.254/robots.txt"), False),
        (Page("User-agent: *\nDisallow: /" + "\n# filler" * 200_000), False),
        (Page(b"\xff\xfe\x00nonsense \xd0\xcf", headers={"Content-Type": "application/pdf"}), True),
    ],
    ids=["none", "closed", "broken", "moved", "moved inside", "endless", "nonsense"],
)
def test_a_robots_txt_that_cannot_be_read(robots_txt: object, allowed: bool) -> None:
    pages = {"/robots.txt": robots_txt, "/other.txt": Page("User-agent: *\nDisallow: /a"), "/a": Page("ok")}
    with obedient(pages) as (web, access):
        if allowed:
            assert fetch(web.url("/a"), LIMITS, access).body == b"ok"
        else:
            assert refused(web.url("/a"), access).reason == "blocked"


def versioned(request: Request) -> Page:
    """A page that is sent only to who does not have it."""
    marks = {"ETag": 'W/"7"', "Last-Modified": "Tue, 24 Nov 2026 08:00:00 GMT"}
    if request.headers.get("if-none-match") == 'W/"7"':
        return Page(status=304, headers={**marks, "Content-Length": "0"})
    return Page("<p>The article</p>", headers=marks)


def test_a_page_that_has_not_changed_is_not_sent_again() -> None:
    with Web({"/go": redirect("/a"), "/a": versioned}) as web:
        first = fetch(web.url("/go"), LIMITS, web.access)
        assert (first.etag, first.last_modified) == ('W/"7"', "Tue, 24 Nov 2026 08:00:00 GMT")
        known = Known(first.final_url, first.etag, first.last_modified)
        again = fetch(web.url("/go"), LIMITS, web.access, known=known)
        assert again.is_unchanged
        assert again.body == b""
        asked = web.requests[-1].headers
        assert (asked["if-none-match"], asked["if-modified-since"]) == (
            'W/"7"',
            "Tue, 24 Nov 2026 08:00:00 GMT",
        )
        assert "if-none-match" not in web.requests[-2].headers  # the redirect is another address
        assert (
            fetch(web.url("/a"), LIMITS, web.access, known=replace(known, etag='W/"6"')).body
            == b"<p>The article</p>"
        )


def test_not_modified_without_a_question_is_no_page() -> None:
    with Web({"/a": Page(status=304)}) as web:
        assert refused(web.url("/a"), web.access).reason == "blocked"


def test_a_shared_link_waits_as_long_as_its_site_asks_and_is_read_then(store: Store, tmp_path: Path) -> None:
    asked: list[float] = []
    story = (
        "Jasper raised $125 million in a Series A round led by Insight Partners, the company said on Tuesday. "
        * 3
    )

    def busy_once(request: Request) -> Page:
        asked.append(time.monotonic())
        if len(asked) == 1:
            return Page(status=503, headers={"Retry-After": "3"})
        return Page(f"<html><body><article><h1>Jasper raises</h1><p>{story}</p></article></body></html>")

    with Web({"/a": busy_once}) as web:
        access = replace(web.access, pace=Pace(tmp_path))
        poster = FilePoster(tmp_path / "channel.jsonl")
        patience = Patience(reading_s=(0.05, 0.05))
        worker = Worker(
            store,
            poster,
            PlainCards(),
            lambda: Reader(LIMITS, access=access),
            threads=1,
            patience=patience,
        )
        with worker:
            Inbox(store, wake=worker.wake).accept(
                Place("T1", "C1", "1764000000.000100"), f"<{web.url('/a')}>"
            )
            wait_for(lambda: queue.depth(store).keys() == {"done"}, timeout_s=40)
    assert asked[1] - asked[0] > 2.9
    assert len(asked) == 2
