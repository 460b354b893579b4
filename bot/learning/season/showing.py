"""The season as anybody sees it: its week and phase, what that should leave, what is planned, what it has left."""

from datetime import timedelta

from bot.chat import Block, Button, Buttons, Card, Facts, Heading, Reply, Shown, Text
from bot.learning.season import dates
from bot.learning.season.standing import has_left, stands
from bot.turn import Turn
from bot.voice import Voice
from storage import seasons
from storage.tables import Season, SeasonPhase

SOON = timedelta(days=7)  # how long before a phase begins organisers see it


def season(turn: Turn, _rest: str) -> Reply:
    """The season that today is in, else the next one; where there is none, organisers are given the form of one."""
    from bot.learning.season.planning import new  # noqa: PLC0415  (which shows what it changed)

    today = seasons.today(turn.now)
    row = seasons.current(turn.session, today) or seasons.coming(turn.session, today)
    if row is not None:
        return Reply(card_of(turn, row), Shown.ONLY_YOU)
    if turn.me.organiser:
        return new(turn, "")
    return turn.answer(turn.say("season.none"), turn.say("season.none-what"), buttons=(_patterns(turn),))


def card_of(turn: Turn, row: Season, title: str = "") -> Card:
    """A season from top to bottom."""
    on = seasons.today(turn.now)
    here = dates.standing(turn.session, row, min(on, row.last))
    left, planned = has_left(turn, row), stands(turn, row)
    blocks: list[Block] = [Text(turn.say("handbook.season", first=row.first, last=row.last), quiet=True)]
    if title:
        blocks.insert(0, Text(row.name))
    if on > row.last:
        blocks.append(Text(turn.say("season.over", when=row.last)))
    elif here.phase is not None:
        blocks.append(Text(where(turn, here)))
        blocks += [Text(_leaves(turn, here.phase))] if here.phase.leaves else []
    blocks.append(Facts(tuple(_phase(turn, one) for one in seasons.phases(turn.session, row.id or 0))))
    blocks += [Heading(turn.say("season.planned")), Facts(tuple(planned))] if planned else []
    blocks += [Heading(turn.say("season.has-left")), Facts(tuple(left))] if left else []
    return turn.card(title or row.name, *blocks, buttons=_buttons(turn, row))


def where(voice: Voice, here: dates.Standing) -> str:
    """As in *Week 4 of 12, discovery*."""
    assert here.phase is not None
    return voice.say("season.week", week=here.week, weeks=here.weeks, phase=name_of(voice, here.phase))


def name_of(voice: Voice, phase: SeasonPhase) -> str:
    """A phase by its name in the framework."""
    return voice.content.parts[phase.phase].name_in(voice.language)


def _leaves(voice: Voice, phase: SeasonPhase) -> str:
    return voice.say("season.leaves", leaves=phase.leaves)


def _phase(voice: Voice, phase: SeasonPhase) -> tuple[str, str]:
    key = "season.from-leaves" if phase.leaves else "season.from"
    return name_of(voice, phase), voice.say(key, when=phase.first, leaves=phase.leaves)


def _patterns(turn: Turn) -> Button:
    return Button(turn.say("season.patterns"), "patterns", opens=True)


def _buttons(turn: Turn, row: Season) -> tuple[Button, ...]:
    if not turn.me.organiser:
        return (_patterns(turn),)
    end = "season.end" if row.first <= seasons.today(turn.now) else "season.drop"
    return (
        _patterns(turn),
        Button(turn.say("season.phases"), f"season phases {row.id}", opens=True),
        Button(turn.say("season.edit"), f"season edit {row.id}", opens=True),
        Button(turn.say(end), f"season end {row.id}", opens=True),
        Button(turn.say("season.another"), "season new", opens=True),
    )


def at_home(turn: Turn) -> list[Block]:
    """One line of it."""
    today = seasons.today(turn.now)
    row = seasons.current(turn.session, today)
    here = dates.standing(turn.session, row, today) if row else None
    if row is None or here is None or here.phase is None:
        return []
    said = turn.say("season.at-home", name=row.name, where=where(turn, here))
    return [Text(said), Buttons((Button(turn.say("home.open"), "season", opens=True),))]


def soon(turn: Turn) -> list[Block]:
    """To organisers, in the week before: that a phase begins, and what it should leave."""
    today = seasons.today(turn.now)
    row = seasons.current(turn.session, today) or seasons.coming(turn.session, today)
    phases = seasons.phases(turn.session, row.id or 0) if row else ()
    comes = next((phase for phase in phases if timedelta() < phase.first - today <= SOON), None)
    if comes is None:
        return []
    key = "season.soon-leaves" if comes.leaves else "season.soon"
    said = turn.say(key, phase=name_of(turn, comes), when=comes.first, leaves=comes.leaves)
    return [Text(said), Buttons((Button(turn.say("home.open"), "season", opens=True),))]
