"""A week → its digest: one message within Slack's limits, and thread messages with all that did not fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import figures, signals
from bot.cards.article import PARTIAL, sentence_link
from bot.cards.days import day, span
from bot.cards.deals import brief, deal
from bot.cards.escape import clean, cut
from bot.cards.line import Line, Span, join, line, link, mrkdwn, words
from bot.cards.message import (
    MOST_CHARACTERS,
    Block,
    Message,
    characters,
    context,
    header,
    message,
    section,
)
from bot.cards.money import amount, rough
from bot.cards.paging import Group, Item, blocks_of, lines_of, share_out, thread
from bot.cards.wording import Wording, load
from bot.week import Digest, Flag, FlagSignal, Told, WeekDeal
from storage.records import Source

_SHOWN = {"flagged": 10, "figures": 3, "checks": 3, "shared": 5}
_SHOWN_DEALS = 10
_WILD_PERCENT = 1_000
_MEGA = {"USD": 10**8, "EUR": 10**8, "GBP": 10**8, "KRW": 10**11, "JPY": 10**10, "CNY": 5 * 10**8}


def messages(digest: Digest, *, running: bool = False, below: str = "more_in_thread") -> tuple[Message, ...]:
    """The digest's message, then those with the rest, for its thread.

    `running`: the week is not over. `below` is the key of the sentence that says where the rest is.
    """
    wording = load(digest.language)
    days = span(digest.period.first_day, digest.period.last_day, wording)
    title = wording.say("digest.running" if running else "digest.title", days=days)
    foot = _coverage(digest, wording)
    if not digest.coverage.read:
        said = line(wording.say("digest.silent"))
        return (message([line(title), said, foot], [header(title), section(mrkdwn(said)), *_context(foot)]),)
    lead = _lead(digest, wording)
    top = [header(title), section(mrkdwn(lead))]
    room = MOST_CHARACTERS - characters(top) - len(mrkdwn(foot)) - 400
    shown, rest = share_out(groups(digest, wording), wording, below, room)
    blocks = [*top, *(block for group in shown for block in blocks_of(group)), *_context(foot)]
    lines = [_first_line(digest, days, wording), *lines_of(shown), foot]
    return (message(lines, blocks), *thread(rest, title, wording))


def _context(foot: Line) -> list[Block]:
    return [context(foot)] if foot else []


def groups(digest: Digest, wording: Wording) -> list[Group]:
    """The digest's lists in their order; the flagged one also when it is empty, the others only with items."""
    made = [flagged_group(digest, wording)]
    for key, title, deals in _deal_groups(digest, wording):
        items = tuple((_deal_line(entry, digest.currency, wording),) for entry in deals)
        made.append(Group(_title(key, title), items, _SHOWN_DEALS))
    told = [
        (line("• ", figures.figure(f.figure, wording), "  ", _source(f.source, f.figure.evidence.quote)),)
        for f in digest.figures
    ]
    made.append(Group(_title("", wording.say("digest.figures_title")), tuple(told), _SHOWN["figures"]))
    checks = [
        (
            line(
                "• ",
                figures.check(c.check, wording, c.source.language),
                "  ",
                _source(c.source, c.check.evidence.quote),
            ),
        )
        for c in digest.checks
    ]
    made.append(Group(_title("🔎 ", wording.say("digest.checks_title")), tuple(checks), _SHOWN["checks"]))
    others = [
        (line("• ", link(cut(clean(s.title), 120), s.url), _after(s.publisher)),) for s in digest.others
    ]
    made.append(Group(_title("", wording.say("digest.shared_title")), tuple(others), _SHOWN["shared"]))
    return [group for at, group in enumerate(made) if group.items or (at == 0 and group.title)]


def flagged_group(digest: Digest, wording: Wording) -> Group:
    """The flagged startups; an empty list says in how many articles none was found."""
    title = _title("🔻 ", wording.say("digest.flagged_title"))
    if not digest.flagged and not digest.deals:
        return Group((), (), 0)
    if not digest.flagged:
        none = wording.say("digest.flagged_none", n=digest.coverage.read)
        return Group(line(title, "  ", none), (), 0)
    return Group(title, tuple(flag(each, wording) for each in digest.flagged), _SHOWN["flagged"])


