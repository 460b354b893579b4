"""The command line: `upstream` and what to do: `serve`, `demo`, `chat`, `migrate`, `deliveries` and others."""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from random import SystemRandom
from typing import IO, Any

import uvicorn

import content
from adapters import backups
from adapters.moved_clock import moved_clock, short_lease
from adapters.one_server import only_server
from adapters.parts import Build, Parts
from adapters.settings import Settings, check
from adapters.slack import manifest as slack_manifest
from adapters.teams import manifest as teams_manifest
from adapters.terminal.platform import Person, TerminalPlatform
from bot.arriving import invitation
from bot.delivering import deliveries
from bot.errors import Refusal, SetupError
from bot.keeping import importing
from bot.matching.files import run_file
from bot.people import organisers
from bot.search.shell import found_by, member_named
from bot.search.understanding import Understanding, understanding
from content import ContentError, report
from storage import migrate
from storage.database import Database, DatabaseUnavailableError

SAY_EVERY = 2.0  # seconds between two words about how far long work is
LOG_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
CHATTY = ("apscheduler", "httpx", "alembic")  # say much and, to us, nothing
QUIET = frozenset(
    {"demo", "chat", "search", "organiser", "invite", "deliveries", "manifest", "import", "export"}
)  # commands that print for people, not for a log


def run(argv: Sequence[str], build: Build) -> int:
    """Run one command. Faults of the set-up are one line on the terminal; the exit code is 2 then."""
    arguments = _parser().parse_args(argv)
    settings = Settings()
    quiet = arguments.command in QUIET
    logging.basicConfig(level="WARNING" if quiet else settings.log_level, format=LOG_LINE)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        code = int(_COMMANDS[arguments.command](arguments, settings, build) or 0)
        sys.stdout.flush()
    except (SetupError, ContentError, Refusal) as error:
        print(error, file=sys.stderr)
    except DatabaseUnavailableError:
        print("The database cannot be reached. Look at DATABASE_URL.", file=sys.stderr)
    except BrokenPipeError:  # whoever reads, such as `head`, has seen enough; Python flushes once more at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    else:
        return code
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="upstream", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="a seeded network on one page, on this machine alone")
    demo.add_argument("--port", type=int, default=8080)
    demo.add_argument("--fresh", action="store_true", help="forget what the last demo kept")
    serve = commands.add_parser("serve", help="run the bot")
    serve.add_argument("--clock", type=Path, metavar="FILE", help="for tests: move the time by the seconds in a file")
    serve.add_argument("--lease", type=float, metavar="SECONDS", help="for tests: how long a delivery may be held")
    _add_keeping(commands)
    chat = commands.add_parser("chat", help="talk to the bot here, as one person at a prompt")
    chat.add_argument("--as", dest="name", default="me", help="who you are")
    organiser = commands.add_parser("organiser", help="make the first organiser")
    organiser.add_argument("act", choices=["add"])
    organiser.add_argument("code", help="the code that the bot showed to “hello”")
    invite = commands.add_parser("invite", help="a link that lets one Slack workspace in, once")
    invite.add_argument("council", help="whose it is: a council, or “network” where several share it")
    manifest = commands.add_parser("manifest", help="write the app that a chat platform installs")
    manifest.add_argument("platform", choices=["slack", "teams"])
    manifest.add_argument("--output", type=Path, metavar="FILE", help="instead of the screen; Teams needs it")
    manifest.add_argument("--socket", action="store_true", help="Slack: for Socket Mode")
    manifest.add_argument("--many", action="store_true", help="Slack: for several workspaces")
    manifest.add_argument("--publisher", default="Upstream", help="Teams: who runs it, as its users are shown")
    sent = commands.add_parser("deliveries", help="what waits to be delivered, and what failed and why")
    sent.add_argument("--retry", type=int, metavar="ID", help="try this one again, now")
    sent.add_argument("--drop", type=int, metavar="ID", help="send this one no more")
    sent.add_argument("--json", action="store_true")
    sent.add_argument("--limit", type=int, default=100)
    shelf = commands.add_parser("content", help="check, list or count the library of questions")
    shelf.add_argument("act", choices=["check", "list", "coverage"])
    shelf.add_argument("--part", help="only what touches this part of the framework")
    shelf.add_argument("--json", action="store_true")
    search = commands.add_parser("search", help="search as a member would")
    search.add_argument("words", nargs="*")
    search.add_argument("--as", dest="member", required=True, help="the member’s number or name")
    search.add_argument("--json", action="store_true")
    search.add_argument("--limit", type=int, default=5)
    search.add_argument("--queries", type=Path, help="a file with one search a line")
    search.add_argument("--words-only", action="store_true", help="do not look at what reflections mean")
    brought = commands.add_parser("import", help="bring reflections in from a file, a JSON object a line")
    brought.add_argument("what", choices=["reflections"])
    brought.add_argument("file", type=Path)
    taken = commands.add_parser("export", help="write reflections to a file that can be imported again")
    taken.add_argument("what", choices=["reflections"])
    taken.add_argument("file", type=Path)
    match = commands.add_parser("match", help="make one round of introductions from a file")
    match.add_argument("instance", type=Path)
    match.add_argument("--output", type=Path, required=True)
    match.add_argument("--seed", type=int, default=0)
    match.add_argument("--fairness", type=float, default=4.0)
    return parser


