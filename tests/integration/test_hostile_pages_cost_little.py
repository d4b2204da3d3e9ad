"""Pages and servers that want to hurt, read whole: each ends in its reason, within its time, with memory bounded."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from threading import Event

import brotli
import pytest

from bot.reading.fetch import Limits
from tests.stand_ins.costs import Scales, scales
from tests.stand_ins.web import Answer, Page, Web, drip, raw, redirect

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
SENTENCE = (
    "Acme raised $5 million in a Series A round led by Northwind Ventures, the company said on Tuesday. "
)
BODY = "".join(f"<p>{SENTENCE}{'It will hire forty people in Busan this year. ' * 3}</p>" for _ in range(4))
ARTICLE = f"<html><head><title>Acme raises</title></head><body><article><h1>Acme raises</h1>{BODY}</article></body></html>"
LIMITS = Limits(timeout_s=3.0)
MOST_MB = 250
"""All that the process may hold while it reads a page of at most ten million bytes; an ordinary page: 130."""


def stream(piece: bytes, head: bytes = b"", chunked: bool = False) -> Answer:
    def endless(stop: Event) -> Iterator[bytes]:
        yield HEAD + (b"Transfer-Encoding: chunked\r\n" if chunked else b"") + head
        while not stop.is_set():
            yield piece

    endless.is_stream = True  # type: ignore[attr-defined]
    return endless


def bomb(pack: str) -> Page:
    engine, block = zlib.compressobj(9, wbits=31), bytes(1_000_000)
    zeros = b"".join([*(engine.compress(block) for _ in range(300)), engine.flush()])
    body = {
        "gzip": zeros,
        "gzip, gzip": gzip.compress(zeros),
        "br": brotli.compress(bytes(100_000_000), quality=4),
    }[pack]
    return Page(body, headers={"Content-Encoding": pack})


def around(inside: str, head: str = "") -> Page:
    return Page(
        f"<html><head><title>Acme raises</title>{head}</head><body><article>{inside}</article></body></html>"
    )


NESTED = 100_000
PAGES: dict[str, tuple[Answer, set[str | None]]] = {
    # servers
    "slow head": (drip(b"HTTP/1.1 200 OK\r\n", b"X", every_s=0.05), {"timeout"}),
    "slow body": (drip(HEAD + b"\r\n", b"x", every_s=0.05), {"timeout"}),
    "silence": (drip(b"", b"", every_s=0.2), {"timeout"}),
    "endless body": (stream(bytes(65_536), b"\r\n"), {"too_large"}),
    "endless tiny chunks": (stream(b"1\r\nx\r\n" * 5000, b"\r\n", chunked=True), {"timeout", "too_large"}),
    "endless headers": (stream(b"X-Flood: " + b"y" * 8000 + b"\r\n"), {"server_error"}),
    "endless continues": (stream(b"HTTP/1.1 100 Continue\r\n\r\n" * 500, b"\r\n"), {"timeout", "too_large"}),
    "gzip bomb": (bomb("gzip"), {"too_large"}),
    "gzip bomb in gzip": (bomb("gzip, gzip"), {"too_large"}),
    "brotli bomb": (bomb("br"), {"too_large"}),
    "circle": (redirect("/circle"), {"redirect_loop"}),
    "length too long": (raw(HEAD + b"Content-Length: 5000\r\n\r\nshort"), {"server_error"}),
    "length too short": (raw(HEAD + b"Content-Length: 20\r\n\r\n" + ARTICLE.encode()), {"not_an_article", "empty", "needs_javascript", "server_error"}),
    "two lengths": (raw(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshorter"), {"server_error"}),
    "negative length": (raw(HEAD + b"Content-Length: -5\r\n\r\nshorter"), {"server_error"}),
    "endless number as length": (raw(HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\nx"), {"server_error", "too_large"}),
    "false gzip": (Page(b"\x1f\x8b\x08\x00garbage!", headers={"Content-Encoding": "gzip"}), {"server_error"}),
    "layers of encodings": (Page(b"x", headers={"Content-Encoding": "gzip, " * 500 + "gzip"}), {"server_error"}),
    # charsets that lie
    "says utf-16": (Page(ARTICLE, headers={"Content-Type": "text/html; charset=utf-16"}), {None}),
    "says utf-7": (Page(ARTICLE, headers={"Content-Type": "text/html; charset=utf-7"}), {None}),
    "says euc-kr, is utf-8": (Page(ARTICLE.replace("Acme", "에이크미"), headers={"Content-Type": "text/html; charset=euc-kr"}), {None}),
    "says utf-8, is cp949": (Page(ARTICLE.replace("Acme", "똠방각하").encode("cp949")), {None}),
    "says a codec that is none": (Page(ARTICLE, headers={"Content-Type": "text/html; charset=zlib_codec"}), {None}),
    "says rot13": (Page(ARTICLE, headers={"Content-Type": "text/html; charset=rot13"}), {None}),
    "says ten thousand letters": (Page(ARTICLE, headers={"Content-Type": "text/html; charset=" + "x" * 10_000}), {None}),
    # markup
    "nested div": (around("<div>" * NESTED + BODY + "</div>" * NESTED), {"too_large"}),
    "nested div below the bound": (around("<div>" * 18_000 + BODY + "</div>" * 18_000), {None, "parser_failed", "not_an_article"}),
    "nested spans below the bound": (around("<p>" + "<span>" * 35_000 + SENTENCE * 10), {None, "parser_failed", "not_an_article"}),
    "unclosed p below the bound": (around("<p>x" * 35_000), {None, "parser_failed", "not_an_article", "too_large"}),
    "nested b i": (around("<b><i>" * (NESTED // 6) + BODY), {None, "parser_failed", "not_an_article"}),
    "nested tables": (around("<table><tr><td>" * (NESTED // 9) + BODY), {None, "parser_failed", "not_an_article"}),
    "nested lists": (around("<ul><li>" * (NESTED // 6) + BODY), {None, "parser_failed", "not_an_article"}),
    "unclosed p": (around("<p>x" * NESTED), {"too_large"}),
    "nested JSON-LD": (around(BODY, f"<script type='application/ld+json'>{'[' * NESTED}</script>"), {None}),
    "a million attributes": (around(BODY, "<meta " + "".join(f"a{n}=1 " for n in range(300_000)) + ">"), {None}),
    "one long attribute": (around(f"<a href='{'x' * 5_000_000}'>y</a>{BODY}"), {None}),
    "open meta tags": (Page("<meta http-equiv=refresh " * 1200), {"parser_failed", "not_an_article", "empty", "needs_javascript"}),
    "open comments": (around("<!-" * 35_000 + BODY), {None, "not_an_article"}),
    "fifty megabytes of text": (Page("<html><body><p>" + SENTENCE * 500_000), {"too_large"}),
    "nine megabytes of text": (around(f"<p>{SENTENCE * 90_000}</p>"), {"too_large"}),
    "a word of nine megabytes": (around("<p>" + "x" * 9_000_000 + "</p>"), {"too_large", "not_an_article"}),
    "billion laughs": (Page('<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)) + "]><rss><channel><item><title>&j;</title><description>&j;</description></item></channel></rss>", headers={"Content-Type": "application/rss+xml"}), {"not_an_article", "parser_failed", "empty", "unsupported_type"}),
    "nested JSON": (Page("[" * 1_000_000, headers={"Content-Type": "application/json"}), {"unsupported_type"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def weighed() -> Iterator[tuple[Web, Scales]]:
    pages: dict[str, Answer] = {f"/{name.replace(' ', '-')}": page for name, (page, _) in PAGES.items()}
    pages["/circle"] = redirect("/circle")
    pages["/article"] = Page(ARTICLE)
    with Web(pages) as web, scales() as balance:
        assert (
            balance.weigh(web.url("/article"), LIMITS, web.access).reason is None
        )  # everything is loaded now
        yield web, balance


@pytest.mark.parametrize("name", PAGES)
def test_a_hostile_page_ends_in_its_reason_within_its_limits(weighed: tuple[Web, Scales], name: str) -> None:
    web, balance = weighed
    cost = balance.weigh(web.url(f"/{name.replace(' ', '-')}"), LIMITS, web.access)
    print(
        f"{name:28} {cost.reason or 'read':16} {cost.letters:8} {cost.seconds:6.2f} s {cost.peak_mb:6.0f} MB"
    )
    assert cost.reason in PAGES[name][1], cost
    assert cost.peak_mb < MOST_MB, cost
    assert cost.seconds < 40, cost  # the bot gives a reading up after 60


def test_fifty_megabytes_are_too_large_for_an_article_even_where_they_may_be_fetched(
    weighed: tuple[Web, Scales],
) -> None:
    web, balance = weighed
    cost = balance.weigh(
        web.url("/fifty-megabytes-of-text"), Limits(timeout_s=20, max_bytes=100_000_000), web.access
    )
    print(cost)
    assert cost.reason == "too_large"
    assert cost.peak_mb < 400, cost
