"""A mail file (.eml: newsletters, press releases) to an Article: subject, sender, date and the best of its bodies."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from email.utils import parseaddr

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.decode import tidy, to_text
from bot.reading.furniture import without_furniture
from bot.reading.moments import moment
from bot.reading.page import html_text_of


def read_mail(body: bytes, *, url: str | None) -> Article:
    """The article of a mail. Raises ReadingError("empty") where it has no text of its own."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    text = _text(message)
    title = tidy(str(message.get("subject", ""))).replace("\n", " ")
    text = without_furniture(text, title=title)
    if not text:
        raise ReadingError("empty", "The mail holds no text.", url=url)
    name, address = parseaddr(str(message.get("from", "")))
    return Article(
        text=text,
        title=title,
        url=url,
        publisher=tidy(name) or address.rpartition("@")[2] or None,
        published=moment(str(message.get("date", ""))),
        language=detect(text),
    )


def _text(message: EmailMessage) -> str:
    """The plain body where it says as much as the HTML one, else the HTML's text."""
    plain, rich = "", ""
    for part in message.walk():
        if part.get_content_maintype() != "text" or part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        content = to_text(payload, part.get_content_charset())
        if part.get_content_subtype() == "html":
            rich = rich or html_text_of(content)
        elif part.get_content_subtype() == "plain":
            plain = plain or tidy(content)
    return plain if len(plain) >= 0.6 * len(rich) else rich
