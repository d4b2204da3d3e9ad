"""Environment and .env → one frozen Settings. The only module that reads the environment.

`.env.example` explains each setting in a line; a test compares the two.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError


class Settings(BaseSettings):
    """Every setting, with its default: nothing is needed for `read`, `demo` and `export`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, env_ignore_empty=True
    )

    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field("https://slack.com/api/", alias="SLACK_API_URL")
    port: int = Field(3000, alias="PORT", ge=0, le=65535)
    db: Path = Field(Path("aideals.db"), alias="AIDEALS_DB")
    fetch_allow: str = Field("", alias="AIDEALS_FETCH_ALLOW")
    fetch_timeout_s: float = Field(20.0, alias="AIDEALS_FETCH_TIMEOUT", gt=0)
    fetch_max_bytes: int = Field(10_000_000, alias="AIDEALS_FETCH_MAX_BYTES", gt=0)
    fetch_contact: str = Field("", alias="AIDEALS_FETCH_CONTACT", pattern=r"^[!-'*-~]*$", max_length=200)
    fetch_gap_s: float = Field(1.0, alias="AIDEALS_FETCH_GAP", ge=0, le=600)
    fetch_at_once: int = Field(2, alias="AIDEALS_FETCH_AT_ONCE", ge=1, le=32)
    robots: str = Field("ignore", alias="AIDEALS_ROBOTS", pattern="^(ignore|obey)$")
    render: str = Field("", alias="AIDEALS_RENDER", pattern="^(|chromium)$")
    chromium: Path | None = Field(None, alias="AIDEALS_CHROMIUM")
    keep_pages_days: int = Field(30, alias="AIDEALS_KEEP_PAGES", ge=0, le=36_500)
    http_proxy: SecretStr | None = Field(None, alias="HTTP_PROXY")
    https_proxy: SecretStr | None = Field(None, alias="HTTPS_PROXY")
    all_proxy: SecretStr | None = Field(None, alias="ALL_PROXY")
    no_proxy: str = Field("", alias="NO_PROXY")
    ca_file: Path | None = Field(None, alias="SSL_CERT_FILE")
    workers: int = Field(2, alias="AIDEALS_WORKERS", ge=1, le=32)
    language: str = Field("", alias="AIDEALS_LANGUAGE", pattern="^(|ko|en)$")
    log_level: str = Field("INFO", alias="AIDEALS_LOG_LEVEL", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    log_format: str = Field("console", alias="AIDEALS_LOG_FORMAT", pattern="^(console|json)$")
    openai_api_key: SecretStr | None = Field(None, alias="OPENAI_API_KEY")
    openai_base_url: str | None = Field(None, alias="OPENAI_BASE_URL")
    openai_model: str | None = Field(None, alias="OPENAI_MODEL")

    @property
    def allowed_addresses(self) -> frozenset[tuple[str, int]]:
        """(host, port) pairs that may be fetched although their address is private."""
        pairs = set()
        for item in self.fetch_allow.replace(",", " ").split():
            host, _, port = item.rpartition(":")
            if not host or not port.isdigit():
                raise SettingsError(
                    f"AIDEALS_FETCH_ALLOW: “{item}” is not host:port (for example cms.local:8080)."
                )
            pairs.add((host.strip("[]").lower(), int(port)))
        return frozenset(pairs)


def load(env_file: Path | None = Path(".env")) -> Settings:
    """The settings as the environment and `env_file` give them; SettingsError names the first wrong one."""
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
        _ = settings.allowed_addresses  # refused here rather than at the first link
        for name, path in (("SSL_CERT_FILE", settings.ca_file), ("AIDEALS_CHROMIUM", settings.chromium)):
            if path is not None and not path.is_file():
                raise SettingsError(f"{name}: there is no file {path}.")
        return settings
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{name}: {first['msg']}. See .env.example.") from None


def forget_proxies() -> None:
    """Take the environment's proxies from this process and those that it starts: for what stays on this machine."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)
