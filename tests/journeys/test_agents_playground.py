"""Microsoft's Agents Playground, which nobody here wrote, with the real program as its bot."""

import pytest
from playwright.sync_api import expect

from bot.chat import Address, Where, address_to_json
from storage.tables import Member, Reflection, Space
from tests.journeys import install
from tests.journeys.browser import chromium
from tests.journeys.playground import Playground
from tests.journeys.worlds import PlaygroundWorld
from tests.world import LEEDS, Person


@pytest.fixture
def world(with_playground: PlaygroundWorld) -> PlaygroundWorld:
    """The program, Agents Playground, a stand-in Slack, and an organiser there."""
    return with_playground


@pytest.fixture
def alex(world: PlaygroundWorld) -> Playground:
    """The one person of the Playground, who joined and was confirmed, and faces something."""
    alex = world.playground
    alex.installs(alex.personal)
    alex.says("hello")
    assert "Hello. I am Upstream." in alex.waits_for("Join")
    alex.says("join")
    alex.waits_for("Where do you work?")
    alex.fills({"Where do you work?": LEEDS, "One thing": "sharing data", "Introduce me": "Yes"}, "Join")
    assert f"You said you work at {LEEDS}." in alex.sees()
    olga = world.on_slack("Olga Organiser")
    olga.says("organise")
    olga.presses("Confirm")
    assert "Alex Wilber is confirmed." in olga.sees()
    return alex


def home(world: PlaygroundWorld, alex: Playground, place: str) -> None:
    """A place of the Playground becomes a home of the network."""
    olga = world.on_slack("Olga Organiser")
    olga.says(f"organiser {number(world)}")
    alex.installs(place)
    alex.says("here", place)
    alex.waits_for("home", place)


def number(world: PlaygroundWorld) -> int:
    """The number of the Playground's person."""
    return next(row.id for row in world.all(Member) if row.name == "Alex Wilber")


def channel_home(world: PlaygroundWorld, alex: Playground) -> None:
    """The same for a channel, where “here” is not heard: the Playground gives what is typed there an id of its own.

    In Teams a first post has the id that its thread has; here it cannot be told from a reply to somebody.
    """
    alex.installs(alex.channel)
    route = {"service_url": f"{alex.address}/_connector", "bot_id": alex.bot["id"], "tenant": alex.tenant}
    place = Address("teams", alex.tenant, Where.CHANNEL, conversation=alex.channel, route=route)
    with world.writing() as session:
        session.add(
            Space(
                platform="teams",
                tenant=alex.tenant,
                conversation=alex.channel,
                address=address_to_json(place),
                since=world.now,
                state="home",
            )
        )


def test_its_own_page_shows_our_cards_and_sends_them_back(world: PlaygroundWorld, alex: Playground) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.route("**/*", lambda route: route.continue_() if alex.address in route.request.url else route.abort())
        page.goto(alex.address)
        page.locator("[role=textbox]").first.click()
        page.keyboard.type("reflect")
        page.keyboard.press("Enter")
        page.get_by_label("Your words").click()
        page.keyboard.type("I asked the caretaker first.")
        page.get_by_label("Only me").check()
        page.screenshot(path=str(install.PLACE / "playground.png"))
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Kept.")).to_be_visible()
        expect(page.get_by_role("button", name="Save")).to_have_count(0)
    (kept,) = world.all(Reflection)
    assert (kept.words, kept.audience) == ("I asked the caretaker first.", "only me")


def test_who_says_hello_and_joins_is_a_member(alex: Playground) -> None:
    alex.says("mine")
    alex.waits_for("Nothing yet. Whatever you write down stands here")
    alex.says("join")
    alex.waits_for("You are a member already.")
    assert not alex.refused


def test_a_form_is_refused_with_its_words_kept_and_then_taken(world: PlaygroundWorld, alex: Playground) -> None:
    alex.says("reflect")
    alex.waits_for("Who can read it?")
    alex.fills({"Your words": "Nobody could tell it was me.", "Who can read it?": "Without my name"}, "Save")
    assert "fewer than 5 people could have" in alex.sees()
    alex.fills({"Who can read it?": "Only me"}, "Save")
    assert "Kept." in alex.sees()
    (kept,) = world.all(Reflection)
    assert (kept.words, kept.audience) == ("Nobody could tell it was me.", "only me")


