"""Whose reflections somebody may read under their name: nobody else can be searched for."""

from collections.abc import Mapping
from datetime import datetime

from rapidfuzz import fuzz, utils
from sqlmodel import Session, select

from storage.reading import Reader, may_read
from storage.search.asking import NAMED
from storage.tables import Member, Reflection

SURE = 88.0  # of 100, where no name is as it was typed
MOST = 8


def called(session: Session, who: Reader, now: datetime, typed: str) -> Mapping[int, str]:
    """Number and name of the authors who may be meant: all of that name, or nearly of that name."""
    members = session.exec(select(Member.id, Member.name).where(Member.state == "member")).all()
    words = set(utils.default_process(typed).split())
    if not words:
        return {}
    named = {number: name for number, name in members if number and words <= set(utils.default_process(name).split())}
    near = sorted(
        (pair for pair in members if fuzz.token_sort_ratio(typed, pair[1], processor=utils.default_process) >= SURE),
        key=lambda pair: -fuzz.token_sort_ratio(typed, pair[1], processor=utils.default_process),
    )
    meant = named or {number: name for number, name in near if number}
    return {number: name for number, name in list(meant.items())[:MOST] if _readable(session, who, now, number)}


def _readable(session: Session, who: Reader, now: datetime, author: int) -> bool:
    theirs = select(Reflection.id).where(Reflection.member_id == author, NAMED, may_read(who, now))
    return session.exec(theirs.limit(1)).first() is not None
