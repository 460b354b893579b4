"""Keeping what members write, showing it again, changing it and taking it away."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot import audience, outbox, prompts
from bot.chat import (
    Block,
    Button,
    Buttons,
    Divider,
    Field,
    Incoming,
    Kind,
    MessageRef,
    Reply,
    Said,
    Shown,
    Text,
)
from bot.turn import Turn, numbered
from storage import askings, people
from storage import reflections as rows
from storage.tables import Asking, Held, Reflection

ID_BITS = 52  # a whole number that JSON and every client keep exact
LONGEST = 3000
HELD_FOR = timedelta(hours=24)
SHOWN = 5


def reflect(turn: Turn, rest: str) -> Reply:
    """Open the form, to a question where its number is given; or keep what was filled in."""
    number, words = _number(rest)
    asking = askings.asking(turn.session, number) if number is not None else None
    if number is not None and asking is None:
        raise turn.refuse("refusal.not-found")
    if turn.typed:
        turn.me  # noqa: B018  (refuses who has not joined)
        return _form(turn, asking, words)
    row = _keep(turn, turn.incoming.value("words"), asking, audience.chosen(turn))
    turn.result = f"reflection {row.id}"
    shown = Shown.ONLY_YOU if turn.incoming.address.shared else Shown.IN_PLACE
    return kept(turn, row, shown)


def _number(rest: str) -> tuple[int | None, str]:
    first = rest.split(maxsplit=1)[:1]
    number = numbered(first[0]) if first else None
    if first and number is not None:
        return number, rest[len(first[0]) :].strip()
    return None, rest


def _form(turn: Turn, asking: Asking | None, words: str) -> Reply:
    intro: list[Block] = []
    title = turn.say("reflect.title")
    if asking:
        text = prompts.words_for(turn, asking)
        intro = [Text(text.question), *(Text(way, quiet=True) for way in text.ways_in if way)]
    if turn.me.confirmed_at is None:
        intro.append(Text(turn.say("reflect.unconfirmed"), quiet=True))
    return turn.form(
        title,
        *intro,
        Field(
            "words",
            turn.say("reflect.words"),
            "words",
            value=(words,) if words else (),
            hint=turn.say("reflect.hint"),
            most=LONGEST,
        ),
        audience.field(turn, turn.me.usual_audience),
        submit=Button(
            turn.say("reflect.save"), f"reflect {asking.id}" if asking else "reflect", "main", token=turn.token()
        ),
    )


def _keep(turn: Turn, words: str, asking: Asking | None, who: str, said: MessageRef | None = None) -> Reflection:
    """Store a reflection of this member's, and let the question's cards count it."""
    if not words.strip():
        raise turn.refuse("reflect.empty", "words")
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", "words", most=LONGEST)
    place = people.place_of(turn.session, turn.me)
    row = Reflection(
        id=turn.dice.getrandbits(ID_BITS),
        member_id=turn.my_id,
        organisation_id=turn.me.organisation_id,
        place_id=place.id if place else None,
        asking_id=asking.id if asking else None,
        words=words.strip(),
        audience=who,
        principle=asking.principle if asking else "",
        language=turn.language,
        shown_from=_shown_from(turn, who),
        written_at=turn.now,
    )
    if said:
        row.said_platform, row.said_tenant = said.platform, said.tenant
        row.said_conversation, row.said_message = said.conversation, said.message
    rows.keep(turn.session, row)
    turn.me.usual_audience = who
    turn.session.add(turn.me)
    if asking:
        prompts.refresh_count(turn.session, turn.content, asking, turn.now)
    return row


def _shown_from(turn: Turn, who: str) -> datetime:
    """When others may read it: at once; a nameless one with the next Monday's batch, so that its hour says nothing."""
    if who != audience.NAMELESS:
        return turn.now
    days = 7 - turn.now.weekday()
    return (turn.now + timedelta(days=days)).replace(hour=6, minute=0, second=0, microsecond=0)


