"""Rounds of introductions, their groups, and how each went."""

from sqlalchemy import UniqueConstraint

from storage.tables.base import Field, SQLModel, datetime, json_list, json_map, maybe_moment, moment


class Round(SQLModel, table=True):
    """One round. `inputs` and `seed` make it again; `unplaced` says who was left out, with the reason's key."""

    __tablename__ = "round"
    id: int | None = Field(default=None, primary_key=True)
    state: str = "draft"  # draft · approved · dropped
    seed: int = 0
    size: int = 2
    inputs: dict[str, object] = json_map()
    unplaced: list[dict[str, object]] = json_list()
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    opened_at: datetime = moment()
    approved_at: datetime | None = maybe_moment()


class Group(SQLModel, table=True):
    """People introduced to each other. `reasons` are codes with their variables, in order of weight.

    Without a round: one of them asked for the other, who said yes.
    """

    __tablename__ = "introduction_group"
    id: int | None = Field(default=None, primary_key=True)
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True, ondelete="CASCADE")
    reasons: list[dict[str, object]] = json_list()
    opener: str = ""  # slug of the question to begin with
    native: bool = False  # one conversation of their own platform; otherwise the bot carries
    ended_at: datetime | None = maybe_moment()


class GroupMember(SQLModel, table=True):
    """One person's part in a group."""

    __tablename__ = "introduction_member"
    __table_args__ = (UniqueConstraint("group_id", "member_id"),)
    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="introduction_group.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True)
    answer: str = ""  # empty · hello · pass · known
    spoke_at: datetime | None = maybe_moment()
    proposes: bool = False  # whose turn it is to suggest a time
