"""Somebody leaves: what was carried for them, and what rounds knew of them but their number, is forgotten."""

from bot.introducing.rounds import inputs
from storage import introductions
from storage import rounds as rows
from storage.database import Session
from storage.tables import Member


def forget(session: Session, member: Member) -> None:
    """The others' history keeps its shape."""
    assert member.id is not None
    for carried in introductions.carried_by(session, member.id):
        introductions.forget(session, carried)
    introductions.forget_reach(session, member.id)
    rows.forget_apart(session, member.id)
    for row in rows.with_inputs(session):
        known = inputs.of(row)
        without = inputs.without(known, str(member.id))
        if without != known:
            row.inputs = inputs.kept(without)
            session.add(row)
    session.flush()
