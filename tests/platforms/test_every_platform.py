"""What every platform has to do. A platform is done when it passes this."""

import pytest

from bot.commands import COMMANDS, Who
from storage.tables import Account, Delivery, Member, MemberChallenge, Reflection
from tests.world import LEEDS, TENANTS, CannotError, Person, World

HOSTILE = (
    "<!channel> <@U1> <at>Olga Organiser</at> @Olga Organiser *bold* "
    "[click](https://bad.example) {{DATE(x)}} \u202egnorw"
)


# --- beginning ---------------------------------------------------------------------------------------------------


def test_hello_begins_it_in_any_case(world: World, platform: str, organiser: Person) -> None:
    for greeting in ("hello", "HELLO", "Hi", "hey!", "/hello", "Shwmae", "good morning everybody"):
        somebody = world.on(platform, f"Somebody Saying {greeting}")
        somebody.says(greeting)
        welsh = greeting == "Shwmae"  # whoever says it in Welsh is answered in Welsh
        assert ("Helô. Upstream ydw i." if welsh else "Hello. I am Upstream.") in somebody.sees(), greeting
        assert ("Ymuno" if welsh else "Join") in somebody.buttons()


def test_help_lists_what_can_be_said_in_any_case(ana: Person) -> None:
    for question in ("help", "Help", "HELP!", "?", "cymorth"):
        before = ana.sees()
        ana.says(question)
        seen = ana.sees().removeprefix(before)
        for command in COMMANDS:
            if command.listed and command.who <= Who.MEMBER:
                assert command.name in seen
        assert "Confirm where a member works." not in seen


def test_joining_takes_four_presses_and_nothing_typed_when_the_organisation_was_guessed(
    world: World, platform: str, organiser: Person
) -> None:
    organiser.says("belongs leeds")
    ana = world.on(platform, "Ana Example")
    ana.says("hello")
    ana.presses("Join")
    assert "Where do you work" in ana.sees()
    ana.fills({"One thing": "sharing data", "Introduce me": "Yes"}, submit="Join")
    assert f"You are in, as somebody from {LEEDS}." in ana.sees()
    assert ana.pressed <= 4
    assert ana.typed == 0
    (stance,) = world.all(MemberChallenge)
    assert stance.stance == "faces"
    (joined,) = [row for row in world.all(Member) if row.name == "Ana Example"]
    assert joined.confirmed_at == world.now
    assert joined.introductions == "yes"


def test_who_is_a_member_is_not_asked_again(world: World, ana: Person) -> None:
    ana.says("join")
    assert "You are a member already." in ana.sees()
    assert len([row for row in world.all(Member) if row.name == "Ana Example"]) == 1


def test_an_unknown_organisation_stays_unconfirmed_until_an_organiser_confirms_it(
    world: World, platform: str, organiser: Person
) -> None:
    ana = world.on(platform, "Ana Example")
    ana.joins(LEEDS)
    assert f"You said you work at {LEEDS}. An organiser will confirm that" in ana.sees()
    organiser.says("organise")
    assert f"Ana Example says: I work at {LEEDS}." in organiser.sees()
    organiser.presses("Confirm")
    assert "Ana Example is confirmed." in organiser.sees()


def test_the_place_is_a_choice_and_cannot_be_left_out(world: World, platform: str, organiser: Person) -> None:
    ana = world.on(platform, "Ana Example")
    ana.begins("join")
    if platform == "terminal":
        ana.types("")
        assert ana.printed[-1].startswith("Where do you work?")
    else:
        with pytest.raises(CannotError, match="Where do you work"):
            ana.fills({"Introduce me": "Yes"}, submit="Join")
    assert "Ana Example" not in {row.name for row in world.all(Member)}


# --- the weekly question -----------------------------------------------------------------------------------------


def test_the_question_arrives_in_the_home_channel(world: World, ana: Person) -> None:
    question = world.asks()
    assert question in ana.sees_there()
    assert "Nobody has answered yet." in ana.sees_there()


def test_the_question_arrives_by_direct_message_for_whom_wishes_that(world: World, ana: Person) -> None:
    ana.begins("me")
    ana.fills({"How should the weekly": "By direct message"}, submit="Save")
    assert "By direct message" in ana.sees()
    question = world.asks()
    assert question in ana.sees("direct")


