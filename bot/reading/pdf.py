"""A PDF press release to an Article: its text layer, line breaks mended."""

from __future__ import annotations

import io
import re
import warnings
from collections import Counter

import pypdf
from pypdf.errors import PyPdfError

from bot.errors import ReadingError
from bot.facts import Article
from bot.language import detect
from bot.reading.decode import tidy
from bot.reading.furniture import without_furniture
from bot.reading.moments import moment

_MOST_PAGES, _MOST_CHARACTERS = 60, 400_000
_FEW_PAGES, _EDGE = 3, 3
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
    text = without_furniture(_mended("\n".join(_without_repeated(pages))))
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


def _without_repeated(pages: list[str]) -> list[str]:
    """The pages without what is printed on most of them, at their tops and feet: page numbers, names, warnings.

    The document's very first line stays: it may be its title.
    """
    lines = [[line.strip() for line in tidy(page).split("\n") if line.strip()] for page in pages]
    if len(lines) < _FEW_PAGES:
        return pages
    edges = Counter(key for page in lines for key in {_key(line) for line in page[:_EDGE] + page[-_EDGE:]})
    repeated = {key for key, number in edges.items() if number >= max(_FEW_PAGES, 0.6 * len(lines))}
    kept = [[line for line in page if _key(line) not in repeated] for page in lines]
    if lines[0] and _key(lines[0][0]) in repeated and not lines[0][0].isdigit():
        kept[0].insert(0, lines[0][0])
    return ["\n".join(page) for page in kept]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", line)


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
