"""A plan of questions as a sentence, as a form, and as a row: three shapes of one thing.

A sentence is what a button says and what anybody may type: `a-first-season weekly tue 10:00`, or with every part named:
`what=a-first-season days=tue,thu at=10:00 every=2 from=2026-11-03 count=12 zone=Europe/London holidays=england,skip
spaces=1,2`.
"""

from datetime import date, time
from zoneinfo import ZoneInfo, available_timezones

from bot.asking.calendar import OnHoliday, Quiet, Weekly
from bot.asking.civil import Nation
from bot.asking.library import library, meant, own_prompts
from bot.asking.typed_schedule import Unclear, read_schedule
from bot.chat import Button, Field, Option, Reply
from bot.turn import Turn
from content import Content, Playlist, Prompt
from storage import people
from storage.tables import QuietPeriod, Schedule

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIMES = tuple(f"{hour:02d}:{minute:02d}" for hour in range(8, 18) for minute in (0, 30))
WEEKS = (1, 2, 3, 4)
COUNTS = ("open", "6", "8", "12", "20", "26", "52")
CHOSEN, THEME, PICKED = "chosen", "theme:", "picked:"
INTRODUCTIONS = {  # plans that open rounds of introductions: people a group, and whether nobody looks them over first
    "introductions": (2, False),
    "introductions-3": (3, False),
    "introductions-4": (4, False),
    "introductions-automatic": (2, True),
}


def weekly(row: Schedule, quiet: tuple[QuietPeriod, ...] = ()) -> Weekly:
    """A plan as the calendar sees it, with the days that are taken out of it."""
    out = [_days(skipped) for skipped in row.skipped]
    out += [Quiet(period.first, period.last) for period in quiet if period.place_id is None]
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
        quiet=tuple(out),
    )


def zone_of(row: Schedule) -> ZoneInfo:
    """The zone whose clock a plan goes by."""
    return ZoneInfo(row.zone)


def _days(skipped: str) -> Quiet:
    first, _, last = skipped.partition("/")
    return Quiet(date.fromisoformat(first), date.fromisoformat(last or first))


def playlist_of(content: Content, row: Schedule) -> str | Playlist | None:
    """What the questions are taken from, for the choice of the next one."""
    if row.picked:
        return Playlist("picked", "", tuple(row.picked), (None,) * len(row.picked), "")
    if row.theme:
        fitting = tuple(slug for slug, prompt in content.prompts.items() if row.theme in prompt.touches)
        return Playlist("theme", "", fitting, (None,) * len(fitting), "")
    return row.playlist or None


def named(turn: Turn, row: Schedule) -> str:
    """What a plan asks, in words."""
    if row.introduces:
        return turn.say(f"schedule.{_introductions(row)}")
    if row.picked:
        return turn.say("schedule.picked", count=len(row.picked))
    if row.theme:
        return turn.content.parts[row.theme].name_in(turn.language)
    playlist = turn.content.playlists.get(row.playlist)
    return playlist.name_in(turn.language) if playlist else turn.say("schedule.chosen")


def _introductions(row: Schedule) -> str:
    """What a plan of introductions is called in a sentence."""
    return next(name for name, how in INTRODUCTIONS.items() if how == (row.introduces, row.automatic))


# --- as a sentence ---------------------------------------------------------------------------------------------------


def sentence(row: Schedule) -> str:
    """The plan as a sentence that `read` understands."""
    parts = {
        "what": _what(row),
        "days": row.weekdays,
        "at": row.time,
        "every": str(row.every_weeks),
        "from": row.starts_on.isoformat(),
        "until": row.ends_on.isoformat() if row.ends_on else "",
        "count": str(row.count or "open"),
        "zone": row.zone,
        "holidays": f"{row.nation},{row.on_holiday}".replace(" ", "_") if row.nation else "",
        "spaces": ",".join(str(number) for number in row.space_ids),
    }
    return " ".join(f"{name}={value}" for name, value in parts.items() if value)


def _what(row: Schedule) -> str:
    if row.introduces:
        return _introductions(row)
    if row.picked:
        return PICKED + ",".join(row.picked)
    return THEME + row.theme if row.theme else row.playlist or CHOSEN


