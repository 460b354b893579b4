"""Many reflections at once: what is there already, who is known by name, and all of it in order."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.reflections import challenges_of
from storage.tables import Member, Organisation, Reflection


def imported(session: Session) -> set[str]:
    """The ids, in their files, of what was imported."""
    found = session.exec(select(Reflection.imported_as).where(col(Reflection.imported_as).is_not(None))).all()
    return {number for number in found if number is not None}


def numbers_by_name(session: Session) -> dict[str, int]:
    """Members by name; of several with one name the first."""
    found = session.exec(select(Member.name, Member.id).where(Member.state == "member").order_by(col(Member.id).desc()))
    return {name: number for name, number in found.all() if number is not None}


def add_members(session: Session, made: Sequence[Member]) -> dict[str, int]:
    """Store new members; their numbers by name."""
    session.add_all(made)
    session.flush()
    return {row.name: row.id for row in made if row.id is not None}


def after(session: Session, number: int, most: int) -> Sequence[tuple[Reflection, str, str, list[str]]]:
    """Reflections with a greater number, in order: each with its author's name, its council and its challenges."""
    found = session.exec(
        select(Reflection, Member.name, Organisation.slug)
        .join(Member, col(Member.id) == col(Reflection.member_id))
        .join(Organisation, col(Organisation.id) == col(Reflection.organisation_id), isouter=True)
        .where(col(Reflection.id) > number, Member.state != "left")
        .order_by(col(Reflection.id))
        .limit(most)
    ).all()
    named = challenges_of(session, [row.id for row, _, _ in found])
    return [(row, name, slug or "", [each.slug for each in named[row.id]]) for row, name, slug in found]
