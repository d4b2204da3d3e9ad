"""Read, extract, verify: what a link becomes, in a process of its own that may hang or crash without harm."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

import structlog

from bot.errors import ReadingError
from bot.extraction import rules
from bot.facts import Article, Document
from bot.reading import pasted, sources
from bot.reading.access import Access
from bot.reading.copies import Copy
from bot.reading.fetch import Known, Limits
from bot.verification import verify

_TASKS_A_PROCESS = 100
_GRACE_S = 40.0


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to read: the page behind `url` or, where given, `text` in its place."""

    url: str
    text: str | None
    limits: Limits
    access: Access
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What a link became: the document, and a copy of its page (None for text in a page's place).

    Both are None where the page is unchanged since it was known.
    """

    document: Document | None
    page: Copy | None = None


@dataclass(frozen=True, slots=True)
class _Fault:
    """What went wrong in the child, other than a ReadingError."""

    name: str
    trace: str


def analyse(article: Article) -> Document:
    """The article's facts: what the rules propose and the verification lets pass."""
    return verify(article, rules.extract(article))


def read_task(task: Task) -> Read:
    """What one task becomes, in this process. Raises ReadingError."""
    if task.text is not None:
        return Read(analyse(pasted.read_text(task.text, url=task.url)))
    found = sources.visit(task.url, limits=task.limits, access=task.access, known=task.known)
    return Read(None if found.article is None else analyse(found.article), found.page)


class Reader:
    """Reads one thing at a time in a child process, which is replaced now and then, and whenever it hangs or dies.

    For one thread; `close` may come from another.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        access: Access = Access(),  # noqa: B008
        wall_s: float | None = None,
    ) -> None:
        """`wall_s`: seconds after which a reading is given up; by default the fetch's time and 40 s for the rest."""
        self._limits = limits
        self._access = access
        self._wall_s = limits.timeout_s + _GRACE_S if wall_s is None else wall_s
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        self._left = 0
        self._is_closed = False

    def warm_up(self) -> None:
        """Start the child ahead of its first task: it takes a second or two to load."""
        with self._lock:
            self._ready()

    def read(self, url: str, *, text: str | None = None) -> Document:
        """The document of the page behind `url`, or of `text` in its place. Raises ReadingError as `visit` does."""
        document = self._do(Task(url, text, self._limits, self._access)).document
        assert document is not None, "only what is known can be unchanged"
        return document

    def visit(self, url: str, *, known: Known | None = None) -> Read:
        """The document of the page behind `url` with a copy of the page; with `known`, perhaps that it is unchanged.

        Raises ReadingError: "timeout" where the child hung and was ended, "parser_failed" where it died.
        """
        return self._do(Task(url, None, self._limits, self._access, known))

    def _do(self, task: Task) -> Read:
        url = task.url
        with self._lock:
            pipe = self._ready()
            try:
                pipe.send(task)
                if not pipe.poll(self._wall_s):
                    self._end()
                    raise ReadingError("timeout", "Reading the page took too long.", url=url)
                answer = pipe.recv()
            except (EOFError, OSError):
                self._end()
                raise ReadingError("parser_failed", "The page broke the parser.", url=url) from None
            self._left -= 1
        if isinstance(answer, ReadingError):
            raise answer
        if isinstance(answer, _Fault):
            structlog.get_logger(__name__).error("reading_fault", url=url, trace=answer.trace)
            raise ReadingError("parser_failed", f"The page could not be parsed ({answer.name}).", url=url)
        found: Read = answer
        return found

    def close(self) -> None:
        """End the child, for good; what it was reading is given up."""
        self._is_closed = True
        self._end()

    def _ready(self) -> Connection:
        """The pipe to a living child. Raises EOFError once the reader is closed."""
        if self._is_closed:
            raise EOFError
        if self._pipe is None or self._left <= 0 or self._process is None or not self._process.is_alive():
            self._end()
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), name="aideals-reader", daemon=True)
            process.start()
            theirs.close()
            self._pipe, self._process, self._left = ours, process, _TASKS_A_PROCESS
            if self._is_closed:  # meanwhile, from another thread
                self._end()
                raise EOFError
            return ours
        return self._pipe

    def _end(self) -> None:
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if pipe is not None:
            pipe.close()


def _serve(pipe: Connection) -> None:
    """The child's life: a task in, what was read or an error out, until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            pipe.send(_answer(pipe.recv()))


def _answer(task: Task) -> Read | ReadingError | _Fault:
    try:
        return read_task(task)
    except ReadingError as error:
        return error
    except Exception as error:  # whatever a stranger's page did to a parser
        return _Fault(type(error).__name__, traceback.format_exc())
