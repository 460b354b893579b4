"""Stocktakes on a page: what is open, and the figures of those that are over, as bars with the table behind them."""

from bot.chat import Text
from bot.organising import few
from bot.organising.parts import Asked, Chart, Page, Part, Table, organisers_only
from bot.stocktake import opening, pages, results
from bot.turn import Turn
from storage import stocktakes as rows
from storage.tables import Stocktake

SHOWN = 4  # charts


def stocktakes(turn: Turn, _asked: Asked) -> Page:
    """Only figures of many: neither who answered nor what anybody wrote."""
    organisers_only(turn)
    every = rows.every(turn.session)
    told = [row for row in every if row.state == "closed" and row.answered][:SHOWN]
    others = [row for row in every if row not in told]
    charts: list[Part] = [_chart(turn, row) for row in told]
    card = opening.stocktakes(turn, "").card
    blocks = [block for row in others[: opening.SHOWN] for block in opening.about(turn, row)]
    head = turn.card(
        turn.say("stocktake.all"),
        turn.say("stocktake.all-what", fewest=few.FEWEST),
        *(blocks or ([] if told else [Text(turn.say("stocktake.none"))])),
        buttons=card.buttons,
    )
    return Page.of(turn.say("stocktake.all"), head, *charts, lead=turn.say("stocktake.page-lead"))


def _chart(turn: Turn, row: Stocktake) -> Chart:
    """Every part in the order of the framework; compared with the last time."""
    then = results.before(turn, row)
    few_ = turn.say("pages.few")
    lines = list[tuple[str | int, ...]]()
    bars = list[tuple[str, float | None]]()
    for part in pages.parts(turn.content):
        now, last = row.pooled.get(part.slug), then.get(part.slug)
        name = part.name_in(turn.language)
        lines.append((name, few_ if now is None else pages.number(now), "–" if last is None else pages.number(last)))
        bars.append((name, None if now is None else now // 2 if now % 2 == 0 else now / 2))
    told = list(row.pooled.values()) or [0]
    sentence = turn.say(
        "stocktake.chart", count=row.answered, least=pages.number(min(told)), most=pages.number(max(told))
    )
    head = (turn.say("stocktake.part"), turn.say("stocktake.now"), turn.say("stocktake.then"))
    title = turn.say("stocktake.of-day", whose=results.of_whom(turn, row), when=(row.closed_at or row.opened_at).date())
    return Chart(sentence, Table(title, head, lines, numbers=2, file=f"stocktake-{row.id}"), bars, len(pages.STEPS))
