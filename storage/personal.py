"""What is kept about people: every column of every table is named here, and what becomes of it.

`export me` hands over the personal columns; leaving erases or empties them. A test holds this complete: a new column
has to be placed before anything else works.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlmodel import Session, SQLModel


class Leaving(StrEnum):
    """What becomes of a member's rows when they leave."""

    GO = "go"  # the rows go
    EMPTIED = "emptied"  # the rows stay, so that others' history keeps its shape, without the columns in `emptied`
    STAY = "stay"  # the rows say a number, and nobody knows any more whose it was
    APART = "apart"  # not found by a member's number: seen to where it is written


@dataclass(frozen=True)
class Kept:
    """What a table keeps about somebody. `whose` is the column with the member's number.

    `through` is a column with the number of a row of another table that is theirs: "reflection_id reflection".
    """

    personal: str = ""
    whose: str = ""
    others: str = ""  # columns with other members' numbers; emptied when these leave
    plain: str = ""  # says nothing about anybody
    through: str = ""
    leaving: Leaving = Leaving.STAY
    emptied: str = ""

    @property
    def columns(self) -> set[str]:
        """Every column that is named."""
        return {*self.personal.split(), *self.whose.split(), *self.others.split(), *self.plain.split()}


KEPT: Mapping[str, Kept] = {
    "account": Kept(
        "platform tenant user name zone chat preferred direct guest reachable seen_at",
        "member_id",
        plain="id",
        leaving=Leaving.GO,
    ),
    "approach": Kept("moved_at", "by_id", plain="organisation_id state"),
    "asking": Kept(plain="id schedule_id slot prompt question principle space_ids asked_at recount counted"),
    "apart": Kept("made_at", "member_id", others="other_id", leaving=Leaving.GO),
    "asked": Kept(
        "state told_at answered_at said_platform said_tenant said_conversation said_message",
        "member_id",
        plain="id request_id",
        leaving=Leaving.GO,
    ),
    # what a workgroup made stays with it when who wrote it down leaves: `storage.leaving`
    "asset": Kept(
        "title link words for_whom not_when made_at edited_at",
        "maker_id",
        others="reporter_id",
        plain="id workgroup_id terms places place_id hidden_at looked_at",
        leaving=Leaving.APART,
    ),
    "asset_name": Kept("asset_id", "member_id", leaving=Leaving.GO),
    "asset_use": Kept("asset_id words named shown used_at", "member_id", plain="id elsewhere", leaving=Leaving.GO),
    "audit": Kept("at act about", "by_id", plain="id"),  # goes after its own time
    "carried": Kept(
        "said_platform said_tenant said_conversation said_message carried_at",
        "member_id",
        plain="id group_id",
        leaving=Leaving.GO,
    ),
    # a suggestion in somebody's own words has no author; it goes with the last person who named it
    "challenge": Kept("slug name", plain="id state merged_into_id", leaving=Leaving.APART),
    "code": Kept("code platform tenant user name direct", plain="purpose until", leaving=Leaving.APART),  # ten minutes
    "commitment": Kept(
        "words lesson due ask_at moved state shown made_at answered_at",
        "member_id",
        plain="id reflection_id",
        leaving=Leaving.GO,
    ),
    "copy": Kept(whose="stale_for", plain="posting_id item position", leaving=Leaving.APART),
    "delivery": Kept(
        "kind platform tenant lane address ref card made_at sent_at",
        "member_id",
        plain="id key act about state not_before owner fence lease_until begun_at attempts error",
        leaving=Leaving.APART,
    ),
    "departure": Kept("made_at at", "by_id", plain="id place_id state"),
    "erasure": Kept("address language asked_at", "member_id", plain="id state", leaving=Leaving.APART),
    "expected": Kept("digest role until", plain="organisation_id", leaving=Leaving.APART),  # nobody here yet
    "former_place": Kept("place_id until", "member_id", leaving=Leaving.GO),
    "gathering": Kept(
        "title made_at", "by_id", plain="id kind day clock zone place questions reading draft revised why state stage"
    ),
    "gathering_answer": Kept(  # goes with its reflection
        "question reflection_id", plain="gathering_id", through="reflection_id reflection", leaving=Leaving.APART
    ),
    "gathering_part": Kept("comes", "member_id", plain="id gathering_id", leaving=Leaving.GO),
    "handed_over": Kept("at by_server", "member_id", plain="id", leaving=Leaving.GO),
    "handbook": Kept("title introduction first last made_at", "by_id", plain="id state"),
    "handbook_piece": Kept(
        "reflection_id answer asked_at answered_at",
        "member_id",
        plain="id handbook_id position left_out",
        leaving=Leaving.GO,
    ),
    "handbook_theme": Kept(plain="id handbook_id principle title introduction position left_out"),
    "heard": Kept("disagreement state made_at posted_at", "by_id", plain="id numbers"),
    "held": Kept(
        "words said_platform said_tenant said_conversation said_message until",
        "member_id",
        plain="id asking_id heard_id",
        leaving=Leaving.GO,
    ),
    "installation": Kept(
        plain="platform tenant bot_user token refresh_token expires_at renewing_until version scopes installed_at "
        "ended_at"
    ),
    "introduction_group": Kept(
        "reasons", plain="id round_id native ended_at origin about introduced_at", leaving=Leaving.APART
    ),
    "introduction_member": Kept(
        "group_id answer spoke_at proposes met reach",
        "member_id",
        plain="id",
        leaving=Leaving.EMPTIED,
        emptied="answer spoke_at met reach",
    ),
    "invitation": Kept("made_at until used_at platform tenant", "by_id", plain="code_hash organisation_id off"),
    "learning_set": Kept("made_at", "by_id", plain="id state asks_until next_after few_told"),
    "meaning": Kept(plain="reflection_id vector change", leaving=Leaving.APART),  # goes with its reflection
    "member": Kept(
        "name organisation_id confirmed_at state role about language zone introductions usual_audience questions "
        "requests reminders digest workgroups keeps_replies next_round snoozed_until organiser paused_at joined_at "
        "left_at stays",
        "id",
        others="nominated_by_id",
        leaving=Leaving.EMPTIED,
        emptied="name organisation_id confirmed_at role about language zone introductions usual_audience questions "
        "requests reminders digest workgroups keeps_replies next_round snoozed_until organiser paused_at stays",
    ),
    "member_challenge": Kept("challenge_id stance", "member_id", leaving=Leaving.GO),
    "notice": Kept("kind about not_before expires state sent_at", "member_id", plain="id", leaving=Leaving.GO),
    "one_time_link": Kept("purpose until", "member_id", plain="digest", leaving=Leaving.GO),
    "organisation": Kept(plain="id slug name kind place_id domains from_date to_date successor_id"),
    "pattern": Kept(plain="id heard_id position words version"),
    "pattern_change": Kept("before after made_at told_at", "by_id", plain="id pattern_id said_yes said_partly said_no"),
    "pattern_piece": Kept(
        "pattern_id reflection_id answer asked_at answered_at", "member_id", plain="id", leaving=Leaving.GO
    ),
    "pattern_vote": Kept(
        "pattern_id answer reflection_id voted_at", "member_id", plain="id version", leaving=Leaving.GO
    ),
    "place": Kept(plain="id slug name nation"),
    "posting": Kept(
        "about platform posted_at", "member_id", plain="id tenant conversation message ref", leaving=Leaving.GO
    ),
    "pulse": Kept(plain="process started_at at"),
    "prompt": Kept("slug question made_at", "by_id", plain="id ways_in principle parts challenges"),
    "quiet_period": Kept("first last made_at", "by_id", plain="id place_id"),
    "reflection": Kept(
        "words audience principle language hidden_at shown_from dated written_at edited_at kept_at goes_at "
        "organisation_id place_id asking_id imported_as said_platform said_tenant said_conversation said_message",
        "member_id",
        plain="id acl tags",
        leaving=Leaving.GO,
    ),
    "reflection_challenge": Kept(  # goes with its reflection
        "challenge_id reflection_id", through="reflection_id reflection", leaving=Leaving.APART
    ),
    "report": Kept(
        "words about state wanted written_at made_at decided_at",
        "author_id",
        others="reporter_id",
        plain="id reflection_id",
        leaving=Leaving.GO,
    ),
    "request": Kept(
        "kind words nameless state made_at until helped challenge_id",
        "member_id",
        plain="id reflection_id seed",
        leaving=Leaving.GO,
    ),
    "round": Kept(
        "opened_at approved_at",
        "by_id",
        plain="id state seed size inputs unplaced automatic outcome schedule_id closes_at",
    ),
    "schedule": Kept(
        "made_at",
        "by_id",
        plain="id playlist theme picked position replacement zone time weekdays every_weeks starts_on ends_on count "
        "introduces automatic nation on_holiday missed skipped paused_until space_ids state next_at",
    ),
    "season": Kept("name first last made_at", "by_id", plain="id"),
    "season_phase": Kept(plain="season_id phase first leaves"),
    "seen_event": Kept(plain="platform tenant event seen_at"),
    "set_commitment": Kept("words outcome made_at", "member_id", plain="id set_id", leaving=Leaving.GO),
    "set_meeting": Kept(others="presenter_id", plain="id set_id state dates choose_until at sent asked"),
    "set_member": Kept("state turns suits", "member_id", plain="id set_id", leaving=Leaving.GO),
    "set_question": Kept("words place", "member_id", plain="id meeting_id", leaving=Leaving.GO),
    "set_wish": Kept("made_at", "member_id", plain="id", leaving=Leaving.GO),
    "space": Kept(plain="id platform tenant conversation name address state since"),
    "stocktake": Kept(
        "opened_at last",
        "by_id",
        others="leader_id",
        plain="id place_id state closed_at answered pooled leverage told_up_to",
    ),
    "taking": Kept("stocktake_id began_at done_at leverage leads", "member_id", plain="id", leaving=Leaving.GO),
    "taking_answer": Kept(  # goes with what it is part of
        "about step words", through="taking_id taking", plain="id taking_id", leaving=Leaving.APART
    ),
    "tenant": Kept(
        "host",
        plain="platform tenant name organisation_id state since direct introductions carrying wider tokens_after",
        leaving=Leaving.APART,
    ),
    "use": Kept("words named used_at told_at", "member_id", plain="id reflection_id", leaving=Leaving.GO),
    "used_token": Kept(plain="token result used_at"),
    "visit": Kept("began_at until", "member_id", plain="digest", leaving=Leaving.GO),
    "workgroup": Kept(
        "theme leaves users meets progress made_at",
        "starter_id",
        others="convener_id reporter_id",
        plain="id challenge_id state suggested place_id ends_on prolonged ask_at progress_at begun_at ended_at "
        "edited_at hidden_at looked_at",
        leaving=Leaving.APART,
    ),
    "workgroup_member": Kept("workgroup_id joined_at", "member_id", leaving=Leaving.GO),
}


