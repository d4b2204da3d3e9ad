"""One company spelled in two ways: names of the article that differ by a slip of the pen.

In: the verified document. Out: pairs (usual spelling, odd one). Hangul is compared letter by letter. Spacing, case,
particles, a Latin form beside a Hangul one and a name that is the beginning of another are no slips.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from bot.facts import Document
from bot.language import Language
from bot.verification.naming import plain

_SHORTEST = 6
"""Letters of a name below which one letter more or less makes another name."""


def find(document: Document, language: Language) -> Iterator[tuple[str, str]]:
    """Pairs of spellings of one company, the more frequent (or earlier) one first."""
    text = document.article.text
    forms = [form for form in _forms(document) if form in text]
    known = {part for form in forms for part in form.split()} | set(forms)
    parts = [part for form in forms for part in (form, *form.split()) if len(part) > 3]
    others = [word for word in _words(text, language) if word not in known]
    seen: set[frozenset[str]] = set()
    for one, other in [
        *combinations(forms, 2),
        *((part, word) for part in dict.fromkeys(parts) for word in others),
    ]:
        pair = frozenset((plain(one), plain(other)))
        if (
            pair in seen
            or not _slip(one, other, language, strict=other in others)
            or _explained(one, other, text)
        ):
            continue
        seen.add(pair)
        usual, odd = sorted((one, other), key=lambda form: (-text.count(form), text.find(form)))
        yield usual, odd


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
    x, y = language.letters(a), language.letters(b)
    shortest = min(len(x), len(y))
    if shortest < _SHORTEST + strict or abs(len(x) - len(y)) > 3:
        return False
    distance = Levenshtein.distance(x, y, score_cutoff=3)
    if distance == 1:
        return not strict or x[0] == y[0]
    alike = Levenshtein.distance(language.sound(x), language.sound(y), score_cutoff=1)
    return (
        distance <= 3
        and not a.isascii()
        and shortest >= 9
        and x[0] == y[0]
        and alike <= (len(a) > 4 and not strict)
    )


def _begins(long: str, short: str) -> bool:
    """Whether a name is another with something behind it; a doubled last letter is nothing."""
    return long.startswith(short) and long != short + short[-1]


def _explained(one: str, other: str, text: str) -> bool:
    """Whether the article sets one form beside the other itself, as it does with a second name."""
    return any(
        re.search(rf"{re.escape(a)}\s?(?:[(（\[][^()\n]{{0,40}}?|[/·]\s?){re.escape(b)}", text)
        for a, b in ((one, other), (other, one))
    )
