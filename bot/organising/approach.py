"""How far an organisation is on its way in: invited, with its IT, approved; connected once its chat is."""

from bot.chat import Button, Buttons, Reply, Shown
from bot.turn import Turn, numbered
from storage import people, record, standing
from storage.tables import Organisation

STEPS = ("invited", "with IT", "approved")
CONNECTED = "connected"


def step_of(turn: Turn, noted: str) -> str:
    """How far it is, in words."""
    return turn.say(f"pages.step-{_key(noted)}") if noted else "–"


def _key(step: str) -> str:
    return step.casefold().replace(" ", "-")


def next_steps(turn: Turn, organisation: Organisation, noted: str) -> Buttons:
    """The presses that invite it, where that can be done by a link, and note the next step; none once connected."""
    if noted == CONNECTED:
        return Buttons(())
    invite = (Button(turn.say("pages.invite"), f"invite {organisation.slug}"),) if turn.doorstep else ()
    here = STEPS.index(noted) + 1 if noted in STEPS else 0
    steps = (_key(step) for step in STEPS[here : here + 1])
    return Buttons(
        (*invite, *(Button(turn.say(f"pages.note-{one}"), f"way in {organisation.id} {one}") for one in steps))
    )


def way_in(turn: Turn, rest: str) -> Reply:
    """`way in 12 with-it`: note how far an organisation is."""
    who, _, typed = rest.partition(" ")
    organisation = people.organisation(turn.session, numbered(who) or 0)
    step = next((one for one in STEPS if _key(one) == typed.strip().casefold()), None)
    if organisation is None or step is None:
        raise turn.refuse("refusal.not-found")
    standing.note_step(turn.session, organisation.id or 0, step, turn.my_id, turn.now)
    record.note(turn.session, turn.my_id, f"noted as {step}", f"organisation {organisation.id}", turn.now)
    said = turn.say("pages.noted", name=organisation.name, step=turn.say(f"pages.step-{_key(step)}"))
    return turn.answer(said, shown=Shown.IN_PLACE)
