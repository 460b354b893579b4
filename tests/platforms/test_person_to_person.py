"""From a find to a person, trying something, being of use: the same on every platform, as asker and as asked."""

from tests.world import GATESHEAD, LEEDS, Person, World


def _pair(world: World, platform: str) -> tuple[Person, Person]:
    """Ana on this platform, Ben on another."""
    ana = world.member(platform, "Ana Example", LEEDS)
    return ana, world.member("teams" if platform == "slack" else "slack", "Ben Invented", GATESHEAD)


def test_an_author_is_found_asked_and_thanked(world: World, platform: str, organiser: Person) -> None:
    ana, ben = _pair(world, platform)
    number = ben.reflects("The letter frightened people.", "The network")
    ana.says("search letter")
    ana.presses("Ask for 20 minutes")
    ana.fills({"Why you would like": "We write the same one.", "What you do": "Housing officer"}, submit="Send it")
    assert "I have asked Ben Invented." in ana.sees()
    assert "We write the same one." in ben.sees()
    ben.presses("Yes, put us in touch")
    assert "Meet Ben Invented" in ana.sees()
    assert "two or three times that would suit you for 20 minutes" in ana.sees()
    ana.looks_up()
    ana.says(f"reflection {number}")
    ana.presses("I used this")
    ana.fills({"What did you change": "We rang first."}, submit="Tell them")
    assert "The author will hear of it." in ana.sees()
    world.later(days=1)
    assert "Somebody in Leeds used what you wrote" in ben.sees()


def test_somebody_is_asked_and_says_no(world: World, platform: str, organiser: Person) -> None:
    ana, ben = _pair(world, platform)
    number = ana.reflects("The letter frightened people.", "The network")
    ana.looks_up()
    ben.begins(f"ask author {number}")
    ben.fills({"Why you would like": "We write the same one."}, submit="Send it")
    assert "Ben Invented would like 20 minutes of your time" in ana.sees()
    ana.presses("No, thank you")
    assert "They hear that it was not a yes, and nothing more." in ana.sees()
    assert "Ana Example cannot make the time" in ben.sees()


def test_somebody_is_asked_for_help_and_answers_in_a_line(world: World, platform: str, organiser: Person) -> None:
    ana, ben = _pair(world, platform)
    ana.begins("challenges")
    ana.fills({"I have worked on": ["sharing data across partners"]}, submit="Save")
    ana.looks_up()
    number = ben.reflects("We cannot get the data out.", "The network")
    ben.begins(f"ask three {number}")
    ben.fills({"What it is about": "sharing data across partners"}, submit="Ask them")
    assert "I have asked one person." in ben.sees()
    assert "Ben Invented asks for your help" in ana.sees()
    ana.begins("request answer 1")
    ana.fills({"Your answer": "Ask for one table."}, submit="Answer")
    assert "Sent to Ben Invented." in ana.sees()
    assert "Ask for one table." in ben.sees()


def test_what_was_meant_is_asked_and_answered_in_a_press(world: World, platform: str, organiser: Person) -> None:
    ana = world.member(platform, "Ana Example", LEEDS)
    ana.reflects("The letter frightened people.", "Only me")
    ana.presses("I will try something")
    ana.fills({"Your words": "Ring three people first", "By when": "2026-11-20"}, submit="Remember it")
    ana.looks_up()
    world.later(days=18)
    assert "You said you would by Friday 20 November. What happened?" in ana.sees()
    ana.presses("Partly")
    assert "You did part of it." in ana.sees()
