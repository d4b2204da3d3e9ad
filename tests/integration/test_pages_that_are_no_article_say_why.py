"""Each reason that is found in a page: served by a web server, read through the real fetch."""

from __future__ import annotations

import pytest

from bot.errors import ReadingError
from bot.facts import Article
from bot.reading.access import Access
from bot.reading.fetch import Limits
from bot.reading.sources import read_link
from tests.stand_ins.web import Page, Web, redirect

LEAD = "Copperline Foods is close to a sale to Ashdown Capital for £90 million, people who know of the talks said."
MORE = [
    "The maker of frozen soups has 1,400 staff in Leeds and Cork, and sales that fell by a tenth in the last year.",
    "Ashdown would keep the chief executive, Tessa Marlow, and close one of the three factories, they said on Friday.",
    "Neither side would comment on the price, which is half of what the company was worth in its last round.",
    "A second bidder, whose name is not known, dropped out of the talks in October after it had seen the accounts.",
]
BODY = "".join(f"<p>{line}</p>" for line in (LEAD, *MORE))
MENU = "".join(
    f"<li><a href='/{name}'>{name.title()}</a></li>"
    for name in ("news", "deals", "people", "opinion", "events", "jobs", "podcasts", "newsletters")
)
CHROME = f"<header><ul>{MENU}</ul></header>"
FOOT = "<footer><p>About us. Contact. Terms of use. Privacy. Cookies. © 2026 The Marden Courier Ltd. All rights reserved.</p></footer>"


def page(body: str, head: str = "", *, title: str = "Copperline nears sale", language: str = "en") -> str:
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body>{CHROME}{body}{FOOT}</body></html>"
    )


def read(content: str | Page, path: str = "/business/copperline-sale-4821") -> Article:
    answer = content if isinstance(content, Page) else Page(content)
    with Web({path: answer}) as web:
        return read_link(web.url(path), limits=Limits(timeout_s=10), access=Access(allow=web.allowed))


def refused(content: str | Page, path: str = "/business/copperline-sale-4821") -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        read(content, path)
    return caught.value


def ld(**fields: str) -> str:
    rest = "".join(f',"{name}":{value}' for name, value in fields.items())
    return f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"Copperline nears sale","author":{{"name":"Hugo Brandt"}},"datePublished":"2026-11-20T07:30:00Z"{rest}}}</script>'


LOCKED = ld(isAccessibleForFree="false")
WALLS = {
    "dialog": "<div role=dialog class=overlay><h2>Subscribe to continue reading</h2><p>Get the Courier for £2 a week.</p><p>Already a subscriber? Sign in</p></div>",
    "trial": "<aside class=gate><h3>To read the rest of this story, start your free trial</h3><p>Cancel at any time.</p><button>Start my trial</button></aside>",
    "register": "<section><h2>Register to read this article</h2><p>It is free and takes a minute.</p><a href=/login>Log in to read</a></section>",
    "meter": "<div class=regwall><p>You have reached your limit of free articles this month.</p><p>Subscribe now for unlimited access.</p></div>",
}
OFFERS = ("£2", "subscri", "trial", "cancel", "register", "log in", "limit of free")


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_a_teaser_in_front_of_a_wall_is_read_as_a_part_and_the_wall_is_not(wall: str) -> None:
    article = read(
        page(f"<article><h1>Copperline nears sale</h1><p>{LEAD}</p><p>{MORE[0]}</p></article>{wall}", LOCKED)
    )
    assert article.partial == "paywall"
    assert article.text.split("\n") == [LEAD, MORE[0]]
    assert (article.title, article.author, article.published) == (
        "Copperline nears sale",
        "Hugo Brandt",
        "2026-11-20T07:30:00+00:00",
    )


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
@pytest.mark.parametrize("teaser", ["", f"<p>{LEAD}</p>"], ids=["nothing", "a sentence"])
def test_a_wall_with_next_to_nothing_before_it_is_a_paywall_that_tells_whose_article_it_hides(
    wall: str, teaser: str
) -> None:
    error = refused(page(f"<article><h1>Copperline nears sale</h1>{teaser}</article>{wall}", LOCKED))
    assert error.reason == "paywall"
    told = {name: error.told.get(name) for name in ("title", "author", "published", "partial")}
    assert told == {
        "title": "Copperline nears sale",
        "author": "Hugo Brandt",
        "published": "2026-11-20T07:30:00+00:00",
        "partial": "paywall",
    }
    assert not any(offer in error.told.get("text", "").lower() for offer in OFFERS)
    assert (LEAD in error.told.get("text", "")) == bool(teaser)


