"""The fetch over real sockets: every wrapper followed, every limit kept, every refusal with its reason."""

from __future__ import annotations

import gzip
import pickle
import resource
import socket
import time
import zlib
from collections.abc import Iterator
from threading import Event

import brotli
import pytest

from bot.errors import ReadingError
from bot.reading.access import Access
from bot.reading.fetch import Fetched, Limits, fetch
from tests.stand_ins.web import Page, Request, Web, drip, raw, redirect

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def refused(web: Web, path: str, limits: Limits | None = None, *, scheme: str = "http") -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        fetch(web.url(path, scheme=scheme), limits or Limits(timeout_s=5), Access(allow=web.allowed))
    return caught.value


def got(web: Web, path: str, limits: Limits | None = None) -> Fetched:
    return fetch(web.url(path), limits or Limits(timeout_s=5), Access(allow=web.allowed))


def test_a_page_comes_with_its_type_charset_and_bytes() -> None:
    with Web({"/a": Page("<p>Hello</p>", headers={"Content-Type": "Text/HTML; Charset=EUC-KR"})}) as web:
        page = got(web, "/a")
        assert (page.body, page.content_type, page.charset, page.status) == (
            b"<p>Hello</p>",
            "text/html",
            "euc-kr",
            200,
        )


def test_redirects_refreshes_and_interstitials_lead_to_the_page() -> None:
    pages = {
        "/301": redirect("/item?id=2025354", 301),
        "/refresh": Page('<meta http-equiv="refresh" content="0; url=/item?id=2025354">'),
        "/later": Page('<meta http-equiv="refresh" content="600; url=/elsewhere"><p>News</p>'),
        "/item?id=2025354": Page("<p>The article</p>"),
    }
    with Web(pages) as web:
        assert got(web, "/301").final_url == web.url("/item?id=2025354")
        assert got(web, "/refresh").body == b"<p>The article</p>"
        assert b"News" in got(web, "/later").body
    with Web({"/s": Page("<p>The target</p>")}, host="127.0.0.2") as target:
        link = f'<p>This link leads outside.</p><a href="{target.url("/s")}">Go on</a>'
        with Web({"/aB3xY": Page(link), "/news/long-article-name": Page(link)}) as web:
            page = fetch(web.url("/aB3xY"), Limits(timeout_s=5), Access(allow=web.allowed | target.allowed))
            assert page.final_url == target.url("/s")
            assert got(web, "/news/long-article-name").body == link.encode()


def test_a_cookie_set_on_the_way_is_sent_back_and_forgotten_after_the_fetch() -> None:
    def gate(request: Request) -> Page:
        if "seen=1" in request.headers.get("cookie", ""):
            return Page("<p>Inside</p>")
        return redirect("/gate", **{"Set-Cookie": "seen=1"})

    with Web({"/gate": gate, "/b": redirect("/c"), "/c": redirect("/b")}) as web:
        assert got(web, "/gate").body == b"<p>Inside</p>"
        got(web, "/gate")
        assert [("cookie" in request.headers) for request in web.requests] == [False, True, False, True]
        assert refused(web, "/b").reason == "redirect_loop"


def test_an_endless_chain_of_redirects_ends() -> None:
    pages = {f"/{n}": redirect(f"/{n + 1}") for n in range(40)}
    with Web(pages) as web:
        assert refused(web, "/0").reason == "redirect_loop"
        assert len(web.requests) == 11


@pytest.mark.parametrize(
    ("status", "reason", "retryable"),
    [(401, "paywall", False), (402, "paywall", False), (403, "blocked", False), (404, "not_found", False),
     (410, "not_found", False), (429, "blocked", True), (451, "blocked", False), (500, "server_error", True), (503, "server_error", True)],
)  # fmt: skip
def test_each_status_has_its_reason(status: int, reason: str, retryable: bool) -> None:
    with Web({"/x": Page("no", status=status, headers={"Retry-After": "120"})}) as web:
        error = refused(web, "/x")
        assert (error.reason, error.retryable, error.status, error.retry_after_s) == (
            reason,
            retryable,
            status,
            120.0,
        )
        assert error.url == web.url("/x")
        again = pickle.loads(pickle.dumps(error))
        assert (again.reason, again.retry_after_s) == (reason, 120.0)


