"""Setting up when questions are asked, and asking them when their moment comes."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import prompts
from bot.calendar import Missed, OnHoliday, Weekly, missed, slots
from bot.chat import Block, Button, Buttons, Divider, Field, Option, Reply, Shown, Text
from bot.civil import Nation
from bot.turn import Turn, numbered
from bot.typed_schedule import Unclear, read_schedule
from content import Content
from storage import askings, people, record
from storage.database import Session
from storage.tables import Schedule

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES = tuple(f"{hour:02d}:{minute:02d}" for hour in range(8, 18) for minute in (0, 30))
WEEKS = (1, 2, 4)
SHOWN = 6
GRACE = timedelta(days=2)  # how late a missed question may still be asked


def schedule(turn: Turn, rest: str) -> Reply:
    """Pick or type when; see the real dates and the first question before anything happens."""
    if turn.typed and not rest:
        return _form(turn)
    try:
        row = _typed(turn, rest) if turn.typed else _filled(turn)
    except Unclear as unclear:
        raise turn.refuse(f"schedule.unclear-{unclear.part}", typed=unclear.word) from unclear
    return _preview(turn, row)


def _form(turn: Turn) -> Reply:
    say = turn.say
    playlists = (
        Option("chosen", say("schedule.chosen")),
        *(Option(p.slug, p.name_in(turn.language)[:75]) for p in turn.content.playlists.values()),
    )
    nations = (
        Option("none", say("schedule.no-holidays")),
        *(Option(nation.value, say(f"schedule.nation-{nation.value.replace(' ', '-')}")) for nation in Nation),
    )
    return turn.form(
        say("schedule.title"),
        Field(
            "playlist",
            say("schedule.what"),
            "choice",
            playlists,
            (playlists[-1].value if len(playlists) == 1 else playlists[1].value,),
        ),
        Field(
            "day",
            say("schedule.day"),
            "choice",
            tuple(Option(day, say(f"schedule.{day}")) for day in DAYS[:5]),
            ("tue",),
        ),
        Field("time", say("schedule.time"), "choice", tuple(Option(clock, clock) for clock in TIMES), ("10:00",)),
        Field(
            "weeks",
            say("schedule.every"),
            "choice",
            tuple(Option(str(n), say("schedule.weeks", count=n)) for n in WEEKS),
            ("1",),
        ),
        Field("start", say("schedule.start"), "date", value=(turn.now.date().isoformat(),)),
        Field("nation", say("schedule.holidays"), "choice", nations, (Nation.ENGLAND.value,)),
        submit=Button(say("schedule.preview"), "schedule", "main"),
    )


def _filled(turn: Turn) -> Schedule:
    value = turn.incoming.value
    playlist = value("playlist")
    if playlist != "chosen" and playlist not in turn.content.playlists:
        raise turn.refuse("schedule.no-playlist", "playlist")
    try:
        start = date.fromisoformat(value("start"))
    except ValueError as wrong:
        raise turn.refuse("schedule.no-date", "start") from wrong
    if value("day") not in DAYS or value("time") not in TIMES or value("weeks") not in {str(n) for n in WEEKS}:
        raise turn.refuse("schedule.unclear-day", "day", typed=value("day"))
    nation = value("nation") if value("nation") in set(Nation) else ""
    return _row(
        turn, "" if playlist == "chosen" else playlist, value("day"), value("time"), int(value("weeks")), start, nation
    )


def _typed(turn: Turn, rest: str) -> Schedule:
    """`weekly tue 10:00`, with the name of a playlist in front where one is wanted."""
    playlist = next((slug for slug in turn.content.playlists if rest.startswith(slug + " ")), "")
    typed = read_schedule(rest.removeprefix(playlist))
    days = ",".join(DAYS[day] for day in typed.weekdays)
    return _row(
        turn, playlist, days, typed.time.strftime("%H:%M"), typed.every_weeks, turn.now.date(), Nation.ENGLAND.value
    )


def _row(turn: Turn, playlist: str, days: str, clock: str, weeks: int, start: date, nation: str) -> Schedule:
    return Schedule(
        playlist=playlist,
        weekdays=days,
        time=clock,
        every_weeks=weeks,
        starts_on=start,
        nation=nation,
        zone=turn.me.zone,
        count=len(turn.content.playlists[playlist].weeks) if playlist else None,
        by_id=turn.my_id,
        made_at=turn.now,
    )


def weekly(row: Schedule) -> Weekly:
    """A schedule as the calendar sees it."""
    return Weekly(
        zone=row.zone,
        time=time.fromisoformat(row.time),
        weekdays=tuple(DAYS.index(day) for day in row.weekdays.split(",")),
        start=row.starts_on,
        every_weeks=row.every_weeks,
        end=row.ends_on,
        count=row.count,
        holidays=Nation(row.nation) if row.nation else None,
        on_holiday=OnHoliday(row.on_holiday),
    )


def _preview(turn: Turn, row: Schedule) -> Reply:
    dates = list(slots(weekly(row), turn.now, SHOWN))
    if not dates:
        raise turn.refuse("schedule.never")
    choice = prompts.next_prompt(turn.session, turn.content, row.playlist)
    words = choice.prompt.in_language(turn.language) or choice.prompt.in_language("en")
    spaces = people.homes(turn.session)
    sentence = " ".join(
        (
            row.playlist or "chosen",
            row.weekdays,
            row.time,
            str(row.every_weeks),
            row.starts_on.isoformat(),
            row.nation or "none",
        )
    )
    return turn.answer(
        turn.say("schedule.preview-title"),
        turn.say("schedule.dates", dates=" · ".join(_day(turn, at, row.zone) for at in dates)),
        turn.say("ask.spaces", count=len(spaces), names=", ".join(space.name for space in spaces))
        if spaces
        else turn.say("ask.no-space"),
        Divider(),
        Text(turn.say("schedule.first"), quiet=True),
        words.question if words else choice.prompt.question,
        Text(choice.why.say(turn.content, turn.language), quiet=True),
        buttons=(
            Button(turn.say("schedule.confirm"), f"schedule start {sentence}", "main", token=turn.token()),
            Button(turn.say("home.change"), "schedule", opens=True),
        ),
        shown=Shown.IN_PLACE if turn.incoming.values else Shown.ONLY_YOU,
    )


def _day(turn: Turn, at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return turn.say("schedule.day-and-time", when=local)


def start(turn: Turn, rest: str) -> Reply:
    """Start what the preview showed."""
    parts = rest.split()
    try:
        playlist, days, clock, weeks, begin, nation = parts
        row = _row(
            turn,
            "" if playlist == "chosen" else playlist,
            days,
            clock,
            int(weeks),
            date.fromisoformat(begin),
            "" if nation == "none" else nation.replace("_", " "),
        )
        first = next(slots(weekly(row), turn.now, 1), None)
    except (ValueError, KeyError) as wrong:
        raise turn.refuse("schedule.unclear-word", typed=rest[:60]) from wrong
    if first is None:
        raise turn.refuse("schedule.never")
    row.next_at = first
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "scheduled", f"schedule {row.id}", turn.now)
    turn.result = "upcoming"
    return turn.answer(
        turn.say("schedule.started"),
        turn.say("schedule.started-what", when=_day(turn, first, row.zone)),
        buttons=(Button(turn.say("organise.upcoming"), "upcoming", opens=True),),
        shown=Shown.IN_PLACE,
    )


def upcoming(turn: Turn, _rest: str) -> Reply:
    """What is coming, with real dates."""
    rows = askings.schedules(turn.session)
    blocks: list[Block] = []
    for row in rows:
        dates = list(slots(weekly(row), turn.now, 3))
        playlist = turn.content.playlists.get(row.playlist)
        blocks += [
            Text(playlist.name_in(turn.language) if playlist else turn.say("schedule.chosen")),
            Text(" · ".join(_day(turn, at, row.zone) for at in dates) or turn.say("schedule.over"), quiet=True),
            Buttons((Button(turn.say("schedule.stop"), f"schedule stop {row.id}", "danger"),)),
        ]
    return turn.answer(
        turn.say("schedule.upcoming"),
        *(blocks or [Text(turn.say("schedule.nothing"))]),
        buttons=(Button(turn.say("organise.schedule"), "schedule", "main", opens=True),),
    )


def stop(turn: Turn, rest: str) -> Reply:
    """Stop a schedule."""
    number = numbered(rest)
    row = askings.schedule(turn.session, number) if number is not None else None
    if row is None:
        raise turn.refuse("refusal.not-found")
    row.state, row.next_at = "stopped", None
    turn.session.add(row)
    record.note(turn.session, turn.my_id, "stopped", f"schedule {row.id}", turn.now)
    return turn.answer(turn.say("schedule.stopped"), turn.say("schedule.stopped-what"), shown=Shown.IN_PLACE)


def fire(session: Session, content: Content, now: datetime) -> int:
    """Ask what is due. Moving `next_at` on and everything that follows commit together; how many were asked."""
    asked = 0
    for row in askings.due(session, now):
        plan, slot = weekly(row), row.next_at
        assert slot is not None
        due = missed(plan, slot - timedelta(seconds=1), now, Missed(row.missed), GRACE)
        following = next(slots(plan, now, 1), None)
        if not askings.move(session, row, following):
            continue
        for moment in due.fire:
            choice = prompts.next_prompt(session, content, row.playlist, row.position)
            prompts.put(session, content, choice.prompt, now, schedule=row, slot=moment)
            row.position = choice.position if choice.position is not None else row.position
            session.add(row)
            asked += 1
    return asked
