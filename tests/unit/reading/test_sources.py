"""Files and links of every kind: HTML, text, JSON, PDF, mail and feeds are read as what they are."""

from __future__ import annotations

import base64
import io
import json
import sys
import unicodedata
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.errors import ReadingError
from bot.reading.access import Access
from bot.reading.documents import read_document
from bot.reading.fetch import Limits
from bot.reading.pasted import read_text
from bot.reading.sources import read_source
from tests.stand_ins.web import Page, Web, redirect

LINES = [
    "Acme cut 40 percent of its 500 staff on Monday, the start-up said in a letter to all of them.",
    "The Austin company raised $125 million in October and had planned to double its sales team.",
    "Chief executive Jane Roe said that demand had fallen faster than anyone expected this year.",
]
HTML = (
    "<html><head><title>Acme cuts staff</title></head><body><article><h1>Acme cuts staff</h1>"
    + "".join(f"<p>{line}</p>" for line in LINES)
    + "</article></body></html>"
)


def write(path: Path, content: str | bytes) -> str:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def reason(source: str, **more: object) -> str:
    with pytest.raises(ReadingError) as caught:
        read_source(source, **more)  # type: ignore[arg-type]
    return caught.value.reason


def test_a_saved_page_is_read_with_the_address_that_it_is_given(tmp_path: Path) -> None:
    article = read_source(write(tmp_path / "a.html", HTML), url="https://ledger.example/a")
    assert (article.title, article.url, article.text.split("\n")) == (
        "Acme cuts staff",
        "https://ledger.example/a",
        LINES,
    )


def test_text_given_in_json_is_kept_verbatim(tmp_path: Path) -> None:
    text = unicodedata.normalize("NFD", "누리칩스가  투자를 받았다.\n\n\n끝 ")
    given = {
        "url": "https://ledger.example/a",
        "title": "제목",
        "published": "2026-11-20",
        "language": "ko",
        "text": text,
    }
    article = read_source(write(tmp_path / "a.json", json.dumps({"article": given})))
    assert article.text == "누리칩스가  투자를 받았다.\n\n\n끝 "
    assert (article.title, article.published, article.url) == (
        "제목",
        "2026-11-20",
        "https://ledger.example/a",
    )


@pytest.mark.parametrize("key", ["html", "html_base64"])
def test_a_page_in_json_is_read_as_a_page(tmp_path: Path, key: str) -> None:
    page = HTML if key == "html" else base64.b64encode(HTML.encode()).decode()
    article = read_source(
        write(
            tmp_path / "a.json",
            json.dumps({"url": "https://ledger.example/a", key: page, "author": "Ana Lee"}),
        )
    )
    assert (article.text.split("\n"), article.author) == (LINES, "Ana Lee")


def test_plain_text_takes_its_title_from_the_line_above(tmp_path: Path) -> None:
    article = read_source(write(tmp_path / "a.txt", "Acme cuts staff\n\n" + "\n".join(LINES)))
    assert (article.title, article.text.split("\n")) == ("Acme cuts staff", LINES)
    assert read_text("Acme cut its staff.\nIt did.").title == ""
    assert read_text("제목\n본문이다.", title="다른 제목").title == "다른 제목"


def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(LINES).encode())))
    assert read_source("-").text.split("\n") == LINES


def test_a_mail_gives_its_subject_sender_and_date(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = (
        "주간 브리핑: Acme",
        "나무레터 <letter@namu.example>",
        "Fri, 20 Nov 2026 09:00:00 +0900",
    )
    mail.set_content("View in browser")
    mail.add_alternative(HTML, subtype="html")
    article = read_source(write(tmp_path / "a.eml", mail.as_bytes()))
    assert (article.title, article.publisher, article.published) == (
        "주간 브리핑: Acme",
        "나무레터",
        "2026-11-20T09:00:00+09:00",
    )
    assert LINES[0] in article.text


def test_a_feed_of_one_item_is_an_article_and_of_two_is_none() -> None:
    item = f"<item><title>Acme cuts</title><link>https://ledger.example/a</link><pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate><description><![CDATA[<p>{LINES[0]}</p><p>{LINES[1]}</p>]]></description></item>"
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Ledger</title>{item}</channel></rss>'
    article = read_document(feed.encode(), url="https://ledger.example/rss")
    assert (article.title, article.publisher, article.text.split("\n")) == ("Acme cuts", "Ledger", LINES[:2])
    assert article.published == "2026-11-20T09:00:00+00:00"
    with pytest.raises(ReadingError) as caught:
        read_document(
            feed.replace("</channel>", item + "</channel>").encode(), url="https://ledger.example/rss"
        )
    assert caught.value.reason == "not_an_article"


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines, written by hand."""
    text = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        "<< /Title (Acme cuts staff in Austin) /CreationDate (D:20261120090000+09'00') >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        out
        + f"xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


def test_a_pdf_is_read_with_its_printed_lines_mended() -> None:
    body = pdf(
        "Acme cut 40 percent of its 500 staff on Monday, the start-up said in", "a letter to all of them."
    )
    article = read_document(body, url="https://ledger.example/a.pdf", content_type="text/html")
    assert "the start-up said in a letter to all of them." in article.text
    assert (article.title, article.published) == ("Acme cuts staff in Austin", "2026-11-20T09:00:00+09:00")


@pytest.mark.parametrize("body", [b"%PDF-1.7\n garbage", pdf()])
def test_a_damaged_or_empty_pdf_says_so(body: bytes) -> None:
    with pytest.raises(ReadingError) as caught:
        read_document(body, url=None)
    assert caught.value.reason in ("parser_failed", "unsupported_type")


def test_a_missing_file_is_not_found_and_a_large_one_too_large(tmp_path: Path) -> None:
    assert reason(str(tmp_path / "none.html")) == "not_found"
    assert reason(write(tmp_path / "a.txt", "x" * 5000), limits=Limits(max_bytes=1000)) == "too_large"
    assert reason(write(tmp_path / "a.json", "{")) == "unsupported_type"
    assert reason(write(tmp_path / "b.json", '{"title": "x"}')) == "empty"


def test_a_link_is_read_through_the_fetch_and_a_wall_keeps_the_pasted_address() -> None:
    wall = Page(
        "<h1>Before you continue</h1><p>We and our partners store and access information. Manage settings.</p><p>Accept all</p>"
    )
    with Web(
        {
            "/a": Page(HTML),
            "/go": redirect("/consent/collect"),
            "/consent/collect": wall,
            "/t": Page("\n".join(LINES), headers={"Content-Type": "text/plain"}),
        }
    ) as web:
        assert (
            read_source(
                web.url("/a"), limits=Limits(timeout_s=5), access=Access(allow=web.allowed)
            ).text.split("\n")
            == LINES
        )
        assert (
            read_source(
                web.url("/t"), limits=Limits(timeout_s=5), access=Access(allow=web.allowed)
            ).text.split("\n")
            == LINES
        )
        with pytest.raises(ReadingError) as caught:
            read_source(web.url("/go"), limits=Limits(timeout_s=5), access=Access(allow=web.allowed))
        assert (caught.value.reason, caught.value.url) == ("consent", web.url("/go"))
