"""The questions: which comes next, what they look like, and putting one to everybody."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.asking import plans
from bot.asking.civil import at, working_days_after
from bot.asking.library import library, meant, own_prompts
from bot.chat import Block, Button, Card, Field, Heading, Option, Reply, Shown, Text, address_from_json
from bot.delivering import notices, outbox
from bot.delivering.notices import Telling, Told
from bot.remembering import audience
from bot.turn import Turn, numbered
from bot.voice import Voice
from content import Choice, Content, English, Prompt, choose_next
from content.model import PromptText
from storage import askings, people, record, reflections
from storage import notices as notice_rows
from storage.database import Session
from storage.tables import Asking, Member, Schedule, Space

STANDS = timedelta(days=6)  # how long a question may still come by direct message
REMIND_AFTER = 2  # working days
NAMED = 6  # channels that a preview names


def next_prompt(session: Session, content: Content) -> Choice:
    """What comes next without a plan, and why."""
    return choose_next(content, _asked(session), None, 0, own_prompts(session))


def next_for(session: Session, content: Content, row: Schedule) -> Choice:
    """What a plan asks next, and why."""
    return coming(session, content, row, [row.starts_on])[0]


def coming(session: Session, content: Content, row: Schedule, days: Sequence[date]) -> list[Choice]:
    """What a plan asks on each of these days, and why, if nothing else is asked meanwhile.

    A replacement takes the place of the first, whose turn then is over.
    """
    own, source = own_prompts(session), plans.playlist_of(content, row)
    asked, position = _asked(session, row.space_ids), row.position
    found: list[Choice] = []
    for day in days:
        choice = choose_next(content, asked, source, position, own)
        position = choice.position if choice.position is not None else position
        if row.replacement and not found:
            choice = replace(choice, prompt=library(session, content).get(row.replacement, choice.prompt))
        asked.append((choice.prompt.slug, day))
        found.append(choice)
    return found


def reason(turn: Turn, choice: Choice) -> tuple[Text, ...]:
    """Why this one, where there is more to say than that it was picked."""
    if choice.why.playlist and choice.why.playlist not in turn.content.playlists:
        return ()
    return (Text(choice.why.say(turn.content, turn.language), quiet=True),)


def _asked(session: Session, space_ids: Sequence[int] = ()) -> list[tuple[str, date]]:
    return [(slug, at.date()) for slug, at in askings.history(session, space_ids)]


def prompt_named(turn: Turn, typed: str, field: str = "") -> Prompt:
    """A question by its slug or some of its words. Refuses what may mean several, naming the nearest."""
    found, nearest = meant(turn.session, turn.content, typed)
    if found is None:
        offered = " · ".join(f"{prompt.slug} ({prompt.question})" for prompt in nearest)
        raise turn.refuse("ask.unknown", field, typed=typed[:60], nearest=offered)
    return found


def words_for(voice: Voice, asking: Asking) -> PromptText:
    """A question's words in a language; in English where nobody has written others yet."""
    prompt = voice.content.prompts.get(asking.prompt) or library(voice.session, voice.content).get(asking.prompt)
    if prompt is not None:
        return prompt.words_in(voice.language)
    return PromptText(asking.question if voice.language == "en" else English(asking.question), ("", ""), "")


def _only_english(content: Content, asking: Asking, language: str) -> bool:
    prompt = content.prompts.get(asking.prompt)
    return language != "en" and (prompt is None or prompt.in_language(language) is None)


def question_card(voice: Voice, asking: Asking) -> Card:
    """The week's question, as it stands in a channel or a direct chat.

    It has the box to answer in, for platforms that show fields in messages, and how many have answered: counts only,
    never words.
    """
    words, say = words_for(voice, asking), voice.say
    count = reflections.answered(voice.session, asking.id or 0)
    principle = voice.content.parts.get(asking.principle)
    label = principle.name_in(voice.language) if principle else words.label
    ways = tuple(Text(way) for way in words.ways_in if way)
    note = _only_english(voice.content, asking, voice.language)
    return Card(
        words.question,
        (
            *((Text(label, quiet=True),) if label else ()),
            *((Text(say("question.english-only"), quiet=True),) if note else ()),
            *ways,
            Field("words", say("reflect.words"), "words", hint=say("reflect.hint"), most=3000),
            Field(
                "audience",
                say("audience.label"),
                "choice",
                tuple(Option(value, say(f"audience.{value.replace(' ', '-')}")) for value in audience.ALL),
            ),
            Text(say("question.answered", count=count) if count else say("question.first"), quiet=True),
        ),
        (Button(say("question.others"), f"others {asking.id}", opens=True),),
        submit=Button(say("question.reflect"), f"reflect {asking.id}", "main", token=f"asking-{asking.id}"),
        language=voice.language,
        plain=say("question.plain", question=words.question),
        yours=f"yours {asking.id}" if asking.id else "",
    )


def put(
    session: Session,
    content: Content,
    prompt: Prompt,
    now: datetime,
    *,
    schedule: Schedule | None = None,
    slot: datetime | None = None,
    quiet_places: Collection[int] = (),
) -> Asking:
    """Ask: one asking, a delivery for every space, and a notice for everybody who wants questions directly.

    Places with a quiet period are left out: the channels of their own workspaces, and the people who work there.
    """
    asking = Asking(
        schedule_id=schedule.id if schedule else None,
        slot=slot,
        prompt=prompt.slug,
        question=prompt.question,
        principle=prompt.principle or "",
        space_ids=schedule.space_ids if schedule else [],
        asked_at=now,
    )
    people.add(session, asking)
    voice = Voice(session, content)
    about = f"asking {asking.id}"
    for space in people.homes(session, schedule.space_ids if schedule else ()):
        if people.place_of_tenant(session, space.platform, space.tenant) in quiet_places:
            continue
        address = address_from_json(space.address)
        outbox.put(session, address, question_card(voice, asking), kind="question", about=about, now=now)
    for member in people.members(session):
        place = people.place_of(session, member) if quiet_places else None
        if member.paused_at is None and member.questions != "no" and not (place and place.id in quiet_places):
            _notices(session, member, about, slot or now, schedule.zone if schedule else member.zone, now)
    return asking


