"""Which process holds a lease, in a name that tells another process on the same machine whether it is gone."""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

_SEPARATOR = "|"


def this_process() -> str:
    """This process's name: machine, boot, process namespace, process id and when it began."""
    return _name(os.getpid())


def is_gone(owner: str) -> bool:
    """True only where it is certain: a process of this machine that runs no more. Others end with their lease."""
    parts = owner.split(_SEPARATOR)
    if len(parts) != 5 or parts[0] != socket.gethostname():
        return False
    here = _name(os.getpid()).split(_SEPARATOR)
    if parts[1] != here[1]:
        return True
    if parts[2] != here[2]:
        return False
    pid = int(parts[3])
    return not _exists(pid) or (bool(parts[4]) and _began(pid) not in ("", parts[4]))


def _name(pid: int) -> str:
    return _SEPARATOR.join((socket.gethostname(), _boot(), _namespace(), str(pid), _began(pid)))


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _began(pid: int) -> str:
    """When the process began, in clock ticks since the boot; empty where the system does not tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]


@cache
def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


@cache
def _namespace() -> str:
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
