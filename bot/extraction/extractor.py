"""The extractor: the rules read an article, a trained network reads it again, and the two are weighed."""

from __future__ import annotations

from bot.extraction import rules
from bot.extraction.learned.weighing import weigh
from bot.facts import Article, Candidates
from bot.language import load


def extract(article: Article) -> Candidates:
    """Candidate facts of an article; where no network knows its language, what the rules say."""
    context = rules.read(article, load(article.language))
    return weigh(context, rules.candidates(context))
