"""Names compared: is it the same company, and does it stand in the text?

In: names as articles write them. Out: keys that are equal for one bearer, whatever the case, spaces, legal suffix or
script, as far as the article itself has said so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from bot.facts import Name
from bot.language import load

_MARKS = re.compile(r"[\s\W_]+")


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile("|".join(load("en").patterns("legal", "suffix")))


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """The name without case, spaces, punctuation and legal suffix; the whole name where nothing else would be left."""
    text = unicodedata.normalize("NFKC", name).casefold()
    short = _MARKS.sub("", _suffix().sub(" ", text))
    return short or _MARKS.sub("", text)


class Namebook:
    """Which forms mean the same bearer in one article."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._keys: dict[str, str] = {}
        for name in names:
            forms = [plain(form) for form in (name.name, *name.aliases)]
            key = next((self._keys[form] for form in forms if form in self._keys), forms[0])
            for form in forms:
                self._keys.setdefault(form, key)

    def key(self, name: str) -> str:
        """What all forms of one bearer have in common."""
        form = plain(name)
        return self._keys.get(form, form)

    def same(self, one: str | None, other: str | None) -> bool:
        """Whether two names mean the same bearer; two absent ones do, an absent one and a name do not."""
        if one is None or other is None:
            return one is other
        return self.key(one) == self.key(other)