def held_about(session: Session, member_id: int) -> dict[str, list[dict[str, Any]]]:
    """Everything that is held about a member, table by table: the personal columns, as they stand."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, kept in KEPT.items():
        if kept.personal and (kept.whose or kept.through):
            table = _table(name)
            asked = select(*(table.c[column] for column in kept.personal.split())).where(_theirs(table, member_id))
            rows = session.connection().execute(asked.order_by(*table.primary_key.columns)).mappings()
            found[name] = [dict(row) for row in rows]
    return found


def _theirs(table: Table, member_id: int) -> ColumnElement[bool]:
    """The rows of a table that are about a member."""
    kept = KEPT[table.name]
    if kept.whose:
        return table.c[kept.whose] == member_id
    column, name = kept.through.split()
    parent = _table(name)
    return table.c[column].in_(select(parent.c.id).where(_theirs(parent, member_id)))


def erase(session: Session, member_id: int, now: datetime, but: Collection[str] = ()) -> None:
    """Erase what the registry says goes when somebody leaves, children before parents. Rows of `but` stay."""
    for table in _children_first():
        kept = KEPT[table.name]
        connection = session.connection()
        for column in kept.others.split():
            theirs = table.c[column] == member_id
            named = table.c[column].primary_key
            connection.execute(
                delete(table).where(theirs) if named else update(table).where(theirs).values({column: None})
            )
        if kept.leaving is Leaving.GO and table.name not in but:
            connection.execute(delete(table).where(table.c[kept.whose] == member_id))
        if kept.leaving is Leaving.EMPTIED:
            connection.execute(update(table).where(table.c[kept.whose] == member_id).values(_emptied(table.name)))
    member = _table("member")
    session.connection().execute(update(member).where(member.c.id == member_id).values(state="left", left_at=now))
    session.expire_all()


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]


@cache
def _children_first() -> Sequence[Table]:
    """Every table, before those that its rows point to."""
    return tuple(reversed(SQLModel.metadata.sorted_tables))


@cache
def _emptied(name: str) -> Mapping[str, object]:
    """What the columns that are emptied say before anybody has said anything."""
    table = _table(name)
    model = next(each.class_ for each in SQLModel._sa_registry.mappers if each.local_table is table)  # noqa: SLF001
    fields = {column: model.model_fields[column] for column in KEPT[name].emptied.split()}
    return {
        column: table.c[column].type.python_type() if field.is_required() else field.default
        for column, field in fields.items()
    }
