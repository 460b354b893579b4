"""What the page is told of people and of their screens, no longer than it can show."""

from collections.abc import Callable
from typing import Any

from adapters.simulator.page import menus
from adapters.simulator.slack import Person as SlackPerson
from adapters.simulator.slack import SlackCloud
from adapters.simulator.teams import Person as TeamsPerson
from adapters.simulator.teams import TeamsCloud

View = dict[str, Any]
PlaceOf = Callable[[str], str | None]
"""From a person's name to what stands beside it where one is chosen: their council."""


def slack_people(slack: SlackCloud, place_of: PlaceOf) -> list[View]:
    """Everybody in the stand-in Slack; where no place is known, their title or their workspace stands for it."""
    return [
        {
            "id": f"{workspace.id}/{person.id}",
            "name": person.name,
            "place": place_of(person.name) or person.row.title or workspace.row.name,
            "home": workspace.row.name,
        }
        for workspace in slack.workspaces
        for person in workspace.people
        if not person.row.deleted
    ]


def teams_people(teams: TeamsCloud, place_of: PlaceOf) -> list[View]:
    """Everybody in the stand-in Teams; where no place is known, their tenant stands for it."""
    return [
        {
            "id": person.id,
            "name": person.name,
            "place": place_of(person.name) or (f"{tenant.name} (guest)" if person.guest else tenant.name),
            "home": tenant.name,
        }
        for tenant in teams.tenants.values()
        for person in tenant.people.values()
    ]


def slack_view(slack: SlackCloud, person: SlackPerson, place: str, most: int) -> View:
    """This person's Slack: `most` messages of the place that is open, and the newest one of the others."""
    _ = person.direct  # everybody has a chat with the app, even before the first word
    view = slack.view_for(person.id, person.team_id)
    for conversation in (*view["channels"], *view["groups"], view["direct"]):
        _shorten(conversation, "messages", most if conversation["id"] == place else 1)
    return view | {"menus": menus.SLACK}


def teams_view(teams: TeamsCloud, person: TeamsPerson, place: str, most: int) -> View:
    """This person's Teams, shortened the same way."""
    view = teams.view_for(person.id)
    for chat in view["chats"]:
        _shorten(chat, "messages", most if chat["id"] == place else 1)
    for channel in (channel for team in view["teams"] for channel in team["channels"]):
        _shorten(channel, "posts", most if channel["id"] == place else 1)
    return view | {"menus": menus.TEAMS}


def _shorten(conversation: View, key: str, most: int) -> None:
    shown = conversation[key]
    conversation[key] = shown[-most:]
    conversation["earlier"] = len(shown) - len(conversation[key])
