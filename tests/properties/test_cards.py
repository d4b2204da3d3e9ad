"""Whatever an article says, its card is one that Slack takes, and nobody is pinged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import answers, article, digest, notices
from bot.cards.escape import cut, cut_escaped, escape, fragment
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
from bot.week import Told, WeekDeal
from storage.records import Company, CompanyName, Timeline, TimelineEntry
from tests.stand_ins import documents
from tests.stand_ins.block_limits import assert_message_is_taken, assert_view_is_taken, assert_whole

HOSTILE = (
    "<!channel>",
    "<@U123ABC>",
    "<!subteam^S1>",
    "<https://evil.example|bank>",
    "`code`",
    "*bold* _it_ ~no~",
    "&lt;",
    "&amp;amp;",
    "&" * 40,
    "\u202eabc",
    "مرحبا",
    "👩‍👩‍👧",
    "🇰🇷🇺🇸",
    "한글",
    "가" * 3_100,
    "x" * 3_100,
    "\n",
    "\x00\x1b[31m",
    ":fire:",
    "2*3*4",
    "|>",
)
words = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), min_size=1, max_size=6).map(
    " ".join
)
names = words.map(lambda text: text.strip() or "?")
links = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "https://a.example/x?a=1&b=2",
            "https://evil.example/?x=y|bank.example>",
            "https://a.example/" + "p" * 2_500,
        ]
    ),
)
evidence = words.map(lambda text: Evidence(text, 0, len(text)))
amounts = st.builds(
    Money,
    st.integers(0, 10**15),
    st.sampled_from(["USD", "KRW", "EUR", "XXX"]),
    st.sampled_from(["exact", "about", "at_least", "up_to"]),
    words,
)
deals = st.builds(
    Deal,
    kind=st.sampled_from(["funding", "acquisition", "ipo", "debt", "fund"]),
    status=st.sampled_from(["completed", "in_talks", "cancelled"]),
    company=names,
    evidence=evidence,
    counterparties=st.lists(
        st.builds(Counterparty, names, st.sampled_from(["lead", "investor", "acquirer", "lender"])),
        max_size=7,
    ).map(tuple),
    round=st.sampled_from([None, "series_b", "pre_series_a", "seed", "odd"]),
    amount=st.none() | amounts,
    valuation=st.none()
    | st.builds(Valuation, st.integers(0, 10**13), st.just("USD"), st.just("about"), words),
    date=st.sampled_from(
        [None, "2023", "2023-06", "2023-06-14", "2023-Q2", "2023-fall", "9999-99-99", "<!here>"]
    ),
    reported_by=st.none() | names,
)
signals = st.builds(
    Signal,
    kind=st.sampled_from(
        ["usage_decline", "usage_stagnation", "usage_growth", "layoffs", "shutdown", "legal", "down_round"]
    ),
    status=st.sampled_from(["reported", "planned", "denied"]),
    company=names,
    evidence=evidence,
    metric=st.sampled_from([None, "visits", "mau"]),
    change_percent=st.none() | st.floats(-100, 10_000),
    duration_months=st.none() | st.integers(1, 60),
    headcount=st.none() | st.integers(1, 10**6),
    workforce_percent=st.none() | st.floats(0, 100),
    reported_by=st.none() | names,
)
figures = st.builds(
    MarketFigure,
    metric=st.sampled_from(["investment", "share", "deal_count"]),
    value=st.none() | st.floats(0, 10**14),
    unit=st.sampled_from(["USD", "KRW", "count", "percent"]),
    evidence=evidence,
    change_percent=st.none() | st.floats(-100, 1_000),
    compared_to=st.none() | words,
    region=st.none() | words,
)
checks = st.builds(
    Check,
    kind=st.sampled_from(["conversion_mismatch", "name_variant", "ambiguous_date", "figure_conflict"]),
    message=words,
    evidence=evidence,
    values=st.lists(st.tuples(st.just("a"), words), max_size=3).map(tuple),
)
articles = st.builds(
    Article,
    text=words,
    title=words,
    url=links,
    publisher=st.none() | words,
    published=st.sampled_from([None, "2023-09-01T09:12:00+09:00", "2023-09-01", "soon"]),
    language=st.sampled_from(["ko", "en", "fr"]),
    partial=st.sampled_from([None, "paywall", "other"]),
)
found = st.builds(
    Document,
    article=articles,
    summary=st.lists(words, max_size=4).map(tuple),
    deals=st.lists(deals, max_size=12).map(tuple),
    signals=st.lists(signals, max_size=12).map(tuple),
    market_figures=st.lists(figures, max_size=3).map(tuple),
    checks=st.lists(checks, max_size=7).map(tuple),
    possible=st.lists(st.builds(Possible, deals | signals, words), max_size=6).map(tuple),
)
languages = st.sampled_from(["ko", "en"])
few = settings(max_examples=60, deadline=None)


def taken(message: Any) -> None:
    assert_message_is_taken(message.text, list(message.blocks))


@few
@given(found, languages)
def test_any_article_has_a_card_that_slack_takes(document: Document, language: Any) -> None:
    taken(article.card(document, language, job_id=7))


@few
@given(found, languages)
def test_any_articles_lists_open_in_a_modal(document: Document, language: Any) -> None:
    if document.deals or document.signals:
        assert_view_is_taken(notices.facts_view(document, language))
    if document.market_figures:
        assert_view_is_taken(notices.figures_view(document, language))


@few
@given(deals, signals, checks, languages)
def test_forty_facts_of_the_longest_kind_still_make_one_message(
    deal: Deal, signal: Signal, check: Check, language: Any
) -> None:
    long = "긴 이름 " * 60
    deal = replace(deal, company=long, reported_by=long, evidence=Evidence(long, 0, len(long)))
    signal = replace(signal, company=long, reported_by=long, evidence=Evidence(long, 0, len(long)))
    page = Article(
        text=long, title=long, url="https://a.example/" + "p" * 700, publisher=long, language=language
    )
    growing = replace(signal, kind="usage_growth")
    document = Document(
        page, (long,) * 3, (deal,) * 40, (signal, growing) * 20, (), (check,) * 9, (Possible(deal, long),) * 9
    )
    taken(article.card(document, language, job_id=7))


@few
@given(words, links, languages)
def test_any_link_can_be_refused_pointed_to_and_pasted(text: str, url: str | None, language: Any) -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    taken(notices.unreadable("paywall", url or text, language, job_id=1))
    taken(notices.already_shared(text, url, moment, language))
    assert_view_is_taken(notices.paste_view(url or text, "{}", language))


@few
@given(st.lists(deals, max_size=60), languages, st.booleans())
def test_any_week_fits_into_messages_and_none_of_its_deals_is_lost(
    told: list[Deal], language: str, running: bool
) -> None:
    named = [replace(deal, company=f"Company{n} {deal.company}"[:90]) for n, deal in enumerate(told)]
    source = documents.source(documents.english_document())
    week = replace(
        documents.digest(language),
        deals=tuple(
            WeekDeal(deal, n, (Told(source, deal.evidence.quote),), value=Decimal(n))
            for n, deal in enumerate(named)
        ),
    )
    made = digest.messages(week, running=running)
    for each in made:
        taken(each)
    said = "\n".join(str(each.blocks) for each in made)
    assert [n for n in range(len(named)) if f"Company{n}" not in said] == []


@few
@given(st.lists(deals | signals, max_size=30), names, languages)
def test_any_company_has_a_history_that_slack_takes(
    facts: list[Deal | Signal], name: str, language: Any
) -> None:
    source = documents.source(documents.english_document())
    company = Company(1, name, (CompanyName(name, "article"), CompanyName("<!here>", "alias")))
    taken(answers.company(Timeline(company, tuple(TimelineEntry(f, source) for f in facts)), language))


@few
@given(words, st.lists(words, max_size=3), languages)
def test_any_unknown_word_is_answered(text: str, near: list[str], language: Any) -> None:
    taken(answers.unknown(text, near, language))


@given(words, st.integers(1, 400))
def test_a_cut_text_is_whole_and_no_longer_than_asked(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit
    escaped = cut_escaped(text, limit)
    assert len(escaped) <= limit
    if "\ud800" not in text:
        assert_whole(escaped)


@given(words)
def test_escaped_text_holds_no_mark(text: str) -> None:
    assert not {"<", ">"} & set(escape(text))


@given(words, words)
def test_a_fragment_is_short_and_from_the_quote(quote: str, anchor: str) -> None:
    piece = fragment(quote, anchor)
    assert len(piece) <= 64
    assert "\n" not in piece
