"""Each wrapper, shortener and mirror through the real fetch, with a proxy that stands for the whole web."""

from __future__ import annotations

import base64
import json
from urllib.parse import parse_qs

import pytest

from bot.errors import ReadingError
from bot.reading.fetch import Limits, fetch
from bot.reading.links import normalise
from bot.reading.sources import read_link
from tests.stand_ins.web import Answer, Page, Request, redirect
from tests.stand_ins.world import World

TARGET = "https://ledger.example/news/2026/acme-raises-5-million-71204"
KEY = TARGET
SENTENCE = (
    "Acme raised $5 million in a Series A round led by Northwind Ventures, the company said on Tuesday."
)
MORE = (
    "The money goes into hiring and a second office in Busan, chief executive Kim Ha-neul told the Ledger. "
    * 3
)
ARTICLE = (
    f"<html><head><title>Acme raises $5 million</title><link rel=canonical href='{TARGET}'></head><body><article>"
    f"<h1>Acme raises $5 million</h1><p>{SENTENCE}</p><p>{MORE}</p><p>Acme was founded in 2021.</p></article></body></html>"
)
PACKED = (
    base64.urlsafe_b64encode(b'\x08\x13"' + bytes([len(TARGET)]) + TARGET.encode() + b"\xd2\x01\x00")
    .decode()
    .rstrip("=")
)
OPAQUE = "https://news.google.com/rss/articles/CBMiT0FVX3lxTE1PcGFxdWU?oc=5"


def google_news_server(request: Request) -> Page:
    """Answers only who sends back the id, the time and the signature of the page."""
    (form,) = parse_qs(request.body.decode())["f.req"]
    ((name, inner, *_),) = json.loads(form)[0]
    kind, *_, article, at, signature = json.loads(inner)
    asked = (request.method, name, kind, article, at, signature)
    if asked != ("POST", "Fbv4je", "garturlreq", "CBMiT0FVX3lxTE1PcGFxdWU", 1764000000, "AZ5r3eS_x"):
        return Page(status=400)
    row = json.dumps(
        [["wrb.fr", "Fbv4je", json.dumps(["garturlres", TARGET, 1]), None, None, None, "generic"]]
    )
    return Page(f")]}}'\n\n{row}\n", headers={"Content-Type": "application/json; charset=utf-8"})


WEB: dict[str, Answer] = {
    TARGET: Page(ARTICLE),
    f"{TARGET}?utm_source=t.co": Page(ARTICLE),
    "https://t.co/aB3xYz": Page(f"<head><noscript><META http-equiv='refresh' content='0;URL={TARGET}'></noscript></head><script>location.replace('{TARGET}')</script>"),
    "https://bit.ly/3xY": redirect("https://buff.ly/9z", 301),
    "https://buff.ly/9z": redirect(TARGET, 308),
    "https://lnkd.in/gAbC": Page(f"<h1>This link will take you to a page that is not on LinkedIn</h1><a href='{TARGET}'>{TARGET}</a>"),
    "https://naver.me/5xAbc": redirect(TARGET),
    "https://kko.to/xYz12": Page(f"<script>window.location.href = '{TARGET}';</script>"),
    "https://me2.do/xYz": redirect("https://link.naver.com/bridge?url=https%3A%2F%2Fledger.example%2Fnews%2F2026%2Facme-raises-5-million-71204"),
    OPAQUE: Page('<c-wiz><div jscontroller data-n-a-sg="AZ5r3eS_x" data-n-a-ts="1764000000" data-n-a-id="CBMiT0FVX3lxTE1PcGFxdWU"></div></c-wiz>'),
    "https://news.google.com/_/DotsSplashUi/data/batchexecute?rpcids=Fbv4je": google_news_server,
    "https://share.google/aBcD": redirect(OPAQUE),
    "https://ledger.example/news/2026/acme-raises-5-million-71204/amp": Page(ARTICLE.replace("<html", "<html ⚡ lang=en").replace("Ledger", "Ledger (AMP)")),
}  # fmt: skip


@pytest.fixture(scope="module")
def world():  # type: ignore[no-untyped-def]
    with World(WEB) as opened:
        yield opened


