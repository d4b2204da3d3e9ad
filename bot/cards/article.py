"""A document → its card: the headline, what warns, what was dealt, what to check; two lines where it has neither.

Facts are worded in the channel's language; names, quotes and the summary stay as the article spells them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.cards import figures, signals
from bot.cards.days import day
from bot.cards.deals import deal, names
from bot.cards.escape import clean, cut, fragment
from bot.cards.line import Line, Span, join, line, link, mrkdwn, words
from bot.cards.message import (
    CONTEXT,
    MOST_CHARACTERS,
    Block,
    Message,
    actions,
    button,
    characters,
    context,
    divider,
    message,
    section,
    sections,
)
from bot.cards.wording import Wording, load
from bot.facts import Article, Deal, Document, Evidence, Language, Signal
from bot.reading.links import text_fragment

MOST_LINES = 10
PARTIAL = "⚠️"
"""Stands by each fact of an article of which only a part could be read."""

_ROOM = 3_600
_LONGEST_SUMMARY = 900
_LONGEST_FRAGMENT, _LONGEST_TARGET, _LONGEST_LINE = 300, 900, 1_300
"""A quote in Hangul takes nine characters a letter in an address: longer ones are named by their ends only."""


def card(document: Document, language: Language, *, job_id: int | None = None) -> Message:
    """The card of one article. `job_id` is what its buttons speak of; without it (a terminal) there are no buttons."""
    wording, article = load(language), document.article
    if not document.deals and not document.signals and not document.possible:
        return _two_lines(document, wording, job_id)
    warnings = sorted(filter(signals.is_warning, document.signals), key=signals.order)
    others = [fact for fact in document.signals if not signals.is_warning(fact)]
    groups = [
        _group("🔻", "warning", warnings, article, wording, count=len({fact.company for fact in warnings})),
        _group("💰", "deals", document.deals, article, wording),
        _group("", "other_signals", others, article, wording),
    ]
    head = [headline(article), byline(article, wording)]
    blocks = sections(head)
    told: list[Line] = []
    summary = _summary(document)
    if summary and article.language == wording.code:
        blocks.append(section(mrkdwn(line(summary))))
        told.append(line(summary))
    blocks.append(divider())
    small = _small(document, summary, wording)
    room = MOST_CHARACTERS - characters(blocks) - sum(len(mrkdwn(each, CONTEXT)) for each in small)
    for group in groups:
        if job_id is None:  # a terminal has room, and no button that leads to the rest
            shown, lines = sections(group), group
        else:
            shown, lines = _fit(group, wording, min(_ROOM, room))
        room -= characters(shown)
        blocks += shown
        told += lines
    blocks += [context(each) for each in small]
    if job_id is not None:
        blocks += actions(*_buttons(document, wording, job_id))
    return message([_first_line(document, warnings, wording), *head[1:], *told, *small], blocks)


def headline(article: Article) -> Line:
    """The article's title in bold, linked where it has an address."""
    title = cut(clean(article.title) or clean(article.text) or article.url or "?", 200)
    return (Span(title, bold=True, url=article.url),)


def byline(article: Article, wording: Wording) -> Line:
    """Publisher, date, and whether only a part could be read."""
    badge = ""
    if article.partial:
        key = f"card.partial_{article.partial}"
        badge = f"{PARTIAL} " + wording.say(key if wording.has(key) else "card.partial")
    publisher = cut(clean(article.publisher or ""), 80)
    return join([publisher, day(article.published, wording) or wording.say("card.no_date"), badge])


def quoted(article: Article, evidence: Evidence, anchor: str = "", *, width: int = 30) -> Span:
    """A few words of the evidence, leading to the sentence in the article."""
    tail = bool(load(article.language).find("quote.tail"))
    words_shown = fragment(evidence.quote, anchor, width, tail=tail)
    return link(f"“{words_shown}”", sentence_link(article.url, evidence.quote))


def sentence_link(url: str | None, quote: str) -> str | None:
    """The address that opens at the quote, the plain one where that gets too long, None without an address."""
    if not url:
        return None
    target = text_fragment(url, quote)
    if len(target) - len(url) > _LONGEST_FRAGMENT:
        words_of = quote.split()
        target = text_fragment(url, " ".join(words_of[:3]) + "\n" + " ".join(words_of[-2:]))
    return target if len(target) <= _LONGEST_TARGET else url if len(url) <= _LONGEST_TARGET else None


def _told(fact: Deal | Signal, article: Article, wording: Wording) -> Line:
    """One fact as a list item with its quote, and a badge where only a part of the article could be read."""
    if isinstance(fact, Deal):
        same_day = fact.date is not None and (article.published or "").startswith(fact.date)
        said = deal(replace(fact, date=None) if same_day else fact, wording)
        anchor = fact.amount.raw if fact.amount else ""
    else:
        said, anchor = signals.signal(fact, wording), _anchor(fact)
    return line(
        "• ", said, "  ", quoted(article, fact.evidence, anchor), f" {PARTIAL}" if article.partial else ""
    )


