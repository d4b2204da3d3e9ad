"""A company's name to the form under which it is found again."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

_DROPPED = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[^\s,]+")


def normalise(name: str) -> str:
    """The name without case, spaces, punctuation and legal form ("Synthesia, Ltd." → "synthesia").

    Compatible characters are one (NFKC: full width, ㈜). Never empty for a name that is not: what consists of
    punctuation or of a legal form alone stays as it is.
    """
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    bare = _without_words(_without_affixes(text))
    return _DROPPED.sub("", bare) or _DROPPED.sub("", text) or text or name


def _without_affixes(text: str) -> str:
    for affix in _forms()[1]:
        if text.startswith(affix) and len(text) > len(affix):
            text = text.removeprefix(affix).strip()
        if text.endswith(affix) and len(text) > len(affix):
            text = text.removesuffix(affix).strip()
    return text


def _without_words(text: str) -> str:
    words = _WORDS.findall(text)
    while len(words) > 1 and words[-1].replace(".", "") in _forms()[0]:
        words.pop()
    return " ".join(words)


@cache
def _forms() -> tuple[frozenset[str], tuple[str, ...]]:
    raw = tomllib.loads(files("storage").joinpath("legal_forms.toml").read_text(encoding="utf-8"))
    affixes = sorted(
        (unicodedata.normalize("NFKC", affix) for affix in raw["affixes"]), key=len, reverse=True
    )
    return frozenset(raw["words"]), tuple(affixes)
