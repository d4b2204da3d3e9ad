"""Which addresses may be connected to: those of the public internet, and pairs that the operator excepts.

The check is made on the address that the connection then goes to, not on the name: a name that resolves twice cannot
cheat, and neither can numbers in disguise (decimal, octal, IPv4 inside IPv6).
"""

from __future__ import annotations

import ipaddress
import socket
import threading

from bot.errors import ReadingError

Allowed = frozenset[tuple[str, int]]
PORTS = (80, 443)

_LOCAL_ENDINGS = (
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".private",
    ".corp",
    ".home",
    ".lan",
    ".home.arpa",
)
_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarks
        "168.63.129.16/32",  # a cloud's host agent, on a public number
        "2001::/23",  # Teredo and other protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    False for private, local, link-local (metadata services), shared, multicast, reserved and documentation
    networks, and for every IPv6 form that carries an IPv4 address (mapped, NAT64, 6to4, Teredo).
    """
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if ip.version == 6 and ip not in _PUBLIC_V6:
        return False
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_private:
        return False
    return not any(ip.version == network.version and ip in network for network in _CLOSED)


def is_address(host: str) -> bool:
    """Whether the host is written as a number, not as a name."""
    try:
        ipaddress.ip_address(host.strip("[]").split("%")[0])
    except ValueError:
        return False
    return True


def is_local_name(host: str) -> bool:
    """Whether the name has a meaning only in a private network: no dot in it, or an ending kept for such networks."""
    return "." not in host.rstrip(".") or host.rstrip(".").endswith(_LOCAL_ENDINGS)


def resolve(host: str, port: int, *, allow: Allowed, timeout_s: float, url: str) -> list[str]:
    """The addresses that `host` may be reached at, in the resolver's order; never empty.

    A name with one closed address among open ones is refused whole. Raises ReadingError: "forbidden_address" (a closed
    address, or a port other than 80 and 443), "dns" (no such name, or no answer within `timeout_s`).
    """
    host = host.strip("[]").lower()
    excepted = (host, port) in allow
    if port not in PORTS and not excepted:
        raise ReadingError("forbidden_address", f"Port {port} is not open to links.", url=url)
    addresses = _look_up(host, port, timeout_s, url)
    if not excepted:
        for address in addresses:
            if not is_public(address) and (address, port) not in allow:
                raise ReadingError(
                    "forbidden_address", f"{host} is not an address of the public internet.", url=url
                )
    return addresses


def _look_up(host: str, port: int, timeout_s: float, url: str) -> list[str]:
    """The resolver has no timeout of its own, so it works in a thread that may be left behind."""
    answer: list[list[str]] = []
    failure: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.append(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            failure.append(error)

    thread = threading.Thread(target=ask, name="resolve", daemon=True)
    thread.start()
    thread.join(max(0.0, timeout_s))
    if answer and answer[0]:
        return answer[0]
    temporary = not failure or getattr(failure[0], "errno", None) == socket.EAI_AGAIN
    raise ReadingError("dns", f"The name {host} could not be resolved.", url=url, retryable=temporary)
