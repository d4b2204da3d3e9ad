"""What Korean does with words that no table can say: particles behind a name, and the letters inside a syllable.

In: a word as it stands in a text. Out: the word without its particle, its letters one by one, or the word with the form
of a particle that its last sound asks for.
"""

from __future__ import annotations

import re
import unicodedata

SYLLABLES = "가-힣"
"""The range of Hangul syllables, for a character class."""

_PARTICLE = re.compile(
    r"(?<=[가-힣A-Za-z0-9)\]’”'\"])(?:"
    r"에서는|에서도|으로부터|로부터|에게서|에게는|에게|으로는|로는|으로서|로서|으로써|로써|이라는|라는|이라고|라고|이라며|라며|"
    r"까지|부터|처럼|보다|마저|조차|에서|에는|에도|에만|과의|와의|과는|와는|으로|이며|이고|이자|이란|이나|"
    r"은|는|이|가|을|를|의|에|로|과|와|도|만|측)$"
)


def bare(word: str) -> str:
    """The word without one particle at its end ("컬리는" → "컬리"); a word of one letter is left as it is."""
    found = _PARTICLE.search(word)
    return word[: found.start()] if found and found.start() >= 2 else word


def letters(text: str) -> str:
    """Hangul spelled out letter by letter, Latin in lower case: "앤" and "엔" differ in one of three letters."""
    return unicodedata.normalize("NFD", text).casefold()


_ALIKE = str.maketrans(
    {
        **dict(zip("ᄁᄏᆨᆩᆿ", "ᄀ" * 5, strict=True)),
        **dict(zip("ᄄᄐᆮᇀᆺᆻᄊᄉ", "ᄃᄃᄃᄃᄉᄉᄉᄉ", strict=True)),
        **dict(zip("ᄈᄑᆸᇁᄇ", "ᄇ" * 5, strict=True)),
        **dict(zip("ᄍᄎᆽᆾᄌ", "ᄌ" * 5, strict=True)),
        **dict(zip("ᆫᆯᆷ", "ᄂᄅᄆ", strict=True)),
        **dict(zip("ᅦᅢᅨᅤ", "ᅢ" * 4, strict=True)),
        **dict(zip("ᅥᅩᅧᅭ", "ᅩ" * 4, strict=True)),
        **dict(zip("ᅮᅲ", "ᅮ" * 2, strict=True)),
        "ᅳ": "",
        "ᄋ": "",
    }
)


def sound(spelled: str) -> str:
    """Spelled-out Hangul with the letters made equal that foreign names are written with in two ways (ㅐ and ㅔ).

    What has no sound of its own (ㅇ before a vowel) and what only carries a consonant (ㅡ) is left out.
    """
    return spelled.translate(_ALIKE)


def has_final(word: str) -> bool:
    """Whether the word's last sound is a consonant; figures and Latin letters are read the Korean way."""
    for letter in reversed(word):
        if "가" <= letter <= "힣":
            return (ord(letter) - ord("가")) % 28 != 0
        if letter.isdigit():
            return letter in "013678"
        if letter.isalpha():
            return letter.lower() in "lmnr"
    return False


_FORMS = {
    "은": ("은", "는"),
    "이": ("이", "가"),
    "을": ("을", "를"),
    "과": ("과", "와"),
    "으로": ("으로", "로"),
}


def attach(word: str, ending: str) -> str:
    """The word with a particle in the form that its last sound asks for: ("토스", "이") → "토스가".

    An ending that has one form only is attached as it is.
    """
    after_consonant, after_vowel = _FORMS.get(ending, (ending, ending))
    final = has_final(word)
    if ending == "으로" and word and "가" <= word[-1] <= "힣" and (ord(word[-1]) - ord("가")) % 28 == 8:
        final = False
    return word + (after_consonant if final else after_vowel)


_AGREEING = re.compile(
    r"(?P<consonant>은|이|을|과|으로|이라는|이라고|이라며|이나|이란|이랑)(?![가-힣])|"
    r"(?P<vowel>는|가|를|와|로|라는|라고|라며|나|란|랑)(?![가-힣])"
)


def fits(word: str, behind: str) -> bool:
    """Whether what stands glued behind a word can be a particle of it: 은 asks for a final consonant, 는 for none.

    True where the word does not end in Hangul, or what stands behind is no particle of two forms.
    """
    found = _AGREEING.match(behind)
    if not found or not word or not "가" <= word[-1] <= "힣":
        return True
    final = (ord(word[-1]) - ord("가")) % 28
    if found["vowel"] == "로":
        return final in (0, 8)
    return bool(final) == (found["consonant"] is not None)
