"""Gatherings on a page: those to come and those that were, and one of them with what it changed."""

from bot.learning.gatherings import cards
from bot.learning.gatherings.organising import buttons, new_button, not_announced
from bot.organising.parts import Asked, Cell, Onto, Page, Part, Table, organisers_only
from bot.turn import Turn, numbered
from storage import gatherings as rows
from storage.tables import Gathering


def gatherings(turn: Turn, asked: Asked) -> Page:
    """All of them; and the one that was asked for, with its draft: before, after, what changed."""
    organisers_only(turn)
    every = rows.all_of(turn.session)
    chosen = next((row for row in every if row.id == numbered(asked.get("one", ""))), None)
    table = Table(
        turn.say("gatherings.all"),
        tuple(turn.say(f"gatherings.{name}") for name in ("title", "when", "state", "coming")),
        [_row(turn, row) for row in every],
        turn.say("gatherings.none"),
        numbers=1,
    )
    new = turn.card(turn.say("gatherings.new-one"), buttons=(new_button(turn),))
    return Page.of(turn.say("gatherings.all"), *(_one(turn, chosen) if chosen else ()), table, new)


def _row(turn: Turn, row: Gathering) -> tuple[Cell, ...]:
    come, _ = rows.counts(turn.session, row.id or 0)
    state = turn.say(f"gatherings.state-{row.state}")
    return Onto(cards.named(turn, row), {"one": str(row.id)}), cards.when(turn, row, turn.me.zone), state, come


def _one(turn: Turn, row: Gathering) -> list[Part]:
    about = turn.card(
        cards.named(turn, row),
        *not_announced(turn, row),
        *cards.facts(turn, row, turn.me.zone),
        *cards.counts(turn, row),
        buttons=buttons(turn, row),
    )
    read = cards.answers(turn, row, turn.now) + cards.answers(turn, row, turn.now, after=True)
    answers = [turn.card(turn.say("gatherings.answers"), *read)] if read else []
    draft = [turn.card(turn.say("gatherings.draft-text"), *cards.before_and_after(turn, row))] if row.draft else []
    return [about, *draft, *answers]
