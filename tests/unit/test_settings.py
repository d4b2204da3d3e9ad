"""Settings: .env.example tells the truth, wrong values are named, secrets stay secret."""

import itertools
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load

EXAMPLE = Path(__file__).parents[2] / ".env.example"


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def example() -> dict[str, str]:
    lines = [line for line in EXAMPLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_example_names_every_setting_with_its_default() -> None:
    defaults = {}
    for field in Settings.model_fields.values():
        value = "" if field.default is None else str(field.default)
        defaults[str(field.alias)] = value.removesuffix(".0")
    assert example() == defaults


def test_each_setting_of_the_example_is_explained_in_the_line_above() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    unexplained = [
        line
        for above, line in itertools.pairwise(lines)
        if "=" in line and line[0] != "#" and above[:1] != "#"
    ]
    assert unexplained == []


def test_the_example_as_it_stands_can_be_loaded() -> None:
    settings = load(EXAMPLE)
    assert settings.slack_bot_token is None
    assert settings.fetch_timeout_s == 20


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "70000")
    with pytest.raises(SettingsError, match=r"^PORT: Input should be less than or equal to 65535"):
        load(None)


def test_a_wrong_value_is_not_repeated_where_it_could_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEALS_LOG_FORMAT", "xoxb-oops")
    with pytest.raises(SettingsError) as caught:
        load(None)
    assert "xoxb-oops" not in str(caught.value)


def test_allowed_addresses_are_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEALS_FETCH_ALLOW", "CMS.local:8080, 127.0.0.1:9000 [::1]:80")
    assert load(None).allowed_addresses == {("cms.local", 8080), ("127.0.0.1", 9000), ("::1", 80)}


def test_an_address_without_a_port_is_refused_when_settings_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIDEALS_FETCH_ALLOW", "cms.local")
    with pytest.raises(SettingsError, match=r"AIDEALS_FETCH_ALLOW: “cms\.local” is not host:port"):
        load(None)


def test_tokens_are_masked_in_print(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-123-hush")
    assert "hush" not in repr(load(None))
