"""How pages are asked for: what is allowed, the bot's name and contact, proxies, pace, robots.txt, the renderer."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined]

from bot.reading.address import Allowed
from bot.reading.pace import Pace

ROBOT = "aideals"
"""The name that robots.txt calls us by."""


@dataclass(frozen=True, slots=True)
class Proxies:
    """The usual variables' proxies, by the scheme of the page that is asked for. `none` is NO_PROXY's list."""

    http: str | None = field(default=None, repr=False)
    https: str | None = field(default=None, repr=False)
    every: str | None = field(default=None, repr=False)
    none: str = ""

    def of(self, scheme: str, host: str, port: int) -> str | None:
        """The address of the proxy for that host, None where it is asked directly."""
        proxy = (self.https if scheme == "https" else self.http) or self.every
        if not proxy or (self.none and proxy_bypass_environment(f"{host}:{port}", {"no": self.none})):
            return None
        return proxy if "://" in proxy else f"http://{proxy}"


@dataclass(frozen=True, slots=True)
class Access:
    """Everything beside the limits that decides how a page is asked for.

    `contact`: an address or a mailbox that the User-Agent names; "" for none. `ca_file`: further certificates to
    trust. `pace`: shared by all processes that must not press one host; None asks without waiting. `robots`: whether
    robots.txt is obeyed. `render`: whether pages that only scripts can draw are drawn in Chromium; `chromium` is its
    program (None: the one that is found).
    """

    allow: Allowed = frozenset()
    contact: str = ""
    proxies: Proxies = Proxies()
    ca_file: Path | None = None
    pace: Pace | None = None
    robots: bool = False
    render: bool = False
    chromium: Path | None = None

    @property
    def user_agent(self) -> str:
        """Who asks: the bot by name and version, and whom to write to."""
        known = "; ".join(("compatible", f"{ROBOT}/{_version()}", *([self._reach] if self.contact else [])))
        return f"Mozilla/5.0 ({known})"

    @property
    def _reach(self) -> str:
        return f"+{self.contact}" if "://" in self.contact else self.contact


def _version() -> str:
    try:
        return version("aideals")
    except PackageNotFoundError:
        return "0"
