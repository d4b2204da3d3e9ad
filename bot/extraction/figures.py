"""Numbers about a market: how much was invested, how many deals, unicorns and companies, how large, what share.

In: an article's sentences. Out: `MarketFigure` records. The amounts, counts and shares of a sentence are put aside, so
that a rule of `figures.toml` reads "투자 건수만 «C»" and its number is the one that stands at the mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.extraction import dates
from bot.extraction.dates import DateMention
from bot.extraction.marked import Marked, Slot, mark
from bot.extraction.sentences import Sentence
from bot.facts import Evidence, MarketFigure, MarketMetric
from bot.language import Language, Row
from bot.language.patterns import any_of


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule(Row):
    metric: MarketMetric
    market: bool = False
    change_only: bool = False
    large: bool = False
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Grammar:
    rules: tuple[tuple[re.Pattern[str], _Rule], ...]
    carried: tuple[tuple[re.Pattern[str], _Rule], ...]
    topics: tuple[tuple[re.Pattern[str], _Rule], ...]
    market: re.Pattern[str]
    region: re.Pattern[str]
    sector: re.Pattern[str]
    echo: re.Pattern[str]
    since: re.Pattern[str]
    chain: re.Pattern[str]
    rise: re.Pattern[str]
    fall: re.Pattern[str]
    compared: re.Pattern[str]
    source: tuple[re.Pattern[str], ...]


_SAME = {"investment": "M", "market_size": "M", "share": "P"}
"""Which mark a metric's number has; all others are counts."""


_LARGE = {"KRW": 10**11, "JPY": 10**10, "INR": 10**10, "IDR": 10**12, "VND": 10**12}
"""From how much on an amount is a market's and not one company's; 100 million of any other currency."""


@cache
def _grammar(language: Language) -> _Grammar:
    def rules(section: str) -> tuple[tuple[re.Pattern[str], _Rule], ...]:
        rows = language.rows("figures", section, _Rule)
        return tuple(
            (re.compile(says.replace("«C»", "«C:(?:companies|deals|unicorns|exits)»")), row)
            for row in rows
            for says in row.says
        )

    def words(section: str) -> re.Pattern[str]:
        return re.compile(any_of(language.patterns("figures", section)))

    return _Grammar(
        rules=rules("rule"),
        carried=rules("carried"),
        topics=rules("topic"),
        market=re.compile(any_of(language.patterns("figures", "market")), re.I),
        region=words("region"),
        sector=words("sector"),
        echo=words("echo"),
        since=words("since"),
        chain=words("chain"),
        rise=words("rise"),
        fall=words("fall"),
        compared=words("compared"),
        source=tuple(re.compile(says) for says in language.patterns("figures", "source")),
    )


def find(
    text: str,
    pieces: Sequence[Sentence],
    language: Language,
    published: str | None,
    sources: Sequence[str | None] = (),
) -> tuple[MarketFigure, ...]:
    """The market figures of the article's own sentences, in order; `sources` names who reports each piece."""
    grammar = _grammar(language)
    days = dates.find(text, language, published)
    found: list[MarketFigure] = []
    topics: dict[str, int] = {}
    said: str | None = None
    told = [
        (at, piece) for at, piece in enumerate(mark(text, pieces, language)) if piece.sentence.kind == "body"
    ]
    for number, (at, piece) in enumerate(told):
        near = [earlier for _, earlier in told[max(0, number - 3) : number + 1]][::-1]
        cited = (sources[at] if at < len(sources) else None) or _source(piece.sentence.text, grammar)
        if cited is None and len(near) > 1 and near[1].sentence.paragraph == piece.sentence.paragraph:
            cited = said
        said = cited
        topics |= {rule.metric: number for pattern, rule in grammar.topics if pattern.search(piece.text)}
        here: list[MarketFigure] = []
        for rule, slot, who in _slots(near, topics, number, grammar):
            topics[rule.metric] = number
            period = _period(text, near[:3], slot, days, grammar)
            figure = _figure(rule, slot, near, period, grammar, who or cited)
            here.append(_with_echo(figure, slot, told[number + 1 : number + 2], grammar))
        found += _compared(here)
    return tuple(found)


def _compared(here: list[MarketFigure]) -> list[MarketFigure]:
    """The figures of one sentence; of two that differ in their year, the later is compared to the earlier."""
    years = [figure.period for figure in here if figure.period and figure.value is not None]
    if len(here) != 2 or len(set(years)) != 2 or here[0].metric != here[1].metric:
        return here
    first = min(years)
    return [f if f.period == first or f.compared_to else replace(f, compared_to=first) for f in here]


def _with_echo(
    figure: MarketFigure, slot: Slot, following: Sequence[tuple[int, Marked]], grammar: _Grammar
) -> MarketFigure:
    """The figure with the change that the next sentence gives for it, where that one has no number of its own."""
    after = following[0][1] if following else None
    if figure.change_percent is not None or slot.mark == "P" or after is None or not after.slots:
        return figure
    if any(other.mark != "P" for other in after.slots) or not grammar.echo.search(after.text):
        return figure
    change = _turn(after, 0, len(after.text), grammar)
    return figure if change is None else replace(figure, change_percent=change)


