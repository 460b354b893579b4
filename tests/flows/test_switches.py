"""What a workspace or tenant lets the network do there: four switches, and nothing gets past one that is off."""

import contextlib
from random import Random
from typing import Any

import pytest

from adapters.simulator.wire import Fault
from bot.people import switching
from storage.tables import Audit, Delivery, Group, Reflection, Round, Tenant
from tests.world import TENANTS, CannotError, Person, World

SIDES = ("slack", "teams")


def switches(world: World, platform: str, **on: bool) -> None:
    """An organiser switches something there."""
    with world.writing() as session:
        tenant = session.get(Tenant, (platform, TENANTS[platform]))
        switching.let(session, tenant, on, None, world.now)


def heard(person: Person) -> str:
    """What the bot said to them alone."""
    return "\n".join(entry["text"] for entry in person.hands.screen("direct") if entry["bot"])


def has_worked_on(person: Person) -> Person:
    person.begins("challenges")
    person.fills({"I have worked on": ["sharing data"]}, submit="Save")
    return person


@pytest.fixture
def number(talking: Group) -> int:
    """Of their conversation."""
    return int(talking.id or 0)


# --- choosing --------------------------------------------------------------------------------------------------------


def test_an_organiser_sees_and_changes_them_and_it_is_recorded(world: World, olga: Person, ana: Person) -> None:
    olga.says("switches")
    assert f"slack:{TENANTS['slack']}" in olga.sees()
    assert "Everything is allowed." in olga.sees()
    olga.begins(f"switches slack:{TENANTS['slack']}")
    olga.fills({"Allowed there": ["Direct messages", "Introductions"]}, submit="Save")
    (row,) = [row for row in world.all(Tenant) if row.platform == "slack"]
    assert (row.direct, row.introductions, row.carrying, row.wider) == (True, True, False, False)
    acts = [row.act for row in world.all(Audit)]
    assert {"switched off carrying", "switched off wider"} <= set(acts)
    ana.says("switches")
    assert "That is for organisers" in ana.sees() or "organiser" in ana.sees().splitlines()[-1]


def test_privacy_says_what_is_allowed_where_one_chats(world: World, ana: Person, ben: Person) -> None:
    switches(world, "slack", carrying=False)
    ana.says("privacy")
    ben.says("privacy")
    assert "Without carrying, no word of an introduction" in ana.sees()
    assert "Without carrying" not in ben.sees()


def test_they_are_set_when_somebody_is_let_in(world: World, olga: Person) -> None:
    olga.says("let in slack:T777 gateshead without carrying, direct")
    row = next(row for row in world.all(Tenant) if row.tenant == "T777")
    assert (row.direct, row.introductions, row.carrying, row.wider) == (False, True, False, True)
    olga.says("let in slack:T778 gateshead without manners")
    assert "I did not understand what is to be switched off" in olga.sees()
    assert not any(row.tenant == "T778" for row in world.all(Tenant))


def test_the_command_line_lists_and_changes_them(world: World) -> None:
    where = f"teams:{TENANTS['teams']}"
    with world.writing() as session:
        said = switching.from_shell(session, where, (), ("carrying",), world.now)
        assert said == f"{where}: carrying off."
        assert "off: carrying" in switching.as_text(session)
        assert switching.from_shell(session, where, ("carrying",), (), world.now) == f"{where}: carrying on."


# --- direct messages -------------------------------------------------------------------------------------------------


def test_without_direct_messages_nobody_is_written_to_unasked(world: World, olga: Person, ana: Person) -> None:
    cas = world.member("teams", "Cas Invented", "Barnsley")
    for person in (ana, cas):
        person.begins("me")
        person.fills({"How should the weekly": "By direct message"}, submit="Save")
    switches(world, "slack", direct=False)
    before = heard(ana)
    question = world.asks()
    world.later(days=1)
    assert question in heard(cas)
    assert heard(ana) == before
    ana.says("help")  # what is asked for is answered
    assert "What you can say" in ana.sees()