def test_a_korean_wall_is_known_by_its_words() -> None:
    teaser = "<p>구리식품이 애시다운캐피탈과 900억원 규모의 매각 협상을 벌이고 있다고 20일 알려졌다.</p>"
    wall = "<div class=pay><strong>유료 회원 전용 기사입니다</strong><p>구독하면 전체 기사를 볼 수 있습니다. 첫 달 100원.</p></div>"
    error = refused(
        page(
            f"<div id=article><h1>구리식품 매각 협상</h1>{teaser}</div>{wall}",
            title="구리식품 매각 협상 | 마든일보",
            language="ko",
        )
    )
    assert error.reason == "paywall"
    assert error.told["title"] == "구리식품 매각 협상"
    assert "100원" not in error.told["text"]


@pytest.mark.parametrize("status", [401, 402])
def test_a_site_that_answers_with_its_wall_is_a_paywall(status: int) -> None:
    assert refused(Page(page("<h1>Subscribe to read</h1>"), status=status)).reason == "paywall"


CONSENTS = {
    "en": "<h1>We value your privacy</h1><p>We and our partners store and access information on your device for personalised advertising.</p><button>Accept all</button><button>Reject all</button><button>Manage settings</button>",
    "ko": "<h1>쿠키를 사용합니다</h1><p>서비스를 위해 쿠키 사용에 동의해 주세요. 개인정보 수집 항목은 아래와 같습니다.</p><button>모두 동의</button>",
}


@pytest.mark.parametrize("language", CONSENTS)
def test_a_page_that_only_asks_for_consent_says_so(language: str) -> None:
    assert refused(page(CONSENTS[language], title="Privacy", language=language)).reason == "consent"


def test_a_consent_page_on_an_address_of_its_own_says_so_and_keeps_the_link_as_pasted() -> None:
    with Web({"/a": redirect("/consent?return=/a"), "/consent?return=/a": Page(page(CONSENTS["en"]))}) as web:
        with pytest.raises(ReadingError) as caught:
            read_link(web.url("/a"), limits=Limits(timeout_s=10), access=Access(allow=web.allowed))
        assert (caught.value.reason, caught.value.url) == ("consent", web.url("/a"))


def test_an_article_with_a_consent_banner_is_an_article() -> None:
    assert (
        LEAD
        in read(
            page(
                f"<article><h1>Copperline nears sale</h1>{BODY}</article><div class=banner>{CONSENTS['en']}</div>"
            )
        ).text
    )


SHELLS = {
    "root": "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=/app.js></script>",
    "korean": "<noscript>자바스크립트가 꺼져 있습니다.</noscript><div id=__next></div><script src=/app.js></script>",
    "silent": "<div id=app></div><script src=/app.js></script>",
}


@pytest.mark.parametrize("shell", SHELLS.values(), ids=SHELLS)
def test_a_page_that_only_scripts_can_draw_needs_javascript(shell: str) -> None:
    bare = f"<!doctype html><html><head><title>The Marden Courier</title></head><body>{shell}</body></html>"
    assert refused(bare).reason == "needs_javascript"


SOFT = {
    "title": ("<h1>Oops</h1><p>Try the search.</p>", "Page not found | The Marden Courier"),
    "heading": ("<h1>404 – Page not found</h1><p>The page may have moved.</p>", "The Marden Courier"),
    "gone": ("<h1>Sorry</h1><p>This article is no longer available.</p>", "The Marden Courier"),
    "korean": ("<h2>존재하지 않는 기사입니다.</h2><p>주소를 확인해 주세요.</p>", "마든일보"),
    "deleted": ("<p>삭제되었거나 존재하지 않는 페이지입니다.</p>", "마든일보"),
    "with other stories": (
        "<h1>Page not found</h1><h2>Most read</h2>"
        + "".join(
            f"<div><h3><a href=/s/{n}>A headline about company number {n} and what it did in this week of the year</a></h3><p>{line}</p></div>"
            for n, line in enumerate(MORE * 6)
        ),
        "Page not found",
    ),
}


