"""What organisers did, files that went out about somebody, and short-lived codes."""

from storage.tables.base import Field, SQLModel, datetime, moment


class Audit(SQLModel, table=True):
    """An organiser's act: who, when, what, about what. No words of members."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment(index=True)
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    act: str
    about: str = ""


class HandedOver(SQLModel, table=True):
    """A file with everything held about a member was made: when, and whether by whoever runs the bot.

    For that member alone; it goes when they leave.
    """

    __tablename__ = "handed_over"
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE", index=True)
    at: datetime = moment(index=True)
    by_server: bool = False


class Code(SQLModel, table=True):
    """A code shown in a chat and typed elsewhere within ten minutes: it says which account it was shown to."""

    __tablename__ = "code"
    code: str = Field(primary_key=True)
    purpose: str  # organiser · link
    platform: str
    tenant: str
    user: str
    name: str = ""
    direct: str = ""
    until: datetime = moment()