def test_what_waited_when_they_were_switched_off_is_not_sent(world: World, ana: Person) -> None:
    ana.begins("me")
    ana.fills({"How should the weekly": "By direct message"}, submit="Save")
    world.now = world.now.replace(hour=20)
    question = world.asks()  # it waits for the morning
    world.now = world.now.replace(hour=9, day=world.now.day + 1)
    world.beside.slack.faults = lambda _call, _body: Fault(status=503)
    world.settle()
    assert [row for row in world.all(Delivery) if row.kind == "question" and row.member_id and row.card]
    switches(world, "slack", direct=False)
    world.beside.slack.faults = None
    for _ in range(4):
        world.later(minutes=30)
    assert question not in heard(ana)
    assert question in ana.sees_there()  # the channel is no direct message


def test_what_soon_goes_stands_on_home_where_nobody_is_written_to(world: World, ana: Person) -> None:
    ana.reflects("Marmalade on the desk.", "Only me")
    switches(world, "slack", direct=False)
    world.later(days=705)
    world.later(minutes=1)
    assert "unless you keep it" not in heard(ana)
    ana.says("home")
    assert "Something you wrote goes on" in heard(ana)


# --- introductions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", SIDES)
def test_without_introductions_nobody_there_is_in_a_round(
    world: World, olga: Person, ana: Person, ben: Person, side: str
) -> None:
    switches(world, side, introductions=False)
    mine, other = (ana, ben) if side == "slack" else (ben, ana)
    mine.says("take part")
    assert "Your organisation has switched introductions off" in mine.sees()
    mine.says("introduce me data sharing")
    assert mine.sees().count("Your organisation has switched introductions off") == 2
    olga.says("round")
    assert "needs at least two people" in olga.sees() or not world.all(Round)
    has_worked_on(mine)
    other.says("introduce me data sharing")
    assert "Ask them" not in other.buttons()
    assert not world.all(Group)


def test_a_draft_made_before_is_made_again(world: World, olga: Person, ana: Person, ben: Person) -> None:
    olga.says("round")
    world.settle()
    switches(world, "teams", introductions=False)
    olga.presses("Introduce them")
    world.settle()
    assert not any(row.introduced_at for row in world.all(Group))
    assert "Meet" not in ben.sees()


def test_without_carrying_people_meet_where_they_chat(world: World, olga: Person, ana: Person, ben: Person) -> None:
    cas = world.member("slack", "Cas Invented", "Barnsley", challenge="sharing data")
    dee = world.member("teams", "Dee Invented", "Preston City Council", challenge="sharing data")
    switches(world, "slack", carrying=False)
    olga.says("round")
    world.settle()
    olga.presses("Introduce them")
    world.settle()
    met = {frozenset(part for part in pair) for pair in _pairs(world)}
    assert met == {
        frozenset({world.number(ana), world.number(cas)}),
        frozenset({world.number(ben), world.number(dee)}),
    }


def _pairs(world: World) -> list[list[int]]:
    from storage.tables import GroupMember  # noqa: PLC0415

    found: dict[int, list[int]] = {}
    for row in world.all(GroupMember):
        found.setdefault(row.group_id, []).append(row.member_id)
    return list(found.values())


# --- carrying --------------------------------------------------------------------------------------------------------


class Wire:
    """What the bot said to one cloud, and what that cloud told the bot, from now on."""

    def __init__(self, world: World, platform: str) -> None:
        self._cloud: Any = {"slack": world.beside.slack, "teams": world.beside.teams}[platform]
        self._seen = len(self._cloud.wire)

    def _since(self) -> list[Any]:
        return list(self._cloud.wire)[self._seen :]

    def heard(self) -> str:
        return repr([one["body"] for one in self._since() if one["direction"] == "to bot"])

    def said(self) -> str:
        return repr([one["answer"] if one["direction"] == "to bot" else one for one in self._since()])


