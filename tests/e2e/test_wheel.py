"""What pip would install: the wheel holds the tables, and `aideals read` runs from it, far from this folder."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without network by the installed build backend."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=110)
    (built,) = folder.glob("aideals-*.whl")
    return built


def test_the_wheel_holds_every_table_and_page(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    kept = {
        str(path.relative_to(ROOT))
        for package in ("bot", "handlers", "storage")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert kept - inside == set()


def test_aideals_reads_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(unpacked)
    story = tmp_path / "story.txt"
    story.write_text("Lumen Notes raised $60 million in a Series B round.", "utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", "from bot.cli import main; main()", "read", "--json", str(story)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(unpacked), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    (deal,) = json.loads(done.stdout)["deals"]
    assert (deal["company"], deal["round"], deal["amount"]["value"]) == (
        "Lumen Notes",
        "series_b",
        60_000_000,
    )
