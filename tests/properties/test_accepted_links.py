"""However often, and in whatever order, Slack tells of messages: each link of each message is one job."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.inbox import Inbox, Place
from storage import queue
from storage.database import open_store

NOW = datetime(2026, 11, 25, tzinfo=UTC)
_message = st.integers(0, 2)
_links = st.lists(st.integers(0, 3), max_size=3)
_event = st.tuples(_message, _links)


@given(st.lists(_event, max_size=12))
@settings(max_examples=40, deadline=None)
def test_each_link_of_each_message_is_one_job(events: list[tuple[int, list[int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "aideals.db") as store:
        inbox = Inbox(store, clock=lambda: NOW)
        accepted = 0
        for message, links in events:
            text = " ".join(f"<https://a.example/{link}>" for link in links)
            accepted += len(inbox.accept(Place("T1", "C1", f"{message}.0"), text))
        told = {(message, link) for message, links in events for link in links}
        assert accepted == len(told) == queue.depth(store).get("waiting", 0)
