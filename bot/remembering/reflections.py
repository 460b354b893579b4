"""Keeping what members write, changing it and taking it away."""

from datetime import datetime, timedelta

from bot.asking import prompts
from bot.chat import Block, Button, Field, Incoming, Kind, MessageRef, Reply, Said, Shown, Text
from bot.delivering import copies, outbox
from bot.handbook import consent
from bot.learning.heard import leave
from bot.remembering import audience, care, sounds
from bot.remembering.readings import kept, numbered_first, own
from bot.turn import Turn
from storage import askings, people, reports, requests
from storage import reflections as rows
from storage.database import Session
from storage.tables import Asking, Reflection

ID_BITS = 52  # a whole number that JSON and every client keep exact
LONGEST = 3000  # characters


def reflect(turn: Turn, rest: str) -> Reply:
    """Open the form, to a question where its number is given; or keep what was filled in."""
    number, words = numbered_first(rest)
    asking = askings.asking(turn.session, number) if number is not None else None
    if number is not None and asking is None:
        raise turn.refuse("refusal.not-found")
    if turn.typed:
        turn.me  # noqa: B018  (refuses who has not joined)
        return _form(turn, asking, words)
    words, who = turn.incoming.value("words"), audience.chosen(turn, number)
    care.look_over(turn, words, who)
    row = keep(turn, words, asking, who)
    turn.result = f"reflection {row.id}"
    shown = Shown.ONLY_YOU if turn.incoming.address.shared else Shown.IN_PLACE
    return sounds.offered(turn, row, kept(turn, row, shown))


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
        words_field(turn, words),
        audience.field(turn, turn.me.usual_audience),
        submit=Button(
            turn.say("reflect.save"), f"reflect {asking.id}" if asking else "reflect", "main", token=turn.token()
        ),
    )


def words_field(turn: Turn, words: str, of: str = "") -> Field:
    """The box for what somebody writes down, or wrote before: then `of` says what these words are."""
    typed, hint = (words,) if words else (), turn.say("reflect.hint")
    return Field("words", turn.say("reflect.words"), "words", value=typed, hint=hint, most=LONGEST, of=of)


def keep(turn: Turn, words: str, asking: Asking | None, who: str, said: MessageRef | None = None) -> Reflection:
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
        shown_from=shown_from(turn.now, who),
        written_at=turn.now,
    )
    if said:
        row.said_platform, row.said_tenant = said.platform, said.tenant
        row.said_conversation, row.said_message = said.conversation, said.message
    rows.keep(turn.session, row)
    agreed = turn.me.keeps_replies and not (said and asking)  # for thread replies: a form does not change it
    if not agreed and turn.me.usual_audience != who:
        turn.me.usual_audience = who
    return row


def shown_from(now: datetime, who: str) -> datetime:
    """When others may read it: at once; a nameless one with the next Monday's batch, so that its hour says nothing."""
    if who != audience.NAMELESS:
        return now
    return (now + timedelta(days=7 - now.weekday())).replace(hour=6, minute=0, second=0, microsecond=0)


def keep_words(turn: Turn, rest: str) -> Reply:
    """Words typed to the bot that turned out to be a reflection: the form, with the words in it."""
    return _form(turn, None, rest)


def edit(turn: Turn, rest: str) -> Reply:
    """Change the words."""
    row = own(turn, rest)
    if turn.typed:
        return turn.form(
            turn.say("reflect.edit-title"),
            words_field(turn, row.words, of=copies.of_reflection(row.id)),
            Text(
                turn.say("reflect.kept-who", audience=audience.sized(turn, audience.today(turn, row), row)), quiet=True
            ),
            submit=Button(turn.say("me.save"), f"edit {row.id}", "main", token=turn.token()),
        )
    words = turn.incoming.value("words")
    if not words:
        raise turn.refuse("reflect.empty", "words")
    care.look_over(turn, words, row.audience)
    reword(turn, row, words[:LONGEST])
    turn.result = f"reflection {row.id}"
    return sounds.offered(turn, row, kept(turn, row, Shown.IN_PLACE))


