"""Organisers: a stocktake for a place or for everybody, until a date. They see what came of it as figures of many."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.chat import Block, Button, Buttons, Field, Option, Reply, Shown, Text
from bot.organising import few
from bot.stocktake import pooling, results
from bot.turn import Turn, numbered
from storage import people, record
from storage import stocktakes as rows
from storage.tables import Place, Stocktake

USUAL, LATEST = timedelta(weeks=3), timedelta(days=120)
SHOWN = 5
ALL = "all"


def stocktakes(turn: Turn, _rest: str) -> Reply:
    """What is open and what came of the others."""
    blocks: list[Block] = []
    for row in rows.every(turn.session)[:SHOWN]:
        blocks += about(turn, row)
    return turn.answer(
        turn.say("stocktake.all"),
        turn.say("stocktake.all-what", fewest=few.FEWEST),
        *blocks,
        buttons=(Button(turn.say("stocktake.open"), "stocktake open", "main", opens=True),),
    )


def about(turn: Turn, row: Stocktake) -> list[Block]:
    """How one stands, and what can be done with it."""
    who = results.of_whom(turn, row)
    if row.state == "open":
        close = Button(turn.say("stocktake.close"), f"stocktake close {row.id}", opens=True)
        return [Text(turn.say("stocktake.is-open", who=who, last=row.last)), Buttons((close,))]
    when = (row.closed_at or row.opened_at).date()
    see = Button(turn.say("stocktake.see-figures"), f"stocktake figures {row.id}", opens=True)
    said = Text(turn.say("stocktake.of-day", whose=who, when=when))
    return [said, Buttons((see,))] if row.answered else [said, Text(turn.say("stocktake.too-few", fewest=few.FEWEST))]


def figures(turn: Turn, rest: str) -> Reply:
    """What may be told of all, to an organiser, who need not have answered: neither leverage point nor who leads it."""
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None or row.state != "closed":
        raise turn.refuse("refusal.not-found")
    return Reply(results.pooled_card(turn, Stocktake(**row.model_dump() | {"leverage": ""})).card, Shown.ONLY_YOU)


def open_(turn: Turn, _rest: str) -> Reply:
    """For whom, and until when."""
    if turn.typed:
        return _form(turn)
    place, last = _for_whom(turn), _until(turn)
    number = place.id if place else None
    if any(row.place_id == number for row in rows.open_ones(turn.session, number)):
        raise turn.refuse("stocktake.one-open", "who")
    if people.counts(turn.session, number)[0] < few.FEWEST:
        raise turn.refuse("stocktake.place-too-small", "who", fewest=few.FEWEST)
    row = Stocktake(place_id=number, last=last, by_id=turn.my_id, opened_at=turn.now)
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "opened a stocktake", f"stocktake {row.id}", turn.now)
    turn.result = "stocktakes"
    who = results.of_whom(turn, row)
    return turn.answer(turn.say("stocktake.opened", who=who, last=last), turn.say("stocktake.opened-what"))


def _form(turn: Turn) -> Reply:
    places = (Option(row.slug, row.name[:75]) for row in people.places_now(turn.session))
    options = (Option(ALL, turn.say("stocktake.everybody")), *places)
    return turn.form(
        turn.say("stocktake.open"),
        Field("who", turn.say("stocktake.for-whom"), "choice", options),
        Field("last", turn.say("stocktake.until"), "date", value=((_today(turn) + USUAL).isoformat(),)),
        Text(turn.say("stocktake.open-what", fewest=few.FEWEST), quiet=True),
        submit=Button(turn.say("stocktake.open"), "stocktake open", "main", token=turn.token()),
    )


def _for_whom(turn: Turn) -> Place | None:
    who = turn.incoming.value("who")
    place = people.place(turn.session, who)
    if place is None and who != ALL:
        raise turn.refuse("stocktake.for-whom-missing", "who")
    return place


def _until(turn: Turn) -> date:
    try:
        last = date.fromisoformat(turn.incoming.value("last"))
    except ValueError:
        raise turn.refuse("stocktake.until-unclear", "last") from None
    if not _today(turn) < last <= _today(turn) + LATEST:
        raise turn.refuse("stocktake.until-unclear", "last")
    return last


def _today(turn: Turn) -> date:
    return turn.now.astimezone(ZoneInfo(turn.me.zone)).date()


def close(turn: Turn, rest: str) -> Reply:
    """Ask once, for it cannot be opened again; `12 now` closes it."""
    number, _, now = rest.partition(" ")
    row = rows.get(turn.session, numbered(number) or 0)
    if row is None or row.state != "open":
        raise turn.refuse("stocktake.over")
    if now != "now":
        sure = Button(turn.say("stocktake.close"), f"stocktake close {row.id} now", "danger")
        return turn.answer(turn.say("stocktake.close-sure", who=results.of_whom(turn, row)), buttons=(sure,))
    pooling.close(turn.session, row, turn.now)
    record.note(turn.session, turn.my_id, "closed a stocktake", f"stocktake {row.id}", turn.now)
    return turn.answer(turn.say("stocktake.closed"), shown=Shown.IN_PLACE)
