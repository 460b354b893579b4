"""After an introduction: one nudge if nobody wrote, *did you meet?* with four answers, and what one takes away."""

from datetime import datetime, timedelta

from bot.asking.civil import working_days_after
from bot.chat import Block, Button, Buttons, Heading, Reply, Shown, Text
from bot.delivering import notices
from bot.delivering.notices import Telling, Told, nation_of
from bot.introducing.introduction_cards import subject
from bot.introducing.parts import mine, others_names
from bot.remembering import audience, care
from bot.remembering.readings import kept
from bot.remembering.reflections import keep, words_field
from bot.remembering.sounds import offered
from bot.turn import Turn
from bot.voice import Voice
from storage import introductions as rows
from storage import people
from storage import reflections as reflection_rows
from storage.database import Session
from storage.tables import Group, GroupMember, Member

NUDGE_AFTER, ASK_AFTER, ASK_AGAIN_AFTER = 3, 10, 10  # working days
NUDGE_STANDS, ASK_STANDS = timedelta(days=5), timedelta(days=10)
ANSWERS = {"yes": "yes", "some": "some", "not-yet": "not yet", "no": "no"}
PAIR = 2


def ask_later(session: Session, group: Group, member: Member, now: datetime) -> None:
    """When an introduction is told: what is to be asked about it later, if it is still true then."""
    _later(session, group, member, "nudge", now, NUDGE_AFTER, NUDGE_STANDS)
    _later(session, group, member, "met", now, ASK_AFTER, ASK_STANDS)


def _later(
    session: Session, group: Group, member: Member, kind: str, now: datetime, days: int, stands: timedelta
) -> None:
    at = working_days_after(now, days, member.zone, nation_of(session, member))
    notices.put(session, member, kind, f"introduction {group.id}", at, at + stands)


def render_nudge(telling: Telling) -> Told | None:
    """One nudge, where nobody has spoken yet and nobody said no."""
    found = rows.group(telling.session, telling.number, telling.member.id or 0)
    if found is None or found[0].ended_at or found[0].native:
        return None
    parts = rows.people_in(telling.session, telling.number)
    if any(part.spoke_at or part.answer in {"pass", "known"} for part in parts):
        return None
    group, voice = found[0], telling.voice
    return Told(
        voice.card(
            voice.say("afterwards.nudge", names=_others(voice, group, telling.member)),
            voice.say("afterwards.nudge-what"),
            buttons=(
                Button(voice.say("introduction.hello"), f"say hello {group.id}", "main", opens=True),
                Button(voice.say("introduction.pass"), f"not this time {group.id}"),
            ),
        )
    )


def render_met(telling: Telling) -> Told | None:
    """*Did you meet?*, where it is not known and they did not decline."""
    found = rows.group(telling.session, telling.number, telling.member.id or 0)
    if found is None or found[1].met not in {"", "not yet"} or found[1].answer in {"pass", "known"}:
        return None
    group, voice = found[0], telling.voice
    names = _others(voice, group, telling.member)
    return Told(voice.card(voice.say("afterwards.met", names=names), buttons=_answers(voice, group)))


def _others(voice: Voice, group: Group, me: Member) -> str:
    parts = rows.people_in(voice.session, group.id or 0)
    return ", ".join(voice.name_of(part.member_id) for part in parts if part.member_id != me.id)


def _answers(voice: Voice, group: Group) -> tuple[Button, ...]:
    several = len(rows.people_in(voice.session, group.id or 0)) > PAIR
    return tuple(
        Button(voice.say(f"afterwards.{answer}"), f"met {group.id} {answer}", "main" if answer == "yes" else "plain")
        for answer in ANSWERS
        if several or answer != "some"
    )


def asked_now(turn: Turn, group: Group, part: GroupMember) -> tuple[Block, ...]:
    """The same question on the introduction itself, from the day it is asked on."""
    if group.introduced_at is None or part.met in {"yes", "some", "no"} or part.answer in {"pass", "known"}:
        return ()
    from_then = working_days_after(group.introduced_at, ASK_AFTER, turn.me.zone, nation_of(turn.session, turn.me))
    if turn.now < from_then:
        return ()
    return (Heading(turn.say("afterwards.met", names=others_names(turn, group))), Buttons(_answers(turn, group)))


def met(turn: Turn, rest: str) -> Reply:
    """How it went. *Not yet* is asked once more; *yes* leads to what one takes away."""
    group, part = mine(turn, rest)
    answer = ANSWERS.get(rest.partition(" ")[2].strip())
    if answer is None:
        return turn.answer(turn.say("afterwards.met", names=others_names(turn, group)), buttons=_answers(turn, group))
    again = answer == "not yet" and part.met != "not yet"
    part.met = answer
    turn.session.add(part)
    if answer in {"yes", "some"}:
        return turn.answer(
            turn.say("afterwards.good"),
            turn.say("afterwards.takeaway-why"),
            buttons=(Button(turn.say("afterwards.takeaway"), f"takeaway {group.id}", "main", opens=True),),
            shown=Shown.IN_PLACE,
        )
    if again:
        _later(turn.session, group, turn.me, "met again", turn.now, ASK_AGAIN_AFTER, ASK_STANDS)
    return turn.answer(turn.say(f"afterwards.{'again' if again else 'never'}"), shown=Shown.IN_PLACE)


def takeaway(turn: Turn, rest: str) -> Reply:
    """One thing somebody takes away: kept as a reflection, with the challenge they met over attached."""
    group, _ = mine(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("afterwards.takeaway"),
            Text(turn.say("afterwards.takeaway-hint", names=others_names(turn, group)), quiet=True),
            words_field(turn, ""),
            audience.field(turn, turn.me.usual_audience),
            submit=Button(turn.say("reflect.save"), f"takeaway {group.id}", "main", token=turn.token()),
        )
    words, who = turn.incoming.value("words"), audience.chosen(turn)
    care.look_over(turn, words, who)
    row = keep(turn, words, None, who)
    challenge = people.challenge(turn.session, subject(turn, group))
    if challenge and challenge.id:
        reflection_rows.keep(turn.session, row, [challenge.id])
    turn.result = f"reflection {row.id}"
    return offered(turn, row, kept(turn, row, Shown.IN_PLACE))
