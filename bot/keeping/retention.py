"""What goes with time: twice a year *still true?*, a word before something goes, and then it goes.

Each step is a short transaction that may be done twice. What only its author or their place can read is erased; what
the network can read loses name and place.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat import Block, Button, Buttons, Card, Divider, Reply, Said, Text
from bot.delivering import copies, notices
from bot.delivering.notices import Telling, Told
from bot.keeping.promises import Promises
from bot.remembering import audience
from bot.remembering.readings import own
from bot.remembering.reflections import let_go
from bot.turn import Turn
from bot.voice import Voice
from storage import expected, links, people, reflections, stocktakes, visits
from storage import retention as rows
from storage.database import Database, Session
from storage.tables import Reflection

ASKED = 3  # reflections one message asks about
STILL, GOING = "still true", "letting go"
A_MONTH = timedelta(days=30)


def months_before(now: datetime, months: int) -> datetime:
    """The same moment so many months ago; the 28th of that month at the latest."""
    month = now.year * 12 + now.month - 1 - months
    return now.replace(year=month // 12, month=month % 12 + 1, day=min(now.day, 28))


def step(database: Database, now: datetime, kept: Promises) -> bool:
    """A few of what has had its time; whether there may be more."""
    with database.write() as session:
        links.forget_expired(session, now)
        visits.forget_expired(session, now)
        expected.forget_before(session, now)
        stocktakes.forget_before(session, months_before(now, kept.reflections_months))
        return (
            _ask(session, now, kept)
            or _announce(session, now, kept)
            or _let_go(session, now)
            or bool(rows.drop_deliveries(session, now - timedelta(days=kept.deliveries_days)))
            or bool(rows.drop_notices(session, now - timedelta(days=kept.deliveries_days), _this_time(now, kept)))
            or bool(rows.drop_acts(session, months_before(now, kept.acts_months)))
        )


# --- still true? -----------------------------------------------------------------------------------------------------


def _this_time(now: datetime, kept: Promises) -> str:
    """Twice a year, where that is every six months: the same for everybody within one such time."""
    return f"still {(now.year * 12 + now.month - 1) // kept.asked_months}"


def _ask(session: Session, now: datetime, kept: Promises) -> bool:
    about = _this_time(now, kept)
    due = rows.to_ask(session, STILL, about, months_before(now, kept.asked_months))
    for member in due:
        notices.put(session, member, STILL, about, now, now + 2 * A_MONTH)
    return bool(due)


def render_still(telling: Telling, kept: Promises) -> Told | None:
    """At most three of one's own that were not looked at for longest."""
    before = months_before(telling.now, kept.asked_months)
    found = rows.oldest(telling.session, telling.member.id or 0, before, ASKED)
    if not found:
        return None
    voice = telling.voice
    return Told(voice.card(voice.say("still.title"), voice.say("still.why"), *_asked(voice, found)))


def _asked(voice: Voice, found: Sequence[Reflection]) -> list[Block]:
    blocks: list[Block] = []
    for row in found:
        on = voice.say("reflect.on", when=row.written_at.date())
        when = f"{on} · {voice.say('still.goes', when=row.goes_at.date())}" if row.goes_at else on
        buttons = (
            Button(voice.say("still.keep"), f"still true {row.id}", "main"),
            Button(voice.say("still.changed"), f"edit {row.id}", opens=True),
            Button(voice.say("still.let-go"), f"delete {row.id}", opens=True),
        )
        blocks += [
            Divider(),
            Said(row.words, of=copies.of_reflection(row.id)),
            Text(when, quiet=True),
            Buttons(buttons),
        ]
    return blocks


def still_true(turn: Turn, rest: str) -> Reply:
    """Its author says that it is still true: it is kept for as long again."""
    row = own(turn, rest)
    row.kept_at, row.goes_at = turn.now, None
    turn.session.add(row)
    return turn.answer(turn.say("still.kept"), turn.say("still.kept-long", count=turn.promises.reflections_months))


# --- letting go ------------------------------------------------------------------------------------------------------


def _announce(session: Session, now: datetime, kept: Promises) -> bool:
    """Say when it goes: a notice a week for each author, however many there are."""
    warned = timedelta(days=kept.warned_days)
    due = rows.to_announce(session, months_before(now, kept.reflections_months) + warned)
    for row in due:
        row.goes_at = now + warned
        session.add(row)
        member = people.member(session, row.member_id)
        if member is not None:
            notices.put(session, member, GOING, f"letting go {now:%G%V}", now, now + warned)
    session.flush()
    return bool(due)


def render_going(telling: Telling) -> Told | None:
    """What goes soon, the first three to be kept with a press, and the way to all of it."""
    found = rows.going(telling.session, telling.member.id or 0, 1000)
    if not found:
        return None
    voice, first = telling.voice, found[0].goes_at or telling.now
    card: Card = voice.card(
        voice.say("still.going", count=len(found), when=first.date()),
        voice.say("still.going-what"),
        *_asked(voice, found[:ASKED]),
        buttons=(Button(voice.say("home.open-mine"), "mine", opens=True),),
    )
    return Told(card)


def at_home(turn: Turn) -> list[Block]:
    """The same on Home, also for whom nobody writes to unasked."""
    found = rows.going(turn.session, turn.my_id, 1000)
    if not found:
        return []
    said = turn.say("still.going", count=len(found), when=(found[0].goes_at or turn.now).date())
    return [Text(said), Buttons((Button(turn.say("home.open-mine"), "mine", opens=True),))]


def _let_go(session: Session, now: datetime) -> bool:
    due = rows.to_let_go(session, now)
    hides = reflections.might_have_written(session) >= audience.ENOUGH
    for row in due:
        if row.audience == audience.NETWORK and hides:
            _lose_name(session, row, now)
        else:
            let_go(session, row, now)
    return bool(due)


def _lose_name(session: Session, row: Reflection, now: datetime) -> None:
    """The network keeps what was learnt, and not from whom: neither name nor place."""
    row.audience, row.goes_at = audience.NAMELESS, None
    row.place_id = row.organisation_id = row.imported_as = None
    row.said_platform = row.said_tenant = row.said_conversation = row.said_message = ""
    reflections.keep(session, row)
    copies.renew(session, row.member_id, copies.of_reflection(row.id), None, now)
