"""What members do with a gathering: come or not, answer beforehand, say what they changed their mind about."""

from bot.chat import Block, Button, Buttons, Divider, Field, Heading, Reply, Said, Shown, Text
from bot.delivering.copies import of_reflection
from bot.learning.gatherings import cards
from bot.learning.gatherings.organising import buttons, new_button, not_announced, one, refresh
from bot.remembering import audience, care
from bot.remembering.readings import kept, own_buttons
from bot.remembering.reflections import keep, words_field
from bot.turn import Turn, numbered
from storage import gatherings as rows
from storage import people, reflections
from storage.tables import Gathering, GatheringAnswer, Reflection

LONGEST = 1500  # characters of an answer
PAST = 3  # that are listed


def gatherings(turn: Turn, _rest: str) -> Reply:
    """Those to come, and the last ones."""
    today = turn.now.date()
    coming, past = rows.coming(turn.session, today), rows.past(turn.session, today, PAST)
    blocks = [each for row in coming for each in cards.line(turn, row, turn.me)]
    blocks = blocks or [Text(turn.say("gatherings.none"))]
    if past:
        blocks += [Divider(), Heading(turn.say("gatherings.past"))]
        blocks += [each for row in past for each in cards.line(turn, row, turn.me)]
    new = (new_button(turn),) if turn.me.organiser else ()
    return turn.answer(turn.say("gatherings.all"), *blocks, buttons=new)


def show(turn: Turn, rest: str) -> Reply:
    """One of them: when, where, what to think about, and the answers that this person may read."""
    row, begin = one(turn, rest), numbered((rest.split()[1:] or ["0"])[0]) or 0
    if row.state == "off":
        return Reply(cards.in_channel(turn, row))
    ways = cards.ways(turn, row) if row.state == "planned" and cards.moment(row) > turn.now else ()
    mind = Button(turn.say("gatherings.mind-say"), f"gathering mind {row.id}", "main", opens=True)
    after = (mind,) if row.state == "planned" and cards.moment(row) <= turn.now else ()
    theirs: list[Block] = [Buttons(buttons(turn, row))] if turn.me.organiser and buttons(turn, row) else []
    return turn.answer(
        cards.named(turn, row),
        *not_announced(turn, row),
        *cards.to_one(turn, row, turn.now, begin),
        *theirs,
        buttons=(*ways, *after, *cards.draft(turn, row)),
    )


def changed(turn: Turn, rest: str) -> Reply:
    """Its draft: before, after, what changed."""
    row = one(turn, rest)
    if not row.draft:
        raise turn.refuse("refusal.not-found")
    return turn.answer(cards.named(turn, row), *cards.before_and_after(turn, row))


# --- coming or not ---------------------------------------------------------------------------------------------------


def _open(turn: Turn, rest: str) -> Gathering:
    """One that is still to come. Refuses what is over or off."""
    row = one(turn, rest)
    turn.me  # noqa: B018  (refuses who has not joined)
    if row.state != "planned":
        raise turn.refuse("gatherings.is-off")
    if cards.moment(row) < turn.now:
        raise turn.refuse("gatherings.over")
    return row


def come(turn: Turn, rest: str) -> Reply:
    """They come."""
    return _says(turn, rest, comes=True)


def cannot(turn: Turn, rest: str) -> Reply:
    """They cannot, and can still answer."""
    return _says(turn, rest, comes=False)


def _says(turn: Turn, rest: str, *, comes: bool) -> Reply:
    row = _open(turn, rest)
    rows.says(turn.session, row.id or 0, turn.my_id, comes=comes)
    refresh(turn, row, turn.now)
    turn.result = f"gathering show {row.id}"
    answered = rows.answered(turn.session, row.id or 0, turn.my_id)
    left = len(answered) < len(row.questions)
    next_ = "gatherings.answer-too" if comes else "gatherings.answer-still"
    answer = Button(turn.say("gatherings.answer"), f"gathering answer {row.id}", "main", opens=True)
    return turn.answer(
        turn.say("gatherings.you-come" if comes else "gatherings.you-cannot"),
        cards.named(turn, row),
        Text(cards.when(turn, row, turn.me.zone), quiet=True),
        *((turn.say(next_),) if left else ()),
        buttons=(answer,) if left else (),
    )


