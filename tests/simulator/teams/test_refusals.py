"""What Teams would refuse, the stand-in refuses, in Bot Framework's words."""

import asyncio
import json
from importlib.resources import files

import httpx
import pytest
from botbuilder.schema import Activity
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import MicrosoftAppCredentials
from jsonschema import Draft6Validator

from adapters.simulator.teams import Fault
from adapters.simulator.teams.card_check import BadCardError, check_card
from tests.simulator.teams.conftest import APP, PASSWORD, card, message, text

pytestmark = pytest.mark.anyio

HELLO = {"type": "message", "text": "hello"}


def code(response):
    return response.status_code, response.json()["error"]["code"]


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "another"}, 400, "unauthorized_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "https://graph.microsoft.com/.default"}, 400, "invalid_scope"),
        ({"tenant": "nowhere.example"}, 400, "invalid_request"),
    ],
)
async def test_a_token_is_given_for_the_right_password_only(world, changes, status, error):
    good = await world.bot.token()
    assert good.status_code == 200
    assert good.json()["expires_in"] > 3000
    refused = await world.bot.token(**changes)
    assert (refused.status_code, refused.json()["error"]) == (status, error)
    assert refused.json()["error_description"].startswith("AADSTS")


async def test_a_single_tenant_app_gets_tokens_from_its_home_only(world):
    world.sim.home_tenant = "t-leeds"
    assert (await world.bot.token(tenant="t-leeds")).status_code == 200
    assert (await world.bot.token(tenant="t-york")).json()["error"] == "unauthorized_client"


async def test_the_connector_wants_a_token_of_this_app(world):
    for token in ("none", "garbage", world.sim.sign({"serviceUrl": "x"})):
        refused = await world.bot.call("POST", f"conversations/{world.ana.direct.id}/activities", HELLO, token=token)
        assert refused.status_code == 401
    assert "hello" not in world.ana.sees()


async def test_a_chat_can_be_begun_with_who_has_the_app_only(world):
    def wanted(person, **more):
        return {"bot": {"id": world.sim.bot_id}, "members": [{"id": person}], "tenantId": "t-leeds", **more}

    made = await world.bot.call("POST", "conversations", wanted(world.ana.mri))
    assert (made.status_code, made.json()["id"]) == (201, world.ana.direct.id)
    assert (await world.bot.call("POST", "conversations", wanted(world.ana.id))).status_code == 201
    team_mate = await world.bot.call("POST", "conversations", wanted(world.ben.mri))
    assert team_mate.status_code == 201, "the app in a team of theirs is enough"
    world.team.conversation.bot = False
    assert code(await world.bot.call("POST", "conversations", wanted(world.ben.mri))) == (
        403,
        "BotNotInConversationRoster",
    )
    assert (await world.bot.call("POST", "conversations", wanted(world.eva.mri))).status_code == 404
    world.ana.blocks()
    assert code(await world.bot.call("POST", "conversations", wanted(world.ana.mri))) == (
        403,
        "ConversationBlockedByUser",
    )


async def test_bots_cannot_create_group_chats(world):
    members = [{"id": world.ana.mri}, {"id": world.ben.mri}]
    refused = await world.bot.call(
        "POST", "conversations", {"isGroup": True, "members": members, "tenantId": "t-leeds"}
    )
    assert code(refused) == (400, "BadSyntax")
    assert "group chats" in refused.json()["error"]["message"]


