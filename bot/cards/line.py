"""One line of a message as spans, so that the same words become mrkdwn, plain text for screen readers, or both cut.

Text in a span is raw: escaping happens here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards.escape import ELLIPSIS, clean, cut, cut_escaped, escape, escape_link


@dataclass(frozen=True, slots=True)
class Span:
    """Raw text with its looks: bold, linked, or standing in for one of Slack's own marks (`mark`, made by us only)."""

    text: str
    bold: bool = False
    url: str | None = None
    mark: str | None = None


Line = tuple[Span, ...]
Part = str | Span | Line


def line(*parts: Part) -> Line:
    """The parts as one line; a plain string is raw text."""
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans.append(Span(part))
        elif isinstance(part, Span):
            spans.append(part)
        else:
            spans.extend(part)
    return tuple(span for span in spans if span.text)


def name(text: str) -> Span:
    """A name in bold: cleaned, and cut where it is absurdly long."""
    return Span(cut(clean(text), 100), bold=True)


def link(text: str, url: str | None) -> Span:
    """`text`, linked where there is an address that a link may have."""
    return Span(clean(text), url=url)


def local_day(moment: datetime, fallback: str) -> Span:
    """The day of an aware `moment` as each reader's Slack shows it; `fallback` for those that cannot."""
    safe = re.sub(r"[<>|&]", "", fallback)
    return Span(fallback, mark=f"<!date^{int(moment.timestamp())}^{{date_short}}|{safe}>")


def join(parts: Iterable[Part | None], between: str = " · ") -> Line:
    """The parts that are there, with `between` between them."""
    spans: list[Span] = []
    for part in parts:
        if not part:
            continue
        if spans:
            spans.append(Span(between))
        spans.extend(line(part))
    return tuple(spans)


def plain(spans: Line, limit: int = 3_000) -> str:
    """The line's words without looks, escaped all the same: Slack reads entities in a message's `text` too."""
    return mrkdwn(tuple(replace(span, bold=False, url=None) for span in spans), limit)


def words(spans: Line) -> str:
    """The line's raw words."""
    return "".join(span.text for span in spans)


def mrkdwn(spans: Line, limit: int = 3_000) -> str:
    """The line as mrkdwn in at most `limit` characters; "…" shows a cut. Links and marks stand whole or not at all."""
    out = ""
    for at, span in enumerate(spans):
        room = limit - len(out)
        before, after = _edge(spans, at - 1, -1), _edge(spans, at + 1, 0)
        piece = _piece(span, before, after)
        if len(piece) <= room:
            out += piece
            continue
        reserve = room if at == len(spans) - 1 else room - 1
        rest = cut_escaped(span.text, reserve) if not span.mark else ""
        if rest.endswith(ELLIPSIS):
            return out + rest
        return (out + rest if rest else out.rstrip()) + (ELLIPSIS if len(out + rest) < limit else "")
    return out


def _edge(spans: Line, at: int, side: int) -> str:
    return spans[at].text[side] if 0 <= at < len(spans) else " "


def _piece(span: Span, before: str, after: str) -> str:
    if span.mark:
        return span.mark
    bold = span.bold and span.text.strip() == span.text and not (before.isalnum() or after.isalnum())
    text = escape(span.text.replace("*", "∗") if bold else span.text)
    target = escape_link(span.url) if span.url else None
    piece = f"<{target}|{text}>" if target else text
    # mrkdwn is bold between word edges only: with a letter next to it, Slack shows the asterisks
    return f"*{piece}*" if bold else piece