def reword(turn: Turn, row: Reflection, words: str) -> None:
    """Other words, in every copy too. What is nameless waits for the next batch again: its hour would tell."""
    row.words, row.edited_at, row.kept_at, row.goes_at = words, turn.now, turn.now, None
    if row.audience == audience.NAMELESS:
        row.shown_from = shown_from(turn.now, row.audience)
    rows.keep(turn.session, row)
    consent.edited(turn.session, row, turn.now)
    leave.edited(turn.session, row, turn.now)
    reports.changed(turn.session, row.id)
    copies.renew(turn.session, row.member_id, copies.of_reflection(row.id), words, turn.now)


def change_audience(turn: Turn, rest: str) -> Reply:
    """Change who can read it."""
    row = own(turn, rest)
    if turn.typed:
        seen = row.audience in {audience.NETWORK, audience.MY_PLACE}
        return turn.form(
            turn.say("reflect.who-title"),
            Said(row.words, of=copies.of_reflection(row.id)),
            audience.field(turn, row.audience, row),
            *((Text(turn.say("reflect.who-knew"), quiet=True),) if seen else ()),
            submit=Button(turn.say("me.save"), f"audience {row.id}", "main", token=turn.token()),
        )
    wanted = audience.chosen(turn, row.asking_id, row)
    if wanted == audience.NAMELESS != row.audience:
        care.look_over(turn, row.words, wanted)
    if wanted != row.audience:
        row.audience, row.shown_from = wanted, shown_from(turn.now, wanted)
        rows.keep(turn.session, row)
        copies.renew(turn.session, row.member_id, copies.of_reflection(row.id), None, turn.now)
    turn.result = f"reflection {row.id}"
    return kept(turn, row, Shown.IN_PLACE)


def delete(turn: Turn, rest: str) -> Reply:
    """Ask once."""
    row = own(turn, rest)
    return turn.answer(
        turn.say("reflect.delete-title"),
        Said(row.words, of=copies.of_reflection(row.id)),
        turn.say("reflect.delete-what"),
        buttons=(
            Button(turn.say("reflect.delete-yes"), f"delete for good {row.id}", "danger"),
            Button(turn.say("reflect.delete-no"), f"reflection {row.id}"),
        ),
    )


def delete_for_good(turn: Turn, rest: str) -> Reply:
    """Take it away, with every copy of ours."""
    erase(turn, own(turn, rest))
    return turn.answer(turn.say("reflect.deleted"), turn.say("reflect.deleted-what"), shown=Shown.IN_PLACE)


def erase(turn: Turn, row: Reflection) -> None:
    """Take a reflection away, in the question's counts and in every copy of ours too."""
    let_go(turn.session, row, turn.now)


def let_go(session: Session, row: Reflection, now: datetime) -> None:
    """Take a reflection away for good, with every copy of ours, and what its author asked others about it."""
    for asked in requests.about_own(session, row.id, row.member_id):
        requests.take_back(session, asked)
        copies.renew(session, row.member_id, copies.of_request(asked.id), None, now)
    rows.erase(session, row)
    copies.renew(session, row.member_id, copies.of_reflection(row.id), None, now)


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
        erase(turn, row)
    else:
        _follow_edit(turn, row, incoming.text.strip()[:LONGEST])
    return None


def _follow_edit(turn: Turn, row: Reflection, words: str) -> None:
    """What was kept says what the message says now; its author alone is told what in it could name somebody."""
    reword(turn, row, words)
    if care.in_edited(turn, words, row.audience):
        card = care.look_again(turn, str(row.id)).card
        outbox.put_direct(turn.session, turn.me, card, kind="words", about="", now=turn.now)


def neither(turn: Turn, _rest: str) -> Reply:
    """Words that were meant for nobody: they were kept nowhere."""
    return turn.answer(turn.say("words.neither-done"), shown=Shown.IN_PLACE)


def offer(turn: Turn, incoming: Incoming) -> Reply:
    """Typed words that are no command are never guessed at: what are they?"""
    words = incoming.text.strip()
    return turn.answer(
        turn.say("words.title"),
        Said(words[:LONGEST], of=copies.of_member(turn.my_id)),
        buttons=(Button(turn.say("words.keep"), f"keep words {words[:1500]}", "main", opens=True),),
    )