async def test_a_new_post_in_a_channel_and_what_can_be_done_to_it(world):
    made = await world.bot.call(
        "POST",
        "conversations",
        {"isGroup": True, "channelData": {"channel": {"id": world.general.id}}, "activity": HELLO},
    )
    post = made.json()["activityId"]
    assert made.status_code == 201
    assert made.json()["id"] == f"{world.general.id};messageid={post}"
    reply = await world.bot.post(made.json()["id"], {"type": "message", "text": "under it"})
    other = await world.bot.call(
        "POST", f"conversations/{world.general.id}/activities/{reply.json()['id']}", {"type": "message", "text": "too"}
    )
    assert other.status_code == 201
    assert [one["thread"] for one in world.ben.screen(world.general)] == [post] * 3
    path = f"conversations/{world.general.id}/activities/{post}"
    assert (await world.bot.call("PUT", path, {"type": "message", "text": "changed"})).status_code == 200
    assert "changed" in world.ben.sees()
    assert "hello" not in world.ben.sees()
    assert (await world.bot.call("DELETE", path)).status_code == 200
    assert code(await world.bot.call("DELETE", path)) == (404, "ActivityNotFoundInConversation")


async def test_the_bot_cannot_change_what_somebody_else_wrote(world):
    post = await world.ana.says("mine", in_=world.general)
    path = f"conversations/{world.general.id}/activities/{post.id}"
    assert (await world.bot.call("PUT", path, HELLO)).status_code == 403
    assert (await world.bot.call("DELETE", path)).status_code == 403


async def test_unknown_places_are_not_found(world):
    assert code(await world.bot.post("19:nowhere@thread.tacv2", HELLO)) == (404, "ConversationNotFound")
    assert code(await world.bot.post(f"{world.general.id};messageid=7", HELLO)) == (404, "ConversationNotFound")
    private = world.team.channel("Secret", private=True)
    assert code(await world.bot.post(private.id, HELLO)) == (403, "BotNotInConversationRoster")


async def test_a_stale_service_url_finds_nobody(world):
    world.leeds.region = "emea"
    assert code(await world.bot.post(world.ana.direct.id, HELLO)) == (404, "ConversationNotFound")
    moved = await world.bot.call("POST", f"conversations/{world.ana.direct.id}/activities", HELLO, region="emea")
    assert moved.status_code == 201


async def test_rosters_and_teams_can_be_read(world):
    members = (await world.bot.call("GET", f"conversations/{world.general.id}/members")).json()
    assert {one["name"] for one in members} == {"Ana Example", "Ben Example"}
    assert members[0]["aadObjectId"] == world.ana.id
    assert members[0]["tenantId"] == "t-leeds"
    one = await world.bot.call("GET", f"conversations/{world.general.id}/members/{world.ana.id}")
    assert (one.json()["email"], one.json()["userRole"]) == ("ana@leeds.example", "user")
    missing = await world.bot.call("GET", f"conversations/{world.general.id}/members/{world.eva.mri}")
    assert code(missing) == (404, "MemberNotFoundInConversation")
    world.team.channel("Housing")
    listed = (await world.bot.call("GET", f"teams/{world.team.id}/conversations")).json()["conversations"]
    assert [channel["name"] for channel in listed] == [None, "Housing"]
    assert (await world.bot.call("GET", f"teams/{world.team.id}")).json()["name"] == "Network"


async def test_a_long_roster_comes_in_pages(world):
    for number in range(60):
        world.leeds.person(f"Person {number}")
    path = f"conversations/{world.general.id}/pagedmembers?pageSize=50"
    first = (await world.bot.call("GET", path)).json()
    second = (await world.bot.call("GET", f"{path}&continuationToken={first['continuationToken']}")).json()
    assert (len(first["members"]), len(second["members"])) == (50, 12)
    assert "continuationToken" not in second


@pytest.mark.parametrize(
    ("activity", "status"),
    [
        ({"type": "message"}, 400),
        ({"type": "message", "text": "  "}, 400),
        ({"type": "event", "text": "x"}, 400),
        ({"type": "message", "text": "x", "textFormat": "html"}, 400),
        ({"type": "message", "attachments": [{"contentType": "text/made-up", "content": {}}]}, 400),
        ({"type": "message", "text": "x" * 60_000}, 413),
        ([], 400),
        (message(card(text("x" * 30_000))), 413),
        (message({"type": "AdaptiveCard", "version": "1.6", "body": [text("hi")]}), 400),
    ],
    ids=lambda value: str(value)[:50],
)
async def test_what_teams_does_not_take_is_refused(world, activity, status):
    refused = await world.bot.post(world.ana.direct.id, activity)
    assert refused.status_code == status
    assert set(refused.json()["error"]) == {"code", "message"}
    assert world.ana.screen() == []


