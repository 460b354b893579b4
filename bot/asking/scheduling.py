"""What organisers do with plans of questions: start, look ahead, replace or skip the next, pause, copy, stop."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.asking import plans, prompts
from bot.asking.calendar import slots
from bot.asking.library import own_prompts
from bot.chat import Block, Button, Buttons, Divider, Facts, Field, Heading, Option, Reply, Shown, Text
from bot.people.members import place_typed
from bot.turn import Turn, numbered
from content import Choice, Prompt
from storage import askings, people, record
from storage.tables import QuietPeriod, Schedule

SHOWN = 6
AHEAD = 3
MOST_OFFERED = 100  # Slack: 100 options of a select


def schedule(turn: Turn, rest: str) -> Reply:
    """Pick or type when; see the real dates and the first question before anything happens."""
    if turn.typed and not rest:
        return plans.form(turn)
    return _preview(turn, plans.read(turn, rest) if turn.typed else plans.filled(turn))


def _quiet(turn: Turn) -> tuple[QuietPeriod, ...]:
    return tuple(askings.quiet_periods(turn.session))


def _preview(turn: Turn, row: Schedule) -> Reply:
    dates = list(slots(plans.weekly(row, _quiet(turn)), turn.now, SHOWN))
    if not dates:
        raise turn.refuse("schedule.never")
    coming = _rounds_coming if row.introduces else _questions_coming
    return turn.answer(
        turn.say("schedule.preview-title"),
        Text(plans.named(turn, row), quiet=True),
        *coming(turn, row, dates),
        buttons=(
            Button(turn.say("schedule.confirm"), f"schedule start {plans.sentence(row)}", "main", token=turn.token()),
            Button(turn.say("home.change"), "schedule", opens=True),
        ),
        shown=Shown.IN_PLACE if turn.incoming.values else Shown.ONLY_YOU,
    )


def _rounds_coming(turn: Turn, row: Schedule, dates: Sequence[datetime]) -> Sequence[Block]:
    return Text(_days(turn, row, dates)), Text(turn.say("schedule.introduces-how"))


def _days(turn: Turn, row: Schedule, dates: Sequence[datetime]) -> str:
    return " · ".join(turn.day_and_time(at, row.zone) for at in dates)


def _questions_coming(turn: Turn, row: Schedule, dates: Sequence[datetime]) -> Sequence[Block]:
    choice, dated = _dated(turn, row, dates)
    spaces = people.homes(turn.session, row.space_ids)
    return (
        dated,
        Divider(),
        Heading(turn.say("schedule.first")),
        *prompts.reason(turn, choice),
        *(prompts.preview(turn, choice.prompt, spaces) if spaces else (Text(turn.say("ask.no-space")),)),
    )


def _dated(turn: Turn, row: Schedule, dates: Sequence[datetime]) -> tuple[Choice, Facts]:
    """The first of a plan's next questions, and all of these with their real dates."""
    choices = prompts.coming(turn.session, turn.content, row, [at.date() for at in dates])
    questions = [choice.prompt.words_in(turn.language).question for choice in choices]
    named = [turn.day_and_time(at, row.zone) for at in dates]
    return choices[0], Facts(tuple(zip(named, questions, strict=True)))


def start(turn: Turn, rest: str) -> Reply:
    """Start what the preview showed."""
    row = plans.read(turn, rest)
    row.next_at = next(slots(plans.weekly(row, _quiet(turn)), turn.now, 1), None)
    if row.next_at is None:
        raise turn.refuse("schedule.never")
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "scheduled", f"schedule {row.id}", turn.now)
    turn.result = "upcoming"
    return turn.answer(
        turn.say("schedule.started"),
        turn.say(
            f"schedule.started-{'round' if row.introduces else 'what'}", when=turn.day_and_time(row.next_at, row.zone)
        ),
        buttons=(Button(turn.say("organise.upcoming"), "upcoming", opens=True),),
        shown=Shown.IN_PLACE,
    )


# --- looking ahead ---------------------------------------------------------------------------------------------------


