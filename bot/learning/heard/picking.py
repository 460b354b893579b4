"""What organisers do with what they heard: write it down, look at it as platforms show it, post it, take it back."""

from bot.chat import Block, Button, Buttons, Card, Divider, Field, Heading, Reply, Shown, Text
from bot.delivering import outbox
from bot.learning.heard import cards, counting, leave
from bot.remembering import care
from bot.turn import Turn, numbered
from bot.voice import Voice
from storage import heard as rows
from storage import people, record
from storage.tables import Heard, Pattern, PatternChange

PATTERNS = 3
LONGEST = 280  # characters of a sentence


def heard(turn: Turn, _rest: str) -> Reply:
    """The draft, else what was posted last and how it was answered; the form where there is neither."""
    row = rows.draft(turn.session) or next(iter(rows.posted(turn.session, 1)), None)
    return new(turn, "") if row is None else shown(turn, row)


def shown(turn: Turn, row: Heard, done: Shown = Shown.ONLY_YOU, title: str = "") -> Reply:
    """One of them, for an organiser."""
    return _draft(turn, row, done, title) if row.state == "draft" else _posted(turn, row, done, title)


def _draft(turn: Turn, row: Heard, done: Shown, title: str) -> Reply:
    blocks: list[Block] = []
    for pattern in rows.patterns(turn.session, row.id or 0):
        choose = Button(turn.say("heard.choose"), f"heard choose {pattern.id}", opens=True)
        blocks += [Text(pattern.words), Text(_asked(turn, pattern), quiet=True), Buttons((choose,))]
    post = Button(turn.say("heard.post"), f"heard post {row.id}", "main", token=turn.token())
    return turn.answer(
        title or turn.say("heard.draft"),
        *blocks,
        *looks(turn, cards.heard_card(Voice(turn.session, turn.content), row, turn.now)),
        buttons=(
            post,
            Button(turn.say("heard.edit"), f"heard edit {row.id}", opens=True),
            Button(turn.say("heard.drop"), f"heard drop {row.id}", opens=True),
        ),
        shown=done,
    )


def _asked(turn: Turn, pattern: Pattern) -> str:
    """About how many reflections authors were asked, and how many may stand behind it."""
    asked = rows.pieces(turn.session, pattern.id or 0)
    count, _, _ = rows.grounds(turn.session, pattern.id or 0, turn.now)
    return turn.say("heard.asked-about", asked=len(asked), allowed=count) if asked else turn.say("heard.asked-nobody")


def looks(turn: Turn, card: Card) -> list[Block]:
    """A card as each platform it goes to will show it."""
    blocks: list[Block] = [Divider()]
    for platform in dict.fromkeys(space.platform for space in people.homes(turn.session)):
        if platform in turn.sketches:
            blocks.append(Heading(turn.say("ask.looks", platform=platform.capitalize())))
            blocks.append(Text(turn.sketches[platform](card), quiet=True))
    return blocks


def _posted(turn: Turn, row: Heard, done: Shown, title: str) -> Reply:
    """How each pattern was answered, and what it is to say next."""
    blocks: list[Block] = []
    changes: list[tuple[Pattern, PatternChange]] = []
    for pattern in rows.patterns(turn.session, row.id or 0):
        said = counting.in_words(turn, counting.counted(rows.answers(turn.session, pattern)))
        change = rows.to_tell(turn.session, pattern.id or 0)
        changes += [(pattern, change)] if change else []
        blocks += [
            Text(pattern.words),
            Text(said or turn.say("heard.too-few"), quiet=True),
            *((Text(turn.say("heard.is-to-say", words=change.after)),) if change else ()),
            Buttons(
                (
                    Button(turn.say("heard.why"), f"pattern {pattern.id}", opens=True),
                    Button(turn.say("heard.revise"), f"heard revise {pattern.id}", opens=True),
                    Button(turn.say("heard.choose"), f"heard choose {pattern.id}", opens=True),
                )
            ),
        ]
    tell = Button(turn.say("heard.tell"), f"heard tell {row.id}", "main", token=turn.token())
    preview = looks(turn, cards.changed_card(Voice(turn.session, turn.content), changes)) if changes else []
    return turn.answer(
        title or turn.say("heard.title"),
        Text(turn.say("heard.when", when=(row.posted_at or turn.now).date()), quiet=True),
        *blocks,
        *preview,
        buttons=(
            *((tell,) if changes else ()),
            Button(turn.say("heard.another"), "heard new", opens=True),
            Button(turn.say("heard.take-back"), f"heard drop {row.id}", opens=True),
        ),
        shown=done,
    )


# --- writing it down -------------------------------------------------------------------------------------------------