async def test_a_mention_needs_an_entity_and_a_member(world):
    def saying(ident, words="<at>Ana</at> hello"):
        entity = {"type": "mention", "text": "<at>Ana</at>", "mentioned": {"id": ident, "name": "Ana"}}
        return {"type": "message", "text": words, "entities": [entity]}

    assert (await world.bot.post(world.general.id, saying(world.eva.mri))).status_code == 400
    assert (await world.bot.post(world.general.id, saying(world.ana.mri, "no such words"))).status_code == 400
    assert (await world.bot.post(world.general.id, saying(world.ana.mri))).status_code == 201
    assert (await world.bot.post(world.general.id, {"type": "message", "text": "<at>Ben</at>"})).status_code == 201
    real, unreal = world.ben.screen(world.general)
    assert [one["id"] for one in real["mentions"]] == [world.ana.mri]
    assert unreal["mentions"] == []


async def test_throttling_can_be_switched_on(world):
    world.sim.pacing = True
    answers = [await world.bot.post(world.ana.direct.id, HELLO) for _ in range(8)]
    last = answers[-1]
    assert [one.status_code for one in answers[:7]] == [201] * 7
    assert code(last) == (429, "Throttled")
    assert int(last.headers["retry-after"]) >= 1
    assert (await world.bot.post(world.general.id, HELLO)).status_code == 201, "another conversation is not slowed"


async def test_faults_can_be_asked_for(world):
    faults = {
        "sendToConversation": Fault(status=429, retry_after=3),
        "updateActivity": Fault(lost=True),
        "token": Fault(status=503),
    }
    sent = await world.bot.post(world.ana.direct.id, HELLO)
    token = (await world.bot.token()).json()["access_token"]
    world.sim.faults = lambda call, about: faults.get(call)
    path = f"conversations/{world.ana.direct.id}/activities"
    slow = await world.bot.call("POST", path, HELLO, token=token)
    assert (slow.status_code, slow.headers["retry-after"]) == (429, "3")
    with pytest.raises(httpx.TransportError):
        await world.bot.call("PUT", f"{path}/{sent.json()['id']}", {"type": "message", "text": "changed"}, token=token)
    assert "changed" in world.ana.sees(), "it was done, and the answer lost"
    assert (await world.bot.token()).status_code == 503


async def test_the_documents_are_found_as_the_libraries_look_for_them(world):
    metadata = (await world.bot.http.get(world.sim.openid_url)).json()
    published = (await world.bot.http.get(metadata["jwks_uri"])).json()["keys"]
    assert ["msteams" in one["endorsements"] for one in published] == [True, False]
    entra = (await world.bot.http.get(f"{world.sim.base_url}/t-leeds/v2.0/.well-known/openid-configuration")).json()
    assert entra["token_endpoint"].endswith("/t-leeds/oauth2/v2.0/token")


async def test_botbuilders_own_connector_client_can_speak_to_it(world):
    class Credentials(MicrosoftAppCredentials):
        def get_access_token(self, force_refresh=False):
            return token

    token = (await world.bot.token()).json()["access_token"]
    client = ConnectorClient(Credentials(APP, PASSWORD), base_url=world.ana.tenant.service_url)
    sent = await client.conversations.send_to_conversation(
        world.ana.direct.id, Activity(type="message", text="from the SDK")
    )
    assert sent.id
    assert "from the SDK" in world.ana.sees()
    members = await client.conversations.get_conversation_members(world.general.id)
    assert {one.name for one in members} == {"Ana Example", "Ben Example"}
    await asyncio.sleep(0)


