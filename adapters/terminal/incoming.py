"""A typed line as something somebody did."""

from bot.chat import Account, Address, Incoming, Kind, MessageRef, Profile, Where

PLATFORM, TENANT, ROOM = "terminal", "here", "room"


def account(user: str) -> Account:
    """Somebody at this prompt."""
    return Account(PLATFORM, TENANT, user)


def direct(user: str) -> Address:
    """Somebody's own chat with the bot."""
    return Address(PLATFORM, TENANT, Where.DIRECT, user, people=(account(user),))


def room() -> Address:
    """The one shared room."""
    return Address(PLATFORM, TENANT, Where.CHANNEL, ROOM, route={"name": "the room"})


def said(user: str, line: str, event: str, answered: MessageRef | None = None) -> Incoming:
    """What a typed line means: `#words` says it in the room, `>words` answers the newest message there."""
    profile = Profile(name=user, zone="Europe/London", language="en")
    if line.startswith(">") and answered:
        where, words, reply_to = room(), line[1:].strip(), answered
    elif line.startswith("#"):
        where, words, reply_to = room(), line[1:].strip(), None
    else:
        where, words, reply_to = direct(user), line, None
    return Incoming(
        Kind.SAID,
        account(user),
        where,
        event,
        words,
        message=event,
        reply_to=reply_to,
        profile=profile,
        direct=direct(user),
    )


def pressed(user: str, says: str, token: str, event: str) -> Incoming:
    """A button."""
    profile = Profile(name=user, zone="Europe/London", language="en")
    return Incoming(Kind.PRESSED, account(user), direct(user), event, says, token=token, profile=profile)


def filled(user: str, says: str, token: str, event: str, values: dict[str, tuple[str, ...]]) -> Incoming:
    """A form."""
    profile = Profile(name=user, zone="Europe/London", language="en")
    return Incoming(Kind.FILLED, account(user), direct(user), event, says, values, token=token, profile=profile)
