"""An article's text cut into sentences, each with the kind of place in which it stands.

In: the text and its language. Out: `Sentence` records in order; `text[s.start:s.end] == s.text`, without white
space at the ends. A line is never glued to another, except where prose was plainly wrapped. Facts come from `body`
(and, with care, `heading`); furniture, captions, teasers of other articles, comments and boilerplate give none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal

from bot.language import Language, Row
from bot.language.korean import SYLLABLES
from bot.language.patterns import any_of

Kind = Literal["body", "heading", "furniture", "caption", "teaser", "comment", "boilerplate"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: offsets in the text, end excluded; `paragraph` counts blocks between blank lines from 0."""

    start: int
    end: int
    text: str
    paragraph: int
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineRow(Row):
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class _SectionRow(Row):
    kind: Kind
    until: Literal["heading", "end"]


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    paragraph: int
    kind: Kind = "body"


@dataclass(frozen=True, slots=True)
class _Grammar:
    lines: tuple[tuple[re.Pattern[str], Kind], ...]
    sections: tuple[tuple[re.Pattern[str], _SectionRow], ...]
    never_ends: re.Pattern[str]
    may_end: re.Pattern[str]
    labels: re.Pattern[str]
    starter: re.Pattern[str]
    end: re.Pattern[str]


@cache
def _grammar(language: Language) -> _Grammar:
    rows = language.rows("furniture", "line", _LineRow)
    sections = language.rows("furniture", "section", _SectionRow)
    words = {
        name: language.patterns("sentences", name) for name in ("never_ends", "may_end", "labels", "starter")
    }
    glued = language.patterns("sentences", "ender")
    spaced = r"(?P<stop>[.!?。]{1,4}|…)(?P<close>[\"'”’»)\]」』]{0,3})(?=\s|$)"
    tight = rf"|(?<=[{''.join(glued)}])(?P<tight>[.!?])(?=[{SYLLABLES}“\"‘'A-Z(])" if glued else ""
    return _Grammar(
        tuple((re.compile(any_of(row.says) + r"\.?\Z", re.I), row.kind) for row in rows),
        tuple((re.compile(any_of(row.says) + r" ?[:：.…>»]?\Z", re.I), row) for row in sections),
        re.compile(rf"(?<![\w.]){any_of(words['never_ends'])}\Z"),
        re.compile(rf"(?<![\w.]){any_of(words['may_end'])}\Z"),
        re.compile(rf"(?<!\w){any_of(words['labels'])} ?[A-Z]\Z"),
        re.compile(rf"[“\"‘'(]?{any_of(words['starter'])}(?!\w)"),
        re.compile(spaced + tight),
    )


@lru_cache(maxsize=8)
def split(text: str, language: Language, title: str = "") -> tuple[Sentence, ...]:
    """The sentences of a text in order; () for a text of white space. A line that repeats `title` is a heading."""
    grammar = _grammar(language)
    lines = _lines(text)
    _classify(lines, grammar, title)
    return tuple(
        Sentence(start, end, text[start:end], line.paragraph, line.kind)
        for line in lines
        for start, end in _cut(line, grammar)
    )


_LINE = re.compile(r"[^\n\r\u2028\u2029]+")


def _lines(text: str) -> list[_Line]:
    """Lines without surrounding white space; prose that was wrapped in mid-sentence is one line again."""
    lines: list[_Line] = []
    paragraph, last_end = -1, 0
    for match in _LINE.finditer(text):
        raw = match.group()
        stripped = raw.strip()
        if not stripped:
            continue
        start = match.start() + raw.index(stripped[0])
        end = start + len(stripped)
        gap = text[last_end:start].count("\n") if lines else 2
        if gap > 1:
            paragraph += 1
        if lines and gap == 1 and _wrapped(lines[-1].text, stripped):
            lines[-1].end = end
            lines[-1].text = text[lines[-1].start : end]
        else:
            lines.append(_Line(start, end, stripped, paragraph))
        last_end = end
    return lines


def _wrapped(before: str, after: str) -> bool:
    """Whether a line only goes on in the next one: long enough, no end of sentence, and small letters follow."""
    return len(before) >= 40 and before[-1] not in '.!?:;…"”’)]|' and after[0].islower() and " " in after


_BULLET = re.compile(r"(?:[•·‧∙*–—-]|\d{1,2}[.)]|[a-z]\)|[①-⑳])\s")
_MARK = re.compile(r"[◇◆■□●○▣▷△▽#＃<【\[]")
_ENDED = re.compile(r"[.!?。…][\"'”’»)\]」』]{0,3}$")
_LONG_LINE = 600


