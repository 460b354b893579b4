"""What came back from a form: which button, and what was filled in."""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from starlette.requests import Request

from bot.organising.door import Pressed

LONGEST = 200_000  # bytes of a form
FIELD = "f-"  # before the name of a field, so that it is none of ours
DATE = ("year", "month", "day")

Posted = Mapping[str, Sequence[str]]


async def posted(request: Request) -> Posted:
    """The fields of a form; nothing where there is more than any form of ours has."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            return {}
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)


def first(form: Posted, name: str) -> str:
    """The first value of a field; empty where there is none."""
    return next(iter(form.get(name, ())), "")


def pressed(form: Posted) -> Pressed:
    """A button (`press` has its token and its sentence), or a form that was filled in (`fills`)."""
    if "fills" in form:
        return Pressed(first(form, "fills"), first(form, "event"), first(form, "token"), values(form), fills=True)
    token, _, says = first(form, "press").partition(" ")
    return Pressed(says, f"{first(form, 'event')}:{says}"[:200], token)


def values(form: Posted) -> Mapping[str, tuple[str, ...]]:
    """The fields by name. A date comes in three parts and goes on as YYYY-MM-DD; lines end as on this side."""
    found: dict[str, tuple[str, ...]] = {}
    dates: dict[str, dict[str, str]] = {}
    for key, given in form.items():
        if not key.startswith(FIELD):
            continue
        name, _, part = key.removeprefix(FIELD).partition("~")
        if part:
            dates.setdefault(name, {})[part] = given[0].strip()
        else:
            found[name] = tuple(one.replace("\r\n", "\n") for one in given if one)
    for name, parts in dates.items():
        typed = [parts.get(part, "") for part in DATE]
        found[name] = ("-".join(part.zfill(2) for part in typed),) if any(typed) else ()
    return found
