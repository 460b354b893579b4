"""Who is in the network, where they work, and where they chat."""

from datetime import date

from sqlalchemy import BigInteger, Column
from sqlmodel import Field as PlainField
from sqlmodel import UniqueConstraint

from storage.tables.base import Field, SQLModel, datetime, json_list, maybe_moment, moment


class Place(SQLModel, table=True):
    """A place: matching never joins two people of one. In files and filters its slug is called *council*."""

    __tablename__ = "place"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    nation: str = "England"


class Organisation(SQLModel, table=True):
    """A council or another body working in a place. `place_id` is empty for the network's own team."""

    __tablename__ = "organisation"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    kind: str = "council"  # council · police · health · housing · voluntary · team
    place_id: int | None = Field(default=None, foreign_key="place.id", index=True)
    domains: list[str] = json_list()
    from_date: date | None = None
    to_date: date | None = None
    successor_id: int | None = Field(default=None, foreign_key="organisation.id")


class Tenant(SQLModel, table=True):
    """A Slack workspace or Teams tenant that an organiser let in. `organisation_id` is empty where it is shared."""

    __tablename__ = "tenant"
    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    name: str = ""
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    state: str = "connected"  # connected · gone
    host: str = ""  # who installed it there: chooses its channels and confirms colleagues
    since: datetime = moment()
    # what an organiser lets the network do there; `storage.switches` says what follows from each
    direct: bool = True  # direct messages that nobody asked for
    introductions: bool = True
    carrying: bool = True  # words of an exchange come in and go out
    wider: bool = True  # its people may share with more than their place
    tokens_after: int | None = PlainField(default=None, sa_column=Column(BigInteger, nullable=True))  # to be made anew


class Member(SQLModel, table=True):
    """Somebody who joined. `state` is *member*, *left* or *stays*.

    Who left keeps nothing but the row's number. Of whom *stays* what they wrote for the network is left, when their
    place had gone; `stays` says under which name they wished that: *named · nameless*, or empty: none of it. What has
    no name of those who are named is all of one such row: `storage.leaving.nobody`.
    """

    __tablename__ = "member"
    id: int | None = Field(default=None, primary_key=True)
    name: str = ""
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    confirmed_at: datetime | None = maybe_moment()
    state: str = "member"
    role: str = ""
    about: str = ""
    language: str = "en"
    zone: str = "Europe/London"
    introductions: str = "ask"  # yes · ask · no
    usual_audience: str = ""  # empty until chosen once
    questions: str = "channel"  # channel · direct · no
    reminders: bool = False  # once, a working day or two later, where a question was not answered
    digest: bool = True  # Friday's digest
    requests: bool = True  # others may ask for twenty minutes, or for a line
    workgroups: bool = True  # is told of a workgroup that could be for them
    keeps_replies: bool = False  # agreed once that thread replies are kept
    next_round: str = ""  # in · out: what was said about the next round alone; empty: as `introductions` has it
    snoozed_until: date | None = None  # no introductions before this day; the last of all days: until they say so
    organiser: bool = False
    nominated_by_id: int | None = Field(  # an organiser who would have them be one too; a second has to agree
        default=None, foreign_key="member.id", ondelete="SET NULL"
    )
    paused_at: datetime | None = maybe_moment()
    joined_at: datetime = moment()
    left_at: datetime | None = maybe_moment()
    stays: str = ""


class Account(SQLModel, table=True):
    """Where a member chats. `direct` is the address of their own chat with the bot, as JSON; empty if unknown."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("platform", "tenant", "user"),)
    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, ondelete="CASCADE")
    platform: str
    tenant: str
    user: str
    direct: str = ""
    guest: bool = False
    reachable: bool = True
    name: str = ""  # as the platform told it last
    zone: str = ""
    chat: str = ""  # a web address that opens a chat with them for people of their own tenant
    preferred: bool = False  # chosen to be written to, where there are several; else where they spoke last
    seen_at: datetime = moment()


class Space(SQLModel, table=True):
    """A channel that an organiser made a home of the network. `address` is the address as JSON."""

    __tablename__ = "space"
    __table_args__ = (UniqueConstraint("platform", "tenant", "conversation"),)
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    tenant: str
    conversation: str
    name: str = ""
    address: str
    state: str = "home"  # home · away (its workspace took the app out) · gone · without (gone, and left so)
    since: datetime = moment()


class Challenge(SQLModel, table=True):
    """Something people wrestle with: from the content, or suggested by a member in their own words."""

    __tablename__ = "challenge"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    state: str = "content"  # content · suggested · kept · merged
    merged_into_id: int | None = Field(default=None, foreign_key="challenge.id")


class MemberChallenge(SQLModel, table=True):
    """What a member faces, or has worked on, or both."""

    __tablename__ = "member_challenge"
    member_id: int = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    challenge_id: int = Field(primary_key=True, foreign_key="challenge.id")
    stance: str = "faces"  # faces · worked on · both


class FormerPlace(SQLModel, table=True):
    """A place whose people somebody was among until their council merged or split.

    What was written for it before `until` they may still read. The row goes when they move by themselves.
    """

    __tablename__ = "former_place"
    member_id: int = Field(primary_key=True, foreign_key="member.id", ondelete="CASCADE")
    place_id: int = Field(primary_key=True, foreign_key="place.id", ondelete="CASCADE")
    until: datetime = moment()


class Expected(SQLModel, table=True):
    """Somebody on a list that an organiser brought: nobody here yet. When they join, where they work is confirmed.

    `digest` is made of their e-mail address or platform id; neither is kept. The row goes when they join, or `until`.
    """

    __tablename__ = "expected"
    digest: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    role: str = ""
    until: datetime = moment(index=True)
