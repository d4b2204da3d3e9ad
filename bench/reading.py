"""Our reading beside the libraries that it stands on, on the same pages, from one run: text, time and memory.

    python -m bench.reading [--shared ../shared/reading] [--sets scrapinghub,newsfields] [--limit N] [--json]

The pages and their scorer are not part of this repository (they are their publishers'); without them this says so. Each
reader works in a process of its own, so that its peak memory is its own. Times are of the processor (one thread),
parse included, imports and the first page left out. resiliparse comes with the dependency group "bench".
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

Reader = Callable[[bytes, str], str]


def ours() -> Reader:
    from bot.errors import ReadingError
    from bot.reading.documents import read_document

    def read(body: bytes, url: str) -> str:
        try:
            return read_document(body, url=url, content_type="text/html").text
        except ReadingError:
            return ""

    return read


def trafilatura_default() -> Reader:
    import trafilatura
    from trafilatura.utils import decode_file

    return lambda body, url: trafilatura.extract(decode_file(body), include_comments=False) or ""


def trafilatura_precision() -> Reader:
    import trafilatura
    from trafilatura.utils import decode_file

    return lambda body, url: (
        trafilatura.extract(decode_file(body), include_comments=False, favor_precision=True) or ""
    )


def readability_lxml() -> Reader:
    import html_text
    import readability
    from trafilatura.utils import decode_file

    return lambda body, url: html_text.extract_text(readability.Document(decode_file(body)).summary())


def resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from trafilatura.utils import decode_file

    return lambda body, url: extract_plain_text(decode_file(body), main_content=True)


READERS: dict[str, Callable[[], Reader]] = {
    "aideals": ours,
    "trafilatura": trafilatura_default,
    "trafilatura precision": trafilatura_precision,
    "readability-lxml": readability_lxml,
    "resiliparse": resiliparse,
}


def run(name: str, pages: list[tuple[str, str]], answers: Any) -> None:
    """Read all pages with one reader; put its texts, times (ms) and peak memory (MB) into the queue."""
    try:
        read = READERS[name]()
    except ImportError:
        answers.put(None)
        return
    texts, times = [], []
    for path, url in pages[:1] + pages:
        body = Path(path).read_bytes()
        begin = time.process_time()
        try:
            text = read(body, url)
        except Exception:  # a reader that fails on a page has read nothing: that is its score
            text = ""
        times.append((time.process_time() - begin) * 1000)
        texts.append(text)
    answers.put((texts[1:], times[1:], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def measured(name: str, folder: str, gold: list[dict[str, Any]], scorer: ModuleType) -> dict[str, Any] | None:
    """One row of the table; None where the reader is not installed."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    pages = [(str(Path(folder) / row["file"]), row["url"]) for row in gold]
    process = context.Process(target=run, args=(name, pages, answers))
    process.start()
    got = answers.get()
    process.join()
    if got is None:
        return None
    texts, times, peak = got
    rows = [
        scorer.score_page(row, scorer.flat({"text": text})) for row, text in zip(gold, texts, strict=True)
    ]
    summary = scorer.summarise(rows)
    return {
        "reader": name,
        "f1": summary["f1"],
        "precision": summary["precision"],
        "recall": summary["recall"],
        "ms_median": statistics.median(times),
        "ms_p95": sorted(times)[int(0.95 * (len(times) - 1))],
        "peak_mb": peak,
    }


def scorer_of(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_reading", shared / "score_reading.py")
    if spec is None or spec.loader is None or not (shared / "score_reading.py").is_file():
        sys.exit(f"The pages and their scorer are not at {shared}. Say where they are with --shared.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__.split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared" / "reading")
    parser.add_argument("--sets", default="scrapinghub,newsfields")
    parser.add_argument("--limit", type=int, help="only the first pages of each set")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    scorer = scorer_of(options.shared)
    table = []
    for name in options.sets.split(","):
        with tempfile.TemporaryDirectory() as work:
            folder, gold = scorer.load_set(
                name, str(options.shared / "data"), str(options.shared / "pages"), work
            )
            gold = [row for row in gold if row.get("text") or row.get("must")][: options.limit]
            for reader in READERS:
                row = measured(reader, folder, gold, scorer)
                if row is None:
                    sys.stderr.write(f"{reader} is not installed: uv pip install --group bench\n")
                else:
                    table.append({"set": name, "pages": len(gold), **row})
    if options.json:
        print(json.dumps(table, ensure_ascii=False, indent=1))
        return
    print(
        "| set | reader | F1 | precision | recall | ms median | ms p95 | peak MB |\n|---|---|---|---|---|---|---|---|"
    )
    for row in table:
        print(
            f"| {row['set']} ({row['pages']}) | {row['reader']} "
            f"| {row['f1']:.3f} | {row['precision']:.3f} | {row['recall']:.3f} "
            f"| {row['ms_median']:.0f} | {row['ms_p95']:.0f} | {row['peak_mb']:.0f} |"
        )


if __name__ == "__main__":
    main()
