"""Companies as people ask for them: by any name, mistyped or not."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from storage import companies, weeks
from storage.database import Store
from storage.names import normalise
from storage.records import Company as Company
from storage.records import Timeline as Timeline

_NEAR_ENOUGH = 70.0


def find_timeline(store: Store, name: str) -> Timeline | None:
    """What is known of the company of that name, in time order; None where no company is called so."""
    company = companies.find(store, name)
    return None if company is None else weeks.timeline(store, company)


def nearest(store: Store, name: str, *, limit: int = 3) -> tuple[str, ...]:
    """Names like the one asked for, of different companies, the nearest first; empty where none is near."""
    named = companies.every_name(store)
    matches = process.extract(
        normalise(name),
        [normalise(known) for known, _ in named],
        scorer=fuzz.WRatio,
        score_cutoff=_NEAR_ENOUGH,
        limit=4 * limit,
    )
    by_company: dict[int, str] = {}
    for _, _, index in matches:
        known, company_id = named[index]
        by_company.setdefault(company_id, known)
    return tuple(by_company.values())[:limit]