def test_a_retry_date_counts_from_the_sites_own_clock() -> None:
    headers = {"Retry-After": "Wed, 21 Oct 2026 07:30:00 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}
    with Web({"/x": Page("", status=429, headers=headers)}) as web:
        assert refused(web, "/x").retry_after_s == 120.0


@pytest.mark.parametrize(
    "encoding", ["gzip", "deflate", "raw deflate", "br", "gzip, gzip", "gzip in two members"]
)
def test_compressed_pages_are_unpacked(encoding: str) -> None:
    text = b"<p>" + b"The article. " * 20_000 + b"</p>"
    bare = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "raw deflate": bare.compress(text) + bare.flush(),
        "br": brotli.compress(text),
        "gzip, gzip": gzip.compress(gzip.compress(text)),
        "gzip in two members": gzip.compress(text[:1000]) + gzip.compress(text[1000:]),
    }[encoding]
    name = {"raw deflate": "deflate", "gzip in two members": "gzip"}.get(encoding, encoding)
    with Web({"/z": Page(body, headers={"Content-Encoding": name})}) as web:
        assert got(web, "/z").body == text


def zeros(megabytes: int) -> bytes:
    engine, block = zlib.compressobj(9, wbits=31), bytes(1_000_000)
    return b"".join([*(engine.compress(block) for _ in range(megabytes)), engine.flush()])


@pytest.mark.parametrize("kind", ["gzip", "gzip in gzip", "brotli", "deflate"])
def test_a_bomb_stops_at_the_limit_with_little_memory(kind: str) -> None:
    packed = zeros(300)
    body, encoding = {
        "gzip": (packed, "gzip"),
        "gzip in gzip": (gzip.compress(packed), "gzip, gzip"),
        "brotli": (brotli.compress(bytes(100_000_000), quality=5), "br"),
        "deflate": (zlib.compress(bytes(100_000_000), 9), "deflate"),
    }[kind]
    with Web({"/bomb": Page(body, headers={"Content-Encoding": encoding})}) as web:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        error = refused(web, "/bomb", Limits(timeout_s=10, max_bytes=5_000_000))
        assert error.reason == "too_large"
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def endless(stop: Event) -> Iterator[bytes]:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    while not stop.is_set():
        yield b"10000\r\n" + b"x" * 65_536 + b"\r\n"


endless.is_stream = True  # type: ignore[attr-defined]


def header_flood(stop: Event) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while not stop.is_set():
        yield b"X-Flood: " + b"y" * 8000 + b"\r\n"


header_flood.is_stream = True  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (drip(b"HTTP/1.1 200 OK\r\n", b"X", every_s=0.05), "timeout"),
        (drip(HEAD + b"\r\n", b"x", every_s=0.05), "timeout"),
        (drip(b"", b"", every_s=0.2), "timeout"),
        (endless, "too_large"),
        (header_flood, "server_error"),
        (raw(HEAD + b"Content-Length: 50000000\r\n\r\n"), "too_large"),
        (raw(HEAD + b"Content-Length: 5000\r\n\r\nshort"), "server_error"),
        (raw(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n\x1f\x8b\x08\x00garbage!"), "server_error"),
        (raw(b"\x00\x01\x02 this is not HTTP"), "server_error"),
        (raw(), "server_error"),
    ],
    ids=["dripping head", "dripping body", "silence", "endless body", "header flood", "honest 50 MB", "cut body", "false gzip", "no HTTP", "hang-up"],
)  # fmt: skip
def test_a_hostile_server_costs_no_more_than_the_limits(answer: object, reason: str) -> None:
    with Web({"/x": answer}) as web:  # type: ignore[dict-item]
        begin = time.monotonic()
        error = refused(web, "/x", Limits(timeout_s=1.5, max_bytes=2_000_000))
        assert error.reason == reason
        assert time.monotonic() - begin < 4


