"""httpx over connections that go only to checked addresses, with one deadline for everything that a fetch does.

httpx's own timeouts are a read's: a server that drips a byte a second would hold a worker for minutes. Here every
read, write, connect and handshake gets what is left of the whole.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any, cast

import httpcore
import httpx

from bot.errors import ReadingError
from bot.reading.address import Allowed, resolve

_CONNECT_SHARE_S = 6.0


class Deadline:
    """The moment when a fetch ends, whatever it is doing."""

    def __init__(self, timeout_s: float) -> None:
        self._end = time.monotonic() + timeout_s

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


class _GuardedBackend(httpcore.NetworkBackend):
    def __init__(self, allow: Allowed, deadline: Deadline, url: str) -> None:
        self._allow, self._deadline, self._url = allow, deadline, url
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = resolve(host, port, allow=self._allow, timeout_s=self._deadline.left(), url=self._url)
        failure: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            seconds = (
                min(_CONNECT_SHARE_S, self._deadline.left()) if len(addresses) > 1 else self._deadline.left()
            )
            try:
                stream = self._inner.connect_tcp(address, port, seconds, local_address, socket_options)
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore.ConnectError(host)


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
    """For one fetch: HTTP/1.1 and HTTP/2 to checked addresses until the deadline.

    Raises httpcore's own errors and ReadingError.
    """

    def __init__(self, *, allow: Allowed, deadline: Deadline, ssl_context: ssl.SSLContext, url: str) -> None:
        backend = _GuardedBackend(allow, deadline, url)
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context, http1=True, http2=True, max_connections=4, network_backend=backend
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The response with its body still on the way, as httpx asks of a transport."""
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
            )
        )
        body = _Body(cast(Iterable[bytes], answer.stream))
        return httpx.Response(
            answer.status, headers=answer.headers, stream=body, extensions=answer.extensions
        )

    def close(self) -> None:
        """Close every connection of the fetch."""
        self._pool.close()


def explain(error: Exception, url: str) -> ReadingError:
    """The ReadingError of a failed connection or exchange: "timeout", "tls", "server_error" or "unreachable"."""
    if isinstance(error, httpcore.TimeoutException):
        return ReadingError("timeout", "The site did not answer in time.", url=url, retryable=True)
    if isinstance(error, (TlsError, ssl.SSLError)):
        return ReadingError("tls", "The site's certificate or encryption is not valid.", url=url)
    if isinstance(error, (httpcore.ProtocolError, httpx.ProtocolError)):
        return ReadingError(
            "server_error", f"The site broke the protocol ({error}).", url=url, retryable=True
        )
    return ReadingError("unreachable", "The site could not be reached.", url=url, retryable=True)
