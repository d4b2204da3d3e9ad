"""Who is spoken of: the names of an article, what kind of bearer each has, and every place where one stands.

In: the text, its sentences and its language. Out: `Names`. No list of companies is consulted: a name is found by its
shape (capitals, quotes, a Latin form beside a Hangul one, an ending glued to a word that is no common one), and the
words around it say what bears it. The shapes, the words and their weights stand in `names.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from bot.extraction.sentences import Sentence
from bot.extraction.vocabulary import degree
from bot.language import Language, Row
from bot.language.patterns import any_of

Bearer = Literal["company", "investor", "person", "place", "office", "medium", "thing"]


@dataclass(frozen=True, slots=True)
class Entity:
    """One bearer of names: `name` as the article first gives it, the other forms, and what it is."""

    name: str
    forms: tuple[str, ...]
    bearer: Bearer
    weight: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an entity's name stands; `until` lies behind a form in brackets that belongs to it."""

    start: int
    end: int
    until: int
    entity: Entity


@dataclass(frozen=True, slots=True)
class Names:
    """All mentions of an article in order, and its entities, the most spoken of first."""

    mentions: tuple[Mention, ...]
    entities: tuple[Entity, ...]

    def within(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that lie between two offsets."""
        low = bisect_left(self.mentions, start, key=lambda mention: mention.start)
        high = bisect_right(self.mentions, end, key=lambda mention: mention.end)
        return self.mentions[low:high]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape(Row):
    score: float
    bearer: str = ""
    opening: bool = False
    led: bool = False
    glued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence(Row):
    side: Literal["before", "after", "inside"]
    score: float = 0.0
    bearer: str = ""
    vote: float = 2.0
    unless_before: str = ""


@dataclass(frozen=True, slots=True)
class _Grammar:
    shapes: tuple[tuple[re.Pattern[str], _Shape], ...]
    evidence: tuple[tuple[re.Pattern[str], _Evidence], ...]
    common: frozenset[str]
    known: frozenset[str]
    endings: frozenset[str]
    never: re.Pattern[str]
    lead: re.Pattern[str]
    tail: re.Pattern[str]
    edge: tuple[str, str]
    legal: re.Pattern[str]
    short: bool
    bare: Callable[[str], str]
    fits: Callable[[str, str], bool]


@cache
def _grammar(language: Language) -> _Grammar:
    sides = {"before": r"(?:%s)\Z", "after": r"(?:%s)", "inside": r"(?:%s)"}
    evidence = tuple(
        (re.compile(sides[row.side] % "|".join(row.says)), row)
        for row in language.rows("names", "evidence", _Evidence)
    )
    edges = language.patterns("names", "edge")
    return _Grammar(
        tuple(
            (re.compile(says), row) for row in language.rows("names", "shape", _Shape) for says in row.says
        ),
        evidence,
        frozenset(word for line in language.patterns("names", "common") for word in line.split()),
        frozenset(word for line in language.patterns("words", "word") for word in line.split()),
        frozenset("".join(language.patterns("names", "ending"))),
        re.compile(any_of(language.patterns("names", "never")) + r"\Z"),
        re.compile(any_of(language.patterns("names", "lead")) + r"(?:\s+|\Z)"),
        re.compile(r"\s+" + any_of(language.patterns("names", "tail")) + r"\Z"),
        (edges[0], edges[1]),
        re.compile(any_of(language.patterns("names", "legal"))),
        bool(language.patterns("names", "short_forms")),
        language.bare,
        language.fits,
    )


_PENALTY = (0.0, 1.25, 2.25, 2.25)
_WORD = "\uae00\uc790"
"""Any Hangul word, to ask whether an ending is a particle."""


@dataclass(slots=True)
class _Candidate:
    """A form with what speaks for it, collected over the whole article."""

    form: str
    score: float = 0.0
    seen: int = 0
    marked: bool = False
    against: float = 0.0
    common: int = 0
    first: int = 0
    votes: Counter[str] = field(default_factory=Counter)
    partners: list[str] = field(default_factory=list)

    @property
    def strength(self) -> float:
        """What speaks for a name, less what speaks against it; the letters of a marked one speak against nothing."""
        return self.score - _PENALTY[self.common] + (0.0 if self.marked else self.against)


def find(text: str, sentences: Sequence[Sentence], language: Language) -> Names:
    """The names of an article: found in its sentences, then looked for in all of them."""
    grammar = _grammar(language)
    candidates = _collect(sentences, grammar)
    accepted = [c for c in candidates.values() if c.strength >= 2.0]
    entities = _entities(accepted, grammar)
    mentions = _locate(text, sentences, entities, grammar)
    weight = Counter(mention.entity.name for mention in mentions)
    ordered = sorted(
        {mention.entity.name: mention.entity for mention in mentions}.values(),
        key=lambda entity: -weight[entity.name],
    )
    return Names(tuple(mentions), tuple(ordered))


def _collect(sentences: Sequence[Sentence], grammar: _Grammar) -> dict[str, _Candidate]:
    found: dict[str, _Candidate] = {}
    lower = {
        word
        for sentence in sentences
        for word in re.findall(r"(?<![\w.])[a-z][\w’']*(?![.\w])", sentence.text)
    }
    for sentence in sentences:
        if sentence.kind not in ("body", "heading"):
            continue
        for pattern, shape in grammar.shapes:
            for match in pattern.finditer(sentence.text):
                _propose(found, sentence, match, shape, grammar, lower)
    return found


def _propose(
    found: dict[str, _Candidate],
    sentence: Sentence,
    match: re.Match[str],
    shape: _Shape,
    grammar: _Grammar,
    lower: set[str],
) -> None:
    """Add what one match of a shape says to its form's candidate."""
    trimmed = _trim(match.group("name"), grammar, 1 if shape.opening or match.groupdict().get("alias") else 2)
    if not trimmed:
        return
    start = match.start("name") + match.group("name").index(trimmed)
    end = start + len(trimmed)
    if not shape.opening:
        trimmed = _settled(trimmed, sentence.text, end, shape, grammar)
        end = start + len(trimmed)
        if not trimmed or grammar.never.match(trimmed):
            return
    opening = not re.search(r"[\w,;)]\s*\Z", sentence.text[max(0, start - 3) : start])
    words = trimmed.split()
    common = min(_common(word, grammar, lower, opening and at == 0) for at, word in enumerate(words))
    if grammar.short and opening and len(words) > 1 and common == 2 and sentence.kind == "body":
        common = 0
    if shape.led and any(word in grammar.common or grammar.bare(word) in grammar.common for word in words):
        return
    if common == 3 and not ((shape.opening or shape.led) and len(words) == 1):
        return
    candidate = found.setdefault(trimmed, _Candidate(trimmed, first=sentence.start + start))
    candidate.seen += 1
    if not shape.opening and not shape.led:
        candidate.common = max(candidate.common, common)
    candidate.score = max(candidate.score, shape.score) + 0.25
    if shape.bearer:
        candidate.votes[shape.bearer] += 2
    alias = match.groupdict().get("alias")
    if alias:
        candidate.partners.append(alias.strip())
        candidate.score += 3
    _weigh(candidate, sentence.text, start, end, grammar, shape.opening or shape.led or bool(alias))


def _settled(form: str, text: str, end: int, shape: _Shape, grammar: _Grammar) -> str:
    """The form with the letters behind it that only look like an ending, and without an ending that is one."""
    for _ in range(2):
        if grammar.fits(form, text[end : end + 4]):
            break
        form, end = form + text[end], end + 1
    if shape.glued:
        for stem in (grammar.bare(form), form[:-1]):
            ending = form[len(stem) :]
            particle = bool(ending) and grammar.bare(_WORD + ending) == _WORD
            if particle and len(stem) > 1 and grammar.fits(stem, ending):
                return stem
    return form


def _weigh(candidate: _Candidate, text: str, start: int, end: int, grammar: _Grammar, marked: bool) -> None:
    """Add what the words around a form say of it; the letters of a marked name speak against nothing."""
    candidate.marked = candidate.marked or marked
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    for pattern, row in grammar.evidence:
        if row.side == "before":
            heard = pattern.search(before)
        elif row.side == "after":
            heard = pattern.match(after)
            if row.unless_before and re.search(row.unless_before, before):
                heard = None
        else:
            heard = pattern.search(candidate.form)
        if heard and row.side == "inside" and row.score < 0:
            candidate.against += row.score
        elif heard:
            candidate.score += row.score
        if heard and row.bearer:
            candidate.votes[row.bearer] += row.vote  # type: ignore[assignment]


def _common(word: str, grammar: _Grammar, lower: set[str], opening: bool) -> int:
    """3 for a word that is no name by itself, 2 for a listed one, 1 for one made of such, 0 for an unknown one."""
    plain = word.strip("’'.,")
    if plain in grammar.common or plain.lower() in grammar.common or (opening and plain.lower() in lower):
        return 3
    if grammar.short:
        return 2 if opening and _is_word(plain.lower(), grammar.known) else 0
    stem = grammar.bare(plain)
    if stem != plain and (stem in grammar.common or degree(stem, grammar.known, grammar.endings) == 2):
        return 3
    return degree(plain, grammar.known, grammar.endings)


def _is_word(word: str, known: frozenset[str]) -> bool:
    """Whether a word, or what is left of it without the ending of a plural, is an everyday one."""
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("ies") + "y")
    return any(stem in known for stem in stems)


