"""Whatever a document says, the store gives back the same, once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.facts import Document
from storage import articles
from storage.database import Store, open_store
from storage.names import normalise
from tests.stand_ins.store_contents import any_document

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "aideals.db") as opened:
        yield opened


@given(document=any_document, key=st.uuids().map(str))
@settings(max_examples=60, deadline=None)
def test_a_document_comes_back_as_it_was_saved(store: Store, document: Document, key: str) -> None:
    saved = articles.save(store, key, document, now=NOW)
    assert articles.load(store, saved.article_id).document == document


@given(first=any_document, second=any_document, key=st.uuids().map(str))
@settings(max_examples=30, deadline=None)
def test_saving_twice_is_saving_once_and_the_latest_wins(
    store: Store, first: Document, second: Document, key: str
) -> None:
    saved = articles.save(store, key, first, now=NOW)
    assert articles.save(store, key, first, now=NOW) == articles.Saved(saved.article_id, changed=False)
    assert articles.save(store, key, second, now=NOW).article_id == saved.article_id
    stored = articles.find(store, key)
    assert stored is not None
    assert stored.document == second


@given(name=st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_a_normal_name_is_never_empty_and_stays_itself(name: str) -> None:
    assert normalise(name)
    assert normalise(normalise(name)) == normalise(name)
