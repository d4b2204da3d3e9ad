"""Any text gives sentences, dates, quantities and a document that stand in it, in time that grows with its length."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extraction import dates, figures, money, quantities, sentences
from bot.facts import Article, Candidates
from bot.language import Language, load
from bot.verification import verify

KO, EN = load("ko"), load("en")
LANGUAGES = st.sampled_from([KO, EN])
PIECES = st.sampled_from(
    ["Acme Inc. ", "raised ", "$5 million", " (£4m)", ". ", "U.S. ", "Series A. ", "“", "”", "지난 6월 ", "투자", "를 유치했다.",
     "1억 달러(약 1300억 원)", "국내 유니콘은 ", "22곳", "12.5%", " 감소했다. ", "last fall ", "in June", "Q2 2023", "\n", "\n\n", "관련기사\n",
     "Comments\n", "사진=로이터", "◇", "- ", "가나다라마", "가나다러마", "three months running ", "2024년 2월 30일", "a year earlier "]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=300))
DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?|-Q[1-4]|-(?:spring|summer|fall|winter))?")


@given(TEXTS, LANGUAGES)
@settings(max_examples=200)
def test_sentences_stand_in_the_text_and_leave_nothing_out(text: str, language: Language) -> None:
    end, kept = 0, ""
    for piece in sentences.split(text, language):
        assert end <= piece.start < piece.end <= len(text)
        assert text[piece.start : piece.end] == piece.text == piece.text.strip()
        assert not text[end : piece.start].strip()
        kept, end = kept + piece.text, piece.end
    assert not text[end:].strip()


@given(TEXTS, LANGUAGES, st.sampled_from([None, "2023-09-01", "2024-02-29", "2023-12-31T23:59:59+09:00"]))
@settings(max_examples=200)
def test_dates_have_the_form_of_the_contract(text: str, language: Language, published: str | None) -> None:
    end = 0
    for mention in dates.find(text, language, published):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.value is None or DATE.fullmatch(mention.value)
        end = mention.end


@given(TEXTS, LANGUAGES)
@settings(max_examples=200)
def test_quantities_stand_in_the_text(text: str, language: Language) -> None:
    for quantity in quantities.find(text, language):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert quantity.kind == "change" or quantity.value >= 0


@given(TEXTS, LANGUAGES)
@settings(max_examples=100)
def test_a_document_of_any_text_has_evidence_that_stands_in_it(text: str, language: Language) -> None:
    article = Article(text=text, title="", language=language.code)
    found = figures.find(text, sentences.split(text, language), language, None)
    document = verify(article, Candidates(market_figures=found))
    for fact in (*document.market_figures, *document.checks):
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
@pytest.mark.parametrize("language", [KO, EN], ids=["ko", "en"])
def test_no_text_makes_the_patterns_backtrack(reader: str, language: Language) -> None:
    read = READERS[reader]
    read("1", language)
    for piece in HOSTILE:
        text = piece * (20_000 // len(piece))
        started = time.perf_counter()
        read(text, language)
        assert time.perf_counter() - started < 3, f"{reader} takes too long for {piece!r}"