def test_answering_takes_two_presses_and_typing(world: World, platform: str, ana: Person) -> None:
    ana.reflects("First of all I listened.", "The network")
    world.asks()
    ana.pressed = ana.typed = 0
    ana.answers_there("It came to me because I asked.", "" if platform == "slack" else "The network")
    assert (ana.pressed, ana.typed) == (2, 1)
    kept = world.all(Reflection)
    assert "It came to me because I asked." in {row.words for row in kept}
    assert {row.audience for row in kept} == {"network"}


def test_who_can_read_it_stands_where_one_presses_save(world: World, ana: Person) -> None:
    ana.begins("reflect")
    if ana.platform == "terminal":
        ana.types("Some words.")
    seen = ana.sees()
    assert "Who can read it?" in seen
    for choice in ("Only me", "Leeds: one person", "The network: ", "Without my name"):
        assert choice in seen or choice in str(ana.hands and ana.hands.screen())


def test_nothing_is_chosen_the_first_time_and_later_it_remembers(world: World, ana: Person) -> None:
    ana.begins("reflect")
    assert "network" not in ana.filled_in("Who can read it")
    ana.fills({"Your words": "Only for me.", "Who can read it": "Only me"}, submit="Save")
    ana.begins("reflect")
    assert "only me" in ana.filled_in("Who can read it")


def test_a_refused_form_stays_open_with_its_words_and_says_why(world: World, ana: Person) -> None:
    ana.begins("reflect")
    ana.fills({"Your words": "Nobody could tell it was me.", "Who can read it": "Without my name"}, submit="Save")
    assert "fewer than 5 people could have" in ana.problem()
    assert "Nobody could tell it was me." in ana.filled_in("Your words")
    assert not world.all(Reflection)
    ana.fills({"Who can read it": "Only me"}, submit="Save")
    (kept,) = world.all(Reflection)
    assert (kept.words, kept.audience) == ("Nobody could tell it was me.", "only me")


def test_a_reply_to_the_question_is_kept_once_that_was_agreed(world: World, ana: Person) -> None:
    question = world.asks()
    ana.replies_there("We asked the families first.", to=question)
    assert not world.all(Reflection)
    ana.opens_it()
    ana.presses("Keep")
    ana.fills({"Who can read it": "The network"}, submit="Keep")
    (kept,) = world.all(Reflection)
    assert (kept.words, kept.audience) == ("We asked the families first.", "network")
    ana.replies_there("And then we waited.", to=question)
    assert {row.words for row in world.all(Reflection)} == {"We asked the families first.", "And then we waited."}


def test_the_reply_of_somebody_who_did_not_join_is_not_held(world: World, platform: str, ana: Person) -> None:
    ben = world.on(platform, "Ben Nobody")
    question = world.asks()
    before = world.rows()
    ben.replies_there("I have something to say.", to=question)
    if platform == "teams":
        ben.opens_it()
        assert "Hello. I am Upstream." in ben.sees()
    else:
        assert "You have not joined yet" in ben.sees()
    after = world.rows()
    del before["seen_event"], after["seen_event"]
    assert after == before


def test_the_question_counts_who_answered_and_shows_nobodys_words(
    world: World, platform: str, organiser: Person, ana: Person
) -> None:
    world.asks()
    ana.answers_there("It came to me because I asked.", "Only me")
    world.later(minutes=1)
    if platform != "terminal":  # what was printed there stays printed
        assert "One person has answered." in organiser.sees_there()
    assert "It came to me" not in organiser.sees().replace("It came to me because…", "")
    if platform == "terminal":
        ana.says("others 1")
    else:
        ana.looks_up()
        ana.presses_there("What others said")
    assert "One person has answered; you may read 1." in ana.sees()


# --- finding -----------------------------------------------------------------------------------------------------


