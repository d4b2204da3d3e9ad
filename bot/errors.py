"""The whole error family. Each carries its data; its sentence for people stands in cards/wording.toml.

AidealsError                exit code 1
├── SettingsError           a setting is missing or wrong (exit code 2)
├── ReadingError            a source that cannot be read: `reason`, `url`
├── ModelError              the model's server did not give a usable answer
├── StoreError              the database is missing, locked, full, broken or newer than this program
└── PostingError            Slack did not take a message
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Reason = Literal[
    "paywall",
    "consent",
    "needs_javascript",
    "not_found",
    "blocked",
    "timeout",
    "too_large",
    "not_an_article",
    "unsupported_type",
    "forbidden_address",
    "dns",
    "tls",
    "server_error",
    "unreachable",
    "bad_link",
    "redirect_loop",
    "empty",
    "parser_failed",
]
REASONS: tuple[str, ...] = get_args(Reason)


class AidealsError(Exception):
    """Root of all errors that aideals raises on purpose; `str()` of one is fit for a person and holds no secret."""

    retryable: bool = False
    exit_code: int = 1


class SettingsError(AidealsError):
    """A setting is missing or wrong; says which one and how to set it."""

    exit_code = 2


class ReadingError(AidealsError):
    """A source that cannot be read, with the reason that the card shows.

    `retryable` is True where the same link may work later (timeout, dns, server_error, unreachable, blocked with 429).
    `retry_after_s` is what the site asked for, None where it did not. `told` is what the page says of its article all
    the same (fields of facts.Article by name: title, author, publisher, …), empty where it says nothing.
    """

    def __init__(
        self,
        reason: Reason,
        message: str,
        *,
        url: str | None = None,
        status: int | None = None,
        retryable: bool = False,
        retry_after_s: float | None = None,
        told: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.reason: Reason = reason
        self.told = dict(told or {})
        self.url, self.status = url, status
        self.retryable, self.retry_after_s = retryable, retry_after_s

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders: readings run in worker processes."""
        return _reading_error, (
            self.reason,
            str(self),
            self.url,
            self.status,
            self.retryable,
            self.retry_after_s,
            self.told,
        )


def _reading_error(
    reason: Reason,
    message: str,
    url: str | None,
    status: int | None,
    retryable: bool,
    retry_after_s: float | None,
    told: Mapping[str, str],
) -> ReadingError:
    return ReadingError(
        reason,
        message,
        url=url,
        status=status,
        retryable=retryable,
        retry_after_s=retry_after_s,
        told=told,
    )


class ModelError(AidealsError):
    """The model's server did not give a usable answer."""


class StoreError(AidealsError):
    """The database cannot be used; says what is wrong and what to do."""


class PostingError(AidealsError):
    """Slack did not take a call: `error` is Slack's own word for it ("channel_not_found")."""

    def __init__(
        self, method: str, error: str, *, retryable: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(f"{method}: {error}")
        self.method, self.error = method, error
        self.retryable, self.retry_after_s = retryable, retry_after_s
