"""An organiser stops being one: by themselves, or as two others agree; the pages are closed to them at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from adapters.main import main
from bot.errors import SetupError
from bot.people import stopping
from storage.tables import Audit, Member, OneTimeLink
from storage.tables import Visit as VisitRow
from tests.web.visiting import Visit, link_of
from tests.world import Person, World


def organisers(world: World) -> set[str]:
    return {row.name for row in world.all(Member) if row.organiser}


@pytest.fixture
def olga(world: World) -> Person:
    return world.on_slack("Olga Organiser")


@pytest.fixture
def otto(world: World) -> Person:
    return world.second_organiser()


@pytest.mark.parametrize("platform", ["slack", "teams"])
def test_who_stops_is_a_member_and_out_of_the_pages(world: World, olga: Person, otto: Person, platform: str) -> None:
    goes, stays = (olga, otto) if platform == "slack" else (otto, olga)
    visit = Visit.of(goes)
    goes.says("pages")
    goes.says("stop organising")
    assert "Stop being an organiser?" in goes.sees()
    assert organisers(world) == {"Olga Organiser", "Otto Organiser"}
    goes.presses("Stop organising")
    assert "You are not an organiser any more" in goes.sees()
    assert organisers(world) == {stays.name}
    assert world.all(VisitRow) == world.all(OneTimeLink) == []
    visit.opens("overview")
    assert visit.answer.status_code == 401
    late = Visit(world.beside.address)
    late.enters(link_of(goes))
    assert late.answer.status_code == 410
    assert world.all(Audit)[-3].act == "stopped organising"  # then she was turned away twice
    goes.says("organise")
    assert "only organisers" in goes.sees().lower()
    stays.says("stop organising")
    assert "You are the only organiser" in stays.sees()


def test_of_two_neither_takes_it_from_the_other(
    world: World, olga: Person, otto: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = world.number(otto)
    olga.says(f"organiser remove {number}")
    assert f"upstream organiser remove {number}" in olga.sees()
    assert len(organisers(world)) == 2
    monkeypatch.setenv("DATABASE_URL", world.database_url)
    assert main(["organiser", "remove", "77"]) == 2
    assert main(["organiser", "remove", str(number)]) == 0
    assert "Otto Organiser is no organiser any more" in capsys.readouterr().out
    world.now = max(world.now, datetime.now(UTC))  # by whose clock the command line works
    world.later(minutes=1)
    assert "Others decided that" in otto.sees()
    assert organisers(world) == {"Olga Organiser"}
    assert main(["organiser", "remove", str(world.number(olga))]) == 2
    assert "only organiser" in capsys.readouterr().err


def test_of_three_two_agree_and_whom_it_is_about_has_no_say(world: World, olga: Person, otto: Person) -> None:
    ana = world.on_slack("Ana Example")
    world.promote(ana)
    number = world.number(otto)
    olga.says(f"organiser remove {number}")
    assert "is put forward to stop" in olga.sees()
    olga.says(f"organiser remove yes {number}")
    assert "so another organiser has to agree" in olga.sees()
    otto.says("organise")
    assert "should stop" not in otto.sees()
    otto.says(f"organiser remove no {number}")
    assert "The other organisers decide that" in otto.sees()
    ana.says("organise")
    ana.presses("Not now")
    assert [row.nominated_by_id for row in world.all(Member) if row.name == "Otto Organiser"] == [None]
    olga.says(f"organiser remove {number}")
    ana.says("organise")
    assert "Olga Organiser says that Otto Organiser should stop being an organiser" in ana.sees()
    ana.presses("Agree")
    assert organisers(world) == {"Olga Organiser", "Ana Example"}
    assert "Others decided that" in otto.sees()
    assert {"put forward to stop organising", "kept as organiser", "ended as organiser"} <= {
        row.act for row in world.all(Audit)
    }


@pytest.mark.thorough
@pytest.mark.on("postgres")
def test_two_who_stop_at_once_leave_one(world: World, olga: Person, otto: Person) -> None:
    def ends(person: Person) -> str:
        with world.parts.database.write() as session:
            return stopping.ended_by_hand(session, world.parts.content, world.number(person), world.now).name

    with ThreadPoolExecutor(1) as beside:
        with world.parts.database.write() as session:
            stopping.ended_by_hand(session, world.parts.content, world.number(olga), world.now)
            second = beside.submit(ends, otto)
            with pytest.raises(TimeoutError):  # it waits until the first is through
                second.result(0.3)
        with pytest.raises(SetupError):
            second.result(10)
    assert organisers(world) == {"Otto Organiser"}


def test_whom_somebody_put_forward_is_not_put_forward_once_they_stopped(world: World, olga: Person) -> None:
    ana = world.member("slack", "Ana Example")
    olga.says(f"organiser {world.number(ana)}")
    olga.says("stop organising")
    olga.presses("Stop organising")
    assert [row.nominated_by_id for row in world.all(Member) if row.name == "Ana Example"] == [None]
