"""What an editor would query, and what is no fault."""

from __future__ import annotations

import pytest

from bot.facts import Article, Candidates, Check, Deal, Evidence, Money, Name, Signal
from bot.verification import verify


def checks(text: str, code: str, published: str | None = "2023-05-10", *names: str) -> list[Check]:
    article = Article(text=text, language=code, published=published)
    return list(verify(article, Candidates(names=tuple(Name(name) for name in names))).checks)


def kinds(text: str, code: str, published: str | None = "2023-05-10", *names: str) -> list[str]:
    return [check.kind for check in checks(text, code, published, *names)]


def test_a_conversion_far_from_the_others_is_queried_at_its_sentence() -> None:
    text = "가나가 1억 달러(약 1320억원)를 받았다. 다라는 2억 달러(약 2650억원)를 받았다. 마바는 3000만 달러(약 660억원)를 받았다."
    (check,) = checks(text, "ko", None)
    assert check.kind == "conversion_mismatch"
    assert check.evidence.quote == "마바는 3000만 달러(약 660억원)를 받았다."
    assert dict(check.values)["amount"] == "3000만 달러"
    assert "2200" in check.message


def test_the_only_conversion_is_held_against_the_reference_rate() -> None:
    assert kinds("Ladle got £20 million ($52 million).", "en") == ["conversion_mismatch"]
    assert kinds("Ladle got £20 million ($25 million).", "en") == []


def test_of_two_conversions_the_day_tells_the_odd_one() -> None:
    (check,) = checks(
        "가나는 66억 달러(약 7조7850억원), 가치는 1570억 달러(약 209조원)다.", "ko", "2024-10-03"
    )
    assert dict(check.values)["amount"] == "66억 달러"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("가나가 100억 달러(약 13조원), 다라가 1억2500만 달러(약 1660억원)를 받았다.", "ko"),
        ("가나가 1억 달러(약 1300억원), 다라가 2억 달러(약 2700억원)를 받았다.", "ko"),
        ("Acme got €20 million ($22 million), Beta €9.1 million ($10 million).", "en"),
        ("Acme got $1 million (about 7 million shares).", "en"),
    ],
)
def test_rounding_and_a_few_per_cent_are_no_mismatch(text: str, code: str) -> None:
    assert kinds(text, code) == []


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("앤트로픽", "엔트로픽"),
        ("스타리움", "스타라움"),
        ("에이비로직스", "에이브이로직스"),
        ("퀘리온", "쿼리온"),
    ],
)
def test_two_hangul_spellings_of_one_company_are_queried(usual: str, odd: str) -> None:
    (check,) = checks(
        f"{usual}이 120억원을 받았다. {usual}은 크다. {odd}은 지도를 만든다.", "ko", "2023-05-10", usual, odd
    )
    assert (check.kind, check.evidence.quote) == ("name_variant", f"{odd}은 지도를 만든다.")
    assert dict(check.values) == {"usual": usual, "odd": odd}


def test_two_latin_spellings_of_one_company_are_queried() -> None:
    assert kinds("Thymely was sold. Thymeley makes racks.", "en", "2024-06-12", "Thymely") == ["name_variant"]


