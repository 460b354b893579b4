"""Action learning sets: who is in one, when it meets, the next question until it was sent, each one's own commitment.

Nothing else of a set is kept: no notes, nobody's challenge, not who was there.
"""

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, json_list, maybe_moment, moment


class LearningSet(SQLModel, table=True):
    """Four to eight people from different places who meet monthly.

    States: forming (people are being asked, until `asks_until`) · going · ended. `next_after`: no date before then is
    proposed. `few_told` tells that those in it know that they are fewer than four.
    """

    __tablename__ = "learning_set"
    id: int | None = Field(default=None, primary_key=True)
    state: str = "forming"
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    made_at: datetime = moment()
    asks_until: datetime = moment()
    next_after: datetime = moment()
    few_told: bool = False


class SetWish(SQLModel, table=True):
    """Somebody would like to be in a set."""

    __tablename__ = "set_wish"
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    made_at: datetime = moment()


class SetMember(SQLModel, table=True):
    """Somebody in a set, or asked whether they would be. States: asked · in · no.

    `turns` counts how often they presented. `suits` says which of the proposed dates suit them: empty until they said,
    then such as "0 2", or "-" where none does; forgotten once a date is set.
    """

    __tablename__ = "set_member"
    __table_args__ = (UniqueConstraint("set_id", "member_id"),)
    id: int | None = Field(default=None, primary_key=True)
    set_id: int = Field(foreign_key="learning_set.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    state: str = "asked"
    turns: int = 0
    suits: str = ""


class SetMeeting(SQLModel, table=True):
    """One meeting. States: choosing (among `dates`, until `choose_until`) · set (for `at`) · met · missed.

    `sent` tells that the time to send the presenter's question has come. Who presented is not kept once it is over.
    """

    __tablename__ = "set_meeting"
    id: int | None = Field(default=None, primary_key=True)
    set_id: int = Field(foreign_key="learning_set.id", index=True, ondelete="CASCADE")
    presenter_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    state: str = Field(default="choosing", index=True)
    dates: list[str] = json_list()
    choose_until: datetime = moment()
    at: datetime | None = maybe_moment()
    sent: bool = False
    asked: bool = False  # whether they met


class SetQuestion(SQLModel, table=True):
    """The presenter's question, and where the set meets: the row goes in the transaction that sends it."""

    __tablename__ = "set_question"
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="set_meeting.id", index=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    words: str = PlainField(sa_column=Column(Text, nullable=False))
    place: str = PlainField(default="", sa_column=Column(Text, nullable=False))


class SetCommitment(SQLModel, table=True):
    """What somebody will do before their set meets next, for them alone: nothing here could make it anybody else's.

    `outcome`: empty · did · partly · not-yet · dropped. One a person: the next takes its place.
    """

    __tablename__ = "set_commitment"
    id: int | None = Field(default=None, primary_key=True)
    set_id: int = Field(foreign_key="learning_set.id", index=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    words: str = PlainField(sa_column=Column(Text, nullable=False))
    outcome: str = ""
    made_at: datetime = moment()
