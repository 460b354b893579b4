"""What needs an organiser now, this week's question, and how things stand."""

from bot.asking import prompts
from bot.chat import Heading, Text
from bot.organising.parts import Asked, Page
from bot.people import organisers
from bot.turn import Turn
from storage import askings


def overview(turn: Turn, _asked: Asked) -> Page:
    """At most five things to do, each closed where it stands; then what is going on."""
    return Page.of(
        turn.say("pages.overview"),
        turn.card(turn.say("pages.needs"), *organisers.needs(turn)),
        turn.card(turn.say("pages.week"), *_week(turn)),
        turn.card(turn.say("organise.now"), *organisers.standing(turn)),
    )


def _week(turn: Turn) -> list[Text | Heading]:
    asking = askings.latest(turn.session)
    if asking is None:
        return [Text(turn.say("home.no-question"))]
    return [
        Text(prompts.words_for(turn, asking).question),
        Text(turn.say("pages.asked-on", when=asking.asked_at.date()), quiet=True),
    ]