def upcoming(turn: Turn, _rest: str) -> Reply:
    """What is coming, with real dates and the question that comes next."""
    blocks: list[Block] = []
    for row in askings.schedules(turn.session):
        blocks += _ahead(turn, row)
    for period in _quiet(turn):
        blocks.append(Text(quiet_words(turn, period), quiet=True))
        blocks.append(Buttons((Button(turn.say("quiet.end"), f"quiet end {period.id}"),)))
    return turn.answer(
        turn.say("schedule.upcoming"),
        *(blocks or [Text(turn.say("schedule.nothing"))]),
        buttons=(
            Button(turn.say("organise.schedule"), "schedule", "main", opens=True),
            Button(turn.say("quiet.title"), "quiet", opens=True),
        ),
    )


def _ahead(turn: Turn, row: Schedule) -> list[Block]:
    dates = list(slots(plans.weekly(row, _quiet(turn)), turn.now, AHEAD))
    replaced = Button(turn.say("schedule.replace"), f"replace next {row.id}", opens=True)
    return [
        Heading(plans.named(turn, row)),
        _coming(turn, row, dates),
        Buttons(
            (
                *(() if row.introduces else (replaced,)),
                Button(turn.say("schedule.skip"), f"skip next {row.id}"),
                Button(turn.say("schedule.pause"), f"pause plan {row.id}", opens=True),
                Button(turn.say("schedule.copy"), f"copy plan {row.id}", opens=True),
                Button(turn.say("schedule.stop"), f"schedule stop {row.id}", "danger"),
            )
        ),
    ]


def _coming(turn: Turn, row: Schedule, dates: Sequence[datetime]) -> Text | Facts:
    if not dates:
        return Text(turn.say("schedule.over"), quiet=True)
    return Text(_days(turn, row, dates)) if row.introduces else _dated(turn, row, dates)[1]


def _row(turn: Turn, rest: str) -> Schedule:
    number = numbered(rest.split(maxsplit=1)[0]) if rest else None
    row = askings.schedule(turn.session, number) if number is not None else None
    if row is None or row.state != "on":
        raise turn.refuse("refusal.not-found")
    return row


def _changed(turn: Turn, row: Schedule, act: str) -> Reply:
    """Note the act, work out the next date anew, and show it."""
    row.next_at = next(slots(plans.weekly(row, _quiet(turn)), turn.now, 1), None)
    turn.session.add(row)
    record.note(turn.session, turn.my_id, act, f"schedule {row.id}", turn.now)
    turn.result = "upcoming"
    when = turn.day_and_time(row.next_at, row.zone) if row.next_at else turn.say("schedule.over")
    return turn.answer(
        turn.say("schedule.changed"),
        turn.say(f"schedule.next{'-round' if row.introduces else ''}", when=when),
        buttons=(Button(turn.say("organise.upcoming"), "upcoming", opens=True),),
        shown=Shown.IN_PLACE,
    )


def skip_next(turn: Turn, rest: str) -> Reply:
    """Leave the next date out; the questions stay in their order."""
    row = _row(turn, rest)
    if row.next_at is not None:
        row.skipped = [*row.skipped, _local(row, row.next_at).isoformat()]
    return _changed(turn, row, "skipped the next")


def _local(row: Schedule, moment: datetime) -> date:
    return moment.astimezone(plans.zone_of(row)).date()


def replace_next(turn: Turn, rest: str) -> Reply:
    """Ask another question next, instead of the one whose turn it is."""
    row = _row(turn, rest)
    if turn.typed and " " not in rest.strip():
        return turn.form(
            turn.say("schedule.replace"),
            Field("prompt", turn.say("schedule.replace-with"), "choice", _offered(turn)),
            submit=Button(turn.say("me.save"), f"replace next {row.id}", "main", token=turn.token()),
        )
    slug = turn.incoming.value("prompt") or rest.partition(" ")[2].strip()
    row.replacement = prompts.prompt_named(turn, slug).slug
    return _changed(turn, row, "replaced the next")


def _offered(turn: Turn) -> tuple[Option, ...]:
    """Questions that were not asked yet, organisers' own first."""
    asked = {slug for slug, _ in askings.history(turn.session)}
    left: list[Prompt] = [own for own in own_prompts(turn.session) if own.slug not in asked]
    left += [prompt for prompt in turn.content.prompts.values() if prompt.slug not in asked]
    return tuple(Option(prompt.slug, prompt.question[:75]) for prompt in left[:MOST_OFFERED])


