"""What people ask for about themselves: everything erased, or everything handed over."""

from storage.tables.base import Field, SQLModel, datetime, moment


class Erasure(SQLModel, table=True):
    """Words were erased or changed, and their last bytes are still to go: from the index, the file, standing messages.

    States: new · merged (out of the index) · clean (out of the file; messages still change) · last. `address` is where
    somebody who left hears that it is done, as JSON; empty where nobody left.
    """

    __tablename__ = "erasure"
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    state: str = "new"
    address: str = ""
    language: str = "en"
    asked_at: datetime = moment()


class Departure(SQLModel, table=True):
    """A place leaves the network at a named moment, or where it names none, the network closes.

    States: announced (it can be called off) · called off · over (everybody heard that) · parting (it is being done) ·
    gone.
    """

    __tablename__ = "departure"
    id: int | None = Field(default=None, primary_key=True)
    place_id: int | None = Field(default=None, foreign_key="place.id")
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()
    at: datetime = moment()
    state: str = Field(default="announced", index=True)


class OneTimeLink(SQLModel, table=True):
    """A link that opens something once, for one member, for ten minutes. Only the digest of its secret is kept."""

    __tablename__ = "one_time_link"
    digest: str = Field(primary_key=True)
    purpose: str  # export · along · pages
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    until: datetime = moment(index=True)