def _classify(lines: list[_Line], grammar: _Grammar, title: str) -> None:
    """Set each line's kind: what the line itself shows, then the section in which it stands, then headings."""
    section: _SectionRow | None = None
    prose = 0
    for line in lines:
        line.kind = _own_kind(line.text, grammar)
        opened = _opens(line.text, grammar)
        if opened and prose >= 2:
            section, line.kind = opened, "furniture"
            continue
        if section and line.kind == "body":
            ended = bool(_ENDED.search(line.text))
            if section.until == "heading" and (
                (len(line.text) > 160 and ended) or (_MARK.match(line.text) and not ended)
            ):
                section = None
            else:
                line.kind = section.kind
                continue
        if line.kind == "body" and len(line.text) > 30:
            prose += 1 + line.text.count(". ")
    _mark_headings(lines, title)


def _own_kind(text: str, grammar: _Grammar) -> Kind:
    if len(text) > _LONG_LINE:
        return "body"
    for pattern, kind in grammar.lines:
        if pattern.match(text):
            return kind
    return "body"


def _opens(text: str, grammar: _Grammar) -> _SectionRow | None:
    """The section that a line opens, None for most lines; markers around the words are looked through."""
    if len(text) > 80:
        return None
    words = text.strip("◇◆■□●○▣▷▶△▽#＃<>【】[]*-–—=|·• \t")
    for pattern, row in grammar.sections:
        if pattern.match(words):
            return row
    return None


def _mark_headings(lines: list[_Line], title: str) -> None:
    """A short line of its own without an end of sentence is a heading where prose follows, or where it is the title."""
    wanted = _squeeze(title)
    for line, after in pairwise([*lines, _Line(0, 0, "", -1)]):
        if line.kind != "body":
            continue
        text = line.text
        if wanted and _squeeze(text) == wanted:
            line.kind = "heading"
        elif len(text) <= 140 and not _ENDED.search(text) and not _BULLET.match(text) and "\t" not in text:
            prose = after.kind == "body" and len(after.text) > len(text) and bool(_ENDED.search(after.text))
            if prose or (_MARK.match(text) and after.paragraph != -1):
                line.kind = "heading"


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


_EMBEDDED = re.compile(rf"(?:“[^“”]*+”|\"[^\"]*+\"|‘[^‘’]*+’)(?=[{SYLLABLES}])")


def _cut(line: _Line, grammar: _Grammar) -> list[tuple[int, int]]:
    """Offsets of the sentences of a line. A quotation that its sentence goes on behind is not cut inside."""
    text = line.text
    inside = [(m.start(), m.end()) for m in _EMBEDDED.finditer(text)]
    spans: list[tuple[int, int]] = []
    begin = at = 0
    for match in grammar.end.finditer(text):
        while at < len(inside) and inside[at][1] <= match.start():
            at += 1
        if at < len(inside) and inside[at][0] < match.start():
            continue
        if match.end() < len(text) and _ends(text, match, grammar):
            spans.append((begin, match.end()))
            begin = match.end()
    spans.append((begin, len(text)))
    return [_trimmed(text, line.start, *span) for span in spans if text[span[0] : span[1]].strip()]


def _trimmed(text: str, offset: int, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return offset + start + left, offset + start + len(piece.rstrip())


_KOREAN_DAY = re.compile(r"\d{1,4}\Z")
_NUMERIC_DAY = re.compile(r"\d{4}\. ?\d{1,2}\. ?\d{1,2}\Z")


def _ends(text: str, match: re.Match[str], grammar: _Grammar) -> bool:
    """Whether a dot (or its kin) ends its sentence, by the word before it and the one behind."""
    if match.lastgroup == "tight":
        return True
    before = text[max(0, match.start() - 24) : match.start()]
    after = text[match.end() : match.end() + 24].lstrip()
    follows = after[:1]
    stop = match.group("stop")
    if stop != ".":
        return not follows.islower() and stop != "…"
    if match.group("close"):
        return not follows.islower()
    if not before.strip() or grammar.never_ends.search(before):
        return False
    if re.search(r"(?:^|\s)\d{1,2}\Z", before) and match.start() <= 2:
        return False
    if _NUMERIC_DAY.search(before):
        return False
    if follows.isdigit() and _KOREAN_DAY.search(before) and re.search(r"(?:^|\s|\.)\d{1,4}\Z", before):
        return not re.match(r"\d{1,2}\.", after)
    if grammar.may_end.search(before):
        return bool(grammar.starter.match(after))
    if re.search(r"(?:^|[\s.(“\"])[A-Z]\Z", before):
        return bool(grammar.labels.search(before) or grammar.starter.match(after))
    return True
