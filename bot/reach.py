"""From the settings to how pages are asked for: the limits of one fetch, and everything else that it keeps to."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.reading.access import Access, Proxies
from bot.reading.fetch import Limits
from bot.reading.pace import Pace
from bot.settings import Settings


def limits(settings: Settings) -> Limits:
    """What one fetch may cost."""
    return Limits(timeout_s=settings.fetch_timeout_s, max_bytes=settings.fetch_max_bytes)


@contextmanager
def access(settings: Settings) -> Iterator[Access]:
    """How pages are asked for, by this process and those that it starts, until the block ends.

    They share one pace a host, in a folder that goes with the block.
    """
    with tempfile.TemporaryDirectory(prefix="aideals-pace-") as folder:
        pace = Pace(Path(folder), gap_s=settings.fetch_gap_s, at_once=settings.fetch_at_once)
        yield Access(
            allow=settings.allowed_addresses,
            contact=settings.fetch_contact,
            proxies=Proxies(
                _plain(settings.http_proxy),
                _plain(settings.https_proxy),
                _plain(settings.all_proxy),
                settings.no_proxy,
            ),
            ca_file=settings.ca_file,
            pace=pace,
            robots=settings.robots == "obey",
            render=settings.render == "chromium",
            chromium=settings.chromium,
        )


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
