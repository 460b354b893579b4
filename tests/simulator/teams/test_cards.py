"""Cards in people's hands: buttons, inputs, dialogs, answers for one person alone, the message extension."""

import pytest

from adapters.simulator.teams import BadAnswerError, BotFailedError, CannotError
from adapters.simulator.teams.card_reading import rendered
from tests.simulator.teams.conftest import ADAPTIVE, card, message, text

pytestmark = pytest.mark.anyio


def execute(title, **more):
    return {"type": "Action.Execute", "title": title, "verb": "say", "data": {"says": title.lower()}, **more}


def submit(title, **data):
    return {"type": "Action.Submit", "title": title, "data": data}


WORDS = {
    "type": "Input.Text",
    "id": "words",
    "label": "Your words",
    "isRequired": True,
    "errorMessage": "Some words, please",
}
WHO = {
    "type": "Input.ChoiceSet",
    "id": "who",
    "label": "Who can read it",
    "choices": [{"title": "Only me", "value": "me"}, {"title": "The network", "value": "all"}],
}
MANY = {
    "type": "Input.ChoiceSet",
    "id": "many",
    "label": "Challenges",
    "isMultiSelect": True,
    "choices": [{"title": "Housing", "value": "h"}, {"title": "Debt", "value": "d"}, {"title": "Care", "value": "c"}],
}


def answers_card(*body, **more):
    return lambda _: {"statusCode": 200, "type": ADAPTIVE, "value": card(*body, **more)}


async def test_an_execute_changes_the_card_for_who_pressed_and_nobody_else(world):
    await world.bot.post(world.general.id, message(card(text("What moved?"), actions=[execute("Reflect")])))
    world.bot.answers["adaptiveCard/action"] = answers_card(text("Only for Ana"))
    await world.ana.presses("Reflect", in_=world.general)
    assert "Only for Ana" in world.ana.sees()
    assert "What moved?" not in world.ana.sees()
    assert "Only for Ana" not in world.ben.sees()
    assert "What moved?" in world.ben.sees()
    assert world.ana.screen(world.general)[0]["ephemeral"]
    world.ana.reloads()
    assert "What moved?" in world.ana.sees()


async def test_an_execute_tells_verb_data_inputs_and_the_message(world):
    sent = await world.bot.post(
        world.general.id,
        message(card(WORDS, WHO, MANY, actions=[execute("Save"), execute("Skip", associatedInputs="none")])),
    )
    world.bot.answers["adaptiveCard/action"] = {
        "statusCode": 200,
        "type": "application/vnd.microsoft.activity.message",
        "value": "Kept.",
    }
    await world.ana.fills(
        {"Your words": "we asked first", "Who": "The network", "Challenges": ["Debt", "Care"]}, submit="Save"
    )
    heard = world.bot.heard[-1]
    assert heard["value"] == {
        "action": {
            "type": "Action.Execute",
            "title": "Save",
            "verb": "say",
            "data": {"says": "save", "words": "we asked first", "who": "all", "many": "d,c"},
        },
        "trigger": "manual",
    }
    assert heard["replyToId"] == sent.json()["id"]
    assert heard["conversation"]["id"].endswith(heard["replyToId"])
    assert "Kept." in world.ana.sees()
    assert "Kept." not in world.ben.sees()
    await world.ana.presses("Skip")
    assert world.bot.heard[-1]["value"]["action"]["data"] == {"says": "skip"}


async def test_a_required_input_keeps_the_press_at_home(world):
    await world.bot.post(world.ana.direct.id, message(card(WORDS, actions=[execute("Save")])))
    for values in ({}, {"Your words": "   "}):
        with pytest.raises(CannotError, match="Some words, please"):
            await world.ana.fills(values, submit="Save")
    with pytest.raises(CannotError, match="Some words, please"):
        await world.ana.presses("Save")
    assert world.bot.heard == []


