"""What members mean to try, what came of it, and who used what another wrote."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import Commitment, Reflection, Use


def mine(session: Session, commitment_id: int, member_id: int) -> Commitment | None:
    """One's own by number."""
    row = session.get(Commitment, commitment_id)
    return row if row and row.member_id == member_id else None


def going_on(session: Session, member_id: int, reflection_id: int | None = None) -> Sequence[Commitment]:
    """What a member means to try and has not closed yet, the next one first; after one reflection only, where given."""
    query = select(Commitment).where(Commitment.member_id == member_id, Commitment.state == "open")
    if reflection_id is not None:
        query = query.where(Commitment.reflection_id == reflection_id)
    return session.exec(query.order_by(col(Commitment.due), col(Commitment.id))).all()


def closed(session: Session, member_id: int, limit: int) -> Sequence[Commitment]:
    """What came of the others, the newest answer first."""
    return session.exec(
        select(Commitment)
        .where(Commitment.member_id == member_id, Commitment.state != "open")
        .order_by(col(Commitment.answered_at).desc(), col(Commitment.id).desc())
        .limit(limit)
    ).all()


def to_ask(session: Session, now: datetime, most: int) -> Sequence[Commitment]:
    """Those whose day has come and whose member was not asked yet."""
    return session.exec(
        select(Commitment)
        .where(Commitment.state == "open", col(Commitment.ask_at) <= now)
        .order_by(col(Commitment.ask_at), col(Commitment.id))
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def shown_with(session: Session, reflection_ids: Sequence[int]) -> Mapping[int, list[Commitment]]:
    """What stands with these reflections, for whoever may read them."""
    found: dict[int, list[Commitment]] = {number: [] for number in reflection_ids}
    query = select(Commitment).where(col(Commitment.reflection_id).in_(reflection_ids), Commitment.shown)
    for row in session.exec(query.order_by(col(Commitment.id))).all():
        found[row.reflection_id].append(row)
    return found


# --- who used what -----------------------------------------------------------------------------------------------


def use_of(session: Session, member_id: int, reflection_id: int) -> Use | None:
    """That somebody used something."""
    mine = (Use.member_id == member_id, Use.reflection_id == reflection_id)
    return session.exec(select(Use).where(*mine)).one_or_none()


def untold(session: Session, author_id: int) -> Sequence[tuple[Use, Reflection]]:
    """What of an author's was used without their having heard of it."""
    return [
        (use, reflection)
        for use, reflection in session.exec(
            select(Use, Reflection)
            .join(Reflection, col(Reflection.id) == col(Use.reflection_id))
            .where(Reflection.member_id == author_id, col(Use.told_at).is_(None), Use.words != "")
            .order_by(col(Use.used_at), col(Use.id))
        ).all()
    ]


def drop_words_before(session: Session, moment: datetime) -> None:
    """Let go of words that no author could be told of."""
    for row in session.exec(select(Use).where(col(Use.used_at) <= moment, Use.words != "")).all():
        row.words = ""
        session.add(row)
