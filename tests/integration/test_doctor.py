"""What `aideals doctor` finds, against the playground; the manifest; logs without secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import logs, manifest
from bot.app import Bot
from bot.doctor import Finding, examine
from bot.errors import SettingsError
from bot.playground import Playground
from bot.settings import Settings
from bot.slack import new_client
from tests.stand_ins.running_bot import settings_for

ROOT = Path(__file__).parents[2]


def findings(settings: Settings, **options: Any) -> dict[str, Finding]:
    return {finding.name: finding for finding in examine(settings, **options)}


def test_a_good_installation_has_nothing_to_fix(tmp_path: Path) -> None:
    with Playground() as slack:
        found = findings(settings_for(slack, tmp_path))
    assert [finding for finding in found.values() if not finding.ok] == []
    assert found.keys() == {"bot token", "scopes", "clock", "Socket Mode", "database", "model"}


def test_missing_scopes_are_named_with_what_they_are_for(tmp_path: Path) -> None:
    with Playground(scopes=frozenset({"chat:write", "commands"})) as slack:
        found = findings(settings_for(slack, tmp_path))
    assert not found["scopes"].ok
    assert "users:read (the time zone of who first shared a link, for the digest)" in found["scopes"].message
    assert "aideals manifest" in found["scopes"].fix


def test_a_wrong_token_and_a_clock_that_is_off_are_found(tmp_path: Path) -> None:
    with Playground() as slack:
        late = findings(settings_for(slack, tmp_path), clock=lambda: datetime.now(UTC) + timedelta(minutes=7))
        slack.revoke_tokens()
        wrong = findings(settings_for(slack, tmp_path))
    assert not late["clock"].ok
    assert not wrong["bot token"].ok
    assert not wrong["Socket Mode"].ok


def test_nothing_set_tells_where_to_get_it(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, AIDEALS_DB=tmp_path / "aideals.db")  # type: ignore[call-arg]
    found = findings(settings)
    assert "Install App" in found["bot token"].fix
    assert "connections:write" in found["way in"].fix


def test_a_broken_database_and_an_unreachable_model_are_found(tmp_path: Path) -> None:
    (tmp_path / "aideals.db").write_bytes(b"this is no database " * 200)
    settings = Settings(  # type: ignore[call-arg]
        _env_file=None,
        AIDEALS_DB=tmp_path / "aideals.db",
        OPENAI_BASE_URL="http://127.0.0.1:9/v1",
        OPENAI_API_KEY="sk-secret-0123456789",
    )
    found = findings(settings)
    assert not found["database"].ok
    assert not found["model"].ok
    assert "sk-secret" not in str(found)


def test_no_finding_holds_a_secret(tmp_path: Path) -> None:
    with Playground() as slack:
        settings = settings_for(slack, tmp_path)
        slack.revoke_tokens()
        told = str(findings(settings))
        assert slack.bot_token not in told
        assert slack.app_token not in told


def test_the_manifest_in_the_repository_is_the_one_that_the_code_makes() -> None:
    assert json.loads((ROOT / "manifest.json").read_text("utf-8")) == manifest.build()


def test_the_http_manifest_has_its_addresses() -> None:
    made = manifest.build("https://bot.example/")
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://bot.example/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False


def test_without_tokens_the_bot_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        Bot(Settings(_env_file=None, AIDEALS_DB=tmp_path / "aideals.db"))  # type: ignore[call-arg]
    assert len(str(caught.value).splitlines()) == 4
    assert "aideals manifest" in str(caught.value)


def test_the_bot_starts_while_slack_is_down(tmp_path: Path) -> None:
    with Playground() as slack:
        slack.fail("apps.connections.open", status=500, times=2)
        slack.fail("auth.test", status=500)
        with Bot(settings_for(slack, tmp_path), pace_s=0.0):
            slack.wait_connected(20)
            slack.command("/aideals", "help", "maya", "deals")
            slack.command("/aideals", "help", "maya", "deals")
            slack.wait_for(lambda: slack.ephemerals("maya"), what="an answer")


def test_an_unsigned_request_is_refused(tmp_path: Path) -> None:
    body = {"type": "event_callback", "event": {"type": "message", "text": "https://a.example/x"}}
    with Playground() as slack, Bot(settings_for(slack, tmp_path, http=True), pace_s=0.0) as bot:
        address = f"http://127.0.0.1:{bot.port}/slack/events"
        assert httpx.post(address, json=body).status_code == 401
        assert httpx.get(address).status_code == 404
        assert slack.calls == []


def test_a_secret_does_not_reach_the_log() -> None:
    event = logs.mask(
        None, "", {"event": "token xoxb-1234-abcdef", "at": "wss://x.example/link/?ticket=abc", "n": 3}
    )
    assert event == {"event": "token …", "at": "wss://x.example/link/?…", "n": 3}


def test_a_client_for_posts_never_repeats_by_itself() -> None:
    assert new_client("xoxb-1", "https://slack.example/api/").retry_handlers == []
