"""What somebody found wrong in what another wrote."""

from sqlalchemy import BigInteger, Column, ForeignKey, Text
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, maybe_moment, moment


class Report(SQLModel, table=True):
    """Something wrong here: what it is about is hidden from all but its author until an organiser decides.

    It is about a reflection, or about `words` that stand nowhere else; then `about` says which messages have them, such
    as "words 12". Who reported it is shown to nobody. `wanted` is
    what an organiser asked its author to change.
    """

    __tablename__ = "report"
    id: int | None = Field(default=None, primary_key=True)
    reflection_id: int | None = PlainField(
        default=None,
        sa_column=Column(BigInteger, ForeignKey("reflection.id", ondelete="SET NULL"), index=True),
    )
    words: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    about: str = Field(default="", index=True)
    author_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    reporter_id: int | None = Field(default=None, foreign_key="member.id", index=True, ondelete="SET NULL")
    state: str = "waiting"  # waiting · asked · restored · removed
    wanted: str = PlainField(default="", sa_column=Column(Text, nullable=False))
    written_at: datetime = moment()
    made_at: datetime = moment(index=True)
    decided_at: datetime | None = maybe_moment()
