"""The way into the organisers' pages: a link that opens once, asked for in the chat."""

import secrets
from datetime import timedelta

from bot.chat import Link, Reply
from bot.turn import Turn
from storage import links

LINK = "pages"
HOLDS = timedelta(minutes=10)
LASTS = timedelta(hours=4)


def pages(turn: Turn, _rest: str) -> Reply:
    """A link to the pages: it opens once, for ten minutes, for this organiser."""
    if not turn.promises.address:
        raise turn.refuse("pages.no-address")
    secret = secrets.token_urlsafe(32)
    links.make(turn.session, secret, LINK, turn.my_id, turn.now + HOLDS)
    url = f"{turn.promises.address.rstrip('/')}/organise/enter/{secret}?lang={turn.language}"
    minutes, hours = int(HOLDS.total_seconds() // 60), int(LASTS.total_seconds() // 3600)
    return turn.answer(
        turn.say("pages.title"),
        turn.say("pages.what", minutes=minutes, hours=hours),
        buttons=(Link(turn.say("pages.open"), url),),
    )
