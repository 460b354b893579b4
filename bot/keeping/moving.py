"""*I've moved*: another organisation from now on. What was written stays with the place it was written in."""

from bot.chat import Button, Field, Option, Reply, Shown
from bot.people.joining import vouched
from bot.people.members import organisation_from
from bot.turn import Turn
from storage import organisations, people, reflections


def moved(turn: Turn, _rest: str) -> Reply:
    """Ask where to, or take it. Who is not vouched for there waits for an organiser, as on joining."""
    member, before = turn.me, turn.where(turn.me)
    if turn.typed:
        options = tuple(Option(row.slug, row.name[:75]) for row in people.organisations(turn.session))
        return turn.form(
            turn.say("moved.title"),
            turn.say("moved.stays", before=before),
            Field("organisation", turn.say("join.where"), "choice", options),
            submit=Button(turn.say("me.save"), "moved", "main", token=turn.token()),
        )
    organisation = organisation_from(turn, "organisation")
    if organisation.id == member.organisation_id:
        raise turn.refuse("moved.same", "organisation")
    member.organisation_id = organisation.id
    organisations.moved_by_themselves(turn.session, turn.my_id)
    member.confirmed_at = turn.now if vouched(turn, organisation) else None
    turn.session.add(member)
    turn.session.flush()
    reflections.author_confirmed(turn.session, turn.my_id)
    return turn.answer(
        turn.say("moved.done", organisation=organisation.name),
        turn.say("join.confirmed" if member.confirmed_at else "join.unconfirmed", organisation=organisation.name),
        turn.say("moved.stays", before=before),
        shown=Shown.IN_PLACE,
    )
