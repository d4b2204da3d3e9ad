"""Dates and relative words, resolved from a day of publication with the precision that the words allow."""

from __future__ import annotations

import pytest

from bot.extraction import dates
from bot.language import load

FRIDAY = "2023-09-01T09:12:00+09:00"


def values(text: str, code: str, published: str | None = FRIDAY) -> list[str | None]:
    return [mention.value for mention in dates.find(text, load(code), published)]


KOREAN = [
    ("2023년 6월 14일", "2023-06-14"),
    ("2023.06.14", "2023-06-14"),
    ("2023. 6. 14.", "2023-06-14"),
    ("2023-06-14", "2023-06-14"),
    ("2023년 6월", "2023-06"),
    ("2022년 10월 초", "2022-10"),
    ("2023년 2분기", "2023-Q2"),
    ("2022년 가을", "2022-fall"),
    ("2023년 상반기", "2023"),
    ("2022년 말", "2022"),
    ("2020년 933개", "2020"),
    ("지난 2019년부터", "2019"),
    ("23년 3월", "2023-03"),
    ("지난 6월", "2023-06"),
    ("지난 11월", "2022-11"),
    ("지난 9월", "2022-09"),
    ("지난 6월 14일", "2023-06-14"),
    ("지난 12월 말", "2022-12"),
    ("지난 14일", "2023-08-14"),
    ("지난 2분기", "2023-Q2"),
    ("지난여름", "2023-summer"),
    ("지난해", "2022"),
    ("지난해 가을", "2022-fall"),
    ("지난해 8월", "2022-08"),
    ("지난해 3분기", "2022-Q3"),
    ("작년", "2022"),
    ("작년 말", "2022"),
    ("작년 하반기", "2022"),
    ("작년 12월 5일", "2022-12-05"),
    ("재작년 3월", "2021-03"),
    ("올해", "2023"),
    ("올해 초", "2023"),
    ("올해 1월", "2023-01"),
    ("올해 2분기", "2023-Q2"),
    ("올봄", "2023-spring"),
    ("올 하반기", "2023"),
    ("연말까지", "2023"),
    ("내년", "2024"),
    ("내년 상반기", "2024"),
    ("내년 6월", "2024-06"),
    ("이달", "2023-09"),
    ("이달 4일", "2023-09-04"),
    ("이달 초", "2023-09"),
    ("지난달", "2023-08"),
    ("지난달 말", "2023-08"),
    ("지난달 14일", "2023-08-14"),
    ("다음 달", "2023-10"),
    ("지난 분기", "2023-Q2"),
    ("이번 분기", "2023-Q3"),
    ("지난주", "2023-08"),
    ("지난주 금요일", "2023-08-25"),
    ("이번 주", "2023-09"),
    ("다음 주", "2023-09"),
    ("오늘 밝혔다", "2023-09-01"),
    ("이날 밝혔다", "2023-09-01"),
    ("전날", "2023-08-31"),
    ("어제", "2023-08-31"),
    ("오는 14일", "2023-09-14"),
    ("오는 9월", "2023-09"),
    ("오는 3월", "2024-03"),
    ("8월 30일(현지시간)", "2023-08-30"),
    ("12월 30일", "2022-12-30"),
    ("1월", "2023-01"),
    ("7월까지", "2023-07"),
    ("2분기", "2023-Q2"),
    ("상반기", "2023"),
    ("18일 확인됐다", "2023-08-18"),
    ("3년 전", "2020"),
    ("두 달 전", "2023-07"),
    ("2주 전", "2023-08"),
    ("반년 전", "2023-03"),
    ("일주일 전", "2023-08"),
    ("가을에 예정된", "2023-fall"),
]

