"""A page as it was read, packed to be kept: its bytes compressed, with their hash and where they came from."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from bot.reading.fetch import Fetched

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Copy:
    """One fetched page. `sha256` is of the plain bytes (hexadecimal), `packed` their zlib form.

    `is_rendered`: the page is what scripts made of it in a browser.
    """

    final_url: str
    content_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    sha256: str
    packed: bytes
    is_rendered: bool = False


def pack(page: Fetched, *, is_rendered: bool = False) -> Copy:
    """The page's copy."""
    return Copy(
        final_url=page.final_url,
        content_type=page.content_type,
        charset=page.charset,
        etag=page.etag,
        last_modified=page.last_modified,
        sha256=hashlib.sha256(page.body).hexdigest(),
        packed=zlib.compress(page.body, _LEVEL),
        is_rendered=is_rendered,
    )


def unpack(packed: bytes, sha256: str) -> bytes:
    """The plain bytes. Raises ValueError where they are not those that were kept."""
    try:
        body = zlib.decompress(packed)
    except zlib.error:
        raise ValueError("the kept page is damaged") from None
    if hashlib.sha256(body).hexdigest() != sha256:
        raise ValueError("the kept page is not the one that was read")
    return body
