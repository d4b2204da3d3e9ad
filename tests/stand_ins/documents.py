"""Documents and weeks made by hand, for tests of what is shown: the facts are chosen, not extracted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.facts import (
    Article,
    Check,
    Counterparty,
    Deal,
    Document,
    Evidence,
    MarketFigure,
    Money,
    Possible,
    Signal,
    Valuation,
)
from bot.week import (
    Coverage,
    Digest,
    Flag,
    FlagSignal,
    Period,
    Raised,
    Told,
    WeekCheck,
    WeekDeal,
    WeekFigure,
)
from storage.records import Company, CompanyName, Source, Timeline, TimelineEntry

KOREAN = """별빛모빌리티, 300억 원 유치…경쟁사는 이용자 줄고 감원

별빛모빌리티가 한강벤처스가 주도하고 노을캐피탈이 참여한 시리즈 B에서 300억 원을 투자받았다고 20일 밝혔다. 투자 후 기업가치는 2100억 원이다.
반면 경쟁사 달리는바퀴는 월 이용자가 석 달 연속 줄어 9월보다 27% 감소했다고 가온데이터가 집계했다.
달리는바퀴는 지난달 직원 42명, 전체의 20%를 내보냈다.
인장닷컴은 솔빛사인에 인수됐다. 금액은 알리지 않았다.
올해 3분기 국내 모빌리티 투자는 1조2000억 원으로 2분기보다 18% 늘었다.
달리는바퀴는 폐업설을 부인했다. 업계는 새벽배차도 500만 달러를 찾고 있다고 본다.
"""

ENGLISH = """Hale raises €35M as Lumen Notes lets people go

