"""Patterns of a table's rows as one regular expression."""

from __future__ import annotations

from collections.abc import Iterable


def any_of(patterns: Iterable[str]) -> str:
    """A group that matches where any of the patterns does; with none of them, one that matches nowhere."""
    joined = "|".join(patterns)
    return f"(?:{joined})" if joined else r"(?!)"
