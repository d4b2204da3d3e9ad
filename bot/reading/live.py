"""A live blog to text: what stands above it, then its entries, the newest first, each under its time."""

from __future__ import annotations

import re

from bot.reading.claims import Update
from bot.reading.moments import has_time, moment

_MOST = 20_000
_SAMPLE = 60


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
        clock = when[11:16] if when and has_time(when) else ""
        parts.append(
            "\n".join(part for part in (" ".join((clock, update.title)).strip(), update.text) if part)
        )
    return "\n\n".join([part for part in (_lead(visible, updates), *parts) if part])


def _lead(visible: str, updates: tuple[Update, ...]) -> str:
    entries = re.sub(r"\s+", "", "".join(update.title + update.text for update in updates))
    lead = []
    for line in visible.split("\n"):
        if re.sub(r"\s+", "", line)[:_SAMPLE] in entries and line.strip():
            break
        if re.search(r"[.!?。]['\"”’)]?$", line):
            lead.append(line)
    return "\n".join(lead)
