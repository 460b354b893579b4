"""The processes that run the bot."""

from storage.tables.base import Field, SQLModel, datetime, moment


class Pulse(SQLModel, table=True):
    """A process in which time passes: since when, and when it last did. Its clock is the process's own."""

    __tablename__ = "pulse"
    process: str = Field(primary_key=True)
    started_at: datetime = moment()
    at: datetime = moment()
