"""Spaces and connections: workspaces and tenants, channels, and what could not be delivered."""

from bot.delivering import undelivered
from bot.organising.parts import Asked, Cell, Page, Table, organisers_only
from bot.turn import Turn
from storage import outbox, standing


def connections(turn: Turn, _asked: Asked) -> Page:
    """What failed stands first, each to be tried again or let go."""
    organisers_only(turn)
    return Page.of(
        turn.say("pages.connections"),
        undelivered.undelivered(turn, "").card,
        _tenants(turn),
        _spaces(turn),
        lead=turn.say("pages.waiting", count=outbox.waiting(turn.session)),
    )


def _tenants(turn: Turn) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            row.name or row.tenant,
            row.platform.capitalize(),
            turn.tenant_name(row, row.platform),
            turn.say(f"pages.tenant-{row.state}"),
            turn.say("pages.on-day", when=row.since.date()),
        )
        for row in standing.tenants(turn.session)
    ]
    head = (
        turn.say("pages.name"),
        turn.say("pages.platform"),
        turn.say("pages.whose"),
        turn.say("pages.state"),
        turn.say("pages.since"),
    )
    return Table(turn.say("pages.tenants"), head, rows, turn.say("pages.none-yet"))


def _spaces(turn: Turn) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (turn.space_name(row), turn.say(f"pages.space-{row.state}"), turn.say("pages.on-day", when=row.since.date()))
        for row in standing.spaces(turn.session)
    ]
    head = (turn.say("pages.name"), turn.say("pages.state"), turn.say("pages.since"))
    return Table(turn.say("pages.spaces"), head, rows, turn.say("pages.none-yet"))
