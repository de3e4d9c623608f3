"""The command line: reads the words, loads the command's own module, and turns refusals into one clear line."""

import argparse
import importlib
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent.parent / "templates" / "command_line.ja.toml"

KINDS = ("organisation", "officers", "assignments", "targets", "events", "visits", "plans", "register")
STAGES = ("waiting", "doubt", "sent", "failed", "all")
FORMATS = ("json", "csv", "xlsx", "pdf", "png")
REFUSED, MISUSED = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 refused or a fault, 2 wrong usage (files.md)."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    try:
        options = build_parser(words).parse_args(arguments)
        command = importlib.import_module(f"bot.commands.{options.command}_command")
        failures = importlib.import_module("bot.commands.failures")
        with failures.told_in_one_line(sys.stderr) as outcome:
            command.run(options)
    except KeyboardInterrupt:  # while all of it was still being loaded
        sys.stderr.write(words["interrupted"] + "\n")
        return REFUSED
    if outcome.misused:
        return MISUSED
    return REFUSED if outcome.failed else 0


def build_parser(words: dict[str, Any]) -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(prog="junkai", description=words["program"])
    parser.add_argument("--as", dest="acting_as", metavar="STAFF_NO", help=words["as"])
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, title=words["commands"])
    acting = argparse.ArgumentParser(add_help=False)
    acting.add_argument("--as", dest="acting_as", metavar="STAFF_NO", default=argparse.SUPPRESS, help=words["as"])
    parsers = {
        name: commands.add_parser(name, help=summary, description=summary, parents=[acting])
        for name, summary in words["command"].items()
    }
    parsers["demo"].add_argument("--no-serve", action="store_true", help=words["argument"]["no_serve"])
    add_serving(parsers["serve"], words["argument"])
    for name in ("serve", "run"):
        parsers[name].add_argument("--no-work", dest="work", action="store_false", help=words["argument"]["no_work"])
    add_import(parsers["import"], words["argument"])
    add_form(parsers["form"], words["argument"])
    add_outbox(parsers["outbox"], words, acting)
    parsers["keys"].add_argument("action", choices=("new", "rotate"), help=words["argument"]["action"])
    return parser


def add_serving(parser: argparse.ArgumentParser, words: dict[str, str]) -> None:
    """``serve``: where to listen, and with how many processes."""
    parser.add_argument("--host", default="127.0.0.1", help=words["host"])
    parser.add_argument("--port", type=int, default=3000, help=words["port"])
    parser.add_argument("--workers", type=int, default=1, help=words["workers"])


def add_import(parser: argparse.ArgumentParser, words: dict[str, str]) -> None:
    """``import``: which kind of table, which files."""
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=words["kind"])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=words["files"])
    parser.add_argument("--dry-run", action="store_true", help=words["dry_run"])


def add_form(parser: argparse.ArgumentParser, words: dict[str, str]) -> None:
    """``form``: whose, of which year, as of when, as known when, in which format."""
    whose = parser.add_mutually_exclusive_group(required=True)
    for scope in ("beat", "post", "station"):
        whose.add_argument(f"--{scope}", metavar="CODE", help=words[scope])
    whose.add_argument("--prefecture", action="store_true", help=words["prefecture"])
    whose.add_argument("--all", action="store_true", help=words["all"])
    parser.add_argument("--year", type=int, required=True, help=words["year"])
    parser.add_argument("--as-of", metavar="DATE", help=words["as_of"])
    parser.add_argument("--known-at", metavar="TIME", help=words["known_at"])
    parser.add_argument("--format", required=True, choices=FORMATS, help=words["format"])
    parser.add_argument("--out", type=Path, metavar="PATH", help=words["out"])


def add_outbox(parser: argparse.ArgumentParser, words: dict[str, Any], acting: argparse.ArgumentParser) -> None:
    """``outbox``: what to do, and with which messages."""
    told = words["argument"]
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    parsers = {
        name: actions.add_parser(name, help=summary, description=summary, parents=[acting])
        for name, summary in words["outbox"].items()
    }
    listing = parsers["list"]
    listing.add_argument("--state", choices=STAGES, help=told["state"])
    listing.add_argument("--kind", metavar="KIND", help=told["message_kind"])
    listing.add_argument("--older-than", type=int, default=0, metavar="HOURS", help=told["older_than"])
    listing.add_argument("--page", type=int, default=1, help=told["page"])
    listing.add_argument("--limit", type=int, default=50, help=told["limit"])
    parsers["explain"].add_argument("number", type=int, metavar="ID", help=told["number"])
    parsers["retry"].add_argument("numbers", nargs="*", type=int, metavar="ID", help=told["number"])
    parsers["retry"].add_argument("--failed", action="store_true", help=told["failed"])
    parsers["cancel"].add_argument("numbers", nargs="+", type=int, metavar="ID", help=told["number"])


if __name__ == "__main__":
    sys.exit(main())
