"""Stocktakes: who answered what, and the counts of which only `bot.stocktake.pooling` decides what is told."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func, or_
from sqlmodel import Session, col, delete, select

from storage.tables import Member, Organisation, Stocktake, Taking, TakingAnswer

# --- those that organisers opened ------------------------------------------------------------------------------------


def get(session: Session, number: int) -> Stocktake | None:
    """One of them."""
    return session.get(Stocktake, number)


def every(session: Session) -> Sequence[Stocktake]:
    """All of them, the newest first."""
    return session.exec(select(Stocktake).order_by(col(Stocktake.id).desc())).all()


def open_ones(session: Session, place_id: int | None) -> Sequence[Stocktake]:
    """Those that somebody of this place may answer now."""
    mine = or_(col(Stocktake.place_id).is_(None), col(Stocktake.place_id) == place_id)
    return session.exec(select(Stocktake).where(Stocktake.state == "open", mine).order_by(col(Stocktake.id))).all()


def over(session: Session, today: date) -> Sequence[Stocktake]:
    """Those whose last day has passed."""
    return session.exec(select(Stocktake).where(Stocktake.state == "open", col(Stocktake.last) < today)).all()


def before(session: Session, row: Stocktake) -> Stocktake | None:
    """The last one of the same people of which anything may be told."""
    same = col(Stocktake.place_id).is_(None) if row.place_id is None else col(Stocktake.place_id) == row.place_id
    query = select(Stocktake).where(same, Stocktake.state == "closed", Stocktake.answered > 0)
    return session.exec(query.where(col(Stocktake.id) < row.id).order_by(col(Stocktake.id).desc()).limit(1)).first()


def telling(session: Session) -> Stocktake | None:
    """One of which somebody is still to be told."""
    query = select(Stocktake).where(col(Stocktake.told_up_to).is_not(None)).order_by(col(Stocktake.id)).limit(1)
    return session.exec(query).first()


def to_tell(session: Session, row: Stocktake, most: int) -> Sequence[Member]:
    """Whom to tell next: of an open one everybody whom it is for; of a closed one those who answered."""
    query = select(Member).where(Member.state == "member", col(Member.id) > (row.told_up_to or 0))
    if row.state == "closed":
        query = query.where(col(Member.id).in_(select(Taking.member_id).where(Taking.stocktake_id == row.id)))
    else:
        query = query.where(col(Member.confirmed_at).is_not(None))
        if row.place_id is not None:
            there = select(Organisation.id).where(Organisation.place_id == row.place_id)
            query = query.where(col(Member.organisation_id).in_(there))
    return session.exec(query.order_by(col(Member.id)).limit(most)).all()


def drop_of_place(session: Session, place_id: int) -> None:
    """A place has gone: so do its stocktakes, with what may be told of them."""
    session.exec(delete(Stocktake).where(col(Stocktake.place_id) == place_id))


# --- what somebody answered ------------------------------------------------------------------------------------------


def taking(session: Session, member_id: int, stocktake_id: int | None) -> Taking | None:
    """Somebody's part in one; without one, what they have begun by themselves and not ended."""
    query = select(Taking).where(Taking.member_id == member_id)
    if stocktake_id is None:
        mine = query.where(col(Taking.stocktake_id).is_(None), col(Taking.done_at).is_(None))
        return session.exec(mine.order_by(col(Taking.id).desc()).limit(1)).first()
    return session.exec(query.where(Taking.stocktake_id == stocktake_id)).first()


def taking_by(session: Session, number: int, member_id: int) -> Taking | None:
    """One of somebody's own, by number."""
    return session.exec(select(Taking).where(Taking.id == number, Taking.member_id == member_id)).first()


def takings(session: Session, member_id: int) -> Sequence[Taking]:
    """Everything somebody answered, the newest first."""
    return session.exec(select(Taking).where(Taking.member_id == member_id).order_by(col(Taking.id).desc())).all()


def answers(session: Session, taking_id: int) -> Mapping[str, TakingAnswer]:
    """What was answered, by what it is about."""
    rows = session.exec(select(TakingAnswer).where(TakingAnswer.taking_id == taking_id)).all()
    return {row.about: row for row in rows}


def answer(session: Session, taking_id: int, about: str, step: int | None = None, words: str = "") -> None:
    """Keep an answer instead of the one before; an empty one takes it away."""
    row = session.exec(
        select(TakingAnswer).where(TakingAnswer.taking_id == taking_id, TakingAnswer.about == about)
    ).first()
    if step is None and not words:
        if row is not None:
            session.delete(row)
        return
    row = row or TakingAnswer(taking_id=taking_id, about=about)
    row.step, row.words = step, words
    session.add(row)


def forget(session: Session, row: Taking) -> None:
    """Erase what somebody answered."""
    session.exec(delete(TakingAnswer).where(col(TakingAnswer.taking_id) == row.id))
    session.delete(row)
    session.flush()


def forget_before(session: Session, moment: datetime) -> None:
    """Erase what was answered before then; what was told of many stays."""
    old = select(Taking.id).where(col(Taking.began_at) < moment)
    session.exec(delete(TakingAnswer).where(col(TakingAnswer.taking_id).in_(old)))
    session.exec(delete(Taking).where(col(Taking.began_at) < moment))


# --- counting --------------------------------------------------------------------------------------------------------


def sums(session: Session, stocktake_id: int) -> Mapping[str, tuple[int, int]]:
    """Of each part how many answered, and the sum of their steps."""
    query = (
        select(TakingAnswer.about, func.count(col(TakingAnswer.id)), func.sum(TakingAnswer.step))
        .join(Taking, col(Taking.id) == col(TakingAnswer.taking_id))
        .where(Taking.stocktake_id == stocktake_id, col(TakingAnswer.step).is_not(None))
        .group_by(TakingAnswer.about)
    )
    return {about: (count, int(total or 0)) for about, count, total in session.exec(query).all()}


def answered(session: Session, stocktake_id: int) -> int:
    """How many people answered anything."""
    query = (
        select(func.count(col(Taking.id).distinct()))
        .join(TakingAnswer, col(TakingAnswer.taking_id) == col(Taking.id))
        .where(Taking.stocktake_id == stocktake_id, col(TakingAnswer.step).is_not(None))
    )
    return session.exec(query).one()


def beginnings(session: Session, stocktake_id: int) -> Mapping[str, int]:
    """How many would begin with which part."""
    query = select(Taking.leverage, func.count(col(Taking.id))).where(Taking.stocktake_id == stocktake_id)
    return dict(session.exec(query.where(Taking.leverage != "").group_by(Taking.leverage)).all())
