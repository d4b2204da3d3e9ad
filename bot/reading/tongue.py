"""Which language a text is in: by its script, and by what the page declares where several languages share one script."""

from __future__ import annotations

import re
import unicodedata

_LATIN = frozenset(
    "en de fr es pt it nl pl sv da no nb nn fi cs sk hu ro tr vi id ms ca hr sl et lv lt sq is ga cy eu gl af".split()
)
_SCRIPTS = (("HANGUL", "ko"), ("HIRAGANA", "ja"), ("KATAKANA", "ja"), ("CJK", "zh"), ("CYRILLIC", "ru"), ("ARABIC", "ar"),
            ("HEBREW", "he"), ("THAI", "th"), ("GREEK", "el"), ("DEVANAGARI", "hi"), ("LATIN", "en"))  # fmt: skip
_SAMPLE = 4000


def language_of(text: str, declared: str | None = None) -> str:
    """ISO 639-1 code of the text's language.

    A fifth of Hangul letters makes a text Korean, a twentieth of kana Japanese. `declared` (`<html lang>`) decides
    between languages of one script, and is not believed against the script.
    """
    counts: dict[str, int] = {}
    for char in text[:_SAMPLE]:
        if char.isalpha():
            script = "LATIN" if char.isascii() else unicodedata.name(char, "?").split(" ")[0].split("-")[0]
            counts[script] = counts.get(script, 0) + 1
    total = sum(counts.values()) or 1
    if counts.get("HANGUL", 0) * 5 >= total:
        return "ko"
    if (counts.get("HIRAGANA", 0) + counts.get("KATAKANA", 0)) * 20 >= total:
        return "ja"
    found = max(_SCRIPTS, key=lambda row: counts.get(row[0], 0))[1] if counts else "en"
    match = re.match(r"[a-zA-Z]{2}", declared or "")
    said = match[0].lower() if match else ""
    same_script = (found == "en" and said in _LATIN) or (
        found == "ru" and said in ("uk", "bg", "sr", "be", "mk", "kk")
    )
    return said if same_script or (found == "ar" and said in ("fa", "ur")) else found
