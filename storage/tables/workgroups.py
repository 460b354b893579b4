"""Workgroups, and what they leave for others."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Integer, Text, UniqueConstraint
from sqlmodel import Field as PlainField

from storage.tables.base import Field, SQLModel, datetime, json_list, maybe_moment, moment


def _somebody() -> Column[int]:
    """A member who may leave; what they had a part in stays."""
    return Column(Integer, ForeignKey("member.id", ondelete="SET NULL"), nullable=True, index=True)


def _text() -> Column[str]:
    return Column(Text, nullable=False)


class Workgroup(SQLModel, table=True):
    """People of several places who work on one theme until a day, and leave something for others.

    The theme is a challenge, or `theme` in somebody's own words. States: suggested (an organiser may offer it) ·
    declined · gathering (until three places are in) · running · ending (its day has come, and it is asked what it
    leaves) · ended · lapsed (three places never came together) · removed (by an organiser). `ask_at` is when something
    is due: a line of progress, the end, or that it lapses. `place_id` is where whoever started it works. While it is
    `hidden_at`, its members alone see it.
    """

    __tablename__ = "workgroup"
    id: int | None = Field(default=None, primary_key=True)
    challenge_id: int | None = Field(default=None, foreign_key="challenge.id", index=True, ondelete="SET NULL")
    theme: str = PlainField(default="", sa_column=_text())
    leaves: str = PlainField(default="", sa_column=_text())  # what it will leave for others
    users: str = PlainField(default="", sa_column=_text())  # who would use that
    meets: str = PlainField(default="", sa_column=_text())  # where its members meet; for them alone
    progress: str = PlainField(default="", sa_column=_text())
    progress_at: datetime | None = maybe_moment()
    state: str = Field(default="gathering", index=True)
    suggested: bool = False  # by the bot
    starter_id: int | None = PlainField(default=None, sa_column=_somebody())
    convener_id: int | None = PlainField(default=None, sa_column=_somebody())
    place_id: int | None = Field(default=None, foreign_key="place.id")
    ends_on: date | None = None
    prolonged: bool = False
    ask_at: datetime | None = maybe_moment(index=True)
    made_at: datetime = moment()
    begun_at: datetime | None = maybe_moment()
    ended_at: datetime | None = maybe_moment()
    edited_at: datetime | None = maybe_moment()
    hidden_at: datetime | None = maybe_moment()
    looked_at: datetime | None = maybe_moment()  # an organiser found nothing wrong
    reporter_id: int | None = PlainField(default=None, sa_column=_somebody())


class WorkgroupMember(SQLModel, table=True):
    """Somebody is in a workgroup."""

    __tablename__ = "workgroup_member"
    workgroup_id: int = Field(primary_key=True, foreign_key="workgroup.id", ondelete="CASCADE")
    member_id: int = Field(primary_key=True, foreign_key="member.id", index=True, ondelete="CASCADE")
    joined_at: datetime = moment()


class Asset(SQLModel, table=True):
    """What a workgroup made for others. Its author is the group: it stays when one of them leaves.

    `terms` are the stems of its words with spaces around, for the search. `places` are the numbers of the places that
    made it. `place_id` is where `maker_id` works, who wrote it down. While it is `hidden_at`, its group alone sees it.
    """

    __tablename__ = "asset"
    id: int | None = Field(default=None, primary_key=True)
    workgroup_id: int = Field(foreign_key="workgroup.id", index=True, ondelete="CASCADE")
    title: str
    link: str = ""
    words: str = PlainField(default="", sa_column=_text())
    for_whom: str = PlainField(sa_column=_text())
    not_when: str = PlainField(sa_column=_text())
    terms: str = PlainField(default="", sa_column=_text())
    places: list[int] = json_list()
    place_id: int | None = Field(default=None, foreign_key="place.id")
    maker_id: int | None = PlainField(default=None, sa_column=_somebody())
    reporter_id: int | None = PlainField(default=None, sa_column=_somebody())
    made_at: datetime = moment(index=True)
    edited_at: datetime | None = maybe_moment()
    hidden_at: datetime | None = maybe_moment()
    looked_at: datetime | None = maybe_moment()  # an organiser found nothing wrong


class AssetName(SQLModel, table=True):
    """Somebody lets their name stand with what their workgroup made."""

    __tablename__ = "asset_name"
    asset_id: int = Field(primary_key=True, foreign_key="asset.id", ondelete="CASCADE")
    member_id: int = Field(primary_key=True, foreign_key="member.id", index=True, ondelete="CASCADE")


class AssetUse(SQLModel, table=True):
    """Somebody used an asset. `words` say what they changed; where they are not `shown` with it they go in time.

    `elsewhere`: in a place that had no part in making it.
    """

    __tablename__ = "asset_use"
    __table_args__ = (UniqueConstraint("member_id", "asset_id"),)
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", ondelete="CASCADE")
    asset_id: int = Field(foreign_key="asset.id", index=True, ondelete="CASCADE")
    words: str = PlainField(sa_column=_text())
    named: bool = False
    shown: bool = False
    elsewhere: bool = True
    used_at: datetime = moment(index=True)