class Everything:
    """Every way there is to bring words to somebody, each with another word in it."""

    def __init__(self, world: World, olga: Person, number: int, theirs: dict[str, int], sent: dict[str, Any]) -> None:
        self.world, self.olga, self.number, self.theirs, self.sent = world, olga, number, theirs, sent
        self.dice, self.count = Random(number), 0

    def word(self, person: Person) -> str:
        self.count += 1
        return f"{'Crossing' if person.platform == 'slack' else 'Border'}{self.count}."

    def other(self, person: Person) -> int:
        return self.theirs["teams" if person.platform == "slack" else "slack"]

    def writes(self, person: Person) -> None:
        person.says(f"write to {self.number} {self.word(person)}")

    def answers_in_the_form(self, person: Person) -> None:
        person.begins(f"write to {self.number}")
        person.fills({"Your words": self.word(person)}, submit="Send")

    def answers_below(self, person: Person) -> None:
        person.replies(self.word(person), to="Before")

    def says_hello(self, person: Person) -> None:
        person.begins(f"say hello {self.number}")
        person.fills({"Your words": self.word(person)}, submit="Send")

    def shares(self, person: Person) -> None:
        person.begins(f"share reach {self.number}")
        person.fills({"An e-mail": self.word(person)}, submit="Share it")

    def edits(self, person: Person) -> None:
        person.edits(self.sent[person.name], f"write to {self.number} {self.word(person)}")

    def asks(self, person: Person) -> None:
        person.begins(f"ask author {self.other(person)}")
        person.fills({"Why you would like": self.word(person)}, submit="Send it")

    def asks_three(self, person: Person) -> None:
        person.begins(f"ask three {self.theirs[person.platform]}")
        person.fills({"What they will read": self.word(person)}, submit="Ask them")

    def uses(self, person: Person) -> None:
        person.begins(f"used this {self.other(person)}")
        person.fills({"What did you change": self.word(person)}, submit="Tell them")

    def agrees(self, person: Person) -> None:
        person.presses("Yes, put us in touch")

    def opens(self, person: Person) -> None:
        person.says(f"request {self.dice.randint(1, 4)}")

    def looks(self, person: Person) -> None:
        person.opens_home()
        person.says("home")
        person.says(f"introduction {self.number}")

    def describes(self, person: Person) -> None:
        person.begins("me")
        person.fills({"What others might": self.word(person)}, submit="Save")

    def looks_for(self, person: Person) -> None:
        person.says("introduce me data sharing")
        person.presses("Ask them")

    def a_round(self, _person: Person) -> None:
        self.olga.says("round")
        self.olga.presses("Introduce them")

    def time_passes(self, _person: Person) -> None:
        self.world.later(days=self.dice.choice((1, 3)))

    def happens(self, people: list[Person], more: int) -> None:
        """Each of them once and some again, in any order; there may be nothing on a screen to do it with."""
        ways = [
            self.writes, self.answers_in_the_form, self.answers_below, self.says_hello, self.shares, self.edits,
            self.asks, self.asks_three, self.uses, self.agrees, self.opens, self.looks, self.describes, self.looks_for,
            self.a_round, self.time_passes,
        ]  # fmt: skip
        again = [*ways, *self.dice.choices(ways, k=more)]
        self.dice.shuffle(again)
        for way in again:
            for person in self.dice.sample(people, 2):
                person.looks_up()
                with contextlib.suppress(*CannotError, AssertionError, KeyError):
                    way(person)


@pytest.mark.thorough
@pytest.mark.parametrize("side", SIDES)
def test_with_carrying_off_no_word_leaves_or_comes_in_whatever_anybody_tries(
    world: World, olga: Person, number: int, ana: Person, ben: Person, side: str
) -> None:
    bob = has_worked_on(world.member("teams", "Bob Invented", "Gateshead"))
    cas = has_worked_on(world.member("slack", "Cas Invented", "Barnsley"))
    theirs = {
        "slack": ana.reflects("Nobody opens it.", "The network"),
        "teams": ben.reflects("We rang.", "The network"),
    }
    sent = {person.name: person.says(f"write to {number} Before{person.platform}.") for person in (ana, ben)}
    for person in (ana, ben):  # asked before, and not answered yet
        person.says(f"reflection {theirs['teams' if person is ana else 'slack']}")
        person.presses("Ask for 20 minutes")
        person.fills({"Why you would like": f"Asked{person.platform}."}, submit="Send it")
        person.looks_up()
    assert "Beforeslack" in heard(ben)
    switches(world, side, carrying=False)
    wires = {platform: Wire(world, platform) for platform in SIDES}

    tried = Everything(world, olga, number, theirs, sent)
    tried.happens([ana, ben, bob, cas], more=16)
    world.later(days=11)

    assert tried.count > 20
    assert "Crossing" in wires["slack"].heard()
    assert "Border" in wires["teams"].heard()
    on_slack, on_teams = wires["slack"].said(), wires["teams"].said()
    for word in ("Border", "Beforeteams", "Askedteams"):  # nor what was carried or asked before, once more
        assert word not in on_slack
    for word in ("Crossing", "Beforeslack", "Askedslack"):
        assert word not in on_teams
    waiting = [row.card for row in world.all(Delivery) if row.card and row.platform == "teams"]
    assert not [card for card in waiting if "Crossing" in card]


