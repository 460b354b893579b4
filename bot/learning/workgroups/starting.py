"""Starting a workgroup, joining it, and what it says of itself."""

from datetime import date, datetime, time, timedelta

from bot.asking.civil import at
from bot.chat import Button, Field, Option, Reply, Shown, Text
from bot.delivering import copies, notices
from bot.delivering.copies import of_workgroup
from bot.learning.workgroups.parts import (
    LATEST,
    LONGEST,
    LONGEST_LINE,
    PLACES,
    USUAL,
    convened,
    convenes,
    line,
    may_take_part,
    mine,
    seen,
    today,
)
from bot.learning.workgroups.showing import show
from bot.remembering import care
from bot.turn import Turn
from storage import people
from storage import workgroups as rows
from storage.tables import Workgroup

CONVENING = "convening"  # the kind of what its members are told
OWN = "own"  # words of one's own, in place of a challenge
MONTH, GATHERS = timedelta(days=30), timedelta(weeks=13)
STANDS = timedelta(days=28)  # how long something may wait for its turn in the message budget
MOST_OWN = 3  # that one person starts, at a time
ASKED_AT, CLOCK = time(9, 0), "Europe/London"


def start(turn: Turn, _rest: str) -> Reply:
    """A theme, what it will leave for others and who would use it, and a day on which it ends."""
    may_take_part(turn)
    if rows.started_by(turn.session, turn.my_id) >= MOST_OWN:
        raise turn.refuse("workgroup.enough", most=MOST_OWN)
    if turn.typed:
        return _form(turn)
    challenge = people.challenge(turn.session, turn.incoming.value("challenge"))
    theme = "" if challenge else line(turn, "theme", LONGEST_LINE)
    leaves, users = line(turn, "leaves", LONGEST), line(turn, "users", LONGEST_LINE)
    ends_on = _end(turn)
    there = rows.about(turn.session, challenge.id or 0, turn.reader) if challenge else None
    if there is not None:
        turn.result = f"workgroup {there.id}"
        return show(turn, there, turn.say("workgroup.there-is-one"))
    care.look_over(turn, f"{theme}\n{leaves}\n{users}")
    place = people.place_of(turn.session, turn.me)
    row = Workgroup(
        challenge_id=challenge.id if challenge else None,
        theme=theme,
        leaves=leaves,
        users=users,
        starter_id=turn.my_id,
        convener_id=turn.my_id,
        place_id=place.id if place else None,
        ends_on=ends_on,
        ask_at=min(turn.now + GATHERS, ends_at(ends_on)),
        made_at=turn.now,
    )
    people.add(turn.session, row)
    rows.join(turn.session, row, turn.my_id, turn.now)
    turn.result = f"workgroup {row.id}"
    return show(turn, row, turn.say("workgroup.started"), turn.say("workgroup.started-next"))


def _form(turn: Turn) -> Reply:
    challenges = [each for each in people.challenges(turn.session) if each.state == "content"]
    options = (
        Option(OWN, turn.say("workgroup.own")),
        *(Option(e.slug, turn.challenge_name(e)[:75]) for e in challenges),
    )
    return turn.form(
        turn.say("workgroup.start"),
        turn.say("workgroup.how"),
        Field("challenge", turn.say("workgroup.about"), "choice", options, (OWN,)),
        Field("theme", turn.say("workgroup.theme"), required=False, most=LONGEST_LINE),
        *_promise_fields(turn, Workgroup(made_at=turn.now)),
        Field("ends", turn.say("workgroup.ends"), "date", value=((today(turn) + USUAL).isoformat(),)),
        Text(turn.say("workgroup.goes"), quiet=True),
        submit=Button(turn.say("workgroup.start-it"), "start workgroup", "main", token=turn.token()),
    )


def _promise_fields(turn: Turn, row: Workgroup) -> tuple[Field, ...]:
    of = of_workgroup(row.id) if row.id else ""
    leaves = (row.leaves,) if row.leaves else ()
    users = (row.users,) if row.users else ()
    hint = turn.say("reflect.hint")
    return (
        Field("leaves", turn.say("workgroup.leaves-what"), "words", value=leaves, hint=hint, most=LONGEST, of=of),
        Field("users", turn.say("workgroup.users-who"), value=users, most=LONGEST_LINE, of=of),
    )


def _end(turn: Turn) -> date:
    try:
        day = date.fromisoformat(turn.incoming.value("ends") or (today(turn) + USUAL).isoformat())
    except ValueError:
        raise turn.refuse("workgroup.day-unclear", "ends") from None
    if not today(turn) + MONTH <= day <= today(turn) + LATEST:
        raise turn.refuse("workgroup.day-unclear", "ends")
    return day


def ends_at(day: date) -> datetime:
    """When it is asked what it leaves."""
    return at(day, ASKED_AT, CLOCK)


# --- joining ---------------------------------------------------------------------------------------------------------


