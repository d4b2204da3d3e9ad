"""From a pasted link to its card, the answers and the digest: the whole bot on the playground, both ways to Slack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import Bot
from bot.facts import Deal, Document, Signal
from bot.playground import Playground
from bot.playground.newsstand import HARBORLIGHT, MUSEUM, PAYWALL, WINTER, Newsstand
from bot.reading.links import normalise
from storage import articles
from storage.database import open_store

CHANNEL, TEAM = "C01DEALS", "T01PLAY"
CARD_S = 40.0


@dataclass(slots=True)
class Morning:
    """A running bot, and the channel in which the samples were pasted."""

    playground: Playground
    newsstand: Newsstand
    bot: Bot
    db: Path

    def paste(self, *names: str, user: str = "jiwoo") -> tuple[str, list[dict[str, Any]]]:
        """Paste the samples in one message; its ts, and the cards once one for each has come."""
        links = " ".join(self.newsstand.url(name) for name in names)
        ts = self.playground.post_message(CHANNEL, user, f"read this {links}")

        def cards() -> list[dict[str, Any]]:
            replies = self.playground.thread(CHANNEL, ts)
            return replies if len(replies) >= len(names) else []

        return ts, self.playground.wait_for(cards, CARD_S, what=f"cards of {names}")

    def document(self, name: str) -> Document:
        """What the store keeps of a sample."""
        with open_store(self.db) as store:
            stored = articles.find(store, normalise(self.newsstand.url(name)))
        assert stored is not None
        return stored.document


@pytest.fixture(scope="module", params=["Socket Mode", "HTTP"])
def morning(
    request: pytest.FixtureRequest, newsstand: Newsstand, house: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Morning]:
    db = tmp_path_factory.mktemp("store") / "aideals.db"
    with Playground() as playground:
        given: dict[str, Any] = {
            "SLACK_BOT_TOKEN": playground.bot_token,
            "SLACK_API_URL": playground.api_url,
        }
        if request.param == "HTTP":
            given |= {"SLACK_SIGNING_SECRET": playground.signing_secret, "PORT": 0}
        else:
            given["SLACK_APP_TOKEN"] = playground.app_token
        with Bot(house.settings(db, newsstand, **given), pace_s=0.05) as bot:
            if request.param == "HTTP":
                playground.deliver_to(f"http://127.0.0.1:{bot.port}/slack/events")
            else:
                playground.wait_connected()
            yield Morning(playground, newsstand, bot, db)


@pytest.fixture(scope="module")
def winter(morning: Morning) -> tuple[str, dict[str, Any]]:
    """The Korean sample, pasted: the message's ts and the card."""
    ts, (card,) = morning.paste(WINTER)
    return ts, card


def deals_of(document: Document, *names: str) -> list[Deal]:
    return [deal for deal in document.deals if deal.company in names]


def signals_of(document: Document, *names: str) -> list[Signal]:
    return [signal for signal in document.signals if signal.company in names]


def test_a_pasted_link_gets_one_card_in_its_thread(
    morning: Morning, winter: tuple[str, dict[str, Any]], house: Any
) -> None:
    ts, card = winter
    assert card["thread_ts"] == ts
    words = house.words(card)
    assert "식어 가는 생성형 AI 열기" in words
    assert "가온경제" in words
    assert "1억2500만 달러" in words
    assert "재스퍼" in card["text"] or "식어 가는" in card["text"]


def test_the_message_is_marked_as_read(morning: Morning, winter: tuple[str, dict[str, Any]]) -> None:
    ts, _ = winter
    morning.playground.wait_for(lambda: morning.playground.reactions(CHANNEL, ts) == ["white_check_mark"])


def test_the_card_does_not_unfurl_and_carries_its_act(
    morning: Morning, winter: tuple[str, dict[str, Any]]
) -> None:
    _, card = winter
    call = next(c for c in morning.playground.calls_of("chat.postMessage") if c.answer["ts"] == card["ts"])
    assert call.args["unfurl_links"] is False
    assert call.args["unfurl_media"] is False
    assert card["metadata"]["event_type"] == "aideals"


@pytest.mark.usefixtures("winter")
def test_jaspers_round_is_kept_with_its_amount(morning: Morning) -> None:
    (deal,) = deals_of(morning.document(WINTER), "재스퍼", "Jasper")
    assert (deal.kind, deal.status) == ("funding", "completed")
    assert deal.amount is not None
    assert (deal.amount.value, deal.amount.currency) == (125_000_000, "USD")
    assert deal.amount.stated_conversion is not None
    assert deal.amount.stated_conversion.value == 166_000_000_000


@pytest.mark.usefixtures("winter")
def test_jaspers_users_fell_for_four_months_and_it_laid_people_off(morning: Morning) -> None:
    signals = {signal.kind: signal for signal in signals_of(morning.document(WINTER), "재스퍼", "Jasper")}
    assert signals.keys() == {"usage_decline", "layoffs"}
    assert signals["usage_decline"].duration_months == 4
    assert signals["layoffs"].status == "reported"


