"""A stranger's text becomes harmless mrkdwn, and is cut where nothing comes apart."""

import pytest

from bot.cards.escape import cut, cut_escaped, escape, escape_link, fragment
from bot.cards.line import Span, line, mrkdwn, plain


def test_mentions_are_shown_not_made() -> None:
    assert (
        escape("<!channel> Acme cuts staff <@U123> <!subteam^S1>")
        == "&lt;!channel&gt; Acme cuts staff &lt;@U123&gt; &lt;!subteam^S1&gt;"
    )


def test_entities_of_the_article_stay_what_they_are() -> None:
    assert escape("AT&amp;T") == "AT&amp;amp;T"


def test_formatting_characters_at_a_words_edge_do_not_format() -> None:
    assert escape("*bold* `code` ~no~ _it_") == "∗bold∗ ˋcodeˋ ∼no∼ ˍitˍ"


def test_formatting_characters_within_a_word_stay() -> None:
    assert escape("2*3*4 snake_case_name") == "2*3*4 snake_case_name"


def test_right_to_left_text_is_isolated_and_overrides_are_gone() -> None:
    assert escape("مرحبا") == "\u2068مرحبا\u2069"
    assert fragment("\u202eabc") == "abc"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/x?a=1&b=2", "https://a.example/x?a=1&amp;b=2"),
        ("https://evil.example/?x=y|bank.example>", "https://evil.example/?x=y%7Cbank.example%3E"),
        ("javascript:alert(1)", None),
        ("https://a.example/" + "p" * 2_000, None),
    ],
)
def test_a_link_cannot_leave_its_place(url: str, shown: str | None) -> None:
    assert escape_link(url) == shown


def test_a_cut_never_splits_an_emoji_or_a_flag() -> None:
    assert cut("ab👩‍👩‍👧cd", 5) == "ab…"
    assert cut("a🇰🇷🇺🇸", 4) == "a🇰🇷…"


def test_a_cut_never_splits_an_entity() -> None:
    assert cut_escaped("abc" + "&" * 20, 20) == "abc" + "&amp;" * 3 + "…"


def test_a_fragment_shows_the_words_around_the_number() -> None:
    quote = "The company, which had been founded ten years before, laid off 42 people on Monday."
    assert fragment(quote, "42") == "…42 people on Monday."
    assert fragment("Short.") == "Short."


def test_bold_gives_way_where_a_particle_touches_it() -> None:
    assert mrkdwn(line(Span("재스퍼", bold=True), "가 줄었다")) == "재스퍼가 줄었다"
    assert mrkdwn(line(Span("재스퍼", bold=True), "  줄었다")) == "*재스퍼*  줄었다"


def test_a_link_that_does_not_fit_keeps_its_words() -> None:
    spans = line("a ", Span("the label", url="https://a.example/" + "p" * 100))
    assert mrkdwn(spans, 40) == "a the label…"


def test_plain_words_are_escaped_too() -> None:
    assert plain(line(Span("<!here>", bold=True, url="https://a.example"))) == "&lt;!here&gt;"
