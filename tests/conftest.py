"""What many tests need."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bot.settings import forget_proxies
from storage.database import Store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new store in a file of its own."""
    with open_store(tmp_path / "aideals.db") as opened:
        yield opened


@pytest.fixture(scope="session", autouse=True)
def no_proxies() -> None:
    """Whatever proxies this machine uses, the tests talk to 127.0.0.1."""
    forget_proxies()


# Machines are noisy: a benchmark measures time, no test does.
settings.register_profile("aideals", deadline=None)
settings.load_profile("aideals")