@pytest.mark.parametrize("side", SIDES)
def test_it_is_told_kindly_with_what_to_do_instead(
    world: World, number: int, ana: Person, ben: Person, side: str
) -> None:
    hers = ana.reflects("Nobody opens the letter.", "The network")
    switches(world, side, carrying=False)
    for person, other in ((ana, "Ben Invented"), (ben, "Ana Example")):
        person.says(f"write to {number} Thursday?")
        assert f"I may not carry words between you and {other}" in person.sees()
        assert "ask an organiser to put you in touch: Olga Organiser" in person.sees()
    ben.says(f"ask author {hers}")
    assert ben.sees().count("I may not carry words between you and Ana Example") == 2
    ben.says(f"introduction {number}")
    assert "Write to Ana Example" not in ben.buttons()[-4:]


@pytest.mark.parametrize("side", SIDES)
def test_words_on_their_way_are_not_sent_any_more_and_an_edit_takes_the_old_ones_away(
    world: World, number: int, ana: Person, ben: Person, side: str
) -> None:
    ana.says(f"write to {number} Stands already.")
    stood = ana.says(f"write to {number} Is changed later.")
    world.beside.teams.faults = lambda _call, _body: Fault(status=503)
    ana.says(f"write to {number} Was on its way.")
    switches(world, side, carrying=False)
    world.beside.teams.faults = None
    ana.edits(stood, f"write to {number} Another word.")
    for _ in range(4):
        world.later(minutes=30)
    assert "Was on its way." not in ben.sees()
    assert "Another word." not in ben.sees()
    assert "Is changed later." not in ben.sees()
    assert "Stands already." in ben.sees()
    switches(world, side, carrying=True)
    ana.says(f"write to {number} It goes again.")
    assert "It goes again." in ben.sees()


# --- wider than one's place ------------------------------------------------------------------------------------------


def test_wider_audiences_are_not_offered_and_not_accepted_and_what_was_shared_is_for_the_place(
    world: World, ana: Person, ben: Person
) -> None:
    cas = world.member("teams", "Cas Invented", "Leeds")
    number = ana.reflects("Marmalade on the desk.", "The network")
    for person in (ben, cas):
        person.says("search marmalade")
        assert "Marmalade on the desk." in person.sees()
    switches(world, "slack", wider=False)
    ben.says("forget it")
    for _ in range(3):
        world.settle()
    assert "Marmalade on the desk." not in ben.sees()  # also where it stood already
    ben.says("search marmalade")
    ben.says(f"reflection {number}")
    assert "Marmalade on the desk." not in ben.sees()
    cas.says(f"reflection {number}")
    assert "Marmalade on the desk." in cas.sees()
    ana.begins("reflect")
    with pytest.raises(CannotError):
        ana.fills({"Your words": "More marmalade.", "Who can read it": "The network"}, submit="Save")
    ana.looks_up()
    ana.says(f"reflection {number}")
    assert "Your organisation has switched that off for now" in ana.sees()
    switches(world, "slack", wider=True)
    for _ in range(3):
        world.settle()
    ben.says("search marmalade")
    assert "Marmalade on the desk." in ben.sees()


def test_a_form_that_was_open_and_a_habit_are_not_accepted_either(world: World, ana: Person, ben: Person) -> None:
    ana.reflects("Marmalade on the desk.", "The network")
    question = world.asks()
    ana.begins("reflect")
    switches(world, "slack", wider=False)
    ana.fills({"Your words": "Open before.", "Who can read it": "The network"}, submit="Save")
    assert "Your organisation has switched off sharing beyond your place" in ana.problem()
    ana.looks_up()
    ana.replies_there("In the thread.", to=question)  # the first of them: it is asked who may read it
    assert {row.words for row in world.all(Reflection)} == {"Marmalade on the desk."}
