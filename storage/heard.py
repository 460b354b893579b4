"""What we heard: patterns, the reflections they rest on, who says that they are true, and how they changed.

What may stand behind a pattern is decided inside each query, anew every time: its author said yes, it is shared with
the whole network under its author's name, and everybody in it may read it now.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, exists, func
from sqlmodel import Session, col, delete, select

from storage.reading import Reader, may_read, open_to_all, written_between
from storage.tables import Heard, Member, Pattern, PatternChange, PatternPiece, PatternVote, Reflection

SHOWN = "posted"

# --- what was heard --------------------------------------------------------------------------------------------------


def get(session: Session, number: int) -> Heard | None:
    """What was heard once, whatever became of it."""
    return session.get(Heard, number)


def draft(session: Session) -> Heard | None:
    """What is not posted yet."""
    return session.exec(select(Heard).where(Heard.state == "draft").order_by(col(Heard.id)).limit(1)).first()


def posted(session: Session, most: int, after: int = 0) -> Sequence[Heard]:
    """What was posted and stands, the newest first."""
    query = select(Heard).where(Heard.state == SHOWN).order_by(col(Heard.posted_at).desc(), col(Heard.id).desc())
    return session.exec(query.offset(after).limit(most)).all()


def patterns(session: Session, heard_id: int) -> Sequence[Pattern]:
    """Its patterns in order."""
    return session.exec(select(Pattern).where(Pattern.heard_id == heard_id).order_by(col(Pattern.position))).all()


def pattern(session: Session, number: int) -> tuple[Heard, Pattern] | None:
    """A pattern by number, with what it is part of."""
    query = select(Heard, Pattern).join(Pattern, col(Pattern.heard_id) == col(Heard.id)).where(Pattern.id == number)
    return session.exec(query).one_or_none()


def of_time(session: Session, begin: datetime, end: datetime) -> Sequence[Pattern]:
    """The patterns that were posted in this time and stand."""
    then = (Heard.state == SHOWN, col(Heard.posted_at) >= begin, col(Heard.posted_at) < end)
    query = select(Pattern).join(Heard, col(Heard.id) == col(Pattern.heard_id)).where(*then)
    return session.exec(query.order_by(col(Heard.posted_at), col(Pattern.position))).all()


def put(session: Session, row: Heard, sentences: Sequence[str]) -> set[int]:
    """Store a draft with these patterns; one keeps its place, and what it rests on. Who is to be asked again."""
    session.add(row)
    session.flush()
    known = {one.position: one for one in patterns(session, row.id or 0)}
    again: set[int] = set()
    for position, words in enumerate(sentences):
        one = known.pop(position, None) or Pattern(heard_id=row.id or 0, position=position, words=words)
        if one.words != words:
            again |= ask_again(session, one)
        one.words = words
        session.add(one)
    for gone in known.values():
        _drop_pattern(session, gone)
    session.flush()
    return again


def drop(session: Session, row: Heard) -> None:
    """Take a draft away, with what authors said to it."""
    for one in patterns(session, row.id or 0):
        _drop_pattern(session, one)
    session.delete(row)
    session.flush()


def _drop_pattern(session: Session, row: Pattern) -> None:
    for table in (PatternPiece, PatternVote, PatternChange):
        session.exec(delete(table).where(col(table.pattern_id) == row.id))
    session.delete(row)
    session.flush()


# --- how they changed ------------------------------------------------------------------------------------------------


def changes(session: Session, pattern_id: int) -> Sequence[PatternChange]:
    """How a pattern changed for everybody, the first time first."""
    told = (PatternChange.pattern_id == pattern_id, col(PatternChange.told_at).is_not(None))
    return session.exec(select(PatternChange).where(*told).order_by(col(PatternChange.id))).all()


def to_tell(session: Session, pattern_id: int) -> PatternChange | None:
    """What it is to say next, and does not yet."""
    waits = (PatternChange.pattern_id == pattern_id, col(PatternChange.told_at).is_(None))
    return session.exec(select(PatternChange).where(*waits)).first()


# --- what a pattern rests on -----------------------------------------------------------------------------------------


def may_rest_on(
    session: Session, who: Reader, now: datetime, first: date, last: date, most: int
) -> Sequence[Reflection]:
    """What was shared with the network in these days and this reader may read, newest first."""
    query = select(Reflection).where(written_between(first, last), open_to_all(now), may_read(who, now))
    return session.exec(query.order_by(col(Reflection.dated).desc(), col(Reflection.id)).limit(most)).all()


def may_be_asked_for(session: Session, who: Reader, now: datetime, number: int) -> Reflection | None:
    """One such reflection, if its author is a member who can be asked."""
    here = select(Member.id).where(Member.state == "member")
    mine = (col(Reflection.member_id).in_(here), open_to_all(now), may_read(who, now))
    return session.exec(select(Reflection).where(Reflection.id == number, *mine)).one_or_none()


def pieces(session: Session, pattern_id: int) -> Sequence[PatternPiece]:
    """All that authors were asked for behind a pattern, whatever they said."""
    return session.exec(select(PatternPiece).where(PatternPiece.pattern_id == pattern_id)).all()


def piece(session: Session, pattern_id: int, reflection_id: int) -> PatternPiece | None:
    """That an author was asked for this."""
    this = (PatternPiece.pattern_id == pattern_id, PatternPiece.reflection_id == reflection_id)
    return session.exec(select(PatternPiece).where(*this)).one_or_none()


def ask_again(session: Session, row: Pattern) -> set[int]:
    """A pattern says something else: who allowed their words to stand behind the old ones has allowed nothing yet."""
    allowed = [piece for piece in pieces(session, row.id or 0) if piece.answer == "yes"]
    for piece in allowed:
        piece.answer, piece.answered_at = "", None
        session.add(piece)
    return {piece.member_id for piece in allowed}


def take_back(session: Session, reflection_id: int) -> Sequence[int]:
    """What stood behind patterns with its author's word does so no more; the numbers of what was heard in them."""
    allowed = (PatternPiece.reflection_id == reflection_id, PatternPiece.answer == "yes")
    query = select(PatternPiece, Pattern.heard_id).join(Pattern, col(Pattern.id) == col(PatternPiece.pattern_id))
    found = session.exec(query.where(*allowed).order_by(col(PatternPiece.id))).all()
    for piece, _ in found:
        piece.answer, piece.answered_at = "", None
        session.add(piece)
    session.flush()
    return list(dict.fromkeys(heard_id for _, heard_id in found))