def read(turn: Turn, words: str) -> Schedule:
    """The plan that a sentence means. Refuses one that cannot be understood, naming the part."""
    if "=" not in words:
        return _typed(turn, words)
    parts = dict(part.partition("=")[::2] for part in words.split())
    try:
        row = _row(turn, parts.get("what", CHOSEN), parts["days"], parts["at"], int(parts.get("every", "1")))
        row.starts_on = date.fromisoformat(parts["from"]) if "from" in parts else row.starts_on
        row.ends_on = date.fromisoformat(parts["until"]) if "until" in parts else None
        if "count" in parts:
            row.count = None if parts["count"] == "open" else int(parts["count"])
        row.zone = parts.get("zone", row.zone)
        nation, _, policy = parts.get("holidays", "").replace("_", " ").partition(",")
        row.nation, row.on_holiday = nation, policy or "skip"
        row.space_ids = [int(number) for number in parts.get("spaces", "").split(",") if number]
        weekly(row)
    except (ValueError, KeyError) as wrong:
        raise turn.refuse("schedule.unclear-word", typed=words[:60]) from wrong
    return row


def _typed(turn: Turn, words: str) -> Schedule:
    """`weekly tue 10:00`, with the name of a playlist in front where one is wanted."""
    known = (*turn.content.playlists, *INTRODUCTIONS)
    playlist = next((slug for slug in known if words.startswith(slug + " ")), "")
    try:
        typed = read_schedule(words.removeprefix(playlist))
    except Unclear as unclear:
        raise turn.refuse(f"schedule.unclear-{unclear.part}", typed=unclear.word) from unclear
    days = ",".join(DAYS[day] for day in typed.weekdays)
    row = _row(turn, playlist or CHOSEN, days, typed.time.strftime("%H:%M"), typed.every_weeks)
    row.nation = Nation.ENGLAND.value
    return row


def _row(turn: Turn, what: str, days: str, clock: str, weeks: int) -> Schedule:
    row = Schedule(
        weekdays=days,
        time=clock,
        every_weeks=weeks,
        starts_on=turn.now.date(),
        zone=turn.me.zone,
        by_id=turn.my_id,
        made_at=turn.now,
    )
    if what in INTRODUCTIONS:
        row.introduces, row.automatic = INTRODUCTIONS[what]
    elif what.startswith(THEME):
        row.theme = what.removeprefix(THEME)
    elif what.startswith(PICKED):
        row.picked = [slug for slug in what.removeprefix(PICKED).split(",") if slug]
        row.count = len(row.picked)
    elif what != CHOSEN:
        row.playlist = what
        row.count = len(turn.content.playlists[what].weeks) if what in turn.content.playlists else None
    _check(turn, row)
    return row


def _check(turn: Turn, row: Schedule) -> None:
    own = {prompt.slug for prompt in own_prompts(turn.session)}
    if row.playlist and row.playlist not in turn.content.playlists:
        raise turn.refuse("schedule.no-playlist", "what")
    if row.theme and row.theme not in turn.content.parts:
        raise turn.refuse("schedule.no-playlist", "what")
    unknown = [slug for slug in row.picked if slug not in turn.content.prompts and slug not in own]
    if unknown:
        raise turn.refuse("schedule.picked-unclear", "picked", typed=unknown[0], nearest="")


# --- as a form -------------------------------------------------------------------------------------------------------


def form(turn: Turn, like: Schedule | None = None) -> Reply:
    """The form, with a plan in it to begin with: a first season on Tuesdays at ten, or one like another."""
    say = turn.say
    first = next(iter(turn.content.playlists), CHOSEN)
    what = _what(like) if like else first
    policy = like.on_holiday if like else "skip"
    homes = people.homes(turn.session)
    return turn.form(
        say("schedule.title"),
        Field("what", say("schedule.what"), "choice", _sources(turn), () if what.startswith(PICKED) else (what,)),
        Field(
            "picked",
            say("schedule.or-picked"),
            "words",
            hint=say("schedule.picked-how"),
            value=("\n".join(like.picked),) if like else (),
            required=False,
        ),
        Field(
            "days",
            say("schedule.day"),
            "choices",
            _days_offered(turn),
            tuple((like.weekdays if like else "tue").split(",")),
        ),
        Field(
            "time",
            say("schedule.time"),
            "choice",
            _plain(TIMES),
            (like.time if like and like.time in TIMES else "10:00",),
        ),
        Field("weeks", say("schedule.every"), "choice", _weeks(turn), (str(like.every_weeks) if like else "1",)),
        Field("start", say("schedule.start"), "date", value=(turn.now.date().isoformat(),)),
        Field("count", say("schedule.count"), "choice", _counts(turn), ("playlist",)),
        Field(
            "nation",
            say("schedule.holidays"),
            "choice",
            _nations(turn),
            (like.nation or "none" if like else "england",),
        ),
        Field("on_holiday", say("schedule.on-holiday"), "choice", _policies(turn), (policy,)),
        Field("zone", say("me.zone"), value=(like.zone if like else turn.me.zone,), most=40),
        *(
            (
                Field(
                    "spaces",
                    say("schedule.spaces"),
                    "choices",
                    tuple(Option(str(home.id), turn.space_name(home)[:75]) for home in homes),
                    tuple(str(home.id) for home in homes),
                ),
            )
            if homes
            else ()
        ),
        submit=Button(say("schedule.preview"), "schedule", "main"),
    )


