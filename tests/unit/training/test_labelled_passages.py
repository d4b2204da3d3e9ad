"""The format of labelled passages, and that those of the repository keep to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from training import corpus

_ROOT = Path(__file__).parents[3] / "training"


def test_a_passage_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text(
        "= 2024-03-05\n"
        "Fernhollow has closed a $12m Series A led by Vale Capital.\n"
        "It let 14 people go in May.\n"
        "D funding completed | Fernhollow | $12m | has closed | round=series_a; lead=Vale Capital\n"
        "?S layoffs reported | Fernhollow | let 14 people go | heads=14\n"
        "N Vale Capital\n",
        "utf-8",
    )
    [item] = corpus.read(path, "en")
    assert item.published == "2024-03-05"
    assert item.text == (
        "Fernhollow has closed a $12m Series A led by Vale Capital.\nIt let 14 people go in May."
    )
    deal, signal = item.labels
    assert (deal.kind, deal.status, deal.amount, deal.all_of("lead")) == (
        "funding",
        "completed",
        "$12m",
        ("Vale Capital",),
    )
    assert (signal.kind, signal.debatable, signal.all_of("heads")) == ("layoffs", True, ("14",))
    assert item.others == ("Vale Capital",)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("D funding completed | Kestrel | $12m | closed", "not in the text: Kestrel"),
        ("D funding closed | Fern | $12m | closed", "no such status: closed"),
        ("S fewer_users reported | Fern | closed", "no such kind: fewer_users"),
        ("S layoffs reported | Fern | closed | heads=many", "not a number: heads=many"),
        ("D funding completed | Fern | $12m", "4 or 5 parts between bars are needed"),
        ("D funding completed | Fern | $12m | closed | boss=Ann", "no such field: boss"),
    ],
)
def test_a_badly_written_passage_is_named_with_its_place_and_fault(
    tmp_path: Path, line: str, fault: str
) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(f"=\nFern closed a $12m round.\n{line}\n", "utf-8")
    with pytest.raises(corpus.CorpusError, match=f"{path.name}:1: .*{fault}"):
        list(corpus.read(path, "en"))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_passage_of_the_repository_is_well_written(language: str) -> None:
    items = [
        item for path in sorted((_ROOT / language).glob("*.txt")) for item in corpus.read(path, language)
    ]
    assert len(items) > 300
    assert any(not item.labels for item in items)
