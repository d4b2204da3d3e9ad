"""httpx over connections that go only to checked addresses, with one deadline for everything that a fetch does.

httpx's own timeouts are a read's: a server that drips a byte a second would hold a worker for minutes. Here every
read, write, connect and handshake gets what is left of the whole.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import h2.exceptions
import httpcore
import httpx

from bot.errors import ReadingError
from bot.reading.access import Access
from bot.reading.address import resolve
from bot.reading.proxy import check_behind_proxy, proxy_pool, tunnel

_CONNECT_SHARE_S, _PATIENCE_S = 6.0, 20.0
FAULTS_OF_PROTOCOL = (httpcore.ProtocolError, httpx.ProtocolError, h2.exceptions.H2Error)
FAULTS = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    *FAULTS_OF_PROTOCOL,
)
"""What a connection or an exchange can end in; `explain` gives each its reason."""


class Deadline:
    """The moment when a fetch ends, whatever it is doing."""

    def __init__(self, timeout_s: float) -> None:
        self._end = time.monotonic() + timeout_s
        self.patience_s = min(timeout_s, _PATIENCE_S)

    def extend(self, seconds: float) -> None:
        """Time that was spent waiting for a turn is our own choice and does not count, as long as patience lasts."""
        self._end += seconds
        self.patience_s = max(0.0, self.patience_s - seconds)

    def left(self) -> float:
        """Seconds left; raises httpcore.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this link is over")
        return left


class TlsError(httpcore.ConnectError):
    """The handshake failed: certificate, version, or no TLS at all."""


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.left())
        except httpcore.ConnectError as error:
            raise TlsError(str(error)) from error
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Connections within the deadline; `addresses` says where a host is reached, or raises."""

    def __init__(self, deadline: Deadline, addresses: Callable[[str, int], Sequence[str]]) -> None:
        self._deadline, self._addresses = deadline, addresses
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._addresses(host, port)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            left = self._deadline.left()
            seconds = min(_CONNECT_SHARE_S, left) if len(addresses) > 1 else left
            try:
                stream = self._inner.connect_tcp(address, port, seconds, local_address, socket_options)
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(host)


def _as_named(host: str, port: int) -> Sequence[str]:
    """The operator's own proxy is reached by whatever its name resolves to."""
    return (host,)


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stream)

    def close(self) -> None:
        close = getattr(self._stream, "close", None)
        if close is not None:
            close()


class GuardedTransport(httpx.BaseTransport):
    """For one fetch: HTTP/1.1 and HTTP/2 to checked addresses, or through the operator's proxy, until the deadline.

    Raises httpcore's own errors and ReadingError.
    """

    def __init__(self, access: Access, *, deadline: Deadline, url: str) -> None:
        self._access, self._deadline, self._url = access, deadline, url
        self._pools: dict[str | None, httpcore.ConnectionPool] = {}

    def connect(self, host: str, port: int) -> httpcore.NetworkStream:
        """A connection of its own: to a checked address, or through the operator's proxy."""
        proxy = self._access.proxies.of("http" if port == 80 else "https", host, port)
        if proxy is None:
            return _Backend(self._deadline, self._checked).connect_tcp(host, port)
        self._check_behind_proxy(host, port)
        context, backend = _ssl_context(self._access.ca_file), _Backend(self._deadline, _as_named)
        return tunnel(proxy, host, port, context, backend, url=self._url)

    def check(self, url: httpx.URL) -> None:
        """Raise ReadingError where the host of `url` may not be asked."""
        port, proxy = self._way(url)
        if proxy is None:
            self._checked(url.host, port)
        else:
            self._check_behind_proxy(url.host, port)

    def _way(self, url: httpx.URL) -> tuple[int, str | None]:
        """The port that is asked, and the proxy that asks it for us (None: nobody does)."""
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        return port, self._access.proxies.of(url.scheme, url.host, port)

    def _check_behind_proxy(self, host: str, port: int) -> None:
        check_behind_proxy(
            host, port, allow=self._access.allow, timeout_s=self._deadline.left(), url=self._url
        )

    def _checked(self, host: str, port: int) -> Sequence[str]:
        return resolve(host, port, allow=self._access.allow, timeout_s=self._deadline.left(), url=self._url)

    def _pool(self, url: httpx.URL) -> httpcore.ConnectionPool:
        """The pool that asks for `url`; its host is checked here where a proxy will connect to it."""
        port, proxy = self._way(url)
        if proxy is not None:
            self._check_behind_proxy(url.host, port)
        if proxy not in self._pools:
            context = _ssl_context(self._access.ca_file)
            if proxy is None:
                backend = _Backend(self._deadline, self._checked)
                pool = httpcore.ConnectionPool(
                    ssl_context=context, http1=True, http2=True, max_connections=4, network_backend=backend
                )
            else:
                pool = proxy_pool(proxy, context, _Backend(self._deadline, _as_named), url=self._url)
            self._pools[proxy] = pool
        return self._pools[proxy]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response with its body still on the way, as httpx asks of a transport."""
        answer = self._pool(request.url).handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.read(),
            )
        )
        body = _Body(cast(Iterable[bytes], answer.stream))
        return httpx.Response(
            answer.status, headers=answer.headers, stream=body, extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection of the fetch."""
        for pool in self._pools.values():
            pool.close()


@cache
def _ssl_context(ca_file: Path | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def explain(error: Exception, url: str) -> ReadingError:
    """The ReadingError of a failed connection or exchange: "timeout", "tls", "server_error" or "unreachable"."""
    if isinstance(error, httpcore.TimeoutException):
        return ReadingError("timeout", "The site did not answer in time.", url=url, retryable=True)
    if isinstance(error, (TlsError, ssl.SSLError)):
        return ReadingError("tls", "The site's certificate or encryption is not valid.", url=url)
    if isinstance(error, FAULTS_OF_PROTOCOL):
        return ReadingError(
            "server_error", f"The site broke the protocol ({error}).", url=url, retryable=True
        )
    if isinstance(error, httpcore.ProxyError):
        return ReadingError(
            "unreachable", f"The proxy did not let it through ({error}).", url=url, retryable=True
        )
    return ReadingError("unreachable", "The site could not be reached.", url=url, retryable=True)