def _slots(
    near: Sequence[Marked], topics: dict[str, int], number: int, grammar: _Grammar
) -> list[tuple[_Rule, Slot, str | None]]:
    """Each number of the sentence that a rule claims, with its rule and who is said to have counted it."""
    piece = near[0]
    if not piece.slots:
        return []
    market = any(grammar.market.search(m.text) or grammar.region.search(m.text) for m in near)
    claimed: dict[Slot, tuple[_Rule, str | None]] = {}
    rules = [(p, r) for p, r in grammar.rules if market or not r.market]
    rules += [(p, r) for p, r in grammar.carried if number - topics.get(r.metric, -9) <= 2]
    for pattern, rule in rules:
        for match in pattern.finditer(piece.text):
            if rule.unless and re.search(
                any_of(rule.unless), piece.text[max(0, match.start() - 30) : match.end() + 20]
            ):
                continue
            who = match["who"] if "who" in pattern.groupindex else None
            who = None if who and grammar.region.fullmatch(who) else who
            for slot in _claimed(piece, match, rule, grammar):
                claimed.setdefault(slot, (rule, who))
    return [(rule, slot, who) for slot, (rule, who) in sorted(claimed.items(), key=lambda entry: entry[0].at)]


def _claimed(piece: Marked, match: re.Match[str], rule: _Rule, grammar: _Grammar) -> list[Slot]:
    """The number that a match is about, and a second one that plainly goes with it."""
    wanted = "P" if rule.change_only else _SAME.get(rule.metric, "CN")
    end = match.end() + (3 if rule.change_only else 0)
    inside = [s for s in piece.slots if match.start() <= s.at and s.end <= end and s.mark[0] in wanted]
    if not inside:
        return []
    slot = inside[-1] if wanted != "M" else inside[0]
    if rule.large and slot.value < _LARGE.get(slot.unit, 10**8):
        return []
    chosen = [slot]
    for other in piece.slots:
        gap = piece.text[chosen[-1].end : other.at]
        if other.at > chosen[-1].at and other.mark == slot.mark and grammar.chain.fullmatch(gap):
            chosen.append(other)
    return chosen


def _figure(
    rule: _Rule, slot: Slot, near: Sequence[Marked], period: str | None, grammar: _Grammar, source: str | None
) -> MarketFigure:
    piece = near[0]
    sentence = piece.sentence
    change = _change(piece, slot, grammar, only=rule.change_only)
    start, end = max(0, slot.at - 40), slot.at + 60
    compared = grammar.compared.search(piece.text, start, end) if change is not None else None
    sectors = (_nearest(grammar.sector, m, slot if m is piece else None, None) for m in near)
    return MarketFigure(
        metric=rule.metric,
        value=None if rule.change_only else slot.value,
        unit=None if rule.change_only else slot.unit,
        evidence=Evidence(sentence.text, sentence.start, sentence.end),
        change_percent=change,
        compared_to=compared["to"] if compared else None,
        period=period,
        region=_nearest(grammar.region, piece, slot, source),
        sector=next((sector for sector in sectors if sector), None),
        reported_by=source,
    )


def _change(piece: Marked, slot: Slot, grammar: _Grammar, *, only: bool) -> float | None:
    """The signed percentage by which the number changed, from the words around it; None where none is told."""
    if slot.mark == "P" and not only:
        return None
    stop = next((s.at for s in piece.slots if s.at > slot.at and s.mark[0] in "MC"), len(piece.text))
    windows = [
        (slot.at if only else slot.end, stop),
        (max(0, slot.at - 60), slot.at),
        (slot.end, slot.end + 60),
    ]
    return next(
        (change for window in windows if (change := _turn(piece, *window, grammar)) is not None), None
    )


def _turn(piece: Marked, start: int, end: int, grammar: _Grammar) -> float | None:
    """The first percentage between two offsets that is said to be a rise or a fall, signed."""
    for pattern, sign in ((grammar.rise, 1), (grammar.fall, -1)):
        match = pattern.search(piece.text, start, end)
        for slot in piece.slots if match else ():
            if match and slot.mark == "P" and match.start() <= slot.at < match.end():
                return sign * slot.value
    return None


def _period(
    text: str, near: Sequence[Marked], slot: Slot, days: Sequence[DateMention], grammar: _Grammar
) -> str | None:
    """The time nearest to the number, else that of the sentences before; a day only tells when it was said."""
    later = (s.start for s in near[0].slots if s.at > slot.at and s.mark == slot.mark)
    first = (near[0].sentence.start, next(later, near[0].sentence.end))
    for start, end in [first, *((m.sentence.start, m.sentence.end) for m in near[1:])]:
        told = [
            day
            for day in days
            if start <= day.start < end
            and day.precision not in ("day", "span")
            and (not day.comparing or 0 <= slot.start - day.end <= 2)
            and not grammar.since.match(text, day.start)
            and not grammar.since.match(text, day.end)
        ]
        if told:
            return min(told, key=lambda day: _distance(day, slot)).value
    return None


def _distance(day: DateMention, slot: Slot) -> int:
    """Characters between a date and a number; a date behind the number counts as a little further off."""
    return slot.start - day.end if day.end <= slot.start else day.start - slot.start + 6


_ORIGIN = 30


def _nearest(pattern: re.Pattern[str], piece: Marked, slot: Slot | None, source: str | None) -> str | None:
    """The word of the sentence nearest to the number, those before it first; None where none stands.

    A word that tells where the source comes from ("the American analysts X") says nothing about the number.
    """
    named = piece.text.find(source) if source else -1
    matches = [m for m in pattern.finditer(piece.text) if not 0 <= named - m.end() < _ORIGIN]
    if slot is None:
        return matches[-1].group() if matches else None
    ahead = [match for match in matches if match.start() < slot.at]
    return (ahead[-1] if ahead else matches[0]).group() if matches else None


def _source(sentence: str, grammar: _Grammar) -> str | None:
    """Whom the sentence cites, None where it speaks for itself."""
    for pattern in grammar.source:
        match = pattern.search(sentence)
        if match:
            return match["name"].rstrip(".,")
    return None
