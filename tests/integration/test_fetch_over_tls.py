"""HTTP/2 from a real server over TLS; certificates that are wrong; servers that break HTTP/2's rules."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import ReadingError
from bot.reading.fetch import Limits, fetch
from tests.stand_ins.costs import Scales, scales
from tests.stand_ins.tls import Secured, http2, raw_tls

PAGE = b"<p>" + "기사의 본문입니다. ".encode() * 20_000 + b"</p>"


def refused(server: Secured, limits: Limits | None = None, path: str = "/") -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        fetch(server.url + path, limits or Limits(timeout_s=3, max_bytes=2_000_000), server.access)
    return caught.value


class Site:
    """An ASGI app; `seen` holds (HTTP version, path, headers) of each request."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict[str, str]]] = []

    async def __call__(
        self, scope: dict[str, Any], receive: Callable[[], Any], send: Callable[[Any], Any]
    ) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.seen.append((scope["http_version"], scope["path"], headers))
        status, answered, body = self.answer(scope["path"], headers)
        await send({"type": "http.response.start", "status": status, "headers": answered})
        if scope["path"] == "/large":
            for _ in range(100):
                await send({"type": "http.response.body", "body": bytes(65_536), "more_body": True})
        await send({"type": "http.response.body", "body": body})

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        html = (b"content-type", b"text/html; charset=utf-8")
        if path == "/moved":
            return 301, [(b"location", b"/page"), (b"set-cookie", b"seen=1")], b""
        if path == "/busy":
            return 429, [(b"retry-after", b"90")], b""
        if headers.get("if-none-match") == '"v1"':
            return 304, [(b"etag", b'"v1"')], b""
        return 200, [html, (b"content-encoding", b"gzip"), (b"etag", b'"v1"')], gzip.compress(PAGE)


def test_pages_come_over_http_2() -> None:
    site = Site()
    with http2(site) as server:
        page = fetch(f"{server.url}/moved", Limits(timeout_s=10), server.access)
        assert page.body == PAGE
        assert page.final_url == f"{server.url}/page"
        assert page.etag == '"v1"'
        error = refused(server, path="/busy")
        assert (error.reason, error.retry_after_s) == ("blocked", 90.0)
        assert refused(server, path="/large").reason == "too_large"
    assert [version for version, _, _ in site.seen] == ["2"] * 4
    assert site.seen[1][2]["cookie"] == "seen=1"


def test_a_certificate_that_is_not_to_be_trusted_is_named() -> None:
    def silent(connection: socket.socket, stop: threading.Event) -> None:
        connection.recv(1000)

    past = datetime.now(UTC) - timedelta(days=1)
    for wrong in ({"name": "other.example"}, {"not_after": past}, {"trusted": False}):
        with raw_tls(silent, **wrong) as server:  # type: ignore[arg-type]
            error = refused(server)
            assert (error.reason, error.retryable) == ("tls", False), wrong


def test_a_handshake_that_never_ends_ends_at_the_deadline() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        raw_tls(lambda connection, stop: None) as trusted,
    ):
        port = listener.getsockname()[1]
        server = Secured(
            f"https://127.0.0.1:{port}", type(trusted.access)(allow=frozenset({("127.0.0.1", port)}))
        )
        begin = time.monotonic()
        assert refused(server, Limits(timeout_s=1)).reason == "timeout"
        assert time.monotonic() - begin < 3


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return struct.pack("!I", len(payload))[1:] + bytes([kind, flags]) + struct.pack("!I", stream) + payload


DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY, WINDOW, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
OK = b"\x88"  # ":status: 200" in HPACK's static table
HELLO = frame(SETTINGS, 0, 0, b"")


def floods(piece: bytes, begin: bytes = b"") -> Callable[[socket.socket, threading.Event], None]:
    def talk(connection: socket.socket, stop: threading.Event) -> None:
        connection.recv(65_536)
        connection.sendall(HELLO + begin)
        while not stop.is_set():
            connection.sendall(piece)

    return talk


def says(*pieces: bytes) -> Callable[[socket.socket, threading.Event], None]:
    def talk(connection: socket.socket, stop: threading.Event) -> None:
        connection.recv(65_536)
        connection.sendall(b"".join((HELLO, *pieces)))
        stop.wait(1)

    return talk


@pytest.fixture(scope="module")
def balance() -> Iterator[Scales]:
    with scales() as opened:
        yield opened


@pytest.mark.parametrize(
    ("talk", "reasons"),
    [
        (says(b"this is no frame at all, and long enough for one"), {"server_error"}),
        (says(frame(HEADERS, 0x4, 1, OK), frame(RESET, 0, 1, struct.pack("!I", 2))), {"server_error"}),
        (says(frame(GOAWAY, 0, 0, struct.pack("!II", 0, 11))), {"server_error"}),
        (says(frame(HEADERS, 0x4, 1, b"\xff\xff\xff\xff\xff\xff\xff")), {"server_error"}),
        (says(frame(HEADERS, 0x4, 1, OK), frame(DATA, 0, 1, bytes(200_000))), {"server_error"}),
        (floods(frame(CONTINUATION, 0, 1, b"\x00\x01a\x7fb" * 20), frame(HEADERS, 0, 1, OK)), {"server_error"}),
        (floods(frame(PING, 0, 0, bytes(8)) * 100), {"timeout", "server_error"}),
        (floods(frame(SETTINGS, 0, 0, b"") * 100), {"timeout", "server_error"}),
        (floods(frame(DATA, 0, 1, b"") * 100, frame(HEADERS, 0x4, 1, OK)), {"timeout", "server_error"}),
        (floods(frame(WINDOW, 0, 0, struct.pack("!I", 1)) * 100), {"timeout", "server_error"}),
    ],
    ids=["garbage", "reset", "goaway", "broken headers", "oversized frame", "endless headers", "pings", "settings", "empty data", "windows"],
)  # fmt: skip
def test_a_server_that_breaks_http_2_ends_in_its_reason_within_the_limit(
    balance: Scales, talk: Callable[[socket.socket, threading.Event], None], reasons: set[str]
) -> None:
    with raw_tls(talk, protocols=("h2",)) as server:
        cost = balance.weigh(server.url, Limits(timeout_s=2, max_bytes=2_000_000), server.access)
        assert cost.reason in reasons
        assert cost.seconds < 6
        print(cost)
        assert cost.peak_mb < 250
