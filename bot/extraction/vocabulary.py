"""How common a word is: listed, made of listed words, or unknown, so that names can be told from words.

In: a word and a set of everyday words. Out: a degree. For languages that write no capitals and glue nouns together.
"""

from __future__ import annotations

LONGEST = 6


def degree(word: str, known: frozenset[str], endings: frozenset[str]) -> int:
    """2 for a listed word, 1 for one made of listed words (and one of `endings` at most), 0 for an unknown one.

    A name may be made of words ("Lightning Market"), so 1 says only that something else must speak for it.
    """
    if word in known:
        return 2
    if len(word) >= 3 and word[-1] in endings and word[:-1] in known:
        return 2
    reach = {0}
    for end in range(2, len(word) + 1):
        starts = range(max(0, end - LONGEST), end - 1)
        if any(start in reach and word[start:end] in known for start in starts):
            reach.add(end)
    if len(word) in reach or (len(word) >= 4 and len(word) - 1 in reach and word[-1] in endings):
        return 1
    return 0
