"""Numbers about markets are told from numbers about companies."""

from __future__ import annotations

import pytest

from bot.extraction import figures
from bot.extraction.sentences import split
from bot.facts import MarketFigure
from bot.language import load

PUBLISHED = "2024-05-09"


def found(text: str, code: str) -> list[MarketFigure]:
    language = load(code)
    return list(figures.find(text, split(text, language), language, PUBLISHED))


@pytest.mark.parametrize(
    ("text", "code", "metric", "value", "unit", "change", "period"),
    [
        ("지난해 국내 벤처투자액은 10조9133억원으로 전년 대비 12.5% 감소했다.", "ko", "investment", 10_913_300_000_000, "KRW", -12.5, "2023"),
        ("올해 1분기 바이오 분야 투자 규모는 직전 분기보다 30% 늘었다.", "ko", "investment", None, None, 30, "2024-Q1"),
        ("1분기 국내 스타트업 투자 건수는 310건이다.", "ko", "deal_count", 310, "count", None, "2024-Q1"),
        ("올해 나온 메가 라운드는 22건이다.", "ko", "mega_round_count", 22, "count", None, "2024"),
        ("국내 유니콘은 지난해 말 기준 22곳이다.", "ko", "unicorn_count", 22, "count", None, "2023"),
        ("국내 로봇 기업은 2022년 1915개로 집계됐다.", "ko", "company_count", 1915, "count", None, "2022"),
        ("국내 대체육 시장은 2030년 6조원 규모로 커질 전망이다.", "ko", "market_size", 6_000_000_000_000, "KRW", None, "2030"),
        ("AI가 전체 벤처투자의 28%를 차지했다.", "ko", "share", 28, "percent", None, None),
        ("Start-ups in Europe attracted €12.4 billion in the first quarter of 2024, down 9% from 2023.", "en", "investment", 12_400_000_000, "EUR", -9, "2024-Q1"),
        ("Venture funding in Africa fell 31% to $780 million in 2023.", "en", "investment", 780_000_000, "USD", -31, "2023"),
        ("Investors struck 1,185 deals in India in 2023.", "en", "deal_count", 1185, "count", None, "2023"),
        ("India minted just two unicorns in 2023.", "en", "unicorn_count", 2, "count", None, "2023"),
        ("The market for smart locks will grow to $8.7 billion by 2030.", "en", "market_size", 8_700_000_000, "USD", None, "2030"),
        ("AI companies accounted for 40% of the funding in 2023.", "en", "share", 40, "percent", None, "2023"),
        ("There were 1,200 AI companies in Korea in 2022.", "en", "company_count", 1200, "count", None, "2022"),
    ],
)  # fmt: skip
def test_a_market_figure(
    text: str,
    code: str,
    metric: str,
    value: float | None,
    unit: str | None,
    change: float | None,
    period: str | None,
) -> None:
    (figure,) = found(text, code)
    assert (figure.metric, figure.value, figure.unit) == (metric, value, unit)
    assert (figure.change_percent, figure.period) == (change, period)
    assert text[figure.evidence.start : figure.evidence.end] == figure.evidence.quote


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("토스는 벤처캐피탈 두 곳에서 투자금 120억원을 유치했다.", "ko"),
        ("이 회사의 투자 규모는 20억원이다.", "ko"),
        ("다라벤처투자가 운용하는 조합이 12억원을 넣었다.", "ko"),
        ("전체 직원의 10%인 20명을 내보냈다.", "ko"),
        ("이 회사는 미국 시장에서 매출 100억원을 올렸다.", "ko"),
        ("정부는 유니콘 20개를 키우겠다고 했다.", "ko"),
        ("기업가치는 1조원으로 유니콘에 올랐다.", "ko"),
        ("The startup raised $5 million from two funds.", "en"),
        ("The company has a market value of $3 billion.", "en"),
        ("It laid off 8% of its staff.", "en"),
        ("The round brings its total funding to $71 million.", "en"),
        ("Its software is used by 500 companies in Europe.", "en"),
        ("The fund has made 30 investments.", "en"),
    ],
)
def test_a_number_about_a_company_is_no_market_figure(text: str, code: str) -> None:
    assert found(text, code) == []


def test_both_years_of_one_sentence_have_their_own_period() -> None:
    text = "국내 AI 기업은 2020년 933개에서 2022년 1915개로 늘었다."
    assert [(f.value, f.period) for f in found(text, "ko")] == [(933, "2020"), (1915, "2022")]


def test_the_next_sentence_may_give_the_change() -> None:
    (figure,) = found("지난해 국내 벤처투자액은 7조6802억원이다. 재작년보다 78% 늘어난 수치다.", "ko")
    assert figure.change_percent == 78


def test_a_source_is_carried_through_its_paragraph() -> None:
    text = "CB인사이츠에 따르면 1분기 국내 스타트업 투자 건수는 310건이다. 국내 유니콘은 22곳이다."
    assert [figure.reported_by for figure in found(text, "ko")] == ["CB인사이츠", "CB인사이츠"]


def test_headings_and_teasers_give_no_figures() -> None:
    assert found("◇국내 유니콘은 22곳\n\n국내 시장을 다룬 글은 아직 없다.", "ko") == []
