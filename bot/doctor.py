"""What is wrong with an installation, and how to fix it: each check gives one finding; no finding holds a secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot import reach
from bot.errors import PostingError, StoreError
from bot.manifest import SCOPES
from bot.reading.render import lacking
from bot.settings import Settings
from bot.slack import identity, new_client, open_socket
from handlers.delivery import PATH
from storage.database import open_store

_TIMEOUT_S = 5
_MOST_SECONDS_OFF = 60.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what was looked at, whether it is well, what was seen, and what to do where it is not."""

    name: str
    ok: bool
    message: str
    fix: str = ""


def examine(
    settings: Settings, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[Finding]:
    """All findings, as they come: settings, token, scopes, clock, way in, database, model, renderer (if one is set)."""
    yield from _slack(settings, clock)
    yield _way_in(settings)
    yield _database(settings)
    yield _model(settings)
    if settings.render:
        yield _renderer(settings)


def _slack(settings: Settings, clock: Callable[[], datetime]) -> Iterator[Finding]:
    """The bot token, its scopes against the manifest's, and this machine's clock against Slack's."""
    if settings.slack_bot_token is None:
        yield Finding(
            "bot token",
            False,
            "SLACK_BOT_TOKEN is not set.",
            "api.slack.com/apps → your app → Install App → Bot User OAuth Token, into .env.",
        )
        return
    client = new_client(
        settings.slack_bot_token.get_secret_value(), settings.slack_api_url, timeout_s=_TIMEOUT_S
    )
    try:
        known = identity(client)
    except PostingError as error:
        yield Finding("bot token", False, f"Slack says {error.error}.", _token_fix(error))
        return
    yield Finding("bot token", True, f"{known['user']} in {known['team']}")
    yield _scopes(known["scopes"])
    yield _clock(known["date"], clock())


def _token_fix(error: PostingError) -> str:
    if error.retryable:
        return "Slack could not be reached: check the network, a proxy, SLACK_API_URL, and slack-status.com."
    return "Copy the Bot User OAuth Token (xoxb-…) again; reinstall the app if it was revoked."


def _scopes(granted: str) -> Finding:
    have = {scope.strip() for scope in granted.split(",") if scope.strip()}
    if not have:
        return Finding("scopes", True, "Slack did not say which scopes the token has.")
    missing = sorted(set(SCOPES) - have)
    if not missing:
        return Finding("scopes", True, f"all {len(SCOPES)} that are needed")
    told = "; ".join(f"{scope} ({SCOPES[scope]})" for scope in missing)
    return Finding(
        "scopes",
        False,
        f"missing: {told}",
        "App Manifest → paste the output of `aideals manifest`, save, then Install App → Reinstall.",
    )


def _clock(date: str, now: datetime) -> Finding:
    try:
        off = abs((parsedate_to_datetime(date) - now).total_seconds())
    except (TypeError, ValueError):
        return Finding("clock", True, "Slack did not say what time it is.")
    if off <= _MOST_SECONDS_OFF:
        return Finding("clock", True, f"{off:.0f} s from Slack’s")
    return Finding(
        "clock",
        False,
        f"{off:.0f} s from Slack’s: digests come at the wrong time, and signed requests are refused.",
        "Let the machine keep its time by NTP (`timedatectl set-ntp true`).",
    )


def _way_in(settings: Settings) -> Finding:
    """Socket Mode with its token, or HTTP with the signing secret."""
    if settings.slack_app_token is not None:
        client = new_client(None, settings.slack_api_url, timeout_s=_TIMEOUT_S)
        try:
            open_socket(client, settings.slack_app_token.get_secret_value())
        except PostingError as error:
            return Finding(
                "Socket Mode",
                False,
                f"Slack says {error.error}.",
                "Basic Information → App-Level Tokens: one with connections:write is SLACK_APP_TOKEN; "
                "Settings → Socket Mode must be on.",
            )
        return Finding("Socket Mode", True, "Slack gives a connection")
    if settings.slack_signing_secret is not None:
        return Finding("HTTP", True, f"signed requests on port {settings.port}, path {PATH}")
    return Finding(
        "way in",
        False,
        "neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP) is set.",
        "Basic Information → App-Level Tokens → Generate, with connections:write; into .env as SLACK_APP_TOKEN.",
    )


def _database(settings: Settings) -> Finding:
    try:
        with open_store(settings.db) as store:
            with store.read() as db:
                state = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
            with store.write():
                pass
    except StoreError as error:
        return Finding("database", False, str(error), "AIDEALS_DB names the file.")
    if state != "ok":
        return Finding(
            "database", False, f"{settings.db}: {state}", "Restore a backup, or `sqlite3 FILE .recover`."
        )
    return Finding("database", True, f"{settings.db}: sound and writable")


def _model(settings: Settings) -> Finding:
    """The model's server, where one is set; none is needed."""
    if settings.openai_api_key is None and settings.openai_base_url is None:
        return Finding("model", True, "none set; none is needed")
    import openai

    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    where = settings.openai_base_url or "api.openai.com"
    try:
        with openai.OpenAI(
            api_key=key, base_url=settings.openai_base_url, timeout=_TIMEOUT_S, max_retries=0
        ) as client:
            names = {model.id for model in client.models.list().data}
    except (openai.OpenAIError, ValueError) as error:
        return Finding(
            "model",
            False,
            f"{where}: {type(error).__name__}",
            "Check OPENAI_BASE_URL and OPENAI_API_KEY; the bot works without.",
        )
    wanted = settings.openai_model
    if wanted and names and wanted not in names:
        return Finding(
            "model", False, f"{where} has no model “{wanted}”", "Set OPENAI_MODEL to one that it has."
        )
    return Finding("model", True, f"{where} answers")


def _renderer(settings: Settings) -> Finding:
    """Whether pages that only scripts can draw can be drawn."""
    with reach.access(settings) as access:
        missing = lacking(access)
    if missing is None:
        return Finding("renderer", True, "Chromium is there")
    fix = "pip install playwright, apt-get install chromium-headless-shell (docs/reading.md); or unset AIDEALS_RENDER."
    return Finding("renderer", False, f"AIDEALS_RENDER={settings.render}, but {missing}.", fix)
