"""A saved article into its story: syndicated copies and portal mirrors of one text are one story with many outlets."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.facts import Article
from bot.sameness import Sketch, is_same_text, likely_copies, sketch
from storage import stories
from storage.database import Store

_WINDOW = timedelta(days=60)
_MOST_COMPARED = 5


def join_story(store: Store, article_id: int, article: Article, *, now: datetime) -> int:
    """The id of the story's first article, after the article was put into it; its own id where it copies none.

    Compared with what was saved in the 60 days before. Within a transaction of the caller, so that of two copies
    that are saved at once one is the first.
    """
    made = sketch(article.text)
    with store.write():
        known = stories.recent(store, now - _WINDOW, but=article_id)
        likely = likely_copies(made, [Sketch(each.size, each.minhash) for each in known])[:_MOST_COMPARED]
        texts = ((known[place].story_id, stories.text_of(store, known[place].article_id)) for place in likely)
        story_id = next((story for story, text in texts if is_same_text(article.text, text)), article_id)
        stories.put(store, stories.Sketched(article_id, story_id, made.size, made.minhash))
    return story_id