def _sources(turn: Turn) -> tuple[Option, ...]:
    playlists = [Option(p.slug, p.name_in(turn.language)[:75]) for p in turn.content.playlists.values()]
    themes = [
        Option(THEME + part.slug, turn.say("schedule.theme", part=part.name_in(turn.language))[:75])
        for group in ("principle", "value")
        for part in turn.content.group(group)
    ]
    rounds = [Option(name, turn.say(f"schedule.{name}")[:75]) for name in INTRODUCTIONS]
    return (*playlists, Option(CHOSEN, turn.say("schedule.chosen")), *rounds, *themes)


def _plain(values: tuple[str, ...]) -> tuple[Option, ...]:
    return tuple(Option(value, value) for value in values)


def _days_offered(turn: Turn) -> tuple[Option, ...]:
    return tuple(Option(day, turn.say(f"schedule.{day}")) for day in DAYS[:5])


def _weeks(turn: Turn) -> tuple[Option, ...]:
    return tuple(Option(str(count), turn.say("schedule.weeks", count=count)) for count in WEEKS)


def _counts(turn: Turn) -> tuple[Option, ...]:
    numbers = tuple(Option(count, turn.say("schedule.times", count=int(count))) for count in COUNTS[1:])
    return (Option("playlist", turn.say("schedule.whole")), Option("open", turn.say("schedule.open")), *numbers)


def _nations(turn: Turn) -> tuple[Option, ...]:
    named = (Option(nation.value, turn.say(f"schedule.nation-{nation.value.replace(' ', '-')}")) for nation in Nation)
    return (Option("none", turn.say("schedule.no-holidays")), *named)


def _policies(turn: Turn) -> tuple[Option, ...]:
    return tuple(Option(policy.value, turn.say(f"schedule.{policy.value.replace(' ', '-')}")) for policy in OnHoliday)


def filled(turn: Turn) -> Schedule:
    """The plan that was filled in. Refuses what cannot be, beside its field."""
    value, values = turn.incoming.value, turn.incoming.values
    picked = ",".join(prompt.slug for line in value("picked").splitlines() for prompt in _named(turn, line.strip()))
    days = ",".join(day for day in DAYS if day in values.get("days", ()))
    if not days:
        raise turn.refuse("schedule.unclear-day", "days")
    if value("time") not in TIMES or value("weeks") not in {str(count) for count in WEEKS}:
        raise turn.refuse("schedule.unclear-time", "time")
    if value("zone") and value("zone") not in available_timezones():
        raise turn.refuse("me.zone-unknown", "zone", typed=value("zone"))
    row = _row(turn, PICKED + picked if picked else value("what") or CHOSEN, days, value("time"), int(value("weeks")))
    row.starts_on = _start(turn)
    row.count = _count(turn, row)
    row.zone = value("zone") or row.zone
    row.nation = value("nation") if value("nation") in set(Nation) else ""
    row.on_holiday = value("on_holiday") if value("on_holiday") in set(OnHoliday) else "skip"
    homes = {str(home.id) for home in people.homes(turn.session)}
    chosen = homes & set(values.get("spaces", ()))
    row.space_ids = sorted(int(number) for number in chosen) if chosen != homes else []
    return row


def _named(turn: Turn, line: str) -> list[Prompt]:
    """The questions that a line names: one by some of its words, or several by their slugs."""
    slugs = [slug.strip() for slug in line.split(",")]
    every = library(turn.session, turn.content)
    if not line or all(slug in every for slug in slugs):
        return [every[slug] for slug in slugs if slug]
    found, nearest = meant(turn.session, turn.content, line)
    if found is None:
        offered = "\n".join(prompt.question for prompt in nearest)
        raise turn.refuse("schedule.picked-unclear", "picked", typed=line[:60], nearest=offered)
    return [found]


def _start(turn: Turn) -> date:
    try:
        return date.fromisoformat(turn.incoming.value("start"))
    except ValueError as wrong:
        raise turn.refuse("schedule.no-date", "start") from wrong


def _count(turn: Turn, row: Schedule) -> int | None:
    value = turn.incoming.value("count")
    return int(value) if value.isdecimal() else None if value == "open" else row.count