def test_search_finds_and_highlights(world: World, platform: str, ana: Person) -> None:
    ben = world.member(platform, "Ben Invented", "Barnsley")
    ben.reflects("Apologising early changed the meeting.", "The network")
    ana.says("search apologising")
    seen = ana.sees()
    assert "Ben Invented · Barnsley" in seen
    assert "changed the meeting." in seen
    if platform == "terminal":
        assert "*Apologising*" in seen
    else:
        assert "highlight" in str(ana.hands.screen()) or "'bold': True" in str(ana.hands.screen())


def test_search_can_be_narrowed_by_choices(world: World, platform: str, ana: Person) -> None:
    ben = world.member(platform, "Ben Invented", "Barnsley")
    ben.reflects("Apologising early changed the meeting.", "The network")
    ana.reflects("Apologising late changed nothing.", "The network")
    ana.begins("search")
    ana.fills({"Words": "apologising", "Place": "Barnsley"}, submit="Search")
    assert "changed the meeting." in ana.sees().rpartition("Found for")[2]
    assert "changed nothing." not in ana.sees().rpartition("Found for")[2]


def test_nothing_found_says_what_to_do_next(ana: Person) -> None:
    ana.says("search zebras")
    assert "Nothing found for: zebras" in ana.sees()
    assert "Search again" in ana.buttons()


# --- what is one's own -------------------------------------------------------------------------------------------


def test_mine_edit_audience_delete(world: World, ana: Person) -> None:
    ana.reflects("I waited too long.", "Only me")
    ana.says("mine")
    assert "I waited too long." in ana.sees()
    ana.presses("Edit")
    assert "I waited too long." in ana.filled_in("Your words")
    ana.fills({"Your words": "I waited long enough."}, submit="Save")
    ana.presses("Who can see this")
    ana.fills({"Who can read it": "The network"}, submit="Save")
    (row,) = world.all(Reflection)
    assert (row.words, row.audience) == ("I waited long enough.", "network")
    ana.presses("Delete")
    assert "Delete this?" in ana.sees()
    assert world.all(Reflection)
    ana.presses("Delete it")
    assert "Deleted." in ana.sees()
    assert not world.all(Reflection)


def test_words_that_are_no_command_are_never_guessed_at(world: World, ana: Person) -> None:
    ana.says("I wonder whether anybody has tried this")
    assert "What is this?" in ana.sees()
    assert not world.all(Reflection)
    ana.presses("Keep as a reflection")
    assert "I wonder whether anybody has tried this" in ana.filled_in("Your words")
    ana.fills({"Who can read it": "Only me"}, submit="Save")
    assert [row.words for row in world.all(Reflection)] == ["I wonder whether anybody has tried this"]


def test_a_sentence_that_begins_like_a_command_is_no_command(world: World, ana: Person) -> None:
    ana.says("pause is what I needed")
    assert "What is this?" in ana.sees()
    assert all(row.paused_at is None for row in world.all(Member))


def test_pausing_and_coming_back(world: World, ana: Person) -> None:
    ana.begins("me")
    ana.fills({"How should the weekly": "By direct message"}, submit="Save")
    ana.says("pause")
    assert "Paused." in ana.sees()
    question = world.asks()
    assert question not in ana.sees("direct").replace(ana.sees_there(), "") or ana.platform == "terminal"
    assert not [row for row in world.all(Delivery) if row.member_id == world.number(ana)]
    ana.says("pause")
    ana.presses("I am back")
    assert "Welcome back." in ana.sees()


def test_leaving_asks_once_and_then_erases(world: World, ana: Person) -> None:
    ana.reflects("Gone with me.", "The network")
    ana.says("leave")
    assert "The one reflection you wrote is erased" in ana.sees()
    assert world.all(Reflection)
    ana.presses("Leave and erase")
    assert "You have left the network." in ana.sees()
    assert not world.all(Reflection)
    for _ in range(3):  # the goodbye arrives, and then its own traces go
        world.later(minutes=1)
    assert not {t: r for t, rows in world.rows().items() for r in rows if "Ana Example" in str(r)}


def test_settings_are_shown_and_changed(world: World, ana: Person) -> None:
    ana.begins("me")
    ana.fills({"Your name": "Ana Renamed", "What you do": "family support"}, submit="Save")
    assert "Saved." in ana.sees()
    (row,) = [row for row in world.all(Member) if row.name == "Ana Renamed"]
    assert row.role == "family support"