@pytest.mark.parametrize(("body", "title"), SOFT.values(), ids=SOFT)
def test_a_missing_page_that_is_served_as_if_it_were_there_is_not_found(body: str, title: str) -> None:
    assert refused(page(body, title=title)).reason == "not_found"


def test_an_article_about_missing_pages_is_an_article() -> None:
    title = "Page not found: how the web forgets"
    assert (
        LEAD
        in read(
            page(
                f"<article><h1>{title}</h1>{BODY}{BODY.replace('Copperline', 'Kelp')}</article>", title=title
            )
        ).text
    )


@pytest.mark.parametrize("status", [404, 410])
def test_a_missing_page_is_not_found_by_its_status(status: int) -> None:
    assert refused(Page(page("<h1>Hm</h1>"), status=status)).reason == "not_found"


BOTS = {
    "challenge": (
        "<h1>Just a moment...</h1><p>Checking your browser before you go on. Enable JavaScript and cookies.</p>",
        "Just a moment...",
        200,
    ),
    "captcha": (
        "<p>Please complete the security check. We have seen unusual traffic from your network. captcha</p>",
        "Security check",
        200,
    ),
    "denied": (
        "<h1>Access denied</h1><p>You do not have permission to see this page. Reference 18.2</p>",
        "Access Denied",
        403,
    ),
    "region": (
        "<h1>Sorry</h1><p>This content is not available in your region. 451: Unavailable due to legal reasons.</p>",
        "The Marden Courier",
        200,
    ),
    "korean": (
        "<p>비정상적인 접근이 감지되었습니다. 자동 입력 방지 문자를 입력해 주세요.</p>",
        "접근이 차단되었습니다",
        200,
    ),
}


@pytest.mark.parametrize(("body", "title", "status"), BOTS.values(), ids=BOTS)
def test_a_bot_check_is_blocked(body: str, title: str, status: int) -> None:
    bare = f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
    assert refused(Page(bare, status=status)).reason == "blocked"


CARD = "<div class=card><h3><a href='/s/{0}'>Company {0} finds a buyer after a year</a></h3><p>Company {0} of Leeds has been sold for £{0}m to a fund, it said on Monday morning in a short note.</p></div>"
CARDS = "".join(CARD.format(number) for number in range(3, 14))
LISTS = {
    "front": (f"<main>{CARDS}</main>", "/"),
    "front of a language": (f"<main>{CARDS}</main>", "/en"),
    "section": (f"<h1>Deals</h1><main>{CARDS}</main>", "/section/deals"),
    "author": (f"<h1>Hugo Brandt</h1><main>{CARDS}</main>", "/authors/hugo-brandt"),
    "search": (f"<h1>Results for “Copperline”</h1><main>{CARDS}</main>", "/search?q=copperline"),
    "links": (
        "<h1>Archive</h1><ul>"
        + "".join(
            f"<li><a href='/s/{n}'>Company {n} finds a buyer after a year of talks with many</a></li>"
            for n in range(40)
        )
        + "</ul>",
        "/archive/2026/11",
    ),
}


@pytest.mark.parametrize(("body", "path"), LISTS.values(), ids=LISTS)
def test_a_list_of_articles_is_none(body: str, path: str) -> None:
    assert refused(page(body, title="The Marden Courier"), path).reason == "not_an_article"


VIDEO = '<script type="application/ld+json">{"@type":"VideoObject","name":"Watch: Copperline nears sale","uploadDate":"2026-11-20"}</script>'


@pytest.mark.parametrize(
    "head", [VIDEO, "<meta property=og:type content=video.other>"], ids=["JSON-LD", "Open Graph"]
)
def test_a_video_with_a_line_below_is_no_article(head: str) -> None:
    error = refused(
        page(
            f"<h1>Watch: Copperline nears sale</h1><video src=/v.mp4></video><p>{LEAD}</p>",
            head,
            title="Watch: Copperline nears sale",
        )
    )
    assert error.reason == "not_an_article"


def test_an_article_with_a_video_in_it_is_one() -> None:
    assert (
        MORE[3]
        in read(
            page(
                f"<article><h1>Copperline nears sale</h1><video src=/v.mp4></video>{BODY}</article>",
                VIDEO + ld(),
            )
        ).text
    )


@pytest.mark.parametrize("body", ["", "   \n ", "<!-- nothing -->"])
def test_an_empty_page_says_so(body: str) -> None:
    assert refused(Page(body)).reason in ("empty", "parser_failed", "not_an_article")
