"""The database file: private, durable, and with a clear word for each way in which it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.errors import StoreError
from storage import database, migrations, moments
from storage.database import Store, open_store


def test_a_new_database_is_readable_by_its_owner_only(store: Store) -> None:
    with store.write() as db:
        db.execute("INSERT INTO companies (name, seen_at) VALUES ('X', 'now')")
    files = [store.path, *store.path.parent.glob("aideals.db-*")]
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_every_connection_is_in_wal_with_full_synchronisation_and_foreign_keys(store: Store) -> None:
    def pragmas() -> list[object]:
        with store.read() as db:
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    with ThreadPoolExecutor(2) as pool:
        assert pragmas() == pool.submit(pragmas).result() == ["wal", 2, 1, 10_000]


def test_all_tables_are_strict(store: Store) -> None:
    with store.read() as db:
        own = [table for table in db.tables if not table.name.startswith(("_", "sqlite_"))]
        assert len(own) >= 15
        assert [table.name for table in own if not table.strict] == []


def test_opening_again_keeps_everything(store: Store) -> None:
    with store.write() as db:
        db.execute("INSERT INTO companies (name, seen_at) VALUES ('X', 'now')")
    with open_store(store.path) as again, again.read() as db:
        assert db.execute("SELECT name FROM companies").fetchall() == [("X",)]


def test_a_failed_write_leaves_nothing_behind(store: Store) -> None:
    def fail() -> None:
        with store.write() as db:
            db.execute("INSERT INTO companies (name, seen_at) VALUES ('X', 'now')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as db:
        assert db.execute("SELECT count(*) FROM companies").fetchone() == (0,)


def test_an_inner_write_belongs_to_the_outer_one(store: Store) -> None:
    def fail() -> None:
        with store.write():
            with store.write() as db:
                db.execute("INSERT INTO companies (name, seen_at) VALUES ('X', 'now')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.read() as db:
        assert db.execute("SELECT count(*) FROM companies").fetchone() == (0,)


def test_twenty_writers_lose_nothing(store: Store) -> None:
    def write(number: int) -> None:
        for _ in range(5):
            with store.write() as db:
                count = db.execute("SELECT count(*) FROM companies").fetchone()[0]
                db.execute("INSERT INTO companies (name, seen_at) VALUES (?, ?)", [f"{count}", f"{number}"])

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    with store.read() as db:
        names = {row[0] for row in db.execute("SELECT name FROM companies")}
    assert names == {str(number) for number in range(100)}


def test_one_threads_rollback_does_not_undo_anothers_write(store: Store) -> None:
    begun, written = threading.Event(), threading.Event()

    def read_and_fail() -> None:
        with store.read() as db:
            db.execute("SELECT count(*) FROM companies").fetchone()
            begun.set()
            assert written.wait(10)
            raise ZeroDivisionError

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(read_and_fail)
        assert begun.wait(10)
        with store.write() as db:
            db.execute("INSERT INTO companies (name, seen_at) VALUES ('X', 'now')")
        written.set()
        with pytest.raises(ZeroDivisionError):
            future.result()
    with store.read() as db:
        assert db.execute("SELECT count(*) FROM companies").fetchone() == (1,)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database, whatever the name says. " * 100)
    with pytest.raises(StoreError, match=r"notes\.txt is not a database"):
        open_store(path)
    assert path.read_text().startswith("Not a database")


def test_a_damaged_database_is_said_to_be_damaged(store: Store) -> None:
    with store.write() as db:
        for number in range(200):
            db.execute("INSERT INTO companies (name, seen_at) VALUES (?, 'now')", [f"{number}" * 100])
    with store.write() as db:
        pass
    store.close()
    content = bytearray(store.path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    store.path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), open_store(store.path) as opened, opened.read() as db:
        db.execute("SELECT * FROM companies").fetchall()


def test_a_database_of_a_newer_version_is_not_touched(store: Store) -> None:
    with store.write() as db:
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('aideals', 'm999_later', '')"
        )
    with pytest.raises(StoreError, match="newer aideals"):
        open_store(store.path)


def test_an_upgrade_that_fails_half_way_leaves_the_file_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.write() as db:
        db.execute("INSERT INTO companies (name, seen_at) VALUES ('kept', 'now')")
    longer = Migrations("aideals")
    longer()(migrations.m001_articles_and_facts)
    longer()(migrations.m002_slack)
    longer()(migrations.m003_kept_pages)
    longer()(migrations.m004_stories)

    @longer()
    def m999_broken(db: Database) -> None:
        db.executescript(
            "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO companies (nonsense) VALUES (1);"
        )

    monkeypatch.setattr(database, "MIGRATIONS", longer)
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        open_store(store.path)
    monkeypatch.undo()
    with open_store(store.path) as again, again.read() as db:
        assert "half" not in db.table_names()
        assert db.execute("SELECT name FROM companies").fetchall() == [("kept",)]


def test_two_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    def opened(_: int) -> int:
        with open_store(tmp_path / "new.db") as store, store.read() as db:
            return len(db.table_names())

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(opened, range(4)))
    assert min(counts) == max(counts) > 15


def test_a_folder_that_is_not_there_is_said_clearly(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file or directory"):
        open_store(tmp_path / "nowhere" / "aideals.db")


def test_a_database_that_another_program_locks_is_said_to_be_locked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(database, "_RETRY_S", 0.2)
    with open_store(store.path) as impatient:
        other = sqlite3.connect(store.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked by another program") as caught, impatient.write():
            pass
        other.execute("ROLLBACK")
        other.close()
        assert caught.value.retryable
        with impatient.write() as db:
            db.execute("INSERT INTO companies (name, seen_at) VALUES ('X', 'now')")


def test_a_full_disk_is_said_and_what_was_kept_stays(store: Store) -> None:
    with store.write() as db:
        db.execute("INSERT INTO companies (name, seen_at) VALUES ('kept', 'now')")
    with store.read() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    with store._connection().conn as connection:
        connection.execute(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(StoreError, match="disk is full"), store.write() as db:
        db.execute("INSERT INTO companies (name, seen_at) VALUES (?, 'now')", ["x" * 100_000])
    store.close()
    with store.read() as db:
        assert db.execute("SELECT name FROM companies").fetchall() == [("kept",)]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_said_to_be_read_only(store: Store) -> None:
    store.close()
    store.path.chmod(0o400)
    with (
        pytest.raises(StoreError, match="cannot be written"),
        open_store(store.path) as opened,
        opened.write() as db,
    ):
        db.execute("INSERT INTO companies (name, seen_at) VALUES ('X', 'now')")


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        moments.to_text(datetime(2026, 11, 25))
