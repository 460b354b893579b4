"""A reply to the question: from the words in a thread to a reflection, once, whatever the line between does."""

from storage.tables import Held, Reflection, SeenEvent
from tests.flows.breaking import losing_acknowledgements
from tests.world import Person, World


def agreed(world: World, person: Person, audience: str = "The network") -> str:
    """Somebody has replied once and said that their replies are to be kept; the question."""
    question = world.asks()
    person.replies_there("To begin with, we listened.", to=question)
    person.opens_it()
    person.presses("Keep")
    person.fills({"Who can read it": audience}, submit="Keep")
    person.looks_up()
    return question


def words(world: World) -> list[str]:
    return sorted(row.words for row in world.all(Reflection))


def test_a_reply_in_slack_is_kept_and_acknowledged_to_its_author_alone(world: World, ana: Person, olga: Person) -> None:
    question = agreed(world, ana)
    ana.replies_there("Then the families told us.", to=question)
    assert words(world) == ["Then the families told us.", "To begin with, we listened."]
    assert "Kept." in ana.sees()
    assert {"Edit", "Who can see this", "Delete"} <= set(ana.buttons())
    assert "Kept." not in olga.sees()


def test_a_first_reply_is_held_for_a_day_where_only_its_author_sees_it(world: World, ana: Person) -> None:
    ana.replies_there("We asked first.", to=world.asks())
    assert "Keep this for you?" in ana.sees()
    assert not world.all(Reflection)
    assert [row.words for row in world.all(Held)] == ["We asked first."]
    world.later(hours=23)
    assert world.all(Held)
    world.later(hours=2)
    assert not world.all(Held)
    ana.presses("Keep")
    assert "That reply is not waiting any more." in ana.sees()


def test_a_first_reply_can_be_let_go(world: World, ana: Person) -> None:
    ana.replies_there("Better not.", to=world.asks())
    ana.presses("Do not keep")
    assert "Not kept." in ana.sees()
    assert not world.all(Held)
    assert not world.all(Reflection)


def test_a_retried_event_makes_one_reflection(world: World, ana: Person, ben: Person) -> None:
    question = agreed(world, ana)
    ana.replies_there("Only once.", to=question)
    assert world.loop.run(world.beside.slack.redeliver(2)) == [200, 200]
    ben.answers_there("Also once.", "Only me")
    assert world.loop.run(world.beside.teams.redeliver(2)) == [200, 200]
    assert words(world) == ["Also once.", "Only once.", "To begin with, we listened."]
    assert ana.sees().count("Only once.") == 2  # what she wrote, and that it was kept


def test_an_acknowledgement_lost_after_the_commit_makes_one_reflection(world: World, ana: Person) -> None:
    """The program dies between commit and acknowledgement; what Slack sends again reaches another one."""
    question, slack = agreed(world, ana), world.beside.slack

    async def replying() -> None:
        door, slack.retries = slack.bot_url, False
        async with losing_acknowledgements(world.beside.address) as broken:
            slack.bot_url = f"{broken}/slack/events"
            await ana.hands.replies("Said once, told twice.", ana.hands.message(question)[1])
            slack.bot_url = door
        assert ana.hands.last_status != 200
        assert slack.unanswered

    world.loop.run(replying())
    assert words(world).count("Said once, told twice.") == 1
    world.loop.run(slack.retry_now())
    assert words(world).count("Said once, told twice.") == 1


def test_a_teams_message_told_again_makes_one_reflection(world: World, ben: Person) -> None:
    question = agreed(world, ben)
    teams = world.beside.teams

    async def replying() -> None:
        door = teams.bot_url
        async with losing_acknowledgements(world.beside.address) as broken:
            teams.bot_url = f"{broken}/api/messages"
            await ben.hands.replies("@Upstream Said once, told twice.", question)
            teams.bot_url = door

    world.loop.run(replying())
    assert teams.undelivered
    assert world.loop.run(teams.retry_now()) == [200]
    assert words(world).count("Said once, told twice.") == 1


def test_a_form_sent_twice_makes_one_reflection_and_the_same_answer(world: World, ana: Person, ben: Person) -> None:
    world.asks()
    for person in (ana, ben):
        person.answers_there(f"From {person.name}.", "The network")
        person.sends_again()
    assert words(world) == ["From Ana Example.", "From Ben Invented."]
    for person in (ana, ben):
        assert "Kept." in person.sees()
        assert "done already" not in person.sees()


def test_two_different_answers_to_one_question_are_both_kept(world: World, ben: Person) -> None:
    world.asks()
    ben.answers_there("First.", "The network")
    world.beside.teams.people[ben.hands.mri].reloads()
    ben.answers_there("Second.", "The network")
    assert words(world) == ["First.", "Second."]


def test_an_edited_reply_edits_the_reflection_and_a_deleted_one_withdraws_it(world: World, ana: Person) -> None:
    question = agreed(world, ana)
    message = ana.replies_there("We tried it wonce.", to=question)
    ana.edits(message, "We tried it once.")
    assert "We tried it once." in words(world)
    ana.says("search tried")
    assert "We tried it once." in ana.sees().rpartition("Found for")[2].replace("*", "")
    ana.deletes(message)
    assert words(world) == ["To begin with, we listened."]


def test_an_edit_in_teams_follows_too(world: World, ben: Person) -> None:
    question = agreed(world, ben)
    message = ben.replies_there("We tried it wonce.", to=question)
    ben.edits(message, "@Upstream We tried it once.")
    assert "We tried it once." in words(world)
    ben.deletes(message)
    assert words(world) == ["To begin with, we listened."]


def test_nobody_changes_what_another_said(world: World, ana: Person, olga: Person) -> None:
    question = agreed(world, ana)
    message = olga.replies_there("Mine.", to=question)
    olga.edits(message, "Still mine.")
    olga.deletes(message)
    assert words(world) == ["To begin with, we listened."]


def test_talk_among_colleagues_is_not_heard(world: World, ana: Person) -> None:
    before = world.rows()
    message = ana.says("Has anybody seen the rota?", in_=world.slack_channel)
    ana.replies("It is on the door.", to=message)
    ana.edits(message, "Has anybody seen the new rota?")
    ana.deletes(message)
    assert world.rows() == before
    assert not [row for row in world.all(SeenEvent) if row.seen_at > world.now]