async def test_what_does_not_fit_an_input_cannot_be_typed(world):
    day = {"type": "Input.Date", "id": "day", "label": "Day", "min": "2026-01-01"}
    short = {"type": "Input.Text", "id": "short", "label": "Short", "maxLength": 3}
    await world.bot.post(world.ana.direct.id, message(card(day, short, WHO, actions=[execute("Save")])))
    for values in ({"Day": "soon"}, {"Day": "2025-12-31"}, {"Short": "long"}, {"Who": "Nobody"}, {"Missing": "x"}):
        with pytest.raises(CannotError):
            await world.ana.fills(values)


async def test_what_the_bot_posts_anew_takes_the_place_of_ones_own_view(world):
    sent = await world.bot.post(world.ana.direct.id, message(card(text("old"), actions=[execute("Go")])))
    world.bot.answers["adaptiveCard/action"] = answers_card(text("mine"))
    await world.ana.presses("Go")
    path = f"conversations/{world.ana.direct.id}/activities/{sent.json()['id']}"
    await world.bot.call("PUT", path, message(card(text("new for all"))))
    assert "new for all" in world.ana.sees()
    assert "mine" not in world.ana.sees()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"statusCode": 200},
        {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": {"text": "no"}},
        {"statusCode": 200, "type": ADAPTIVE, "value": card({"type": "Marquee"})},
        {"statusCode": 400, "type": ADAPTIVE, "value": card(text("x"))},
        {"statusCode": 200, "type": "text/plain", "value": "x"},
    ],
    ids=str,
)
async def test_an_answer_that_teams_cannot_show_is_told_to_who_wrote_the_bot(world, answer):
    await world.bot.post(world.ana.direct.id, message(card(text("x"), actions=[execute("Go")])))
    world.bot.answers["adaptiveCard/action"] = answer
    with pytest.raises(BadAnswerError):
        await world.ana.presses("Go")
    assert "Something went wrong" in world.ana.sees()
    assert world.sim.problems
    world.sim.raises = "never"
    await world.ana.presses("Go")


async def test_an_error_and_a_failure_are_shown(world):
    await world.bot.post(world.ana.direct.id, message(card(text("x"), actions=[execute("Go")])))
    error = {"code": "BadRequest", "message": "Not that."}
    world.bot.answers["adaptiveCard/action"] = {
        "statusCode": 400,
        "type": "application/vnd.microsoft.error",
        "value": error,
    }
    await world.ana.presses("Go")
    assert "Not that." in world.ana.sees()
    world.bot.status = 500
    with pytest.raises(BotFailedError):
        await world.ana.presses("Go")
    assert "Unable to reach app" in world.ana.sees()
    assert world.ana.last_status == 500


FETCH = {"msteams": {"type": "task/fetch"}, "says": "reflect"}


def dialog(*body, **more):
    return {
        "task": {
            "type": "continue",
            "value": {"title": "Reflect", "card": {"contentType": ADAPTIVE, "content": card(*body, **more)}},
        }
    }


async def test_a_dialog_is_opened_filled_in_kept_open_and_closed(world):
    sent = await world.bot.post(world.general.id, message(card(text("x"), actions=[submit("Reflect", **FETCH)])))
    form = dialog(WORDS, WHO, actions=[submit("Save", says="save", token="t1")])
    world.bot.answers["task/fetch"] = form
    await world.ana.presses("Reflect")
    fetched = world.bot.heard[-1]
    assert fetched["value"] == {"data": FETCH, "context": {"theme": "default"}}
    assert fetched["replyToId"] == sent.json()["id"]
    assert "Your words" in world.ana.sees()
    assert "Your words" not in world.ben.sees()
    world.bot.answers["task/submit"] = dialog(text("Too short."), WORDS, WHO, actions=[submit("Save", says="save")])
    await world.ana.fills({"Your words": "hm", "Who can": "Only me"})
    assert world.bot.heard[-1]["value"]["data"] == {"says": "save", "token": "t1", "words": "hm", "who": "me"}
    assert "Too short." in world.ana.sees()
    world.bot.answers["task/submit"] = {"task": {"type": "message", "value": "Kept for you."}}
    await world.ana.fills({"Your words": "long enough"}, submit="Save")
    assert "Kept for you." in world.ana.sees()
    world.ana.closes()
    assert "Kept for you." not in world.ana.sees()