def _add_keeping(commands: Any) -> None:
    migrating = commands.add_parser("migrate", help="bring the database up to date, or move into another one")
    migrating.add_argument("--to", metavar="URL", help="copy everything into this empty database")
    saved = commands.add_parser("backup", help="write everything into one file; the bot may run meanwhile")
    saved.add_argument("file", type=Path)
    restored = commands.add_parser("restore", help="bring a backup into an empty database")
    restored.add_argument("file", type=Path)


# --- what each does --------------------------------------------------------------------------------------------------


def _demo(arguments: argparse.Namespace, _settings: Settings, build: Build) -> int:
    from adapters import demo  # noqa: PLC0415  (the stand-ins are loaded for the demo alone)

    asyncio.run(demo.run(build, arguments.port, fresh=arguments.fresh))
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    check(settings)
    more: dict[str, Any] = {}
    if arguments.clock is not None:
        more["clock"] = moved_clock(arguments.clock, settings.host)
    if arguments.lease is not None:
        more["lease"] = short_lease(arguments.lease, settings.host)
    with only_server(settings.database_url):
        parts = build(settings, **more)
        try:
            # uvicorn ends gracefully and then raises the signal once more, for whoever was there before: nobody
            signal.signal(signal.SIGTERM, lambda *_: None)
            uvicorn.run(
                parts.app,
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=2,
            )
        finally:
            parts.close()
    return 0


