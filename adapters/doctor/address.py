"""Whether the bot can be reached where it says that it is."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx

from adapters.doctor.finding import Finding, good, note, problem
from adapters.doctor.machine import ahead
from adapters.half_made import LOOPBACK

SECONDS = 8.0


async def base_url(address: str, now: datetime, apart: dict[str, timedelta]) -> AsyncIterator[Finding]:
    """Whether it is https, and whether a bot answers there. Its clock goes into `apart`."""
    about = "address"
    if not address:
        yield note(
            about, "BASE_URL is not set: no `export me`, no pages, no links.", "Set it where people can reach the bot."
        )
        return
    where = urlsplit(address)
    here = where.hostname in LOOPBACK
    if where.scheme != "https" and not here:
        yield problem(about, "BASE_URL does not begin with https://.", "Slack and Teams call nothing else.")
    try:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=not here) as client:
            answer = await client.get(f"{address.rstrip('/')}/healthz")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        yield problem(
            about,
            f"Nobody answers at BASE_URL ({type(error).__name__}).",
            "Start the bot, and look at the proxy, the name and the certificate.",
        )
        return
    if answer.text != "alive\n":
        yield problem(
            about, f"Something else answers at BASE_URL ({answer.status_code}).", "Let the proxy lead to the bot."
        )
        return
    if not here and (theirs := ahead(answer.headers.get("date"), now)) is not None:
        apart["the proxy"] = theirs
    yield good(about, f"The bot answers at {where.scheme}://{where.hostname}.")