def kept(turn: Turn, row: Reflection, shown: Shown) -> Reply:
    """The quiet acknowledgement: what was kept, who can read it, and what can be done with it."""
    return turn.answer(
        turn.say("reflect.kept"),
        Said(row.words),
        Text(turn.say("reflect.kept-who", audience=audience.sized(turn, row.audience)), quiet=True),
        buttons=_own_buttons(turn, row),
        shown=shown,
    )


def _own_buttons(turn: Turn, row: Reflection) -> tuple[Button, ...]:
    return (
        Button(turn.say("reflect.edit"), f"edit {row.id}", opens=True),
        Button(turn.say("reflect.who"), f"audience {row.id}", opens=True),
        Button(turn.say("reflect.delete"), f"delete {row.id}", "danger", opens=True),
    )


# --- thread replies --------------------------------------------------------------------------------------------------


def from_reply(turn: Turn, asking: Asking) -> Reply:
    """A thread reply to a question: kept where that was agreed once; else its author is asked, for a day."""
    incoming = turn.incoming
    said = MessageRef(
        incoming.account.platform, incoming.account.tenant, incoming.address.conversation, incoming.message
    )
    if turn.member is None:
        return turn.answer(
            turn.say("reply.not-joined"),
            turn.say("reply.not-joined-what"),
            buttons=(Button(turn.say("welcome.join"), "join", "main", opens=True),),
        )
    if turn.me.keeps_replies and turn.me.usual_audience:
        row = _keep(turn, incoming.text, asking, turn.me.usual_audience, said)
        turn.result = f"reflection {row.id}"
        return kept(turn, row, Shown.ONLY_YOU)
    held = Held(
        member_id=turn.my_id,
        asking_id=asking.id,
        words=incoming.text.strip()[:LONGEST],
        said_platform=said.platform,
        said_tenant=said.tenant,
        said_conversation=said.conversation,
        said_message=said.message,
        until=turn.now + HELD_FOR,
    )
    people.add(turn.session, held)
    turn.result = f"held {held.id}"
    return _ask_to_keep(turn, held)


def _ask_to_keep(turn: Turn, held: Held) -> Reply:
    return turn.answer(
        turn.say("reply.keep-title"),
        Said(held.words),
        turn.say("reply.seen-here"),
        buttons=(
            Button(turn.say("reply.keep"), f"keep {held.id}", "main", opens=True),
            Button(turn.say("reply.drop"), f"drop {held.id}"),
        ),
    )


def _held(turn: Turn, rest: str) -> Held:
    number, _ = _number(rest)
    held = rows.held(turn.session, number or 0, turn.my_id, turn.now)
    if held is None:
        raise turn.refuse("reply.gone")
    return held


def show_held(turn: Turn, rest: str) -> Reply:
    """The reply that waits, to its author."""
    return _ask_to_keep(turn, _held(turn, rest))


def keep_held(turn: Turn, rest: str) -> Reply:
    """Ask who may read it, or keep it; from then on thread replies are kept like this one."""
    held = _held(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("reply.keep-title"),
            Said(held.words),
            Text(turn.say("reply.seen-here"), quiet=True),
            audience.field(turn, turn.me.usual_audience),
            Text(turn.say("reply.from-now-on"), quiet=True),
            submit=Button(turn.say("reply.keep"), f"keep {held.id}", "main", token=turn.token()),
        )
    asking = askings.asking(turn.session, held.asking_id) if held.asking_id else None
    said = MessageRef(held.said_platform, held.said_tenant, held.said_conversation, held.said_message)
    row = _keep(turn, held.words, asking, audience.chosen(turn), said)
    turn.me.keeps_replies = True
    turn.session.delete(held)
    turn.result = f"reflection {row.id}"
    return kept(turn, row, Shown.IN_PLACE)


def drop_held(turn: Turn, rest: str) -> Reply:
    """Not kept."""
    turn.session.delete(_held(turn, rest))
    return turn.answer(turn.say("reply.dropped"), shown=Shown.IN_PLACE)


def keep_words(turn: Turn, rest: str) -> Reply:
    """Words typed to the bot that turned out to be a reflection: the form, with the words in it."""
    return _form(turn, None, rest)