def _migrate(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    with only_server(settings.database_url):
        if arguments.to:
            return _counted(backups.move(settings.database_url, arguments.to), "Set DATABASE_URL to the new one.")
        database = Database(settings.database_url)
        with migrate.in_turn(database):
            before = migrate.current(database)
            migrate.upgrade(database)
        print(f"The database was at {before or 'nothing'} and is at {migrate.newest()}.")
        database.close()
    return 0


def _backup(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    _database_there(settings).close()
    counts = backups.backup(settings.database_url, arguments.file)
    return _counted(counts, f"They are in {arguments.file}: keep it as safe as the database.")


def _restore(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    with only_server(settings.database_url):
        return _counted(backups.restore(arguments.file, settings.database_url), "The bot can be started.")


def _counted(counts: Mapping[str, int], next_step: str) -> int:
    for name, count in counts.items():
        if count:
            print(f"{count:>10,}  {name}")
    print(f"{sum(counts.values()):,} rows were copied and counted again. {next_step}")
    return 0


def _chat(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    parts = build(settings)
    try:
        asyncio.run(_prompt(arguments.name, parts))
    finally:
        parts.close()
    return 0


async def _prompt(name: str, parts: Parts) -> None:
    platform = parts.platforms[TerminalPlatform.name]
    assert isinstance(platform, TerminalPlatform)
    person = Person(name, parts.doors.hear, lambda text: print(f"\n{text}\n"))
    platform.sits_down(person)
    print("Say “hello”. A number presses a button, #words go to the shared room, a dot leaves a form, Ctrl-D ends.")
    await person.types("hello")
    while True:
        await parts.heartbeat.tick()
        await parts.heartbeat.deliver()
        try:
            line = await asyncio.to_thread(input, "> ")
        except EOFError:
            return
        await person.types(line)


def _organiser(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    parts = build(settings)
    with parts.database.write() as session:
        member = organisers.make_first(session, parts.content, arguments.code, parts.network.clock())
        name = member.name if member else ""
    parts.close()
    if not member:
        raise SetupError("That code does not hold (any more). Say “hello” to the bot again and use the new one.")
    print(f"{name} is an organiser now. Say “organise” to the bot.")
    return 0


def _invite(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    check(settings)
    parts = build(settings)
    try:
        with parts.database.write() as session:
            known = parts.network
            print(invitation(session, arguments.council, known.doorstep, known.clock(), known.dice))
    finally:
        parts.close()
    return 0


def _manifest(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    if arguments.platform == "teams":
        return _teams_manifest(arguments, settings, build)
    made = slack_manifest.manifest(settings.base_url, socket=arguments.socket, many=arguments.many)
    text = json.dumps(made, indent=2, ensure_ascii=False)
    if arguments.output is None:
        print(text)
    else:
        arguments.output.write_text(text + "\n", encoding="utf-8")
    return 0


def _database_there(settings: Settings) -> Database:
    """The database as the bot left it. It may be running beside us."""
    database = Database(settings.database_url)
    if (database.file is not None and not database.file.exists()) or migrate.current(database) != migrate.newest():
        raise SetupError("The database of DATABASE_URL is not there, or not up to date. Run `upstream migrate` first.")
    return database


def _deliveries(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database = _database_there(settings)
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


def _search(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    asked = arguments.queries.read_text().splitlines() if arguments.queries else [" ".join(arguments.words)]
    database, library = _database_there(settings), content.load()
    known = None if arguments.words_only else understanding()
    try:
        if known:
            _read_all(known, database)
        with database.read() as session:
            member = member_named(session, arguments.member)
            if member is None:
                raise SetupError(f"There is no member “{arguments.member}”.")
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


def _teams_manifest(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    if arguments.output is None:
        raise SetupError("The app for Teams is a zip: say where it is to go with --output FILE.")
    if not settings.microsoft_app_id:
        raise SetupError(
            "MICROSOFT_APP_ID is not set: the app is for that bot. docs/teams.md says where it comes from."
        )
    zipped = teams_manifest.package(
        content.load().wording.say,
        app_id=settings.microsoft_app_id,
        base_url=settings.base_url,
        publisher=arguments.publisher,
        version=metadata.version("upstream"),
    )
    arguments.output.write_bytes(zipped)
    print(f"{arguments.output} is ready to be uploaded to Teams. docs/teams.md says how.")
    return 0


def _import(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database = _database_there(settings)

    def tell(done: int, of: int) -> None:
        if done == of or done % 10_000 == 0:
            print(f"{done:,} of {of:,}", file=sys.stderr)

    try:
        with _opened(arguments.file) as lines:
            new, there = importing.keep(database, content.load(), lines, datetime.now(UTC), SystemRandom(), tell)
    finally:
        database.close()
    print(f"{new:,} reflections were imported; {there:,} were there already.")
    return 0


def _opened(file: Path) -> IO[str]:
    try:
        return file.open(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise SetupError(f"{file} cannot be read: {error.strerror}.") from error


def _export(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database, count = _database_there(settings), 0
    try:
        with os.fdopen(
            os.open(arguments.file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            for line in importing.written(database):
                file.write(line + "\n")
                count += 1
    except OSError as error:
        raise SetupError(f"{arguments.file} cannot be written: {error.strerror}.") from error
    finally:
        database.close()
    print(f"{count:,} reflections are in {arguments.file}, private ones too. Keep it as safe as the database.")
    return 0


def _match(arguments: argparse.Namespace, _settings: Settings, _build: Build) -> int:
    run_file(arguments.instance, arguments.output, seed=arguments.seed, fairness=arguments.fairness)
    return 0


_COMMANDS: dict[str, Callable[[argparse.Namespace, Settings, Build], int]] = {
    "demo": _demo,
    "serve": _serve,
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "chat": _chat,
    "organiser": _organiser,
    "invite": _invite,
    "deliveries": _deliveries,
    "content": _content,
    "search": _search,
    "manifest": _manifest,
    "import": _import,
    "export": _export,
    "match": _match,
}
