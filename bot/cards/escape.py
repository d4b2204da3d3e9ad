"""A stranger's text made harmless for Slack, and cut where no character comes apart.

Slack decodes three entities and knows `<…>` marks and four formatting characters; nothing else in mrkdwn has a meaning.
Source: docs.slack.dev, "Formatting message text".
"""

from __future__ import annotations

import re
from urllib.parse import quote

from rich.cells import cell_len, split_graphemes

ELLIPSIS = "…"
LONGEST_LINK = 2_000

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_NOT_IN_LINKS = re.compile(r"[\x00-\x20\x7f-\xa0<>|\"`\\^{}\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FORMATTING = re.compile(r"(?<![^\W_])[*_~`]|[*_~`](?![^\W_])")
_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_EMOJI_CODE = re.compile(r":(?=[a-z0-9_+'-]+:)")
_REGIONAL = re.compile(r"[\U0001f1e6-\U0001f1ff]*\Z")


def clean(text: str) -> str:
    """`text` on one line, without control characters, lone surrogates and direction overrides."""
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()


def escape(text: str) -> str:
    """`text` as mrkdwn that shows exactly its words: no mention, no link, no formatting, no emoji code.

    A formatting character at the edge of a word is shown by its look-alike, because mrkdwn has no escape for it.
    Right-to-left text is isolated, so that it cannot turn the rest of the line round.
    """
    text = _FORMATTING.sub(lambda match: match[0].translate(_LOOKALIKES), text)
    text = _EMOJI_CODE.sub(":\u200b", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def escape_link(url: str) -> str | None:
    """`url` as the target of a mrkdwn link, or None where it must not be one (no http(s), or too long to show)."""
    if not re.match(r"https?://[^/\s]", url, re.I):
        return None
    safe = _NOT_IN_LINKS.sub(lambda found: quote(found[0].encode("utf-8", "replace")), url)
    safe = safe.replace("&", "&amp;")
    return safe if len(safe) <= LONGEST_LINK else None


def cut(text: str, limit: int) -> str:
    """`text` where it has at most `limit` code points, else its beginning and "…": never half an emoji or letter."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    ends = [end for _, end, _ in split_graphemes(text[: limit + 40])[0] if end <= limit - 1]
    end = ends[-1] if ends else 0
    flags = _REGIONAL.search(text[:end])
    if flags and len(flags[0]) % 2 and text[end : end + 1] and _REGIONAL.match(text[end]):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def cut_escaped(text: str, limit: int) -> str:
    """`escape(text)` in at most `limit` characters; the cut falls before the escaping, so that no entity is split."""
    whole = escape(text)
    if len(whole) <= limit:
        return whole
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if len(escape(cut(text, middle))) <= limit:
            low = middle
        else:
            high = middle - 1
    return escape(cut(text, low)) if low else ""


def _tail(text: str, width: int) -> str:
    words: list[str] = []
    used = 0
    for word in reversed(text.split(" ")):
        used += cell_len(word) + 1
        if words and used > width:
            break
        words.insert(0, word)
    piece = " ".join(words)
    return ELLIPSIS + (piece if cell_len(piece) <= 2 * width else piece[-width // 2 :])


def fragment(quote_text: str, anchor: str = "", width: int = 30, *, tail: bool = False) -> str:
    """A few words of a quote, around `anchor` where the quote has it, else its beginning, or its end with `tail`.

    "…" marks what is left out.
    `width` counts terminal cells, in which a Hangul letter takes two: about as much as the eye takes in.
    """
    text = clean(quote_text)
    if cell_len(text) <= width:
        return text
    start = text.find(clean(anchor)) if clean(anchor) else -1
    if start < 0 and tail:
        return _tail(text, width)
    start = text.rfind(" ", 0, start) + 1 if start > 0 and cell_len(text[:start]) > width // 3 else 0
    words: list[str] = []
    used = 0
    for word in text[start:].split(" "):
        used += cell_len(word) + 1
        if words and used > width:
            break
        words.append(word)
    piece = " ".join(words)
    if cell_len(piece) > 2 * width:
        piece = cut(piece, width).removesuffix(ELLIPSIS)
    whole = text[start:] == piece
    return (ELLIPSIS if start else "") + (piece if whole else piece.rstrip(",.;:") + ELLIPSIS)
