"""One company spelled in two ways: names of the article that differ by a slip of the pen.

In: the verified document. Out: pairs (usual spelling, odd one). Hangul is compared letter by letter. Spacing, case,
particles, a Latin form beside a Hangul one and a name that is the beginning of another are no slips.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz.distance import OSA

from bot.facts import Document
from bot.language import Language
from bot.verification.naming import plain

_MOST = 300
"""Forms of names that are compared; an article has a few dozen."""
_SHORTEST = 6
"""Letters of a name below which one letter more or less makes another name."""


def find(document: Document, language: Language) -> Iterator[tuple[str, str]]:
    """Pairs of spellings of one company, the more frequent (or earlier) one first."""
    text = document.article.text
    seen: set[frozenset[str]] = set()
    for one, other, strict in _pairs([form for form in _forms(document) if form in text], text, language):
        pair = frozenset((plain(one), plain(other)))
        if pair in seen or not _slip(one, other, language, strict=strict) or _explained(one, other, text):
            continue
        seen.add(pair)
        usual, odd = sorted((one, other), key=lambda form: (-text.count(form), text.find(form)))
        yield usual, odd


def _pairs(forms: list[str], text: str, language: Language) -> Iterator[tuple[str, str, bool]]:
    """Two known forms each time, then (True) a form and a word of the text that begins with the same letter."""
    forms = list(dict.fromkeys(language.bare(form) for form in forms))[:_MOST]
    for one, other in combinations(forms, 2):
        yield one, other, False
    parts = dict.fromkeys(
        part for form in forms for part in (form, *form.split()) if len(part) > 3 - (part > "~")
    )
    words: dict[str, list[str]] = defaultdict(list)
    for word in _words(text, language):
        if word not in parts:
            words[language.letters(word)[0]].append(word)
    for part in parts:
        for word in words[language.letters(part)[0]]:
            if abs(len(word) - len(part)) <= 1:
                yield part, word, True


def _forms(document: Document) -> list[str]:
    """Every form of every company that has a part in a fact, in order."""
    facts = [*document.deals, *document.signals, *(entry.fact for entry in document.possible)]
    forms = [fact.company for fact in facts]
    forms += [party.name for deal in document.deals for party in deal.counterparties]
    forms += [form for name in document.names for form in (name.name, *name.aliases)]
    return list(dict.fromkeys(forms))


_WORD = re.compile(r"[^\W\d_]{4,}")


def _words(text: str, language: Language) -> list[str]:
    """Words of the text that could be a name: capitals in Latin, anything in a script without capitals."""
    words = (language.bare(match.group()) for match in _WORD.finditer(text))
    return list(dict.fromkeys(word for word in words if word[0].isupper() or not word[0].isascii()))


def _slip(one: str, other: str, language: Language, *, strict: bool) -> bool:
    """Whether two forms differ by so little that they must be one name; `strict` for a word that is no known name."""
    a, b = plain(one), plain(other)
    if a == b or _begins(a, b) or _begins(b, a) or a.isascii() != b.isascii():
        return False
    if re.sub(r"\D", "", a) != re.sub(r"\D", "", b) or a.rstrip("s") == b.rstrip("s"):
        return False
    if strict and a[-1] != b[-1] and not a.isascii():
        return False  # an inflected verb differs from a name in its last syllable
    x, y = language.letters(a), language.letters(b)
    shortest = min(len(x), len(y))
    if shortest < _SHORTEST + strict or abs(len(x) - len(y)) > 3:
        return False
    distance = OSA.distance(x, y, score_cutoff=3)
    if distance == 1:
        return True
    if distance > 3 or a.isascii() or shortest < 9 or x[0] != y[0]:
        return False
    alike = OSA.distance(language.sound(x), language.sound(y), score_cutoff=1)
    framed = a[:2] == b[:2] and a[-1] == b[-1]
    return alike == 0 or (alike == 1 and min(len(a), len(b)) > 3 and (framed or not strict))


def _begins(long: str, short: str) -> bool:
    """Whether a name is another with something behind it; a doubled last letter is nothing."""
    return long.startswith(short) and long != short + short[-1]


def _explained(one: str, other: str, text: str) -> bool:
    """Whether the article sets one form beside the other itself, as it does with a second name."""
    return any(
        re.search(rf"{re.escape(a)}\s?(?:[(（\[][^()\n]{{0,40}}?|[/·]\s?){re.escape(b)}", text)
        for a, b in ((one, other), (other, one))
    )
