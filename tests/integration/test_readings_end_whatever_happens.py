"""The reading process: a page that hangs, a parser that dies and a child that is worn out cost one link, no more."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot import pipeline
from bot.errors import ReadingError
from bot.pipeline import Reader
from bot.reading.access import Access
from bot.reading.fetch import Limits

TEXT = (
    "Jasper raised $125 million in a Series A round led by Insight Partners. The company said on Tuesday that it will "
    "spend the money on hiring. It was founded in 2021 and has its offices in Austin, Texas."
)
PAGE = f"<html><head><title>Jasper raises</title></head><body><article><h1>Jasper raises</h1><p>{TEXT}</p></article></body></html>"


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/hangs":
            self.server.asked.set()  # type: ignore[attr-defined]
            self.server.released.wait(60)  # type: ignore[attr-defined]
            return
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def site() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.asked, server.released = threading.Event(), threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def reading(port: int, *, wall_s: float | None = None) -> Iterator[Reader]:
    reader = Reader(
        Limits(timeout_s=30), access=Access(allow=frozenset({("127.0.0.1", port)})), wall_s=wall_s
    )
    try:
        yield reader
    finally:
        reader.close()


def children() -> list[multiprocessing.process.BaseProcess]:
    return [child for child in multiprocessing.active_children() if child.name == "aideals-reader"]


def test_a_page_is_read_into_a_document_in_another_process() -> None:
    with site() as server, reading(server.server_port) as reader:
        document = reader.read(f"http://127.0.0.1:{server.server_port}/page")
        assert "Jasper raised $125 million" in document.article.text
        assert all(
            document.article.text[f.evidence.start : f.evidence.end] == f.evidence.quote
            for f in document.deals
        )
        assert len(children()) == 1
    assert children() == []


def test_text_is_read_in_place_of_a_page() -> None:
    with reading(1) as reader:
        document = reader.read("https://a.example/1", text=TEXT)
    assert document.article.url == "https://a.example/1"
    assert document.article.text == TEXT


def test_what_the_page_does_wrong_comes_back_with_its_reason() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with reading(port) as reader, pytest.raises(ReadingError) as caught:
        reader.read(f"http://127.0.0.1:{port}/page")
    assert (caught.value.reason, caught.value.retryable) == ("unreachable", True)


def test_a_reading_that_hangs_is_ended_and_the_next_one_works() -> None:
    with site() as server, reading(server.server_port, wall_s=4.0) as reader:
        reader.warm_up()
        with pytest.raises(ReadingError) as caught:
            reader.read(f"http://127.0.0.1:{server.server_port}/hangs")
        assert caught.value.reason == "timeout"
        assert children() == []
    with site() as server, reading(server.server_port) as reader:
        assert reader.read(f"http://127.0.0.1:{server.server_port}/page").article.title == "Jasper raises"


def test_a_parser_that_dies_costs_one_link() -> None:
    with site() as server, reading(server.server_port) as reader:
        failures: list[ReadingError] = []

        def read() -> None:
            try:
                reader.read(f"http://127.0.0.1:{server.server_port}/hangs")
            except ReadingError as error:
                failures.append(error)

        thread = threading.Thread(target=read)
        thread.start()
        assert server.asked.wait(30)  # type: ignore[attr-defined]
        (child,) = children()
        child.kill()
        thread.join(30)
        assert [error.reason for error in failures] == ["parser_failed"]
        assert reader.read(f"http://127.0.0.1:{server.server_port}/page").article.title == "Jasper raises"


def test_a_child_is_replaced_after_so_many_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_TASKS_A_PROCESS", 2)
    with reading(1) as reader:
        pids = []
        for _ in range(3):
            reader.read("https://a.example/1", text=TEXT)
            pids.append(children()[0].pid)
    assert pids[0] == pids[1] != pids[2]
