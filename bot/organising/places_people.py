"""Places and people: claims to confirm, what may be told of each place, how far organisations are, people by name."""

from datetime import timedelta

from bot.chat import Button, Buttons, Card, Text
from bot.organising import approach
from bot.organising.parts import Asked, Cell, Look, Onward, Page, Part, Table, organisers_only
from bot.people import confirming
from bot.turn import Turn, numbered
from storage import expected, people, standing
from storage.tables import Member

ACTIVE = timedelta(days=28)
CLAIMS = 20  # at once
SHOWN = 50  # people at once


def places_people(turn: Turn, asked: Asked) -> Page:
    """Being active is a yes or no of a place; nobody's silence is told."""
    organisers_only(turn)
    return Page.of(
        turn.say("pages.people"),
        turn.card(
            turn.say("pages.claims"),
            *(confirming.claims(turn, CLAIMS) or [Text(turn.say("pages.no-claims"))]),
        ),
        _places(turn),
        _organisations(turn),
        _expected(turn),
        *_everybody(turn, asked),
    )


def _yes(turn: Turn, *, so: bool) -> str:
    return turn.say("pages.yes" if so else "pages.no")


def _places(turn: Turn) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            row.place.name,
            _yes(turn, so=row.active),
            ", ".join(name.capitalize() for name in row.platforms) or turn.say("pages.not-connected"),
            row.introductions,
        )
        for row in standing.places(turn.session, turn.now - ACTIVE)
    ]
    return Table(
        turn.say("pages.places"),
        (
            turn.say("pages.place"),
            turn.say("pages.active"),
            turn.say("pages.connected-by"),
            turn.say("pages.introductions-arranged"),
        ),
        rows,
        numbers=1,
        file="places-now",
    )


def _organisations(turn: Turn) -> Table:
    steps, places = standing.steps(turn.session), people.places(turn.session)
    rows: list[tuple[Cell, ...]] = [
        (
            row.name,
            place.name if (place := places.get(row.place_id or 0)) else "–",
            approach.step_of(turn, steps.get(row.id or 0, "")),
            approach.next_steps(turn, row, steps.get(row.id or 0, "")),
            Buttons((Button(turn.say("changing.change"), f"organisation {row.id}", opens=True),)),
        )
        for row in sorted(
            people.organisations(turn.session), key=lambda row: steps.get(row.id or 0) == approach.CONNECTED
        )
        if row.kind != "team"
    ]
    return Table(
        turn.say("pages.organisations"),
        (
            turn.say("pages.organisation"),
            turn.say("pages.place"),
            turn.say("pages.way-in"),
            turn.say("pages.next-step"),
            turn.say("changing.change"),
        ),
        rows,
    )


def _expected(turn: Turn) -> Card:
    """How many are expected, and the way to more."""
    return turn.card(
        turn.say("expecting.title"),
        turn.say("expecting.count", count=expected.count(turn.session, turn.now)),
        buttons=(Button(turn.say("expecting.button"), "import members", opens=True),),
    )


def _everybody(turn: Turn, asked: Asked) -> tuple[Part, ...]:
    typed, begin = asked.get("name", "").strip(), numbered(asked.get("from", "")) or 0
    found = standing.people_named(turn.session, typed, begin, SHOWN + 1)
    named = {"name": typed} if typed else {}
    table = Table(
        turn.say("pages.everybody"),
        (turn.say("pages.name"), turn.say("pages.works-at"), turn.say("pages.since"), turn.say("pages.is")),
        [_row(turn, member) for member in found[:SHOWN]],
        turn.say("pages.nobody-called", name=typed),
    )
    back = {**named, "from": str(max(0, begin - SHOWN))} if begin else None
    on = {**named, "from": str(begin + SHOWN)} if len(found) > SHOWN else None
    return Look("name", turn.say("pages.find-somebody"), typed), table, Onward(back, on)


def _row(turn: Turn, member: Member) -> tuple[Cell, ...]:
    what = [turn.say("pages.organiser")] if member.organiser else []
    what += [] if member.confirmed_at else [turn.say("pages.unconfirmed")]
    return (
        f"{member.name} ({member.id})",
        turn.where(member),
        turn.say("pages.month", when=member.joined_at.date()),
        ", ".join(what) or turn.say("pages.member"),
    )
