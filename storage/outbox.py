"""The outbox in the database: who may deliver what, and what became of it.

Every change checks owner and fence, so that a process which lost its lease cannot write over its successor. No
transaction is open while a message travels.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, Select, Update, exists, func, text, true, tuple_, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.database import DECIDED
from storage.tables import Delivery, Posting

UNFINISHED = ("pending", "claimed", "sending")
NOT_WANTED = ("superseded", "withdrawn", "left", "dropped")  # why something is dead without anything having failed
LOOKED_AT = 500  # due deliveries looked at for one claim, the tenants in turn

# --- deciding --------------------------------------------------------------------------------------------------------


def put(session: Session, *rows: Delivery) -> None:
    """Add deliveries."""
    session.info[DECIDED] = True
    session.add_all(rows)
    session.flush()


def supersede(session: Session, refs: Sequence[str], act: str) -> None:
    """Drop earlier changes of these messages that still wait: the next one says it all."""
    session.exec(
        update(Delivery)
        .where(col(Delivery.ref).in_(refs), col(Delivery.act) == act, col(Delivery.state) == "pending")
        .values(state="dead", card=None, error="superseded")
    )


def forget(session: Session, about: str) -> None:
    """Drop what waits to be posted about this. What is on its way loses its words, and is taken away once it stands."""
    _drop(session, col(Delivery.about) == about, "withdrawn")


def drop_waiting_for(session: Session, member_id: int) -> None:
    """Drop whatever waits to be sent to somebody who left, and where what was sent to them stands."""
    theirs = col(Delivery.member_id) == member_id
    _drop(session, theirs, "left")
    finished = col(Delivery.state).in_(("sent", "dead"))
    session.exec(update(Delivery).where(theirs, finished).values(address="", ref="", lane=""))
    session.exec(delete(Posting).where(col(Posting.member_id) == member_id))


def drop_unasked(session: Session, platform: str, tenant: str, kinds: Sequence[str]) -> None:
    """Drop what of these kinds waits to be sent to a workspace or tenant."""
    there = (col(Delivery.platform) == platform) & (col(Delivery.tenant) == tenant)
    _drop(session, there & col(Delivery.kind).in_(kinds) & col(Delivery.member_id).is_not(None), "withdrawn")


def not_there_yet(session: Session, about: str) -> Sequence[Delivery]:
    """What is to be posted about this and does not stand yet, as far as anybody knows."""
    posts = select(Delivery).where(Delivery.about == about, Delivery.act == "post", col(Delivery.card).is_not(None))
    return session.exec(posts).all()


def reword(session: Session, row: Delivery, card: str) -> None:
    """Let other words go instead. Whoever holds this and has not begun to send it may not begin any more."""
    this = update(Delivery).where(col(Delivery.id) == row.id)
    session.exec(this.where(col(Delivery.card).is_not(None)).values(card=card))
    _give_back(session, this.where(col(Delivery.state) == "claimed"))


def _drop(session: Session, which: ColumnElement[bool], why: str) -> None:
    """The fence grows, so that whoever holds one of these but has not begun to send it may not begin any more."""
    posts = which & (col(Delivery.act) == "post")
    on_its_way = col(Delivery.state) == "sending"
    session.exec(update(Delivery).where(posts, on_its_way).values(card=None))
    session.exec(
        update(Delivery)
        .where(posts, ~on_its_way, col(Delivery.card).is_not(None))
        .values(state="dead", card=None, error=why, fence=col(Delivery.fence) + 1)
    )


# --- what stands where -----------------------------------------------------------------------------------------------


def ref_of(session: Session, key: str) -> str:
    """Where the delivery with this key stands, as JSON; empty if it is not there."""
    return session.exec(select(Delivery.ref).where(Delivery.key == key)).one_or_none() or ""


def stands(session: Session, row: Posting) -> None:
    """Note that a message of ours stands somewhere, and what it is about."""
    session.add(row)
    session.flush()


def postings(session: Session, about: str) -> Sequence[Posting]:
    """Every message of ours about this."""
    return session.exec(select(Posting).where(Posting.about == about).order_by(col(Posting.id))).all()


def waiting_in(session: Session, lanes: Sequence[str]) -> Sequence[Delivery]:
    """What has not been sent yet in these lanes."""
    return session.exec(
        select(Delivery).where(col(Delivery.lane).in_(lanes), col(Delivery.state).in_(UNFINISHED))
    ).all()


def standing_in(session: Session, platform: str, tenant: str, conversation: str) -> Sequence[Posting]:
    """Every message of ours in a conversation."""
    here = (Posting.platform == platform, Posting.tenant == tenant, Posting.conversation == conversation)
    return session.exec(select(Posting).where(*here)).all()


def stands_no_more(session: Session, ref: str) -> None:
    """A message of ours was taken away."""
    session.exec(delete(Posting).where(col(Posting.ref) == ref))


# --- claiming --------------------------------------------------------------------------------------------------------


def database_time(session: Session) -> datetime | None:
    """What the database's clock says now; None for SQLite, whose clock is this machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    moment: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment.astimezone(UTC)