def test_the_question_comes_to_a_group_chat_and_is_answered_by_the_cards_box(
    world: PlaygroundWorld, alex: Playground
) -> None:
    home(world, alex, alex.group)
    answered_by_the_box(world, alex, alex.group)


def test_the_question_comes_to_a_channel_and_is_answered_by_the_cards_box(
    world: PlaygroundWorld, alex: Playground
) -> None:
    channel_home(world, alex)
    answered_by_the_box(world, alex, alex.channel)
    world.later(minutes=1)
    alex.waits_for("One person has answered.", alex.channel)


def answered_by_the_box(world: PlaygroundWorld, alex: Playground, place: str) -> None:
    question = world.asks()
    assert "Nobody has answered yet." in alex.waits_for(question, place)
    alex.fills({"Your words": "I asked the caretaker first.", "Who can read it?": "The network"}, "Reflect", place)
    assert "Kept." in alex.sees(place)
    (kept,) = world.all(Reflection)
    assert (kept.words, kept.audience) == ("I asked the caretaker first.", "network")
    alex.says("search caretaker")
    alex.waits_for("Found for: caretaker")
    sam = world.member("slack", "Sam Example", "Gateshead")
    sam.says("search caretaker")
    assert f"Alex Wilber · {LEEDS}" in sam.sees()
    assert "I asked the caretaker first." in sam.sees().replace("*", "")
    assert not alex.refused


def test_a_mention_in_the_questions_thread_answers_it(world: PlaygroundWorld, alex: Playground) -> None:
    channel_home(world, alex)
    question = world.asks()
    alex.waits_for(question, alex.channel)
    alex.replies("I asked the caretaker first.", alex.channel, alex.newest(question, alex.channel))
    alex.waits_for("This answer is for you alone.", alex.channel)
    assert "caretaker" not in alex.sees(alex.channel)
    assert not world.all(Reflection)


def test_its_search_box_finds_what_may_be_read_and_a_messages_menu_opens_the_form(
    world: PlaygroundWorld, alex: Playground
) -> None:
    sam = world.member("slack", "Sam Example", "Gateshead")
    sam.reflects("The caretaker <at>knew</at> first.")
    for where in (alex.personal, alex.group, alex.channel):
        alex.installs(where)
        (found,) = alex.searches("caretaker", where)["attachments"]
        assert found["preview"]["content"]["title"].startswith("Sam Example · Gateshead")
        assert "caretaker" not in str(found["content"])
        assert alex.searches("lighthouse", where) == {"type": "message", "text": "Nothing found for: lighthouse"}
        form = alex.acts_on("We asked &lt;them&gt; first.", where)["value"]["card"]["content"]
        assert "We asked <them> first." in str(form)
        assert "Who can read it?" in str(form)
    assert not alex.refused


@pytest.mark.parametrize("command", ["me", "mine", "search caretaker", "leave"])
def test_what_is_for_one_person_stays_out_of_a_group_chat(alex: Playground, command: str) -> None:
    alex.says("reflect")
    alex.waits_for("Who can read it?")
    alex.fills({"Your words": "I asked the caretaker first.", "Who can read it?": "Only me"}, "Save")
    alex.installs(alex.group)
    alex.says(command, alex.group)
    assert "This answer is for you alone." in alex.waits_for("Open it", alex.group)
    assert "I asked" not in alex.sees(alex.group)


def test_somebody_on_slack_is_introduced_and_words_are_carried(world: PlaygroundWorld, alex: Playground) -> None:
    sam = world.member("slack", "Sam Example", "Gateshead", challenge="sharing data")
    olga: Person = world.on_slack("Olga Organiser")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    assert "are both facing" in alex.waits_for("Meet Sam Example")
    assert "Meet Alex Wilber" in sam.sees()
    sam.presses("Say hello")
    sam.fills({"Your words": "Could we talk on <at>Thursday</at>?"}, submit="Send")
    assert "(Slack)" in alex.waits_for("Could we talk on <at>Thursday</at>?")
    alex.fills({"Reply to": "Thursday at two is good."}, "Reply")
    world.deliver()
    assert "Thursday at two is good." in sam.sees()
    assert not alex.refused
