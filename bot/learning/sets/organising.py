"""What organisers do with sets: form them of those who would like to be in one. They never see who that is."""

from collections.abc import Sequence
from datetime import timedelta

from bot.chat import Block, Button, Buttons, Reply, Shown, Text
from bot.delivering import notices
from bot.learning.sets import forming, joining
from bot.learning.sets.forming import Willing
from bot.learning.sets.parts import willing
from bot.organising import few
from bot.organising.parts import Table
from bot.turn import Turn
from storage import action_learning as rows
from storage import people, record
from storage.tables import SetMember

LATELY = timedelta(days=60)


def _proposed(turn: Turn) -> list[list[Willing]]:
    order = {number: place for place, number in enumerate(rows.wishing(turn.session))}
    if len(order) < forming.FEWEST:
        return []
    members = sorted(people.members(turn.session, list(order)), key=lambda each: order[each.id or 0])
    return forming.propose(willing(turn.session, members, turn.now))


def form_set(turn: Turn, _rest: str) -> Reply:
    """What could be formed now, as sizes, without anybody’s name; and how things stand."""
    found = _proposed(turn)
    if not found:
        return turn.answer(turn.say("sets.form"), turn.say("sets.form-none"), Text(_standing(turn), quiet=True))
    sizes = _sizes(turn, found)
    return turn.answer(
        turn.say("sets.form"),
        turn.say("sets.form-could", count=len(found), sizes=sizes),
        turn.say("sets.form-what"),
        Text(_standing(turn), quiet=True),
        buttons=(Button(turn.say("sets.form-ask"), "form set now", "main", token=turn.token()),),
    )


def _sizes(turn: Turn, found: Sequence[Sequence[Willing]]) -> str:
    return ", ".join(turn.say("sets.size", count=len(each)) for each in found)


def form_now(turn: Turn, _rest: str) -> Reply:
    """Ask each of them, as it can be done by now."""
    found = _proposed(turn)
    for together in found:
        row = joining.begin(turn.session, turn.my_id, turn.now)
        members = {member.id: member for member in people.members(turn.session, [each.id for each in together])}
        for each in together:
            people.add(turn.session, SetMember(set_id=row.id or 0, member_id=each.id))
            notices.put(turn.session, members[each.id], joining.INVITATION, f"set {row.id}", turn.now, row.asks_until)
        record.note(turn.session, turn.my_id, "formed a set", f"set {row.id}", turn.now)
    turn.result = "form set"
    if not found:
        return form_set(turn, "")
    return turn.answer(turn.say("sets.formed", count=len(found)), turn.say("sets.formed-next"), shown=Shown.IN_PLACE)


def needs_somebody(turn: Turn) -> list[Block]:
    """For `organise`: enough people would like to be in one."""
    found = _proposed(turn)
    if not found:
        return []
    form = Button(turn.say("sets.form-ask"), "form set now", "main", token=turn.token())
    said = f"{turn.say('sets.form-waits')} {turn.say('sets.form-could', count=len(found), sizes=_sizes(turn, found))}"
    return [Text(said), Buttons((form, Button(turn.say("home.open"), "form set", opens=True)))]


# --- what may be told of them ----------------------------------------------------------------------------------------


def _told(turn: Turn) -> tuple[int | None, int | None]:
    """How many sets there are and how many met lately; None where that would tell of fewer than five people."""
    sets, members, met, theirs = rows.counted(turn.session, turn.now - LATELY)
    return sets if few.enough(members) else None, met if few.share(theirs, members) else None


def _standing(turn: Turn) -> str:
    sets, met = _told(turn)
    if sets is None:
        return turn.say("sets.standing-few")
    return turn.say("sets.standing", sets=sets, met=turn.say("pages.few") if met is None else met)


def counts(turn: Turn) -> Table:
    """The same as a table."""
    cells = [turn.say("pages.few") if each is None else each for each in _told(turn)]
    rows_ = [(turn.say("sets.there-are"), cells[0]), (turn.say("sets.met-lately"), cells[1])]
    return Table(turn.say("sets.all"), (turn.say("sets.what-counted"), turn.say("sets.how-many")), rows_, numbers=1)
