"""The reading on real pages, scored by ../shared/reading's own scorer, against floors that fall only by hand.

The pages are their publishers' and stay out of this repository: where the folder is not there, this is skipped.
"""

from __future__ import annotations

import importlib.util
import tomllib
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bot.errors import ReadingError
from bot.reading.documents import read_document

HERE = Path(__file__).parents[1]
SHARED = HERE.parents[1] / "shared" / "reading"
FLOORS = tomllib.loads((HERE / "reading" / "floors.toml").read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.skipif(
        not (SHARED / "score_reading.py").is_file(), reason=f"the shared pages are not at {SHARED}"
    ),
    pytest.mark.filterwarnings(
        "ignore::pytest.PytestUnraisableExceptionWarning"
    ),  # the scorer leaves files to the collector
]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reading", SHARED / "score_reading.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(body: bytes, url: str) -> dict[str, Any]:
    try:
        return {"article": asdict(read_document(body, url=url, content_type="text/html"))}
    except ReadingError as error:
        return {
            "article": {"url": url, **error.told},
            "error": {"reason": error.reason, "message": str(error)},
        }


@pytest.mark.parametrize(
    "name",
    [
        "pages",
        "newsfields",
        pytest.param("scrapinghub", marks=pytest.mark.slow),
        pytest.param("dates", marks=pytest.mark.slow),
    ],
)
@pytest.mark.timeout(600)
def test_the_shared_pages_are_read_no_worse_than_their_floors(
    name: str, scorer: ModuleType, tmp_path: Path
) -> None:
    folder, gold = scorer.load_set(name, str(SHARED / "data"), str(SHARED / "pages"), str(tmp_path))
    rows = {}
    for row in gold:
        answered = scorer.flat(answer((Path(folder) / row["file"]).read_bytes(), row["url"]))
        rows[row["id"]] = (row.get("language"), scorer.score_page(row, answered))
    for measure, floor in FLOORS[name].items():
        if isinstance(floor, dict):
            summary = scorer.summarise([scored for language, scored in rows.values() if language == measure])
            assert summary["f1"] >= floor["f1"], (
                f"{name}, {measure}: f1 {summary['f1']:.4f} is under {floor['f1']}"
            )
        else:
            summary = scorer.summarise([scored for _, scored in rows.values()])
            assert summary[measure] >= floor, f"{name}: {measure} {summary[measure]:.4f} is under {floor}"
