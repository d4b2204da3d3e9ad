"""What the store gives back, as values: places, links to read, shares, settings, companies and their history.

Times are aware and in UTC; a Slack timestamp (`ts`) stays the string that Slack gave.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.facts import Deal, Document, Language, Signal

State = Literal["waiting", "reading", "done", "failed", "dropped"]
"""A link's way: waiting (also for its next try), reading (leased), done, failed (told so in its thread), dropped."""

ActState = Literal["begun", "done"]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands in Slack; `thread_ts` is None outside a thread, `user` None where nobody is named."""

    workspace: str
    channel: str
    message_ts: str
    thread_ts: str | None = None
    user: str | None = None

    @property
    def thread(self) -> str:
        """The thread that an answer belongs to: the message's own, else the one that the message starts."""
        return self.thread_ts or self.message_ts


@dataclass(frozen=True, slots=True)
class Job:
    """One accepted link of one message. `key` is the normalised address, `url` the one that was written.

    `pasted` is text to read in place of the page (None: fetch `url`); `reason` the last failure's word;
    """

    id: int
    place: Place
    key: str
    url: str
    state: State
    tries: int
    accepted_at: datetime
    run_after: datetime
    pasted: str | None = None
    reason: str | None = None
    message: str | None = None
    asked_again: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """One sighting of an article in a channel; `card_ts` is the card's own ts, None until it is posted."""

    article_id: int
    place: Place
    url: str
    shared_at: datetime
    card_ts: str | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One outward act, by its key: begun before the call, done with the ts that Slack gave."""

    key: str
    state: ActState
    workspace: str
    channel: str
    thread_ts: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """How one channel wants things. `language` None: the one most of its articles are in. `currency` None: by language.

    `digest_time` is "HH:MM" (or "HH:MM:SS") in `time_zone` (an IANA name). `since` is from when its digests are due
    (first seen, or the last change of its schedule); `set_by` is the last person who changed something, None while all
    is as it began.
    """

    workspace: str
    channel: str
    time_zone: str = "UTC"
    language: Language | None = None
    currency: str | None = None
    digest_on: bool = True
    digest_weekday: Weekday = "mon"
    digest_time: str = "09:00"
    set_by: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """The article that a fact was read in, as a card needs it.

    `shared_at` is its first sharing in the channel asked, None where no channel was. `story_id` is the id of the first
    article with the same text, its own where it copies none; None where nobody asked. `partial`: why only a part of it
    could be read, None for a whole one.
    """

    article_id: int
    title: str
    url: str | None
    publisher: str | None
    published: str | None
    language: str
    shared_at: datetime | None = None
    story_id: int | None = None
    partial: str | None = None

    @property
    def story(self) -> int:
        """The story's id: equal for copies of one text."""
        return self.article_id if self.story_id is None else self.story_id


@dataclass(frozen=True, slots=True)
class CompanyName:
    """One name of a company and where it was learned.

    `how` is "article" where a fact calls the company so, "alias" where an article states it as a second name.
    """

    name: str
    how: Literal["article", "alias"]
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """One company; `name` is the form first seen, `names` all of them, that one included."""

    id: int
    name: str
    names: tuple[CompanyName, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One fact of a company with the article that states it.

    Entries stand in time order; an undated one stands at its article's publication.
    """

    fact: Deal | Signal
    source: Source


@dataclass(frozen=True, slots=True)
class Timeline:
    """A company and all that is known of it."""

    company: Company
    entries: tuple[TimelineEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A digest that this process is to post: nobody else does until the lease ends. `tries` counts the claims."""

    id: int
    workspace: str
    channel: str
    period: str
    starts_at: datetime
    ends_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the store keeps it."""

    article_id: int
    key: str
    document: Document
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read, as it is kept. `sha256` is of its plain bytes, `packed` their zlib form (None: not kept).

    `etag` and `last_modified` are the site's marks of that version; `is_rendered`: a browser's scripts drew it.
    """

    url: str
    content_type: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    is_rendered: bool
    sha256: str
    fetched_at: datetime
    packed: bytes | None


@dataclass(frozen=True, slots=True)
class SharedFacts:
    """One article shared in a channel, with its facts and the companies (store ids) that its facts name.

    `company_ids` maps each name that the facts use to the company's id.
    """

    source: Source
    document: Document
    company_ids: tuple[tuple[str, int], ...] = ()
