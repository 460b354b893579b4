"""The web server around the program, and what Python is told for a process that stays."""

import gc

import uvicorn
from starlette.types import ASGIApp

MOST_AT_ONCE = 500  # connections; more are told to come again
LOOKED_FOR = 20_000  # new objects until Python looks for garbage; most go by themselves before that


def serve(app: ASGIApp, *, host: str, port: int) -> None:
    """Serve until a signal ends it.

    What was made by now stays as long as the process: it is not looked through for garbage again and again, which
    would hold everybody up for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOKED_FOR)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=2,
    )
