"""Filters as choices: the form behind *Narrow down*, and the sentence that a filled one comes to."""

from bot.chat import Button, Field, Option, Reply
from bot.search.grammar import Asked
from bot.turn import Turn
from storage import people

MINE = "me"
ANY = "any"  # a choice of its own: in Slack and Teams what was chosen among a few cannot be chosen off
SINCE = {"week": "1 week ago", "month": "1 month ago", "quarter": "3 months ago", "year": "1 year ago"}
FILTERS = ("council", "principle", "challenge", "by", "after", "before")


def form(turn: Turn, asked: Asked) -> Reply:
    """Everything that can be chosen, with what was asked for so far."""
    places = sorted(people.places(turn.session).values(), key=lambda place: place.name)
    principles = turn.content.group("principle")
    challenges = [row for row in people.challenges(turn.session) if row.state == "content"]
    return turn.form(
        turn.say("search.title"),
        Field("words", turn.say("search.words"), value=(asked.words,) if asked.words else (), required=False, most=150),
        _choice(turn, asked, "council", *(Option(place.slug, place.name) for place in places)),
        _choice(turn, asked, "principle", *(Option(part.slug, part.name_in(turn.language)) for part in principles)),
        _choice(turn, asked, "challenge", *(Option(row.slug, turn.challenge_name(row)[:75]) for row in challenges)),
        _choice(turn, asked, "by", Option(MINE, turn.say("search.mine"))),
        _choice(turn, asked, "after", *(Option(said, turn.say(f"search.since-{key}")) for key, said in SINCE.items())),
        _choice(
            turn, asked, "sort", *(Option(order, turn.say(f"search.sort-{order}")) for order in ("best", "newest"))
        ),
        submit=Button(turn.say("search.go"), "search", "main"),
    )


def _choice(turn: Turn, asked: Asked, name: str, *options: Option) -> Field:
    """One filter. Something typed that is no choice here (somebody's name, a date) is offered as it was typed."""
    chosen = asked.order if name == "sort" else asked.chosen.get(name, "")
    if chosen and chosen not in {option.value for option in options}:
        options = (*options, Option(chosen[:150], chosen[:75]))
    if name != "sort":
        options = (Option(ANY, turn.say("search.any")), *options)
    return Field(name, turn.say(f"search.{name}"), "choice", options, (chosen or ANY,), required=False)


def sentence(turn: Turn) -> str:
    """What a filled form would be, typed."""
    value = turn.incoming.value
    named = [f'{name}:"{value(name)}"' for name in (*FILTERS, "sort") if value(name) not in {"", ANY}]
    return " ".join((value("words"), *named)).strip()
