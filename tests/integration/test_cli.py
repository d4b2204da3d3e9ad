"""The command line as people run it: a process of its own, its output, its messages, its exit code."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

STORY = (
    "Lumen Notes raised $60 million in a Series B round led by Harbor Peak Ventures, the company said on Tuesday.\n\n"
    "Separately, Pinewheel laid off 42 people, or about 20% of its staff, last week."
)


@pytest.fixture
def aideals(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run `aideals` in an empty folder without any setting of ours."""

    def run(*args: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("SLACK_", "AIDEALS_", "OPENAI_"))}
        command = [str(Path(sys.executable).parent / "aideals"), *args]
        return subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**env, **settings},
            timeout=90,
        )

    return run


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.json"
    article = {
        "url": "https://news.example/lumen",
        "title": "Lumen Notes raises $60M",
        "publisher": "The Ledger Post",
        "published": "2026-11-18",
        "language": "en",
        "text": STORY,
    }
    path.write_text(json.dumps(article), "utf-8")
    return path


def test_read_prints_one_document_a_line_with_its_facts(aideals, story: Path) -> None:  # type: ignore[no-untyped-def]
    done = aideals("read", "--json", str(story))
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    document = json.loads(line)
    (deal,) = document["deals"]
    assert (deal["company"], deal["kind"], deal["status"], deal["round"]) == (
        "Lumen Notes",
        "funding",
        "completed",
        "series_b",
    )
    assert deal["amount"] == {
        "value": 60_000_000,
        "currency": "USD",
        "qualifier": "exact",
        "raw": "$60 million",
        "stated_conversion": None,
    }
    assert deal["counterparties"] == [{"name": "Harbor Peak Ventures", "role": "lead"}]
    (signal,) = document["signals"]
    assert (signal["company"], signal["kind"], signal["headcount"], signal["workforce_percent"]) == (
        "Pinewheel",
        "layoffs",
        42,
        20,
    )
    for fact in (deal, signal):
        evidence = fact["evidence"]
        assert document["article"]["text"][evidence["start"] : evidence["end"]] == evidence["quote"]


def test_read_shows_a_card_with_the_quoted_sentences(aideals, story: Path) -> None:  # type: ignore[no-untyped-def]
    done = aideals("read", str(story))
    assert done.returncode == 0, done.stderr
    for words in (
        "Lumen Notes raises $60M",
        "The Ledger Post",
        "$60M",
        "Harbor Peak Ventures",
        "Pinewheel",
        "42",
    ):
        assert words in done.stdout


def test_sources_come_out_in_order_and_one_that_fails_says_why(aideals, story: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    note = tmp_path / "note.txt"
    note.write_text("달빛커머스는 지난달 30억원 규모의 시드 투자를 유치했다고 밝혔다.", "utf-8")
    many = [str(story), "missing.html", str(note), str(story), str(note), str(story)]
    done = aideals("read", "--json", *many)
    assert done.returncode == 1
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [d.get("error", {}).get("reason") for d in documents] == [
        None,
        "not_found",
        None,
        None,
        None,
        None,
    ]
    assert documents[1]["article"] == {"url": None}
    assert [d["article"]["language"] for d in documents if "error" not in d] == ["en", "ko", "en", "ko", "en"]
    assert documents[2]["deals"][0]["company"] == "달빛커머스"


def test_standard_input_is_a_source_and_takes_an_address(aideals) -> None:  # type: ignore[no-untyped-def]
    done = aideals("read", "--json", "--url", "https://news.example/a", "-", stdin=STORY)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["article"]["url"] == "https://news.example/a"
    assert document["deals"][0]["amount"]["value"] == 60_000_000


def test_an_address_goes_with_one_source_only(aideals, story: Path) -> None:  # type: ignore[no-untyped-def]
    done = aideals("read", "--url", "https://news.example/a", str(story), str(story))
    assert done.returncode == 2
    assert done.stderr.strip() == "aideals: --url goes with one source."


def test_a_private_address_is_refused_unless_allowed(aideals) -> None:  # type: ignore[no-untyped-def]
    done = aideals("read", "--json", "http://127.0.0.1:9/story")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["reason"] == "forbidden_address"


def test_save_keeps_the_facts_and_export_writes_them(aideals, story: Path) -> None:  # type: ignore[no-untyped-def]
    assert aideals("read", "--save", str(story)).returncode == 0
    done = aideals("export", "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert any("Lumen Notes" in row.values() for row in rows)
    again = json.loads(aideals("export", "--format", "json").stdout)
    assert [deal["company"] for deal in again["deals"]] == ["Lumen Notes"]
    assert [signal["company"] for signal in again["signals"]] == ["Pinewheel"]


def test_reading_without_save_leaves_no_database(aideals, story: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert aideals("read", str(story)).returncode == 0
    assert not (tmp_path / "aideals.db").exists()


def test_run_without_tokens_says_how_to_get_them(aideals) -> None:  # type: ignore[no-untyped-def]
    done = aideals("run")
    assert done.returncode == 2
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert "aideals manifest" in done.stderr
    assert [line[:5] for line in done.stderr.splitlines() if line.startswith("  ")] == [
        "  1. ",
        "  2. ",
        "  3. ",
    ]


def test_doctor_says_what_is_wrong_and_how_to_fix_it(aideals) -> None:  # type: ignore[no-untyped-def]
    done = aideals("doctor", SLACK_BOT_TOKEN="xoxb-hush-hush", SLACK_API_URL="http://127.0.0.1:9/api/")
    assert done.returncode == 1
    assert "hush" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(aideals, story: Path) -> None:  # type: ignore[no-untyped-def]
    done = aideals("read", str(story), AIDEALS_WORKERS="many")
    assert done.returncode == 2
    assert done.stderr.startswith("aideals: AIDEALS_WORKERS: ")


def test_an_unknown_export_format_is_named(aideals) -> None:  # type: ignore[no-untyped-def]
    done = aideals("export", "--format", "pdf")
    assert done.returncode == 2
    assert "“pdf” is not one of csv, xlsx, json" in done.stderr


def test_export_without_a_database_says_so(aideals) -> None:  # type: ignore[no-untyped-def]
    done = aideals("export")
    assert done.returncode == 1
    assert "aideals.db" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["read", "demo", "run", "digest", "doctor", "manifest", "export"])
def test_each_command_explains_itself(aideals, command: str) -> None:  # type: ignore[no-untyped-def]
    done = aideals(command, "--help")
    assert done.returncode == 0
    assert "Usage: aideals" in done.stdout


def test_readme_names_every_command(aideals) -> None:  # type: ignore[no-untyped-def]
    from bot.cli import app

    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    names = [info.name or info.callback.__name__ for info in app.registered_commands if info.callback]
    missing = [name for name in names if f"aideals {name}" not in readme]
    assert missing == []
