"""A web server of our own on port 0: pages, redirects, and everything that a hostile one may do on the wire.

with Web({"/a": Page("<p>…</p>"), "/slow": drip(b"x", every_s=0.2)}) as web:
    fetch(web.url("/a"), Limits(), Access(allow=web.allowed))
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType

from bot.reading.access import Access


@dataclass(frozen=True)
class Request:
    """What was asked: method, path with its query, headers (lower-case names), body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Page:
    """An ordinary answer."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def wire(self) -> bytes:
        body = self.body.encode() if isinstance(self.body, str) else self.body
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = [f"{name}: {value}" for name, value in {**headers, **self.headers}.items()]
        return f"HTTP/1.1 {self.status} X\r\n".encode() + "\r\n".join(lines).encode() + b"\r\n\r\n" + body


Stream = Callable[[threading.Event], Iterator[bytes]]
Answer = Page | Stream | Callable[[Request], Page]


def redirect(to: str, status: int = 302, **headers: str) -> Page:
    return Page(status=status, headers={"Location": to, **headers})


def drip(head: bytes, piece: bytes, *, every_s: float) -> Stream:
    """`head` at once, then `piece` again and again."""

    def stream(stop: threading.Event) -> Iterator[bytes]:
        yield head
        while not stop.wait(every_s):
            yield piece

    stream.is_stream = True  # type: ignore[attr-defined]
    return stream


def raw(*pieces: bytes) -> Stream:
    """Just these bytes, then the end of the connection."""

    def stream(stop: threading.Event) -> Iterator[bytes]:
        yield from pieces

    stream.is_stream = True  # type: ignore[attr-defined]
    return stream


class Web:
    """The server; `requests` holds what was asked, `connections` counts who came."""

    def __init__(self, pages: dict[str, Answer], *, host: str = "127.0.0.1") -> None:
        self._pages, self._host = pages, host
        self._stop = threading.Event()
        self.requests: list[Request] = []
        self.connections = 0

    def __enter__(self) -> Web:
        self._listener = socket.create_server((self._host, 0))
        self.port = self._listener.getsockname()[1]
        self.allowed = frozenset({(self._host, self.port), ("localhost", self.port)})
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    @property
    def access(self) -> Access:
        """Access that lets this server be asked."""
        return Access(allow=self.allowed)

    def url(self, path: str = "/", *, host: str | None = None, scheme: str = "http") -> str:
        return f"{scheme}://{host or self._host}:{self.port}{path}"

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                request = self._read(connection)
                if request is not None:
                    self._answer(connection, request)
            except OSError:
                return  # the reader went away: that is what a limit is for

    def _read(self, connection: socket.socket) -> Request | None:
        connection.settimeout(10)
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65_536)
            if not piece:
                return None
            data += piece
            if data[:1] == b"\x16":  # a TLS greeting: answered with what stands under "tls"
                return Request("TLS", "tls", {})
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ", 2)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", "0")):
            body += connection.recv(65_536)
        request = Request(method, path, headers, body)
        self.requests.append(request)
        return request

    def _answer(self, connection: socket.socket, request: Request) -> None:
        answer = self._pages.get(request.path, Page("nothing here", status=404))
        if isinstance(answer, Page):
            connection.sendall(answer.wire())
        elif getattr(answer, "is_stream", False):
            for piece in answer(self._stop):  # type: ignore[arg-type,union-attr]
                connection.sendall(piece)
        else:
            connection.sendall(answer(request).wire())  # type: ignore[arg-type,union-attr]
