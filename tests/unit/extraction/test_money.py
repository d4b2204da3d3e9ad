"""Amounts in every format that Korean and English articles use, with value, currency and qualifier."""

from __future__ import annotations

import pytest

from bot.extraction import money
from bot.facts import Money
from bot.language import load


def only(text: str, code: str) -> Money:
    found = money.find(text, load(code))
    assert len(found) == 1, [mention.money for mention in found]
    return found[0].money


KOREAN = [
    ("1억2500만 달러", 125_000_000, "USD", "exact"),
    ("1억 2500만 달러", 125_000_000, "USD", "exact"),
    ("1억 1,000만 달러", 110_000_000, "USD", "exact"),
    ("3천500만 달러", 35_000_000, "USD", "exact"),
    ("3천5백만 달러", 35_000_000, "USD", "exact"),
    ("9000만 달러", 90_000_000, "USD", "exact"),
    ("9,000만달러", 90_000_000, "USD", "exact"),
    ("120억원", 12_000_000_000, "KRW", "exact"),
    ("120억 원", 12_000_000_000, "KRW", "exact"),
    ("1조2000억원", 1_200_000_000_000, "KRW", "exact"),
    ("1조 2,000억 원", 1_200_000_000_000, "KRW", "exact"),
    ("10조9133억원", 10_913_300_000_000, "KRW", "exact"),
    ("5.5조원", 5_500_000_000_000, "KRW", "exact"),
    ("1.5억 달러", 150_000_000, "USD", "exact"),
    ("12억5천만원", 1_250_000_000, "KRW", "exact"),
    ("16억5000만원", 1_650_000_000, "KRW", "exact"),
    ("3억 5천만원", 350_000_000, "KRW", "exact"),
    ("5천만원", 50_000_000, "KRW", "exact"),
    ("1천억원", 100_000_000_000, "KRW", "exact"),
    ("2천500억원", 250_000_000_000, "KRW", "exact"),
    ("100억원대", 10_000_000_000, "KRW", "about"),
    ("100억대 투자", 10_000_000_000, "KRW", "about"),
    ("50억여원", 5_000_000_000, "KRW", "about"),
    ("50억여 원", 5_000_000_000, "KRW", "about"),
    ("50여억원", 5_000_000_000, "KRW", "about"),
    ("약 100억원", 10_000_000_000, "KRW", "about"),
    ("100억원 안팎", 10_000_000_000, "KRW", "about"),
    ("100억원가량", 10_000_000_000, "KRW", "about"),
    ("100억원 내외", 10_000_000_000, "KRW", "about"),
    ("100억원에 육박", 10_000_000_000, "KRW", "about"),
    ("100억원 규모", 10_000_000_000, "KRW", "exact"),
    ("1억 달러 이상", 100_000_000, "USD", "at_least"),
    ("100억원이 넘는", 10_000_000_000, "KRW", "at_least"),
    ("100억원 넘게", 10_000_000_000, "KRW", "at_least"),
    ("100억원을 웃도는", 10_000_000_000, "KRW", "at_least"),
    ("최소 100억원", 10_000_000_000, "KRW", "at_least"),
    ("최대 100억원", 10_000_000_000, "KRW", "up_to"),
    ("100억원 이하", 10_000_000_000, "KRW", "up_to"),
    ("100억원 미만", 10_000_000_000, "KRW", "up_to"),
    ("100억원에 못 미쳤다", 10_000_000_000, "KRW", "up_to"),
    ("수억 달러", 100_000_000, "USD", "at_least"),
    ("수 억 달러", 100_000_000, "USD", "at_least"),
    ("수십억원", 1_000_000_000, "KRW", "at_least"),
    ("수백억 원", 10_000_000_000, "KRW", "at_least"),
    ("수백만 달러", 1_000_000, "USD", "at_least"),
    ("수천만원", 10_000_000, "KRW", "at_least"),
    ("몇십억 원", 1_000_000_000, "KRW", "at_least"),
    ("삼백억 원", 30_000_000_000, "KRW", "exact"),
    ("이백오십억 원", 25_000_000_000, "KRW", "exact"),
    ("백만 달러", 1_000_000, "USD", "exact"),
    ("천만 달러", 10_000_000, "USD", "exact"),
    ("백억 원", 10_000_000_000, "KRW", "exact"),
    ("300만~500만달러", 3_000_000, "USD", "at_least"),
    ("300만∼500만 달러", 3_000_000, "USD", "at_least"),
    ("50~60억원", 5_000_000_000, "KRW", "at_least"),
    ("50억~60억 원", 5_000_000_000, "KRW", "at_least"),
    ("20억원에서 30억원 사이", 2_000_000_000, "KRW", "at_least"),
    ("5억 위안", 500_000_000, "CNY", "exact"),
    ("100억 엔", 10_000_000_000, "JPY", "exact"),
    ("153억엔", 15_300_000_000, "JPY", "exact"),
    ("3500만 유로", 35_000_000, "EUR", "exact"),
    ("2000만 파운드", 20_000_000, "GBP", "exact"),
    ("78억 홍콩달러", 7_800_000_000, "HKD", "exact"),
    ("500만 캐나다 달러", 5_000_000, "CAD", "exact"),
    ("500만 호주달러", 5_000_000, "AUD", "exact"),
    ("500만 싱가포르달러", 5_000_000, "SGD", "exact"),
    ("40억 루피", 4_000_000_000, "INR", "exact"),
    ("3000만 스위스프랑", 30_000_000, "CHF", "exact"),
    ("5000억 동 규모", 500_000_000_000, "VND", "exact"),
    ("5000만 미국 달러", 50_000_000, "USD", "exact"),
    ("500만불을 투자", 5_000_000, "USD", "exact"),
    ("$9000만", 90_000_000, "USD", "exact"),
    ("US$5000만", 50_000_000, "USD", "exact"),
    ("$90M 투자", 90_000_000, "USD", "exact"),
    ("€35m", 35_000_000, "EUR", "exact"),
    ("1만5000달러", 15_000, "USD", "exact"),
    ("3만 2000원", 32_000, "KRW", "exact"),
    ("4900원", 4_900, "KRW", "exact"),
    ("총120억원", 12_000_000_000, "KRW", "exact"),
    ("가나다, 100억 투자 유치", 10_000_000_000, "KRW", "exact"),
    ("300억 규모 펀드", 30_000_000_000, "KRW", "exact"),
    ("100억을 투자받았다", 10_000_000_000, "KRW", "exact"),
]

