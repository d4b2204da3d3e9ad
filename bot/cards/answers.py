"""What `/aideals` answers, to the asker alone: the week, a company's history, who is flagged, help."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards import signals
from bot.cards.article import quoted
from bot.cards.days import day, span
from bot.cards.deals import deal
from bot.cards.digest import flag, messages
from bot.cards.escape import clean, cut
from bot.cards.line import Line, Span, join, line, mrkdwn
from bot.cards.message import MOST_CHARACTERS, Message, context, header, message, section, sections
from bot.cards.wording import Wording, load
from bot.facts import Article, Deal, Language
from bot.week import Digest
from storage.records import Timeline, TimelineEntry

_MOST_ENTRIES = 40


def week(digest: Digest) -> tuple[Message, ...]:
    """The running week of one channel; what one message does not bear comes in further ones."""
    if not digest.coverage.read and not digest.coverage.failed:
        return (_sentence(load(digest.language).say("answer.nothing_yet")),)
    return messages(digest, running=True, below="more_below")


def preview(digest: Digest) -> tuple[Message, ...]:
    """The latest full week as its digest says it, for one person."""
    return messages(digest, below="more_below")


def flagged(digest: Digest) -> tuple[Message, ...]:
    """The flagged startups of the running week, each with its reason and source."""
    wording = load(digest.language)
    days = span(digest.period.first_day, digest.period.last_day, wording)
    if not digest.coverage.read:
        return (_sentence(wording.say("answer.nothing_yet")),)
    title = wording.say("answer.flagged_title", days=days)
    if not digest.flagged:
        none = line(wording.say("answer.flagged_none", n=digest.coverage.read))
        return (message([line(title), none], [header(title), section(mrkdwn(none))]),)
    pages: list[list[Line]] = [[]]
    used = 0
    for entry in digest.flagged:
        item = flag(entry, wording)
        size = sum(len(mrkdwn(each)) + 1 for each in item)
        if pages[-1] and used + size > MOST_CHARACTERS - 500:
            pages.append([])
            used = 0
        pages[-1] += item
        used += size
    return tuple(message([line(title), *page], [header(title), *sections(page)]) for page in pages)


def company(timeline: Timeline, language: Language) -> Message:
    """One company's deals and signals in time order, each with its sentence; the latest where there are many."""
    wording = load(language)
    known = timeline.company
    others = list(dict.fromkeys(n.name for n in known.names if n.name != known.name))
    head = (Span(cut(clean(known.name), 150), bold=True),)
    also = (
        wording.say("answer.also_called", names=", ".join(cut(clean(o), 60) for o in others[:6]))
        if others
        else ""
    )
    counted = wording.say("answer.articles", n=len({e.source.article_id for e in timeline.entries}))
    second = join([also, counted])
    names = {known.name, *others}
    told = _merged([_entry(each, names, wording) for each in timeline.entries])
    left, room = max(0, len(told) - _MOST_ENTRIES), MOST_CHARACTERS - 1_500
    shown: list[Line] = []
    for each in reversed(told[left:]):
        room -= len(mrkdwn(each)) + 1
        if room < 0:
            break
        shown.insert(0, each)
    left = len(told) - len(shown)
    more = [line(wording.say("answer.timeline_more", n=left))] if left else []
    return message([head, second, *more, *shown], [*sections([head, second]), *sections([*more, *shown])])


def _entry(entry: TimelineEntry, names: set[str], wording: Wording) -> tuple[Line, Line]:
    """(what is told, where): entries that tell the same are shown as one."""
    fact, source = entry.fact, entry.source
    own = fact.company in names
    said = (
        deal(fact, wording, with_company=not own)
        if isinstance(fact, Deal)
        else signals.signal(fact, wording, with_company=not own)
    )
    article = Article(text="", title=source.title, url=source.url, language=source.language)
    anchor = fact.amount.raw if isinstance(fact, Deal) and fact.amount else ""
    when = "" if fact.date else day(source.published, wording) or wording.say("answer.undated")
    publisher = cut(clean(source.publisher or ""), 60)
    return said, join([(quoted(article, fact.evidence, anchor),), join([publisher, when], ", ")], " ")


def _merged(entries: Sequence[tuple[Line, Line]]) -> list[Line]:
    by_words: dict[Line, list[Line]] = {}
    for said, where in entries:
        by_words.setdefault(said, []).append(where)
    return [
        line("• ", said, "  ", join(places[:3], "; "), f" +{len(places) - 3}" if len(places) > 3 else "")
        for said, places in by_words.items()
    ]


def help_page(language: Language) -> Message:
    """What aideals does and what one can type."""
    wording = load(language)
    intro = line(wording.say("answer.help_intro"))
    rows = [
        line(Span(command, bold=True), "  ", said) for command, said in wording.find("answer.help_commands")
    ]
    foot = line(wording.say("answer.help_digest"))
    title = wording.say("answer.help_title")
    blocks = [header(title), *sections([intro]), *sections(rows), context(foot)]
    return message([line(title), intro, *rows, foot], blocks)


def unknown(word: str, nearest: Sequence[str], language: Language) -> Message:
    """The word is no command and no company; what was perhaps meant, and the help."""
    wording = load(language)
    said = line(wording.say("answer.unknown", word=cut(clean(word), 60)))
    lines = [said]
    if nearest:
        tries = [line("• ", Span(f"/aideals {cut(clean(each), 60)}", bold=True)) for each in nearest]
        lines += [line(wording.say("answer.did_you_mean")), *tries]
        return message(lines, sections(lines))
    page = help_page(language)
    return Message(f"{mrkdwn(said)}\n{page.text}", (*sections(lines), *page.blocks))


def command_words(language: Language) -> dict[str, list[str]]:
    """What people type, by the command that it means: in the words of one language."""
    table: dict[str, list[str]] = load(language).find("command")
    return table


def _sentence(text: str) -> Message:
    return message([line(text)], sections([line(text)]))
