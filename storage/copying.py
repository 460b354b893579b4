"""Everything that is kept, from one database into another: a backup, its way back, and moving to PostgreSQL.

A backup is an SQLite file, whichever database it is of. It is made anew from rows, so nothing that was erased is in it.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, text, update
from sqlmodel import SQLModel

from storage import erasing, migrate, record
from storage.database import Database

AT_ONCE = 500  # rows
OF_THE_MOMENT = frozenset({"pulse"})  # tables that say which processes run now: nobody wants those of then


class CannotCopyError(Exception):
    """Why nothing was copied, in words for whoever asked."""


def copy(source: Database, target: Database, act: str, now: datetime) -> Mapping[str, int]:
    """Copy every row into an empty database; how many each table has. All of it or nothing.

    What is read is one moment's state, whoever writes meanwhile. Before that `act` is put on record in the source, so
    that nothing goes out unrecorded; its copy has it too. Raises CannotCopyError.
    """
    if migrate.current(source) != migrate.newest():
        raise CannotCopyError("the database is not up to date; run “upstream migrate” first")
    migrate.upgrade(target)
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in OF_THE_MOMENT]
    with target.engine.connect() as there:
        if any(_count(there, table) for table in tables):
            raise CannotCopyError("there is something in it already")
    erasing.remove_all(source)
    with source.write() as session:
        record.note(session, None, act, "", now)
    level = "SERIALIZABLE" if source.sqlite else "REPEATABLE READ"
    reading = source.engine.connect().execution_options(isolation_level=level, upstream_reads=True)
    with reading as rows, rows.begin(), target.engine.connect() as there, there.begin():
        for table in tables:
            _copy_table(rows, there, table)
        counts = {table.name: (_count(rows, table), _count(there, table)) for table in tables}
        if wrong := [name for name, (here, copied) in counts.items() if here != copied]:
            raise CannotCopyError(f"not everything arrived: {', '.join(wrong)}")
    return {name: copied for name, (_, copied) in counts.items()}


def _copy_table(rows: Connection, there: Connection, table: Table) -> None:
    there.execute(delete(table))  # what a trigger made of the tables before
    found = rows.execution_options(yield_per=AT_ONCE).execute(select(table).order_by(*table.primary_key)).mappings()
    inward = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    later: list[dict[str, Any]] = []  # what points to a row of the same table, which may not be there yet
    while some := [dict(row) for row in islice(found, AT_ONCE)]:
        later += [{"number": row["id"], "to": row[name], "name": name} for row in some for name in inward if row[name]]
        there.execute(insert(table), [row | dict.fromkeys(inward) for row in some])
    for link in later:
        there.execute(update(table).where(table.c.id == link["number"]).values({link["name"]: link["to"]}))
    if there.dialect.name == "postgresql" and "id" in table.columns:
        _number_on(there, table)


def _number_on(there: Connection, table: Table) -> None:
    """PostgreSQL counts in a sequence, which rows that bring their number do not move."""
    sequence = there.execute(select(func.pg_get_serial_sequence(f'"{table.name}"', "id"))).scalar()
    if sequence:
        last = there.execute(select(func.max(table.c.id))).scalar()
        there.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last or 1})


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
