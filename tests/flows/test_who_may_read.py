"""Who may read what, through everybody's eyes and by every way in: search, number, question, command line."""

import json
from pathlib import Path

import pytest

from adapters.main import main
from bot.search.shell import found_by
from storage.tables import Member, Reflection
from tests.world import Person, World

AUDIENCES = {"only me": "Only me", "my place": "Leeds", "network": "The network", "nameless": "Without my name"}


@pytest.fixture
def eyes(world: World, olga: Person, ana: Person, ben: Person) -> dict[str, Person]:
    """The author, a colleague of her place, somebody elsewhere, an organiser, and one whom nobody confirmed."""
    cas = world.member("teams", "Cas Colleague", "Leeds")
    dee = world.on_teams("Dee Doubtful")
    dee.joins("Leeds")
    world.member("slack", "Eli Elsewhere", "Barnsley")
    return {"author": ana, "colleague": cas, "elsewhere": ben, "organiser": olga, "unconfirmed": dee}


MAY = {
    "only me": {"author"},
    "my place": {"author", "colleague"},
    "network": {"author", "colleague", "elsewhere", "organiser"},
    "nameless": {"author", "colleague", "elsewhere", "organiser"},
}


def readers(world: World, eyes: dict[str, Person], number: int) -> dict[str, set[str]]:
    """Who can read it, by each way."""
    ways: dict[str, set[str]] = {"search": set(), "number": set(), "question": set(), "shell": set()}
    members = {row.name: row for row in world.all(Member)}
    for who, person in eyes.items():
        for way, sentence in (
            ("search", "search lighthouse"),
            ("number", f"reflection {number}"),
            ("question", "others 1"),
        ):
            person.looks_up()
            before = person.sees()
            person.says(sentence)
            if "stands on a rock" in person.sees().removeprefix(before):
                ways[way].add(who)
        with world.session() as session:
            found = found_by(session, world.parts.content, members[person.name], "lighthouse", world.now, 5)
        if found:
            ways["shell"].add(who)
    return ways


@pytest.mark.parametrize("audience", list(AUDIENCES))
def test_each_audience_is_kept_by_every_way_in(world: World, eyes: dict[str, Person], audience: str) -> None:
    world.asks()
    eyes["author"].answers_there("The lighthouse stands on a rock.", AUDIENCES[audience])
    (row,) = world.all(Reflection)
    world.later(days=7)  # the weekly batch, for what is nameless
    for way, who in readers(world, eyes, row.id).items():
        assert who == MAY[audience], way


def test_changing_the_audience_is_kept_at_once(world: World, eyes: dict[str, Person]) -> None:
    world.asks()
    ana = eyes["author"]
    ana.answers_there("The lighthouse stands on a rock.", "The network")
    (row,) = world.all(Reflection)
    for audience in ("only me", "my place", "network", "only me"):
        ana.begins(f"audience {row.id}")
        ana.fills({"Who can read it": AUDIENCES[audience]}, submit="Save")
        assert set(map(frozenset, readers(world, eyes, row.id).values())) == {frozenset(MAY[audience])}


def test_who_is_unconfirmed_sees_questions_and_their_own_only(world: World, olga: Person, ana: Person) -> None:
    dee = world.on_teams("Dee Doubtful")
    dee.joins("Leeds")
    question = world.asks()
    ana.answers_there("The lighthouse stands on a rock.", "The network")
    dee.answers_there("The windmill stands on a hill.", "The network")
    dee.says("search lighthouse windmill")
    assert "stands on a rock" not in dee.sees()
    assert "stands on a hill" in dee.sees()
    dee.hands.reloads()
    assert question in dee.sees_there()
    ana.says("search windmill")
    assert "stands on a hill" not in ana.sees()
    world.confirm(dee)
    for person in (ana, dee):
        person.looks_up()
        person.says("search lighthouse windmill")
        assert "stands on a rock" in person.sees()
        assert "stands on a hill" in person.sees()


