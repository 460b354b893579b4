"""Whatever leaves as a file stands in the record: who and when, never a word; one's own file for oneself alone."""

from pathlib import Path

import httpx
import pytest

from adapters.main import main
from storage import record
from storage.tables import Audit, HandedOver
from tests.flows.test_export import link_of
from tests.web.visiting import Visit
from tests.world import Person, World


@pytest.fixture
def visit(world: World) -> Visit:
    return Visit.of(world.on_slack("Olga Organiser"))


def test_what_whoever_runs_it_takes_is_on_record_without_a_word_of_it(
    world: World, ana: Person, visit: Visit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana.reflects("Marmalade, for me alone.", "Only me")
    monkeypatch.setenv("DATABASE_URL", world.database_url)
    for line in (
        ["export", "reflections", f"{tmp_path}/all.jsonl"],
        ["member", "export", "Ana Example", "--output", f"{tmp_path}/ana.zip"],
        ["search", "marmalade", "--words-only", "--as", "Ana Example"],
        ["backup", f"{tmp_path}/kept.db"],
    ):
        assert main(line) == 0, line
    assert main(["backup", f"{tmp_path}/kept.db"]) == 2  # it is there already: nothing went out
    seen = visit.opens("record")
    for told in (
        "The server made a backup –",
        "The server exported every reflection –",
        "The server searched as a member Ana Example",
        "The server handed over a file to somebody who asked –",
    ):
        assert told in seen
    by_hand = [row for row in world.all(Audit) if row.by_id is None]
    assert [row.act for row in by_hand].count("made a backup") == 1
    assert "armalade" not in repr([(row.act, row.about) for row in world.all(Audit)])
    ana.says("export me")
    assert "by whoever runs me" in ana.sees()  # she alone hears that it was hers


def test_what_an_organiser_takes_along_from_the_pages_is_on_record(world: World, visit: Visit) -> None:
    assert visit.http.get(f"{visit.address}/organise/statistics/waiting.csv").status_code == 200
    assert visit.http.get(f"{visit.address}/organise/statistics/nothing.csv").status_code == 404
    assert "Olga Organiser took a table along Statistics: waiting.csv" in visit.opens("record")
    assert "lawrlwythodd dabl" in visit.opens("record?lang=cy")
    assert [row.act for row in world.all(Audit)].count("took a table along") == 1


def test_ones_own_file_is_told_to_oneself_alone_and_forgotten(world: World, ana: Person, visit: Visit) -> None:
    for _ in range(2):
        ana.says("export me")
        assert httpx.post(link_of(ana)).status_code == 200
    assert "by a link of yours" in ana.sees()
    assert [row.by_server for row in world.all(HandedOver)] == [False, False]
    assert "Ana" not in visit.opens("record").replace("confirmed Ana Example", "")
    ana.says("forget me")
    ana.presses("Leave and erase")
    assert world.all(HandedOver) == []


def test_days_and_switches_stand_in_the_record_in_the_readers_own_words(world: World, visit: Visit) -> None:
    world.on_slack("Olga Organiser").says("quiet 2026-12-21 2027-01-01")
    with world.parts.database.write() as session:
        record.note(session, None, "switched off carrying", "slack:T0123", world.now)
    seen = visit.opens("record")
    assert "set quiet days: 21 December 2026 – 1 January 2027" in seen
    assert "switched off: Carrying words to and from other workspaces" in seen
