"""robots.txt, where the operator wants it obeyed (RFC 9309): asked for once an hour and site, judged by protego."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from protego import Protego

from bot.reading.access import ROBOT
from bot.reading.decode import to_text

MOST_BYTES = 500_000
_FRESH_S = 3600.0
_MOST_SITES = 1000


@dataclass(frozen=True, slots=True)
class _Known:
    until: float
    rules: Protego | None
    """None: the site could not say, so nothing may be asked for (RFC 9309, 2.3.1.4)."""


def may_ask(address: str, get: Callable[[str], tuple[int, bytes] | None]) -> bool:
    """Whether the site's robots.txt lets us ask for `address`.

    `get(url)` gives a status and the body, or None where the site could not be reached. A site without robots.txt (4xx)
    allows everything; one that fails (5xx, unreachable) nothing.
    """
    parts = urlsplit(address)
    site = f"{parts.scheme}://{parts.netloc}"
    if parts.path == "/robots.txt":
        return True
    known = _sites()
    found = known.get(site)
    if found is None or found.until < time.monotonic():
        if len(known) >= _MOST_SITES:
            known.clear()
        found = known[site] = _Known(time.monotonic() + _FRESH_S, _rules(get(f"{site}/robots.txt")))
    return found.rules is not None and bool(found.rules.can_fetch(address, ROBOT))


def forget() -> None:
    """Ask every site again."""
    _sites().clear()


@cache
def _sites() -> dict[str, _Known]:
    return {}


def _rules(answer: tuple[int, bytes] | None) -> Protego | None:
    if answer is None or answer[0] >= 500:
        return None
    status, body = answer
    return Protego.parse(to_text(body[:MOST_BYTES]) if status < 300 else "")
