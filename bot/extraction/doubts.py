"""Why a person should decide whether an event is a deal: a mere mention, an earlier sum, an unclear company.

In: an event, whom it is taken to mean, a language's `doubts.toml`. Out: the sentence that says what is unclear, ""
where nothing is. A language without the table doubts nothing.
"""

from __future__ import annotations

import re
from functools import cache

from bot.extraction.context import Context
from bot.extraction.frame_tables import Event
from bot.extraction.topics import Meant
from bot.language import Language
from bot.language.patterns import any_of


@cache
def _words(language: Language, section: str) -> re.Pattern[str]:
    return re.compile(any_of(language.patterns("doubts", section)))


def why(event: Event, meant: Meant, state: str, dated: bool, context: Context) -> str:
    """What is unclear about an event, in the article's language; "" where nothing is."""
    language, text = context.language, context.article.text
    if not language.patterns("doubts", "kind"):
        return ""
    bare = not event.round and not event.parties
    nominal = event.frame.rank > 1 and _words(language, "kind").fullmatch(event.kind)
    if (
        nominal
        and state == "completed"
        and not event.money
        and (event.found != "named" or event.kind == "ipo")
    ):
        return language.sentence("doubt_mention")
    weak = _words(language, "weak").fullmatch(text, event.start, event.end)
    if weak and bare and not dated:
        return language.sentence("doubt_mention")
    earlier = _words(language, "earlier").search(text, max(event.low, event.start - 30), event.end)
    news = _words(language, "news").search(text, max(event.low, event.start - 90), event.start)
    loose = _words(language, "loose")
    vague = state == "completed" and any(loose.search(text, event.start, c.start + 24) for c in event.money)
    if event.kind == "funding" and bare and not dated and (earlier or vague) and not news:
        return language.sentence("doubt_earlier")
    if event.company is None and (meant.guess or meant.rival is not None):
        return language.sentence("doubt_company")
    return ""
