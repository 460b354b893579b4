"""The doors: who is not let in, what is not signed, and what happens when something of ours is broken."""

import json
import logging
from datetime import timedelta

import httpx
import pytest

from adapters.simulator.wire import BotFailedError
from bot.people import organisers
from storage.tables import Code, Held, Reflection
from tests.flows.breaking import refusing, unplugged
from tests.world import TENANT, Person, World

SECRET = "rhubarb behind the greenhouse"


# --- nobody let it in --------------------------------------------------------------------------------------------


def test_a_workspace_that_nobody_let_in_is_told_whom_to_ask_and_nothing_is_kept(bare: World) -> None:
    olga = bare.on_slack("Olga Organiser")
    olga.says("hello")
    bare.make_organiser()
    before = bare.rows()
    channel = bare.teams.team("Network").channel("General")
    eve = bare.on_teams("Eve Outside")
    for words in ("hello", "join", "reflect", "search everything", "help", SECRET, f"keep words {SECRET}", "home"):
        eve.looks_up()
        eve.says(words)
    eve.says("@Upstream hello", in_=channel)
    assert "This workspace is not part of the network yet" in eve.sees()
    assert "Please ask an organiser to let it in: Olga Organiser." in eve.sees()
    assert f"let in teams:{TENANT}" in eve.sees()
    assert bare.rows() == before


def test_a_slack_workspace_is_let_in_by_an_organiser_on_teams(bare: World) -> None:
    otto = bare.on_teams("Otto Organiser")
    otto.says("hello")
    bare.make_organiser()
    before = bare.rows()
    eve = bare.on_slack("Eve Outside")
    eve.says("hello")
    eve.command("join")
    eve.opens_home()
    assert "Nothing you write here is kept." in eve.sees()
    assert bare.rows() == before
    otto.says("let in slack:T0UPSTREAM leeds")
    eve.joins("Leeds", challenge="sharing data")
    assert "You are in, as somebody from Leeds City Council." in eve.sees()


def test_a_code_makes_one_organiser_within_ten_minutes(bare: World) -> None:
    olga = bare.on_slack("Olga Organiser")
    olga.says("hello")
    (shown,) = bare.all(Code)
    with bare.writing() as session:
        over = bare.now + timedelta(minutes=11)
        assert organisers.make_first(session, bare.parts.content, shown.code, over) is None
    bare.later(minutes=11)
    assert not bare.all(Code)
    olga.says("hello")
    bare.make_organiser()
    olga.says("organise")
    assert "How things stand" in olga.sees()
    eve = bare.on_slack("Eve Outside")
    eve.says("hello")
    assert "has no organiser yet" not in eve.sees()


# --- not signed --------------------------------------------------------------------------------------------------


def test_an_unsigned_request_at_either_door_is_refused_and_nothing_is_written(
    world: World, ana: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = world.rows()
    message = {"type": "message", "channel_type": "im", "channel": "D1", "user": "U1", "text": SECRET, "ts": "1.1"}
    event = {"type": "event_callback", "team_id": "T0UPSTREAM", "event_id": "Ev1", "event": message}
    where = {"id": "a:1", "tenantId": TENANT}
    activity = {"type": "message", "id": "1", "text": SECRET, "serviceUrl": "http://127.0.0.1/", "from": {"id": "29:1"}}
    activity |= {"channelId": "msteams", "conversation": where, "recipient": {"id": "28:x"}}
    stale = {"x-slack-request-timestamp": "1", "x-slack-signature": "v0=00"}
    with httpx.Client(trust_env=False) as client:
        for path, body, headers in (
            ("/slack/events", event, {}),
            ("/slack/events", event, stale),
            ("/slack/events", {"type": "url_verification", "challenge": SECRET}, {}),
            ("/api/messages", activity, {}),
            ("/api/messages", activity, {"authorization": "Bearer x.y.z"}),
            ("/api/messages", activity, {"authorization": "Basic eDp5"}),
        ):
            sent = headers | {"content-type": "application/json"}
            answer = client.post(world.beside.address + path, content=json.dumps(body), headers=sent)
            assert answer.status_code == 401, path
            assert SECRET not in answer.text
        assert client.get(f"{world.beside.address}/healthz").status_code == 200
        assert client.get(f"{world.beside.address}/readyz").status_code == 200
    assert world.rows() == before
    assert SECRET not in caplog.text


# --- the database is away ----------------------------------------------------------------------------------------


def test_while_the_database_is_away_nothing_is_said_and_the_platform_comes_again(
    world: World, ana: Person, ben: Person
) -> None:
    question = world.asks()
    ana.replies_there("To begin with.", to=question)
    ana.presses("Keep")
    ana.fills({"Who can read it": "The network"}, submit="Keep")
    slack, teams = world.beside.slack, world.beside.teams
    slack.retries = False
    with unplugged(world):
        assert httpx.get(f"{world.beside.address}/readyz", trust_env=False).status_code == 503
        for person in (ana, ben):
            person.looks_up()
        said = [len([one for one in person.hands.screen() if one["bot"]]) for person in (ana, ben)]
        with pytest.raises(BotFailedError, match="503"):
            ana.replies_there("While it was away.", to=question)
        with pytest.raises(BotFailedError, match="503"):
            ben.says("help")
        assert [len([one for one in person.hands.screen() if one["bot"]]) for person in (ana, ben)] == said
    world.loop.run(slack.retry_now())
    assert world.loop.run(teams.retry_now()) == [200]
    assert "While it was away." in {row.words for row in world.all(Reflection)}
    assert "What you can say" in ben.sees()


# --- a fault of ours ---------------------------------------------------------------------------------------------


def test_after_a_fault_of_ours_a_form_stays_open_with_its_words(
    world: World, ana: Person, ben: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for person in (ana, ben):
        person.looks_up()
        person.begins("reflect")
        with refusing(world, "reflection"):
            person.fills({"Your words": SECRET, "Who can read it": "The network"}, submit="Save")
        assert "Something went wrong on our side and nothing was saved." in person.problem()
        assert SECRET in person.filled_in("Your words")
    assert not world.all(Reflection)
    faults = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(faults) == 2
    number = faults[0].getMessage().split()[1].strip(":")
    assert number in ana.sees()
    assert SECRET not in caplog.text
    for person in (ana, ben):
        person.fills({"Your words": SECRET, "Who can read it": "The network"}, submit="Save")
    assert len(world.all(Reflection)) == 2


def test_after_a_fault_of_ours_typed_words_go_back_to_their_author_alone(
    world: World, ana: Person, ben: Person, olga: Person, otto: Person, caplog: pytest.LogCaptureFixture
) -> None:
    question = world.asks()
    for person, other in ((ana, olga), (ben, otto)):
        with refusing(world, "held"):
            person.replies_there(SECRET, to=question)
        said = [entry for entry in other.hands.screen() if entry["bot"]]
        assert SECRET not in str(said)
    assert not world.all(Held)
    assert "Something went wrong on our side" in ana.sees()
    assert ana.sees().count(SECRET) == 2
    assert SECRET not in caplog.text


def test_a_reply_heard_in_vain_can_be_sent_again(world: World, ana: Person) -> None:
    question = world.asks()
    with refusing(world, "held"):
        ana.replies_there(SECRET, to=question)
    world.loop.run(world.beside.slack.redeliver())
    assert [row.words for row in world.all(Held)] == [SECRET]
