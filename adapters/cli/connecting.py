"""Commands that let people and workspaces in, and say what they may do there."""

import argparse
import json
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import content
from adapters.cli.there import database_there
from adapters.half_made import check
from adapters.parts import Build, Parts
from adapters.settings import Settings
from adapters.slack import manifest as slack_manifest
from adapters.teams import manifest as teams_manifest
from bot.arriving import invitation
from bot.errors import SetupError
from bot.people import nominating, organisers, stopping, switching
from bot.turn import numbered
from storage.switches import NAMES


def add(commands: Any) -> None:
    """Say what they take."""
    organiser = commands.add_parser("organiser", help="make the first organiser, agree to another one, or end one")
    organiser.add_argument("act", choices=["add", "confirm", "remove"])
    organiser.add_argument(
        "code", help="add: the code that the bot showed to “hello”; confirm, remove: the member’s number"
    )
    organiser.set_defaults(does=_organiser, quiet=True)
    invite = commands.add_parser("invite", help="a link that lets one Slack workspace in, once")
    invite.add_argument("council", help="whose it is: a council, or “network” where several share it")
    invite.add_argument("--without", nargs="+", default=[], metavar="SWITCH", help="what it may not do there")
    invite.set_defaults(does=_invite, quiet=True)
    switch = commands.add_parser("switches", help="what each workspace and tenant lets the network do there")
    switch.add_argument("tenant", nargs="?", help="such as slack:T0123; without it, all are listed")
    switch.add_argument("--on", nargs="+", default=[], metavar="SWITCH", help=f"of: {', '.join(NAMES)}")
    switch.add_argument("--off", nargs="+", default=[], metavar="SWITCH")
    switch.set_defaults(does=_switches, quiet=True)
    manifest = commands.add_parser("manifest", help="write the app that a chat platform installs")
    manifest.add_argument("platform", choices=["slack", "teams"])
    manifest.add_argument("--output", type=Path, metavar="FILE", help="instead of the screen; Teams needs it")
    manifest.add_argument("--socket", action="store_true", help="Slack: for Socket Mode")
    manifest.add_argument("--many", action="store_true", help="Slack: for several workspaces")
    manifest.add_argument("--publisher", default="Upstream", help="Teams: who runs it, as its users are shown")
    manifest.set_defaults(does=_manifest, quiet=True)


def _organiser(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    parts = build(settings)
    confirms, now = arguments.act == "confirm", parts.network.clock()
    number = numbered(arguments.code)
    if arguments.act == "remove":
        return _no_organiser(parts, number or 0)
    with parts.database.write() as session:
        if confirms:
            member = nominating.confirmed_by_hand(session, number, now) if number is not None else None
        else:
            member = organisers.make_first(session, parts.content, arguments.code, now)
        name = member.name if member else ""
    parts.close()
    if not member and confirms:
        raise SetupError("Nobody is put forward by that number. An organiser says “organiser” and the number first.")
    if not member:
        raise SetupError("That code does not hold (any more). Say “hello” to the bot again and use the new one.")
    print(f"{name} is an organiser now. Say “organise” to the bot.")
    return 0


def _no_organiser(parts: Parts, number: int) -> int:
    try:
        with parts.database.write() as session:
            name = stopping.ended_by_hand(session, parts.content, number, parts.network.clock()).name
    finally:
        parts.close()
    print(f"{name} is no organiser any more, and hears of it while the bot runs.")
    return 0


def _invite(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    check(settings)
    parts = build(settings)
    try:
        with parts.database.write() as session:
            known = parts.network
            print(invitation(session, arguments.council, known.doorstep, known.clock(), known.dice, arguments.without))
    finally:
        parts.close()
    return 0


def _switches(arguments: argparse.Namespace, settings: Settings, _build: Build) -> int:
    database = database_there(settings)
    try:
        with database.write() as session:
            if arguments.tenant is None:
                print(switching.as_text(session))
            else:
                on, off = arguments.on, arguments.off
                print(switching.from_shell(session, arguments.tenant, on, off, datetime.now(UTC)))
    finally:
        database.close()
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
