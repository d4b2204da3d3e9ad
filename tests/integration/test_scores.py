"""The extraction is no worse than what landed before: labelled cases against floors.toml, lowered only by hand."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path

import pytest

from bench.cases import KEYS, SETS, Score, judge, load, score
from bot.facts import Article, to_json
from bot.pipeline import analyse

FLOORS = tomllib.loads((SETS["own"] / "floors.toml").read_text("utf-8"))
SEED = SETS["shared"] / "ko" / "ko-00-seed.json"


@cache
def scores(name: str, language: str) -> dict[str, Score]:
    """The scores of one set and language, computed once."""
    return score(load(SETS[name], language))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["deals", "signals", "market_figures", "checks"])
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("name", ["own", "shared"])
def test_the_cases_are_read_no_worse_than_their_floor(name: str, language: str, kind: str) -> None:
    if not SETS[name].is_dir():
        pytest.skip(f"{name} cases are not beside this clone")
    reached = scores(name, language)[kind].f1
    assert reached is not None
    assert reached >= FLOORS[name][language][kind]


def test_the_article_that_started_the_project_is_read_exactly() -> None:
    if not Path(SEED).is_file():
        pytest.skip("the article that started the project is not beside this clone")
    case = json.loads(SEED.read_text("utf-8"))
    fields = ("url", "title", "publisher", "published", "language", "text")
    article = Article(**{name: case[name] for name in fields if case.get(name) is not None})
    found = {kind: Score() for kind in KEYS}
    judge(case, to_json(analyse(article)), found)
    assert {kind: (one.wrong, one.missed, one.errors) for kind, one in found.items()} == {
        "deals": (0, 0, []),
        "signals": (0, 0, []),
        "market_figures": (0, 0, []),
        "checks": (0, 0, []),
    }
