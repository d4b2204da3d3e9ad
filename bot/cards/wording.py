"""wording.toml as words: `wording.load("ko").say("card.more", n=3)`, plural by Babel's rules of the language.

A template holds `{name}`, or `{name:이}` where the language glues an ending on in the form that the word asks for.
A table with `one` and `other` is a plural, chosen by the value `n`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.numbers import format_decimal

from bot import language
from bot.cards.line import Line, Part, Span, line

_PLACE = re.compile(r"\{(\w+)(?::([^}]+))?\}")
_LOCALES = {"ko": "ko_KR", "en": "en_US"}


@dataclass(frozen=True, eq=False)
class Wording:
    """All words of one language. Keys are dotted paths of wording.toml; an unknown key raises KeyError."""

    code: str
    locale: Locale
    table: dict[str, Any] = field(repr=False)
    attach: Callable[[str, str], str]

    def has(self, key: str) -> bool:
        """Whether wording.toml has the key in this language."""
        try:
            self.find(key)
        except KeyError:
            return False
        return True

    def find(self, key: str) -> Any:
        """The entry as it stands in wording.toml."""
        entry: Any = self.table
        for part in key.split("."):
            entry = entry[part]
        return entry

    def line(self, key: str, **values: Part | int) -> Line:
        """The template's words with the values in their places, each with its looks; whole numbers are grouped."""
        template, at = self._template(key, values), 0
        parts: list[Part] = []
        for match in _PLACE.finditer(template):
            parts.append(template[at : match.start()])
            parts.append(self._with_ending(values[match[1]], match[2]))
            at = match.end()
        return line(*parts, template[at:])

    def say(self, key: str, **values: str | int) -> str:
        """The template's words as raw text."""
        return "".join(span.text for span in self.line(key, **values))

    def number(self, value: float) -> str:
        """A number with the language's grouping, at most two decimals."""
        return str(format_decimal(value, format="#,##0.##", locale=self.locale))

    def _template(self, key: str, values: dict[str, Any]) -> str:
        entry = self.find(key)
        if isinstance(entry, dict):
            entry = entry.get(self.locale.plural_form(values["n"]), entry["other"])
        return str(entry)

    def _with_ending(self, value: Part | int, ending: str | None) -> Part:
        if isinstance(value, int):
            value = self.number(value)
        if not ending:
            return value
        spans = line(value)
        if not spans:
            return ""
        last = spans[-1]
        return (*spans[:-1], last, Span(self.attach(last.text, ending).removeprefix(last.text)))


@cache
def load(code: str) -> Wording:
    """The words of "ko" or "en"; any other language reads English."""
    code = code if code in _LOCALES else "en"
    raw = tomllib.loads(files("bot.cards").joinpath("wording.toml").read_text(encoding="utf-8"))
    return Wording(code, Locale.parse(_LOCALES[code]), raw[code], language.load(code).attach)