def test_a_wrong_time_zone_is_refused_beside_its_field(world: World, ana: Person) -> None:
    ana.begins("me")
    ana.fills({"Time zone": "Leeds", "What you do": "family support"}, submit="Save")
    assert "I do not know the time zone “Leeds”." in ana.problem()
    assert all(row.role == "" for row in world.all(Member))


def test_home_begins_with_the_question(world: World, ana: Person) -> None:
    question = world.asks()
    ana.opens_home()
    seen = ana.sees("home" if ana.platform == "slack" else None)
    assert question in seen
    assert "You have kept 0 reflections." in seen


# --- being careful -----------------------------------------------------------------------------------------------


def test_hostile_words_are_shown_as_words(world: World, platform: str, ana: Person) -> None:
    ana.reflects(HOSTILE, "The network")
    ben = world.member(platform, "Ben *Bold* <!here>", "Barnsley")
    ben.reflects("Words of somebody with a strange name about bold.", "The network")
    ben.says("search bold")
    ana.says("search bold")
    assert not ben.mentioned
    assert not ana.mentioned
    shown = ben.sees()
    for part in ("<!channel>", "*bold*", "[click]", "bad.example"):
        assert part in shown.replace("\u200b", "").replace("\\", "")
    assert "\u202e" not in shown.partition("Found for")[2]
    assert [row.words for row in world.all(Reflection) if "channel" in row.words]


def test_a_form_sent_twice_counts_once_and_is_answered_the_same(world: World, ana: Person) -> None:
    ana.begins("reflect")
    ana.fills({"Your words": "Once is enough.", "Who can read it": "Only me"}, submit="Save")
    ana.sends_again()
    ana.sends_again()
    assert [row.words for row in world.all(Reflection)] == ["Once is enough."]
    assert "Kept." in ana.sees()


CLAIMS = (
    "edit 4", "delete 4", "delete for good 4", "audience 4", "reflection 4", "others 4", "keep 4", "drop 4", "held 4",
    "wrong 4", "introduction 4", "say hello 4", "write to 4 hm", "end introduction 4", "not this time 4",
    "known already 4", "edit 99999999999999999999999", "introduction 99999999999999999999999", "keep ²", "edit ٤",
    "others 99999999999999999999999", "reflection 9" + "9" * 40, "search from:" + "9" * 5000, "edit", "others", "keep",
    "introduction", "search council:nowhere", "search challenge:nothing", "search principle:none", "search by:olga",
)  # fmt: skip


def test_an_id_in_a_button_is_a_claim_and_not_a_proof(world: World, ana: Person) -> None:
    before = world.rows()
    for claim in CLAIMS:
        seen = ana.sees()
        ana.says(claim)
        answer = ana.sees().removeprefix(seen)
        refused = (
            "I cannot find that.",
            "not waiting any more",
            "Nothing found",
            "I do not know",
            "There is no",
            "by:me",
        )
        assert any(words in answer for words in refused), (claim, answer)
        assert "Something went wrong" not in answer
    after = world.rows()
    del before["seen_event"], after["seen_event"]
    assert after == before


def test_somebody_elses_reflection_cannot_be_touched_by_its_number(world: World, platform: str, ana: Person) -> None:
    number = ana.reflects("Mine alone.", "Only me")
    shared = ana.reflects("For everybody.", "The network")
    ben = world.member(platform, "Ben Invented", "Barnsley")
    before = world.rows()["reflection"]
    for act in ("edit", "audience", "delete", "delete for good", "reflection", "wrong"):
        ben.says(f"{act} {number}")
    for act in ("edit", "audience", "delete", "delete for good"):
        ben.says(f"{act} {shared}")
    assert "Mine alone." not in ben.sees()
    assert world.rows()["reflection"] == before


@pytest.mark.thorough
def test_organisers_commands_are_for_organisers(world: World, ana: Person) -> None:
    before = world.rows()
    for command in COMMANDS:
        if command.who > Who.MEMBER:
            ana.says(command.name)
            assert "Only organisers can do that." in ana.sees()
    after = world.rows()
    del before["seen_event"], after["seen_event"]
    assert after == before


