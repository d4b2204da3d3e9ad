"""Which language a text is in, and what the Korean functions do with words."""

from __future__ import annotations

import pytest

from bot.language import detect, korean, load


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("토스가 1000억원을 유치했다.", "ko"),
        ("OpenAI와 Anthropic이 Series C를 마쳤다고 TechCrunch가 전했다.", "ko"),
        ("The company said that it has raised $5 million from its backers.", "en"),
        ("Die Firma hat nicht gesagt, was mit dem Geld und den Leuten ist.", "de"),
        ("La société est dans le rouge et cherche des fonds pour les mois à venir.", "fr"),
        ("会社は資金を調達した。それはとても大きい。", "ja"),
        ("公司完成融资", "zh"),
        ("Компания привлекла инвестиции", "ru"),
        ("", "en"),
        ("12345 !!!", "en"),
    ],
)
def test_the_language_of_a_text_is_told_by_its_script_and_small_words(text: str, code: str) -> None:
    assert detect(text) == code


def test_a_language_without_tables_reads_the_english_ones() -> None:
    assert load("xx").code == "xx"
    assert load("xx").tables.keys() == load("en").tables.keys()


def test_a_region_behind_the_code_makes_no_other_language() -> None:
    assert load("ko-KR").tables.keys() == load("ko").tables.keys()
    assert load("ko-KR").attach("토스", "이") == "토스가"


def test_a_language_is_loaded_once() -> None:
    assert load("ko") is load("ko")


def test_a_strange_code_does_not_leave_the_folder() -> None:
    assert load("../ko").tables.keys() == load("en").tables.keys()


@pytest.mark.parametrize(
    ("word", "bare"),
    [
        ("토스가", "토스"),
        ("컬리는", "컬리"),
        ("야놀자의", "야놀자"),
        ("오픈AI에", "오픈AI"),
        ("은", "은"),
        ("Notion", "Notion"),
    ],
)
def test_one_particle_is_taken_off_a_name(word: str, bare: str) -> None:
    assert korean.bare(word) == bare


@pytest.mark.parametrize(
    ("word", "ending", "whole"),
    [
        ("토스", "이", "토스가"),
        ("쿠팡", "이", "쿠팡이"),
        ("서울", "으로", "서울로"),
        ("부산", "으로", "부산으로"),
        ("30", "은", "30은"),
        ("2", "을", "2를"),
        ("신디시아", "에", "신디시아에"),
    ],
)
def test_a_particle_takes_the_form_that_the_word_asks_for(word: str, ending: str, whole: str) -> None:
    assert korean.attach(word, ending) == whole


def test_one_vowel_apart_is_one_letter_apart() -> None:
    one, other = korean.letters("앤트로픽"), korean.letters("엔트로픽")
    assert len(one) == len(other)
    assert sum(a != b for a, b in zip(one, other, strict=True)) == 1
    assert korean.sound(one) == korean.sound(other)


def test_two_banks_do_not_sound_alike() -> None:
    assert korean.sound(korean.letters("삼성전자")) != korean.sound(korean.letters("삼성전기"))


def test_a_sentence_is_filled_with_particles_that_fit() -> None:
    korean_sentence = load("ko").sentence("name_variant", usual="앤트로픽", odd="엔트로픽")
    assert korean_sentence == "같은 이름을 ‘앤트로픽’과 ‘엔트로픽’ 두 가지로 적은 것으로 보인다."
    assert "‘지난달’이 언제" in load("ko").sentence("ambiguous_date", words="지난달")
    assert "‘전날’이" in load("ko").sentence("ambiguous_date", words="전날")
    assert "“last year”" in load("en").sentence("ambiguous_date", words="last year")
