"""Slack calls of a demo (JSON lines) → the messages that README shows, a JSON file each: `pick.py CALLS FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

Call = dict[str, Any]


def posted(calls: list[Call]) -> list[Call]:
    """The messages that were posted or updated, in order, each with its text and blocks."""
    methods = ("chat.postMessage", "chat.update", "chat.postEphemeral")
    return [call["args"] for call in calls if call["method"] in methods and call["args"].get("blocks")]


def pick(calls: list[Call]) -> dict[str, Call]:
    """README's pictures: the card with the most words in Korean, and the digest."""
    messages = posted(calls)
    cards = [m for m in messages if m.get("thread_ts")]
    rest = [m for m in messages if not m.get("thread_ts") and "user" not in m]
    return {
        "card": max(cards, key=lambda m: sum("가" <= letter <= "힣" for letter in m["text"])),
        "digest": rest[-1],
    }


def main() -> None:
    """Write the picked messages into the folder."""
    calls, folder = Path(sys.argv[1]), Path(sys.argv[2])
    lines = [json.loads(line) for line in calls.read_text("utf-8").splitlines() if line]
    for name, message in pick(lines).items():
        shown = {"blocks": message["blocks"]}  # the picture shows what the channel shows
        (folder / f"{name}.json").write_text(json.dumps(shown, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