def anything_waits(session: Session) -> bool:
    """Whether anything has not been delivered yet, be it due or not."""
    return session.exec(select(Delivery.id).where(col(Delivery.state).in_(UNFINISHED)).limit(1)).first() is not None


def claim(
    session: Session, owner: str, now: datetime, lease: timedelta, most: int, room: Mapping[tuple[str, str], int]
) -> Sequence[Delivery]:
    """Take what is due: the first of each lane, of each (platform, tenant) at most what `room` says, in all `most`.

    A platform stands in `room` as (platform, ""): that is the room of each of its tenants that is not named itself.
    """
    _give_back_expired(session, now)
    taken: Counter[tuple[str, str]] = Counter()
    chosen: list[int] = []
    for number, platform, tenant in session.execute(_due(now, room)).all():
        key = (platform, tenant)
        if taken[key] < room.get(key, room[platform, ""]):
            taken[key] += 1
            chosen.append(number)
    for begin in range(0, len(chosen), most):  # where another process is taking the first of them, the next
        due = select(Delivery).where(col(Delivery.id).in_(chosen[begin : begin + most]), Delivery.state == "pending")
        found = _take(session, due.order_by(col(Delivery.id)), owner, now + lease, "claimed")
        if found:
            return found
    return ()


def _due(now: datetime, room: Mapping[tuple[str, str], int]) -> Select[tuple[int, str, str]]:
    """(number, platform, tenant) of what may go now: the first of its lane, and of each tenant no more than has room.

    What is under way, due (or was when it was decided, whatever the clock says now), or was tried and waits again,
    comes before what was decided later; what is only planned for another day does not.

    Written as one pass over what is unfinished: joined with itself, PostgreSQL, which remembers a table of delivered
    rows, took a plan that is quadratic in what waits.
    """
    full = [key for key, left in room.items() if key[1] and left <= 0]
    lanes = sql_select(
        col(Delivery.id),
        col(Delivery.platform),
        col(Delivery.tenant),
        col(Delivery.state),
        col(Delivery.not_before),
        func.row_number().over(partition_by=col(Delivery.lane), order_by=col(Delivery.id)).label("place"),
    ).where(
        col(Delivery.state).in_(UNFINISHED),
        (col(Delivery.not_before) <= now)
        | (col(Delivery.not_before) <= col(Delivery.made_at))
        | (col(Delivery.attempts) > 0)
        | (col(Delivery.state) != "pending"),
        col(Delivery.platform).in_({platform for platform, tenant in room if not tenant}),
    )
    if full:
        lanes = lanes.where(tuple_(col(Delivery.platform), col(Delivery.tenant)).not_in(full))
    first = lanes.subquery()
    turn = func.row_number().over(
        partition_by=(first.c.platform, first.c.tenant), order_by=(first.c.not_before, first.c.id)
    )
    due = (
        sql_select(first.c.id, first.c.platform, first.c.tenant, turn.label("turn"))
        .where(first.c.place == 1, first.c.state == "pending", first.c.not_before <= now)
        .subquery()
    )
    return (
        sql_select(due.c.id, due.c.platform, due.c.tenant)
        .where(due.c.turn <= max(room.values()))
        .order_by(due.c.turn, due.c.id)
        .limit(LOOKED_AT)
    )