Hale has raised €35 million in a Series B led by Index with Accel taking part, at a valuation of $310 million.
Lumen Notes, a note-taking startup, is letting go of 42 people, or about 20% of its workforce, the Ledger Post reported.
Monthly users of Lumen Notes fell by 12.5% over three months.
European seed investment reached $1.2 billion in the third quarter, up 18% on the second.
Quill is said to be in talks to raise more than $100 million.
"""


def quote(text: str, part: str) -> Evidence:
    """The line of `text` that holds `part`, as evidence."""
    at = text.index(part)
    start = text.rfind("\n", 0, at) + 1
    end = text.index("\n", at)
    return Evidence(text[start:end], start, end)


def won(value: int, raw: str) -> Money:
    return Money(value, "KRW", "exact", raw)


def korean_document() -> Document:
    """A Korean article with everything in it."""
    text = KOREAN
    return Document(
        article=Article(
            text=text,
            title="별빛모빌리티, 300억 원 유치…경쟁사는 이용자 줄고 감원",
            url="https://gaon.example/news/2026/1120?id=7&p=1",
            publisher="가온경제",
            published="2026-11-20T09:12:00+09:00",
            language="ko",
        ),
        summary=(
            "별빛모빌리티가 시리즈 B에서 300억 원을 투자받았다.",
            "경쟁사 달리는바퀴는 월 이용자가 석 달 연속 줄었고 지난달 직원 42명을 내보냈다.",
        ),
        deals=(
            Deal(
                kind="funding",
                status="completed",
                company="별빛모빌리티",
                evidence=quote(text, "한강벤처스가 주도"),
                counterparties=(Counterparty("한강벤처스", "lead"), Counterparty("노을캐피탈", "investor")),
                round="series_b",
                amount=won(30_000_000_000, "300억 원"),
                valuation=Valuation(210_000_000_000, "KRW", "exact", "2100억 원", basis="post"),
                date="2026-11-20",
            ),
            Deal(
                kind="acquisition",
                status="completed",
                company="인장닷컴",
                evidence=quote(text, "솔빛사인"),
                counterparties=(Counterparty("솔빛사인", "acquirer"),),
            ),
        ),
        signals=(
            Signal(
                kind="shutdown",
                status="denied",
                company="달리는바퀴",
                evidence=quote(text, "폐업설"),
            ),
            Signal(
                kind="usage_decline",
                status="reported",
                company="달리는바퀴",
                evidence=quote(text, "27%"),
                metric="mau",
                change_percent=-27.0,
                duration_months=3,
                reported_by="가온데이터",
            ),
            Signal(
                kind="layoffs",
                status="reported",
                company="달리는바퀴",
                evidence=quote(text, "42명"),
                headcount=42,
                workforce_percent=20.0,
                date="2026-10",
            ),
        ),
        market_figures=(
            MarketFigure(
                metric="investment",
                value=1_200_000_000_000,
                unit="KRW",
                evidence=quote(text, "1조2000억"),
                change_percent=18.0,
                compared_to="2026-Q2",
                period="2026-Q3",
                region="국내",
                sector="모빌리티",
            ),
        ),
        checks=(
            Check(
                kind="ambiguous_date",
                message="‘지난달’이 언제인지 기사에 날짜가 하나뿐입니다",
                evidence=quote(text, "42명"),
                values=(("words", "지난달"),),
            ),
        ),
        possible=(
            Possible(
                Deal(
                    kind="funding",
                    status="in_talks",
                    company="새벽배차",
                    evidence=quote(text, "새벽배차"),
                    amount=Money(5_000_000, "USD", "about", "500만 달러"),
                ),
                why="업계의 말일 뿐이다",
            ),
        ),
    )


def english_document() -> Document:
    """An English article with deals, signals and a figure."""
    text = ENGLISH
    return Document(
        article=Article(
            text=text,
            title="Hale raises €35M as Lumen Notes lets people go",
            url="https://ledger.example/2026/11/hale",
            publisher="The Ledger Post",
            published="2026-11-20",
            language="en",
        ),
        summary=(
            "Hale has raised €35 million in a Series B led by Index.",
            "Lumen Notes is letting go of 42 people, or about 20% of its workforce.",
        ),
        deals=(
            Deal(
                kind="funding",
                status="completed",
                company="Hale",
                evidence=quote(text, "€35 million"),
                counterparties=(Counterparty("Index", "lead"), Counterparty("Accel", "investor")),
                round="series_b",
                amount=Money(35_000_000, "EUR", "exact", "€35 million"),
                valuation=Valuation(310_000_000, "USD", "exact", "$310 million"),
            ),
            Deal(
                kind="funding",
                status="in_talks",
                company="Quill",
                evidence=quote(text, "Quill"),
                amount=Money(100_000_000, "USD", "at_least", "$100 million"),
            ),
        ),
        signals=(
            Signal(
                kind="layoffs",
                status="reported",
                company="Lumen Notes",
                evidence=quote(text, "42 people"),
                headcount=42,
                workforce_percent=20.0,
                reported_by="Ledger Post",
            ),
            Signal(
                kind="usage_decline",
                status="reported",
                company="Lumen Notes",
                evidence=quote(text, "12.5%"),
                metric="mau",
                change_percent=-12.5,
                duration_months=3,
            ),
        ),
        market_figures=(
            MarketFigure(
                metric="investment",
                value=1_200_000_000,
                unit="USD",
                evidence=quote(text, "$1.2 billion"),
                change_percent=18.0,
                compared_to="2026-Q2",
                period="2026-Q3",
                region="Europe",
                sector="seed",
            ),
        ),
        checks=(
            Check(
                kind="figure_conflict",
                message="The headline says 40 people, the text 42.",
                evidence=quote(text, "42 people"),
            ),
        ),
    )


def plain_document() -> Document:
    """An article without a deal or a signal."""
    return Document(
        Article(
            text="A long look at how newsrooms use spreadsheets.\n",
            title="How newsrooms use spreadsheets",
            url="https://ledger.example/2026/11/sheets",
            publisher="The Ledger Post",
            published="2026-11-19",
        )
    )


def with_many_deals(document: Document, count: int) -> Document:
    """The document with its first deal `count` times over, under names of their own."""
    first = document.deals[0]
    return replace(
        document, deals=tuple(replace(first, company=f"{first.company} {n}") for n in range(count))
    )


def source(document: Document, article_id: int = 1) -> Source:
    article = document.article
    return Source(
        article_id, article.title, article.url, article.publisher, article.published, article.language
    )


def period() -> Period:
    return Period(
        key="2026-W47",
        start=datetime(2026, 11, 16, tzinfo=UTC),
        end=datetime(2026, 11, 23, tzinfo=UTC),
        first_day=date(2026, 11, 16),
        last_day=date(2026, 11, 22),
        time_zone="UTC",
    )


def digest(language: str, *, deals: int = 6) -> Digest:
    """A week made of the two documents; `deals`: how many rounds are added to theirs."""
    one, two = english_document(), korean_document()
    rounds = [
        WeekDeal(
            replace(two.deals[0], company=f"{two.deals[0].company} {n}" if n else two.deals[0].company),
            n,
            (Told(source(two), two.deals[0].evidence.quote), Told(source(one), "Hale has raised")),
            value=Decimal(30_000_000_000) if language == "ko" else Decimal(22_000_000),
            rate_date=None if language == "ko" else date(2026, 11, 20),
        )
        for n in range(deals)
    ]
    flagged = Flag(
        company="Lumen Notes",
        company_id=9,
        signals=tuple(
            FlagSignal(s, (Told(source(one), s.evidence.quote), Told(source(two), s.evidence.quote)))
            for s in one.signals
        ),
        raised=(
            Raised(
                replace(one.deals[0], amount=Money(60_000_000, "USD", "exact", "$60M"), date="2025-03"),
                source(one),
            ),
        ),
        publishers=2,
    )
    also = Flag(
        company="달리는바퀴",
        company_id=10,
        signals=(FlagSignal(two.signals[1], (Told(source(two), two.signals[1].evidence.quote),)),),
        seen_before=True,
    )
    return Digest(
        workspace="T1",
        channel="C1",
        period=period(),
        language=language,  # type: ignore[arg-type]
        currency="KRW" if language == "ko" else "USD",
        counted=deals,
        total=Decimal(30_000_000_000 * deals) if language == "ko" else Decimal(22_000_000 * deals),
        previous_total=Decimal(100_000_000),
        deals=(
            *rounds,
            WeekDeal(
                two.deals[1], 20, (Told(source(two), two.deals[1].evidence.quote),), uncounted="not_raised"
            ),
            WeekDeal(
                one.deals[1], 21, (Told(source(one), one.deals[1].evidence.quote),), uncounted="in_talks"
            ),
        ),
        flagged=(flagged, also),
        figures=(WeekFigure(one.market_figures[0], source(one)),),
        checks=(WeekCheck(one.checks[0], source(one)),),
        others=(source(plain_document()),),
        coverage=Coverage(read=41, failed=3, partial=2, undisclosed=1, possible=4),
    )


def quiet_digest(language: str, *, read: int = 5) -> Digest:
    return replace(
        digest(language),
        counted=0,
        total=None,
        previous_total=None,
        deals=(),
        flagged=(),
        figures=(),
        checks=(),
        others=(source(plain_document()),) if read else (),
        coverage=Coverage(read=read),
    )


def timeline() -> Timeline:
    one, two = english_document(), korean_document()
    names = (CompanyName("Lumen Notes", "article", 1), CompanyName("루멘노트", "alias", 2))
    raised = replace(one.deals[0], company="Lumen Notes", date="2025-03")
    return Timeline(
        Company(9, "Lumen Notes", names),
        (
            TimelineEntry(raised, source(one)),
            TimelineEntry(raised, replace(source(two), article_id=2)),
            *(TimelineEntry(s, source(one)) for s in one.signals),
        ),
    )
