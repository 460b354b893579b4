"""What somebody wrote is in no byte of the database's file, of its log, or of a backup, once they are forgotten."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.world import World

pytestmark = pytest.mark.on("sqlite")

MARKERS = ("marmalade", "kaleidoscop", "periscop", "wheelbarrow", "Quilliam")


def bytes_of(world: World) -> bytes:
    file = world.parts.database.file
    assert file is not None
    return b"".join(each.read_bytes() for each in file.parent.glob(file.name + "*"))


def test_no_byte_is_left(world: World, tmp_path: Path) -> None:
    """The index keeps stems, hence the markers' endings."""
    ana = world.member("slack", "Quilliam Example", "Leeds", challenge="sharing data")
    ben = world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    question = world.asks()
    for number in range(30):
        ben.reflects(f"Something else, number {number}", "The network") if number < 2 else None
    ana.begins("me")
    ana.fills({"What you do": "periscopes", "What others": "wheelbarrow"}, submit="Save")
    number = ana.reflects("marmalade first", "The network")
    ana.begins(f"edit {number}")
    ana.fills({"Your words": "marmalade kaleidoscopes"}, submit="Save")
    ana.replies_there("marmalade again", to=question)
    ben.says("search marmalade")
    olga = world.on_slack("Olga Organiser")
    olga.says("round")
    olga.presses("Introduce them")
    assert all(marker.encode() in bytes_of(world) for marker in MARKERS)
    ana.looks_up()
    ana.says("forget me")
    ana.presses("Leave and erase")
    for _ in range(4):
        world.settle()
    assert "The last of it is gone." in ana.sees()
    left = bytes_of(world)
    assert [marker for marker in MARKERS if marker.encode() in left] == []
    assert ana.hands.id.encode() not in left
    backup = tmp_path / "backup.db"
    with world.parts.database.engine.connect() as connection:
        connection.rollback()
        raw = connection.connection.driver_connection
        raw.execute(f"VACUUM INTO '{backup}'")
    assert [marker for marker in MARKERS if marker.encode() in backup.read_bytes()] == []
    with world.session() as session:
        session.connection().execute(
            text("INSERT INTO reflection_fts(reflection_fts, rank) VALUES('integrity-check', 1)")
        )
