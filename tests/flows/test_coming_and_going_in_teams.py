"""The app comes into Teams, goes, and is moved; guests come along, and people of other tenants."""

import json
from datetime import timedelta
from typing import Any

import pytest

from adapters.simulator.teams import CannotError
from bot.chat import Card, address_from_json
from bot.delivering import outbox
from storage import people
from storage.tables import Account, Member, Space
from tests.world import LEEDS, Person, World


def kept(world: World) -> dict[str, Any]:
    """Everything but which events were heard."""
    return {name: rows for name, rows in world.rows().items() if name != "seen_event"}


def newcomer(world: World, name: str = "Una New") -> Person:
    """Somebody who does not have the app yet."""
    return Person(world, world.teams.person(name), "teams")


def sent(world: World) -> list[Any]:
    """What the bot has posted."""
    return [one for one in world.beside.teams.wire if one.get("call") in {"sendToConversation", "createConversation"}]


def test_who_adds_the_app_is_greeted_once_and_nothing_is_kept_of_them(world: World) -> None:
    una, before = newcomer(world), kept(world)
    una._do(una.hands.installs())
    assert una.sees().count("Hello. I am Upstream.") == 1
    assert una.buttons(in_="direct")[:2] == ["Join", "What is kept"]
    world.loop.run(world.beside.teams.redeliver())
    una._do(una.hands.upgrades())
    assert una.sees().count("Hello. I am Upstream.") == 1
    assert kept(world) == before
    una.presses("Join")
    una.fills({"Where do you work": LEEDS, "Introduce me": "Yes"}, submit="Join")
    una._do(una.hands.uninstalls())
    (account,) = [row for row in world.all(Account) if row.user == una.hands.id]
    assert not account.reachable
    una._do(una.hands.installs())
    (account,) = [row for row in world.all(Account) if row.user == una.hands.id]
    assert account.reachable
    assert "This week’s question" in una.sees().rpartition("Upstream:")[2]


def test_a_team_that_adds_the_app_hears_nothing_and_nobody_in_it_is_written_to(world: World) -> None:
    una = newcomer(world)
    team = world.teams.team("Housing", installed=False)
    before = len(sent(world))
    una._do(team.installs(una.hands))
    group = world.teams.group_chat(una.hands, newcomer(world, "Ula New").hands, name="Two of us", bot=False)
    una._do(group.adds_the_bot(una.hands))
    assert sent(world)[before:] == []


def test_a_tenant_that_nobody_let_in_is_told_whom_to_ask_when_it_adds_the_app(world: World) -> None:
    before = world.rows()
    elsewhere = world.beside.teams.tenant("00000000-0000-4000-8000-000000000009", "Elsewhere")
    eve = Person(world, elsewhere.person("Eve Outside"), "teams")
    eve._do(eve.hands.installs())
    assert "This workspace is not part of the network yet" in eve.sees()
    assert f"let in teams:{elsewhere.id}" in eve.sees()
    assert world.rows() == before


def test_when_teams_moves_a_tenant_its_people_and_channels_are_still_found(world: World, ben: Person) -> None:
    world.teams.region = "moved"
    question = world.asks()
    assert question not in ben.sees_there()
    assert [row.state for row in world.all(Space) if row.platform == "teams"] == ["gone"]
    ben.says("@Upstream help", in_=world.teams_channel)
    ben.says("hello")
    again = world.asks()
    assert again in ben.sees_there()
    assert all("/moved/" in row.direct for row in world.all(Account) if row.user == ben.hands.id)


def test_what_waits_when_teams_moves_a_tenant_goes_where_it_is_now(world: World, ben: Person) -> None:
    question = world.asks()
    with world.writing() as session:
        (account,) = people.accounts(session, world.number(ben))
        where, later = address_from_json(account.direct), world.now + timedelta(hours=1)
        outbox.put(session, where, Card("For Ben"), kind="words", about="", now=world.now, not_before=later)
    world.teams.region = "moved"
    ben.says("hello")
    ben.answers_there("We listened first.", "The network")
    world.later(hours=2)
    assert "For Ben" in ben.sees("direct")
    shown = [one for one in ben.hands.screen(world.teams_channel) if question in one["text"]]
    assert "One person has answered." in shown[0]["text"]


def test_a_forged_address_is_neither_answered_nor_remembered(world: World, ben: Person) -> None:
    before = world.all(Account)
    ben.says("hello")
    cloud = world.beside.teams
    for url in ("http://127.0.0.1:9/teams/", "https://evil.example/", "https://smba.trafficmanager.net.evil.example/"):
        told = {**cloud.sent, "id": "forged", "serviceUrl": url}
        assert world.loop.run(cloud.deliver(told)).status == 401
    assert world.all(Account) == before
    world.asks()


def test_somebody_who_blocked_the_bot_is_not_tried_again_until_they_come_back(world: World, ben: Person) -> None:
    ben.hands.blocks()
    with world.writing() as session:
        member = session.get(Member, world.number(ben))
        outbox.put_direct(session, member, Card("For Ben"), kind="words", about="", now=world.now)
    world.deliver()
    (account,) = [row for row in world.all(Account) if row.user == ben.hands.id]
    assert not account.reachable
    ben.says("hello")
    (account,) = [row for row in world.all(Account) if row.user == ben.hands.id]
    assert account.reachable


def test_a_guest_takes_part_from_the_channel_and_is_told_what_works(world: World) -> None:
    world.on_slack("Olga Organiser").says(f"let in teams:{world.teams.id} leeds")
    gus = Person(world, world.teams.guest("Gus Guest", email="gus@elsewhere.example"), "teams")
    world.teams_channel.team.add(gus.hands)
    with pytest.raises(CannotError):
        gus.says("hello")
    gus.says_there("join")
    gus.presses_there("Open it")
    gus.fills({"Where do you work": LEEDS, "Introduce me": "Yes"}, submit="Join")
    shown = gus.sees("modal")
    assert "An organiser will confirm that" in shown
    assert "As a guest here you can do everything from the cards in this channel." in shown
    (member,) = [row for row in world.all(Member) if row.name == "Gus Guest"]
    assert member.confirmed_at is None


def test_while_the_roster_cannot_be_read_nobody_is_vouched_for(world: World) -> None:
    from adapters.simulator.wire import Fault  # noqa: PLC0415

    world.on_slack("Olga Organiser").says(f"let in teams:{world.teams.id} leeds")
    world.beside.teams.faults = lambda call, _: Fault(status=503) if call == "getConversationMember" else None
    una = world.on_teams("Una New")
    una.joins(LEEDS)
    (member,) = [row for row in world.all(Member) if row.name == "Una New"]
    assert member.confirmed_at is None


def test_a_visitor_from_another_tenant_in_a_shared_channel_is_told_what_works(world: World, ben: Person) -> None:
    ben.says("@Upstream search lighthouse", in_=world.teams_channel)
    cloud, before = world.beside.teams, kept(world)
    shown = {"says": "search lighthouse", "msteams": {"type": "task/fetch"}}
    visitor = {"id": "29:vera", "name": "Vera Visitor", "aadObjectId": "aad-vera", "tenantId": "tenant-elsewhere"}
    told = {
        **cloud.sent,
        "type": "invoke",
        "name": "task/fetch",
        "id": "f:1",
        "from": visitor,
        "value": {"data": shown},
    }
    answered = json.dumps(world.loop.run(cloud.deliver(told)).body, ensure_ascii=False)
    assert "You are a visitor here" in answered
    assert "let in teams:tenant-elsewhere" in answered
    assert kept(world) == before
