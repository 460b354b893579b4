"""The record on a page: who did what and when, in words; never what anybody wrote."""

import re
from datetime import date
from zoneinfo import ZoneInfo

from bot.organising.parts import Asked, Cell, Onward, Page, Table, organisers_only
from bot.turn import Turn, numbered
from storage import handbooks, people, standing
from storage.tables import Audit

SHOWN = 50  # acts at once
GO_ON = ("quiet from", "renamed to", "merged into", "split off", "switched on", "switched off")
"""Acts that name something more."""
FROM_OUTSIDE = frozenset({"turned away at the pages", "came in"})  # done by somebody who is nobody here yet


def the_record(turn: Turn, asked: Asked) -> Page:
    """What organisers and whoever runs the bot did, the newest first, and who was turned away."""
    organisers_only(turn)
    begin = numbered(asked.get("from", "")) or 0
    found = standing.acts(turn.session, begin, SHOWN + 1)
    head = (turn.say("pages.when"), turn.say("pages.who"), turn.say("pages.act"), turn.say("pages.about"))
    rows = [_act(turn, row) for row in found[:SHOWN]]
    table = Table(turn.say("pages.done-so-far"), head, rows, turn.say("pages.no-acts"), file="record")
    back = {"from": str(max(0, begin - SHOWN))} if begin else None
    return Page.of(
        turn.say("pages.record"),
        table,
        Onward(back, {"from": str(begin + SHOWN)} if len(found) > SHOWN else None),
        lead=turn.say("pages.record-what", count=turn.promises.acts_months),
    )


def key_of(act: str) -> str:
    """The key of an act's words."""
    return f"pages.acts.{re.sub('[^a-z]+', '-', act.casefold())}"


def _act(turn: Turn, row: Audit) -> tuple[Cell, ...]:
    when = turn.say("pages.moment", when=row.at.astimezone(ZoneInfo(turn.me.zone)))
    return when, _by(turn, row), _done(turn, row.act), _about(turn, row.about)


def _by(turn: Turn, row: Audit) -> str:
    if row.by_id:
        return turn.name_of(row.by_id)
    return "–" if row.act in FROM_OUTSIDE else turn.say("pages.the-server")


def _done(turn: Turn, act: str) -> str:
    if turn.content.wording.has(key_of(act)):
        return turn.say(key_of(act))
    begins = next((each for each in GO_ON if act.startswith(f"{each} ")), None)
    return f"{turn.say(key_of(begins))}: {_more(turn, begins, act.removeprefix(begins).strip())}" if begins else act


def _more(turn: Turn, begins: str, named: str) -> str:
    """What such an act names: days, a switch, or something that has a name."""
    if begins == "quiet from":
        days = [turn.say("pages.on-day", when=date.fromisoformat(day)) for day in named.split(" to ")]
        return " – ".join(dict.fromkeys(days))
    switch = f"switches.{named}"
    if begins.startswith("switched") and turn.content.wording.has(switch):
        return turn.say(switch)
    return _about(turn, named)


def _about(turn: Turn, about: str) -> str:
    """Whom or what it was about: by name where it has one, else by what it is and its number."""
    what, _, typed = about.partition(" ")
    number = numbered(typed.partition(" ")[0])
    if number is not None:
        found = _named(turn, what, number)
        return f"{found} {typed.partition(' ')[2]}".strip() if found else _numbered(turn, what, number) or about
    if "/" in about:
        return _table(turn, about)
    platform, _, tenant = about.partition(":")
    if home := people.known_tenant(turn.session, platform, tenant):
        return turn.tenant_name(home, platform)
    reasons = f"pages.why.{re.sub('[^a-z]+', '-', about)}"
    return turn.say(reasons) if turn.content.wording.has(reasons) else about or "–"


def _named(turn: Turn, what: str, number: int) -> str:
    """What has a name of its own and is there still; else nothing."""
    if what == "member":
        return turn.name_of(number)
    if what == "organisation":
        found = people.organisation(turn.session, number)
        return found.name if found else ""
    if what == "handbook":
        book = handbooks.get(turn.session, number)
        return book.title if book else ""
    if what == "space":
        space = people.space_by_id(turn.session, number)
        return turn.space_name(space) if space else ""
    return ""


def _numbered(turn: Turn, what: str, number: int) -> str:
    key = f"pages.thing-{what}"
    return turn.say(key, number=str(number)) if turn.content.wording.has(key) else ""


def _table(turn: Turn, about: str) -> str:
    """A page and the file of its table."""
    from bot.organising.door import PAGES  # noqa: PLC0415  (the table imports who imports this)

    page, _, file = about.partition("/")
    return f"{turn.say(PAGES[page][0])}: {file}.csv" if page in PAGES else about
