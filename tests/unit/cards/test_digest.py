"""A week's digest and what /aideals answers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.cards import answers, digest
from bot.week import Coverage
from tests.stand_ins import documents


def said(language: str, **changes: object) -> str:
    return digest.messages(replace(documents.digest(language), **changes))[0].text  # type: ignore[arg-type]


def test_the_first_line_is_the_week() -> None:
    assert said("en", previous_total=Decimal(120_000_000)).splitlines()[0] == (
        "Week of Nov 16\u2009–\u200922, 2026: 6 deals, $132M disclosed (▲ 10% on last week) · 1 acquisition"
        " · 2 startups flagged · biggest: 별빛모빌리티 ₩30B"
    )


def test_a_flag_has_its_reason_its_sentence_its_source_and_what_was_raised() -> None:
    text = said("en")
    assert "Lumen Notes  layoffs: 42 people, 20% of staff · per Ledger Post · new" in text
    assert "— The Ledger Post, Nov 20, 2026 and 1 more" in text
    assert "Raised  $60M · Series B · Mar 2025" in text
    assert "달리는바퀴  monthly users down 27% for 3 months · per 가온데이터 · ongoing" in text


def test_flagged_stands_before_deals() -> None:
    text = said("ko")
    assert (
        text.index("주의할 스타트업\n")
        < text.index("투자\n")
        < text.index("인수\n")
        < text.index("논의 중\n")
    )


def test_a_foreign_amount_is_followed_by_the_channels_currency() -> None:
    assert "₩30B (about $22M) · Series B" in said("en")
    assert "(약" not in said("ko").split("투자\n")[1].split("인수\n")[0]


def test_mega_rounds_are_a_list_of_their_own() -> None:
    week = documents.digest("en")
    first = replace(week.deals[0], value=Decimal(400_000_000))
    text = said("en", deals=(first, *week.deals[1:]))
    assert text.index("Mega-rounds, $100M and more") < text.index("Other rounds")


def test_an_empty_flagged_list_says_in_how_many_articles() -> None:
    assert "Flagged  none found in 41 articles read" in said("en", flagged=())


def test_a_quiet_week_is_a_line_and_what_was_shared() -> None:
    message = digest.messages(documents.quiet_digest("en"))[0]
    assert "5 articles read: no deals, no startup flagged." in message.text
    assert "How newsrooms use spreadsheets" in message.text


def test_a_silent_week_is_one_sentence() -> None:
    assert "No article was shared." in digest.messages(documents.quiet_digest("en", read=0))[0].text


def test_the_foot_counts_what_was_read_and_what_was_not() -> None:
    text = said("en", coverage=Coverage(read=1, failed=2, undisclosed=1))
    assert (
        "1 article read · 2 could not be read · 1 amount undisclosed. Sums use disclosed amounts only" in text
    )


def test_a_digest_that_came_late_says_so() -> None:
    assert said("en", late=True).endswith("Posted late.")


def test_what_does_not_fit_goes_on_in_the_thread() -> None:
    first, *rest = digest.messages(documents.digest("en", deals=60))
    assert "… 50 more in the thread" in first.text
    assert rest
    assert rest[0].text.startswith("Deals, Nov 16\u2009–\u200922, 2026 (continued)")
    told = "".join(str(each.blocks) for each in (first, *rest))
    assert all(f"별빛모빌리티 {n}*" in told for n in range(1, 60))


def test_a_company_s_history_merges_what_several_articles_say() -> None:
    text = answers.company(documents.timeline(), "en").text
    assert text.splitlines()[:2] == ["Lumen Notes", "Also called  루멘노트 · as told in 2 articles"]
    assert text.count("€35M · Series B") == 1
    assert "The Ledger Post; “…€35 million in a Series B led…” 가온경제" in text


def test_help_tells_every_command() -> None:
    for language, words in (("en", ("flagged", "digest", "help")), ("ko", ("주목", "다이제스트", "도움말"))):
        text = answers.help_page(language).text  # type: ignore[arg-type]
        assert all(f"/aideals {word}" in text for word in words)


def test_one_sentence_that_tells_two_signals_stands_once() -> None:
    week = documents.digest("en")
    first = week.flagged[0]
    both = tuple(replace(each, told=first.signals[0].told) for each in first.signals)
    text = said("en", flagged=(replace(first, signals=both),))
    assert text.count("is letting go of 42 people") == 1


def test_sums_of_converted_amounts_have_four_figures() -> None:
    assert "공개 금액 4893억 원" in said("ko", total=Decimal("489287612345"))
