"""Article text that stands only in a page's scripts: what a site's own program would have drawn.

Two ways: Arc XP's `Fusion.globalContent` (a story object with its elements), and, where the visible page has no
text, the longest string in an inline script that reads as prose or holds paragraphs.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from bot.reading.claims import text_of_html
from bot.reading.decode import clean, tidy

_ARC = re.compile(r"Fusion\.globalContent\s*=\s*(?=\{)")
_MARK = re.compile(r'\\.|"', re.S)
_SENTENCE = re.compile(r"[.!?。]['\"”’)]?(?:\s|$)")
_LEAST = 300
_LEAST_PARAGRAPH, _LEAST_PARAGRAPHS, _MOST_NESTING = 40, 4, 2
_PARAGRAPH = re.compile(r"(?s)^(?!https?://)(?=(?:\S+\s+){4})[^{}\[\];=]*[.!?。]['\"”’)]?(?:</p>)?\s*$")


@dataclass(frozen=True, slots=True)
class Story:
    """A story in a content system's own form."""

    text: str
    author: str | None = None
    published: str | None = None
    updated: str | None = None


def arc_story(tree: HtmlElement) -> Story | None:
    """The story of a page made with Arc XP, None on other pages. Captions and links to other stories are left out."""
    for script in tree.iter("script"):
        text = script.text or ""
        match = _ARC.search(text)
        if not match:
            continue
        try:
            content, _ = json.JSONDecoder(strict=False).raw_decode(text, match.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict) and isinstance(content.get("content_elements"), list):
            return _story(content)
    return None


def _story(content: dict[str, Any]) -> Story:
    lines = []
    for element in content["content_elements"]:
        if not isinstance(element, dict):
            continue
        kind, value = element.get("type"), element.get("content")
        if kind in ("text", "header") and isinstance(value, str):
            lines.append(text_of_html(value))
        elif kind == "list" and isinstance(element.get("items"), list):
            lines += [
                text_of_html(str(item.get("content", "")))
                for item in element["items"]
                if isinstance(item, dict)
            ]
    credits_by = content.get("credits") if isinstance(content.get("credits"), dict) else {}
    people = credits_by.get("by") if isinstance(credits_by, dict) else None
    names = [str(item["name"]) for item in people or [] if isinstance(item, dict) and item.get("name")]
    return Story(
        text=tidy("\n".join(line for line in lines if line)),
        author=", ".join(names) or None,
        published=_word(content.get("first_publish_date")) or _word(content.get("display_date")),
        updated=_word(content.get("last_updated_date")),
    )


def _word(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def inline_scripts(tree: HtmlElement) -> list[str]:
    """The sources of the page's inline scripts that are long enough to hold an article."""
    return [
        script.text
        for script in tree.iter("script")
        if script.text and len(script.text) >= _LEAST and "ld+json" not in (script.get("type") or "")
    ]


def drop_scripts(tree: HtmlElement) -> None:
    """Take scripts and styles out of the tree, JSON-LD and settings excepted: often most of the page's bytes."""
    for element in list(tree.iter("script", "style")):
        if "+json" not in (element.get("type") or "") and element.getparent() is not None:
            element.drop_tree()


def longest_prose(scripts: list[str]) -> str:
    """The longest string in inline scripts that reads as an article, "" where there is none."""
    best = ""
    for source in scripts:
        for literal in _strings(source):
            text = _prose(literal)
            if len(text) > len(best):
                best = text
    return best


def strewn_prose(scripts: Sequence[str]) -> str:
    """The article whose paragraphs are strings of their own in one script: of the script with most of them, each once.

    Only what reads as a whole paragraph counts; the caller makes sure that the page is one article's.
    """
    best = ""
    for source in scripts:
        lines = dict.fromkeys(_paragraphs(source))
        text = "\n".join(lines)
        if len(lines) >= _LEAST_PARAGRAPHS and len(text) > len(best):
            best = text
    return best


def _paragraphs(source: str, depth: int = 0) -> Iterator[str]:
    for literal in _strings(source, _LEAST_PARAGRAPH):
        try:
            value = json.loads(f'"{literal}"', strict=False)
        except ValueError:
            continue
        if depth < _MOST_NESTING and value.count('"') >= 4 and re.search(r'[\[{:]\s*"', value):
            yield from _paragraphs(value, depth + 1)
        elif _PARAGRAPH.match(value):
            text = text_of_html(value) if "<" in value else tidy(value)
            if len(text) >= _LEAST_PARAGRAPH and _PARAGRAPH.match(text):
                yield from text.split("\n")


def _strings(source: str, least: int = _LEAST) -> Iterator[str]:
    """The string literals in double quotes of a script or of JSON that have `least` characters, still escaped.

    Whatever stands between two quotes counts, be it a literal or the code between two: a quote in a comment must not
    turn inside out all that follows. (A pattern that counts escapes would need memory for each of them.)
    """
    start = 0
    for mark in _MARK.finditer(source):
        if mark[0] == '"':
            if mark.start() - start >= least:
                yield source[start : mark.start()]
            start = mark.end()


def _prose(raw: str, depth: int = 0) -> str:
    """The text of one JSON string, if it is prose; a string that holds JSON itself is looked into once."""
    try:
        value = json.loads(f'"{raw}"', strict=False)
    except ValueError:
        return ""
    value = clean(value)
    if depth == 0 and value.lstrip()[:1] in "{[" and '"' in value:
        inner = [_prose(literal, 1) for literal in _strings(value)]
        return max(inner, key=len, default="")
    if re.search(r"function\s*\(|=>|\{[^}]*:[^}]*;|https?://\S+\s+https?://", value):
        return ""
    has_paragraphs = len(re.findall(r"<p\b|<br", value, re.I)) >= 2
    text = text_of_html(html.unescape(value)) if "<" in value else tidy(value)
    sentences = len(_SENTENCE.findall(text))
    return text if len(text) >= _LEAST and (has_paragraphs or " " in text) and sentences >= 3 else ""
