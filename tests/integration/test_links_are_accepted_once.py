"""The inbox: a link is on disk when Slack is answered, and once however often Slack tells it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from bot.channels import settings_of
from bot.inbox import Inbox, Place
from storage import queue
from storage.database import Store, open_store
from storage.records import Job

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
PLACE = Place("T1", "C1", "1764000000.000100", user="U1")


def inbox_of(store: Store) -> Inbox:
    return Inbox(store, clock=lambda: NOW)


def urls(jobs: tuple[Job, ...]) -> list[str]:
    return [job.url for job in jobs]


def test_each_link_of_a_message_is_a_job_in_order(store: Store) -> None:
    jobs = inbox_of(store).accept(PLACE, "<https://b.example/2|second> and <https://a.example/1>")
    assert urls(jobs) == ["https://b.example/2", "https://a.example/1"]
    assert {(job.state, job.tries, job.place) for job in jobs} == {("waiting", 0, PLACE)}


def test_the_same_message_under_another_event_id_adds_nothing_even_after_a_restart(store: Store) -> None:
    assert len(inbox_of(store).accept(PLACE, "<https://a.example/1>")) == 1
    store.close()
    with open_store(store.path) as restarted:
        assert inbox_of(restarted).accept(PLACE, "<https://a.example/1>") == ()
        assert queue.depth(restarted) == {"waiting": 1}


def test_two_deliveries_at_once_make_one_job(store: Store) -> None:
    inbox = inbox_of(store)
    with ThreadPoolExecutor(8) as pool:
        accepted = list(pool.map(lambda _: inbox.accept(PLACE, "<https://a.example/1>"), range(8)))
    assert sum(map(len, accepted)) == 1


def test_an_edit_adds_only_the_links_that_are_new(store: Store) -> None:
    inbox = inbox_of(store)
    inbox.accept(PLACE, "<https://a.example/1>")
    edited = inbox.accept(PLACE, "see <https://a.example/1?utm_source=x> and <https://b.example/2>")
    assert urls(edited) == ["https://b.example/2"]


def test_an_unfurl_edit_adds_nothing(store: Store) -> None:
    inbox = inbox_of(store)
    inbox.accept(PLACE, "<https://a.example/1>")
    assert inbox.accept(PLACE, "<https://a.example/1>") == ()


def test_one_article_under_two_spellings_in_one_message_is_one_job(store: Store) -> None:
    text = "<https://a.example/1?utm_source=x> <https://a.example/1>"
    assert urls(inbox_of(store).accept(PLACE, text)) == ["https://a.example/1?utm_source=x"]


def test_a_message_without_a_link_leaves_no_trace(store: Store) -> None:
    assert inbox_of(store).accept(PLACE, "good morning") == ()
    assert settings_of(store, "T1", "C1").since is None


def test_a_new_channel_takes_the_sharers_time_zone_and_has_a_digest_on_monday_morning(store: Store) -> None:
    inbox = inbox_of(store)
    inbox.accept(PLACE, "<https://a.example/1>", time_zone="Asia/Seoul")
    later = Place("T1", "C1", "1764000001.000100", user="U2")
    inbox.accept(later, "<https://a.example/2>", time_zone="Europe/Berlin")
    settings = settings_of(store, "T1", "C1")
    assert settings.time_zone == "Asia/Seoul"
    assert (settings.digest_on, settings.digest_weekday, settings.digest_time) == (True, "mon", "09:00")
    assert settings.since == NOW


def test_a_reply_answers_in_its_thread_and_a_message_in_its_own() -> None:
    assert Place("T1", "C1", "91.0", "90.0").thread == "90.0"
    assert Place("T1", "C1", "91.0").thread == "91.0"


def test_a_waiting_link_is_leased_to_one_reader(store: Store) -> None:
    inbox_of(store).accept(PLACE, "<https://a.example/1>")
    first = queue.lease(store, "one", now=NOW, for_s=60)
    assert first is not None
    assert (first.state, first.tries) == ("reading", 1)
    assert queue.lease(store, "two", now=NOW, for_s=60) is None


def test_a_lease_that_ran_out_goes_to_the_next_and_cannot_be_renewed_by_the_first(store: Store) -> None:
    inbox_of(store).accept(PLACE, "<https://a.example/1>")
    job = queue.lease(store, "one", now=NOW, for_s=60)
    assert job is not None
    assert queue.renew(store, job.id, "one", now=NOW + timedelta(seconds=50), for_s=60)
    assert queue.lease(store, "two", now=NOW + timedelta(seconds=100), for_s=60) is None
    again = queue.lease(store, "two", now=NOW + timedelta(seconds=111), for_s=60)
    assert again is not None
    assert (again.id, again.tries) == (job.id, 2)
    assert not queue.renew(store, job.id, "one", now=NOW + timedelta(seconds=112), for_s=60)


def test_one_article_is_read_by_one_reader_at_a_time(store: Store) -> None:
    inbox = inbox_of(store)
    inbox.accept(PLACE, "<https://a.example/1>")
    inbox.accept(Place("T1", "C2", "1764000002.000100"), "<https://a.example/1> <https://b.example/2>")
    first, second = (queue.lease(store, "one", now=NOW, for_s=60) for _ in range(2))
    assert first is not None
    assert second is not None
    assert [first.url, second.url] == ["https://a.example/1", "https://b.example/2"]
    assert queue.lease(store, "one", now=NOW, for_s=60) is None
    queue.finish(store, first.id, "done", now=NOW)
    third = queue.lease(store, "one", now=NOW, for_s=60)
    assert third is not None
    assert third.place.channel == "C2"


def test_links_of_a_process_that_is_gone_are_free_at_once(store: Store) -> None:
    inbox_of(store).accept(PLACE, "<https://a.example/1>")
    queue.lease(store, "dead", now=NOW, for_s=3600)
    assert queue.take_over(store, lambda owner: owner == "other") == 0
    assert queue.take_over(store, lambda owner: owner == "dead") == 1
    assert queue.lease(store, "new", now=NOW, for_s=60) is not None


def test_a_failed_link_is_tried_again_only_from_its_own_channel_and_once(store: Store) -> None:
    inbox = inbox_of(store)
    (job,) = inbox.accept(PLACE, "<https://a.example/1>")
    assert not inbox.try_again(job.id, workspace="T1", channel="C1")
    queue.finish(store, job.id, "failed", now=NOW, reason="paywall")
    assert not inbox.try_again(job.id, workspace="T1", channel="C2")
    assert not inbox.try_again(job.id, workspace="T2", channel="C1")
    assert inbox.try_again(job.id, workspace="T1", channel="C1")
    assert not inbox.try_again(job.id, workspace="T1", channel="C1")
    found = queue.load(store, job.id)
    assert found is not None
    assert (found.state, found.asked_again, found.tries) == ("waiting", 1, 0)


def test_pasted_text_waits_in_place_of_the_page(store: Store) -> None:
    inbox = inbox_of(store)
    (job,) = inbox.accept(PLACE, "<https://a.example/1>")
    queue.finish(store, job.id, "failed", now=NOW, reason="paywall")
    assert not inbox.paste(job.id, "  ", workspace="T1", channel="C1")
    assert inbox.paste(job.id, "The text.", workspace="T1", channel="C1")
    found = inbox.find(job.id, workspace="T1", channel="C1")
    assert found is not None
    assert found.pasted == "The text."


def test_the_worker_is_woken_for_new_links_only(store: Store) -> None:
    woken: list[int] = []
    inbox = Inbox(store, wake=lambda: woken.append(1), clock=lambda: NOW)
    inbox.accept(PLACE, "<https://a.example/1>")
    inbox.accept(PLACE, "<https://a.example/1>")
    inbox.accept(PLACE, "no link")
    assert len(woken) == 1