def leave_out(session: Session, row: PatternPiece) -> None:
    """An author is not asked for this (any more)."""
    session.delete(row)
    session.flush()


def rests_on(session: Session, pattern_id: int, who: Reader, now: datetime) -> Sequence[Reflection]:
    """What stands behind a pattern now and this reader may read, the oldest first."""
    behind = (PatternPiece.pattern_id == pattern_id, PatternPiece.answer == "yes")
    query = select(Reflection).join(PatternPiece, col(PatternPiece.reflection_id) == col(Reflection.id))
    return session.exec(
        query.where(*behind, open_to_all(now), may_read(who, now)).order_by(col(Reflection.dated), col(Reflection.id))
    ).all()


def grounds(session: Session, pattern_id: int, now: datetime) -> tuple[int, int, int]:
    """How many reflections stand behind a pattern now, of how many people, from how many places."""
    counted = select(
        func.count(), func.count(col(Reflection.member_id).distinct()), func.count(col(Reflection.place_id).distinct())
    ).join(PatternPiece, col(PatternPiece.reflection_id) == col(Reflection.id))
    row = session.exec(
        counted.where(PatternPiece.pattern_id == pattern_id, PatternPiece.answer == "yes", open_to_all(now))
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def of_author(session: Session, member_id: int, now: datetime) -> Sequence[tuple[Pattern, PatternPiece, Reflection]]:
    """What somebody was asked for and could stand behind a pattern: unanswered first, of the newest pattern first."""
    query = (
        select(Pattern, PatternPiece, Reflection)
        .join(PatternPiece, col(PatternPiece.pattern_id) == col(Pattern.id))
        .join(Reflection, col(Reflection.id) == col(PatternPiece.reflection_id))
        .join(Heard, col(Heard.id) == col(Pattern.heard_id))
        .where(PatternPiece.member_id == member_id, Heard.state != "withdrawn", open_to_all(now))
    )
    first = (col(PatternPiece.answer) != "", col(Pattern.id).desc(), col(Reflection.dated), col(Reflection.id))
    return session.exec(query.order_by(*first)).all()


def mine(session: Session, number: int, member_id: int) -> PatternPiece | None:
    """What its author was asked for, by number."""
    own = (PatternPiece.id == number, PatternPiece.member_id == member_id)
    return session.exec(select(PatternPiece).where(*own)).one_or_none()


# --- who says that it is true ----------------------------------------------------------------------------------------


def vote_of(session: Session, pattern_id: int, member_id: int) -> PatternVote | None:
    """What somebody answered."""
    own = (PatternVote.pattern_id == pattern_id, PatternVote.member_id == member_id)
    return session.exec(select(PatternVote).where(*own)).one_or_none()


def answers(session: Session, row: Pattern) -> Sequence[str]:
    """What confirmed members answered to what a pattern says now, in the order in which they did."""
    counts = select(Member.id).where(Member.state == "member", col(Member.confirmed_at).is_not(None))
    query = select(PatternVote.answer).where(
        PatternVote.pattern_id == row.id, PatternVote.version == row.version, col(PatternVote.member_id).in_(counts)
    )
    return session.exec(query.order_by(col(PatternVote.voted_at), col(PatternVote.id))).all()


def answered(session: Session, heard_id: int) -> int:
    """How many confirmed members have answered about any of its patterns."""
    counts = select(Member.id).where(Member.state == "member", col(Member.confirmed_at).is_not(None))
    query = select(func.count(col(PatternVote.member_id).distinct())).join(
        Pattern, col(Pattern.id) == col(PatternVote.pattern_id)
    )
    return session.exec(query.where(Pattern.heard_id == heard_id, col(PatternVote.member_id).in_(counts))).one()


def reasons(
    session: Session, pattern_id: int, who: Reader, now: datetime, most: int, after: int = 0
) -> Sequence[tuple[str, Reflection]]:
    """Why people answered as they did, as far as this reader may read it: (answer, words), the newest first."""
    query = (
        select(PatternVote.answer, Reflection)
        .join(Reflection, col(Reflection.id) == col(PatternVote.reflection_id))
        .where(PatternVote.pattern_id == pattern_id, may_read(who, now))
    )
    return session.exec(
        query.order_by(col(Reflection.dated).desc(), col(Reflection.id)).offset(after).limit(most)
    ).all()


_SAID_OF_IT = exists().where(
    col(PatternVote.pattern_id) == col(Pattern.id), col(PatternVote.reflection_id) == bindparam("reflection_id")
)
ABOUT = select(Pattern).join(Heard, col(Heard.id) == col(Pattern.heard_id)).where(_SAID_OF_IT, Heard.state == SHOWN)


def about(session: Session, reflection_id: int) -> Pattern | None:
    """The pattern of which somebody said with this why it is true or not, where it stands."""
    return session.exec(ABOUT, params={"reflection_id": reflection_id}).first()