def _trim(form: str, grammar: _Grammar, least: int) -> str:
    """The form without words at its ends that belong to the sentence, not to the name; "" where nothing is left."""
    form = form.strip(" ,;:’'\"“”‘·-")
    while True:
        lead = grammar.lead.match(form)
        if not lead or not form:
            break
        form = form[lead.end() :]
    while True:
        tail = grammar.tail.search(form)
        if not tail:
            break
        form = form[: tail.start()]
    return "" if grammar.never.match(form) or (len(form) < least and not form.isupper()) else form


def _key(form: str, grammar: _Grammar) -> str:
    return re.sub(r"[\s\W_]+", "", grammar.legal.sub("", form)).casefold()


def _entities(candidates: list[_Candidate], grammar: _Grammar) -> list[tuple[Entity, tuple[str, ...]]]:
    """Candidates grouped into bearers: the same letters, a form in brackets, a longer name's first words."""
    groups: dict[str, list[_Candidate]] = {}
    for candidate in sorted(candidates, key=lambda c: c.first):
        groups.setdefault(_key(candidate.form, grammar), []).append(candidate)
    owner = {key: key for key in groups}
    for key, group in groups.items():
        for partner in [p for c in group for p in c.partners]:
            other = _key(partner, grammar)
            owner[other] = owner.get(key, key)
    if grammar.short:
        _join_short_forms(groups, owner)
    members: dict[str, list[_Candidate]] = {}
    for key, group in groups.items():
        members.setdefault(_root(key, owner), []).extend(group)
    result = []
    for group in members.values():
        group.sort(key=lambda c: c.first)
        votes: Counter[str] = sum((c.votes for c in group), Counter())
        forms = [c.form for c in group] + [p for c in group for p in c.partners]
        name = _fullest(group) if grammar.short else group[0].form
        bearer = max(votes, key=lambda kind: votes[kind]) if votes else "company"
        weight = sum(c.strength for c in group)
        unique = tuple(dict.fromkeys(forms))
        result.append((Entity(name, unique, bearer, weight), unique))  # type: ignore[arg-type]
    return result


