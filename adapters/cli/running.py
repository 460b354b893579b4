"""Commands that run the bot: `serve`, `demo`, `chat`."""

import argparse
import asyncio
import logging
import signal
from pathlib import Path
from typing import Any

from adapters import logs, serving
from adapters.half_made import check_serving
from adapters.moved_clock import moved_clock, short_lease
from adapters.one_server import only_server
from adapters.parts import Build, Parts
from adapters.settings import Settings
from adapters.terminal.platform import Person, TerminalPlatform
from bot.errors import SetupError
from bot.keeping import closing


def add(commands: Any) -> None:
    """Say what they take."""
    demo = commands.add_parser("demo", help="a seeded network on one page, on this machine alone")
    demo.add_argument("--port", type=int, default=8080)
    demo.add_argument("--fresh", action="store_true", help="forget what the last demo kept")
    demo.set_defaults(does=_demo, quiet=True)
    serve = commands.add_parser("serve", help="run the bot")
    serve.add_argument("--clock", type=Path, metavar="FILE", help="for tests: move the time by the seconds in a file")
    serve.add_argument("--lease", type=float, metavar="SECONDS", help="for tests: how long a delivery may be held")
    serve.set_defaults(does=_serve, serves=True)
    chat = commands.add_parser("chat", help="talk to the bot here, as one person at a prompt")
    chat.add_argument("--as", dest="name", default="me", help="who you are")
    chat.set_defaults(does=_chat, quiet=True)


def _demo(arguments: argparse.Namespace, _settings: Settings, build: Build) -> int:
    from adapters import demo  # noqa: PLC0415  (the stand-ins are loaded for the demo alone)

    asyncio.run(demo.run(build, arguments.port, fresh=arguments.fresh))
    return 0


def _serve(arguments: argparse.Namespace, settings: Settings, build: Build) -> int:
    check_serving(settings)
    logs.for_machines(settings.log_level)
    more: dict[str, Any] = {}
    if arguments.clock is not None:
        more["clock"] = moved_clock(arguments.clock, settings.host)
    if arguments.lease is not None:
        more["lease"] = short_lease(arguments.lease, settings.host)
    with only_server(settings.database_url):
        serving.check_address(settings.host, settings.port)
        parts = build(settings, apart=True, **more)
        if over := closing.sentence(parts.database):
            parts.close()
            raise SetupError(over)
        logging.getLogger().addHandler(parts.metrics.lines())
        try:
            # uvicorn ends gracefully and then raises the signal once more, for whoever was there before: nobody
            signal.signal(signal.SIGTERM, lambda *_: None)
            serving.serve(parts.app, host=settings.host, port=settings.port)
        finally:
            parts.close()
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
