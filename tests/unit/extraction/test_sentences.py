"""Sentences survive what articles put into them, and know what kind of place they stand in."""

from __future__ import annotations

import pytest

from bot.extraction.sentences import split
from bot.language import load


def texts(text: str, code: str) -> list[str]:
    return [piece.text for piece in split(text, load(code))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It raised $5.5 million. It grew.", ["It raised $5.5 million.", "It grew."]),
        (
            "Acme Inc. raised money. So did Beta Corp. in May.",
            ["Acme Inc. raised money.", "So did Beta Corp. in May."],
        ),
        (
            "It was sold to Acme Inc. The price is unknown.",
            ["It was sold to Acme Inc.", "The price is unknown."],
        ),
        (
            "The U.S. firm grew. It left the U.S. In May it fell.",
            ["The U.S. firm grew.", "It left the U.S.", "In May it fell."],
        ),
        ("J. Smith led the Series A. The firm grew.", ["J. Smith led the Series A.", "The firm grew."]),
        ("Dr. Lee and Mr. Kim founded it. They left.", ["Dr. Lee and Mr. Kim founded it.", "They left."]),
        ("Yahoo! said so. Really? he asked.", ["Yahoo! said so.", "Really? he asked."]),
        ("“We won.” It was true.", ["“We won.”", "It was true."]),
        ("Users of you.com and C3.ai fell. n8n grew.", ["Users of you.com and C3.ai fell.", "n8n grew."]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("– Acme: $5m.\n– Beta: $6m.", ["– Acme: $5m.", "– Beta: $6m."]),
    ],
)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert texts(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("토스가 컸다. 컬리도 컸다.", ["토스가 컸다.", "컬리도 컸다."]),
        ("투자를 유치했다.이번 투자는 컸다.", ["투자를 유치했다.", "이번 투자는 컸다."]),
        (
            "“우리는 간다. 너도 간다.”라고 그는 말했다. 끝이다.",
            ["“우리는 간다. 너도 간다.”라고 그는 말했다.", "끝이다."],
        ),
        ("12.5% 늘었다. 3.3배가 됐다.", ["12.5% 늘었다.", "3.3배가 됐다."]),
        ("2023. 6. 14. 설립", ["2023. 6. 14. 설립"]),
    ],
)
def test_korean_sentences(text: str, expected: list[str]) -> None:
    assert texts(text, "ko") == expected


def test_prose_that_was_wrapped_is_one_sentence_again() -> None:
    text = "The company, which is based in Paris and makes small maps,\nraised five million euros. It grew."
    assert len(split(text, load("en"))) == 2


def kinds(text: str, code: str, title: str = "") -> dict[str, str]:
    return {piece.text: piece.kind for piece in split(text, load(code), title)}


def test_korean_furniture_captions_and_headings_are_told_apart() -> None:
    body = "가나다가 지난달 120억원의 투자를 유치하고 직원 20명을 더 뽑는다고 밝혔다."
    found = kinds(
        f"닫기\n\n공유\n0\n\n거리에 간판이 걸려 있다. 사진=로이터\n\n◇돈이 몰린다\n\n{body}\n\n홍길동 기자 hong@news.example",
        "ko",
    )
    assert found["닫기"] == found["공유"] == found["0"] == "furniture"
    assert found["사진=로이터"] == "caption"
    assert found["◇돈이 몰린다"] == "heading"
    assert found[body] == "body"
    assert found["홍길동 기자 hong@news.example"] == "furniture"


def test_teasers_of_other_articles_are_no_body() -> None:
    body = "Acme raised $5 million from Index to open an office in Paris and to hire twenty people there."
    found = kinds(
        f"{body}\n\n{body[:-1]} soon.\n\nRelated articles\n\nBeta raises $50 million\n\nGamma lays off 40",
        "en",
    )
    assert found["Beta raises $50 million"] == found["Gamma lays off 40"] == "teaser"
    assert found[body] == "body"


def test_comments_and_about_sections_are_no_body() -> None:
    body = "Acme raised $5 million from Index to open an office in Paris and to hire twenty people there."
    text = f"{body}\n\n{body[:-1]} soon.\n\nAbout Acme\n\nAcme, which has raised $90 million, makes maps.\n\nComments\n\nI heard it was $9 million."
    found = kinds(text, "en")
    assert found["Acme, which has raised $90 million, makes maps."] == "boilerplate"
    assert found["I heard it was $9 million."] == "comment"


def test_a_comments_link_above_the_article_does_not_swallow_it() -> None:
    body = "Acme raised $5 million from Index."
    assert kinds(f"Comments\n\n{body}", "en")[body] == "body"


def test_the_line_that_repeats_the_title_is_a_heading() -> None:
    assert (
        kinds("Acme raises $5m\nIt said so on Monday.", "en", "Acme raises $5M")["Acme raises $5m"]
        == "heading"
    )


def test_paragraphs_are_counted_by_blank_lines() -> None:
    assert [piece.paragraph for piece in split("One. Two.\nThree.\n\nFour.", load("en"))] == [0, 0, 0, 1]
