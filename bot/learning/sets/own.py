"""What somebody will do before their set meets again: for them alone, and asked about once before the next time."""

from bot.chat import Block, Button, Buttons, Field, Heading, Reply, Said, Shown, Text
from bot.delivering.copies import of_member
from bot.learning.sets.parts import LONGEST, line, mine
from bot.remembering import care
from bot.remembering.readings import numbered_first
from bot.turn import Turn
from bot.voice import Voice
from storage import action_learning as rows
from storage import erasing, people
from storage.tables import Member, SetCommitment

OUTCOMES = ("did", "partly", "not-yet", "dropped")


def will(turn: Turn, _rest: str) -> Reply:
    """One line, for the person who writes it and nobody else."""
    row, kept = mine(turn), rows.commitment(turn.session, turn.my_id)
    if turn.typed:
        again = (kept.words,) if kept and not kept.outcome else ()
        return turn.form(
            turn.say("sets.will"),
            Text(turn.say("sets.will-why")),
            Field("words", turn.say("sets.will-words"), value=again, hint=turn.say("reflect.hint"), most=LONGEST),
            submit=Button(turn.say("me.save"), "set will", "main", token=turn.token()),
        )
    words = line(turn, "words", "sets.will-empty")
    care.look_over(turn, words)
    new = SetCommitment(set_id=row.id or 0, member_id=turn.my_id, words=words, made_at=turn.now)
    rows.commit(turn.session, new)
    erasing.begin(turn.session, turn.my_id, turn.now)  # of the one before
    turn.result = "set"
    said = own_words(turn, turn.me, new)
    return turn.answer(turn.say("sets.will-kept"), *said, turn.say("sets.will-next"), shown=Shown.ONLY_YOU)


def happened(turn: Turn, rest: str) -> Reply:
    """One press says how it went."""
    number, outcome = numbered_first(rest)
    row = rows.commitment(turn.session, turn.my_id, number or 0)
    if row is None or outcome not in OUTCOMES:
        raise turn.refuse("refusal.not-found")
    row.outcome = outcome
    people.add(turn.session, row)
    turn.result = "set"
    key = "sets.not-yet-fine" if outcome == "not-yet" else f"trying.is-{outcome}"
    return turn.answer(turn.say(key), Said(row.words, of=of_member(turn.my_id)), shown=Shown.IN_PLACE)


def own_words(voice: Voice, member: Member, row: SetCommitment | None) -> list[Block]:
    """What they said they would do, to them alone, and how it went."""
    if row is None or row.member_id != member.id:
        return []
    said: list[Block] = [Heading(voice.say("sets.you-would")), Said(row.words, of=of_member(member.id))]
    if row.outcome in {"", "not-yet"}:
        return [*said, Buttons(outcomes(voice, row))]
    return [*said, Text(voice.say(f"trying.is-{row.outcome}"), quiet=True)]


def outcomes(voice: Voice, row: SetCommitment) -> tuple[Button, ...]:
    """How it went, in a press."""
    return tuple(
        Button(voice.say(f"trying.{each}"), f"set happened {row.id} {each}", "main" if each == "did" else "plain")
        for each in OUTCOMES
    )
