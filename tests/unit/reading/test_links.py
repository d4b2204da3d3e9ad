"""The links of a message, the one key of an article, and links that open at a sentence."""

from __future__ import annotations

import pytest

from bot.errors import ReadingError
from bot.reading.links import is_shortener, links_in, normalise, text_fragment, unwrap


@pytest.mark.parametrize(
    ("message", "links"),
    [
        ("<https://a.example/x?a=1&amp;b=2|a.example/x>", ["https://a.example/x?a=1&b=2"]),
        ("<http://google.com|google.com>", ["http://google.com"]),
        ("<https://a.example/x?x=1&amp;copy=2>", ["https://a.example/x?x=1&copy=2"]),
        ("<mailto:a@b.example|a@b.example> <#C1|deals> <@U1> <!here> <!subteam^S1|ops>", []),
        (
            "`https://a.example` and ```\n<https://b.example>\n``` but <https://c.example>",
            ["https://c.example"],
        ),
        (
            "<https://a.example> <https://b.example> <https://a.example>",
            ["https://a.example", "https://b.example"],
        ),
        (
            "see https://a.example/x_(y), or https://b.example.",
            ["https://a.example/x_(y)", "https://b.example"],
        ),
        ("<https://a.example/?q=1&amp;amp;lt;2>", ["https://a.example/?q=1&amp;lt;2"]),
        ("<https://a.example/a%7Cb|click here https://evil.example>", ["https://a.example/a%7Cb"]),
        ("no links at all", []),
    ],
)
def test_links_of_a_message_come_as_posted(message: str, links: list[str]) -> None:
    assert links_in(message) == links


@pytest.mark.parametrize(
    "same",
    [
        ["https://a.example/a?id=7", "http://www.a.example/a/?id=7&utm_source=x&fbclid=1", "https://m.a.example/a?utm_medium=y&id=7#top"],
        ["https://a.example/news/1", "https://a.example/news/1/amp/", "https://amp.a.example/news/1?amp=1", "https://a-example.cdn.ampproject.org/c/s/a.example/news/1?usqp=mq331"],
        ["https://n.news.naver.com/article/001/0012345678", "https://n.news.naver.com/mnews/article/001/0012345678?sid=101", "https://news.naver.com/main/read.naver?mode=LSD&mid=shm&sid1=101&oid=001&aid=0012345678",
         "https://m.sports.naver.com/kbaseball/article/001/0012345678", "https://article.naver.com/001/0012345678", "https://n.news.naver.com/article/comment/001/0012345678"],
        ["https://v.daum.net/v/20260402103100123", "https://news.v.daum.net/v/20260402103100123?f=o", "http://media.daum.net/economic/newsview?newsid=20260402103100123"],
        ["http://한국경제.example/기사?번호=1", "http://xn--289a1m847du9l.example/%EA%B8%B0%EC%82%AC?%EB%B2%88%ED%98%B8=1"],
        ["https://a.example/x?b=2&a=1", "https://a.example:443/x?a=1&b=2", "https://someone:secret@a.example/x?a=1&b=2"],
    ],
)  # fmt: skip
def test_addresses_of_one_article_share_a_key(same: list[str]) -> None:
    assert len({normalise(url) for url in same}) == 1, [normalise(url) for url in same]


@pytest.mark.parametrize(
    ("one", "other"),
    [("/a?article=8", "/a?article=9"), ("/?p=123", "/?p=124"), ("/?ref=a&id=1", "/?ref=a&id=2"), ("/a?source=rss&article=9", "/a"), ("/a?uid=1", "/a?uid=2"), ("/#!/a/1", "/#!/a/2"), ("/a", "/b")],
)  # fmt: skip
def test_addresses_of_two_articles_stay_apart(one: str, other: str) -> None:
    assert normalise("https://a.example" + one) != normalise("https://a.example" + other)


TARGET = "https://ledger.example/a?id=1"


@pytest.mark.parametrize(
    "wrapper",
    [
        "https://www.google.com/url?sa=t&url=https%3A%2F%2Fledger.example%2Fa%3Fid%3D1",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fledger.example%2Fa%3Fid%3D1%26fbclid%3DIwAR&h=AT0",
        "https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fledger.example%2fa%3fid%3d1",
        "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9sZWRnZXIuZXhhbXBsZS9hP2lkPTE",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fledger.example%2Fa%3Fid%3D1&data=05",
        "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fledger.example%2Fa%3Fid%3D1",
        "https://accounts.kakao.com/login?continue=https%3A%2F%2Fledger.example%2Fa%3Fid%3D1",
        "https://slack-redir.net/link?url=https%3A%2F%2Fledger.example%2Fa%3Fid%3D1",
        "https://web.archive.org/web/20261120000000/https://ledger.example/a?id=1",
        "https://urldefense.com/v3/__https://ledger.example/a?id=1__;!!abc!xyz$",
        "https://news.google.com/rss/articles/CBMiHWh0dHBzOi8vbGVkZ2VyLmV4YW1wbGUvYT9pZD0x0gEA?oc=5",
    ],
)
def test_wrappers_that_carry_their_target_are_taken_off(wrapper: str) -> None:
    assert normalise(wrapper) == TARGET


def test_what_only_looks_like_a_wrapper_stays() -> None:
    assert (
        unwrap("https://www.google.com/search?q=https://ledger.example")
        == "https://www.google.com/search?q=https://ledger.example"
    )
    assert is_shortener("lnkd.in")
    assert not is_shortener("ledger.example")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "nonsense",
        "ftp://a.example",
        "http://",
        "http://a\u200cb.example/",
        "http://[::1",
        "http://a..b/",
        "http://a b/",
        "https://" + "a" * 300,
    ],
)
def test_what_is_no_address_is_a_bad_link(bad: str) -> None:
    with pytest.raises(ReadingError) as caught:
        normalise(bad)
    assert caught.value.reason == "bad_link"


def test_a_sentence_is_opened_with_its_commas_hyphens_and_ampersands_encoded() -> None:
    link = text_fragment("https://a.example/x", "Acme-Corp, raised $5m & more")
    assert link == "https://a.example/x#:~:text=Acme%2DCorp%2C%20raised%20%245m%20%26%20more"


def test_a_long_quote_is_given_by_its_first_and_last_words() -> None:
    quote = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.\nThe end of it."
    assert (
        text_fragment("https://a.example/x#part", quote)
        == "https://a.example/x#part:~:text=One%20two%20three%20four%20five,The%20end%20of%20it."
    )


def test_a_pipe_or_bracket_in_an_address_cannot_end_our_own_link() -> None:
    link = text_fragment("https://evil.example/?x=y|bank.example>", "Acme")
    assert "|" not in link
    assert ">" not in link
    assert (
        normalise("https://evil.example/?x=y|bank.example>") == "https://evil.example/?x=y%7Cbank.example%3E"
    )