def join(turn: Turn, rest: str) -> Reply:
    """Into it, by a press. The third place begins it."""
    may_take_part(turn)
    row = seen(turn, rest)
    if row.state not in rows.JOINABLE:
        raise turn.refuse("workgroup.over")
    if not rows.is_in(turn.session, row.id or 0, turn.my_id):
        rows.join(turn.session, row, turn.my_id, turn.now)
        row.convener_id = row.convener_id or turn.my_id
        turn.session.add(row)
        _begin(turn, row)
    return show(turn, row, turn.say("workgroup.joined"), *_next(turn, row), shown=Shown.IN_PLACE)


def _next(turn: Turn, row: Workgroup) -> tuple[str, ...]:
    """The first who joins what was offered is asked to say what it will leave."""
    return (turn.say("workgroup.say-what"),) if not row.leaves and convenes(turn, row) else ()


def _begin(turn: Turn, row: Workgroup) -> None:
    if row.state != "gathering" or len(rows.places(turn.session, row.id or 0)) < PLACES:
        return
    row.state, row.begun_at, row.ends_on = "running", turn.now, row.ends_on or today(turn) + USUAL
    row.ask_at = min(turn.now + MONTH, ends_at(row.ends_on))
    turn.session.add(row)
    for member in rows.members(turn.session, row.id or 0):
        if member.id != turn.my_id:
            notices.put(turn.session, member, CONVENING, f"begun {row.id}", turn.now, turn.now + STANDS)


def not_for_me(turn: Turn, rest: str) -> Reply:
    """Fine: nothing is kept of it."""
    seen(turn, rest)
    return turn.answer(turn.say("workgroup.not-now"), turn.say("workgroup.not-now-next"), shown=Shown.IN_PLACE)


# --- what it says of itself ------------------------------------------------------------------------------------------


def change(turn: Turn, rest: str) -> Reply:
    """Where its members meet; who convenes it also says what it will leave, and may hand it over."""
    row = mine(turn, rest)
    convening = convenes(turn, row)
    if turn.typed:
        return _change_form(turn, row, convening=convening)
    meets = line(turn, "meets", LONGEST_LINE, required=False)
    leaves, users, convener = row.leaves, row.users, row.convener_id
    if convening:
        leaves, users = line(turn, "leaves", LONGEST), line(turn, "users", LONGEST_LINE)
        convener = _handed_to(turn, row)
    care.look_over(turn, f"{meets}\n{leaves}\n{users}")
    row.meets, row.leaves, row.users, row.convener_id = meets, leaves, users, convener
    return _changed(turn, row)


def _change_form(turn: Turn, row: Workgroup, *, convening: bool) -> Reply:
    meets = (row.meets,) if row.meets else ()
    of = of_workgroup(row.id)
    return turn.form(
        turn.say("workgroup.change"),
        Field(
            "meets",
            turn.say("workgroup.meets-where"),
            value=meets,
            hint=turn.say("workgroup.meets-hint"),
            required=False,
            most=LONGEST_LINE,
            of=of,
        ),
        *(_promise_fields(turn, row) if convening else ()),
        *(_convener_field(turn, row) if convening else ()),
        submit=Button(turn.say("me.save"), f"workgroup change {row.id}", "main", token=turn.token()),
    )


def _convener_field(turn: Turn, row: Workgroup) -> tuple[Field, ...]:
    there = rows.members(turn.session, row.id or 0)
    if len(there) == 1:
        return ()
    options = tuple(Option(str(each.id), f"{each.name} · {turn.where(each)}"[:75]) for each in there)
    return (Field("convener", turn.say("workgroup.convener"), "choice", options, (str(turn.my_id),)),)


def _handed_to(turn: Turn, row: Workgroup) -> int:
    chosen = turn.incoming.value("convener") or str(turn.my_id)
    there = {str(each.id): each.id for each in rows.members(turn.session, row.id or 0)}
    number = there.get(chosen)
    if number is None:
        raise turn.refuse("refusal.not-found", "convener")
    return number


def tell(turn: Turn, rest: str) -> Reply:
    """One line of progress, for everybody in the network."""
    row = convened(turn, rest)
    if row.state not in {"running", "ending"}:
        raise turn.refuse("workgroup.not-begun")
    if turn.typed:
        progress = (row.progress,) if row.progress else ()
        field = Field(
            "words",
            turn.say("workgroup.progress-line"),
            value=progress,
            hint=turn.say("reflect.hint"),
            most=LONGEST_LINE,
            of=of_workgroup(row.id),
        )
        submit = Button(turn.say("me.save"), f"workgroup progress {row.id}", "main", token=turn.token())
        return turn.form(turn.say("workgroup.tell"), turn.say("workgroup.progress-who"), field, submit=submit)
    words = line(turn, "words", LONGEST_LINE)
    care.look_over(turn, words)
    row.progress, row.progress_at = words, turn.now
    return _changed(turn, row)


def _changed(turn: Turn, row: Workgroup) -> Reply:
    row.edited_at = turn.now
    turn.session.add(row)
    turn.session.flush()
    copies.reshown(turn.session, turn.my_id, of_workgroup(row.id), turn.now)
    turn.result = f"workgroup {row.id}"
    return show(turn, row, turn.say("workgroup.saved"), shown=Shown.IN_PLACE)
