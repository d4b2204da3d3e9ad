"""Compressed bytes to plain ones, in small steps: a kilobyte that unpacks to a gigabyte is stopped at the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli  # type: ignore[import-untyped]

STEP = 65_536
_MOST_LAYERS = 3


class TooLargeError(Exception):
    """More bytes came out than are allowed."""


class BrokenError(Exception):
    """The bytes are not what Content-Encoding says, or they end early."""


def decompressed(chunks: Iterable[bytes], encodings: str, max_bytes: int) -> Iterator[bytes]:
    """The plain bytes in pieces of about 64 kB (those that came plain, as they came), never more than `max_bytes`.

    `encodings` is the Content-Encoding header: gzip, deflate, br, several of them, or "". Each layer is held to
    `max_bytes`. Raises TooLargeError and BrokenError.
    """
    names = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    names = [name for name in names if name != "identity"]
    if len(names) > _MOST_LAYERS:
        raise BrokenError("too many layers")
    stream = _limited(chunks, max_bytes)
    for name in reversed(names):
        if name in ("gzip", "x-gzip"):
            stream = _limited(_gunzip(stream), max_bytes)
        elif name == "deflate":
            stream = _limited(_inflate(stream), max_bytes)
        elif name == "br":
            stream = _limited(_unbrotli(stream), max_bytes)
        else:
            raise BrokenError(f"unknown encoding {name}")
    return stream


def _limited(chunks: Iterable[bytes], max_bytes: int) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > max_bytes:
            raise TooLargeError
        yield chunk


def _gunzip(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """One or several gzip members; bytes that are no gzip at all pass as they are (servers do mislabel)."""
    source = iter(chunks)
    head = _head(source, 2)
    if head and not head.startswith(b"\x1f\x8b"):
        yield head
        yield from source
        return
    engine, rest = zlib.decompressobj(16 + zlib.MAX_WBITS), head
    while True:
        yield from _steps(engine, rest)
        if engine.eof and engine.unused_data.startswith(b"\x1f\x8b"):
            rest, engine = engine.unused_data, zlib.decompressobj(16 + zlib.MAX_WBITS)
            continue
        if engine.eof:
            return
        following = next(source, None)
        if following is None:
            raise BrokenError("the compressed body ends early")
        rest = following


def _inflate(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Deflate with zlib's two header bytes, or without them: both are in use."""
    source = iter(chunks)
    head = _head(source, 2)
    wrapped = len(head) >= 2 and head[0] & 0x0F == 8 and (head[0] * 256 + head[1]) % 31 == 0
    engine = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    yield from _steps(engine, head)
    for chunk in source:
        if engine.eof:
            return
        yield from _steps(engine, chunk)
    if not engine.eof:
        raise BrokenError("the compressed body ends early")


def _steps(engine: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    try:
        while data:
            out = engine.decompress(data, STEP)
            if out:
                yield out
            data = engine.unconsumed_tail
            if not data and len(out) == STEP and not engine.eof:
                data = b""
                while more := engine.decompress(b"", STEP):
                    yield more
    except zlib.error as error:
        raise BrokenError(str(error)) from None


def _unbrotli(chunks: Iterable[bytes]) -> Iterator[bytes]:
    engine = brotli.Decompressor()
    try:
        for chunk in chunks:
            out = engine.process(chunk, output_buffer_limit=STEP)
            while out:
                yield out
                out = b"" if engine.is_finished() else engine.process(b"", output_buffer_limit=STEP)
        if not engine.is_finished():
            raise BrokenError("the compressed body ends early")
    except brotli.error as error:
        raise BrokenError(str(error)) from None


def _head(source: Iterator[bytes], size: int) -> bytes:
    head = b""
    while len(head) < size:
        chunk = next(source, None)
        if chunk is None:
            break
        head += chunk
    return head
