"""Writing the whole stand-in down as JSON, and reading it again."""

from typing import TYPE_CHECKING, Any

from adapters.simulator.teams.people import Person
from adapters.simulator.teams.places import Channel, Team, Tenant
from adapters.simulator.teams.state import Conversation
from adapters.simulator.wire import plain

if TYPE_CHECKING:
    from adapters.simulator.teams.cloud import TeamsCloud

Found = dict[str, Any]

_PERSON = ("id", "name", "email", "zone", "language", "guest", "personal", "blocked", "dialog", "results")


def dump(cloud: "TeamsCloud") -> Found:
    """Everything that people would find again in the morning."""
    written = {
        "last_id": cloud.last_id,
        "tenants": [_tenant(one) for one in cloud.tenants.values()],
        "conversations": [one.dump() for one in cloud.conversations.values()],
    }
    found: Found = plain(written)
    return found


def _tenant(tenant: Tenant) -> Found:
    people = [{key: getattr(one, key) for key in _PERSON} for one in tenant.people.values()]
    teams = [
        {
            "id": team.id,
            "name": team.name,
            "members": team.members,
            "deleted": team.deleted,
            "channels": [{"id": one.id, "name": one.name, "deleted": one.deleted} for one in team.channels.values()],
        }
        for team in tenant.teams.values()
    ]
    return {"id": tenant.id, "name": tenant.name, "region": tenant.region, "people": people, "teams": teams}


def load(cloud: "TeamsCloud", dumped: Found) -> None:
    """Forget what is there and remember this."""
    for kept in (cloud.tenants, cloud.people, cloud.people_by_id, cloud.conversations):
        kept.clear()
    cloud.undelivered.clear()
    cloud.last_id = dumped["last_id"]
    for one in dumped["conversations"]:
        cloud.conversations[one["id"]] = Conversation.load(one)
    for one in dumped["tenants"]:
        _load_tenant(cloud, one)
    cloud.tell("loaded")


def _load_tenant(cloud: "TeamsCloud", dumped: Found) -> None:
    tenant = cloud.tenant(dumped["id"], dumped["name"], region=dumped["region"])
    for one in dumped["people"]:
        person = Person(cloud, tenant, **one)
        tenant.people[person.id] = cloud.people_by_id[person.id] = cloud.people[person.mri] = person
    for one in dumped["teams"]:
        team = Team(tenant, one["id"], one["name"], one["members"], deleted=one["deleted"])
        tenant.teams[team.id] = team
        for channel in one["channels"]:
            team.channels[channel["id"]] = Channel(team, channel["id"], channel["name"], channel["deleted"])
