"""A Slack message in a terminal: same words, nothing that could drive the terminal."""

from io import StringIO

from rich.console import Console

from bot.terminal import mrkdwn, render


def shown(*blocks: dict[str, object], text: str = "") -> str:
    out = StringIO()
    Console(file=out, width=80, force_terminal=True, color_system="truecolor", legacy_windows=False).print(
        render(text, blocks)
    )
    return out.getvalue()


def test_a_link_shows_its_label_and_opens_its_address() -> None:
    line = mrkdwn("read <https://a.example/x?a=1&amp;b=2|the story>")
    assert line.plain == "read the story"
    assert line.spans[0].style.link == "https://a.example/x?a=1&b=2"  # type: ignore[union-attr]


def test_bold_holds_escaped_letters() -> None:
    line = mrkdwn("*Q&amp;A Labs* raised &lt;$5M&gt;")
    assert line.plain == "Q&A Labs raised <$5M>"
    assert "bold" in {str(span.style) for span in line.spans}


def test_escape_codes_of_a_stranger_never_reach_the_terminal() -> None:
    hostile = "\x1b]0;owned\x07 \x1b[31mred\u202e"
    out = shown({"type": "section", "text": {"type": "mrkdwn", "text": hostile}})
    assert "\x1b]0" not in out
    assert "\x1b[31m" not in out
    assert "\u202e" not in out
    assert "owned" in out


def test_each_kind_of_block_says_its_words() -> None:
    out = shown(
        {"type": "header", "text": {"type": "plain_text", "text": "Deals *this* week"}},
        {"type": "divider"},
        {
            "type": "section",
            "fields": [{"type": "mrkdwn", "text": "left"}, {"type": "mrkdwn", "text": "right"}],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "small print"}]},
        {"type": "image", "image_url": "https://a.example/c.png", "alt_text": "volume by week"},
        {
            "type": "actions",
            "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Try again"}}],
        },
        {
            "type": "table",
            "rows": [
                [{"type": "raw_text", "text": "Company"}, {"type": "raw_text", "text": "Amount"}],
                [
                    {"type": "raw_text", "text": "Lumen"},
                    {
                        "type": "rich_text",
                        "elements": [
                            {"type": "rich_text_section", "elements": [{"type": "text", "text": "$5M"}]}
                        ],
                    },
                ],
            ],
        },
    )
    for words in (
        "Deals *this* week",
        "left",
        "right",
        "small print",
        "volume by week",
        "Try again",
        "Lumen",
        "$5M",
    ):
        assert words in out


def test_a_message_without_blocks_shows_its_text() -> None:
    assert "just text" in shown(text="just text")
