"""The first words, help, privacy, and the page where a member begins."""

from bot.asking import prompts
from bot.chat import Block, Button, Buttons, Facts, Heading, Reply, Shown, Text
from bot.handbook import consent
from bot.helping.requests import asked_of_me
from bot.introducing.parts import others_names
from bot.introducing.rounds import offer, taking_part
from bot.keeping import parting, retention
from bot.learning.heard.leave import BEHIND
from bot.learning.season import showing as seasons
from bot.learning.sets import joining as sets
from bot.learning.workgroups import showing as workgroups
from bot.people.hosting import waiting
from bot.remembering.commitments import listed
from bot.stocktake import taking
from bot.turn import Turn
from storage import askings, commitments, introductions, people, record, reflections
from storage.tables import Asking, Code


def hello(turn: Turn, _rest: str) -> Reply:
    """Who is new meets the network; who is a member comes home."""
    if turn.member is not None:
        return home(turn, "")
    if not people.has_organiser(turn.session):
        return _first_organiser(turn)
    return welcome(turn)


def welcome(turn: Turn, shown: Shown = Shown.HERE) -> Reply:
    """What this is, what is being asked, what it keeps, how to join, and the same in the other language."""
    asking = askings.latest(turn.session)
    return turn.answer(
        turn.say("welcome.title"),
        turn.say("welcome.what"),
        *((Heading(turn.say("home.question")), Text(_words(turn, asking))) if asking else ()),
        Text(turn.say("welcome.keeps"), quiet=True),
        Text(_organisers(turn), quiet=True),
        buttons=(
            Button(turn.say("welcome.join"), turn.sentence("join"), "main", opens=True),
            Button(turn.say("welcome.privacy"), turn.sentence("privacy"), opens=True),
            Button(turn.say("welcome.other-language"), turn.say("welcome.other-home"), opens=True),
        ),
        shown=shown,
    )


def _words(turn: Turn, asking: Asking) -> str:
    return prompts.words_for(turn, asking).question


def _organisers(turn: Turn) -> str:
    names = turn.organisers_named
    return turn.say("home.organisers", names=names)


def _first_organiser(turn: Turn) -> Reply:
    """While the network has no organiser: a code that makes this account the first one, on the command line."""
    who = turn.incoming.account
    code = f"{turn.dice.randrange(10**6):06d}"
    record.show_code(
        turn.session,
        Code(
            code=code,
            purpose="organiser",
            platform=who.platform,
            tenant=who.tenant,
            user=who.user,
            name=turn.incoming.profile.name if turn.incoming.profile else "",
            direct=turn.direct_json,
            until=turn.now + record.CODE_HOLDS,
        ),
    )
    return turn.answer(
        turn.say("first-organiser.title"), turn.say("first-organiser.how", command=f"upstream organiser add {code}")
    )


def help_(turn: Turn, _rest: str) -> Reply:
    """The river in two lines, and what can be said."""
    from bot.commands import COMMANDS, level  # noqa: PLC0415  (the table imports this module)

    most = level(turn)
    rows = [
        (
            _usage(turn, command.said_in(turn.language), command.takes),
            turn.say(f"help.commands.{command.name.replace(' ', '-')}"),
        )
        for command in COMMANDS
        if command.listed and command.who <= most
    ]
    return turn.answer(
        turn.say("help.title"),
        Text(_story(turn), quiet=True),
        Facts(tuple(rows)),
        Text(turn.say("help.foot"), quiet=True),
        buttons=_first_steps(turn),
    )


def _story(turn: Turn) -> str:
    story = turn.content.story
    return (story.in_language(turn.language) or story).short


def _usage(turn: Turn, name: str, takes: str) -> str:
    return f"{name} {turn.say('help.takes.' + takes)}" if takes else name


def _first_steps(turn: Turn) -> tuple[Button, ...]:
    if turn.member is None:
        return (Button(turn.say("welcome.join"), "join", "main", opens=True),)
    return (
        Button(turn.say("home.reflect"), "reflect", "main", opens=True),
        Button(turn.say("home.search"), "search", opens=True),
        Button(turn.say("home.settings"), "me", opens=True),
    )