def test_changing_ones_organisation_needs_confirming_again(world: World, ana: Person, ben: Person) -> None:
    ben.reflects("The lighthouse stands on a rock.", "The network")
    ana.begins("me")
    ana.fills({"Where do you work": "Barnsley"}, submit="Save")
    ana.says("search lighthouse")
    assert "stands on a rock" not in ana.sees()


def test_what_was_written_stays_with_the_old_place(world: World, olga: Person, ana: Person) -> None:
    cas = world.member("teams", "Cas Colleague", "Leeds")
    ana.reflects("The lighthouse stands on a rock.", "Leeds")
    ana.begins("me")
    ana.fills({"Where do you work": "Barnsley"}, submit="Save")
    world.confirm(ana)
    dee = world.member("teams", "Dee Invented", "Barnsley")
    cas.says("search lighthouse")
    dee.says("search lighthouse")
    assert "stands on a rock" in cas.sees()
    assert "stands on a rock" not in dee.sees()


def test_something_wrong_hides_it_from_all_but_its_author(world: World, eyes: dict[str, Person]) -> None:
    world.asks()
    eyes["author"].answers_there("The lighthouse stands on a rock.", "The network")
    (row,) = world.all(Reflection)
    ben = eyes["elsewhere"]
    ben.says("search lighthouse")
    ben.presses("Something wrong here?")
    assert "Hidden." in ben.sees()
    for way, who in readers(world, eyes, row.id).items():
        assert who == {"author"}, way


def test_without_my_name_is_refused_where_it_would_hide_nobody(world: World, ana: Person) -> None:
    ana.begins("reflect")
    ana.fills({"Your words": "Who could it be?", "Who can read it": "Without my name"}, submit="Save")
    assert "fewer than 5 people could have" in ana.problem()
    assert not world.all(Reflection)


def test_a_guest_is_not_confirmed_by_the_workspace(world: World, olga: Person) -> None:
    olga.says("belongs leeds")
    gus = world.on_slack("Gus Guest", guest=True)
    gus.joins("Leeds")
    assert "An organiser will confirm that" in gus.sees()
    (row,) = [row for row in world.all(Member) if row.name == "Gus Guest"]
    assert row.confirmed_at is None


def test_the_command_line_searches_as_a_member(
    world: World,
    ana: Person,
    ben: Person,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana.reflects("The lighthouse stands on a rock.", "The network")
    ana.reflects("The lighthouse is only mine.", "Only me")
    queries = tmp_path / "queries.txt"
    queries.write_text("lighthouse\nnothing of the sort zzyzx\nlighthouse principle:nonsense\n")
    monkeypatch.setenv("DATABASE_URL", world.database_url)
    run = ["search", "--as", "Ben Invented", "--json", "--limit", "3", "--queries", str(queries)]
    assert main(run) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [len(one["results"]) for one in told] == [1, 0, 0]
    assert told[0]["results"][0]["text"] == "The lighthouse stands on a rock."
    assert "There is no principle" in told[2]["problem"]
    assert main(["search", "lighthouse", "--as", "Ana Example", "--words-only"]) == 0
    assert "only mine" in capsys.readouterr().out
    assert main(["search", "lighthouse", "--as", "Nobody"]) == 2


def test_what_others_said_says_how_many_can_be_read_and_shows_them_all(world: World, ana: Person, ben: Person) -> None:
    world.asks()
    for number in range(7):
        ana.begins("reflect 1")
        ana.fills({"Your words": f"Answer number {number}.", "Who can read it": "The network"}, submit="Save")
    ana.begins("reflect 1")
    ana.fills({"Your words": "Answer for me.", "Who can read it": "Only me"}, submit="Save")
    ben.says("others 1")
    assert "One person has answered; you may read 7." in ben.sees()
    ben.presses("More")
    seen = ben.sees()
    assert all(f"Answer number {number}." in seen for number in range(7))
    assert "Answer for me." not in seen
