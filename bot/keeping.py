"""The pages behind the articles: kept for so many days, then let go; and what the site marked them with.

Comes in: copies of pages that were read. Goes out: what a later fetch may tell the site that it has.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.errors import StoreError
from bot.inbox import key_of
from bot.reading.copies import Copy, unpack
from bot.reading.fetch import Known
from storage import pages
from storage.database import Store
from storage.records import Page


class Pages:
    """Keeps each article's latest page for `keep_for`; zero keeps no bytes, only where the page came from."""

    def __init__(
        self, store: Store, keep_for: timedelta, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store, self._keep_for, self._clock = store, keep_for, clock

    def known(self, key: str) -> Known | None:
        """What the site need not send again; None where it marked nothing, or the page was drawn by a browser."""
        page = pages.find(self._store, key)
        if page is None or page.is_rendered or not (page.etag or page.last_modified):
            return None
        return Known(page.url, page.etag, page.last_modified)

    def keep(self, article_id: int, copy: Copy) -> None:
        """The page that the article was read from just now."""
        page = Page(
            url=copy.final_url,
            content_type=copy.content_type,
            charset=copy.charset,
            etag=copy.etag,
            last_modified=copy.last_modified,
            is_rendered=copy.is_rendered,
            sha256=copy.sha256,
            fetched_at=self._clock(),
            packed=copy.packed,
        )
        pages.keep(self._store, article_id, page, with_bytes=self._keep_for > timedelta(0))

    def forget(self, article_id: int) -> None:
        """What the article says no longer comes from a page (somebody pasted its text)."""
        pages.forget(self._store, article_id)

    def expire(self) -> int:
        """How many pages were too old and lost their bytes now."""
        return pages.erase_before(self._store, self._clock() - self._keep_for)


def kept_page(store: Store, url: str) -> tuple[Page, bytes]:
    """The page that the article behind `url` was read from, and its bytes as the site sent them.

    Raises StoreError where none is kept, or its bytes are not those that were read.
    """
    page = pages.find(store, key_of(url))
    if page is None or page.packed is None:
        raise StoreError(
            f"No page is kept for {url}: it was not read, it was pasted, or AIDEALS_KEEP_PAGES has let it go."
        )
    try:
        return page, unpack(page.packed, page.sha256)
    except ValueError as error:
        raise StoreError(f"The page of {url} cannot be shown: {error}.") from None
