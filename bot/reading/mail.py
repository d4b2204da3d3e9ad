"""A mail file (.eml: newsletters, press releases) to an Article: subject, sender, date and the best of its bodies."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from email.utils import parseaddr

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.decode import tidy, to_text
from bot.reading.furniture import tables, without_furniture
from bot.reading.moments import moment
from bot.reading.page import html_text_of

_MOST_ABOVE = 30


def read_mail(body: bytes, *, url: str | None) -> Article:
    """The article of a mail. Raises ReadingError("empty") where it has no text of its own.

    A mail that was handed on is its first sender's: subject, sender and date are those of the mail inside.
    """
    message = email.message_from_bytes(body, policy=email.policy.default)
    outer = {name: str(message.get(name, "")) for name in ("subject", "from", "date")}
    head, text = _forwarded(_text(message))
    told = {name: head.get(name) or value for name, value in outer.items()}
    title = tidy(told["subject"]).replace("\n", " ")
    text = without_furniture(text, title=title)
    if not text:
        raise ReadingError("empty", "The mail holds no text.", url=url)
    name, address = parseaddr(told["from"])
    return Article(
        text=text,
        title=title,
        url=url,
        publisher=tidy(name) or address.rpartition("@")[2] or None,
        published=moment(told["date"].replace(" at ", " ")) or moment(outer["date"]),
        language=detect(text),
    )


def _forwarded(text: str) -> tuple[dict[str, str], str]:
    """The head and the text of the mail that a mail hands on; nothing and the text itself where it hands on none."""
    table = tables()["forwarded"]
    fields = {word: name for name in ("subject", "from", "date") for word in table[name]}
    lines = text.split("\n")
    start = next(
        (n for n, line in enumerate(lines[:_MOST_ABOVE]) if re.match(table["marks"], line, re.I)), None
    )
    if start is None:
        return {}, text
    head: dict[str, str] = {}
    for end, line in enumerate(lines[start + 1 :], start + 1):
        word, colon, value = line.partition(":")
        word = word.strip(" *").lower()
        if line.strip() and not (colon and (word in fields or word in table["others"])):
            return head, "\n".join(lines[end:])
        if word in fields:
            head[fields[word]] = value.strip()
    return {}, text


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