def follow(turn: Turn) -> Reply | None:
    """A message was edited or deleted: what was kept from it follows."""
    incoming = turn.incoming
    row = rows.said_as(
        turn.session,
        incoming.account.platform,
        incoming.account.tenant,
        incoming.address.conversation,
        incoming.message,
    )
    if row is None or turn.member is None or row.member_id != turn.my_id:
        return None
    if incoming.kind is Kind.DELETED or not incoming.text.strip():
        _erase(turn, row)
    else:
        row.words, row.edited_at = incoming.text.strip()[:LONGEST], turn.now
        rows.keep(turn.session, row)
    return None


# --- showing ---------------------------------------------------------------------------------------------------------


def own(turn: Turn, rest: str) -> Reflection:
    """One's own reflection by number. Refuses any other as if it were not there."""
    number, _ = _number(rest)
    row = rows.get(turn.session, number or 0, turn.reader, turn.now)
    if row is None or row.member_id != turn.my_id:
        raise turn.refuse("refusal.not-found")
    return row


def show(turn: Turn, rest: str) -> Reply:
    """One reflection: one's own with what can be done with it, another's with its author if they are named."""
    number, _ = _number(rest)
    row = rows.get(turn.session, number or 0, turn.reader, turn.now)
    if row is None:
        raise turn.refuse("refusal.not-found")
    if row.member_id == turn.my_id:
        return kept(turn, row, Shown.ONLY_YOU)
    return turn.answer(turn.say("reflect.title"), *as_blocks(turn, row))


def as_blocks(turn: Turn, row: Reflection, marks: tuple[tuple[int, int], ...] = (), words: str = "") -> list[Block]:
    """A reflection as others see it: words, who and where, when, which principle. Nameless ones say the week only."""
    principle = turn.content.parts.get(row.principle)
    when = turn.say("reflect.week-of", when=_monday(row)) if row.audience == audience.NAMELESS else _day(turn, row)
    facts = [when]
    if principle:
        facts.append(principle.name_in(turn.language))
    return [Said(words or row.words, by=author(turn, row), marks=marks), Text(" · ".join(facts), quiet=True)]


def author(turn: Turn, row: Reflection) -> str:
    """Whose it is, as far as they wished."""
    if row.member_id == turn.my_id:
        return turn.say("member.you")
    if row.audience == audience.NAMELESS:
        return turn.say("member.nameless")
    where = people.organisation(turn.session, row.organisation_id)
    return f"{turn.name_of(row.member_id)} · {where.name if where else turn.say('member.nowhere')}"


def _day(turn: Turn, row: Reflection) -> str:
    return turn.say("reflect.on", when=row.written_at.date())


def _monday(row: Reflection) -> date:
    return row.written_at.date() - timedelta(days=row.written_at.weekday())


def others(turn: Turn, rest: str) -> Reply:
    """What others said to a question: how many answered, and those this member may read."""
    number, _ = _number(rest)
    asking = askings.asking(turn.session, number or 0)
    if asking is None:
        raise turn.refuse("refusal.not-found")
    readable = rows.to_question(turn.session, number or 0, turn.reader, turn.now, SHOWN)
    count = rows.answered(turn.session, number or 0)
    blocks: list[Block] = [Text(prompts.words_for(turn, asking).question)]
    for row in readable:
        blocks += [Divider(), *as_blocks(turn, row), *wrong_button(turn, row)]
    blocks += [Divider(), Text(turn.say("others.counts", count=count, readable=len(readable)), quiet=True)]
    return turn.answer(
        turn.say("others.title"),
        *blocks,
        buttons=(
            Button(turn.say("others.add"), f"reflect {asking.id}", "main", opens=True),
            Button(turn.say("home.search"), "search", opens=True),
        ),
    )


def wrong_button(turn: Turn, row: Reflection) -> Sequence[Block]:
    """*Something wrong here?* under what others can read."""
    if row.member_id == turn.my_id:
        return ()
    return (Buttons((Button(turn.say("wrong.ask"), f"wrong {row.id}"),)),)


