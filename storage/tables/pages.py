"""The organisers' pages: who has them open, and how far an organisation has come on its way in."""

from storage.tables.base import Field, SQLModel, datetime, maybe_moment, moment


class Visit(SQLModel, table=True):
    """A browser in which an organiser opened the pages. Only the digest of its secret is kept."""

    __tablename__ = "visit"
    digest: str = Field(primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    began_at: datetime = moment()
    until: datetime = moment(index=True)


class Approach(SQLModel, table=True):
    """How far an organisation is on its way in, as an organiser noted it. That it is connected is seen otherwise."""

    __tablename__ = "approach"
    organisation_id: int = Field(primary_key=True, foreign_key="organisation.id")
    state: str = "invited"  # invited · with IT · approved
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    moved_at: datetime | None = maybe_moment()
