"""Whether a pattern is true where one works: an answer that can be changed, and why, kept like any reflection."""

import re
from dataclasses import replace

from bot.chat import Block, Button, Field, Kind, Option, Reply, Said, Shown, Text
from bot.delivering.copies import of_reflection
from bot.learning.heard.counting import ANSWERS, NO, PARTLY, YES
from bot.remembering import audience, care
from bot.remembering.readings import numbered_first, own_buttons
from bot.remembering.reflections import LONGEST, keep
from bot.turn import Turn
from storage import heard, people, reflections
from storage.tables import Heard, Pattern, PatternVote, Reflection

TYPED = {
    YES: ("yes", "ydy", "ydi", "ydyn", "oes", "ie", "gwir"),
    PARTLY: ("partly", "yn rhannol", "rhannol"),
    NO: ("no", "nac ydy", "nac ydi", "nac ydyn", "nac oes", "nage", "na"),
}
BECAUSE = re.compile(r"[\s,;:.–-]*(?:because|achos|oherwydd|am fod|gan fod)?[\s,;:…]*", re.IGNORECASE)


def true_here(turn: Turn, rest: str) -> Reply:
    """`3 yes`, `3 no because we rang first`: counted at once where that is all of it, else with a form for the rest."""
    number, following = numbered_first(rest)
    answer, words = read(following)
    if number is None and turn.incoming.kind is Kind.SAID:
        raise turn.refuse("heard.true-how")
    _, pattern = _open(turn, number or 0)
    before = heard.vote_of(turn.session, pattern.id or 0, turn.my_id)
    if turn.typed and answer and not words and turn.incoming.kind is Kind.SAID:
        return noted(turn, pattern, answer, before, None)
    why = _why(turn, before)
    if turn.typed:
        return _form(turn, pattern, answer or (before.answer if before else ""), words, why)
    answer, words = turn.incoming.value("answer"), turn.incoming.value("words")
    if answer not in ANSWERS:
        raise turn.refuse("heard.which", "answer")
    kept = None
    if words and why is None:
        if len(words) > LONGEST:
            raise turn.refuse("reflect.too-long", "words", most=LONGEST)
        who = audience.chosen(turn)
        care.look_over(turn, words, who)
        kept = keep(turn, words, None, who)
    return noted(turn, pattern, answer, before, kept)


def read(typed: str) -> tuple[str, str]:
    """The answer that typed words begin with, and the words after it. Either may be empty."""
    for answer, ways in TYPED.items():
        for way in ways:
            found = re.match(rf"{way}\b", typed, re.IGNORECASE)
            if found:
                return answer, BECAUSE.sub("", typed[found.end() :], count=1).strip()
    return "", typed


def _open(turn: Turn, number: int) -> tuple[Heard, Pattern]:
    found = heard.pattern(turn.session, number)
    if found is None or found[0].state != heard.SHOWN:
        raise turn.refuse("heard.no-pattern")
    return found


def _why(turn: Turn, before: PatternVote | None) -> Reflection | None:
    """Why they said so, where they did."""
    number = before.reflection_id if before else None
    return reflections.get(turn.session, number, turn.reader, turn.now) if number is not None else None


def _form(turn: Turn, pattern: Pattern, answer: str, words: str, why: Reflection | None) -> Reply:
    options = tuple(Option(one, turn.say(f"heard.{one}")) for one in ANSWERS)
    because: tuple[Block, ...] = (
        Field(
            "words",
            turn.say("heard.because"),
            "words",
            value=(words,) if words else (),
            hint=turn.say("reflect.hint"),
            required=False,
            most=LONGEST,
        ),
        replace(audience.field(turn, turn.me.usual_audience), required=False),
        Text(turn.say("heard.because-what"), quiet=True),
    )
    if why is not None:
        because = (Said(why.words, of=of_reflection(why.id)), Text(turn.say("heard.because-said"), quiet=True))
    unconfirmed = (Text(turn.say("heard.unconfirmed"), quiet=True),) if turn.me.confirmed_at is None else ()
    return turn.form(
        turn.say("heard.true-here"),
        Text(pattern.words),
        Field("answer", turn.say("heard.answer"), "choice", options, (answer,) if answer else ()),
        *because,
        *unconfirmed,
        submit=Button(turn.say("heard.send"), f"true here {pattern.id}", "main", token=turn.token()),
    )


def noted(turn: Turn, pattern: Pattern, answer: str, before: PatternVote | None, why: Reflection | None) -> Reply:
    """One answer a member: another takes its place, and counts as the newest."""
    vote = before or PatternVote(pattern_id=pattern.id or 0, member_id=turn.my_id, answer=answer, voted_at=turn.now)
    if before is None or (vote.answer, vote.version) != (answer, pattern.version):
        vote.voted_at = turn.now
    vote.answer, vote.version = answer, pattern.version
    vote.reflection_id = why.id if why else vote.reflection_id
    people.add(turn.session, vote)
    turn.result = f"pattern {pattern.id}"
    counts = turn.me.confirmed_at is not None
    said: list[Block] = [] if counts else [Text(turn.say("heard.unconfirmed"))]
    buttons = [Button(turn.say("heard.see"), f"pattern {pattern.id}", opens=True)]
    if why is not None:
        who = audience.sized(turn, audience.today(turn, why), why)
        said += [
            Said(why.words, of=of_reflection(why.id)),
            Text(turn.say("reflect.kept-who", audience=who), quiet=True),
        ]
        buttons += own_buttons(turn, why)
    elif vote.reflection_id is None:
        buttons.insert(0, Button(turn.say("heard.say-why"), f"true here {pattern.id} {answer}", "main", opens=True))
    return turn.answer(
        turn.say("heard.noted" if counts else "heard.kept", answer=turn.say(f"heard.{answer}")),
        Text(pattern.words),
        *said,
        Text(turn.say("heard.change-how", number=str(pattern.id)), quiet=True),
        buttons=tuple(buttons),
        shown=Shown.ONLY_YOU,
    )
