"""How a channel wants things, checked before it is kept: for commands, settings and cards."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args
from zoneinfo import available_timezones

from bot.errors import SettingsError
from bot.facts import Language
from storage import channels, shares
from storage.database import Store
from storage.records import ChannelSettings as ChannelSettings
from storage.records import Weekday

CURRENCY_OF: dict[Language, str] = {"ko": "KRW", "en": "USD"}
"""What a channel's sums are in where it has not chosen: the currency most used by readers of its language."""

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")
_CURRENCY = re.compile(r"[A-Z]{3}")


def settings_of(store: Store, workspace: str, channel: str) -> ChannelSettings:
    """The channel's settings; for one that is not known yet, those it would begin with."""
    return channels.find(store, workspace, channel) or ChannelSettings(workspace, channel)


def language_of(store: Store, settings: ChannelSettings, *, default: Language = "en") -> Language:
    """The channel's choice, else the language that most of its articles are in, else `default`."""
    if settings.language is not None:
        return settings.language
    main = shares.main_language(store, settings.workspace, settings.channel)
    for language in get_args(Language):
        if language == main:
            return language  # type: ignore[no-any-return]
    return default


def currency_of(settings: ChannelSettings, language: Language) -> str:
    """The currency of the channel's sums (ISO 4217)."""
    return settings.currency or CURRENCY_OF[language]


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name (IANA)."""
    return name in available_timezones()


def change(
    store: Store,
    workspace: str,
    channel: str,
    *,
    by: str | None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    **changes: Any,
) -> ChannelSettings:
    """The settings after the changes, kept.

    `changes`: `language`, `time_zone`, `currency`, `digest_on`, `digest_weekday`, `digest_time`. Raises SettingsError,
    naming the one that is wrong; then nothing is changed. Who runs a schedule syncs it after.
    """
    for name, value in changes.items():
        if not _CHECKS[name](value):
            raise SettingsError(f"{name}: “{value}” cannot be used.")
    return channels.change(store, workspace, channel, by=by, now=clock(), **changes)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "language": lambda value: value is None or value in get_args(Language),
    "time_zone": is_zone,
    "currency": lambda value: value is None or bool(_CURRENCY.fullmatch(value)),
    "digest_on": lambda value: isinstance(value, bool),
    "digest_weekday": lambda value: value in get_args(Weekday),
    "digest_time": lambda value: bool(_TIME.fullmatch(value)),
}
