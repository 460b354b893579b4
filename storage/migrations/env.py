"""How Alembic reaches the database: always with a connection that `storage.migrate` opened."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import storage.tables  # noqa: F401  (fills the metadata)
from storage.types import Moment

connection = context.config.attributes["connection"]


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How our column types are written down in a migration."""
    if kind == "type" and isinstance(item, Moment):
        return "Moment()"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def ours(_item: Any, name: str | None, *_: Any) -> bool:
    """The search index is made by `storage.fulltext`, not by migrations."""
    return not str(name).startswith("reflection_fts") and name not in {"vector", "ix_reflection_vector"}


context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    include_object=ours,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