def pause_plan(turn: Turn, rest: str) -> Reply:
    """Leave out everything until a date."""
    row = _row(turn, rest)
    typed = rest.partition(" ")[2].strip()
    if turn.typed and not typed:
        return turn.form(
            turn.say("schedule.pause"),
            Field("until", turn.say("schedule.pause-until"), "date"),
            submit=Button(turn.say("me.save"), f"pause plan {row.id}", "main", token=turn.token()),
        )
    until = _date(turn, turn.incoming.value("until") or typed, "until")
    today = _local(row, turn.now)
    if until <= today:
        raise turn.refuse("schedule.pause-past", "until")
    row.skipped = [*row.skipped, f"{today.isoformat()}/{(until - timedelta(days=1)).isoformat()}"]
    return _changed(turn, row, "paused")


def _date(turn: Turn, typed: str, field: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as wrong:
        raise turn.refuse("schedule.no-date", field) from wrong


def copy_plan(turn: Turn, rest: str) -> Reply:
    """A form for a new plan like this one."""
    return plans.form(turn, _row(turn, rest))


def stop(turn: Turn, rest: str) -> Reply:
    """Stop a plan."""
    row = _row(turn, rest)
    row.state, row.next_at = "stopped", None
    turn.session.add(row)
    record.note(turn.session, turn.my_id, "stopped", f"schedule {row.id}", turn.now)
    return turn.answer(turn.say("schedule.stopped"), turn.say("schedule.stopped-what"), shown=Shown.IN_PLACE)


# --- quiet periods ---------------------------------------------------------------------------------------------------


def quiet(turn: Turn, rest: str) -> Reply:
    """Days without questions, for everybody or for one place: `quiet 2026-08-01 2026-08-31 leeds`."""
    if turn.typed and not rest:
        places = people.places_now(turn.session)
        return turn.form(
            turn.say("quiet.title"),
            Text(turn.say("quiet.what"), quiet=True),
            Field("first", turn.say("quiet.first"), "date"),
            Field("last", turn.say("quiet.last"), "date"),
            Field(
                "council",
                turn.say("quiet.where"),
                "choice",
                tuple(Option(p.slug, p.name) for p in places),
                required=False,
            ),
            submit=Button(turn.say("me.save"), "quiet", "main", token=turn.token()),
        )
    typed = (
        [*rest.split(maxsplit=2), "", "", ""]
        if turn.typed
        else [turn.incoming.value(n) for n in ("first", "last", "council")]
    )
    first, last = _date(turn, typed[0], "first"), _date(turn, typed[1], "last")
    if last < first:
        raise turn.refuse("quiet.backwards", "last")
    place = place_typed(turn, typed[2]).place_id if typed[2] else None
    period = QuietPeriod(place_id=place, first=first, last=last, by_id=turn.my_id, made_at=turn.now)
    people.add(turn.session, period)
    _move_all(turn, f"quiet from {first.isoformat()} to {last.isoformat()}")
    turn.result = "upcoming"
    return turn.answer(
        turn.say("quiet.kept"),
        quiet_words(turn, period),
        buttons=(Button(turn.say("organise.upcoming"), "upcoming", opens=True),),
        shown=Shown.IN_PLACE,
    )


def end_quiet(turn: Turn, rest: str) -> Reply:
    """Take a quiet period away."""
    period = askings.quiet_period(turn.session, numbered(rest) or 0)
    if period is None:
        raise turn.refuse("refusal.not-found")
    askings.remove(turn.session, period)
    _move_all(turn, "quiet period taken away")
    return turn.answer(turn.say("quiet.gone"), shown=Shown.IN_PLACE)


def _move_all(turn: Turn, act: str) -> None:
    """Work out the next date of every plan anew."""
    for row in askings.schedules(turn.session):
        row.next_at = next(slots(plans.weekly(row, _quiet(turn)), turn.now, 1), None)
        turn.session.add(row)
    record.note(turn.session, turn.my_id, act, "", turn.now)


def quiet_words(turn: Turn, period: QuietPeriod) -> str:
    """A quiet period in a line: from when to when, and where."""
    place = people.places(turn.session).get(period.place_id or 0)
    where = place.name if place else turn.say("quiet.everywhere")
    return turn.say("quiet.period", first=period.first, last=period.last, where=where)
