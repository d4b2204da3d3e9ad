"""The database file: open it, read a snapshot, write a transaction; every failure with what is wrong and what to do.

WAL, so that readers never wait for the writer; `synchronous=FULL`, so that what was committed survives a power cut;
one connection a thread, so that one thread's rollback never undoes another's write.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from bot.errors import StoreError
from storage.migrations import MIGRATIONS

_BUSY_TIMEOUT_MS = 10_000
_RETRY_S = 20.0
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_LOCKED = "is locked by another program; close what holds it (a database browser, a backup) and try again"
_EXPLAINED: dict[int, str] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CORRUPT: "is damaged; put a backup in its place, or move it away to begin a new one",
    sqlite3.SQLITE_NOTADB: "is not a database of aideals; choose another file with AIDEALS_DB",
    sqlite3.SQLITE_READONLY: "cannot be written; check its permissions and its folder's",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space, nothing that was kept is lost",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that its folder exists and may be written",
    sqlite3.SQLITE_IOERR: "cannot be read or written by the operating system; check the disk",
    sqlite3.SQLITE_PERM: "may not be used by this user; check its permissions",
}


class Store:
    """One database file. `write()` and `read()` nest: an inner block joins the transaction of its thread."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet; `open_store` is the way in."""
        self.path = path
        self._local = threading.local()
        self._open: weakref.WeakSet[Database] = weakref.WeakSet()
        self._guard = threading.Lock()

    @contextlib.contextmanager
    def write(self) -> Iterator[Database]:
        """A transaction that holds the write lock from its first statement; all of it is kept, or none.

        Raises StoreError where the file cannot be used.
        """
        db = self._connection()
        if db.conn.in_transaction:
            yield db
            return
        with explained(self.path):
            _patiently(db.conn, "BEGIN IMMEDIATE")
            try:
                yield db
                db.conn.execute("COMMIT")
            except BaseException:
                db.rollback()
                raise

    @contextlib.contextmanager
    def read(self) -> Iterator[Database]:
        """A snapshot: nothing that others write meanwhile is seen. Raises StoreError."""
        db = self._connection()
        if db.conn.in_transaction:
            yield db
            return
        with explained(self.path):
            db.conn.execute("BEGIN")
            try:
                yield db
            finally:
                db.rollback()

    def close(self) -> None:
        """Close every thread's connection; the store may be used again afterwards."""
        with self._guard:
            for db in list(self._open):
                db.close()
            self._open.clear()
            self._local = threading.local()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _connection(self) -> Database:
        db: Database | None = getattr(self._local, "db", None)
        if db is None:
            with explained(self.path):
                db = _connect(self.path)
            with self._guard:
                self._open.add(db)
                self._local.db = db
        return db


def open_store(path: Path) -> Store:
    """The store in `path`, made (readable by its owner only) or brought up to date where needed. Raises StoreError."""
    with explained(path):
        _create_private(path)
        store = Store(path)
        try:
            _migrate(store)
        except BaseException:
            store.close()
            raise
    return store


def insert(db: Database, table: str, row: dict[str, Any]) -> int:
    """The new row's id. A column that the table lacks is refused, never added."""
    return int(cast(int, db.table(table).insert(row).last_rowid))


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say about the file into a StoreError; `retryable` where waiting may help."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code not in _EXPLAINED:
            raise
        explanation = StoreError(f"The database {path} {_EXPLAINED[code]} ({error}).")
        explanation.retryable = code in (*_BUSY, sqlite3.SQLITE_FULL)
        raise explanation from error
    except OSError as error:
        raise StoreError(f"The database {path} cannot be used: {error.strerror}.") from error


def _create_private(path: Path) -> None:
    """An empty file of mode 0600 where none is; SQLite gives its -wal and -shm the same mode."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(
        path, timeout=_BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=False
    )
    try:
        # the change to WAL does not wait by itself for others who open the new file
        _patiently(connection, "PRAGMA journal_mode=WAL")
        for pragma in (
            f"busy_timeout={_BUSY_TIMEOUT_MS}",
            "synchronous=FULL",
            "foreign_keys=ON",
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")
        db = Database(connection, execute_plugins=False)
    except BaseException:
        connection.close()
        raise
    weakref.finalize(db, connection.close)
    return db


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Run the statement; again while another process holds the lock longer than SQLite itself waits."""
    retrying = Retrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(_RETRY_S),
        wait=wait_random_exponential(multiplier=0.02, max=0.5),
        reraise=True,
    )
    retrying(connection.execute, statement)


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF in _BUSY


def _migrate(store: Store) -> None:
    with store.read() as db:
        applied = {migration.name for migration in MIGRATIONS.applied(db)}
        pending = MIGRATIONS.pending(db)
    with Database(memory=True) as empty:
        known = {migration.name for migration in MIGRATIONS.pending(empty)}
    if unknown := sorted(applied - known):
        raise StoreError(
            f"The database {store.path} was written by a newer aideals ({unknown[-1]}); "
            "upgrade this one, or use another file."
        )
    if pending:
        with store.write() as db:
            MIGRATIONS.apply(db)
