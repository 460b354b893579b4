"""Commands that look: `doctor`, `deliveries` (which may also decide), `search`, `content`, `match`."""

import argparse
import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import content
from adapters.cli.there import database_there
from adapters.doctor.examining import examine
from adapters.doctor.finding import as_text
from adapters.parts import Build
from adapters.settings import Settings
from bot.delivering import deliveries
from bot.errors import Refusal, SetupError
from bot.matching.files import run_file
from bot.search.shell import found_by, member_named, noted
from bot.search.understanding import Understanding, understanding
from content import report
from storage.database import Database

SAY_EVERY = 2.0  # seconds between two words about how far long work is


def add(commands: Any) -> None:
    """Say what they take."""
    doctor = commands.add_parser("doctor", help="look whether everything is well, and say what to do where it is not")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(does=_doctor, quiet=True)
    sent = commands.add_parser("deliveries", help="what waits to be delivered, and what failed and why")
    sent.add_argument("--retry", type=int, metavar="ID", help="try this one again, now")
    sent.add_argument("--drop", type=int, metavar="ID", help="send this one no more")
    sent.add_argument("--json", action="store_true")
    sent.add_argument("--limit", type=int, default=100)
    sent.set_defaults(does=_deliveries, quiet=True)
    search = commands.add_parser("search", help="search as a member would")
    search.add_argument("words", nargs="*")
    search.add_argument("--as", dest="member", required=True, help="the member’s number or name")
    search.add_argument("--json", action="store_true")
    search.add_argument("--limit", type=int, default=5)
    search.add_argument("--queries", type=Path, help="a file with one search a line")
    search.add_argument("--words-only", action="store_true", help="do not look at what reflections mean")
    search.set_defaults(does=_search, quiet=True)
    shelf = commands.add_parser("content", help="check, list or count the library of questions")
    shelf.add_argument("act", choices=["check", "list", "coverage"])
    shelf.add_argument("--part", help="only what touches this part of the framework")
    shelf.add_argument("--json", action="store_true")
    shelf.set_defaults(does=_content)
    match = commands.add_parser("match", help="make one round of introductions from a file")
    match.add_argument("instance", type=Path)
    match.add_argument("--output", type=Path, required=True)
    match.add_argument("--seed", type=int, default=0)
    match.add_argument("--fairness", type=float, default=4.0)
    match.set_defaults(does=_match)


def _doctor(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    logging.disable(logging.CRITICAL)  # what would be logged is what is found
    try:
        findings = asyncio.run(examine(settings))
    finally:
        logging.disable(logging.NOTSET)
    print(json.dumps([one.plain() for one in findings], indent=2) if arguments.json else as_text(findings))
    return int(any(one.state == "problem" for one in findings))


def _deliveries(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database = database_there(settings)
    try:
        if arguments.retry is not None:
            print(deliveries.retry(database, arguments.retry))
        if arguments.drop is not None:
            print(deliveries.drop(database, arguments.drop))
        if arguments.retry is None and arguments.drop is None:
            found = deliveries.unfinished(database, arguments.limit)
            print(json.dumps([row.plain() for row in found]) if arguments.json else deliveries.as_text(found))
    finally:
        database.close()
    return 0


def _search(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    asked = arguments.queries.read_text().splitlines() if arguments.queries else [" ".join(arguments.words)]
    database, library = database_there(settings), content.load()
    known = None if arguments.words_only else understanding()
    try:
        if known:
            _read_all(known, database)
        with database.write() as session:
            member = member_named(session, arguments.member)
            if member is None:
                raise SetupError(f"There is no member “{arguments.member}”.")
            noted(session, member, datetime.now(UTC))
        with database.read() as session:
            for line in asked:
                try:
                    hits = found_by(session, library, member, line, datetime.now(UTC), arguments.limit, known)
                    print(json.dumps({"query": line, "results": hits}) if arguments.json else _as_text(hits))
                except Refusal as refusal:
                    told: dict[str, Any] = {"query": line, "results": [], "problem": str(refusal)}
                    print(json.dumps(told) if arguments.json else refusal)
    finally:
        database.close()
    return 0


def _read_all(known: Understanding, database: Database) -> None:
    """Read what nobody has read yet, as the bot does while it runs, and say how far it is."""
    total = done = known.waiting(database)
    said = 0.0
    while made := known.read(database, os.cpu_count() or 1):
        known.keep(database, made)
        done -= len(made)
        if time.monotonic() - said > SAY_EVERY:
            print(f"Reading what reflections mean: {total - done:,} of {total:,}", file=sys.stderr)
            said = time.monotonic()
    known.catch_up(database)


def _as_text(hits: Sequence[dict[str, Any]]) -> str:
    return "\n\n".join(f"{hit['by']} · {hit['date']}\n{hit['text']}" for hit in hits) or "Nothing found."


def _content(arguments: argparse.Namespace, _settings: Settings, _build: Build) -> int:
    if arguments.act == "check":
        faults = report.check()
        print("\n".join(faults) or "The content is whole.")
        return 1 if faults else 0
    library = content.load()
    if arguments.act == "coverage":
        print(report.coverage(library))
    else:
        print(report.listing(library, part=arguments.part, as_json=arguments.json))
    return 0


def _match(arguments: argparse.Namespace, _settings: Settings, _build: Build) -> int:
    run_file(arguments.instance, arguments.output, seed=arguments.seed, fairness=arguments.fairness)
    return 0
