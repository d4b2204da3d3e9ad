"""Whether the process that holds a lease is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.owner import is_gone, this_process

ROOT = Path(__file__).parents[2]
SAY = "from bot.owner import this_process; print(this_process(), flush=True); input()"


def test_this_process_is_not_gone() -> None:
    assert not is_gone(this_process())


def test_another_process_is_gone_once_it_ended() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SAY], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        name = other.stdout.readline().strip()
        assert name != this_process()
        assert not is_gone(name)
        other.kill()
        other.wait(30)
        assert is_gone(name)


def test_a_process_of_an_earlier_boot_is_gone() -> None:
    machine, _, *rest = this_process().split("|")
    assert is_gone("|".join((machine, "another boot", *rest)))


def test_a_process_id_that_was_given_anew_is_another_process() -> None:
    *parts, _ = this_process().split("|")
    assert is_gone("|".join((*parts, "1")))


@pytest.mark.parametrize("owner", ["", "released", "elsewhere|boot|space|1|1"])
def test_what_cannot_be_judged_is_left_to_its_lease(owner: str) -> None:
    assert not is_gone(owner)
