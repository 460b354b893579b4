"""What every table shares: a naming convention, so that migrations can name what they change."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.types import Moment

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def moment(*, index: bool = False) -> Any:
    """A column of an aware moment that is always there."""
    return Field(sa_type=Moment, index=index)


def maybe_moment(*, index: bool = False) -> Any:
    """A column of an aware moment that may be missing."""
    return Field(default=None, sa_type=Moment, index=index, nullable=True)


def json_list() -> Any:
    """A column with a short list of words, as JSON."""
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


def json_map() -> Any:
    """A column with a small map, as JSON."""
    return Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


__all__ = ["Field", "SQLModel", "datetime", "json_list", "json_map", "maybe_moment", "moment"]
