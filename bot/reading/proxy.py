"""Pages behind a proxy: the connection goes to the proxy, so a page's host is checked by its name, where it can be."""

from __future__ import annotations

import base64
import ssl
from urllib.parse import unquote, urlsplit

import httpcore

from bot.errors import ReadingError
from bot.reading.address import Allowed, is_address, is_local_name, resolve

_LOOK_UP_S = 2.0


def check_behind_proxy(host: str, port: int, *, allow: Allowed, timeout_s: float, url: str) -> None:
    """Raise ReadingError("forbidden_address") for what the proxy must not be asked for.

    Numbers are judged as they stand, and names that only a private network knows by their ending. A name that this
    machine can resolve must be public here too; one that it cannot is the proxy's to resolve.
    """
    host = host.strip("[]").lower()
    if (host, port) not in allow and not is_address(host) and is_local_name(host):
        raise ReadingError("forbidden_address", f"{host} is not a name of the public internet.", url=url)
    try:
        resolve(host, port, allow=allow, timeout_s=min(_LOOK_UP_S, timeout_s), url=url)
    except ReadingError as error:
        if error.reason != "dns":
            raise


def proxy_pool(
    proxy: str, ssl_context: ssl.SSLContext, backend: httpcore.NetworkBackend, *, url: str
) -> httpcore.ConnectionPool:
    """Connections through `proxy` (http, https, socks5, socks5h; user name and password in it are used).

    Raises ReadingError("unreachable") where its address makes no sense.
    """
    parts = urlsplit(proxy)
    auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    try:
        if parts.scheme in ("socks5", "socks5h") and parts.hostname:
            return httpcore.SOCKSProxy(
                f"socks5://{_place(parts.hostname, parts.port or 1080)}",
                proxy_auth=auth,
                ssl_context=ssl_context,
                http2=True,
                network_backend=backend,
            )
        if parts.scheme in ("http", "https") and parts.hostname:
            port = parts.port or (443 if parts.scheme == "https" else 80)
            return httpcore.HTTPProxy(
                f"{parts.scheme}://{_place(parts.hostname, port)}",
                proxy_auth=auth,
                ssl_context=ssl_context,
                proxy_ssl_context=ssl_context if parts.scheme == "https" else None,
                http2=True,
                network_backend=backend,
            )
    except ValueError:
        pass
    raise ReadingError("unreachable", "The proxy's address in the settings makes no sense.", url=url)


def tunnel(
    proxy: str,
    host: str,
    port: int,
    ssl_context: ssl.SSLContext,
    backend: httpcore.NetworkBackend,
    *,
    url: str,
) -> httpcore.NetworkStream:
    """A connection to `host` through an http(s) proxy, for whatever is spoken inside it.

    Raises httpcore.ProxyError where the proxy refuses, ReadingError("unreachable") for another kind of proxy.
    """
    parts = urlsplit(proxy)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ReadingError("unreachable", "The renderer can only go through an http proxy.", url=url)
    pool = httpcore.ConnectionPool(ssl_context=ssl_context, network_backend=backend)
    target = _place(host, port)
    headers = [("Host", target)]
    if parts.username:
        known = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers.append(("Proxy-Authorization", "Basic " + base64.b64encode(known.encode()).decode()))
    own_port = parts.port or (443 if parts.scheme == "https" else 80)
    place = httpcore.URL(scheme=parts.scheme, host=parts.hostname, port=own_port, target=target)
    answer = pool.handle_request(httpcore.Request("CONNECT", place, headers=headers))
    if not 200 <= answer.status < 300:
        pool.close()
        raise httpcore.ProxyError(str(answer.status))
    stream: httpcore.NetworkStream = answer.extensions["network_stream"]
    return stream


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