def claim_ambiguous(
    session: Session, owner: str, now: datetime, lease: timedelta, most: int, room: Mapping[tuple[str, str], int]
) -> Sequence[Delivery]:
    """Take what was being sent when its process died, or its connection: it may or may not have arrived."""
    full = [key for key, left in room.items() if key[1] and left <= 0]
    query = (
        select(Delivery)
        .where(
            Delivery.state == "sending",
            col(Delivery.lease_until) < now,
            col(Delivery.platform).in_({platform for platform, tenant in room if not tenant}),
        )
        .order_by(col(Delivery.id))
        .limit(most)
    )
    if full:
        query = query.where(tuple_(col(Delivery.platform), col(Delivery.tenant)).not_in(full))
    return _take(session, query, owner, now + lease, "sending")


def _take(
    session: Session, query: SelectOfScalar[Delivery], owner: str, lease_until: datetime, state: str
) -> Sequence[Delivery]:
    rows = session.exec(query.with_for_update(skip_locked=True)).all()
    if rows:
        session.exec(
            update(Delivery)
            .where(col(Delivery.id).in_([row.id for row in rows]))
            .values(state=state, owner=owner, fence=col(Delivery.fence) + 1, lease_until=lease_until)
            .execution_options(synchronize_session=False)
        )
    for row in rows:
        session.expunge(row)
        row.state, row.owner, row.fence, row.lease_until = state, owner, row.fence + 1, lease_until
    return rows


def _give_back_expired(session: Session, now: datetime) -> None:
    """What was claimed but never begun goes back, once its lease ended."""
    expired = select(Delivery.id).where(Delivery.state == "claimed", col(Delivery.lease_until) < now)
    numbers = session.exec(expired.with_for_update(skip_locked=True)).all()
    if numbers:
        _give_back(session, update(Delivery).where(col(Delivery.id).in_(numbers)))


def _give_back(session: Session, which: Update) -> None:
    session.exec(which.values(state="pending", owner="", fence=col(Delivery.fence) + 1, lease_until=None))


# --- holding ---------------------------------------------------------------------------------------------------------


def _mine(row: Delivery) -> ColumnElement[bool]:
    return (col(Delivery.id) == row.id) & (col(Delivery.owner) == row.owner) & (col(Delivery.fence) == row.fence)


def mark(session: Session, row: Delivery, state: str, **values: object) -> bool:
    """Change a delivery that we hold. False when somebody else holds it by now: then nothing was changed."""
    return _changed_one(session, update(Delivery).where(_mine(row)).values(state=state, **values))


def _changed_one(session: Session, change: Update) -> bool:
    done = session.connection().execute(change)
    assert isinstance(done, CursorResult)
    return bool(done.rowcount)


def begin(session: Session, row: Delivery, now: datetime, lease_until: datetime, error: str) -> bool:
    """Say that a delivery we hold is being sent now; False when we hold it no more, or its words were withdrawn."""
    there = col(Delivery.card).is_not(None) | (col(Delivery.act) == "delete")
    change = update(Delivery).where(_mine(row), there)
    return _changed_one(
        session,
        change.values(
            state="sending",
            attempts=col(Delivery.attempts) + 1,
            begun_at=now,
            lease_until=lease_until,
            error=error,
        ),
    )


@dataclass(frozen=True)
class Held:
    """A delivery that we are sending, as it stands in the database by now."""

    card: str | None
    withdrawn: bool


def held(session: Session, row: Delivery) -> Held | None:
    """What has become of what we are sending; None when we do not hold it. Locks the row."""
    query = select(Delivery.card).where(_mine(row), Delivery.state == "sending")
    found = session.exec(query.with_for_update()).all()
    return Held(found[0], row.act == "post" and found[0] is None) if found else None


def hand_back(session: Session, ask_at: datetime, owner: str = "") -> None:
    """A process ended, or without an owner every one did: what was not begun goes back.

    What was being sent is to be asked for at `ask_at`: not at once, for the platform may still be taking it.
    """
    theirs = col(Delivery.owner) == owner if owner else true()
    _give_back(session, update(Delivery).where(theirs, col(Delivery.state) == "claimed"))
    session.exec(
        update(Delivery)
        .where(theirs, col(Delivery.state) == "sending", col(Delivery.lease_until) > ask_at)
        .values(lease_until=ask_at)
    )


