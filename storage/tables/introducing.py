"""Rounds of introductions, their groups, how each went, and what was carried between them."""

from sqlalchemy import Index, UniqueConstraint

from storage.tables.base import Field, SQLModel, datetime, json_list, json_map, maybe_moment, moment


class Round(SQLModel, table=True):
    """One round. `inputs` and `seed` make it again; `outcome` says how good it is and by which weights.

    `unplaced` says who was left out, with the reason's key. A round that is *asking* waits until `closes_at` for those
    who want to be asked each time.
    """

    __tablename__ = "round"
    id: int | None = Field(default=None, primary_key=True)
    state: str = "draft"  # asking · matching · draft · approved · dropped
    seed: int = 0
    size: int = 2
    automatic: bool = False  # introduces without an organiser's look
    inputs: dict[str, object] = json_map()
    outcome: dict[str, object] = json_map()
    unplaced: list[dict[str, object]] = json_list()
    schedule_id: int | None = Field(default=None, foreign_key="schedule.id", ondelete="SET NULL")
    by_id: int | None = Field(default=None, foreign_key="member.id", ondelete="SET NULL")
    opened_at: datetime = moment()
    closes_at: datetime | None = maybe_moment()
    approved_at: datetime | None = maybe_moment()


class Group(SQLModel, table=True):
    """People introduced to each other. `reasons` has what stands behind each pair of them, as the engine told it.

    Until `introduced_at` it is a draft that nobody in it knows of. `origin` says how it came about: by a *round*, or
    otherwise, and `about` then what it is about, such as "challenge 12".
    """

    __tablename__ = "introduction_group"
    id: int | None = Field(default=None, primary_key=True)
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True, ondelete="CASCADE")
    origin: str = "round"
    about: str = ""
    reasons: list[dict[str, object]] = json_list()
    native: bool = False  # one conversation of their own platform; otherwise the bot carries
    introduced_at: datetime | None = maybe_moment(index=True)
    ended_at: datetime | None = maybe_moment()


class GroupMember(SQLModel, table=True):
    """One person's part in a group. `reach` is how they can be reached, until all of the group said how, or it ends."""

    __tablename__ = "introduction_member"
    __table_args__ = (UniqueConstraint("group_id", "member_id"),)
    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="introduction_group.id", ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True)
    answer: str = ""  # empty · hello · pass · known
    spoke_at: datetime | None = maybe_moment()
    proposes: bool = False  # whose turn it is to suggest a time
    met: str = ""  # empty · yes · some · not yet · no
    reach: str = ""


class Apart(SQLModel, table=True):
    """Somebody does not want to be introduced to somebody. Nobody is ever told, nor can tell."""

    __tablename__ = "apart"
    member_id: int = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    other_id: int = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    made_at: datetime = moment()


class Carried(SQLModel, table=True):
    """Words that were carried, without the words: whose, and which chat message they were, so that edits follow."""

    __tablename__ = "carried"
    __table_args__ = (Index("ix_carried_said", "said_platform", "said_tenant", "said_conversation", "said_message"),)
    id: int | None = Field(default=None, primary_key=True)
    group_id: int = Field(foreign_key="introduction_group.id", index=True, ondelete="CASCADE")
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    said_platform: str = ""
    said_tenant: str = ""
    said_conversation: str = ""
    said_message: str = ""
    carried_at: datetime = moment()