ENGLISH = [
    ("$1.2bn", 1_200_000_000, "USD", "exact"),
    ("$1.2 billion", 1_200_000_000, "USD", "exact"),
    ("$1.2B", 1_200_000_000, "USD", "exact"),
    ("$1.2-billion", 1_200_000_000, "USD", "exact"),
    ("US$12.5M", 12_500_000, "USD", "exact"),
    ("US $12.5 million", 12_500_000, "USD", "exact"),
    ("$ 5 million", 5_000_000, "USD", "exact"),
    ("$5m", 5_000_000, "USD", "exact"),
    ("$5mn", 5_000_000, "USD", "exact"),
    ("$10-million", 10_000_000, "USD", "exact"),
    ("$300K", 300_000, "USD", "exact"),
    ("$1,250,000", 1_250_000, "USD", "exact"),
    ("$2 trillion", 2_000_000_000_000, "USD", "exact"),
    ("USD 5m", 5_000_000, "USD", "exact"),
    ("5m USD", 5_000_000, "USD", "exact"),
    ("5 million US dollars", 5_000_000, "USD", "exact"),
    ("€35m", 35_000_000, "EUR", "exact"),
    ("€1.300.000", 1_300_000, "EUR", "exact"),
    ("385 million euros", 385_000_000, "EUR", "exact"),
    ("10-million-euro", 10_000_000, "EUR", "exact"),
    ("£4.5 million", 4_500_000, "GBP", "exact"),
    ("two and a half million pounds", 2_500_000, "GBP", "exact"),
    ("C$15 million", 15_000_000, "CAD", "exact"),
    ("CA$15m", 15_000_000, "CAD", "exact"),
    ("$5M CAD", 5_000_000, "CAD", "exact"),
    ("A$20m", 20_000_000, "AUD", "exact"),
    ("AU$20 million", 20_000_000, "AUD", "exact"),
    ("S$5 million", 5_000_000, "SGD", "exact"),
    ("HK$780 million", 780_000_000, "HKD", "exact"),
    ("NZ$5m", 5_000_000, "NZD", "exact"),
    ("NT$300 million", 300_000_000, "TWD", "exact"),
    ("R$40 million", 40_000_000, "BRL", "exact"),
    ("R50 million", 50_000_000, "ZAR", "exact"),
    ("INR 40 crore", 400_000_000, "INR", "exact"),
    ("₹40Cr", 400_000_000, "INR", "exact"),
    ("Rs 300 lakh", 30_000_000, "INR", "exact"),
    ("Rs. 40 crore", 400_000_000, "INR", "exact"),
    ("₹1 lakh crore", 1_000_000_000_000, "INR", "exact"),
    ("₹9,375 crore", 93_750_000_000, "INR", "exact"),
    ("¥3 billion", 3_000_000_000, "JPY", "exact"),
    ("2 billion yen", 2_000_000_000, "JPY", "exact"),
    ("RMB 300 million", 300_000_000, "CNY", "exact"),
    ("RMB300m", 300_000_000, "CNY", "exact"),
    ("300 million yuan", 300_000_000, "CNY", "exact"),
    ("₩12 billion", 12_000_000_000, "KRW", "exact"),
    ("12 billion won", 12_000_000_000, "KRW", "exact"),
    ("CHF 20 million", 20_000_000, "CHF", "exact"),
    ("NOK 310 million", 310_000_000, "NOK", "exact"),
    ("100 million Swedish kronor", 100_000_000, "SEK", "exact"),
    ("RM 76 billion", 76_000_000_000, "MYR", "exact"),
    ("a billion dollars", 1_000_000_000, "USD", "exact"),
    ("one hundred million dollars", 100_000_000, "USD", "exact"),
    ("five hundred million dollars", 500_000_000, "USD", "exact"),
    ("half a billion dollars", 500_000_000, "USD", "exact"),
    ("A half-billion-dollar deal", 500_000_000, "USD", "exact"),
    ("a quarter of a billion dollars", 250_000_000, "USD", "exact"),
    ("It raised half a billion from one fund.", 500_000_000, "USD", "exact"),
    ("a seven-figure round", 1_000_000, "USD", "at_least"),
    ("a nine-figure sum", 100_000_000, "USD", "at_least"),
    ("hundreds of millions of dollars", 100_000_000, "USD", "at_least"),
    ("tens of millions of euros", 10_000_000, "EUR", "at_least"),
    ("millions of dollars", 1_000_000, "USD", "at_least"),
    ("several hundred million dollars", 100_000_000, "USD", "at_least"),
    ("a multi-million-dollar deal", 1_000_000, "USD", "at_least"),
    ("$5 to $7 million", 5_000_000, "USD", "at_least"),
    ("$5-7 million", 5_000_000, "USD", "at_least"),
    ("$5m–$7m", 5_000_000, "USD", "at_least"),
    ("$40 to 50 million", 40_000_000, "USD", "at_least"),
    ("5 to 7 million euros", 5_000_000, "EUR", "at_least"),
    ("between $20 and $30 million", 20_000_000, "USD", "at_least"),
    ("between US$750 million and US$1 billion", 750_000_000, "USD", "at_least"),
    ("more than $5 million", 5_000_000, "USD", "at_least"),
    ("upwards of €1.3 billion", 1_300_000_000, "EUR", "at_least"),
    ("at least $5 million", 5_000_000, "USD", "at_least"),
    ("$5M+", 5_000_000, "USD", "at_least"),
    ("up to $5M", 5_000_000, "USD", "up_to"),
    ("as much as $182 million", 182_000_000, "USD", "up_to"),
    ("nearly $5 million", 5_000_000, "USD", "about"),
    ("around $5 million", 5_000_000, "USD", "about"),
    ("some $5 million", 5_000_000, "USD", "about"),
    ("$5 million or so", 5_000_000, "USD", "about"),
    ("$699", 699, "USD", "exact"),
]


