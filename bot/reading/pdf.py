"""A PDF press release to an Article: its text layer, line breaks mended."""

from __future__ import annotations

import io
import re
import warnings

import pypdf
from pypdf.errors import PyPdfError

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.decode import tidy
from bot.reading.furniture import without_furniture
from bot.reading.moments import moment

_MOST_PAGES, _MOST_CHARACTERS = 60, 400_000
_DATE = re.compile(r"^D:(\d{4})(\d{2})(\d{2})(\d{2})?(\d{2})?(\d{2})?([Z+-])?(\d{2})?'?(\d{2})?")
_ENDED = re.compile(r"[.!?。:;]['\"”’)]?$")


def read_pdf(body: bytes, *, url: str | None) -> Article:
    """The text of a PDF's first 60 pages. Raises ReadingError: "unsupported_type" (locked with a password, or only
    pictures of pages), "parser_failed" (damaged).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = pypdf.PdfReader(io.BytesIO(body))
            if reader.is_encrypted and not reader.decrypt(""):
                raise ReadingError("unsupported_type", "The PDF is locked with a password.", url=url)
            pages, size = [], 0
            for page in reader.pages[:_MOST_PAGES]:
                pages.append(page.extract_text() or "")
                size += len(pages[-1])
                if size > _MOST_CHARACTERS:
                    break
            information = reader.metadata
            title = str(information.title or "") if information else ""
            author = str(information.author or "") if information else ""
            created = str(information.get("/CreationDate", "")) if information else ""
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
        AssertionError,
        NotImplementedError,
    ) as error:
        raise ReadingError(
            "parser_failed", f"The PDF is damaged ({type(error).__name__}).", url=url
        ) from None
    text = without_furniture(_mended("\n".join(pages)))
    if len(text) < 40:
        raise ReadingError("unsupported_type", "The PDF holds pictures of pages, no text.", url=url)
    first = text.split("\n")[0]
    return Article(
        text=text,
        title=tidy(title)
        if len(title) > 8 and not title.lower().endswith((".doc", ".docx", ".hwp", ".pdf", ".indd"))
        else first[:200],
        url=url,
        author=tidy(author) or None,
        published=_created(created),
        language=detect(text),
    )


def _mended(text: str) -> str:
    """A PDF's lines are the printer's: one that does not end a sentence goes on in the next.

    Short lines (headings, dates) and those before a gap stay as they are.
    """
    lines: list[str] = []
    width = max((len(line) for line in text.split("\n")), default=0)
    joining = False
    for line in tidy(text).split("\n"):
        if not line:
            joining = False
        elif joining and lines:
            lines[-1] += ("" if lines[-1].endswith("-") and not line[:1].isupper() else " ") + line
            joining = len(line) > 0.6 * width and not _ENDED.search(line)
        else:
            lines.append(line)
            joining = len(line) > 0.6 * width and not _ENDED.search(line)
    return "\n".join(lines)


def _created(value: str) -> str | None:
    match = _DATE.match(value)
    if not match:
        return None
    year, month, day, hour, minute, second, sign, zone_hour, zone_minute = match.groups()
    if hour is None or minute is None:
        return moment(f"{year}-{month}-{day}")
    offset = (
        "" if sign is None else "Z" if sign == "Z" else f"{sign}{zone_hour or '00'}:{zone_minute or '00'}"
    )
    return moment(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{offset}")
