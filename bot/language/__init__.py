"""What one language knows: the tables of `bot/language/<code>/*.toml`, loaded once, frozen, checked when they are used.

    load("ko").rows("numbers", "unit", Unit)   ->  (Unit(says=("조",), times=10**12, …), …)

A file holds sections (`[[unit]]`), a section holds rows. Who uses a section says with a dataclass what its rows look
like; a key that the dataclass does not have, or a missing one, is refused with file, section and row. Languages without
a folder of their own read the English tables.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from bot.language import korean

HERE = Path(__file__).parent
FALLBACK = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table: what is said (alternatives, as regular expressions), sentences that it hears and must not."""

    says: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()


RowType = TypeVar("RowType", bound=Row)
Table = Mapping[str, tuple[Mapping[str, Any], ...]]


@dataclass(frozen=True, eq=False)
class Language:
    """One language: its tables by file name, and the few functions in which languages differ for real.

    `letters` spells a name in the units of which a slip of the pen changes one; `bare` is a word without what the
    grammar glues to its end (Korean particles); `attach` glues such an ending on, in the form that the word asks for;
    `sound` makes letters equal that writers of foreign names take for each other; `fits` says whether what is glued
    behind a word can be an ending of it.
    """

    code: str
    tables: Mapping[str, Table]
    letters: Callable[[str], str]
    bare: Callable[[str], str]
    attach: Callable[[str, str], str]
    sound: Callable[[str], str]
    fits: Callable[[str, str], bool]

    def rows(self, file: str, section: str, kind: type[RowType]) -> tuple[RowType, ...]:
        """Rows of a section as `kind`, in the file's order; () where the language has no such section.

        Raises ValueError for a key that `kind` lacks and for a field that a row leaves out.
        """
        raw = self.tables.get(file, {}).get(section, ())
        return tuple(
            _row(kind, entry, f"{self.code}/{file}.toml [[{section}]] {at}")
            for at, entry in enumerate(raw, 1)
        )

    def patterns(self, file: str, section: str) -> tuple[str, ...]:
        """All that the rows of a section say, in order; for sections of plain rows."""
        return tuple(pattern for row in self.rows(file, section, Row) for pattern in row.says)

    def sentence(self, means: str, **values: str) -> str:
        """A sentence of `checks.toml` with its places filled; `{name+이}` takes the particle that fits, `{name-이}` is
        the particle alone."""
        row = next(row for row in self.rows("checks", "sentence", _Sentence) if row.means == means)

        def fill(place: re.Match[str]) -> str:
            value = values[place[1]]
            if not place[2]:
                return value
            whole = self.attach(value, place[3])
            return whole if place[2] == "+" else whole[len(value) :]

        return re.sub(r"\{(\w+)(?:([+-])(\w+))?\}", fill, row.says[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence(Row):
    means: str


def _row(kind: type[RowType], entry: Mapping[str, Any], where: str) -> RowType:
    """One row as `kind`: lists become tuples, and a single string stands for a list of one where `kind` has a tuple."""
    known = {item.name: item for item in fields(kind)}
    unknown = sorted(set(entry) - set(known))
    if unknown:
        raise ValueError(f"{where}: unknown keys {', '.join(unknown)}")
    missing = [
        name
        for name, item in known.items()
        if name not in entry and item.default is MISSING and item.default_factory is MISSING
    ]
    if missing:
        raise ValueError(f"{where}: {', '.join(missing)} left out")
    made: dict[str, Any] = {}
    for name, value in entry.items():
        many = str(known[name].type).startswith("tuple")
        if many and not isinstance(value, list):
            made[name] = (value,)
        else:
            made[name] = tuple(value) if isinstance(value, list) else value
    return kind(**made)


@cache
def load(code: str) -> Language:
    """The language of a code ("ko", "ko-KR"); one without tables gets the English ones under its own code."""
    tongue = code.replace("_", "-").split("-")[0].lower()
    folder = (
        HERE / tongue if tongue.isalpha() and (HERE / tongue / "numbers.toml").is_file() else HERE / FALLBACK
    )
    tables = {path.stem: _table(path) for path in sorted(folder.glob("*.toml"))}
    for path in sorted((HERE / "shared").glob("*.toml")):
        tables.setdefault(path.stem, _table(path))
    if folder.name == "ko":
        return Language(
            code,
            MappingProxyType(tables),
            korean.letters,
            korean.bare,
            korean.attach,
            korean.sound,
            korean.fits,
        )
    return Language(code, MappingProxyType(tables), str.casefold, str, _plain, str, _any)


def _plain(word: str, ending: str) -> str:
    return word


def _any(word: str, behind: str) -> bool:
    return True


def _table(path: Path) -> Table:
    with path.open("rb") as file:
        raw = tomllib.load(file)
    return MappingProxyType(
        {name: tuple(MappingProxyType(row) for row in rows) for name, rows in raw.items()}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tongue(Row):
    """A language written in Latin letters: its code and the small words that give it away."""

    code: str


_SCRIPTS = re.compile(
    r"(?P<ko>[가-힣]+)|(?P<ja>[぀-ヿ]+)|(?P<zh>[一-鿿]+)|(?P<ru>[Ѐ-ӿ]+)|(?P<ar>[؀-ۿ]+)|(?P<latin>[A-Za-zÀ-ɏ]+)"
)
_SAMPLE = 20_000


def detect(text: str) -> str:
    """ISO 639-1 code of the language in which most of the first 20,000 characters are written; "en" where none shows.

    The script decides (Hangul counts from a quarter of the letters on: Korean news is full of Latin names), then the
    small words of `shared/tongues.toml`.
    """
    amount: dict[str, int] = {}
    words: list[str] = []
    for match in _SCRIPTS.finditer(text[:_SAMPLE]):
        script = match.lastgroup or "latin"
        amount[script] = amount.get(script, 0) + match.end() - match.start()
        if script == "latin":
            words.append(match.group().lower())
    total = sum(amount.values())
    if not total:
        return FALLBACK
    for script in ("ko", "ja", "zh", "ru", "ar"):
        if amount.get(script, 0) * 4 >= total:
            return "ja" if script == "zh" and amount.get("ja", 0) * 20 > total else script
    return _latin(words)


def _latin(words: list[str]) -> str:
    tongues = load(FALLBACK).rows("tongues", "tongue", _Tongue)
    amount = Counter(words)
    counts = {tongue.code: sum(amount[word] for word in set(tongue.says)) for tongue in tongues}
    best = max(counts, key=lambda code: (counts[code], code == FALLBACK), default=FALLBACK)
    return best if counts.get(best, 0) >= 2 else FALLBACK
