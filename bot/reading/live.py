"""A live blog to text: what stands above it, then its entries, the newest first, each under its time."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from itertools import pairwise
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from bot.reading.claims import Claims, Update
from bot.reading.furniture import tables
from bot.reading.hosts import block_text
from bot.reading.moments import has_time, moment

_MOST = 20_000
_SAMPLE = 60
_LEAST_ENTRIES, _LEAST_PROSE, _MOST_TIMES, _MOST_LEVELS = 3, 30, 400, 6
_LONGEST_TIME = 32
_TIMED = ("time", "span", "div", "p", "strong", "b", "em", "h3", "h4", "a", "td", "dt", "small")


def is_live(claims: Claims, url: str | None, title: str) -> bool:
    """Whether a page says that it is a live blog: in its JSON-LD, its address or its headline."""
    words = tables()["live"]
    path = urlsplit(url or "").path
    return claims.is_live or bool(
        re.search(words["address"], path, re.I) or re.search(words["title"], title, re.I)
    )


def live_text(updates: tuple[Update, ...], visible: str) -> str:
    """The text of a live blog: the paragraphs that the page shows above its first entry, then the entries.

    A blog may carry days of entries that the page does not show; the newest are read, up to what is shown or 20,000
    characters, whichever is more. Each entry opens with its time of day as the blog gives it ("11:42").
    """
    parts, size, seen = [], 0, set()
    for update in updates:
        if update.text in seen or size > max(_MOST, len(visible)):
            continue
        seen.add(update.text)
        size += len(update.text)
        when = moment(update.published)
        clock = update.shown or (when[11:16] if when and has_time(when) else "")
        head = " ".join((clock, update.title)).strip()
        parts.append("\n".join(part for part in (head, update.text) if part))
    return "\n\n".join([part for part in (_lead(visible, updates), *parts) if part])


def _lead(visible: str, updates: tuple[Update, ...]) -> str:
    entries = re.sub(r"\s+", "", "".join(update.shown + update.title + update.text for update in updates))
    lead = []
    for line in visible.split("\n"):
        if re.sub(r"\s+", "", line.lstrip("- "))[:_SAMPLE] in entries and line.strip():
            break
        if re.search(r"[.!?。]['\"”’)]?$", line):
            lead.append(line)
    return "\n".join(lead)


def shown_updates(tree: HtmlElement) -> tuple[Update, ...]:
    """The entries of a pruned page's own list of timed blocks, the newest first; empty where it shows fewer than three.

    An entry is a child of the block under which most children carry a time and a sentence each.
    """
    clocks = [element for element in tree.iter(*_TIMED) if _is_time(element)][:_MOST_TIMES]
    entries = _siblings(clocks)
    times = [next(clock for clock in entry.iter(*_TIMED) if clock in set(clocks)) for entry in entries]
    updates = [_update(entry, clock) for entry, clock in zip(entries, times, strict=True)]
    updates = [update for update in updates if len(update.text) >= _LEAST_PROSE]
    return tuple(_newest_first(updates)) if len(updates) >= _LEAST_ENTRIES else ()


def _is_time(element: HtmlElement) -> bool:
    text = " ".join("".join(element.itertext()).split())
    if element.tag == "time":
        return 0 < len(text) <= _LONGEST_TIME
    return (
        0 < len(text) <= _LONGEST_TIME
        and len(element) == 0
        and bool(re.search(tables()["live"]["clock"], text))
    )


def _siblings(clocks: list[HtmlElement]) -> list[HtmlElement]:
    """The children with a time each, of the block that has most of them."""
    children: dict[HtmlElement, dict[HtmlElement, None]] = {}
    levels: Counter[HtmlElement] = Counter()
    for clock in clocks:
        child = clock
        for level, parent in enumerate(clock.iterancestors()):
            if level >= _MOST_LEVELS or parent.tag == "html":
                break
            children.setdefault(parent, {}).setdefault(child)
            levels[parent] = max(levels[parent], level)
            child = parent
    best = max(children, key=lambda parent: (len(children[parent]), -levels[parent]), default=None)
    return [] if best is None else list(children[best])


def _update(entry: HtmlElement, clock: HtmlElement) -> Update:
    shown, stated = " ".join("".join(clock.itertext()).split()), clock.get("datetime")
    place = [index for index, element in enumerate(entry.iter()) if element is clock]
    copied = deepcopy(entry)
    copied.tail = None
    if place and place[0]:
        list(copied.iter())[place[0]].drop_tree()
    title = ""
    heading = next(iter(copied.iter("h2", "h3", "h4")), None)
    if heading is not None and heading is not copied:
        title = " ".join(heading.text_content().split())
        heading.drop_tree()
    return Update(block_text(copied), title, stated, shown=shown)


def _newest_first(updates: list[Update]) -> list[Update]:
    moments = [moment(update.published) for update in updates]
    if all(each and has_time(each) for each in moments):
        return sorted(updates, key=lambda update: moment(update.published) or "", reverse=True)
    minutes = [_minute(update.shown) for update in updates]
    known = [each for each in minutes if each is not None]
    rising = len(known) == len(minutes) and all(one <= other for one, other in pairwise(known))
    return updates[::-1] if rising else updates


def _minute(shown: str) -> int | None:
    """Minutes since midnight of "2:05 PM", "오후 2:05", "14:05"; None where no clock is shown."""
    match = re.search(tables()["live"]["clock"], shown)
    if match is None:
        return None
    half = (match["half"] or match["after"] or "").lower().replace(".", "")
    hour = int(match["hour"])
    if half:
        hour = hour % 12 + (12 if half in tables()["live"]["afternoon"] else 0)
    return hour * 60 + int(match["minute"])
