"""The short messages and the modals around a card: could not be read, already shared, paste the text, all quotes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from bot.cards import figures, signals
from bot.cards.article import quoted
from bot.cards.days import short
from bot.cards.deals import deal
from bot.cards.escape import clean, cut
from bot.cards.line import Line, Span, join, line, local_day, mrkdwn
from bot.cards.message import Block, Message, actions, button, context, message, plain_text, sections
from bot.cards.wording import Wording, load
from bot.facts import Document, Language

ListView = Callable[[Document, Language], Block]
"""What makes a modal of an article's facts."""

_VIEW_BLOCKS, _VIEW_CHARACTERS = 95, 40_000
FIELD_CHARACTERS, PASTE_FIELDS = 3_000, 3
"""Slack takes 3,000 characters a field: a longer article goes on in the next one."""


def unreadable(
    reason: str, url: str, language: Language, *, job_id: int | None, title: str | None = None
) -> Message:
    """Why a link could not be read, and the two things that a person can do about it; `title`: the page's, if told."""
    wording = load(language)
    why = wording.say(f"reason.{reason}" if wording.has(f"reason.{reason}") else "reason.unknown")
    name = cut(clean(title), 150) if title else _short_address(url)
    head = line(Span(wording.say("notice.unreadable"), bold=True), "  ", Span(name, url=url))
    what_now = line(why, " ", wording.say("notice.kept"))
    blocks = sections([head, what_now])
    if job_id is not None:
        blocks += actions(
            button(wording.say("notice.try_again"), "try_again", str(job_id)),
            button(wording.say("notice.paste_text"), "paste_text", str(job_id)),
        )
    return message([head, what_now], blocks)


def already_shared(title: str, permalink: str | None, shared_at: datetime, language: Language) -> Message:
    """Where the article's card stands already, and since when; not who shared it, for a name would ping them."""
    wording = load(language)
    when = local_day(shared_at, short(shared_at.date(), wording))
    head = line("↩️ ", Span(wording.say("notice.already"), bold=True), "  ", cut(clean(title), 150))
    way = Span(wording.say("notice.see_first"), url=permalink) if permalink else None
    below = join([(when,), way])
    return message([head, below], sections([head, below]))


def note(key: str, language: Language) -> Message:
    """One sentence of ours, by its key below `notice` in wording.toml."""
    said = line(load(language).say(f"notice.{key}"))
    return message([said], sections([said]))


def paste_view(url: str, private: str, language: Language) -> Block:
    """The modal with one large field; `private` comes back with it."""
    wording = load(language)
    return {
        "type": "modal",
        "callback_id": "paste_text",
        "private_metadata": private,
        "title": plain_text(wording.say("modal.title"), 24),
        "submit": plain_text(wording.say("modal.submit"), 24),
        "close": plain_text(wording.say("modal.close"), 24),
        "blocks": [
            *sections([(Span(_short_address(url), url=url),)]),
            *(_field(number, wording) for number in range(PASTE_FIELDS)),
        ],
    }


def pasted(values: Mapping[str, Mapping[str, Mapping[str, str | None]]]) -> str:
    """The pasted text out of a submitted view's `state.values`; the fields are one text."""
    parts = [values.get(f"text_{n}", {}).get(f"text_{n}", {}).get("value") or "" for n in range(PASTE_FIELDS)]
    return "".join(parts).strip()


def _field(number: int, wording: Wording) -> Block:
    block: Block = {
        "type": "input",
        "block_id": f"text_{number}",
        "label": plain_text(wording.say("modal.label" if number == 0 else "modal.label_more")),
        "optional": number > 0,
        "element": {
            "type": "plain_text_input",
            "action_id": f"text_{number}",
            "multiline": True,
            "max_length": FIELD_CHARACTERS,
        },
    }
    if number == 0:
        block["hint"] = plain_text(wording.say("modal.hint"), 150)
        block["element"]["placeholder"] = plain_text(wording.say("modal.placeholder"), 150)
    return block


def too_short(language: Language) -> str:
    """What the paste modal says below the field when there is next to nothing in it."""
    return load(language).say("modal.too_short")


def facts_view(document: Document, language: Language) -> Block:
    """The modal with every fact of an article and its whole sentence."""
    wording = load(language)
    article = document.article
    told: list[tuple[Line, str, Span]] = [
        (signals.signal(f, wording), f.evidence.quote, quoted(article, f.evidence)) for f in document.signals
    ]
    told += [(deal(f, wording), f.evidence.quote, quoted(article, f.evidence)) for f in document.deals]
    items = [[said, _sentence(quote, there)] for said, quote, there in told]
    return _list_view(wording.say("modal.facts_title"), items, wording)


def figures_view(document: Document, language: Language) -> Block:
    """The modal with the article's market figures."""
    wording = load(language)
    items = [
        [figures.figure(f, wording), _sentence(f.evidence.quote, quoted(document.article, f.evidence))]
        for f in document.market_figures
    ]
    return _list_view(wording.say("modal.figures_title"), items, wording)


def _sentence(quote: str, there: Span) -> Line:
    """The whole sentence, linked as its fragment is."""
    return (Span(f"“{cut(clean(quote), 400)}”", url=there.url),)


def _list_view(title: str, items: Sequence[Sequence[Line]], wording: Wording) -> Block:
    blocks: list[Block] = []
    used = shown = 0
    for item in items:
        added = sections(item)
        used += sum(len(mrkdwn(each)) for each in item)
        if len(blocks) + len(added) > _VIEW_BLOCKS or used > _VIEW_CHARACTERS:
            break
        blocks, shown = [*blocks, *added], shown + 1
    if shown < len(items):
        blocks.append(context(line(wording.say("modal.rest", n=len(items) - shown))))
    return {
        "type": "modal",
        "title": plain_text(title, 24),
        "close": plain_text(wording.say("modal.close"), 24),
        "blocks": blocks,
    }


def _short_address(url: str) -> str:
    """The address as people recognise it: host and path, cut."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return cut(clean(url), 80)
    return cut(clean(f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}") or clean(url), 80)