@pytest.mark.parametrize(
    "link",
    [
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fledger.example%2Fnews%2F2026%2Facme-raises-5-million-71204&ved=2a",
        f"https://news.google.com/articles/{PACKED}?hl=en",
        OPAQUE,
        "https://share.google/aBcD",
        f"https://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={TARGET}&c=1",
        "https://www.bing.com/ck/a?!&&p=1&u=a1"
        + base64.urlsafe_b64encode(TARGET.encode()).decode().rstrip("="),
        f"https://l.facebook.com/l.php?u={TARGET}%3Futm_source%3Dt.co&h=AT0",
        f"https://lm.facebook.com/l.php?u={TARGET}",
        f"https://accounts.kakao.com/login?continue={TARGET}",
        "https://kko.to/xYz12",
        "https://t.co/aB3xYz",
        "https://bit.ly/3xY",
        "https://lnkd.in/gAbC",
        "https://naver.me/5xAbc",
        "https://me2.do/xYz",
        "https://ledger-example.cdn.ampproject.org/c/s/ledger.example/news/2026/acme-raises-5-million-71204",
        "https://www.google.com/amp/s/ledger.example/news/2026/acme-raises-5-million-71204",
    ],
)
def test_a_wrapped_link_ends_at_the_article_and_has_its_key(world: World, link: str) -> None:
    page = fetch(link, Limits(timeout_s=10), world.through())
    assert page.body == ARTICLE.encode()
    assert page.url == link
    assert normalise(page.final_url) == KEY


def test_an_amp_page_gives_way_to_its_original(world: World) -> None:
    article = read_link(f"{TARGET}/amp", limits=Limits(timeout_s=10), access=world.through())
    assert article.url == TARGET
    assert SENTENCE in article.text
    assert "(AMP)" not in article.text


def test_an_amp_page_is_read_itself_where_the_original_cannot_be() -> None:
    amp = ARTICLE.replace("<html", "<html amp lang=en")
    for original in (Page(status=403), Page("<div id=app></div><script src=/app.js></script>")):
        with World({f"{TARGET}/amp": Page(amp), TARGET: original}) as world:
            article = read_link(f"{TARGET}/amp", limits=Limits(timeout_s=10), access=world.through())
        assert article.url == TARGET
        assert SENTENCE in article.text


def test_a_google_news_link_whose_server_does_not_answer_says_that_a_browser_is_needed() -> None:
    broken = {
        OPAQUE: WEB[OPAQUE],
        "https://news.google.com/_/DotsSplashUi/data/batchexecute": Page(")]}'\n\n[[1]]\n"),
    }
    with World(broken) as world, pytest.raises(ReadingError) as caught:
        read_link(OPAQUE, limits=Limits(timeout_s=10), access=world.through())
    assert (caught.value.reason, caught.value.url) == ("needs_javascript", OPAQUE)


def test_a_wrapper_may_not_lead_into_a_private_network(world: World) -> None:
    for target in ("http%3A%2F%2F169.254.169.254%2Flatest", "http%3A%2F%2F%5B%3A%3A1%5D%2F", "http%3A%2F%2Fmetadata.google.internal%2F"):  # fmt: skip
        with pytest.raises(ReadingError) as caught:
            fetch(f"https://l.facebook.com/l.php?u={target}", Limits(timeout_s=10), world.through())
        assert caught.value.reason == "forbidden_address"


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://www.ledger.example/news/acme-raises-5-million-71204", "https://www.ledger.example/news/acme-raises-5-million-71204"),
        ("/story/71204", "https://ledger.example/story/71204"),
        ("https://ledger.example/", None),
        ("https://ledger.example/news/2026/", None),
        ("https://ledger.example/news/2026/other-story-of-the-day-71999", None),
        ("https://another.example/news/2026/acme-raises-5-million-71204", None),
        ("javascript:alert(1)", None),
    ],
)  # fmt: skip
def test_a_canonical_address_counts_only_where_it_can_mean_this_page(
    canonical: str, expected: str | None
) -> None:
    page = ARTICLE.replace(f"'{TARGET}'", f"'{canonical}'")
    with World({f"{TARGET}?utm_medium=feed": Page(page)}) as world:
        article = read_link(f"{TARGET}?utm_medium=feed", limits=Limits(timeout_s=10), access=world.through())
    assert article.url == (expected or f"{TARGET}?utm_medium=feed")