INPUT = {"type": "Input.Text", "id": "words", "label": "Your words"}
EXECUTE = {"type": "Action.Execute", "title": "Go", "verb": "say"}


@pytest.mark.parametrize(
    "bad",
    [
        card(),
        card({"type": "Marquee", "text": "x"}),
        card({"type": "TextBlock"}),
        card({**INPUT, "label": ""}),
        card({"type": "Input.Text", "label": "No id"}),
        card(INPUT, INPUT),
        card(INPUT, {"type": "Container", "items": [text("x", id="words")]}),
        card({"type": "Input.ChoiceSet", "id": "a", "label": "A"}),
        card({"type": "Input.ChoiceSet", "id": "a", "label": "A", "choices": [{"title": "only"}]}),
        card(
            {
                "type": "Input.ChoiceSet",
                "id": "a",
                "label": "A",
                "isMultiSelect": True,
                "choices": [{"title": "x", "value": "1,2"}],
            }
        ),
        card({"type": "Input.Date", "id": "d", "label": "Day", "value": "tomorrow"}),
        card(text("x", wrap="yes")),
        card(text("x", size="huge")),
        card({"type": "FactSet", "facts": [{"title": "x"}]}),
        card({"type": "Image", "url": "http://pictures.example/a.png"}),
        card(text("x"), actions=[EXECUTE] * 7),
        card({"type": "ActionSet", "actions": [EXECUTE] * 7}),
        card(text("x"), actions=[{"type": "Action.Execute", "title": "Go"}]),
        card(text("x"), actions=[{**EXECUTE, "title": ""}]),
        card(text("x"), actions=[{"type": "Action.OpenUrl", "title": "Go", "url": "javascript:alert(1)"}]),
        card(text("x"), actions=[{"type": "Action.Submit", "title": "Go", "data": {"msteams": {"type": "dance"}}}]),
        card(text("x"), actions=[EXECUTE], version="1.3"),
        card(text("x"), refresh={"action": {"type": "Action.Submit"}}),
        card(text("x"), msteams={"entities": [{"type": "mention", "text": "<at>y</at>", "mentioned": {"id": "29:1"}}]}),
        {**card(text("x")), "version": ""},
        {**card(text("x")), "type": "Card"},
    ],
    ids=lambda bad: str(bad)[60:130],
)
def test_a_card_that_teams_cannot_show_is_refused(bad):
    with pytest.raises(BadCardError):
        check_card(bad)


def test_what_is_taken_also_passes_the_published_schema():
    schema = json.loads((files("adaptive_cards") / "schemas" / "schema-1.5.json").read_text())
    choices = [{"title": "One", "value": "1"}, {"title": "Two", "value": "2"}]
    good = card(
        text("**Hello**", size="Large", weight="Bolder", style="heading"),
        {"type": "RichTextBlock", "inlines": ["plain ", {"type": "TextRun", "text": "words", "highlight": True}]},
        {"type": "FactSet", "facts": [{"title": "Place", "value": "Leeds"}]},
        {"type": "ColumnSet", "columns": [{"type": "Column", "width": "auto", "items": [text("left")]}]},
        {**INPUT, "isRequired": True, "errorMessage": "Some words, please", "isMultiline": True},
        {"type": "Input.ChoiceSet", "id": "who", "label": "Who", "choices": choices, "style": "expanded"},
        {"type": "Input.Date", "id": "day", "label": "Day", "value": "2026-05-01"},
        {"type": "Input.Toggle", "id": "sure", "title": "I am sure"},
        {"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "title": "Read", "url": "https://x.example"}]},
        actions=[
            {**EXECUTE, "data": {"says": "x"}, "fallback": {"type": "Action.Submit", "title": "Go"}},
            {"type": "Action.ShowCard", "title": "More", "card": card(text("more"))},
        ],
    )
    check_card(good)
    Draft6Validator(schema).validate(good)