async def test_an_empty_answer_closes_a_dialog_and_cannot_open_one(world):
    await world.bot.post(world.ana.direct.id, message(card(text("x"), actions=[submit("Reflect", **FETCH)])))
    world.bot.answers["task/fetch"] = None
    with pytest.raises(BadAnswerError):
        await world.ana.presses("Reflect")
    world.bot.answers["task/fetch"] = dialog(WORDS, actions=[submit("Save")])
    await world.ana.presses("Reflect")
    world.bot.answers["task/submit"] = None
    await world.ana.fills({"Your": "words"})
    assert world.ana.dialog is None


async def test_a_dialog_with_an_execute_is_not_shown(world):
    await world.bot.post(world.ana.direct.id, message(card(text("x"), actions=[submit("Reflect", **FETCH)])))
    world.bot.answers["task/fetch"] = dialog(WORDS, actions=[execute("Save")])
    with pytest.raises(BadAnswerError, match=r"Action\.Submit"):
        await world.ana.presses("Reflect")
    assert world.ana.dialog is None


async def test_a_submit_in_a_message_is_a_message_with_a_value(world):
    back = {"type": "messageBack", "displayText": "I said yes", "text": "yes 42", "value": {"n": 1}}
    actions = [
        submit("Plain", says="x"),
        submit("Back", msteams=back),
        submit("Say it", msteams={"type": "imBack", "value": "help"}),
    ]
    sent = await world.bot.post(world.ana.direct.id, message(card(text("x"), actions=actions)))
    await world.ana.presses("Plain")
    plain = world.bot.heard[-1]
    assert (plain["type"], plain["value"], plain.get("text")) == ("message", {"says": "x"}, None)
    assert plain["replyToId"] == sent.json()["id"]
    await world.ana.presses("Back")
    assert (world.bot.heard[-1]["text"], world.bot.heard[-1]["value"]) == ("yes 42", {"n": 1})
    assert "I said yes" in world.ana.sees()
    await world.ana.presses("Say it")
    assert world.bot.heard[-1]["text"] == "help"


async def test_a_button_is_found_by_label_newest_first(world):
    for words, place in (("older", world.general), ("newer", world.ana.direct)):
        await world.bot.post(place.id, message(card(text(words), actions=[execute(f"Yes, {words}")])))
    world.bot.answers["adaptiveCard/action"] = answers_card(text("done"))
    assert world.ana.buttons() == ["Yes, older", "Yes, newer"]
    await world.ana.presses("Yes")
    assert world.bot.heard[-1]["value"]["action"]["data"]["says"] == "yes, newer"
    with pytest.raises(CannotError, match="no button"):
        await world.ana.presses("No")


async def test_the_page_presses_exactly_what_its_renderer_gave(world):
    sent = await world.bot.post(world.ana.direct.id, message(card(WORDS, actions=[execute("Save")])))
    world.bot.answers["adaptiveCard/action"] = answers_card(text("done"))
    with pytest.raises(CannotError):
        await world.ana.acts(sent.json()["id"], execute("Forged"), {})
    await world.ana.acts(sent.json()["id"], execute("Save"), {"words": "typed"})
    assert world.bot.heard[-1]["value"]["action"]["data"]["words"] == "typed"


def hit(title):
    preview = {"contentType": "application/vnd.microsoft.card.thumbnail", "content": {"title": title, "text": "…"}}
    return {"contentType": ADAPTIVE, "content": card(text(title)), "preview": preview}


