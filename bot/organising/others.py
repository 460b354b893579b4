"""The smaller pages: reflections, what was reported, challenges, settings, the record."""

import re
from zoneinfo import ZoneInfo

from bot.chat import Facts, Text
from bot.introducing import challenges as suggestions
from bot.keeping import privacy
from bot.organising import few
from bot.organising.parts import Asked, Cell, Look, Onward, Page, Table, organisers_only
from bot.remembering import reported as reports
from bot.search import finding
from bot.turn import Turn, numbered
from storage import people, standing
from storage.tables import Audit

SHOWN = 50  # acts at once
SUGGESTIONS = 20


def reflections(turn: Turn, asked: Asked) -> Page:
    """What this person may read as a member: being an organiser opens nothing."""
    organisers_only(turn)
    words = asked.get("words", "").strip()
    found = finding.search(turn, words or "sort:newest")
    look = Look("words", turn.say("pages.find-reflections"), words, turn.say("pages.as-a-member"))
    return Page.of(turn.say("pages.reflections"), look, found.card)


def reported(turn: Turn, _asked: Asked) -> Page:
    """What waits for a decision, each opened on its own."""
    organisers_only(turn)
    waiting = reports.needs_somebody(turn) or [Text(turn.say("pages.nothing-reported"))]
    return Page.of(turn.say("pages.reported"), turn.card(turn.say("pages.to-decide"), *waiting))


def challenges(turn: Turn, _asked: Asked) -> Page:
    """Suggestions to keep or to merge, and every challenge with how many people have it, from five up."""
    organisers_only(turn)
    waiting = suggestions.to_decide(turn, SUGGESTIONS) or [Text(turn.say("pages.nothing-suggested"))]
    rows: list[tuple[Cell, ...]] = [
        (turn.challenge_name(row), *(few.enough(count) or turn.say("pages.few") for count in (faces, worked)))
        for row, faces, worked in standing.stances(turn.session)
    ]
    head = (turn.say("pages.challenge"), turn.say("pages.face-it"), turn.say("pages.worked-on-it"))
    table = Table(turn.say("pages.all-challenges"), head, rows, numbers=2)
    return Page.of(turn.say("pages.challenges"), turn.card(turn.say("pages.suggested"), *waiting), table)


def settings(turn: Turn, _asked: Asked) -> Page:
    """What is kept and how long, and where this is to be found; it is set where the program runs."""
    organisers_only(turn)
    here = Facts(
        (
            (turn.say("pages.address"), turn.promises.address or "–"),
            (turn.say("pages.platforms"), ", ".join(name.capitalize() for name in sorted(turn.sketches)) or "–"),
            (turn.say("pages.organisers"), ", ".join(row.name for row in people.organisers(turn.session))),
        )
    )
    return Page.of(
        turn.say("pages.settings"),
        turn.card(turn.say("pages.where-it-is"), here),
        turn.card(turn.say("privacy.how-long"), privacy.periods(turn)),
        lead=turn.say("pages.set-where"),
    )


def the_record(turn: Turn, asked: Asked) -> Page:
    """What organisers did, the newest first, and who was turned away."""
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


def _act(turn: Turn, row: Audit) -> tuple[Cell, ...]:
    key = f"pages.acts.{re.sub('[^a-z]+', '-', row.act.casefold())}"
    act = turn.say(key) if turn.content.wording.has(key) else row.act
    when = turn.say("pages.moment", when=row.at.astimezone(ZoneInfo(turn.me.zone)))
    return when, turn.name_of(row.by_id) if row.by_id else "–", act, _about(turn, row.about)


def _about(turn: Turn, about: str) -> str:
    """Whom or what it was about: people and organisations by name."""
    what, _, typed = about.partition(" ")
    number = numbered(typed)
    if number is not None and what == "member":
        return turn.name_of(number)
    if number is not None and what == "organisation":
        found = people.organisation(turn.session, number)
        return found.name if found else about
    reasons = f"pages.why.{re.sub('[^a-z]+', '-', about)}"
    return turn.say(reasons) if turn.content.wording.has(reasons) else about or "–"
