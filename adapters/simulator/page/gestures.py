"""What can be done on the page, by name: each gesture is one of a person's in the stand-ins.

A gesture raises `CannotError` of its stand-in where the vendor's client would not let somebody do that, and
`UnusableError` where the request lacks something.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.simulator.slack import CannotError
from adapters.simulator.slack import Person as SlackPerson
from adapters.simulator.teams import Person as TeamsPerson

Body = Mapping[str, Any]


class UnusableError(ValueError):
    """The request is not one that the page sends."""


def body_of(content: bytes) -> Body:
    """What was sent, as an object."""
    try:
        body = json.loads(content)
    except ValueError:
        raise UnusableError("it is not JSON") from None
    if not isinstance(body, dict):
        raise UnusableError("it is not an object")
    return body


def _words(body: Body, name: str = "words") -> str:
    """A part of the request that has to be text."""
    value = body.get(name)
    if not isinstance(value, str):
        raise UnusableError(f"{name} is not text")
    return value


def _object(body: Body, name: str) -> dict[str, Any]:
    """A part of the request that has to be an object."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise UnusableError(f"{name} is not an object")
    return value


# --- Slack


async def _slack_says(person: SlackPerson, body: Body) -> None:
    """Words in the box: a message, or a slash command where they begin with a slash."""
    words = _words(body).strip()
    name, _, rest = words.partition(" ")
    if not words:
        return
    if not name.startswith("/"):
        await person.says(words, _words(body, "in"))
    elif name == person.cloud.command:
        await person.command(rest, _words(body, "in"))
    else:
        raise CannotError(f"{name} is not a valid command. What begins with a slash is read as a command.")


async def _slack_replies(person: SlackPerson, body: Body) -> None:
    words = _words(body).strip()
    if words.startswith(person.cloud.command):
        raise CannotError(f"{person.cloud.command} is not supported in threads. Sorry!")
    if words:
        await person.replies(words, _words(body, "to"))


async def _slack_edits(person: SlackPerson, body: Body) -> None:
    await person.edits(_words(body, "to"), _words(body))


async def _slack_deletes(person: SlackPerson, body: Body) -> None:
    await person.deletes(_words(body, "to"))


async def _slack_acts(person: SlackPerson, body: Body) -> None:
    await person.acts(_words(body, "on"), _words(body, "block"), _words(body, "action"), _object(body, "inputs"))


async def _slack_sends(person: SlackPerson, body: Body) -> None:
    await person.sends(_object(body, "inputs"))


async def _slack_closes(person: SlackPerson, _: Body) -> None:
    await person.closes()


async def _slack_home(person: SlackPerson, _: Body) -> None:
    await person.opens_home()


async def _slack_reads(person: SlackPerson, body: Body) -> None:
    person.reads(_words(body, "in"))


async def _slack_shortcut(person: SlackPerson, body: Body) -> None:
    await person.shortcut(_words(body, "what"))


async def _slack_menu(person: SlackPerson, body: Body) -> None:
    """One of the app's entries in a message's menu."""
    await person.acts_on(_words(body, "to"), _words(body, "what"))


SLACK: Mapping[str, Callable[[SlackPerson, Body], Awaitable[None]]] = {
    "says": _slack_says,
    "replies": _slack_replies,
    "edits": _slack_edits,
    "deletes": _slack_deletes,
    "acts": _slack_acts,
    "sends": _slack_sends,
    "closes": _slack_closes,
    "home": _slack_home,
    "shortcut": _slack_shortcut,
    "menu": _slack_menu,
    "reads": _slack_reads,
}


# --- Teams


async def _teams_says(person: TeamsPerson, body: Body) -> None:
    words = _words(body).strip()
    if words:
        await person.says(words, _words(body, "in"))


async def _teams_replies(person: TeamsPerson, body: Body) -> None:
    words = _words(body).strip()
    if words:
        await person.replies(words, _words(body, "to"))


async def _teams_edits(person: TeamsPerson, body: Body) -> None:
    await person.edits(_words(body, "to"), _words(body))


async def _teams_deletes(person: TeamsPerson, body: Body) -> None:
    await person.deletes(_words(body, "to"))


async def _teams_acts(person: TeamsPerson, body: Body) -> None:
    await person.acts(_words(body, "on"), _object(body, "action"), _object(body, "inputs"))


async def _teams_closes(person: TeamsPerson, _: Body) -> None:
    person.closes()
    person.cloud.tell("dialog", person=person.id)


async def _teams_reloads(person: TeamsPerson, _: Body) -> None:
    person.reloads()
    await person.looks()
    person.cloud.tell("reloaded", person=person.id)


async def _teams_installs(person: TeamsPerson, _: Body) -> None:
    await person.installs()


async def _teams_searches(person: TeamsPerson, body: Body) -> None:
    """Words in the app's search box beside a message."""
    await person.searches(_words(body).strip(), _words(body, "what"), _words(body, "in"))
    person.cloud.tell("results", person=person.id)


async def _teams_inserts(person: TeamsPerson, body: Body) -> None:
    number = body.get("number")
    if not isinstance(number, int) or not 0 <= number < len(person.results):
        raise UnusableError("number is not one of the results")
    person.inserts(number, _words(body, "in"))


async def _teams_menu(person: TeamsPerson, body: Body) -> None:
    """One of the app's entries in a message's menu."""
    await person.acts_on(_words(body, "to"), _words(body, "what"))


TEAMS: Mapping[str, Callable[[TeamsPerson, Body], Awaitable[None]]] = {
    "says": _teams_says,
    "replies": _teams_replies,
    "edits": _teams_edits,
    "deletes": _teams_deletes,
    "acts": _teams_acts,
    "closes": _teams_closes,
    "reloads": _teams_reloads,
    "installs": _teams_installs,
    "searches": _teams_searches,
    "inserts": _teams_inserts,
    "menu": _teams_menu,
}