def test_who_speaks_welsh_is_answered(world: World, platform: str, ana: Person) -> None:
    ana.begins("me")
    ana.fills({"Language": "Cymraeg"}, submit="Save")
    question = world.asks()
    for words in ("hafan", "cymorth", "fy rhai i", "preifatrwydd", "lleoedd", "heriau"):
        ana.says(words)
    assert "Something went wrong" not in ana.sees()
    assert question


# --- introductions -----------------------------------------------------------------------------------------------


def test_an_introduction_arrives_and_words_are_carried(world: World, platform: str, ana: Person) -> None:
    ana.begins("challenges")
    ana.fills({"I am facing": ["sharing data"]}, submit="Save")
    other = "teams" if platform == "slack" else "slack"
    ben = world.member(other, "Ben Invented", "Gateshead", challenge="sharing data")
    olga = world.on_slack("Olga Organiser")
    olga.says("round")
    olga.presses("Introduce them")
    world.settle()
    assert "Meet Ben Invented" in ana.sees()
    assert "Ben Invented, Gateshead Metropolitan Borough Council" in ana.sees()
    assert "You and Ben Invented are both facing" in ana.sees()
    assert "Leeds and Gateshead have not met in this network yet." in ana.sees()
    ana.presses("Say hello")
    ana.fills({"Your words": "Could we talk on Thursday?"}, submit="Send")
    assert "Could we talk on Thursday?" in ben.sees()
    assert f"Ana Example · {LEEDS} ({platform.capitalize()})" in ben.sees()
    if other == "slack":
        ben.presses("Reply")
        ben.fills({"Your words": "Thursday is good."}, submit="Send")
    else:
        ben.looks_up()
        ben.fills({"Reply to": "Thursday is good."}, submit="Reply")
    assert "Thursday is good." in ana.sees()
    ana.says("Then at two")
    ana.presses("Send to Ben Invented")
    assert "Then at two" in ben.sees()
    ana.presses("End this conversation")
    assert "Ana Example has closed it." in ben.sees()


# --- when the platform fails -------------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", ["slack", "teams"])  # a prompt does not fail
def test_a_delivery_waits_while_the_platform_fails(world: World, platform: str, ana: Person) -> None:
    from adapters.simulator.wire import Fault  # noqa: PLC0415

    cloud = world.beside.slack if platform == "slack" else world.beside.teams
    failing = {"429": Fault(status=429, retry_after=30), "500": Fault(status=503)}
    for fault in failing.values():
        cloud.faults = lambda call, body, fault=fault: fault
        olga = world.on_teams("Otto Organiser") if platform == "slack" else world.on_slack("Olga Organiser")
        olga.says("ask")
        olga.presses("Ask it now")
        world.settle()
        waiting = [row for row in world.all(Delivery) if row.platform == platform and row.state != "sent"]
        assert waiting
        assert all(row.card for row in waiting)
        cloud.faults = None
        world.later(hours=1)
        world.later(hours=1)
        assert not [row for row in world.all(Delivery) if row.platform == platform and row.state != "sent"]


def test_who_is_gone_is_not_written_to_again(world: World, platform: str, ana: Person) -> None:
    ana.begins("me")
    ana.fills({"How should the weekly": "By direct message"}, submit="Save")
    if platform == "slack":
        ana.hands.row.deleted = True
    elif platform == "teams":
        ana.hands.blocks()
    else:
        world.parts.platforms["terminal"]._people.pop("Ana Example")
    world.asks()
    (row,) = [row for row in world.all(Delivery) if row.member_id == world.number(ana)]
    assert (row.state, row.card) == ("dead", None)
    (account,) = [row for row in world.all(Account) if row.member_id == world.number(ana)]
    assert account.reachable is False
    world.asks()
    assert len([row for row in world.all(Delivery) if row.member_id == world.number(ana)]) == 1


def test_the_program_knows_the_platform(world: World, platform: str, ana: Person) -> None:
    (account,) = [row for row in world.all(Account) if row.member_id == world.number(ana)]
    assert (account.platform, account.tenant) == (platform, TENANTS[platform])
    assert account.direct
