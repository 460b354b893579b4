"""The outbox, what stands where, and what was heard already."""

from sqlalchemy import Column, Index, Text
from sqlmodel import Field as PlainField
from sqlmodel import UniqueConstraint

from storage.tables.base import Field, SQLModel, datetime, maybe_moment, moment


class Delivery(SQLModel, table=True):
    """Something to be posted, changed or taken away on a platform.

    `key` is what the platform keeps with the message. `lane` is (platform, tenant, conversation) in one string: order
    is kept within it. `card` is dropped once delivered. `fence` grows with each claim: who holds an older one may not
    write. `begun_at` is when it was last said to be being sent. States: pending · claimed · sending · sent ·
    uncertain · dead; what is uncertain or dead holds up nothing that comes after it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_state_not_before", "state", "not_before"),
        Index("ix_delivery_lane_state", "lane", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str  # question · introduction · words · notice · answer
    act: str = "post"  # post · update · delete
    platform: str
    tenant: str
    lane: str
    address: str
    ref: str = ""  # the message that an update or a deletion is about; the message posted, once sent
    card: str | None = PlainField(default=None, sa_column=Column(Text, nullable=True))
    about: str = Field(default="", index=True)  # such as "asking 12": what the message is about
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True, ondelete="CASCADE")
    state: str = "pending"
    not_before: datetime = moment()
    owner: str = ""
    fence: int = 0
    lease_until: datetime | None = maybe_moment()
    attempts: int = 0
    error: str = ""
    begun_at: datetime | None = maybe_moment()
    made_at: datetime = moment()
    sent_at: datetime | None = maybe_moment()


class Notice(SQLModel, table=True):
    """Something to tell somebody unasked, when the message budget allows it. Rendered when it is sent.

    `about` is such as "asking 12". States: waiting · sent · dropped (expired, or not true any more).
    """

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("member_id", "kind", "about"), Index("ix_notice_state", "state", "not_before"))
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    kind: str  # introduction · follow-up · question · reminder · request · digest
    about: str
    not_before: datetime = moment()
    expires: datetime = moment()
    state: str = "waiting"
    sent_at: datetime | None = maybe_moment()


class Posting(SQLModel, table=True):
    """What stands where: a message of ours and what it is about. It has no words, and lives as long as the copy may."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("platform", "tenant", "conversation", "message"),)
    id: int | None = Field(default=None, primary_key=True)
    about: str = Field(index=True)
    platform: str
    tenant: str
    conversation: str
    message: str
    ref: str
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True, ondelete="CASCADE")
    posted_at: datetime = moment()


class Copy(SQLModel, table=True):
    """Whose words stand in a message of ours: the item they are of, such as "reflection 42" or "member 7". No words.

    `stale_for` is the author for whose sake the message is to be made anew.
    """

    __tablename__ = "copy"
    posting_id: int = Field(primary_key=True, foreign_key="posting.id", ondelete="CASCADE")
    item: str = Field(primary_key=True, index=True)
    position: int = 0
    stale_for: int | None = Field(default=None, foreign_key="member.id", index=True)


class SeenEvent(SQLModel, table=True):
    """An event that took effect: hearing it again changes nothing. Kept 14 days."""

    __tablename__ = "seen_event"
    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    event: str = Field(primary_key=True)
    seen_at: datetime = moment(index=True)


class UsedToken(SQLModel, table=True):
    """The token of a form or once-only button that was used, and what came of it: pressed twice, done once."""

    __tablename__ = "used_token"
    token: str = Field(primary_key=True)
    result: str = ""
    used_at: datetime = moment(index=True)
