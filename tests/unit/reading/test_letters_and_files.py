"""Letters, feeds and PDF files as they come: forwarded mails, foreign charsets, feeds of many items, printed pages."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from bot.errors import ReadingError
from bot.facts import Article
from bot.reading.documents import read_document

LINES = [
    "물빛로지스가 솔밭벤처스에서 180억원을 투자받았다고 19일 밝혔다.",
    "누적 투자금은 260억원이며 기업가치는 900억원으로 평가받았다.",
    "회사는 투자금을 부산 물류센터 증설과 개발 인력 채용에 쓸 계획이다.",
]
ENGLISH = [
    "Kestrel Freight has raised $42 million from Longacre Partners, the Rotterdam start-up said on Monday.",
    "The round values the four-year-old company at $310 million, a person who has seen the papers said.",
    "Revenue doubled to $18 million last year, and the company expects to break even before the end of 2027.",
]


def mail(**headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in (
        {
            "Subject": "[나루레터] 물류 투자",
            "From": "나루레터 <letter@naru.example>",
            "Date": "Thu, 19 Nov 2026 08:00:00 +0900",
        }
        | headers
    ).items():
        made[name] = value
    return made


def read(message: EmailMessage) -> Article:
    return read_document(message.as_bytes(), url=None, content_type="message/rfc822")


def test_a_letter_in_euc_kr_with_an_attachment_is_its_own_text() -> None:
    made = mail()
    made.set_content("\n".join(LINES), charset="euc-kr", cte="base64")
    made.add_attachment(b"%PDF-1.4 not the text", maintype="application", subtype="pdf", filename="a.pdf")
    article = read(made)
    assert article.text.split("\n") == LINES
    assert (article.title, article.publisher, article.published, article.language) == (
        "[나루레터] 물류 투자",
        "나루레터",
        "2026-11-19T08:00:00+09:00",
        "ko",
    )


def test_the_lines_around_a_letter_are_no_part_of_it() -> None:
    made = mail()
    made.set_content(
        "\n".join(
            [
                "View this email in your browser",
                *ENGLISH,
                "Unsubscribe | Manage your preferences",
                "You received this email because you signed up. Unsubscribe",
            ]
        )
    )
    assert read(made).text.split("\n") == ENGLISH


def test_a_forwarded_letter_has_its_first_senders_subject_and_date() -> None:
    made = mail(Subject="Fwd: Freight Letter", From="Mina <mina@office.example>")
    head = "---------- Forwarded message ---------\nFrom: Freight Letter <hello@freight.example>\nDate: Wed, 18 Nov 2026 at 07:30\nSubject: Kestrel raises $42m\nTo: mina@office.example\n\n"
    made.set_content("Have a look.\n\n" + head + "\n".join(ENGLISH))
    article = read(made)
    assert (article.title, article.publisher) == ("Kestrel raises $42m", "Freight Letter")
    assert (article.published or "")[:10] == "2026-11-18"
    assert article.text.split("\n") == ENGLISH


def test_a_letter_of_tables_only_is_read_line_by_line() -> None:
    made = mail()
    cells = "".join(
        f"<table><tr><td><table><tr><td>{line}</td></tr></table></td></tr></table>" for line in LINES
    )
    made.set_content(f"<html><body><table><tr><td>{cells}</td></tr></table></body></html>", subtype="html")
    assert [line for line in read(made).text.split("\n") if line] == LINES


def test_of_a_feed_the_item_of_the_pasted_address_is_read() -> None:
    items = "".join(
        f"<item><title>Item {n}</title><link>https://a.example/{n}</link><dc:creator>Ana Lee</dc:creator><content:encoded><![CDATA[{''.join(f'<p>{line}</p>' for line in ENGLISH)}<p>{n}</p>]]></content:encoded></item>"
        for n in range(3)
    )
    feed = f"<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Letter</title>{items}</channel></rss>"
    article = read_document(feed.encode(), url="https://a.example/1", content_type="application/rss+xml")
    assert (article.title, article.author, article.publisher) == ("Item 1", "Ana Lee", "Letter")
    with pytest.raises(ReadingError) as caught:
        read_document(feed.encode(), url="https://a.example/feed", content_type="application/rss+xml")
    assert caught.value.reason == "not_an_article"


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF of these pages, one line below the other, written by hand."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        text = "BT /F1 12 Tf 72 720 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(text)} >>\nstream\n{text}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    return (
        out
        + f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


def test_what_is_printed_on_every_page_of_a_pdf_is_no_sentence_of_it() -> None:
    pages = [
        ["Kestrel Freight - Press release", *ENGLISH, f"Page {n} of 3", "Confidential until 20 November"]
        for n in (1, 2, 3)
    ]
    pages[1][1:4] = [
        "The second page begins with a sentence of its own, which goes on for a good while and then it ends."
    ]
    pages[2][1:4] = [
        "The third page says that the company will open a branch in Lyon, and with that the release ends."
    ]
    article = read_document(pdf(pages), url=None)
    assert article.text.split("\n") == ["Kestrel Freight - Press release", *ENGLISH, pages[1][1], pages[2][1]]
