"""The tables, as a list of steps that only ever grows. Each step runs in one transaction with the record of it.

docs/storage.md draws the tables. A step that was released is never changed: the next change is a new step.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

MIGRATIONS = Migrations("aideals")

_FACT = """
    article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    quote TEXT NOT NULL, quote_start INTEGER NOT NULL, quote_end INTEGER NOT NULL"""


@MIGRATIONS()
def m001_articles_and_facts(db: Database) -> None:
    """Articles, what they state, and the companies that they name."""
    db.executescript(
        f"""
CREATE TABLE articles (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, content_hash TEXT NOT NULL,
    url TEXT, title TEXT NOT NULL, publisher TEXT, author TEXT, published TEXT, updated TEXT,
    language TEXT NOT NULL, partial TEXT, text TEXT NOT NULL,
    summary TEXT NOT NULL CHECK (json_valid(summary)), names TEXT NOT NULL CHECK (json_valid(names)),
    saved_at TEXT NOT NULL
) STRICT;
CREATE TABLE article_keys (
    key TEXT PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE
) STRICT;
CREATE INDEX article_keys_article ON article_keys(article_id);
CREATE TABLE companies (id INTEGER PRIMARY KEY, name TEXT NOT NULL, seen_at TEXT NOT NULL) STRICT;
CREATE TABLE company_names (
    normal TEXT PRIMARY KEY, company_id INTEGER NOT NULL REFERENCES companies(id), name TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('article', 'alias')),
    article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL
) STRICT;
CREATE INDEX company_names_company ON company_names(company_id);
CREATE TABLE name_conflicts (
    name TEXT NOT NULL, company_id INTEGER NOT NULL REFERENCES companies(id),
    other_id INTEGER NOT NULL REFERENCES companies(id),
    article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL, UNIQUE (name, company_id, other_id)
) STRICT;
CREATE TABLE deals (
    id INTEGER PRIMARY KEY, {_FACT},
    company_id INTEGER NOT NULL REFERENCES companies(id), company TEXT NOT NULL,
    kind TEXT NOT NULL, status TEXT NOT NULL, round TEXT, date TEXT, reported_by TEXT, UNIQUE (article_id, position)
) STRICT;
CREATE INDEX deals_company ON deals(company_id);
CREATE TABLE deal_amounts (
    deal_id INTEGER NOT NULL REFERENCES deals(id) ON DELETE CASCADE,
    what TEXT NOT NULL CHECK (what IN ('amount', 'total_raised', 'valuation')),
    value INTEGER NOT NULL, currency TEXT NOT NULL, qualifier TEXT NOT NULL, raw TEXT NOT NULL,
    conversion_value INTEGER, conversion_currency TEXT, conversion_raw TEXT, basis TEXT,
    PRIMARY KEY (deal_id, what)
) STRICT;
CREATE TABLE deal_counterparties (
    deal_id INTEGER NOT NULL REFERENCES deals(id) ON DELETE CASCADE, position INTEGER NOT NULL,
    company_id INTEGER NOT NULL REFERENCES companies(id), name TEXT NOT NULL, role TEXT NOT NULL,
    PRIMARY KEY (deal_id, position)
) STRICT;
CREATE INDEX deal_counterparties_company ON deal_counterparties(company_id);
CREATE TABLE signals (
    id INTEGER PRIMARY KEY, {_FACT},
    company_id INTEGER NOT NULL REFERENCES companies(id), company TEXT NOT NULL,
    kind TEXT NOT NULL, status TEXT NOT NULL, metric TEXT, change_percent REAL, duration_months INTEGER,
    headcount INTEGER, workforce_percent REAL, date TEXT, reported_by TEXT, UNIQUE (article_id, position)
) STRICT;
CREATE INDEX signals_company ON signals(company_id);
CREATE TABLE market_figures (
    id INTEGER PRIMARY KEY, {_FACT},
    metric TEXT NOT NULL, value REAL, unit TEXT, change_percent REAL, compared_to TEXT,
    period TEXT, region TEXT, sector TEXT, reported_by TEXT, UNIQUE (article_id, position)
) STRICT;
CREATE TABLE checks (
    id INTEGER PRIMARY KEY, {_FACT},
    kind TEXT NOT NULL, message TEXT NOT NULL, detail TEXT NOT NULL CHECK (json_valid(detail)),
    UNIQUE (article_id, position)
) STRICT;
CREATE TABLE possible_facts (
    id INTEGER PRIMARY KEY, {_FACT},
    company_id INTEGER NOT NULL REFERENCES companies(id), form TEXT NOT NULL CHECK (form IN ('deal', 'signal')),
    fact TEXT NOT NULL CHECK (json_valid(fact)), why TEXT NOT NULL, UNIQUE (article_id, position)
) STRICT;
CREATE INDEX possible_facts_company ON possible_facts(company_id);
"""
    )


@MIGRATIONS()
def m002_slack(db: Database) -> None:
    """What was shared where, what waits to be read, what was said in Slack, and how each channel wants it."""
    db.executescript(
        """
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL, channel TEXT NOT NULL, message_ts TEXT NOT NULL, thread_ts TEXT, user TEXT,
    key TEXT NOT NULL, url TEXT NOT NULL, pasted TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'reading', 'done', 'failed', 'dropped')),
    tries INTEGER NOT NULL DEFAULT 0, asked_again INTEGER NOT NULL DEFAULT 0, reason TEXT, message TEXT,
    accepted_at TEXT NOT NULL, run_after TEXT NOT NULL, finished_at TEXT,
    lease_owner TEXT, lease_until TEXT,
    UNIQUE (workspace, channel, message_ts, key)
) STRICT;
CREATE INDEX inbox_due ON inbox(state, run_after);
CREATE INDEX inbox_key ON inbox(key, state);
CREATE TABLE shares (
    id INTEGER PRIMARY KEY, article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    workspace TEXT NOT NULL, channel TEXT NOT NULL, message_ts TEXT NOT NULL, thread_ts TEXT, user TEXT,
    url TEXT NOT NULL, shared_at TEXT NOT NULL, card_act TEXT NOT NULL,
    UNIQUE (article_id, workspace, channel, message_ts)
) STRICT;
CREATE INDEX shares_channel ON shares(workspace, channel, shared_at);
CREATE TABLE acts (
    key TEXT PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('begun', 'done')),
    workspace TEXT NOT NULL, channel TEXT NOT NULL, thread_ts TEXT, ts TEXT, begun_at TEXT NOT NULL, done_at TEXT
) STRICT;
CREATE TABLE digests (
    id INTEGER PRIMARY KEY, workspace TEXT NOT NULL, channel TEXT NOT NULL, period TEXT NOT NULL,
    starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('claimed', 'posted', 'skipped')),
    owner TEXT NOT NULL, claimed_at TEXT NOT NULL, lease_until TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 1,
    ts TEXT, posted_at TEXT, reason TEXT,
    UNIQUE (workspace, channel, period)
) STRICT;
CREATE TABLE channels (
    workspace TEXT NOT NULL, channel TEXT NOT NULL,
    language TEXT CHECK (language IN ('ko', 'en')), time_zone TEXT, currency TEXT,
    digest_on INTEGER NOT NULL DEFAULT 1 CHECK (digest_on IN (0, 1)),
    digest_weekday TEXT NOT NULL DEFAULT 'mon'
        CHECK (digest_weekday IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
    digest_time TEXT NOT NULL DEFAULT '09:00', set_by TEXT, since TEXT NOT NULL,
    PRIMARY KEY (workspace, channel)
) STRICT;
"""
    )


@MIGRATIONS()
def m003_kept_pages(db: Database) -> None:
    """The page that an article was read from: the site's marks of that version, and its bytes while they are kept."""
    db.executescript(
        """
CREATE TABLE pages (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    url TEXT NOT NULL, content_type TEXT NOT NULL, charset TEXT, etag TEXT, last_modified TEXT,
    rendered INTEGER NOT NULL CHECK (rendered IN (0, 1)), sha256 TEXT NOT NULL, fetched_at TEXT NOT NULL,
    packed BLOB
) STRICT;
CREATE INDEX pages_kept ON pages(fetched_at) WHERE packed IS NOT NULL;
"""
    )


@MIGRATIONS()
def m004_stories(db: Database) -> None:
    """Copies of one text: the story of each article, and the sketch by which its copies are found."""
    db.executescript(
        """
CREATE TABLE article_stories (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
    size INTEGER NOT NULL, minhash BLOB NOT NULL
) STRICT;
CREATE INDEX article_stories_story ON article_stories(story_id);
"""
    )