def new(turn: Turn, _rest: str) -> Reply:
    """Up to three patterns and one disagreement."""
    draft = rows.draft(turn.session)
    if draft is not None and turn.typed:
        return shown(turn, draft)
    if turn.typed:
        return _form(turn, None)
    row = draft or Heard(by_id=turn.my_id, made_at=turn.now)
    return _filled(turn, row)


def edit(turn: Turn, rest: str) -> Reply:
    """Other words, while it is a draft."""
    row = _row(turn, rest)
    if row.state != "draft":
        raise turn.refuse("heard.is-posted")
    return _form(turn, row) if turn.typed else _filled(turn, row)


def _form(turn: Turn, row: Heard | None) -> Reply:
    said = [pattern.words for pattern in rows.patterns(turn.session, row.id or 0)] if row else []
    fields = [
        Field(
            f"pattern-{number}",
            turn.say("heard.pattern", number=number),
            value=tuple(said[number - 1 : number]),
            hint=turn.say("heard.pattern-how") if number == 1 else "",
            required=number == 1,
            most=LONGEST,
        )
        for number in range(1, PATTERNS + 1)
    ]
    return turn.form(
        turn.say("heard.new"),
        *fields,
        Field(
            "disagreement",
            turn.say("heard.disagreement"),
            value=(row.disagreement,) if row and row.disagreement else (),
            required=False,
            most=LONGEST,
        ),
        submit=Button(
            turn.say("heard.look"), f"heard edit {row.id}" if row else "heard new", "main", token=turn.token()
        ),
    )


def _filled(turn: Turn, row: Heard) -> Reply:
    names = [f"pattern-{number}" for number in range(1, PATTERNS + 1)]
    said = [words for name in names if (words := line(turn, name))]
    if not said:
        raise turn.refuse("heard.no-words", names[0])
    row.disagreement = line(turn, "disagreement")
    leave.ask_again(turn.session, row, rows.put(turn.session, row, said), turn.now)
    record.note(turn.session, turn.my_id, "wrote what was heard", f"heard {row.id}", turn.now)
    turn.result = "heard"
    return shown(turn, row, Shown.IN_PLACE)


def line(turn: Turn, field: str) -> str:
    """A sentence of an organiser's own, looked over like any words that others read."""
    words = " ".join(turn.incoming.value(field).split())
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", field, most=LONGEST)
    care.look_over(turn, words)
    return words


def _row(turn: Turn, rest: str) -> Heard:
    row = rows.get(turn.session, numbered(rest) or 0)
    if row is None or row.state == "withdrawn":
        raise turn.refuse("refusal.not-found")
    return row


# --- posting, and taking back ----------------------------------------------------------------------------------------


def post(turn: Turn, rest: str) -> Reply:
    """To every channel that is a home of the network."""
    row = _row(turn, rest)
    if row.state != "draft":
        raise turn.refuse("heard.is-posted")
    row.state, row.posted_at = rows.SHOWN, turn.now
    people.add(turn.session, row)
    card = cards.heard_card(Voice(turn.session, turn.content), row, turn.now)
    count = cards.post(turn.session, card, cards.about(row), turn.now)
    if not count:
        raise turn.refuse("ask.no-space")
    record.note(turn.session, turn.my_id, "posted what was heard", f"heard {row.id}", turn.now)
    turn.result = "heard"
    return turn.answer(turn.say("heard.posted"), turn.say("heard.posted-next", count=count), shown=Shown.IN_PLACE)


def drop(turn: Turn, rest: str) -> Reply:
    """Look once more before a draft is taken away, or what was posted is taken back."""
    row = _row(turn, rest)
    key = "drop" if row.state == "draft" else "take-back"
    return turn.answer(
        turn.say(f"heard.{key}-sure"),
        turn.say(f"heard.{key}-what"),
        buttons=(Button(turn.say(f"heard.{key}"), f"heard drop for good {row.id}", "danger"),),
    )


def drop_for_good(turn: Turn, rest: str) -> Reply:
    """A draft is gone; what was posted goes from the channels too."""
    row = _row(turn, rest)
    record.note(turn.session, turn.my_id, "took back what was heard", f"heard {row.id}", turn.now)
    turn.result = "heard"
    if row.state == "draft":
        rows.drop(turn.session, row)
        return turn.answer(turn.say("heard.dropped"), shown=Shown.IN_PLACE)
    row.state = "withdrawn"
    people.add(turn.session, row)
    outbox.withdraw(turn.session, cards.about(row), turn.now)
    outbox.withdraw(turn.session, cards.about_changes(row), turn.now)
    return turn.answer(turn.say("heard.taken-back"), shown=Shown.IN_PLACE)
