"""The log of the server: one JSON object a line, with ids and codes, and never words, names or what an error says.

Every logger of the program and of its libraries comes through here, so this is where an exception is cut down to its
kind and its places in the code: its text may hold what somebody wrote.
"""

import logging
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from typing import IO, Any

import structlog

OURS = ("adapters", "bot", "content", "storage")
CHATTY = ("apscheduler", "httpx", "alembic")  # say much and, to us, nothing
LOG_LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
LONGEST = 200  # characters of what a library says

Line = MutableMapping[str, Any]


def for_people(level: str) -> None:
    """What a command says on the terminal, beside what it prints."""
    logging.basicConfig(level=level, format=LOG_LINE)
    _quiet()


def for_machines(level: str, stream: IO[str] | None = None) -> logging.Handler:
    """JSON lines, as the server writes them; the handler that does it."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_lines())
    logging.basicConfig(level=level, handlers=[handler])
    _quiet()
    return handler


def json_lines() -> logging.Formatter:
    """`at`, `level`, `logger`, `event`; `error` and `places` where something was raised."""
    stamp = structlog.processors.TimeStamper("iso", utc=True, key="at")
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name, stamp, _where, _short],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
        ],
    )


def _quiet() -> None:
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _where(_logger: object, _name: str, line: Line) -> Line:
    """Of an exception its kind and its places in the code."""
    raised = line.pop("exc_info", None)
    line.pop("stack_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        line["error"] = type(error).__name__
        line["places"] = [f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)]
    return line


def _short(_logger: object, _name: str, line: Line) -> Line:
    """Of what a library says the first line: what follows is where it shows what it worked on."""
    if line.get("logger", "").partition(".")[0] not in OURS:
        line["event"] = str(line["event"]).partition("\n")[0][:LONGEST]
    return line
