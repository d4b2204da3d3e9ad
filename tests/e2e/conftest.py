"""The whole bot with everything real but Slack and the web: what the end-to-end tests share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot import channels
from bot.app import Bot
from bot.playground.newsstand import Newsstand
from bot.settings import Settings
from storage.database import open_store
from storage.records import Weekday

T = TypeVar("T")
NODE = Path(__file__).parents[1] / "node" / "node_modules"


@pytest.fixture(scope="module")
def newsstand() -> Iterator[Newsstand]:
    with Newsstand(datetime.now(UTC)) as running:
        yield running


class House:
    """Ways to set a bot up, to read its messages and to wait for programs that tell nothing by themselves."""

    def settings(self, db: Path, newsstand: Newsstand, **given: Any) -> Settings:
        """Settings of a bot that reads the newsstand; `given` are settings by their environment names."""
        plain = {"AIDEALS_DB": db, "AIDEALS_FETCH_ALLOW": newsstand.address, "AIDEALS_LANGUAGE": ""}
        return Settings(_env_file=None, **plain, **given)  # type: ignore[call-arg, arg-type]

    def digest_in(self, bot: Bot, db: Path, team: str, channel: str, seconds: float = 1.0) -> None:
        """Set the channel's weekly digest to a time so many seconds away; APScheduler does the rest."""
        with open_store(db) as store:
            zone = ZoneInfo(channels.settings_of(store, team, channel).time_zone)
            due = datetime.now(zone) + timedelta(seconds=seconds + 1)
            day = get_args(Weekday)[due.weekday()]
            channels.change(store, team, channel, by=None, digest_weekday=day, digest_time=f"{due:%H:%M:%S}")
        bot.schedule.sync()

    def words(self, message: dict[str, Any]) -> str:
        """Everything that a message shows, as one string."""

        def inside(part: Any) -> Iterator[str]:
            if isinstance(part, dict):
                if isinstance(part.get("text"), str):
                    yield part["text"]
                for key, value in part.items():
                    if key != "text" or isinstance(value, dict):
                        yield from inside(value)
            elif isinstance(part, list):
                for each in part:
                    yield from inside(each)

        return "\n".join([message.get("text", ""), *inside(message.get("blocks") or [])])

    def eventually(self, what: str, probe: Callable[[], T], timeout: float = 30.0) -> T:
        """What `probe` returns once that is truthy: for programs that can only be asked. AssertionError after the time."""
        until = time.monotonic() + timeout
        error: Exception | None = None
        while time.monotonic() < until:
            try:
                value = probe()
                if value:
                    return value
            except (OSError, httpx.HTTPError, KeyError, ValueError) as caught:
                error = caught
            time.sleep(0.1)
        raise AssertionError(f"{what}: not within {timeout} s ({error})")

    def free_port(self) -> int:
        """A port that nobody listens on."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    def program(self, name: str) -> Path:
        """A program of tests/node; where it is missing the test is skipped, and fails in CI."""
        path = NODE / name
        if not path.exists():
            missing = f"{name.split('/')[0]} is not installed: run tests/fetch (it needs npm)"
            if os.environ.get("CI") == "true":
                pytest.fail(missing)
            pytest.skip(missing)
        return path

    def start(
        self, *command: str | Path, cwd: Path, env: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A process that writes to `cwd`/output.txt and `cwd`/errors.txt."""
        with (cwd / "output.txt").open("ab") as output, (cwd / "errors.txt").open("ab") as errors:
            return subprocess.Popen(
                [str(part) for part in command], cwd=cwd, env=env, stdout=output, stderr=errors
            )

    def start_aideals(self, *arguments: str, cwd: Path, **env: str) -> subprocess.Popen[bytes]:
        """The command line in a process of its own, with nothing in its environment but `env`."""
        bare = {"PATH": os.environ["PATH"], "HOME": str(cwd), "PYTHONUTF8": "1", **env}
        return self.start(
            sys.executable, "-c", "from bot.cli import main; main()", *arguments, cwd=cwd, env=bare
        )

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End a process that we started, politely first."""
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)


@pytest.fixture(scope="session")
def house() -> House:
    return House()
