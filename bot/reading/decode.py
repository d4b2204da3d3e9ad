"""Bytes to text, once and at the door: the charset is proved by the bytes, not believed.

Korean pages are declared as EUC-KR and written in CP949, declared as UTF-8 and written in EUC-KR, or declare nothing.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from trafilatura.utils import detect_encoding

_META = re.compile(
    rb"""<meta\b[^>]*?charset\s*=\s*["']?\s*([\w.:-]+)|^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""", re.I
)
_WIDER = dict.fromkeys(
    ("euc-kr", "euc_kr", "ks_c_5601-1987", "ksc5601", "x-windows-949", "windows-949"), "cp949"
)
_WIDER |= {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "sjis": "cp932"}
_ALWAYS_FIT = (
    "iso-8859-1",
    "latin-1",
    "latin1",
    "windows-1252",
    "cp1252",
    "us-ascii",
    "ascii",
    "iso-8859-15",
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_LINE_ENDS = ("\r\n", "\r", "\x0b", "\x0c", "\x85")


def to_text(body: bytes, charset: str | None = None) -> str:
    """The text of a page's bytes, without NUL, control characters and lone surrogates; line ends are "\\n".

    Tried in order, strictly: byte-order mark, `charset` (HTTP's word), UTF-8, the page's own `<meta>`; then the
    guess of charset-normalizer. One-byte charsets fit any bytes, so their word counts only when nothing else is found.
    UTF-8 with a few bad bytes stays UTF-8, without them.
    """
    return clean(_decoded(body, charset))


def clean(text: str) -> str:
    """`text` without characters that parsers, databases and spreadsheets refuse; every line end is "\\n"."""
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return _CONTROL.sub("", text)


def tidy(text: str) -> str:
    """Cleaned text in NFC, each line's spaces made single and its ends stripped, no more than one empty line."""
    lines = [" ".join(line.split()) for line in unicodedata.normalize("NFC", clean(text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _decoded(body: bytes, charset: str | None) -> str:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.decode(name, "ignore")
    match = _META.search(body[:4096])
    declared = (match[1] or match[2]).decode("ascii", "ignore").lower() if match else None
    for said in (charset, "utf-8", declared):
        if said and said.lower() not in _ALWAYS_FIT:
            text = _strictly(body, said)
            if text is not None:
                return text
    lenient = body.decode("utf-8", "replace")
    wrong = lenient.count("\ufffd")
    right = sum(1 for char in lenient if char > "\x7f") - wrong
    if wrong * 20 < right:
        return lenient.replace("\ufffd", "")
    for guess in detect_encoding(body):
        guessed = _strictly(body, guess)
        if guessed is not None:
            return guessed
    return body.decode("cp1252", "replace").replace("\ufffd", "")


def _strictly(body: bytes, name: str) -> str | None:
    if (
        name.lower().startswith(("utf-16", "utf-32", "utf-7", "unicode", "raw_unicode"))
        and b"\0" not in body[:1000]
    ):
        return None  # a page whose ASCII can be read is not in a two-byte charset, whatever it says
    try:
        return body.decode(_WIDER.get(name.lower(), name))
    except (LookupError, UnicodeDecodeError, ValueError):
        return None
