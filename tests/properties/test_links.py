"""Whatever an address or a message looks like: keys are stable, and nothing but a ReadingError is raised."""

from __future__ import annotations

from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ReadingError
from bot.reading.links import links_in, normalise, text_fragment

HOSTS = st.sampled_from(
    [
        "a.example",
        "www.a.example",
        "m.a.co.kr",
        "n.news.naver.com",
        "v.daum.net",
        "한국.example",
        "127.0.0.1:8000",
        "[::1]",
    ]
)
PATHS = st.text(alphabet="abc/%2Fé가.-_~&=+@:!$ 0amp", max_size=30)
QUERIES = st.text(alphabet="abutm_source=&%26+가 12;?", max_size=30)


@given(HOSTS, PATHS, QUERIES)
def test_a_key_is_its_own_key(host: str, path: str, query: str) -> None:
    key = normalise(f"https://{host}/{path}?{query}")
    assert normalise(key) == key
    assert not any(char in key for char in ' "<>|\\^`{}')


@given(st.text(max_size=80))
def test_any_text_is_an_address_or_a_bad_link(text: str) -> None:
    for url in (text, "https://" + text, "http://a.example/" + text):
        try:
            assert normalise(url).startswith(("http://", "https://"))
        except ReadingError as error:
            assert error.reason == "bad_link"  # noqa: PT017 -- both ends are right


@given(st.text(alphabet="<>|`&;ahtps:/.x \n", max_size=80))
def test_any_message_gives_links_or_none(message: str) -> None:
    assert all(link.lower().startswith(("http://", "https://")) for link in links_in(message))


@given(st.text(min_size=1, max_size=300))
def test_a_text_directive_holds_nothing_that_ends_it(quote: str) -> None:
    link = text_fragment("https://a.example/x", quote)
    _, _, directive = link.partition("#:~:text=")
    assert directive.count(",") <= 1
    assert not any(char in directive for char in "-&|<> \n\"'")
    first = unquote(directive.partition(",")[0])
    assert first in " ".join(quote.encode("utf-8", "ignore").decode().split())