def flag(entry: Flag, wording: Wording) -> Item:
    """One flagged startup: each signal with its sentence and who says it, then what it had raised."""
    seen = wording.say("digest.ongoing" if entry.seen_before else "digest.new")
    lines: list[Line] = []
    for at, told in enumerate(entry.signals):
        said = signals.signal(told.signal, wording, with_company=False)
        head = line(Span(cut(clean(entry.company), 100), bold=True), "  ") if at == 0 else line("")
        lines.append(line(head, said, f" · {seen}" if at == 0 else ""))
        if entry.signals[at + 1 : at + 2] and _same_words(told, entry.signals[at + 1]):
            continue  # one sentence that tells of both stands below both
        lines.append(_told(told, wording))
    if entry.others:
        also = join(
            [signals.signal(other.signal, wording, with_company=False) for other in entry.others], ", "
        )
        lines.append(wording.line("digest.also", what=also))
    if entry.raised:
        raised = join([_in_short(each.deal_line, each.source) for each in _raised(entry, wording)], ", ")
        lines.append(wording.line("digest.raised", what=raised))
    return (*lines, (Span(" "),))


@dataclass(frozen=True, slots=True)
class _RaisedLine:
    deal_line: Line
    source: Source


def _raised(entry: Flag, wording: Wording) -> list[_RaisedLine]:
    return [_RaisedLine(brief(each.deal, wording), each.source) for each in entry.raised[:3]]


def _in_short(said: Line, source: Source) -> Line:
    return (Span(words(said), url=source.url),)


def _same_words(one: FlagSignal, other: FlagSignal) -> bool:
    return one.told[0] == other.told[0] and len(one.told) == len(other.told)


def _told(told: FlagSignal, wording: Wording) -> Line:
    """The sentence and who says so: “…” — The Ledger Post, Nov 20, 2026, and 2 more."""
    first, more = told.told[0], len(told.told) - 1
    who = clean(first.source.publisher or "") or clean(first.source.title)
    target = sentence_link(first.source.url, first.quote)
    parts = join([(Span(cut(who, 80), url=target),), day(first.source.published, wording)], ", ")
    extra = " " + wording.say("digest.and_more", n=more) if more else ""
    badge = f" {PARTIAL}" if first.source.partial else ""
    return line(f"“{cut(clean(first.quote), 180)}” — ", parts, badge, extra)


def _deal_groups(digest: Digest, wording: Wording) -> list[tuple[str, str, list[WeekDeal]]]:
    """(sign, title, deals) of each list of deals, in order."""
    named: dict[str, list[WeekDeal]] = {}
    for entry in digest.deals:
        named.setdefault(_group_of(entry, digest.currency), []).append(entry)
    mega = _MEGA.get(digest.currency)
    titles = {
        "mega": wording.say("digest.mega", amount=amount(mega, digest.currency, wording)) if mega else "",
        "other": wording.say("digest.other" if "mega" in named else "digest.rounds"),
        **{
            key: wording.say(f"digest.{key}")
            for key in (
                "acquisitions_title",
                "funds_title",
                "talks_title",
                "off_title",
                "earlier_title",
                "undated_title",
                "told_title",
            )
        },
    }
    return [
        ("💰 " if at == 0 else "", title, named[key])
        for at, (key, title) in enumerate(titles.items())
        if key in named
    ]


def _group_of(entry: WeekDeal, currency: str) -> str:
    by_reason = {
        "in_talks": "talks_title",
        "cancelled": "off_title",
        "earlier": "earlier_title",
        "undated": "undated_title",
        "told_before": "told_title",
    }
    if entry.uncounted in by_reason:
        return by_reason[entry.uncounted]
    if entry.deal.kind in ("acquisition", "fund"):
        return "acquisitions_title" if entry.deal.kind == "acquisition" else "funds_title"
    mega = _MEGA.get(currency)
    return "mega" if mega and entry.value is not None and entry.value >= mega else "other"


