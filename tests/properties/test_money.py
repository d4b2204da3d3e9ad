"""Any amount that is written in one of the formats is read back; any text gives spans that stand in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extraction import money
from bot.facts import Money
from bot.language import load

KO, EN = load("ko"), load("en")
SIGNS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "C$": "CAD", "A$": "AUD", "S$": "SGD", "HK$": "HKD", "₹": "INR", "₩": "KRW", "CHF ": "CHF", "RMB ": "CNY"}  # fmt: skip
WORDS = {"million": 10**6, "billion": 10**9, "m": 10**6, "bn": 10**9, "M": 10**6, "B": 10**9, "crore": 10**7, "lakh": 10**5}  # fmt: skip
KOREAN_WORDS = {"원": "KRW", " 원": "KRW", "달러": "USD", " 달러": "USD", " 유로": "EUR", " 위안": "CNY", "엔": "JPY", " 파운드": "GBP"}  # fmt: skip


def only(text: str, language: object) -> Money:
    (mention,) = money.find(text, language)  # type: ignore[arg-type]
    assert text[mention.start : mention.end] == mention.money.raw
    return mention.money


@given(
    st.integers(1, 999),
    st.integers(0, 9),
    st.sampled_from(sorted(SIGNS)),
    st.sampled_from(sorted(WORDS)),
    st.sampled_from(["", " ", "-"]),
)
def test_an_english_amount_is_read_back(whole: int, tenths: int, sign: str, word: str, gap: str) -> None:
    figure = f"{whole}.{tenths}" if tenths else str(whole)
    gap = gap if len(word) > 2 or gap == "" else ""
    found = only(f"It got {sign}{figure}{gap}{word} in May.", EN)
    assert (found.value, found.currency) == ((whole * 10 + tenths) * WORDS[word] // 10, SIGNS[sign])


def korean(value: int, grouped: bool, gap: str) -> str:
    """The value in 만 (at least one) written the Korean way."""
    parts = []
    for unit, times in (("조", 10**8), ("억", 10**4), ("만", 1)):
        count, value = divmod(value, times)
        if count:
            parts.append(f"{count:,}{unit}" if grouped else f"{count}{unit}")
    return gap.join(parts)


@given(
    st.integers(1, 10**12 - 1),
    st.booleans(),
    st.sampled_from(["", " "]),
    st.sampled_from(sorted(KOREAN_WORDS)),
)
def test_a_korean_amount_is_read_back(value: int, grouped: bool, gap: str, word: str) -> None:
    found = only(f"가나다가 {korean(value, grouped, gap)}{word}을 유치했다.", KO)
    assert (found.value, found.currency) == (value * 10_000, KOREAN_WORDS[word])


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(["~", "∼", "-"]))
def test_a_range_keeps_its_lower_end(one: int, other: int, dash: str) -> None:
    low, high = sorted((one, other + 100))
    found = only(f"{low}{dash}{high}억원을 유치한다.", KO)
    assert (found.value, found.qualifier) == (low * 10**8, "at_least")


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_a_conversion_belongs_to_the_amount_before_it(dollars: int, won: int) -> None:
    found = only(f"가나다가 {dollars}만 달러(약 {won}억 원)를 유치했다.", KO)
    assert found.value == dollars * 10_000
    assert found.stated_conversion is not None
    assert (found.stated_conversion.value, found.stated_conversion.currency) == (won * 10**8, "KRW")


SOUP = st.lists(st.sampled_from(["$", "€", "1", "2.5", "1,000", ",", ".", "억", "만", "조", "천", "수", "원", "달러", "(", "약 ", ")", " ", "~", "-", "million", "bn", "m", "between ", " and ", "half a ", "billion", "dollars", "hundreds of ", "Rs ", "이상", "여", "대", "\n", "가", "a "]), max_size=60).map("".join)  # fmt: skip


@given(st.one_of(SOUP, st.text(max_size=200)), st.sampled_from([KO, EN]))
@settings(max_examples=400)
def test_any_text_gives_amounts_that_stand_in_it(text: str, language: object) -> None:
    end = 0
    for mention in money.find(text, language):  # type: ignore[arg-type]
        assert end <= mention.start < mention.end <= mention.until <= len(text)
        assert text[mention.start : mention.end] == mention.money.raw
        assert mention.money.value > 0
        assert len(mention.money.currency) == 3
        end = mention.end