def test_garbage_in_place_of_tls_is_named() -> None:
    with Web({"tls": raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")}) as web:
        assert refused(web, "/", scheme="https").reason == "tls"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://[::1]/",
     "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://169.254.169.254/latest/meta-data/",
     "http://10.0.0.1/", "http://192.168.0.1/", "http://100.64.0.1/", "http://224.0.0.1/", "http://0.0.0.0/", "http://[fe80::1]/",
     "http://[fd00::1]/", "http://8.8.8.8:6379/", "https://8.8.8.8:8443/", "http://0/", "http://127.1/", "http://LOCALHOST./",
     "http://127。0。0。1/", "http://[::127.0.0.1]/", "http://[::ffff:0:127.0.0.1]/", "http://[64:ff9b:1::7f00:1]/", "http://[fe80::1%25lo]/",
     "http://[2001:0:7f00:1::1]/", "http://[ff02::1]/", "http://[::]/", "http://[100::1]/", "http://[5f00::1]/", "http://[2001:db8::1]/", "http://255.255.255.255/",
     "http://168.63.129.16/metadata", "http://user@127.0.0.1/", "http://8.8.8.8@127.0.0.1/", "http://127.0.0.1#@8.8.8.8/"],
)  # fmt: skip
def test_closed_addresses_are_refused_before_any_connection(url: str) -> None:
    with pytest.raises(ReadingError) as caught:
        fetch(url, Limits(timeout_s=3))
    assert caught.value.reason == "forbidden_address"


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:6379/", "http://[::1]:22/"]
)
def test_a_redirect_to_a_closed_address_is_refused(target: str) -> None:
    with Web(
        {"/r": redirect(target), "/m": Page(f'<meta http-equiv=refresh content="0;url={target}">')}
    ) as web:
        assert refused(web, "/r").reason == "forbidden_address"
        assert refused(web, "/m").reason == "forbidden_address"


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/a", "javascript:alert(1)"])
def test_a_redirect_to_something_else_than_a_page_is_a_bad_link(target: str) -> None:
    with Web({"/r": redirect(target)}) as web:
        assert refused(web, "/r").reason == "bad_link"


def test_a_name_that_changes_its_address_is_connected_where_it_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The resolver is a stand-in: public at first, closed from the second question on."""
    real, asked = socket.getaddrinfo, []

    def resolver(host: str, port: int, *args: object, **kwargs: object) -> object:
        if host != "rebinding.example":
            return real(host, port, *args, **kwargs)  # type: ignore[arg-type]
        asked.append(host)
        address = "192.0.2.1" if len(asked) > 1 else "198.51.100.7"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(ReadingError) as caught:
        fetch("http://rebinding.example/", Limits(timeout_s=2))
    assert caught.value.reason == "forbidden_address"  # a documentation network is closed too
    assert len(asked) == 1


def test_a_name_with_one_closed_address_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with Web({"/": Page("inside")}) as web:
        pairs = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, web.port))
            for address in ("93.184.216.34", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: pairs)
        with pytest.raises(ReadingError) as caught:
            fetch("http://both.example/", Limits(timeout_s=2))
        assert caught.value.reason == "forbidden_address"
        assert web.connections == 0


def test_an_unknown_name_is_dns_and_a_closed_port_is_unreachable() -> None:
    with pytest.raises(ReadingError) as caught:
        fetch("http://no-such-name.invalid/", Limits(timeout_s=5))
    assert caught.value.reason == "dns"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ReadingError) as caught:
        fetch(
            f"http://127.0.0.1:{port}/", Limits(timeout_s=5), Access(allow=frozenset({("127.0.0.1", port)}))
        )
    assert (caught.value.reason, caught.value.retryable) == ("unreachable", True)


def test_user_names_and_fragments_are_not_sent() -> None:
    with Web({"/a": Page("ok")}) as web:
        fetch(
            f"http://user:secret@127.0.0.1:{web.port}/a#part", Limits(timeout_s=5), Access(allow=web.allowed)
        )
        assert "authorization" not in web.requests[0].headers
        assert web.requests[0].path == "/a"