ENGLISH = [
    ("June 14, 2023", "2023-06-14"),
    ("14 June 2023", "2023-06-14"),
    ("2023-06-14", "2023-06-14"),
    ("in March 2019", "2019-03"),
    ("in late June 2023", "2023-06"),
    ("Q2 2023", "2023-Q2"),
    ("Q2’23", "2023-Q2"),
    ("the second quarter of 2023", "2023-Q2"),
    ("fall 2022", "2022-fall"),
    ("the summer of 2023", "2023-summer"),
    ("in late 2022", "2022"),
    ("FY2023", "2023"),
    ("the first half of 2023", "2023"),
    ("founded in 2015.", "2015"),
    ("last fall", "2022-fall"),
    ("last spring", "2023-spring"),
    ("this summer", "2023-summer"),
    ("in the spring", "2023-spring"),
    ("last June", "2023-06"),
    ("last November", "2022-11"),
    ("in June", "2023-06"),
    ("In May", "2023-05"),
    ("early in May", "2023-05"),
    ("since November", "2022-11"),
    ("in December", "2022-12"),
    ("It will close in October", "2023-10"),
    ("by the end of March", "2024-03"),
    ("June 14", "2023-06-14"),
    ("Feb 18", "2023-02-18"),
    ("on the 14th", "2023-08-14"),
    ("July last year", "2022-07"),
    ("late last year", "2022"),
    ("last year", "2022"),
    ("Earlier this year", "2023"),
    ("early next year", "2024"),
    ("Q2", "2023-Q2"),
    ("the second quarter", "2023-Q2"),
    ("in the fourth quarter", "2022-Q4"),
    ("last quarter", "2023-Q2"),
    ("this month", "2023-09"),
    ("earlier this month", "2023-09"),
    ("last month", "2023-08"),
    ("next month", "2023-10"),
    ("Last week", "2023-08"),
    ("next week", "2023-09"),
    ("on Tuesday", "2023-08-29"),
    ("on Friday", "2023-09-01"),
    ("last Friday", "2023-08-25"),
    ("next Monday", "2023-09-04"),
    ("today", "2023-09-01"),
    ("Yesterday", "2023-08-31"),
    ("two weeks ago", "2023-08"),
    ("three months ago", "2023-06"),
    ("a year ago", "2022"),
    ("3 years ago", "2020"),
    ("ten days ago", "2023-08-22"),
    ("a year earlier", "2022"),
]


@pytest.mark.parametrize(("text", "value"), KOREAN)
def test_a_korean_date(text: str, value: str) -> None:
    assert values(text, "ko") == [value]


@pytest.mark.parametrize(("text", "value"), ENGLISH)
def test_an_english_date(text: str, value: str) -> None:
    assert values(text, "en") == [value]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("지난 6월", "ko"),
        ("지난해 가을", "ko"),
        ("전날", "ko"),
        ("last fall", "en"),
        ("on Tuesday", "en"),
        ("in June", "en"),
    ],
)
def test_only_the_day_of_publication_resolves_a_relative_word(text: str, code: str) -> None:
    (mention,) = dates.find(text, load(code), None)
    assert mention.value is None
    assert mention.relative


def test_a_full_date_needs_no_day_of_publication() -> None:
    assert values("2023년 6월 14일에 설립됐다", "ko", None) == ["2023-06-14"]


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("In 2021 it raised $5m; a year earlier it had $1m.", "en", ["2021", "2020"]),
        ("It was founded in March 2019. A month later it had a customer.", "en", ["2019-03", "2019-04"]),
        ("2020년 3월에 텀시트를 받았고 그해 12월에 돈이 들어왔다.", "ko", ["2020-03", "2020-12"]),
        ("2018년 설립돼 이듬해 3월 투자를 받았다.", "ko", ["2018", "2019-03"]),
    ],
)
def test_a_date_may_hang_on_the_one_before(text: str, code: str, expected: list[str]) -> None:
    assert values(text, code) == expected


def test_a_month_of_an_undated_text_follows_the_full_date_before_it() -> None:
    assert values("2024년 2월 19일 이사회가 열렸다. 4월 15일 돈이 들어왔다.", "ko", None) == [
        "2024-02-19",
        "2024-04-15",
    ]


@pytest.mark.parametrize(
    ("text", "code"), [("지난 6개월 동안", "ko"), ("최근 1년간", "ko"), ("the past six months", "en")]
)
def test_a_stretch_of_time_has_no_date(text: str, code: str) -> None:
    (mention,) = dates.find(text, load(code), FRIDAY)
    assert (mention.value, mention.precision) == (None, "span")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("작년 같은 기간보다 늘었다", "ko"),
        ("전년 대비 늘었다", "ko"),
        ("20% more than last year", "en"),
        ("more than a year earlier", "en"),
    ],
)
def test_a_yardstick_is_marked_as_one(text: str, code: str) -> None:
    assert all(mention.comparing for mention in dates.find(text, load(code), FRIDAY))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("10일 만에 마감했다", "ko"),
        ("3일간 열렸다", "ko"),
        ("두 달 전체", "ko"),
        ("It may raise more.", "en"),
        ("They will march on.", "en"),
        ("a fall in usage", "en"),
        ("It employs 2000 people.", "en"),
    ],
)
def test_what_is_no_date_is_left_alone(text: str, code: str) -> None:
    assert dates.find(text, load(code), FRIDAY) == ()


def test_a_day_that_no_calendar_has_is_no_value() -> None:
    assert values("2023년 2월 30일", "ko") == [None]


@pytest.mark.parametrize("published", ["", "soon", "2023-13-40", None])
def test_a_day_of_publication_that_cannot_be_read_is_none(published: str | None) -> None:
    assert dates.published_day(published) is None
