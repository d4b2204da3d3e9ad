"""What people share, served by a web server and read through the real fetch: galleries, live blogs, wires, letters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.facts import Article
from bot.reading.access import Access
from bot.reading.fetch import Limits
from bot.reading.sources import read_link
from tests.stand_ins.web import Answer, Page, Web

LEAD = "Kestrel Freight has raised $42 million from Longacre Partners, the Rotterdam start-up said on Monday."
MORE = [
    "The round values the four-year-old company at $310 million, a person who has seen the papers said.",
    "Kestrel sells routing software to hauliers in nine countries and employs 260 people, most of them in Spain.",
    "Chief executive Mira Okafor said that the money will pay for a second office in Lyon and for new sensors.",
    "Revenue doubled to $18 million last year, and the company expects to break even before the end of 2027.",
]
LINES = [LEAD, *MORE]
BODY = "".join(f"<p>{line}</p>" for line in LINES)
KOREAN = [
    "화물 솔루션 스타트업 물빛로지스가 시리즈B 투자로 180억원을 유치했다고 19일 밝혔다.",
    "이번 투자에는 솔밭벤처스와 한결캐피탈이 참여했으며 누적 투자금은 260억원으로 늘었다.",
    "물빛로지스는 냉장 화물차 배차를 자동으로 해 주는 서비스를 2021년부터 운영해 왔다.",
    "회사는 투자금을 부산 물류센터 증설과 개발 인력 30명 채용에 쓸 계획이라고 설명했다.",
]

Read = Callable[..., Article]


def html(
    body: str,
    head: str = "",
    *,
    title: str = "Kestrel Freight raises $42m",
    language: str = "en",
    top: str = "<header><a href='/'>Home</a><a href='/deals'>Deals</a></header>",
) -> str:
    return (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body>{top}{body}</body></html>"
    )


def read(page: str | Page, path: str = "/2026/11/kestrel", **others: Answer) -> Article:
    pages: dict[str, Answer] = {path: page if isinstance(page, Page) else Page(page)}
    with Web({**pages, **others}) as web:
        return read_link(web.url(path), limits=Limits(timeout_s=10), access=Access(allow=web.allowed))


def test_a_photo_gallery_is_its_introduction_and_its_captions() -> None:
    shots = "".join(
        f"<figure><img src=/{n}.jpg alt='shot {n}'><figcaption>{line}</figcaption></figure>"
        for n, line in enumerate(LINES)
    )
    article = read(
        html(
            f"<main><h1>Kestrel in pictures</h1><p>Our photographer spent a day at the depot.</p><div class=gallery>{shots}</div></main>",
            title="Kestrel in pictures",
        )
    )
    assert article.text.split("\n") == ["Our photographer spent a day at the depot.", *LINES]


def test_captions_of_an_article_with_text_stay_out() -> None:
    shots = "".join(
        f"<figure><img src=/{n}.jpg><figcaption>Depot number {n}, seen from the road.</figcaption></figure>"
        for n in range(4)
    )
    article = read(html(f"<article><h1>Kestrel Freight raises $42m</h1>{BODY}{shots}</article>"))
    assert "seen from the road" not in article.text


ENTRIES = [("14:05", LINES[1]), ("11:40", LINES[2]), ("09:15", LINES[3])]


def test_a_live_blog_without_structured_data_gives_its_newest_entry_first_each_with_its_time() -> None:
    entries = "".join(
        f"<div class='live-entry' id=e{n}><time datetime='2026-11-20T{clock}:00+00:00'>{clock}</time><p>{line}</p><button>Share</button></div>"
        for n, (clock, line) in enumerate(reversed(ENTRIES))
    )
    article = read(
        html(
            f"<main><h1>Freight summit live: who raised what</h1><p>{LEAD}</p><section>{entries}</section></main>",
            title="Freight summit live: who raised what",
        ),
        "/live/freight-summit",
    )
    assert article.text.split("\n\n") == [LEAD, *(f"{clock}\n{line}" for clock, line in ENTRIES)]


def test_a_korean_live_blog_without_dates_keeps_the_order_of_its_page() -> None:
    entries = "".join(
        f"<li class=timeline_item><span class=time>{clock}</span><div>{line}</div></li>"
        for clock, line in zip(("오후 2:05", "오전 11:40", "오전 9:15"), KOREAN[1:], strict=True)
    )
    article = read(
        html(
            f"<article><h1>[실시간] 물류 투자 소식</h1><p>{KOREAN[0]}</p><ul>{entries}</ul></article>",
            title="[실시간] 물류 투자 소식",
            language="ko",
        )
    )
    assert article.text.split("\n\n") == [
        KOREAN[0],
        f"오후 2:05\n{KOREAN[1]}",
        f"오전 11:40\n{KOREAN[2]}",
        f"오전 9:15\n{KOREAN[3]}",
    ]


def test_of_several_articles_in_one_page_the_one_of_its_address_is_read() -> None:
    def block(slug: str, title: str, name: str) -> str:
        return f"<article><h1><a href='/2026/11/{slug}'>{title}</a></h1>{BODY.replace('Kestrel', name)}</article>"

    blocks = (
        block("osprey", "Osprey Freight raises $42m", "Osprey")
        + block("kestrel", "Kestrel Freight raises $42m", "Kestrel")
        + block("heron", "Heron Freight raises $42m", "Heron")
    )
    article = read(html(f"<main>{blocks}</main>"))
    assert article.text.split("\n") == LINES
    assert article.title == "Kestrel Freight raises $42m"


def test_a_bulletin_of_several_short_items_is_read_whole() -> None:
    items = "".join(f"<section><h2>Item {n}</h2><p>{line}</p></section>" for n, line in enumerate(LINES, 1))
    article = read(html(f"<main><h1>Deals in brief</h1>{items}</main>", title="Deals in brief"))
    assert all(line in article.text for line in LINES)


def part(number: int, lines: list[str], base: str = "/2026/11/kestrel") -> str:
    links = "".join(f"<a href='{base}?page={n}'>{n}</a>" for n in (1, 2, 3) if n != number)
    body = "".join(f"<p>{line}</p>" for line in lines)
    return html(
        f"<article><h1>Kestrel Freight raises $42m</h1>{body}<div class=pagination>{number}/3 {links}</div></article>"
    )


PARTS = {n: [f"In part {n}, it is said: {line}" for line in LINES] for n in (1, 2, 3)}


@pytest.mark.parametrize("path", ["/2026/11/kestrel", "/2026/11/kestrel?page=2"])
def test_an_article_over_three_pages_is_joined_in_their_order_whichever_is_shared(path: str) -> None:
    pages: dict[str, Answer] = {
        f"/2026/11/kestrel?page={n}": Page(part(n, lines)) for n, lines in PARTS.items()
    }
    pages["/2026/11/kestrel"] = Page(part(1, PARTS[1]))
    with Web(pages) as web:
        article = read_link(web.url(path), limits=Limits(timeout_s=10), access=Access(allow=web.allowed))
    assert article.text.split("\n") == [*PARTS[1], *PARTS[2], *PARTS[3]]
    assert article.partial is None


def test_an_article_whose_next_page_fails_says_that_it_is_only_a_part() -> None:
    article = read(part(1, PARTS[1]))
    assert article.text.split("\n") == PARTS[1]
    assert article.partial == "pages"


def test_pages_of_comments_under_the_same_article_are_not_joined() -> None:
    links = "<div class=pagination><a href='/2026/11/kestrel?page=2'>2</a></div>"
    page = Page(html(f"<article><h1>Kestrel Freight raises $42m</h1>{BODY}</article>{links}"))
    article = read(page, **{"/2026/11/kestrel?page=2": page})
    assert article.text.split("\n") == LINES
    assert article.partial is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/a/kestrel", "/a/kestrel/2"),
        ("/a/kestrel.html", "/a/kestrel_2.html"),
        ("/view?id=7", "/view?id=7&page=2"),
    ],
)
def test_the_number_of_a_part_may_stand_anywhere_in_its_address(first: str, second: str) -> None:
    def page(number: int, other: str, said: str) -> Page:
        lines = "".join(f"<p>{line}</p>" for line in PARTS[number])
        return Page(
            html(
                f"<article><h1>Kestrel Freight raises $42m</h1>{lines}<p class=pagination><a href='{other}'>{said}</a></p></article>"
            )
        )

    pages: dict[str, Answer] = {first: page(1, second, "Next page"), second: page(2, first, "1")}
    with Web(pages) as web:
        for path in pages:
            article = read_link(web.url(path), limits=Limits(timeout_s=10), access=Access(allow=web.allowed))
            assert article.text.split("\n") == [*PARTS[1], *PARTS[2]]
            assert (article.url, article.partial) == (web.url(first), None)


def test_the_pages_of_a_list_are_not_joined() -> None:
    body = f"<article><h1>Kestrel Freight raises $42m</h1>{BODY}</article><div class=pagination><a href='/deals?page=2'>2</a><a href='/deals?page=3'>3</a></div>"
    article = read(html(body))
    assert article.text.split("\n") == LINES
    assert article.partial is None


WIRES = [
    ("ROTTERDAM, Netherlands, Nov. 20, 2026 /PRNewswire/ -- ", "PR Newswire"),
    ("ROTTERDAM, Netherlands--(BUSINESS WIRE)--", "Business Wire"),
    ("ROTTERDAM, Netherlands, Nov. 20, 2026 (GLOBE NEWSWIRE) -- ", "GlobeNewswire"),
]


@pytest.mark.parametrize(("dateline", "wire"), WIRES)
def test_a_press_release_wire_is_read_without_its_dateline_and_contacts(dateline: str, wire: str) -> None:
    about = "<p><b>About Kestrel Freight</b></p><p>Kestrel Freight makes routing software for hauliers. It was founded in Rotterdam in 2022.</p>"
    contact = "<p>Media contact:<br>Ana Lee<br>press@kestrel.example<br>+31 10 555 0100</p><p>SOURCE Kestrel Freight</p>"
    rest = "".join(f"<p>{line}</p>" for line in MORE)
    article = read(
        html(
            f"<article><header><h1>Kestrel Freight raises $42m</h1></header><section class='release-body container'><div class=row><p><span>{dateline}</span>{LEAD}</p>{rest}{about}{contact}</div></section></article>",
            f"<meta property=og:site_name content='{wire}'>",
        )
    )
    assert article.text.split("\n")[0] == LEAD
    assert "press@kestrel.example" not in article.text
    assert "SOURCE" not in article.text
    assert "founded in Rotterdam in 2022" in article.text
    assert article.publisher == wire


def test_a_korean_press_release_wire_is_read_without_its_dateline_and_contacts() -> None:
    body = "<br><br>".join(["(부산=뉴스와이어) 2026년 11월 20일 -- " + KOREAN[0], *KOREAN[1:]])
    contact = "<p>언론연락처: 물빛로지스 홍보팀 김하늘 051-555-0100</p><p>이 뉴스는 기업·기관·단체가 뉴스와이어를 통해 배포한 보도자료입니다.</p>"
    article = read(
        html(
            f"<div id=news_body><h1>물빛로지스, 180억원 투자 유치</h1><div class=article_column>{body}</div>{contact}</div>",
            title="물빛로지스, 180억원 투자 유치 - 뉴스와이어",
            language="ko",
        )
    )
    assert article.text.split("\n") == KOREAN


SUBSTACK = """<div class="single-post-container"><article class="typography newsletter-post post"><div class="post-header">
<h1 class="post-title">Kestrel Freight raises $42m</h1><h3 class="subtitle">A quiet company gets loud</h3><div class="byline-wrapper">{byline}</div></div>
<div class="available-content"><div dir="auto" class="body markup">{body}<div class="subscription-widget-wrap"><p class="cta-caption">Freight Letter is reader-supported. To receive new posts, become a subscriber.</p></div></div></div>{wall}</article>
<div class="post-footer"><p>Discussion about this post</p><p>Ready for more?</p></div></div>"""


def test_a_substack_letter_is_read_without_its_offers() -> None:
    article = read(
        html(
            SUBSTACK.format(byline="<a href=/@mira>Mira Holt</a>", body=BODY, wall=""),
            "<meta name=author content='Mira Holt'><meta property=og:site_name content='Freight Letter'>",
        )
    )
    assert [line for line in article.text.split("\n") if line != "A quiet company gets loud"] == LINES
    assert (article.author, article.publisher, article.partial) == ("Mira Holt", "Freight Letter", None)


def test_a_substack_letter_for_payers_is_its_free_part() -> None:
    wall = '<div data-testid="paywall" class="paywall"><h2 class="paywall-title">Keep reading with a 7-day free trial</h2><p>Subscribe to Freight Letter to keep reading this post and get 7 days of free access.</p><a>Start trial</a><p>Already a paid subscriber? Sign in</p></div>'
    article = read(
        html(SUBSTACK.format(byline="", body="".join(f"<p>{line}</p>" for line in LINES[:3]), wall=wall))
    )
    assert article.partial == "paywall"
    assert LINES[2] in article.text
    assert "trial" not in article.text


def test_a_stibee_letter_of_nested_tables_is_read() -> None:
    def box(inner: str) -> str:
        return f'<div class="stb-block-outer"><table class="stb-block" border="0"><tbody><tr><td><table class="stb-cell-wrap"><tbody><tr><td><div class="stb-text-box" style="font-size:16px"><table class="stb-text-box-inner"><tbody><tr><td><div>{inner}</div></td></tr></tbody></table></div></td></tr></tbody></table></td></tr></tbody></table></div>'

    boxes = (
        box("<a href='#'>웹에서 보기</a>")
        + box("<span style='font-size:24px'>이번 주 물류 투자</span>")
        + "".join(box(f"<div>{line}</div>") for line in KOREAN)
    )
    boxes += box(
        "나루레터 hello@naru.example<br>서울시 마포구 와우산로 1 <a href='#'>수신거부</a> Unsubscribe"
    )
    article = read(
        html(
            f'<table width="100%" class="stb-container"><tbody><tr><td>{boxes}</td></tr></tbody></table>',
            "<meta property=og:title content='이번 주 물류 투자'><meta property=og:site_name content='나루레터'>",
            title="이번 주 물류 투자",
            language="ko",
            top="",
        )
    )
    assert [line for line in article.text.split("\n") if line] == KOREAN
    assert (article.title, article.publisher) == ("이번 주 물류 투자", "나루레터")


def test_a_beehiiv_letter_is_read() -> None:
    blocks = "".join(
        f'<div style="padding:0 15px"><p style="line-height:24px">{line}</p></div>' for line in LINES
    )
    article = read(
        html(
            f'<div class="rendered-post"><div id="web-header"><h1>Kestrel Freight raises $42m</h1><h2>And it plans more</h2><span>Mira Holt</span><span>November 20, 2026</span></div><div id="content-blocks">{blocks}</div><div class="bh__byline_wrapper"></div></div><div><h3>Keep Reading</h3><p><a href=/p/other>Osprey cuts jobs in a third round of savings this year</a></p></div><div><p>Subscribe to Freight Daily to get it in your inbox.</p></div>'
        )
    )
    assert [line for line in article.text.split("\n") if line != "And it plans more"] == LINES
    assert article.published == "2026-11-20"


def test_a_company_blog_of_divs_without_paragraphs_is_read() -> None:
    blocks = "".join(f"<div class='rich-text__block'><span>{line}</span></div>" for line in LINES)
    article = read(
        html(
            f"<nav><a href=/product>Product</a><a href=/pricing>Pricing</a></nav><div class='blog-post'><h1>We have raised $42m</h1><div class='meta'>Nov 20, 2026 · 4 min read</div><div class='blog-post__content'>{blocks}</div></div><div class='cta'><h2>Try Kestrel</h2><div>Book a demo and see what routing can do for your fleet.</div></div>",
            "<meta property=og:site_name content='Kestrel Freight'>",
            title="We have raised $42m | Kestrel Freight",
        )
    )
    assert article.text.split("\n") == LINES
    assert (article.publisher, article.published) == ("Kestrel Freight", "2026-11-20")


def test_a_feed_item_with_marked_up_atom_content_is_read() -> None:
    entry = f"<entry><title type='html'>Kestrel &amp;amp; co</title><link rel='alternate' href='/kestrel'/><author><name>Mira Holt</name></author><published>2026-11-20T08:00:00Z</published><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{BODY}</div></content></entry>"
    feed = f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Freight Letter</title>{entry}</feed>"
    article = read(Page(feed, headers={"Content-Type": "application/atom+xml"}), "/feed")
    assert article.text.split("\n") == LINES
    assert (article.title, article.author, article.publisher) == (
        "Kestrel & co",
        "Mira Holt",
        "Freight Letter",
    )


@pytest.mark.parametrize("shown", ["", "<p>1 November 2026</p>"], ids=["not shown", "shown"])
def test_the_month_in_an_address_is_no_day(shown: str) -> None:
    article = read(
        html(
            f"<article><h1>Kestrel Freight raises $42m</h1>{shown}{BODY}</article><a href='/2026/11/other'>Other</a>"
        )
    )
    assert article.published == ("2026-11-01" if shown else None)
