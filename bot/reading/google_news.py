"""Links of Google News: the address of the article is not in them; Google's own page asks its server for it.

The page carries a signature and a time for the link's id; with these the server answers with the article's address.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

_HOST = "news.google.com"
_ID = re.compile(r"/(?:rss/)?(?:articles|read)/([\w-]{8,})/?$")
_SIGNATURE = re.compile(rb"""data-n-a-sg=["']([\w+/=.-]{4,200})["']""")
_TIME = re.compile(rb"""data-n-a-ts=["'](\d{6,20})["']""")
_CALL = "Fbv4je"
_PLACE = ["X", "X", ["X", "X"], None, None, 1, 1, "US:en", None, 1, None, None, None, None, None, 0, 1]
_LARGEST = 2_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """A form to post: `address` and `body` (urlencoded)."""

    address: str
    body: bytes


def question(body: bytes, address: str) -> Question | None:
    """What to ask Google's server for the article behind its page at `address`; None where it is no such page."""
    parts = urlsplit(address)
    article = _ID.search(parts.path) if parts.hostname == _HOST else None
    head = body[:_LARGEST]
    signature, at = _SIGNATURE.search(head), _TIME.search(head)
    if article is None or signature is None or at is None:
        return None
    reader = [_PLACE, "X", "X", 1, [1, 1, 1], 1, 1, None, 0, 0, None, 0]
    wish = ["garturlreq", reader, article[1], int(at[1]), signature[1].decode()]
    inner = json.dumps(wish, separators=(",", ":"))
    asked = json.dumps([[[_CALL, inner, None, "generic"]]], separators=(",", ":"))
    where = f"{parts.scheme}://{parts.netloc}/_/DotsSplashUi/data/batchexecute?rpcids={_CALL}"
    return Question(where, urlencode({"f.req": asked}).encode())


def answer(body: bytes) -> str | None:
    """The article's address in the server's answer, or None."""
    text = body.decode("utf-8", "replace")
    for line in text.splitlines():
        if _CALL not in line:
            continue
        try:
            rows = json.loads(line)
            inner = next(json.loads(row[2]) for row in rows if row[:2] == ["wrb.fr", _CALL] and row[2])
        except (ValueError, TypeError, IndexError, KeyError, StopIteration):
            continue
        if isinstance(inner, list) and len(inner) > 1 and str(inner[1]).startswith(("http://", "https://")):
            return str(inner[1])
    return None
