"""Moments as text that sorts: ISO 8601 in UTC with microseconds, always of the same width."""

from __future__ import annotations

from datetime import UTC, datetime


def to_text(moment: datetime) -> str:
    """`2026-11-25T08:33:38.000000Z`. Raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_text(text: str) -> datetime:
    """The aware moment that `to_text` wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def of_ts(ts: str) -> datetime:
    """The moment of a Slack timestamp ("1764000000.000100"). Raises ValueError where it is none."""
    return datetime.fromtimestamp(float(ts), UTC)
