"""Addresses: the links of a Slack message, the one key of an article, and links that open at a sentence.

What is known of single hosts stands in links.toml.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
import socket
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit, urlunsplit

import idna

from bot.errors import ReadingError

_CODE = re.compile(r"```.*?(?:```|$)|`[^`\n]+`", re.S)
_MARK = re.compile(r"<([^<>]*)>")
_BARE = re.compile(r"(?<![\w/@])https?://[^\s<>\"'`|\\^{}]+", re.I)
_TRAILING = re.compile(r"[.,;:!?…。、]+$")
_FRAGMENT_DIRECTIVE = ":~:text="
_SAFE_PATH = "/:@!$&'()*+,;=~-._"
_SAFE_QUERY = "/?:@!$'()*,;~-._"
_SECOND_LEVEL = ("co", "com", "or", "org", "go", "gov", "ne", "net", "ac", "edu", "re", "pe")
_SHORT_QUOTE, _EDGE_WORDS = 80, 5


@dataclass(frozen=True, slots=True)
class _Wrapper:
    host: str
    path: str
    parameters: tuple[str, ...]
    prefix: str


@dataclass(frozen=True, slots=True)
class _Mirror:
    match: re.Pattern[str]
    key: str
    fetch: bool


@dataclass(frozen=True, slots=True)
class _Rules:
    prefixes: tuple[str, ...]
    names: frozenset[str]
    host_names: dict[str, frozenset[str]]
    wrappers: tuple[_Wrapper, ...]
    mirrors: tuple[_Mirror, ...]
    shorteners: frozenset[str]
    amp_hosts: tuple[str, ...]
    mobile: tuple[str, ...]
    amp_ends: tuple[str, ...]
    amp_starts: tuple[str, ...]
    amp_parameters: frozenset[str]


@cache
def _rules() -> _Rules:
    raw = tomllib.loads(files("bot.reading").joinpath("links.toml").read_text(encoding="utf-8"))
    tracking, amp = raw["tracking"], raw["amp"]
    return _Rules(
        prefixes=tuple(tracking["prefixes"]),
        names=frozenset(tracking["names"]),
        host_names={host: frozenset(names) for host, names in tracking["hosts"].items()},
        wrappers=tuple(
            _Wrapper(row["host"], row["path"], tuple(row["parameters"]), row.get("prefix", ""))
            for row in raw["wrapper"]
        ),
        mirrors=tuple(
            _Mirror(re.compile(row["match"], re.I), row["key"], row.get("fetch", False))
            for row in raw["mirror"]
        ),
        shorteners=frozenset(raw["shorteners"]["hosts"]),
        amp_hosts=tuple(amp["hosts"]),
        mobile=tuple(amp["mobile"]),
        amp_ends=tuple(amp["path_ends"]),
        amp_starts=tuple(amp["path_starts"]),
        amp_parameters=frozenset(amp["parameters"]),
    )


def links_in(slack_text: str) -> list[str]:
    """The http(s) links of a Slack message, in order, each once, exactly as posted.

    `<url|label>` and `<url>` are links; channel, user, group and mail marks are not. Only `&amp;`, `&lt;` and `&gt;`
    are decoded, because Slack encodes nothing else. What stands in a code block or in inline code is quoted,
    not shared: it is passed over. A bare address (slash commands, other bots) counts too.
    """
    text = _CODE.sub(" ", slack_text)
    found: dict[str, None] = {}
    at = 0
    for mark in _MARK.finditer(text):
        found.update(dict.fromkeys(_bare_links(text[at : mark.start()])))
        target = mark[1].split("|", 1)[0]
        if re.match(r"https?://.", target, re.I):
            found[_decode(target)] = None
        at = mark.end()
    found.update(dict.fromkeys(_bare_links(text[at:])))
    return list(found)


def _bare_links(text: str) -> list[str]:
    links = []
    for match in _BARE.finditer(text):
        link = _TRAILING.sub("", _decode(match[0]))
        while link.endswith(")") and link.count(")") > link.count("("):
            link = link[:-1]
        links.append(link)
    return links


def _decode(text: str) -> str:
    """Slack's three entities, `&amp;` last, so that `&amp;lt;` stays `&lt;`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def normalise(url: str) -> str:
    """The article's key: one address for all the links that lead to the same article.

    The target is taken out of wrappers that carry it; trackers, fragment, user name, default port, "www." and
    "m." go; AMP pages and portal mirrors get the original's address; host names are punycode; parameters are sorted.
    The key is for comparing: fetch the link itself. Raises ReadingError("bad_link").
    """
    for _ in range(4):
        unwrapped = unwrap(url)
        parts = _split(unwrapped)
        mirrored = _mirrored(parts)
        if mirrored is None:
            break
        url = mirrored
        if url == urlunsplit(parts):
            break
    else:
        parts = _split(url)
    return _canonical(parts)


