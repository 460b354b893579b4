"""What a member says about being introduced: in, not this time, not before a day, not with this person."""

from datetime import date, timedelta

from bot.chat import Block, Button, Field, Option, Reply, Shown, Text
from bot.introducing.rounds.silence import UNTIL_THEY_SAY
from bot.people import joining
from bot.turn import Turn, direct_account
from storage import introductions, notices, people, switches
from storage import rounds as rows

LONGEST = timedelta(days=366)
MOST_NAMES = 100  # Slack: 100 options of a select


def take_part(turn: Turn, rest: str) -> Reply:
    """Yes to the next round. Who has not joined yet is asked to; whom we cannot write to is told how to change that."""
    if turn.member is None:
        return joining.join(turn, rest)
    member = turn.me
    if switches.holds(turn.session, "introductions", turn.my_id):
        raise turn.refuse("switches.no-introductions", names=turn.organisers_named)
    member.next_round, member.snoozed_until = "in", None
    turn.session.add(member)
    notices.drop(turn.session, turn.my_id, "would you")
    turn.result = "home"
    if member.confirmed_at is None:
        return turn.answer(turn.say("take-part.in"), turn.say("take-part.unconfirmed"))
    if direct_account(turn.session, member) is None:
        return turn.answer(turn.say("take-part.in"), turn.say("take-part.add-the-app"))
    return turn.answer(
        turn.say("take-part.in"),
        turn.say("take-part.in-what"),
        buttons=(Button(turn.say("home.change"), "challenges", opens=True),),
    )


def not_this_round(turn: Turn, _rest: str) -> Reply:
    """Skip one round; everything else stays as it was."""
    turn.me.next_round = "out"
    turn.session.add(turn.me)
    notices.drop(turn.session, turn.my_id, "would you")
    return turn.answer(
        turn.say("take-part.out"),
        turn.say("take-part.out-what"),
        buttons=(
            Button(turn.say("take-part.yes"), "take part"),
            Button(turn.say("take-part.snooze"), "snooze", opens=True),
        ),
        shown=Shown.ONLY_YOU,
    )


def snooze(turn: Turn, rest: str) -> Reply:
    """No introductions before a day."""
    if turn.typed and not rest:
        return turn.form(
            turn.say("take-part.snooze"),
            Field("until", turn.say("take-part.until-when"), "date"),
            submit=Button(turn.say("me.save"), "snooze", "main", token=turn.token()),
        )
    today = turn.now.date()
    until = _date(turn, turn.incoming.value("until") or rest)
    if not today < until <= today + LONGEST:
        raise turn.refuse("take-part.not-a-day", "until")
    turn.me.snoozed_until = until
    turn.session.add(turn.me)
    return turn.answer(
        turn.say("take-part.snoozed", until=until),
        turn.say("take-part.snoozed-what"),
        buttons=(Button(turn.say("take-part.back"), "back to introductions"),),
        shown=Shown.IN_PLACE,
    )


def _date(turn: Turn, typed: str) -> date:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as wrong:
        raise turn.refuse("schedule.no-date", "until") from wrong


def back(turn: Turn, _rest: str) -> Reply:
    """Introductions again."""
    member = turn.me
    member.snoozed_until = None
    if member.next_round == "out":
        member.next_round = ""
    if member.introductions == "no":
        member.introductions = "ask"
    turn.session.add(member)
    return turn.answer(turn.say("take-part.is-back"), turn.say(f"home.introductions-{member.introductions}"))


def not_with(turn: Turn, _rest: str) -> Reply:
    """Whom not to be introduced to. No other member ever sees this, nor can tell."""
    chosen = rows.apart_of(turn.session, turn.my_id)
    offered = dict.fromkeys([*chosen, *introductions.partners(turn.session, turn.my_id)])
    known = [row for row in people.members(turn.session, list(offered)) if row.id != turn.my_id][:MOST_NAMES]
    if turn.typed:
        options = tuple(Option(str(row.id), f"{row.name} · {turn.where(row)}"[:75]) for row in known)
        among = Field(
            "people",
            turn.say("take-part.whom"),
            "choices",
            options,
            tuple(str(row.id) for row in known if row.id in chosen),
            required=False,
        )
        return turn.form(
            turn.say("take-part.not-with"),
            Text(turn.say("take-part.not-with-what"), quiet=True),
            *((among,) if options else ()),
            _by_name(turn),
            submit=Button(turn.say("me.save"), "not with", "main", token=turn.token()),
        )
    picked = turn.incoming.values.get("people", ())
    wanted = [row.id for row in known if row.id and str(row.id) in picked] + _named(turn, turn.incoming.value("name"))
    rows.set_apart(turn.session, turn.my_id, wanted, turn.now)
    return turn.answer(
        turn.say("take-part.noted"), turn.say("take-part.noted-what", count=len(set(wanted))), shown=Shown.IN_PLACE
    )


def _by_name(turn: Turn) -> Block:
    if turn.me.confirmed_at is None:
        return Text(turn.say("take-part.once-confirmed"), quiet=True)
    return Field("name", turn.say("take-part.by-name"), required=False, most=80)


def _named(turn: Turn, typed: str) -> list[int]:
    """Everybody of that name. Who is not confirmed does not learn whether there is anybody."""
    name = " ".join(typed.split()).casefold()
    if name and turn.me.confirmed_at is None:
        raise turn.refuse("take-part.once-confirmed", "name")
    found = [
        row.id
        for row in people.members(turn.session)
        if row.id and row.id != turn.my_id and row.name.casefold() == name
    ]
    if name and not found:
        raise turn.refuse("take-part.nobody-named", "name", typed=typed[:60])
    return found


def at_rest(turn: Turn) -> str:
    """Why somebody is not in the next round though they said yes once; empty where they are."""
    member = turn.me
    if member.snoozed_until == UNTIL_THEY_SAY:
        return turn.say("take-part.resting")
    if member.snoozed_until and member.snoozed_until > turn.now.date():
        return turn.say("take-part.snoozed", until=member.snoozed_until)
    return turn.say("take-part.out") if member.next_round == "out" else ""
