"""Copies of one text are found, and articles that only look alike are not: every labelled pair."""

from __future__ import annotations

import pytest

from bot.sameness import is_same_text, likely_copies, sketch
from tests.stand_ins.pairs import Pair, pairs

PAIRS = pairs()
SAME = [pair for pair in PAIRS if pair.same]


def test_there_are_enough_pairs_of_both_kinds_and_languages() -> None:
    assert len(PAIRS) >= 60
    for language in ("en-", "ko-"):
        kinds = [pair.same for pair in PAIRS if pair.name.startswith(language)]
        assert min(kinds.count(True), kinds.count(False)) >= 15


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.name for pair in PAIRS])
def test_a_pair_is_one_text_or_it_is_not(pair: Pair) -> None:
    assert is_same_text(pair.one, pair.other) is pair.same
    assert is_same_text(pair.other, pair.one) is pair.same


@pytest.mark.parametrize("pair", SAME, ids=[pair.name for pair in SAME])
def test_the_sketches_of_all_texts_lead_to_every_copy(pair: Pair) -> None:
    texts = list(dict.fromkeys(text for each in PAIRS for text in (each.one, each.other) if text != pair.one))
    found = likely_copies(sketch(pair.one), [sketch(text) for text in texts])
    assert texts.index(pair.other) in found


def test_texts_of_a_few_words_are_nobodys_copies() -> None:
    assert not is_same_text("An article.", "An article.")
    assert likely_copies(sketch("An article."), [sketch("An article.")]) == []
    assert likely_copies(sketch("An article."), []) == []


def test_a_sketch_is_the_same_in_every_process() -> None:
    """It is stored: another library version or another start of Python must not make all copies unknown."""
    made = sketch(
        "Kestrel Freight has raised $42 million in a round that Longacre Partners led, it said on Monday."
    )
    assert (made.size, len(made.minhash), made.minhash[:8].hex()) == (15, 512, "6229050d0d11b632")
