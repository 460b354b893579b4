"""The smaller pages: reflections, what was reported, challenges, settings."""

from bot.chat import Facts, Text
from bot.introducing import challenges as suggestions
from bot.keeping import privacy
from bot.organising import few
from bot.organising.parts import Asked, Cell, Look, Page, Table, organisers_only
from bot.remembering import reported as reports
from bot.search import finding
from bot.turn import Turn
from storage import people, standing

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
