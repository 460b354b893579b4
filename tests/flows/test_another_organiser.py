"""Another organiser: put forward by one, agreed to by a second; nobody confirms themselves where another could."""

import pytest

from adapters.main import main
from storage.tables import Member
from tests.world import World


def organisers(world: World) -> set[str]:
    return {row.name for row in world.all(Member) if row.organiser}


def test_where_there_is_but_one_their_word_is_enough(bare: World) -> None:
    olga = bare.on_slack("Olga Organiser")
    olga.says("hello")
    bare.make_organiser()
    ana = bare.on_slack("Ana Example")
    ana.joins("The network’s own team")
    bare.confirm(ana)
    olga.says(f"organiser {bare.number(ana)}")
    assert organisers(bare) == {"Olga Organiser", "Ana Example"}


def test_a_second_organiser_agrees_and_the_first_cannot_in_their_place(world: World) -> None:
    olga, otto = world.on_slack("Olga Organiser"), world.second_organiser()
    ana = world.member("slack", "Ana Example")
    number = world.number(ana)
    olga.says(f"organiser {number}")
    assert "Ana Example is put forward" in olga.sees()
    assert "Ana Example" not in organisers(world)
    olga.says(f"organiser yes {number}")
    assert "so another organiser has to agree" in olga.sees()
    ana.says(f"organiser yes {number}")
    assert "Ana Example" not in organisers(world)
    olga.says("organise")
    assert "Agree" not in olga.buttons()
    otto.says("organise")
    assert "Olga Organiser would like Ana Example to be an organiser too" in otto.sees()
    otto.presses("Agree")
    assert "Ana Example" in organisers(world)
    otto.says(f"organiser yes {number}")
    assert "Nobody is put forward by that number" in otto.sees()


def test_not_now_is_an_answer_and_may_be_asked_again(world: World) -> None:
    olga, otto = world.on_slack("Olga Organiser"), world.second_organiser()
    ana = world.member("slack", "Ana Example")
    olga.says(f"organiser {world.number(ana)}")
    otto.says("organise")
    otto.presses("Not now")
    assert "Ana Example stays a member" in otto.sees()
    assert [row.nominated_by_id for row in world.all(Member) if row.name == "Ana Example"] == [None]
    olga.says(f"organiser {world.number(ana)}")
    otto.says(f"organiser yes {world.number(ana)}")
    assert "Ana Example" in organisers(world)


def test_who_put_somebody_forward_and_left_is_forgotten(world: World) -> None:
    olga = world.on_slack("Olga Organiser")
    ana = world.member("slack", "Ana Example")
    olga.says(f"organiser {world.number(ana)}")
    olga.says("forget me")
    olga.presses("Leave and erase")
    assert [row.nominated_by_id for row in world.all(Member) if row.name == "Ana Example"] == [None]
    assert organisers(world) == {"Otto Organiser"}


@pytest.mark.on("sqlite")
def test_whoever_runs_it_can_agree_where_nobody_else_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    olga = world.on_slack("Olga Organiser")
    ana = world.member("slack", "Ana Example")
    number = world.number(ana)
    monkeypatch.setenv("DATABASE_URL", world.database_url)
    assert main(["organiser", "confirm", str(number)]) == 2
    assert "Nobody is put forward" in capsys.readouterr().err
    olga.says(f"organiser {number}")
    assert main(["organiser", "confirm", str(number)]) == 0
    assert "Ana Example is an organiser now" in capsys.readouterr().out
    assert "Ana Example" in organisers(world)


def test_an_organiser_does_not_confirm_where_they_work_themselves(world: World) -> None:
    olga = world.on_slack("Olga Organiser")
    otto = world.second_organiser()
    olga.begins("me")
    olga.fills({"Where do you work": "Leeds City Council"}, submit="Save")
    me = world.number(olga)
    olga.says(f"confirm {me}")
    assert "Another organiser confirms where you work" in olga.sees()
    assert [row.confirmed_at for row in world.all(Member) if row.id == me] == [None]
    otto.says(f"confirm {me}")
    assert [row.confirmed_at for row in world.all(Member) if row.id == me] != [None]