def _anchor(fact: Signal) -> str:
    """The number in the quote that a signal is about, "" where it has none."""
    for number in (fact.headcount, fact.change_percent, fact.workforce_percent, fact.duration_months):
        if number is None:
            continue
        for text in (f"{abs(number):,.10g}", f"{abs(number):.10g}"):
            found = re.search(rf"(?<![\d.,]){re.escape(text)}(?!\d).{{0,3}}", fact.evidence.quote)
            if found:
                return found[0]
    return ""


def _group(
    sign: str,
    key: str,
    facts: Sequence[Deal | Signal],
    article: Article,
    wording: Wording,
    *,
    count: int | None = None,
) -> list[Line]:
    """A title with its count and a line for each fact; [] for none. `count`: of what, where not of facts."""
    if not facts:
        return []
    title = line(f"{sign} ".lstrip(), Span(wording.say(f"card.{key}"), bold=True), f" {count or len(facts)}")
    return [title, *(_told(fact, article, wording) for fact in facts)]


def _fit(lines: Sequence[Line], wording: Wording, room: int) -> tuple[list[Block], list[Line]]:
    """As many of a group's lines as a card bears, and how many more there are: (blocks, the lines shown)."""
    shown: list[Line] = []
    for each in lines[: MOST_LINES + 1]:
        room -= len(mrkdwn(each, _LONGEST_LINE)) + 1
        if room < 120 and shown:
            break
        shown.append(each)
    left = len(lines) - len(shown)
    if left:
        shown.append(line(wording.say("card.more", n=left)))
    return sections(shown, _LONGEST_LINE), shown


def _small(document: Document, summary: str, wording: Wording) -> list[Line]:
    """What stands small at the foot: the summary in another language, what is possible, what to check."""
    article, small = document.article, []
    if summary and article.language != wording.code:
        small.append(line(Span(wording.say("card.summary_elsewhere"), bold=True), "  ", cut(summary, 500)))
    if document.possible:
        facts = [_plainly(entry.fact, wording) for entry in document.possible[:4]]
        more = f" · +{len(document.possible) - 4}" if len(document.possible) > 4 else ""
        small.append(line("❔ ", Span(wording.say("card.possible"), bold=True), "  ", join(facts), more))
    if document.checks:
        checks = [figures.check(each, wording, article.language) for each in document.checks[:5]]
        more = f" · +{len(document.checks) - 5}" if len(document.checks) > 5 else ""
        small.append(line("🔎 ", Span(wording.say("card.checks"), bold=True), "  ", join(checks, "\n"), more))
    return small


def _plainly(fact: Deal | Signal, wording: Wording) -> Line:
    said = deal(fact, wording) if isinstance(fact, Deal) else signals.signal(fact, wording)
    return (Span(words(said).replace(" · ", ", ")),)


def _summary(document: Document) -> str:
    return cut(" ".join(clean(sentence) for sentence in document.summary[:3]), _LONGEST_SUMMARY)


def _first_line(document: Document, warnings: Sequence[Signal], wording: Wording) -> Line:
    """What a phone shows: who is in trouble or how many deals, then the headline."""
    companies = list(dict.fromkeys(fact.company for fact in warnings))
    said: Line | None = None
    if companies:
        said = wording.line("card.warning_text", names=names(companies, wording))
    elif len(document.deals) > 1:
        those = names(list(dict.fromkeys(fact.company for fact in document.deals)), wording)
        said = line(wording.say("card.deals_text", n=len(document.deals)), ": ", those)
    elif document.deals:
        said = _plainly(document.deals[0], wording)
    title = words(headline(document.article))
    publisher = cut(clean(document.article.publisher or ""), 80)
    return join([said, line(title, f" ({publisher})" if publisher else "")], " — ")


def _buttons(document: Document, wording: Wording, job_id: int) -> list[Block]:
    row = [button(wording.say("card.all_facts"), "all_facts", str(job_id))]
    if document.market_figures:
        count = len(document.market_figures)
        row.append(button(wording.say("card.market_figures", n=count), "market_figures", str(job_id)))
    return row


def _two_lines(document: Document, wording: Wording, job_id: int | None) -> Message:
    article, count = document.article, len(document.market_figures)
    second = line(byline(article, wording), " · ", wording.say("card.nothing"))
    figures_button = None
    if count and job_id is not None:
        figures_button = button(wording.say("card.market_figures", n=count), "market_figures", str(job_id))
    head = headline(article)
    block = section(mrkdwn(head, 1_400) + "\n" + mrkdwn(second, 1_400), figures_button)
    small = _small(document, "", wording)
    return message([head, second, *small], [block, *map(context, small)])