@pytest.mark.usefixtures("winter")
def test_the_rounds_of_the_sample_are_kept(morning: Morning) -> None:
    document = morning.document(WINTER)
    amounts = {
        name: [deal.amount.value for deal in deals_of(document, *names) if deal.amount]
        for name, names in {
            "OpenAI": ("오픈AI", "OpenAI", "오픈 AI"),
            "Synthesia": ("신디시아", "Synthesia"),
            "Stability AI": ("스태빌리티 AI", "Stability AI"),
        }.items()
    }
    assert 10_000_000_000 in amounts["OpenAI"]
    assert amounts["Synthesia"] == [90_000_000]
    assert amounts["Stability AI"] == [110_000_000]


@pytest.mark.usefixtures("winter")
def test_the_samples_flaws_are_found(morning: Morning) -> None:
    kinds = {check.kind for check in morning.document(WINTER).checks}
    assert kinds == {"conversion_mismatch", "name_variant", "ambiguous_date"}


@pytest.mark.usefixtures("winter")
def test_teasers_beside_the_article_give_no_facts(morning: Morning) -> None:
    document = morning.document(WINTER)
    said = {fact.company for fact in (*document.deals, *document.signals)}
    assert not {name for name in said if "누리" in name or "달무리" in name}


def test_two_links_in_one_message_get_a_card_each(morning: Morning, house: Any) -> None:
    _, cards = morning.paste(HARBORLIGHT, MUSEUM, user="maya")
    words = sorted(house.words(card) for card in cards)
    assert sum("Harborlight" in each for each in words) == 1
    assert sum("박물관" in each for each in words) == 1


def test_the_english_samples_facts_are_kept(morning: Morning) -> None:
    morning.paste(HARBORLIGHT)
    document = morning.document(HARBORLIGHT)
    (deal,) = deals_of(document, "Harborlight")
    assert (deal.round, deal.amount and deal.amount.value) == ("series_b", 64_000_000)
    assert (deal.valuation and deal.valuation.value, deal.total_raised and deal.total_raised.value) == (
        480_000_000,
        92_000_000,
    )
    (bought,) = [each for each in document.deals if each.kind == "acquisition"]
    assert (bought.company, bought.amount and bought.amount.value) == ("Quillbase", 31_000_000)
    (layoffs,) = [signal for signal in document.signals if signal.kind == "layoffs"]
    assert (layoffs.company, layoffs.headcount, layoffs.workforce_percent) == ("Brightloom", 45, 18.0)


def test_a_link_that_cannot_be_read_says_why_and_offers_two_ways_on(morning: Morning, house: Any) -> None:
    ts, (card,) = morning.paste(PAYWALL, user="haru")
    actions = [
        e["action_id"] for block in card["blocks"] if block["type"] == "actions" for e in block["elements"]
    ]
    assert actions == ["try_again", "paste_text"]
    assert "127.0.0.1" in house.words(card)
    morning.playground.wait_for(lambda: "eyes" not in morning.playground.reactions(CHANNEL, ts))


def test_an_unfurl_is_not_a_second_link(morning: Morning, winter: tuple[str, dict[str, Any]]) -> None:
    ts, _ = winter
    asked = len(morning.newsstand.requests)
    morning.playground.unfurl(CHANNEL, ts)
    delivery = morning.playground.deliveries[-1]
    morning.playground.wait_for(lambda: delivery.acked)
    _, (pointer,) = morning.paste(WINTER)  # whatever the unfurl started stands before this in the queue
    assert len(morning.newsstand.requests) == asked
    assert len(morning.playground.thread(CHANNEL, ts)) == 1
    assert pointer["thread_ts"] != ts


@pytest.mark.usefixtures("winter")
def test_the_command_answers_with_the_week(morning: Morning, house: Any) -> None:
    command = morning.playground.command("/aideals", "", "maya", CHANNEL)
    (answer,) = morning.playground.wait_for(lambda: morning.playground.ephemerals("maya"))
    assert "재스퍼" in house.words(answer)
    assert morning.playground.wait_for(lambda: command.ack_after_s) < 3


@pytest.mark.usefixtures("winter")
def test_the_command_answers_with_a_company(morning: Morning, house: Any) -> None:
    morning.playground.command("/aideals", "Jasper", "haru", CHANNEL)
    (answer,) = morning.playground.wait_for(lambda: morning.playground.ephemerals("haru"))
    words = house.words(answer)
    assert "재스퍼" in words
    assert "1억2500만 달러" in words


@pytest.mark.usefixtures("winter")
def test_the_digest_comes_when_its_time_comes(morning: Morning, house: Any) -> None:
    house.digest_in(morning.bot, morning.db, TEAM, CHANNEL)

    def digests() -> list[dict[str, Any]]:
        said = morning.playground.messages(CHANNEL)
        return [m for m in said if "bot_id" in m and "thread_ts" not in m]

    (digest,) = morning.playground.wait_for(digests, 20, what="the digest")
    words = house.words(digest)
    assert "재스퍼" in words
    assert digest["metadata"]["event_payload"]["act"].startswith("digest/")


def test_no_call_of_the_bot_was_refused(morning: Morning) -> None:
    refused = {(call.method, call.error) for call in morning.playground.calls if not call.ok}
    assert refused <= {
        ("reactions.add", "already_reacted")
    }  # two links of one message are begun at the same time


def test_every_delivery_was_acknowledged_at_the_first_try(morning: Morning) -> None:
    morning.playground.wait_for(lambda: all(d.tries for d in morning.playground.deliveries))
    late = [
        d.payload.get("event", d.payload)
        for d in morning.playground.deliveries
        if len(d.tries) != 1 or not d.acked
    ]
    assert late == []