def sent_since(session: Session, row: Delivery, moment: datetime) -> bool:
    """Whether the platform took anything else in the same tenant since then: if so, the tenant can be reached."""
    return session.exec(
        select(
            exists().where(
                col(Delivery.platform) == row.platform,
                col(Delivery.tenant) == row.tenant,
                col(Delivery.state) == "sent",
                col(Delivery.sent_at) > moment,
            )
        )
    ).one()


def drop_lane(session: Session, row: Delivery, error: str) -> None:
    """What waits behind a delivery whose place is gone has nowhere to go either."""
    session.exec(
        update(Delivery)
        .where(col(Delivery.lane) == row.lane, col(Delivery.state) == "pending")
        .values(state="dead", card=None, error=error)
    )


# --- looking and deciding again --------------------------------------------------------------------------------------


def waiting(session: Session, now: datetime | None = None) -> int:
    """How many deliveries are not finished; of those due by `now` only, where given."""
    query = select(func.count(col(Delivery.id))).where(col(Delivery.state).in_(UNFINISHED))
    return session.exec(query if now is None else query.where(col(Delivery.not_before) <= now)).one()


def by_state(session: Session) -> Sequence[tuple[str, str, int]]:
    """(platform, state, how many) of what is not finished, or failed."""
    which = col(Delivery.state).in_(UNFINISHED) | _has_failed()
    columns = (col(Delivery.platform), col(Delivery.state))
    found = session.exec(select(*columns, func.count(col(Delivery.id))).where(which).group_by(*columns)).all()
    return [(platform, state, many) for platform, state, many in found]


def oldest_due(session: Session, now: datetime) -> Mapping[str, datetime]:
    """Since when, platform by platform, the oldest delivery that is due has been waiting or under way."""
    due = (col(Delivery.state).in_(UNFINISHED), col(Delivery.made_at) <= now, col(Delivery.not_before) <= now)
    since = func.min(col(Delivery.made_at))
    found = session.exec(select(col(Delivery.platform), since).where(*due).group_by(col(Delivery.platform))).all()
    return dict(found)


def unfinished(session: Session, most: int) -> Sequence[Delivery]:
    """What waits or is under way, and what failed, the oldest first."""
    which = col(Delivery.state).in_(UNFINISHED) | _has_failed()
    return session.exec(select(Delivery).where(which).order_by(col(Delivery.id)).limit(most)).all()


def failed(session: Session, most: int, since: datetime) -> Sequence[Delivery]:
    """What failed and can still be tried again, of what was decided since then, the newest first."""
    which = _has_failed() & (col(Delivery.made_at) >= since) & _has_words()
    return session.exec(select(Delivery).where(which).order_by(col(Delivery.id).desc()).limit(most)).all()


def _has_failed() -> ColumnElement[bool]:
    return col(Delivery.state).in_(("uncertain", "dead")) & col(Delivery.error).not_in(NOT_WANTED)


def _has_words() -> ColumnElement[bool]:
    return col(Delivery.card).is_not(None) | (col(Delivery.act) == "delete")


def by_id(session: Session, number: int) -> Delivery | None:
    """A delivery by number."""
    return session.get(Delivery, number)


def again(session: Session, number: int, now: datetime) -> bool:
    """Let what failed, or waits for its next try, be tried at once. False where there is nothing left to be sent."""
    return _changed_one(
        session,
        update(Delivery)
        .where(
            col(Delivery.id) == number,
            col(Delivery.state).in_(("pending", "uncertain", "dead")),
            col(Delivery.error).not_in(NOT_WANTED),
            _has_words(),
        )
        .values(state="pending", not_before=now, attempts=0, error="", owner="", lease_until=None),
    )


def drop(session: Session, number: int) -> bool:
    """Send this no more, and forget its words. False where it was sent already, or is on its way."""
    return _changed_one(
        session,
        update(Delivery)
        .where(col(Delivery.id) == number, col(Delivery.state).in_(("pending", "claimed", "uncertain", "dead")))
        .values(state="dead", card=None, error="dropped", fence=col(Delivery.fence) + 1),
    )


def forget_words_before(session: Session, moment: datetime) -> None:
    """Drop the words of what failed and nobody tried again since."""
    session.exec(
        update(Delivery)
        .where(
            col(Delivery.state).in_(("uncertain", "dead")),
            col(Delivery.card).is_not(None),
            col(Delivery.not_before) < moment,
        )
        .values(card=None)
    )
