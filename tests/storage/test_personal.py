"""Nothing is kept about anybody that is not placed: every column of every table, and what becomes of it."""

import pytest
from sqlmodel import SQLModel

import content
from storage.personal import KEPT, Leaving
from tests.world import Person, World

pytestmark = pytest.mark.on("sqlite", "postgres")

TABLES = dict(SQLModel.metadata.tables)


def test_every_table_is_placed() -> None:
    assert TABLES.keys() == KEPT.keys()


@pytest.mark.parametrize("name", sorted(KEPT))
def test_every_column_is_placed_once(name: str) -> None:
    kept = KEPT[name]
    named = [*kept.personal.split(), *kept.whose.split(), *kept.others.split(), *kept.plain.split()]
    assert sorted(named) == sorted(TABLES[name].columns.keys())
    assert set(kept.emptied.split()) <= set(kept.personal.split())


@pytest.mark.parametrize("name", sorted(KEPT))
def test_every_column_with_a_members_number_says_whose_it_is(name: str) -> None:
    kept = KEPT[name]
    pointing = {c.name for c in TABLES[name].columns for key in c.foreign_keys if key.column.table.name == "member"}
    assert pointing - {kept.whose, *kept.others.split()} == set()
    assert (kept.leaving in {Leaving.GO, Leaving.EMPTIED}) <= bool(kept.whose)


def test_everything_that_is_handed_over_has_a_heading() -> None:
    wording = content.load().wording
    for name, kept in KEPT.items():
        if kept.personal and (kept.whose or kept.through):
            assert wording.has(f"export.about.{name.replace('_', '-')}"), name


def test_what_is_personal_and_not_handed_over_as_rows_is_known() -> None:
    """Of these it is said with something else: what one faces, where one chats, whom one met and why.

    Who is expected is nobody here yet.
    """
    elsewhere = {"challenge", "code", "expected", "introduction_group", "tenant"}
    assert {name for name, kept in KEPT.items() if kept.personal and not (kept.whose or kept.through)} == elsewhere


def test_who_left_stands_in_no_personal_column(world: World) -> None:
    """What is handed over of somebody who left is their number's acts and nothing that they said."""
    from storage import personal  # noqa: PLC0415

    ana: Person = world.member("slack", "Ana Example", "Leeds")
    ana.reflects("marmalade", "The network")
    number = world.number(ana)
    ana.says("forget me")
    ana.presses("Leave and erase")
    for _ in range(4):
        world.settle()
    with world.session() as session:
        held = personal.held_about(session, number)
    assert not any(rows for table, rows in held.items() if table != "member" and KEPT[table].leaving is Leaving.GO)
    (row,) = held["member"]
    assert not {"Ana Example", "Leeds"} & set(map(str, row.values()))