@pytest.mark.parametrize(("text", "value", "currency", "qualifier"), KOREAN)
def test_a_korean_amount(text: str, value: int, currency: str, qualifier: str) -> None:
    found = only(text, "ko")
    assert (found.value, found.currency, found.qualifier) == (value, currency, qualifier)


@pytest.mark.parametrize(("text", "value", "currency", "qualifier"), ENGLISH)
def test_an_english_amount(text: str, value: int, currency: str, qualifier: str) -> None:
    found = only(text, "en")
    assert (found.value, found.currency, found.qualifier) == (value, currency, qualifier)


@pytest.mark.parametrize(
    ("text", "code", "value", "currency"),
    [
        ("9000만 달러(약 1980억 원)", "ko", 198_000_000_000, "KRW"),
        ("1억 달러(한화 약 1300억원)", "ko", 130_000_000_000, "KRW"),
        ("1억 달러, 우리 돈으로 약 1300억원", "ko", 130_000_000_000, "KRW"),
        ("9억엔어치(약 82억원)", "ko", 8_200_000_000, "KRW"),
        ("120억원(900만 달러)", "ko", 9_000_000, "USD"),
        ("€20 million ($22 million)", "en", 22_000_000, "USD"),
        ("€20 million (about $22 million)", "en", 22_000_000, "USD"),
        ("385 million euros ($414 million)", "en", 414_000_000, "USD"),
        ("€20m, or about $22m,", "en", 22_000_000, "USD"),
        ("€20m/$22m", "en", 22_000_000, "USD"),
    ],
)
def test_a_conversion_belongs_to_its_amount(text: str, code: str, value: int, currency: str) -> None:
    conversion = only(text, code).stated_conversion
    assert conversion is not None
    assert (conversion.value, conversion.currency) == (value, currency)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1억 다운로드", "ko"),
        ("2억 명이 쓴다", "ko"),
        ("500만 엔진", "ko"),
        ("억울한 일", "ko"),
        ("이 천만 관객", "ko"),
        ("3 동으로 나뉜 공장", "ko"),
        ("5 million users", "en"),
        ("the 5 won prizes", "en"),
        ("5 million pounds of beef", "en"),
        ("half a billion users", "en"),
        ("an H100 million-token run", "en"),
        ("It may raise prices.", "en"),
    ],
)
def test_what_is_no_money_is_left_alone(text: str, code: str) -> None:
    assert money.find(text, load(code)) == ()