def home(turn: Turn, _rest: str) -> Reply:
    """This week's question, what I said I would try, introductions, reflections, challenges, settings, help."""
    shown = Shown.HOME if turn.incoming.kind == "home" else Shown.ONLY_YOU
    if turn.member is None:
        return welcome(turn, shown)
    blocks = [
        *parting.at_home(turn),
        *retention.at_home(turn),
        *consent.HANDBOOK.at_home(turn),
        *BEHIND.at_home(turn),
        *taking.at_home(turn),
        *waiting(turn),
        *seasons.at_home(turn),
        *_question(turn),
        *_asked(turn),
        *_trying(turn),
        *sets.at_home(turn),
        *_introductions(turn),
        *workgroups.mine_at_home(turn),
        *_mine(turn),
        *_about_me(turn),
    ]
    return turn.answer(
        turn.say("home.title"),
        *blocks,
        Text(_organisers(turn), quiet=True),
        buttons=(
            Button(turn.say("home.settings"), "me", opens=True),
            Button(turn.say("home.help"), "help", opens=True),
            Button(turn.say("home.privacy"), "privacy", opens=True),
        ),
        shown=shown,
    )


def _question(turn: Turn) -> list[Block]:
    asking = askings.latest(turn.session)
    if asking is None:
        return [Heading(turn.say("home.question")), Text(turn.say("home.no-question"))]
    words = prompts.words_for(turn, asking)
    return [
        Heading(turn.say("home.question")),
        Text(words.question),
        Buttons(
            (
                Button(turn.say("question.reflect"), f"reflect {asking.id}", "main", opens=True),
                Button(turn.say("question.others"), f"others {asking.id}", opens=True),
            )
        ),
    ]


def _asked(turn: Turn) -> list[Block]:
    asked = asked_of_me(turn)
    return [Heading(turn.say("request.asked-of-you")), *asked] if asked else []


def _trying(turn: Turn) -> list[Block]:
    going = commitments.going_on(turn.session, turn.my_id)
    if not going:
        return []
    return [Heading(turn.say("trying.yours")), *listed(turn, going[:3])]


def _introductions(turn: Turn) -> list[Block]:
    groups = introductions.current(turn.session, turn.my_id)
    blocks: list[Block] = [Heading(turn.say("home.introductions")), *offer.at_home(turn, turn.me)]
    at_rest = taking_part.at_rest(turn)
    if at_rest:
        again = Button(turn.say("take-part.back"), "back to introductions")
        blocks += [Text(at_rest), Buttons((again,))]
    elif not groups:
        blocks.append(Text(turn.say(f"home.introductions-{turn.me.introductions}")))
    for group in groups[:3]:
        blocks.append(Text(others_names(turn, group)))
        blocks.append(Buttons((Button(turn.say("home.open"), f"introduction {group.id}", opens=True),)))
    return blocks


def _mine(turn: Turn) -> list[Block]:
    count = len(reflections.own(turn.session, turn.my_id, limit=1000))
    return [
        Heading(turn.say("home.mine")),
        Text(turn.say("home.mine-count", count=count)),
        Buttons(
            (
                Button(turn.say("home.reflect"), "reflect", opens=True),
                Button(turn.say("home.open-mine"), "mine", opens=True),
                Button(turn.say("home.search"), "search", opens=True),
            )
        ),
    ]


def _about_me(turn: Turn) -> list[Block]:
    stances = people.stances(turn.session, [turn.my_id])
    faces = ", ".join(turn.challenge_name(row) for _, row, stance in stances if stance == "faces")
    worked = ", ".join(turn.challenge_name(row) for _, row, stance in stances if stance == "worked on")
    nothing = turn.say("home.nothing-yet")
    return [
        Heading(turn.say("home.challenges")),
        Facts(((turn.say("home.facing"), faces or nothing), (turn.say("home.worked-on"), worked or nothing))),
        Buttons((Button(turn.say("home.change"), "challenges", opens=True),)),
    ]


def places(turn: Turn, _rest: str) -> Reply:
    """The places of the network."""
    names = ", ".join(place.name for place in people.places_now(turn.session))
    return turn.answer(turn.say("places.title"), names)