def _root(key: str, owner: dict[str, str]) -> str:
    seen = set()
    while owner.get(key, key) != key and key not in seen:
        seen.add(key)
        key = owner[key]
    return key


def _join_short_forms(groups: dict[str, list[_Candidate]], owner: dict[str, str]) -> None:
    """Let "Mistral" own the same entity as "Mistral AI", where one longer name only begins so."""
    by_first: dict[str, list[str]] = {}
    for key, group in groups.items():
        words = group[0].form.split()
        if len(words) > 1:
            by_first.setdefault(words[0].casefold(), []).append(key)
    for key, group in groups.items():
        words = group[0].form.split()
        longer = by_first.get(words[0].casefold(), [])
        if len(words) == 1 and len({_root(k, owner) for k in longer}) == 1 and len(words[0]) > 2:
            owner[key] = longer[0]


def _fullest(group: list[_Candidate]) -> str:
    """The longest form among those whose letters contain the first one; the first where none does."""
    first = group[0].form
    return max((c.form for c in group if first.casefold() in c.form.casefold()), key=len, default=first)


def _locate(
    text: str,
    sentences: Sequence[Sentence],
    entities: list[tuple[Entity, tuple[str, ...]]],
    grammar: _Grammar,
) -> list[Mention]:
    """Every place in the sentences where a form of an entity stands, the longest form first, in order."""
    owner: dict[str, Entity] = {}
    for entity, forms in entities:
        for form in forms:
            owner.setdefault(form, entity)
    if not owner:
        return []
    left, right = grammar.edge
    longest = sorted(owner, key=len, reverse=True)
    pattern = re.compile(left + "(?P<form>" + "|".join(map(re.escape, longest)) + ")" + right)
    mentions: list[Mention] = []
    for sentence in sentences:
        if sentence.kind not in ("body", "heading"):
            continue
        for match in pattern.finditer(text, sentence.start, sentence.end):
            entity = owner[match.group("form")]
            start, end = match.span("form")
            last = mentions[-1] if mentions else None
            if last and last.entity is entity and text[last.end : start] in ("(", " (", "（"):
                mentions[-1] = Mention(last.start, last.end, end + 1, entity)
                continue
            mentions.append(Mention(start, end, end, entity))
    return mentions