@pytest.mark.parametrize(
    ("text", "code", "names"),
    [
        ("오픈AI와 오픈 AI", "ko", ("오픈AI", "오픈 AI")),
        ("신디시아(Synthesia)가 컸다", "ko", ("신디시아", "Synthesia")),
        ("삼성전자와 삼성전기가 컸다", "ko", ("삼성전자", "삼성전기")),
        ("카카오와 카카오뱅크가 컸다", "ko", ("카카오", "카카오뱅크")),
        ("컬리는 크다. 컬리가 컸다.", "ko", ("컬리",)),
        ("물건을 되살리는 되살림이 컸다", "ko", ("되살림",)),
        ("Notion and Notions grew.", "en", ("Notion", "Notions")),
        ("Quicksilver (not to be confused with Quiksilver) grew.", "en", ("Quicksilver", "Quiksilver")),
        ("Series A1 and Series A2 grew.", "en", ("Series A1", "Series A2")),
    ],
)
def test_names_that_differ_for_a_reason_are_no_variants(text: str, code: str, names: tuple[str, ...]) -> None:
    assert kinds(text, code, "2023-05-10", *names) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("가나가 지난 6월 돈을 받았다.", "ko"),
        ("작년 말 문을 닫았다.", "ko"),
        ("It closed on Tuesday.", "en"),
        ("It grew last year.", "en"),
    ],
)
def test_an_undated_article_with_relative_dates_is_queried_once(text: str, code: str) -> None:
    assert kinds(text + " " + text, code, None) == ["ambiguous_date"]
    assert kinds(text, code) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023년 6월 14일 설립됐다.", "ko"),
        ("2020년 3월 시작해 그해 12월 끝났다.", "ko"),
        ("It was founded in March 2019 and closed a year later.", "en"),
        ("It makes maps.", "en"),
    ],
)
def test_an_undated_article_that_states_its_dates_is_not_queried(text: str, code: str) -> None:
    assert kinds(text, code, None) == []


def test_a_caption_does_not_make_a_check() -> None:
    assert kinds("거리에 간판이 어제 걸렸다. 사진=로이터", "ko", None) == []


def two_amounts(second: str) -> list[str]:
    first = "Marigold raised $32 million in a Series B led by Calyx."
    text = f"{first} {second}"
    deals = tuple(
        Deal("funding", "completed", "Marigold", Evidence(q, text.index(q), text.index(q) + len(q)), round="series_b",
             amount=Money(value * 10**6, "USD", "exact", f"${value} million"))
        for q, value in ((first, 32), (second, 23))
    )  # fmt: skip
    document = verify(Article(text=text, published="2023-11-09"), Candidates(deals=deals))
    return [check.kind for check in document.checks] + [str(len(document.deals))]


def test_one_round_with_two_amounts_is_a_conflict_and_one_deal() -> None:
    assert two_amounts("The $23 million Series B is the second of Marigold.") == ["figure_conflict", "1"]


def test_a_further_tranche_is_no_conflict() -> None:
    assert two_amounts("Marigold added a further $23 million to the Series B.") == ["2"]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("Investors put $23 million into this Series B, adds the press release.", ["figure_conflict"]),
        ("With the $23 million from this round it will open an office.", ["figure_conflict"]),
        ("This round values Marigold at $90 million.", []),
        ("This round brings its total funding to $60 million.", []),
        ("With the $32 million from this round it will open an office.", []),
    ],
)
def test_this_round_with_another_amount_is_a_conflict(second: str, expected: list[str]) -> None:
    first = "Marigold raised $32 million in a Series B led by Calyx."
    deal = Deal(
        kind="funding", status="completed", company="Marigold", evidence=Evidence(first, 0, len(first)),
        round="series_b", amount=Money(32_000_000, "USD", "exact", "$32 million"),
    )  # fmt: skip
    document = verify(Article(text=f"{first} {second}", published="2023-11-09"), Candidates(deals=(deal,)))
    assert [check.kind for check in document.checks] == expected
    assert all(check.evidence.quote == second for check in document.checks)


def test_one_layoff_with_two_head_counts_is_a_conflict() -> None:
    one, other = "Broomstick dismissed 140 people.", "The 410 people who go from Broomstick get pay."
    text = f"{one} {other}"
    signals = tuple(
        Signal(
            "layoffs",
            "reported",
            "Broomstick",
            Evidence(q, text.index(q), text.index(q) + len(q)),
            headcount=n,
        )
        for q, n in ((one, 140), (other, 410))
    )
    document = verify(Article(text=text, published="2025-02-06"), Candidates(signals=signals))
    assert [check.kind for check in document.checks] == ["figure_conflict"]
    assert dict(document.checks[0].values) == {"company": "Broomstick", "one": "140", "other": "410"}


def test_a_message_is_in_the_language_of_the_article() -> None:
    (korean,) = checks("가나가 지난 6월 돈을 받았다.", "ko", None)
    (english,) = checks("It closed on Tuesday.", "en", None)
    assert "지난 6월" in korean.message
    assert "on Tuesday" in english.message