def test_a_change_from_one_amount_to_another_is_two_amounts() -> None:
    found = money.find("Sales grew from $5 million to $7 million.", load("en"))
    assert [m.money.value for m in found] == [5_000_000, 7_000_000]


def test_a_yen_sign_is_a_yuan_where_the_text_speaks_of_yuan() -> None:
    found = money.find("It got ¥5bn, on top of 300m yuan.", load("en"))
    assert [m.money.currency for m in found] == ["CNY", "CNY"]


def test_two_amounts_of_one_currency_are_no_conversion() -> None:
    found = money.find("$90 million ($190 million in all)", load("en"))
    assert [m.money.value for m in found] == [90_000_000, 190_000_000]


def test_the_mention_ends_where_its_conversion_ends() -> None:
    text = "신디는 9000만 달러(약 1980억 원)를 유치했다."
    (mention,) = money.find(text, load("ko"))
    assert text[mention.start : mention.end] == mention.money.raw == "9000만 달러"
    assert text[mention.start : mention.until] == "9000만 달러(약 1980억 원)"


@pytest.mark.parametrize(
    ("text", "value", "currency", "qualifier"),
    [
        ("Nine million euros came from Speedinvest.", 9_000_000, "EUR", "exact"),
        ("Twenty-five million dollars went to Kestrel.", 25_000_000, "USD", "exact"),
        ("It got thirty-two million dollars.", 32_000_000, "USD", "exact"),
        ("It got ninety nine million pounds.", 99_000_000, "GBP", "exact"),
        ("Four hundred thousand dollars came in.", 400_000, "USD", "exact"),
        ("Six hundred million yuan came in.", 600_000_000, "CNY", "exact"),
        ("Half a million pounds came in.", 500_000, "GBP", "exact"),
        ("It got half-a-billion dollars.", 500_000_000, "USD", "exact"),
        ("Three-quarters of a million pounds came in.", 750_000, "GBP", "exact"),
        ("Two and a half million dollars came in.", 2_500_000, "USD", "exact"),
        ("Several million euros came in.", 1_000_000, "EUR", "at_least"),
    ],
)
def test_a_sum_in_words_is_read_whole(text: str, value: int, currency: str, qualifier: str) -> None:
    amount = only(text, "en")
    assert (amount.value, amount.currency, amount.qualifier) == (value, currency, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "It got a hundred and fifty million dollars.",
        "It got one hundred and twenty million dollars.",
        "It got eleven point five million euros.",
        "It got an eighth of a billion dollars.",
        "It got seven-and-a-half million dollars.",
        "It got forty-odd million dollars.",
    ],
)
def test_the_end_of_a_sum_in_words_is_no_sum_of_its_own(text: str) -> None:
    assert money.find(text, load("en")) == ()
