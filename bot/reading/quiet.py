"""Silence of the libraries that reading stands on: what they log of a page, our reasons say better."""

from __future__ import annotations

import logging
from functools import cache

_LIBRARIES = ("trafilatura", "readability", "htmldate", "justext", "courlan", "charset_normalizer", "pypdf")


@cache
def silence_libraries() -> None:
    """Take the libraries' own log lines out of this process; once is enough."""
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
