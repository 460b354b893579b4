"""The command line: `upstream` and what to do. Each file beside this one has the commands of one kind."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import metadata

from adapters import logs
from adapters.cli import connecting, keeping, looking, running
from adapters.parts import Build
from adapters.settings import load
from bot.errors import Refusal, SetupError
from content import ContentError
from storage.database import DatabaseUnavailableError, DatabaseUrlError, UnreadableError
from storage.migrate import ForeignDatabaseError, NewerDatabaseError

KINDS = (running, keeping, connecting, looking)
FAULTS: dict[type[Exception], str] = {
    SetupError: "",
    ContentError: "",
    Refusal: "",
    NewerDatabaseError: "",
    DatabaseUrlError: "DATABASE_URL is neither sqlite:///FILE nor postgresql://USER:PASSWORD@HOST/NAME.",
    DatabaseUnavailableError: "The database cannot be reached. Look at DATABASE_URL.",
    ForeignDatabaseError: "That database is another program’s: it has tables that are not ours. Choose an empty one.",
    UnreadableError: "That is no database of this program, or it is damaged.",
}
"""Faults of the set-up, and what is said of each; nothing here where it says it all itself."""


def run(argv: Sequence[str], build: Build) -> int:
    """Run one command. Faults of the set-up are one line on the terminal; the exit code is 2 then."""
    arguments = _parser().parse_args(argv)
    try:
        settings = load()
        if not arguments.serves:
            logs.for_people("WARNING" if arguments.quiet else settings.log_level)
        code = int(arguments.does(arguments, settings, build) or 0)
        sys.stdout.flush()
    except tuple(FAULTS) as error:
        said = next(said for kind, said in FAULTS.items() if isinstance(error, kind))
        print(said or error, file=sys.stderr)
    except BrokenPipeError:  # whoever reads, such as `head`, has seen enough; Python flushes once more at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None:
            raise
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    else:
        return code
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="upstream", description="A community-of-practice bot for many councils.")
    parser.add_argument("--version", action="version", version=f"upstream {metadata.version('upstream')}")
    parser.set_defaults(quiet=False, serves=False)  # quiet: it prints for people, not for a log
    commands = parser.add_subparsers(dest="command", required=True)
    for kind in KINDS:
        kind.add(commands)
    return parser
