"""Pages that only lead to another page: `<meta refresh>`, and what shorteners put in place of a redirect."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from bot.reading.decode import to_text
from bot.reading.links import is_shortener

_LARGEST = 30_000
_NOSCRIPT = re.compile(r"<noscript\b.*?</noscript\s*>", re.I | re.S)
_REFRESH = re.compile(
    r"""<meta\b(?=[^<>]{0,300}http-equiv\s*=\s*["']?refresh)[^<>]{0,300}content\s*=\s*["']\s*(\d+)[\s;,]+url\s*=\s*["']?([^"'>]+)""",
    re.I,
)
_SCRIPTED = re.compile(
    r"""(?:location\.replace\(|location\.assign\(|(?:window|document|top|self)\.location(?:\.href)?\s*=)\s*["'](https?:[^"']+)""",
    re.I,
)
_LINK = re.compile(r"""<a\b[^<>]{0,500}href\s*=\s*["']?(https?://[^"'\s>]+)""", re.I)
_HIDDEN = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]+>", re.I | re.S)
_LONGEST_WAIT_S = 5
_MOST_TEXT = 800


def next_address(body: bytes, content_type: str, address: str) -> str | None:
    """Where the page sends its reader on at once, as it writes it (relative or whole); None where it stays.

    A refresh counts up to 5 seconds; later ones only renew the page. Scripts and a lone outside link count on short
    links (`/aB3xY`) and known shorteners only, and on a page that says next to nothing else.
    """
    if len(body) > _LARGEST or content_type not in ("", "text/html", "application/xhtml+xml"):
        return None
    page = to_text(body)
    parts = urlsplit(address)
    short = is_shortener(parts.hostname or "")
    onward = _refresh(page if short else _NOSCRIPT.sub(" ", page), address)
    if onward:
        return onward
    if not (short or re.fullmatch(r"/[\w-]{1,16}/?", parts.path)) or len(_visible(page)) > _MOST_TEXT:
        return None
    scripted = _SCRIPTED.search(page)
    if scripted and short:
        return scripted[1].replace("\\/", "/").replace("&amp;", "&")
    outside = {link.replace("&amp;", "&") for link in _LINK.findall(page) if not _same_site(link, address)}
    return outside.pop() if len(outside) == 1 else None


def _refresh(page: str, address: str) -> str | None:
    match = _REFRESH.search(page)
    if not match or int(match[1][:6]) > _LONGEST_WAIT_S:
        return None
    target = match[2].strip().replace("&amp;", "&")
    return None if urljoin(address, target).split("#")[0] == address.split("#")[0] else target


def _same_site(link: str, address: str) -> bool:
    ours = (urlsplit(address).hostname or "").removeprefix("www.")
    theirs = (urlsplit(link).hostname or "").removeprefix("www.")
    return theirs == ours or theirs.endswith("." + ours) or ours.endswith("." + theirs)


def _visible(page: str) -> str:
    return " ".join(_HIDDEN.sub(" ", page).split())
