"""An article's card: order, words, what is said small, what is left to a button."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import article, notices
from tests.stand_ins.block_limits import every_mrkdwn
from tests.stand_ins.documents import english_document, korean_document, plain_document, with_many_deals


def lines(message: object) -> list[str]:
    return str(message.text).splitlines()  # type: ignore[attr-defined]


def test_the_first_line_says_who_is_in_trouble() -> None:
    assert lines(article.card(english_document(), "en"))[0].startswith(
        "Warning signs at Lumen Notes — Hale raises"
    )
    assert lines(article.card(korean_document(), "ko"))[0].startswith("주의 달리는바퀴 — 별빛모빌리티")


def test_warnings_stand_before_deals_and_flagging_ones_first() -> None:
    said = lines(article.card(korean_document(), "ko"))
    order = ["월 이용자 27% 감소", "정리해고 42명", "300억 원 · 시리즈 B"]
    places = [
        next(n for n, each in enumerate(said) if words in each and each.startswith("•")) for words in order
    ]
    assert places == sorted(places)


def test_what_is_denied_warns_of_nothing() -> None:
    document = replace(korean_document(), signals=korean_document().signals[:1])
    said = article.card(document, "ko").text
    assert "주의할 곳" not in said
    assert "사업 종료 · 부인함" in said


def test_a_deal_tells_amount_round_lead_valuation_and_its_sentence() -> None:
    card = article.card(english_document(), "en")
    line = next(each for each in every_mrkdwn(card.blocks) if "Series B" in each and "•" in each)
    assert "• *Hale*  €35M · Series B · led by Index, with Accel · valuation $310M" in line
    assert "<https://ledger.example/2026/11/hale#:~:text=" in line
    assert "|“…€35 million in a Series B led…”>" in line


def test_a_deal_in_talks_says_so() -> None:
    assert "Quill  in talks · at least $100M" in article.card(english_document(), "en").text


def test_a_korean_article_gives_an_english_card_with_the_articles_names() -> None:
    said = article.card(korean_document(), "en").text
    assert "달리는바퀴  monthly users down 27% for 3 months · per 가온데이터" in said
    assert (
        "별빛모빌리티  ₩30B · Series B · led by 한강벤처스, with 노을캐피탈 · valuation ₩210B post-money"
        in said
    )
    assert "Summary in the original" in said


def test_an_english_article_gives_a_korean_card() -> None:
    assert (
        "Hale  3500만 유로 · 시리즈 B · Index 주도, Accel · 기업가치 3억1000만 달러"
        in article.card(english_document(), "ko").text
    )


def test_what_is_possible_is_small_and_at_the_foot() -> None:
    card = article.card(korean_document(), "ko")
    small = [block for block in card.blocks if block["type"] == "context"]
    assert "새벽배차" in small[0]["elements"][0]["text"]
    assert not any(
        "새벽배차" in text
        for block in card.blocks
        if block["type"] == "section"
        for text in every_mrkdwn(block)
    )


def test_an_article_without_facts_has_two_lines() -> None:
    card = article.card(plain_document(), "en", job_id=1)
    assert lines(card) == [
        "How newsrooms use spreadsheets",
        "The Ledger Post · Nov 19, 2026 · no deals or warning signs",
    ]
    assert len(card.blocks) == 1


def test_two_lines_still_lead_to_the_market_figures() -> None:
    document = replace(plain_document(), market_figures=english_document().market_figures)
    button = article.card(document, "en", job_id=5).blocks[0]["accessory"]
    assert (button["action_id"], button["value"]) == ("market_figures", "5")


def test_forty_deals_are_ten_on_the_card_and_all_in_the_modal() -> None:
    document = with_many_deals(english_document(), 40)
    card = article.card(document, "en", job_id=1)
    assert "… 30 more under “All quotes”" in card.text
    everything = str(notices.facts_view(document, "en"))
    assert all(f"Hale {n}" in everything for n in range(40))


def test_a_terminal_gets_every_line_and_no_buttons() -> None:
    card = article.card(with_many_deals(english_document(), 40), "en")
    assert "Hale 39" in "".join(every_mrkdwn(card.blocks))
    assert not any(block["type"] == "actions" for block in card.blocks)


def test_a_partial_reading_says_so() -> None:
    document = korean_document()
    document = replace(document, article=replace(document.article, partial="paywall"))
    card = article.card(document, "en")
    assert "behind a paywall" in card.text
    facts = [each for each in "".join(every_mrkdwn(card.blocks)).split("\n") if each.startswith("• ")]
    assert facts
    assert all("⚠️" in fact for fact in facts)


def test_a_pasted_article_without_an_address_has_no_links() -> None:
    document = english_document()
    document = replace(document, article=replace(document.article, url=None))
    assert "<http" not in "".join(every_mrkdwn(article.card(document, "en").blocks))


def test_a_foreign_check_is_worded_in_the_channels_language() -> None:
    assert "작성일이 없어" not in article.card(korean_document(), "en").text
    assert "지난달" in article.card(korean_document(), "en").text