def _deal_line(entry: WeekDeal, currency: str, wording: Wording) -> Line:
    fact = entry.deal
    converted = ""
    if entry.value is not None and fact.amount and fact.amount.currency != currency:
        converted = wording.say("digest.rate", amount=amount(rough(entry.value), currency, wording))
    return line("• ", deal(fact, wording, converted=converted), " · ", _sources(entry.told))


def _sources(told: Sequence[Told]) -> Line:
    """Up to three publishers, each linked to its sentence."""
    shown = join([(_source(each.source, each.quote),) for each in told[:3]], ", ")
    return line(shown, f" +{len(told) - 3}" if len(told) > 3 else "")


def _source(source: Source, quote: str) -> Span:
    """The publisher, linked to the sentence; with a badge where only a part of its article could be read."""
    name = cut(clean(source.publisher or "") or clean(source.title) or "?", 60)
    return Span(f"{name} {PARTIAL}" if source.partial else name, url=sentence_link(source.url, quote))


def _after(publisher: str | None) -> str:
    return f" · {cut(clean(publisher), 60)}" if publisher else ""


def _title(sign: str, text: str) -> Line:
    return line(sign, Span(text, bold=True))


def _lead(digest: Digest, wording: Wording) -> Line:
    """The week in a line."""
    if not digest.deals and not digest.flagged:
        return line(wording.say("digest.quiet", n=digest.coverage.read))
    bought = sum(e.deal.kind == "acquisition" and e.deal.status == "completed" for e in digest.deals)
    return join(
        [
            line(Span(_sum(digest, wording), bold=True), _change(digest, wording)),
            wording.say("digest.acquisitions", n=bought) if bought else None,
            line(Span(wording.say("digest.flagged", n=len(digest.flagged)), bold=bool(digest.flagged))),
        ]
    )


def _sum(digest: Digest, wording: Wording) -> str:
    if digest.total is None:
        return wording.say("digest.deals", n=digest.counted)
    return wording.say(
        "digest.deals_sum", n=digest.counted, sum=amount(rough(digest.total), digest.currency, wording)
    )


def _change(digest: Digest, wording: Wording) -> str:
    if not digest.previous_total or digest.total is None:
        return ""
    percent = round((digest.total / digest.previous_total - 1) * 100)
    if abs(percent) >= _WILD_PERCENT:
        return ""
    if percent == 0:
        return f" ({wording.say('digest.same')})"
    return f" ({wording.say('digest.up' if percent > 0 else 'digest.down', percent=abs(percent))})"


def _first_line(digest: Digest, days: str, wording: Wording) -> Line:
    """What a phone shows: the week, its sum, who is flagged, the biggest deal."""
    lead = words(_lead(digest, wording))
    counted = [
        entry for entry in digest.deals if entry.uncounted is None and entry.deal.amount and entry.value
    ]
    biggest = ""
    if counted:
        top = counted[0]
        assert top.deal.amount is not None
        money = amount(top.deal.amount.value, top.deal.amount.currency, wording)
        biggest = " · " + wording.say(
            "digest.biggest", company=cut(clean(top.deal.company), 60), amount=money
        )
    return line(wording.say("digest.week_text", days=days), ": ", lead, biggest)


def _coverage(digest: Digest, wording: Wording) -> Line:
    counts = digest.coverage
    told = [
        wording.say(f"digest.{key}", n=n)
        for key, n in (
            ("read", counts.read),
            ("failed", counts.failed),
            ("partial", counts.partial),
            ("undisclosed", counts.undisclosed),
            ("possible", counts.possible),
            ("without_rate", counts.without_rate),
        )
        if n
    ]
    rules = f". {wording.say('digest.rules')}" if digest.total is not None else ""
    late = f" {wording.say('digest.late')}" if digest.late else ""
    return line(join(told), rules, late) if told else ()