def _notices(session: Session, member: Member, about: str, slot: datetime, zone: str, now: datetime) -> None:
    """The question by direct message, at the schedule's hour where this person is; and a reminder, where wished."""
    local = slot.astimezone(ZoneInfo(zone))
    there = at(local.date(), local.time(), member.zone)
    if member.questions == "direct":
        notices.put(session, member, "question", about, max(there, now), now + STANDS)
    if member.reminders:
        later = working_days_after(there, REMIND_AFTER, member.zone, notices.nation_of(session, member))
        notices.put(session, member, "reminder", about, later, now + STANDS)


def render(telling: Telling) -> Told | None:
    """The question by direct message, unless it was answered or is not wanted so any more."""
    asking = _open_to(telling)
    if asking is None or telling.member.questions != "direct":
        return None
    card = question_card(telling.voice, asking)
    skip = Button(telling.voice.say("question.skip"), f"skip {asking.id}")
    return Told(replace(card, buttons=(*card.buttons, skip), yours=""))


def render_reminder(telling: Telling) -> Told | None:
    """The one reminder, to who asked for it and has not answered."""
    asking = _open_to(telling)
    if asking is None or not telling.member.reminders:
        return None
    card = question_card(telling.voice, asking)
    note = Text(telling.voice.say("question.reminder"), quiet=True)
    return Told(replace(card, blocks=(note, *card.blocks), yours=""))


def _open_to(telling: Telling) -> Asking | None:
    """The question, if this person has not answered it."""
    asking = askings.asking(telling.session, telling.number)
    answered = asking and reflections.answered_by(telling.session, telling.number, telling.member.id or 0)
    return None if answered else asking


def skip(turn: Turn, rest: str) -> Reply:
    """Not this one."""
    asking = askings.asking(turn.session, numbered(rest) or 0)
    if asking is None:
        raise turn.refuse("refusal.not-found")
    notice_rows.drop(turn.session, turn.my_id, "reminder")
    return turn.answer(turn.say("question.skipped"), shown=Shown.IN_PLACE)


def recount(session: Session, content: Content, now: datetime) -> None:
    """Let every standing card of a question say how many have answered by now.

    A question is looked at until its count stays what the cards say: an answer that commits meanwhile is counted too.
    """
    for asking in askings.to_recount(session):
        count = reflections.answered(session, asking.id or 0)
        if count == asking.counted:
            asking.recount = False
            continue
        asking.counted = count
        card = question_card(Voice(session, content), asking)
        outbox.update_where_it_stands(session, f"asking {asking.id}", card, now)


# --- organisers ------------------------------------------------------------------------------------------------------


def preview(turn: Turn, prompt: Prompt, spaces: Sequence[Space]) -> list[Block]:
    """Where a question goes, and what it will look like on each platform it goes to."""
    asking = Asking(prompt=prompt.slug, question=prompt.question, principle=prompt.principle or "", asked_at=turn.now)
    card = question_card(Voice(turn.session, turn.content), asking)
    named = [turn.space_name(space) for space in spaces]
    shown: list[Block] = [
        Text(turn.say("ask.spaces", count=len(spaces), names=", ".join(named[:NAMED] + ["…"] * (len(named) > NAMED))))
    ]
    for platform in dict.fromkeys(space.platform for space in spaces):
        if platform in turn.sketches:
            shown.append(Heading(turn.say("ask.looks", platform=platform.capitalize())))
            shown.append(Text(turn.sketches[platform](card), quiet=True))
    return shown


def ask(turn: Turn, rest: str) -> Reply:
    """Show what would be asked now, with the reason; ask it once that is confirmed."""
    if not turn.typed:
        rest = turn.incoming.value("prompt")
    choice = next_prompt(turn.session, turn.content)
    prompt = prompt_named(turn, rest) if rest and rest != "now" else choice.prompt
    spaces = people.homes(turn.session)
    if not spaces:
        raise turn.refuse("ask.no-space")
    why = () if rest and rest != "now" else reason(turn, choice)
    return turn.answer(
        turn.say("ask.preview"),
        Text(prompt.question if turn.language == "en" else English(prompt.question)),
        *why,
        *preview(turn, prompt, spaces),
        buttons=(
            Button(turn.say("ask.now"), f"ask now {prompt.slug}", "main", token=turn.token()),
            Button(turn.say("ask.later"), "schedule", opens=True),
        ),
    )


def ask_now(turn: Turn, rest: str) -> Reply:
    """Ask everybody, now."""
    prompt = prompt_named(turn, rest)
    spaces: Sequence[object] = people.homes(turn.session)
    if not spaces:
        raise turn.refuse("ask.no-space")
    asking = put(turn.session, turn.content, prompt, turn.now)
    record.note(turn.session, turn.my_id, "asked", f"asking {asking.id}", turn.now)
    turn.result = "upcoming"
    return turn.answer(
        turn.say("ask.done"), turn.say("ask.done-where", count=len(spaces)), prompt.question, shown=Shown.IN_PLACE
    )