# --- answering -------------------------------------------------------------------------------------------------------


def answer(turn: Turn, rest: str) -> Reply:
    """Answer what was not answered yet, each kept as a reflection for the readers that its author chooses."""
    row = _open(turn, rest)
    before = rows.answered(turn.session, row.id or 0, turn.my_id)
    left = [number for number in range(len(row.questions)) if number not in before]
    if turn.typed:
        return _form(turn, row, left) if left else _mine(turn, row, before, Shown.ONLY_YOU)
    words = {number: said for number in left if (said := turn.incoming.value(f"answer{number}"))}
    if not words:
        raise turn.refuse("reflect.empty", f"answer{left[0]}" if left else "")
    who = audience.chosen(turn)
    for number in words:
        _hides(turn, row, number, who)
    care.look_over(turn, "\n".join(words.values()), who)
    new = {number: _keep(turn, row, number, said, who) for number, said in words.items()}
    refresh(turn, row, turn.now)
    turn.result = f"gathering show {row.id}"
    return _mine(turn, row, new, Shown.IN_PLACE)


def _hides(turn: Turn, row: Gathering, number: int, who: str) -> None:
    """Without one's name only where enough could have written it: who answered by name hides nobody."""
    known = rows.named(turn.session, row.id or 0, number, turn.my_id)
    if who == audience.NAMELESS and reflections.might_have_written(turn.session) - known < audience.ENOUGH:
        raise turn.refuse("audience.too-few", "audience", count=audience.ENOUGH)


def _keep(turn: Turn, row: Gathering, number: int, words: str, who: str) -> Reflection:
    found = keep(turn, words, None, who)
    people.add(turn.session, GatheringAnswer(reflection_id=found.id, gathering_id=row.id or 0, question=number))
    return found


def _form(turn: Turn, row: Gathering, left: list[int]) -> Reply:
    hint = turn.say("reflect.hint")
    boxes = [
        Field(f"answer{number}", row.questions[number], "words", hint=hint, required=len(left) == 1, most=LONGEST)
        for number in left
    ]
    return turn.form(
        cards.named(turn, row)[:150],
        *((Text(turn.say("gatherings.any-of-them"), quiet=True),) if len(left) > 1 else ()),
        *boxes,
        audience.field(turn, turn.me.usual_audience),
        submit=Button(turn.say("reflect.save"), f"gathering answer {row.id}", "main", token=turn.token()),
    )


def _mine(turn: Turn, row: Gathering, found: dict[int, Reflection], shown: Shown) -> Reply:
    """What one answered, each with what can be done with it."""
    blocks: list[Block] = []
    for number, each in sorted(found.items()):
        sized = audience.sized(turn, audience.today(turn, each), each)
        blocks += [
            Heading(cards.question_of(row, number)),
            Said(each.words, of=of_reflection(each.id)),
            Text(turn.say("reflect.kept-who", audience=sized), quiet=True),
            Buttons(own_buttons(turn, each)),
        ]
    return turn.answer(
        turn.say("reflect.kept"), *blocks, Text(turn.say("gatherings.read-there"), quiet=True), shown=shown
    )


def mind(turn: Turn, rest: str) -> Reply:
    """What did you change your mind about? Kept as a reflection."""
    row = one(turn, rest)
    if row.state != "planned" or cards.moment(row) > turn.now:
        raise turn.refuse("gatherings.not-yet")
    if turn.typed:
        return turn.form(
            turn.say("gatherings.mind"),
            Text(cards.named(turn, row), quiet=True),
            words_field(turn, ""),
            audience.field(turn, turn.me.usual_audience),
            submit=Button(turn.say("reflect.save"), f"gathering mind {row.id}", "main", token=turn.token()),
        )
    words, who = turn.incoming.value("words"), audience.chosen(turn)
    _hides(turn, row, rows.MIND, who)
    care.look_over(turn, words, who)
    found = _keep(turn, row, rows.MIND, words, who)
    turn.result = f"reflection {found.id}"
    return kept(turn, found, Shown.IN_PLACE)
