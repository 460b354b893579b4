"""*Only to you* fails closed: whatever is asked in a shared place, a colleague who reads along learns nothing."""

from collections import deque
from dataclasses import dataclass

import pytest

from bot.commands import COMMANDS, Command
from tests.cards import all_faults
from tests.world import BARNSLEY, LEEDS, Person, World

LAST = ("drop", "delete for good", "round approve", "round drop", "end introduction", "leave for good")


@dataclass
class Everything:
    """Somebody of whom everything there is to know says "canary", and a colleague in the same channel."""

    speaker: Person
    watcher: Person
    arguments: dict[str, str]

    def sentence(self, command: Command) -> str:
        """The command with what it takes."""
        return f"{command.name} {self.arguments.get(command.name, '')}".strip()


@pytest.fixture
def everything(world: World, platform: str, organiser: Person) -> Everything:
    watcher = world.member(platform, "Wanda Watching", BARNSLEY, introductions="Not now")
    organiser.begins("me")
    organiser.fills(
        {"Where do you work": LEEDS, "What others": "canary about me", "Introduce me": "Yes"}, submit="Save"
    )
    world.confirm(organiser)
    organiser.begins("challenges")
    organiser.fills({"Or say it": "canary challenge"}, submit="Save")
    number = organiser.reflects("canary reflection", "Only me")
    question = world.asks()
    organiser.replies_there("canary reply", to=question)
    other = "slack" if platform == "teams" else "teams"
    ben = world.member(other, "Canary Ben", "Gateshead")
    organiser.says("round")
    organiser.presses("Introduce them")
    organiser.looks_up()
    organiser.says("round")
    carl = world.on(platform, "Canary Carl")
    carl.joins("Gateshead")
    organiser.looks_up()
    arguments = {name: str(number) for name in ("reflection", "edit", "audience", "delete", "delete for good", "wrong")}
    arguments |= {"will try": str(number), "used this": str(number)}
    arguments |= dict.fromkeys(("others", "keep", "held", "drop", "introduction", "say hello", "schedule stop"), "1")
    arguments |= dict.fromkeys(("not this time", "known already", "end introduction"), "1")
    arguments |= dict.fromkeys(("round show", "round approve", "round drop"), "2")
    arguments |= {
        "search": "canary",
        "keep words": "canary words",
        "write to": "1 canary hello",
        "schedule": "weekly tue 10:00",
        "schedule start": "chosen tue 10:00 1 2026-11-03 none",
        "ask now": next(iter(world.parts.content.prompts)),
        "belongs": "network",
        "let in": "slack:T9 leeds",
        "confirm": str(world.number(carl)),
    }
    assert world.number(ben)
    return Everything(organiser, watcher, arguments)


@pytest.mark.thorough
def test_each_private_command_shows_nothing_of_its_answer_in_a_shared_place(
    everything: Everything, platform: str
) -> None:
    speaker, watcher = everything.speaker, everything.watcher
    commands = sorted((c for c in COMMANDS if c.private), key=lambda c: LAST.index(c.name) if c.name in LAST else -1)
    assert len(commands) > 40
    shown, teams = 0, speaker.world.beside.teams
    teams.wire = deque()  # all of it is kept
    for command in commands:
        if command.name == "ask now":
            continue  # what it brings about is that everybody sees the question
        sentence, before = everything.sentence(command), speaker.sees()
        speaker.says_there(sentence)
        if platform == "slack":
            speaker.command(sentence, in_=speaker.world.slack_channel)
        speaker.looks_up()
        assert "canary" not in watcher.bot_says_there().casefold(), command.name
        if platform == "teams":
            assert "This answer is for you alone." in watcher.bot_says_there()
            if "canary" not in sentence:
                watcher.presses_there("Open it")
                opened = watcher.sees("modal") + watcher.sees("direct")
                watcher.looks_up()
                assert "canary" not in opened.casefold(), command.name
            if command.name in LAST:
                speaker.presses_there("Open it")
        shown += "canary" in speaker.sees().removeprefix(before).replace(sentence, "").casefold()
    assert platform == "teams" or shown > 10  # the speaker did see it
    if platform == "teams":
        kinds, faults = all_faults(teams.wire)
        assert kinds > 20
        assert faults == []


@pytest.mark.parametrize("platform", ["teams"])  # the others show it at once
def test_the_button_opens_it_for_who_asked(world: World, everything: Everything, platform: str) -> None:
    everything.speaker.says_there("mine")
    everything.speaker.presses_there("Open it")
    assert "canary reflection" in everything.speaker.sees()
    assert "canary reflection" not in everything.watcher.sees()
