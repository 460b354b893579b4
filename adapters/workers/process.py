"""A worker: a process that runs rules for the server until that goes away."""

import logging
import pickle
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import IO

from adapters.long_lived import settle_in
from adapters.workers.wire import HEAD, LOG_LINE, Beginning, Wire, wire_of
from bot.network import Network, where_it_broke

Send = Callable[[int, object], None]


def work(server: socket.socket) -> None:
    """Be told what to be, then run what the server calls until it hangs up. What is running then comes to its end.

    A signal to the whole group is the server's to answer: it hangs up once it has finished what it was asked.
    """
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, signal.SIG_IGN)
    with server, server.makefile("rb") as calls:
        if told := _next(calls):
            beginning: Beginning = pickle.loads(told[1])  # from our own process  # noqa: S301  # nosec B301
            logging.getLogger().setLevel(beginning.level)
            network = beginning.rules.network()
            _answer(calls, server, network, beginning.threads)
            network.database.close()


def _answer(calls: IO[bytes], server: socket.socket, network: Network, threads: int) -> None:
    settle_in()
    wire, one = wire_of(network), threading.Lock()

    def send(number: int, what: object) -> None:
        packed = wire.pack(number, what)
        with one, suppress(OSError):  # nobody waits for it any more
            server.sendall(packed)

    logging.getLogger().handlers = [_ToServer(send)]
    if threads == 1:  # in this one
        while call := _next(calls):
            _run(wire, send, *call)
        return
    with ThreadPoolExecutor(threads) as pool:
        while call := _next(calls):
            pool.submit(_run, wire, send, *call)


def _next(calls: IO[bytes]) -> tuple[int, bytes] | None:
    with suppress(OSError):
        head = calls.read(HEAD.size)
        if len(head) == HEAD.size:
            number, length = HEAD.unpack(head)
            return number, calls.read(length)
    return None


def _run(wire: Wire, send: Send, number: int, body: bytes) -> None:
    try:
        function, args, kwargs = wire.unpack(body)
        send(number, (True, function(*args, **kwargs)))
    except Exception as error:  # noqa: BLE001 - whatever it is, whoever called is told
        _tell(send, number, error)


def _tell(send: Send, number: int, error: Exception) -> None:
    try:
        send(number, (False, error))
    except Exception:  # noqa: BLE001 - an error that does not cross
        send(number, (False, RuntimeError(f"{type(error).__name__} at {where_it_broke(error)}")))


class _ToServer(logging.Handler):
    """Lines for the log go the same way: one process writes it. Of an error its kind and place, never its text."""

    def __init__(self, send: Send) -> None:
        super().__init__()
        self._send = send

    def emit(self, record: logging.LogRecord) -> None:
        """Send it."""
        line = record.getMessage()
        error = record.exc_info[1] if record.exc_info else None
        if error:
            line = f"{line}: {type(error).__name__} at {where_it_broke(error)}"
        self._send(LOG_LINE, (record.name, record.levelno, line))
