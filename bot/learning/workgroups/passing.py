"""A workgroup in time: it begins, a line of progress every month, and its end, which may be prolonged once."""

from datetime import datetime, timedelta

from bot.chat import Button, Reply, Shown
from bot.delivering import notices
from bot.delivering.notices import Telling, Told
from bot.learning.workgroups.parts import convened, promise, standing, theme
from bot.learning.workgroups.showing import show
from bot.learning.workgroups.starting import CONVENING, MONTH, STANDS, ends_at
from bot.turn import Turn
from bot.voice import Voice
from storage import assets
from storage import workgroups as rows
from storage.database import Session
from storage.tables import Workgroup

PROLONGED = timedelta(days=91)
ANSWERED_IN = timedelta(days=28)  # of its end; then it ends without anything
AT_ONCE = 50  # workgroups a transaction


def pass_time(session: Session, now: datetime) -> None:
    """Ask for what is due: a line of progress, what it leaves; let go of what never began, or does not answer."""
    for row in rows.due(session, now, AT_ONCE):
        if row.state == "gathering":
            row.state, row.ask_at = "lapsed", None  # three places never came together
        elif row.state == "ending":
            _over(session, row, now)
        elif row.ends_on and now < ends_at(row.ends_on):
            row.ask_at = min(now + MONTH, ends_at(row.ends_on))
            _ask(session, row, "progress", now)
        else:
            row.state, row.ask_at = "ending", now + ANSWERED_IN
            _ask(session, row, "ending", now)
        session.add(row)


def _ask(session: Session, row: Workgroup, what: str, now: datetime) -> None:
    convener = rows.convener(session, row)
    if convener is not None:
        notices.put(session, convener, CONVENING, f"{what}-{now:%Y%m%d} {row.id}", now, now + STANDS)


def _over(session: Session, row: Workgroup, now: datetime) -> None:
    row.state, row.ended_at, row.ask_at = "ended", now, None
    session.add(row)


def close(session: Session, row: Workgroup, now: datetime) -> None:
    """It left something: where its day had come, that ends it."""
    if row.state == "ending":
        _over(session, row, now)


# --- what its members are told ---------------------------------------------------------------------------------------


def render(telling: Telling) -> Told | None:
    """That it begins; to its convener, once a month and at the end, a question. None where that is over."""
    row = rows.get(telling.session, telling.number)
    what = telling.about.partition(" ")[0].partition("-")[0]
    if row is None or not rows.is_in(telling.session, row.id or 0, telling.member.id or 0):
        return None
    if what == "begun":
        return _begun(telling.voice, row) if row.state == "running" else None
    convener = rows.convener(telling.session, row)
    if convener is None or convener.id != telling.member.id:
        return None
    if what == "progress":
        return _progress(telling.voice, row) if row.state == "running" else None
    return _end(telling.voice, row) if row.state == "ending" else None


def _begun(voice: Voice, row: Workgroup) -> Told:
    open_it = Button(voice.say("home.open"), f"workgroup {row.id}", "main", opens=True)
    blocks = (theme(voice, row), *standing(voice, row))
    return Told(
        voice.card(voice.say("workgroup.begins"), *blocks, voice.say("workgroup.begins-next"), buttons=(open_it,))
    )


def _progress(voice: Voice, row: Workgroup) -> Told:
    tell = Button(voice.say("workgroup.tell"), f"workgroup progress {row.id}", "main", opens=True)
    over = Button(voice.say("workgroup.hand-over"), f"workgroup change {row.id}", opens=True)
    title = voice.say("workgroup.how-is-it")
    return Told(voice.card(title, theme(voice, row), voice.say("workgroup.progress-who"), buttons=(tell, over)))


def _end(voice: Voice, row: Workgroup) -> Told:
    card = voice.card(
        voice.say("workgroup.what-does-it-leave"),
        theme(voice, row),
        *promise(voice, row),
        voice.say("workgroup.nothing-is-fine"),
        buttons=_ways(voice, row),
    )
    return Told(card)


def _ways(voice: Voice, row: Workgroup) -> tuple[Button, ...]:
    """Something for others, three more months once, or nothing, which is a good answer too."""
    made = Button(voice.say("asset.make"), f"asset of {row.id}", "main", opens=True)
    longer = Button(voice.say("workgroup.prolong"), f"workgroup prolong {row.id}")
    nothing = Button(voice.say("workgroup.nothing"), f"workgroup done {row.id}")
    return (made, *(() if row.prolonged or row.ends_on is None else (longer,)), nothing)


# --- its end ---------------------------------------------------------------------------------------------------------


def end(turn: Turn, rest: str) -> Reply:
    """What it could end with, to its convener."""
    row = _open(turn, rest)
    left = assets.count_of(turn.session, row.id or 0)
    fine = turn.say("workgroup.left-something") if left else turn.say("workgroup.nothing-is-fine")
    return turn.answer(turn.say("workgroup.what-does-it-leave"), theme(turn, row), fine, buttons=_ways(turn, row))


def _open(turn: Turn, rest: str) -> Workgroup:
    row = convened(turn, rest)
    if row.state not in rows.OPEN:
        raise turn.refuse("workgroup.over")
    return row


def prolong(turn: Turn, rest: str) -> Reply:
    """Three more months, once."""
    row = _open(turn, rest)
    if not row.prolonged and row.ends_on is not None:
        row.ends_on, row.prolonged = row.ends_on + PROLONGED, True
        if row.begun_at is not None:
            row.state, row.ask_at = "running", min(turn.now + MONTH, ends_at(row.ends_on))
        turn.session.add(row)
    return show(turn, row, turn.say("workgroup.prolonged"), shown=Shown.IN_PLACE)


def done(turn: Turn, rest: str) -> Reply:
    """It ends, with what it made or without anything."""
    row = _open(turn, rest)
    _over(turn.session, row, turn.now)
    return show(turn, row, turn.say("workgroup.done"), turn.say("workgroup.done-what"), shown=Shown.IN_PLACE)