def unwrap(url: str) -> str:
    """The target that a wrapper (search engine, social network, mail filter, AMP cache) carries; else `url` itself.

    Raises ReadingError("bad_link").
    """
    for _ in range(5):
        target = _target(_split(url))
        if target is None:
            return url
        url = target
    return url


def target_of(url: str) -> str:
    """The address to ask for: out of its wrapper, host in ASCII, without user name and fragment.

    Raises ReadingError("bad_link").
    """
    return urlunsplit(_split(unwrap(url))._replace(fragment=""))


def is_shortener(host: str) -> bool:
    """Whether links on this host only lead elsewhere, so that its own page is never the article."""
    return host.removeprefix("www.") in _rules().shorteners


def _target(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    for rule in _rules().wrappers:
        if not (_within(host, rule.host) and parts.path.startswith(rule.path)):
            continue
        values = dict(parse_qsl(parts.query))
        for name in rule.parameters:
            value = values.get(name, "")
            if rule.prefix and value.startswith(rule.prefix):
                value = _base64(value.removeprefix(rule.prefix))
            if re.match(r"https?://[^/]", value, re.I):
                return value
    return _in_path(host, parts.path, parts.query) or _mirrored(parts, to_fetch=True)


def _in_path(host: str, path: str, query: str) -> str | None:
    """The target that stands in the path: mail filters write it out, older Google News links hold it in base64."""
    if _within(host, "urldefense.com"):
        written = re.match(r"/v3/__(https?:/{1,2}.+?)__;", f"{path}?{query}" if query else path)
        return re.sub(r"^(https?:)/+", r"\1//", written[1]) if written else None
    packed = (
        re.match(r"/(?:rss/)?(?:articles|read)/(CBMi[\w-]+)", path) if host == "news.google.com" else None
    )
    if packed:
        try:
            raw = base64.urlsafe_b64decode(packed[1] + "=" * (-len(packed[1]) % 4))
        except (binascii.Error, ValueError):
            return None
        plain = re.search(rb"https?://[\x21-\x7e]+", raw)
        return plain[0].decode() if plain else None
    return None


def _base64(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, ValueError):
        return ""


def _mirrored(parts: SplitResult, *, to_fetch: bool = False) -> str | None:
    """The original's address where a row of links.toml knows this one, else None; `to_fetch`: by those rows only."""
    place = (parts.netloc.removeprefix("www.") + (parts.path or "/")) + (
        f"?{parts.query}" if parts.query else ""
    )
    for rule in _rules().mirrors:
        match = rule.match.search(place) if rule.fetch or not to_fetch else None
        if match:
            target = rule.key.format(**match.groupdict())
            return re.sub(r"^(https?):/+", r"\1://", target)
    return None


def _split(url: str) -> SplitResult:
    """Scheme, host (ASCII, lower case, with its port unless it is the scheme's own), path, query; or ReadingError."""
    cleaned = "".join(c for c in url.strip() if c not in "\t\r\n\u200b\ufeff")
    try:
        parts = urlsplit(cleaned)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _bad(url) from None
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https") or not host:
        raise _bad(url)
    host = _ascii_host(host, url)
    if port is not None and port != {"http": 80, "https": 443}[scheme]:
        host = f"{host}:{port}"
    return SplitResult(scheme, host, parts.path, parts.query, parts.fragment)


def _ascii_host(host: str, url: str) -> str:
    """Lower-case ASCII form of a host name; an IPv6 address keeps its brackets."""
    host = host.rstrip(".")
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host.split('%')[0])}]"
        except ValueError:
            raise _bad(url) from None
    if re.fullmatch(r"(?:.*\.)?(?:\d+|0x[\da-f]*)", host, re.I):
        try:  # 2130706433, 0x7f.1 and 0177.0.0.1 are all 127.0.0.1
            return str(ipaddress.IPv4Address(socket.inet_aton(host)))
        except OSError:
            raise _bad(url) from None
    try:
        if not host.isascii() or "xn--" in host:
            host = idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise _bad(url) from None
    if (
        not host
        or len(host) > 253
        or not re.fullmatch(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*", host.lower())
    ):
        raise _bad(url)
    return host.lower()


def _bad(url: str) -> ReadingError:
    return ReadingError("bad_link", f"Not a web address: {url[:200]!r}", url=url)


def _canonical(parts: SplitResult) -> str:
    host, is_local = parts.netloc, ":" in parts.netloc or re.fullmatch(r"[\d.]+", parts.netloc)
    if not is_local:
        host = _own_host(host)
    path = _own_path(parts.path)
    query = _own_query(parts.query, host)
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    scheme = parts.scheme if is_local else "https"
    return urlunsplit((scheme, host, path, query, quote(unquote(fragment), safe=_SAFE_PATH + "?")))


def _own_host(host: str) -> str:
    """Host without "www.", "m.", "amp.": only where a whole site name is left."""
    rules = _rules()
    for prefix in (*rules.mobile, *rules.amp_hosts) * 2:
        rest = host.removeprefix(prefix)
        labels = rest.split(".")
        if len(labels) >= 2 and not (len(labels) == 2 and labels[0] in _SECOND_LEVEL):
            host = rest
    return host


def _own_path(path: str) -> str:
    rules = _rules()
    for end in rules.amp_ends:
        if path.lower().endswith(end) and len(path) > len(end) + 1:
            path = path[: -len(end)]
    for start in rules.amp_starts:
        if path.lower().startswith(start) and len(path) > len(start):
            path = "/" + path[len(start) :]
    path = re.sub(r"/{2,}", "/", unquote(path, errors="surrogateescape"))
    return quote(path, safe=_SAFE_PATH, errors="surrogateescape").rstrip("/") or "/"


def _own_query(query: str, host: str) -> str:
    kept = []
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if name and not _is_tracking(name.lower(), value.lower(), host):
            kept.append(_requote(name) + equals + _requote(value))
    return "&".join(sorted(kept))


def _is_tracking(name: str, value: str, host: str) -> bool:
    rules = _rules()
    if name in rules.names or name.startswith(rules.prefixes):
        return True
    if name in rules.amp_parameters or f"{name}={value}" in rules.amp_parameters:
        return True
    return any(name in names for site, names in rules.host_names.items() if _within(host, site))


def _requote(text: str) -> str:
    decoded = unquote(text.replace("+", " "), errors="surrogateescape")
    return quote(decoded, safe=_SAFE_QUERY, errors="surrogateescape")


def _within(host: str, site: str) -> bool:
    return host == site or host.endswith("." + site)


def text_fragment(url: str, quote_text: str) -> str:
    """`url` with `#:~:text=` of the quote: a browser opens the page there and marks the sentence.

    A short quote of one line stands whole; a longer one is `first words,last words`. All that has a meaning in the
    directive (comma, hyphen, ampersand) is percent-encoded; an older text directive is replaced, another fragment kept.
    """
    base = url.split(_FRAGMENT_DIRECTIVE, 1)[0]
    base = re.sub(r"[|<>\"\s`\\^{}]", lambda m: quote(m[0], safe=""), base)
    lines = [" ".join(line.split()) for line in quote_text.splitlines() if line.strip()]
    if not lines:
        return base
    if len(lines) == 1 and len(lines[0]) <= _SHORT_QUOTE:
        directive = _encode(lines[0])
    else:
        directive = ",".join(_encode(edge) for edge in _edges(lines))
    return f"{base}{'' if '#' in base else '#'}{_FRAGMENT_DIRECTIVE}{directive}"


def _edges(lines: list[str]) -> list[str]:
    """The first and the last few words of a quote, not overlapping; the whole of a line that has no spaces."""
    first, last = lines[0].split(" "), lines[-1].split(" ")
    if len(lines) > 1:
        return [" ".join(first[:_EDGE_WORDS]), " ".join(last[-_EDGE_WORDS:])]
    count = min(_EDGE_WORDS, len(first) // 2)
    return [" ".join(first[:count]), " ".join(first[-count:])] if count else lines


def _encode(text: str) -> str:
    return quote(text.encode("utf-8", "ignore"), safe="").replace("-", "%2D").replace("~", "%7E")
