"""Any text gives sentences, dates, quantities and a document that stand in it, in time that grows with its length."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extraction import dates, figures, money, quantities, sentences
from bot.facts import Article
from bot.language import Language, load
from bot.pipeline import analyse

KO, EN = load("ko"), load("en")
CODES = st.sampled_from(["ko", "en"])
PIECES = st.sampled_from(
    ["Acme Inc. ", "raised ", "$5 million", " (£4m)", ". ", "U.S. ", "Series A. ", "“", "”", "지난 6월 ", "투자", "를 유치했다.",
     "1억 달러(약 1300억 원)", "국내 유니콘은 ", "22곳", "12.5%", " 감소했다. ", "last fall ", "in June", "Q2 2023", "\n", "\n\n", "관련기사\n",
     "Comments\n", "사진=로이터", "◇", "- ", "가나다라마", "가나다러마", "three months running ", "2024년 2월 30일", "a year earlier "]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=300))
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?|-Q[1-4]|-(?:spring|summer|fall|winter))?")


@given(TEXTS, CODES)
@settings(max_examples=200)
def test_sentences_stand_in_the_text_and_leave_nothing_out(text: str, code: str) -> None:
    end, kept = 0, ""
    for piece in sentences.split(text, load(code)):
        assert end <= piece.start < piece.end <= len(text)
        assert text[piece.start : piece.end] == piece.text == piece.text.strip()
        assert not text[end : piece.start].strip()
        kept, end = kept + piece.text, piece.end
    assert not text[end:].strip()


@given(TEXTS, CODES, st.sampled_from([None, "2023-09-01", "2024-02-29", "2023-12-31T23:59:59+09:00"]))
@settings(max_examples=200)
def test_dates_have_the_form_of_the_contract(text: str, code: str, published: str | None) -> None:
    end = 0
    for mention in dates.find(text, load(code), published):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.value is None or DATE.fullmatch(mention.value)
        end = mention.end


@given(TEXTS, CODES)
@settings(max_examples=200)
def test_quantities_stand_in_the_text(text: str, code: str) -> None:
    for quantity in quantities.find(text, load(code)):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.kind == "change" or quantity.value >= 0


@given(TEXTS, CODES)
@settings(max_examples=100)
def test_a_document_of_any_text_has_evidence_that_stands_in_it(text: str, code: str) -> None:
    article = Article(text=text, title="", language=code)
    document = analyse(article)
    for fact in (*document.deals, *document.signals, *document.market_figures, *document.checks):
        assert text[fact.evidence.start : fact.evidence.end] == fact.evidence.quote
    assert len(document.summary) <= 3
    assert all("\n" not in sentence for sentence in document.summary)


@given(TEXTS)
@settings(max_examples=60)
def test_furniture_around_an_article_changes_no_market_figure(text: str) -> None:
    body = "지난해 국내 벤처투자액은 10조9133억원으로 전년 대비 12.5% 감소했다고 정부가 밝혔다."
    alone = figures.find(body, sentences.split(body, KO), KO, "2024-01-24")
    framed = f"닫기\n\n공유\n0\n\n{body}\n\n홍길동 기자 hong@news.example\n\n무단 전재 및 재배포 금지"
    inside = figures.find(framed, sentences.split(framed, KO), KO, "2024-01-24")
    assert [(f.metric, f.value, f.change_percent) for f in alone] == [
        (f.metric, f.value, f.change_percent) for f in inside
    ]


HOSTILE = [
    "1,", "1억", "1", " 1 ", "$", "a ", "억", "수십", "1.000", "$5-", "$1 ($", "hundreds of ", "(약 ", "“", ". ", "A. ", "사진=",
    "a\n", "지난 ", "in ", "2023.", "the ", "«M»", "투자 ", "시장은 ", "and ", "between $1 and ", "3개월 ", "half ", "the market for ",
    "startups raised ", "(", "이 중 ", "유니콘 ", "1% ", "at ", "one ", "Jan ",
]  # fmt: skip
READERS: dict[str, Callable[[str, Language], object]] = {
    "sentences": sentences.split,
    "money": money.find,
    "dates": lambda text, language: dates.find(text, language, "2023-09-01"),
    "quantities": quantities.find,
    "figures": lambda text, language: figures.find(text, sentences.split(text, language), language, None),
}


@pytest.mark.parametrize("reader", sorted(READERS))
@pytest.mark.parametrize("code", ["ko", "en"])
@pytest.mark.timeout(60)
def test_no_text_makes_the_patterns_backtrack(reader: str, code: str) -> None:
    """A pattern that backtracks would take hours for these; the runner's time-out ends it."""
    for piece in HOSTILE:
        text = piece * (8_000 // len(piece))
        READERS[reader](text, load(code))
