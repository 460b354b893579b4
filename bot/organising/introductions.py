"""Introductions: the round that is open, who was left out of the last one, and how the rounds went."""

from collections.abc import Sequence

from bot.chat import Button, Card
from bot.introducing.rounds.draft import draft_card
from bot.organising.parts import Asked, Cell, Page, Table, organisers_only
from bot.turn import Turn, numbered
from storage import people, standing
from storage import rounds as round_rows
from storage.tables import Round

SHOWN = 12  # rounds


def introductions(turn: Turn, asked: Asked) -> Page:
    """The draft with its reasons stands first; it is changed and approved by its own buttons."""
    organisers_only(turn)
    rounds = standing.rounds(turn.session, SHOWN)
    last = next((row for row, _ in rounds if row.state == "approved"), None)
    return Page.of(
        turn.say("pages.introductions"),
        _open(turn, numbered(asked.get("from", "")) or 0),
        _waiting(turn, last),
        _rounds(turn, rounds),
    )


def _open(turn: Turn, begin: int) -> Card:
    row = round_rows.open_one(turn.session)
    if row is not None:
        return draft_card(turn, row, begin)
    return turn.card(
        turn.say("pages.no-round"),
        turn.say("pages.no-round-what"),
        buttons=(
            Button(turn.say("organise.round"), "round", "main"),
            Button(turn.say("organise.schedule"), "schedule", opens=True),
        ),
    )


def _waiting(turn: Turn, last: Round | None) -> Table:
    """Whom the last round left out: they come first in the next one."""
    numbers = [number for each in (last.unplaced if last else []) if (number := numbered(str(each.get("member", ""))))]
    rows: list[tuple[Cell, ...]] = [(one.name, turn.where(one)) for one in people.members(turn.session, numbers)]
    head = (turn.say("pages.name"), turn.say("pages.works-at"))
    return Table(turn.say("pages.left-out"), head, rows, turn.say("pages.nobody-waits"))


def _rounds(turn: Turn, rounds: Sequence[tuple[Round, int]]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            turn.say("pages.on-day", when=row.opened_at.date()),
            turn.say(f"pages.round-{row.state}"),
            groups,
            len(row.unplaced),
        )
        for row, groups in rounds
    ]
    head = (
        turn.say("pages.opened"),
        turn.say("pages.state"),
        turn.say("pages.groups"),
        turn.say("pages.left-out-count"),
    )
    return Table(turn.say("pages.rounds"), head, rows, turn.say("pages.no-rounds"), numbers=2, file="rounds")