async def test_the_search_box_finds_and_inserts(world):
    found = {
        "composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": [hit("One"), hit("Two")]}
    }
    world.bot.answers["composeExtension/query"] = found
    results = await world.ana.searches("apologising", in_=world.general)
    value = world.bot.heard[-1]["value"]
    assert value["commandId"] == "search"
    assert value["parameters"] == [{"name": "query", "value": "apologising"}]
    assert len(results) == 2
    await world.ana.searches("")
    assert world.bot.heard[-1]["value"]["parameters"] == [{"name": "initialRun", "value": "true"}]
    world.ana.inserts(1, in_=world.general)
    assert "Two" in world.ben.sees(world.general)
    del found["composeExtension"]["attachments"][0]["preview"]
    with pytest.raises(BadAnswerError, match="preview"):
        await world.ana.searches("again")


async def test_an_action_on_a_message_opens_a_dialog_that_is_sent_back(world):
    said = await world.ben.says("we asked <first>", in_=world.general)
    world.bot.answers["composeExtension/fetchTask"] = dialog(WORDS, actions=[submit("Save", says="save")])
    await world.ana.acts_on(said, "saveReflection")
    value = world.bot.heard[-1]["value"]
    assert value["commandContext"] == "message"
    assert value["messagePayload"]["id"] == said.id
    assert value["messagePayload"]["body"]["content"] == "<p>we asked &lt;first&gt;</p>"
    assert value["messagePayload"]["from"]["user"]["id"] == world.ben.id
    world.bot.answers["composeExtension/submitAction"] = None
    await world.ana.fills({"Your words": "kept"})
    assert world.bot.heard[-1]["value"]["data"] == {"says": "save", "words": "kept"}
    assert world.bot.heard[-1]["value"]["commandId"] == "saveReflection"
    assert world.ana.dialog is None


@pytest.mark.parametrize(
    ("written", "read", "links"),
    [
        ("**bold** and _slanted_", "bold and slanted", []),
        (r"\*not bold\* \[x\]\(y\) \<b\>", "*not bold* [x](y) <b>", []),
        ("[press](https://evil.example)", "press", ["https://evil.example"]),
        ("snake_case_name &amp; more", "snake_case_name & more", []),
        ("&lt;at&gt;", "<at>", []),
    ],
)
def test_markdown_is_read_as_teams_shows_it(written, read, links):
    found: list[str] = []
    assert rendered(written, found) == read
    assert found == links


async def test_the_page_gets_all_that_it_draws(world):
    post = await world.ana.says("@Upstream hello", in_=world.general)
    await world.bot.post(world.ana.direct.id, message(card(text("private"))))
    view = world.sim.view_for(world.ana.id)
    channel = view["teams"][0]["channels"][0]
    assert (view["teams"][0]["name"], channel["name"]) == ("Network", "General")
    assert [one["id"] for one in channel["posts"]] == [post.id]
    assert channel["posts"][0]["replies"][0]["author"]["bot"]
    assert view["chats"][0]["messages"][0]["cards"][0]["body"][0]["text"] == "private"
    assert "private" not in str(world.sim.view_for(world.ben.id))


async def test_the_whole_can_be_written_down_and_read_again(world):
    await world.ana.says("@Upstream hello", in_=world.general)
    await world.ana.says("in private")
    await world.bot.post(world.ana.direct.id, message(card(WORDS, actions=[submit("Reflect", **FETCH)])))
    world.bot.answers["task/fetch"] = dialog(WORDS, actions=[submit("Save")])
    world.ana.tenant.people[world.ana.id].language = "cy"
    await world.ana.fills({"Your words": "x"})
    seen, view = world.ana.sees(), world.sim.view_for(world.ana.id)
    dumped = world.sim.dump()
    world.sim.load(dumped)
    again = world.sim.person(world.ana.id)
    assert again is not world.ana
    assert again.sees() == seen
    assert again.language == "cy"
    assert world.sim.view_for(again.id) == view
    await again.says("still here")
    assert "You said: still here" in again.sees()
    assert int(world.bot.heard[-1]["id"]) > int(dumped["last_id"])