def something_wrong(turn: Turn, rest: str) -> Reply:
    """Hide an item from all but its author until an organiser decides."""
    number, _ = _number(rest)
    row = rows.get(turn.session, number or 0, turn.reader, turn.now)
    if row is None:
        raise turn.refuse("refusal.not-found")
    if row.member_id != turn.my_id and row.hidden_at is None:
        row.hidden_at = turn.now
        rows.keep(turn.session, row)
    return turn.answer(turn.say("wrong.done"), turn.say("wrong.next"))


def mine(turn: Turn, _rest: str) -> Reply:
    """One's own, newest first."""
    found = rows.own(turn.session, turn.my_id, SHOWN * 2)
    if not found:
        return turn.answer(
            turn.say("mine.title"),
            turn.say("mine.none"),
            buttons=(Button(turn.say("home.reflect"), "reflect", "main", opens=True),),
        )
    blocks: list[Block] = []
    for row in found:
        blocks += [
            Said(row.words),
            Text(f"{_day(turn, row)} · {audience.named(turn, row.audience)}", quiet=True),
            Buttons(_own_buttons(turn, row)),
        ]
    return turn.answer(turn.say("mine.title"), *blocks)


# --- changing --------------------------------------------------------------------------------------------------------


def edit(turn: Turn, rest: str) -> Reply:
    """Change the words."""
    row = own(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("reflect.edit-title"),
            Field(
                "words",
                turn.say("reflect.words"),
                "words",
                value=(row.words,),
                hint=turn.say("reflect.hint"),
                most=LONGEST,
            ),
            Text(turn.say("reflect.kept-who", audience=audience.sized(turn, row.audience)), quiet=True),
            submit=Button(turn.say("me.save"), f"edit {row.id}", "main", token=turn.token()),
        )
    words = turn.incoming.value("words")
    if not words:
        raise turn.refuse("reflect.empty", "words")
    row.words, row.edited_at = words[:LONGEST], turn.now
    rows.keep(turn.session, row)
    turn.result = f"reflection {row.id}"
    return kept(turn, row, Shown.IN_PLACE)


def change_audience(turn: Turn, rest: str) -> Reply:
    """Change who can read it."""
    row = own(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("reflect.who-title"),
            Said(row.words),
            audience.field(turn, row.audience),
            submit=Button(turn.say("me.save"), f"audience {row.id}", "main", token=turn.token()),
        )
    row.audience = audience.chosen(turn)
    row.shown_from = _shown_from(turn, row.audience)
    rows.keep(turn.session, row)
    turn.result = f"reflection {row.id}"
    return kept(turn, row, Shown.IN_PLACE)


def delete(turn: Turn, rest: str) -> Reply:
    """Ask once."""
    row = own(turn, rest)
    return turn.answer(
        turn.say("reflect.delete-title"),
        Said(row.words),
        turn.say("reflect.delete-what"),
        buttons=(
            Button(turn.say("reflect.delete-yes"), f"delete for good {row.id}", "danger"),
            Button(turn.say("reflect.delete-no"), f"reflection {row.id}"),
        ),
    )


def delete_for_good(turn: Turn, rest: str) -> Reply:
    """Take it away, with every copy of ours."""
    _erase(turn, own(turn, rest))
    return turn.answer(turn.say("reflect.deleted"), turn.say("reflect.deleted-what"), shown=Shown.IN_PLACE)


def _erase(turn: Turn, row: Reflection) -> None:
    asking = askings.asking(turn.session, row.asking_id) if row.asking_id else None
    outbox.withdraw(turn.session, f"reflection {row.id}", turn.now)
    rows.erase(turn.session, row)
    if asking:
        prompts.refresh_count(turn.session, turn.content, asking, turn.now)


def offer(turn: Turn, incoming: Incoming) -> Reply:
    """Typed words that are no command are never guessed at: what are they?"""
    words = incoming.text.strip()
    return turn.answer(
        turn.say("words.title"),
        Said(words[:LONGEST]),
        buttons=(Button(turn.say("words.keep"), f"keep words {words[:1500]}", "main", opens=True),),
    )
