"""`aideals`: the command line. Each command reads its arguments, asks one module and prints; thin as a handler.

Exit codes: 0 done, 1 could not, 2 wrong usage or a wrong setting. Messages go to stderr, results to stdout.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer
from rich.console import Console

from bot.errors import AidealsError, SettingsError

app = typer.Typer(
    name="aideals",
    help="Reads articles and keeps their deals and distress signals, each with its quoted sentence.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON document a line, in order (docs/facts.md).")]


def main() -> None:
    """Run the command line; an AidealsError becomes one sentence on stderr and its exit code."""
    try:
        app()
    except AidealsError as error:
        Console(stderr=True).print(
            f"aideals: {error}", style="red", markup=False, highlight=False, soft_wrap=True
        )
        sys.exit(error.exit_code)


def _print_json(document: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    sys.stdout.flush()


@app.command()
def read(
    sources: Annotated[
        list[str],
        typer.Argument(help="A URL, an .html, .txt, .json, .pdf or .eml file, or - for standard input."),
    ],
    json_lines: JsonFlag = False,
    url: Annotated[str | None, typer.Option(help="The address of a file (one source only).")] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Also keep the facts in the store (AIDEALS_DB).")
    ] = False,
) -> None:
    """Read articles and print what they say: who raised, who bought, whose usage falls, who lays people off."""
    from bot import desk, settings

    if url and len(sources) > 1:
        raise SettingsError("--url goes with one source.")
    chosen, failed = settings.load(), False
    for outcome in desk.read_all(sources, chosen, url=url, save=save):
        failed = failed or outcome.error is not None
        if json_lines:
            _print_json(desk.as_json(outcome))
        elif outcome.error is not None:
            Console(stderr=True).print(
                f"aideals: {outcome.source}: {outcome.error}",
                style="red",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
        else:
            Console().print(desk.as_card(outcome, chosen), "")
    if failed:
        raise typer.Exit(1)


@app.command()
def page(
    url: Annotated[str, typer.Argument(help="The article's link, as it was shared or as the card names it.")],
    out: Annotated[Path | None, typer.Option(help="The file to write; without it: standard output.")] = None,
) -> None:
    """Give back the page that an article was read from, byte for byte, while it is kept (AIDEALS_KEEP_PAGES)."""
    from bot import desk, settings

    kept, body = desk.kept(settings.load(), url)
    if out is None:
        sys.stdout.buffer.write(body)
    else:
        out.write_bytes(body)
    told = f"{kept.url}, read {kept.fetched_at:%Y-%m-%d %H:%M} UTC, sha256 {kept.sha256}"
    Console(stderr=True).print(told, style="dim", markup=False, highlight=False, soft_wrap=True)


@app.command()
def demo(
    keep: Annotated[Path | None, typer.Option(help="Keep the database in this folder.")] = None,
    json_lines: Annotated[
        bool, typer.Option("--json", help="Print every Slack call that the bot made, a line each.")
    ] = False,
) -> None:
    """Play a morning in a channel, with a Slack in miniature on this machine: no account, no network."""
    from bot.demo import run_demo

    run_demo(keep=keep, json_lines=json_lines)


@app.command()
def run() -> None:
    """Run the bot: Socket Mode when SLACK_APP_TOKEN is set, else HTTP on PORT."""
    from bot import settings
    from bot.app import serve

    serve(settings.load())


@app.command()
def digest(
    channel: Annotated[str, typer.Option(help="The channel's id (C0123456789).")],
    preview: Annotated[
        bool,
        typer.Option("--preview", help="The running period as it stands now, instead of the last full one."),
    ] = False,
    json_lines: Annotated[
        bool, typer.Option("--json", help="The Slack messages as JSON, a line each.")
    ] = False,
) -> None:
    """Show a channel's digest as it would be posted."""
    from bot import desk, settings
    from bot.terminal import render

    for message in desk.digest_messages(settings.load(), channel, preview=preview):
        if json_lines:
            _print_json({"text": message.text, "blocks": list(message.blocks)})
        else:
            Console().print(render(message.text, message.blocks), "")


@app.command()
def doctor() -> None:
    """Check settings, tokens, scopes, manifest, database, clock and model; say what is wrong and how to fix it."""
    from bot import settings
    from bot.doctor import examine

    console, wrong = Console(), False
    for finding in examine(settings.load()):
        wrong = wrong or not finding.ok
        mark, style = ("ok  ", "green") if finding.ok else ("!!  ", "red")
        console.print(f"{mark}{finding.name}: {finding.message}", style=style, markup=False, highlight=False)
        if finding.fix:
            console.print(f"    {finding.fix}", markup=False, highlight=False)
    if wrong:
        raise typer.Exit(1)


@app.command()
def manifest(
    http: Annotated[
        str | None, typer.Option(help="The bot's public address, for HTTP mode; without it: Socket Mode.")
    ] = None,
) -> None:
    """Print the Slack app's manifest, ready to paste at api.slack.com/apps."""
    from bot.manifest import build

    sys.stdout.write(json.dumps(build(http), ensure_ascii=False, indent=2) + "\n")


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", help="csv, xlsx or json.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="The file to write; without it: standard output.")] = None,
) -> None:
    """Write all deals and signals of the store, each with its sentence and its source."""
    from bot import desk, settings
    from bot.export import Format

    if form not in get_args(Format):
        raise SettingsError(f"--format: “{form}” is not one of {', '.join(get_args(Format))}.")
    if form == "xlsx" and out is None and sys.stdout.isatty():
        raise SettingsError("An xlsx file is not text: give --out FILE.xlsx.")
    desk.export(settings.load(), cast(Format, form), out)
