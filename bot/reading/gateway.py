"""A browser's only way out: a SOCKS5 server on 127.0.0.1 that connects to checked addresses, within a time and a size.

Chromium resolves no names itself then; each host that a page wants passes the same guard as a fetch.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from types import TracebackType

import httpcore

from bot.errors import ReadingError
from bot.reading.transport import FAULTS, Deadline

_STEP = 65_536
_MOST_CONNECTIONS = 64
_GRANTED, _REFUSED, _UNREACHABLE, _UNSUPPORTED = 0, 2, 4, 7
_IPV4, _NAME, _IPV6 = 1, 3, 4


class Gateway:
    """Open inside `with`. `failures` holds why hosts were refused, `exceeded` whether the bytes ran out."""

    def __init__(
        self, connect: Callable[[str, int], httpcore.NetworkStream], *, max_bytes: int, deadline: Deadline
    ) -> None:
        """`connect` opens a connection or raises; `max_bytes` is for all that comes in, over all connections."""
        self._connect, self._left, self._deadline = connect, max_bytes, deadline
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        self.failures: dict[str, ReadingError] = {}
        self.exceeded = False

    def __enter__(self) -> Gateway:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="gateway", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._hang_up()

    def _accept(self) -> None:
        while True:
            try:
                asking, _ = self._listener.accept()
            except OSError:
                return
            with self._guard:
                full = len(self._open) >= 2 * _MOST_CONNECTIONS
            if full or self.exceeded:
                asking.close()
            else:
                threading.Thread(target=self._serve, args=(asking,), name="gateway", daemon=True).start()

    def _serve(self, asking: socket.socket) -> None:
        with asking, contextlib.suppress(OSError, EOFError, *FAULTS):
            asking.settimeout(self._deadline.left())
            self._keep(asking)
            try:
                asked = _asked(asking)
                if asked is None:
                    asking.sendall(_reply(_UNSUPPORTED))
                    return
                outside = self._outside(asking, *asked)
                if outside is not None:
                    self._relay(asking, outside)
            finally:
                self._let_go(asking)

    def _outside(self, asking: socket.socket, host: str, port: int) -> socket.socket | None:
        try:
            stream = self._connect(host, port)
        except ReadingError as error:
            self.failures[host] = error
            asking.sendall(_reply(_REFUSED))
            return None
        except FAULTS:
            asking.sendall(_reply(_UNREACHABLE))
            return None
        outside: socket.socket = stream.get_extra_info("socket")
        asking.sendall(_reply(_GRANTED))
        return outside

    def _relay(self, asking: socket.socket, outside: socket.socket) -> None:
        """Bytes both ways until one side ends, the time is over or the bytes have run out."""
        self._keep(outside)
        try:
            with outside:
                while True:
                    ready, _, _ = select.select((asking, outside), (), (), self._deadline.left())
                    for source in ready:
                        if not self._pass_on(source, outside if source is asking else asking, outside):
                            return
        finally:
            self._let_go(outside)

    def _pass_on(self, source: socket.socket, target: socket.socket, outside: socket.socket) -> bool:
        """Whether the connection goes on after what has come from `source` was passed on."""
        while True:
            source.settimeout(self._deadline.left())
            data = source.recv(_STEP)
            if not data or (source is outside and not self._spend(len(data))):
                return False
            target.settimeout(self._deadline.left())
            target.sendall(data)
            if not (isinstance(source, ssl.SSLSocket) and source.pending()):
                return True

    def _spend(self, count: int) -> bool:
        with self._guard:
            self._left -= count
            self.exceeded = self.exceeded or self._left < 0
        if self.exceeded:
            self._hang_up()
        return not self.exceeded

    def _keep(self, each: socket.socket) -> None:
        with self._guard:
            self._open.add(each)

    def _let_go(self, each: socket.socket) -> None:
        with self._guard:
            self._open.discard(each)

    def _hang_up(self) -> None:
        with self._guard:
            for each in self._open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)


def _asked(asking: socket.socket) -> tuple[str, int] | None:
    """The host and port of the browser's CONNECT; None for any other wish. Raises EOFError, OSError."""
    version, methods = _exactly(asking, 2)
    if version != 5:
        return None
    _exactly(asking, methods)
    asking.sendall(b"\x05\x00")
    version, command, _, kind = _exactly(asking, 4)
    if kind == _IPV4:
        host = socket.inet_ntop(socket.AF_INET, _exactly(asking, 4))
    elif kind == _IPV6:
        host = socket.inet_ntop(socket.AF_INET6, _exactly(asking, 16))
    elif kind == _NAME:
        host = _exactly(asking, _exactly(asking, 1)[0]).decode("ascii", "replace")
    else:
        return None
    (port,) = struct.unpack("!H", _exactly(asking, 2))
    return (host, port) if (version, command) == (5, 1) else None


def _exactly(asking: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = asking.recv(count - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


def _reply(code: int) -> bytes:
    return struct.pack("!BBBB4sH", 5, code, 0, _IPV4, bytes(4), 0)
