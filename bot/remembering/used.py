"""*I used this*: telling an author that their words were of use, without more being revealed than both wish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat import Block, Button, Divider, Field, Option, Reply, Said, Shown, Text
from bot.delivering import notices
from bot.delivering.copies import of_member, of_reflection
from bot.delivering.notices import Telling, Told
from bot.remembering import audience, care
from bot.remembering.readings import as_blocks, readable
from bot.turn import Turn
from bot.voice import Voice
from storage import commitments as rows
from storage import people, switches
from storage.database import Session
from storage.tables import Member, Reflection, Use

LONGEST = 500  # characters
WORDS_KEPT = timedelta(days=60)  # for an author who cannot be told: away, or hard to reach
EXCERPT = 280  # characters of their own words, so that an author knows which


def used_this(turn: Turn, rest: str) -> Reply:
    """Say what one changed for where one is; the author hears of it."""
    row = readable(turn, rest)
    before = rows.use_of(turn.session, turn.my_id, row.id)
    if before is not None:
        return _thanks(turn, before)
    _check_open(turn, row)
    if turn.typed:
        return _form(turn, row)
    words = turn.incoming.value("words")
    if not words:
        raise turn.refuse("used.empty", "words")
    if len(words) > LONGEST:
        raise turn.refuse("reflect.too-long", "words", most=LONGEST)
    care.look_over(turn, words)
    named = turn.incoming.value("name") == "yes"
    use = Use(member_id=turn.my_id, reflection_id=row.id, words=words, named=named, used_at=turn.now)
    people.add(turn.session, use)
    author = people.member(turn.session, row.member_id)
    if author:
        notices.put(turn.session, author, "follow-up", f"use {use.id}", turn.now, turn.now + WORDS_KEPT)
    turn.result = f"used this {row.id}"
    return _thanks(turn, use)


def _check_open(turn: Turn, row: Reflection) -> None:
    """Refuses where what they changed may not be told to the author; of somebody nameless only by what is theirs."""
    if row.audience == audience.NAMELESS:
        if switches.circle(turn.session, turn.my_id) != "":
            raise turn.refuse("switches.kept-here", organisers=turn.organisers_named)
    elif not switches.exchange(turn.session, turn.my_id, row.member_id):
        names = turn.name_of(row.member_id)
        raise turn.refuse("switches.not-carried", names=names, organisers=turn.organisers_named)


def _form(turn: Turn, row: Reflection) -> Reply:
    options = (
        Option("no", turn.say("used.name-no", who=who(turn, turn.me, named=False))[:75]),
        Option("yes", turn.say("used.name-yes", who=who(turn, turn.me, named=True))[:75]),
    )
    return turn.form(
        turn.say("used.title"),
        *as_blocks(turn, row, words=excerpt(row.words)),
        Field("words", turn.say("used.question"), "words", hint=turn.say("reflect.hint"), most=LONGEST),
        Field("name", turn.say("used.name"), "choice", options, ("no",)),
        Text(turn.say("used.goes"), quiet=True),
        submit=Button(turn.say("used.send"), f"used this {row.id}", "main", token=turn.token()),
    )


def _thanks(turn: Turn, use: Use) -> Reply:
    return turn.answer(
        turn.say("used.told"),
        turn.say("used.told-next"),
        Text(turn.say("used.told-when", when=use.used_at.date()), quiet=True),
        shown=Shown.ONLY_YOU,
    )


def who(voice: Voice, member: Member, *, named: bool) -> str:
    """Who used it, as far as they wish: "Somebody in Barnsley", or their name and place."""
    if named:
        return f"{member.name} · {voice.where(member)}"
    place = people.place_of(voice.session, member)
    return voice.say("used.somebody-in", place=place.name) if place else voice.say("used.somebody")


def excerpt(words: str) -> str:
    """The beginning of a text, enough to know it again."""
    return words if len(words) <= EXCERPT else words[: words.rfind(" ", 0, EXCERPT)] + " …"


def render(telling: Telling) -> Told | None:
    """To an author: everything of theirs that was used and that they have not heard of. Its words are dropped then."""
    found = [
        (use, row, user)
        for use, row in rows.untold(telling.session, telling.member.id or 0)
        if (user := people.member(telling.session, use.member_id))
        and user.state == "member"
        and switches.exchange(telling.session, use.member_id, telling.member.id or 0)
    ]
    if not found:
        return None
    voice = telling.voice
    blocks: list[Block] = []
    for use, row, user in found:
        blocks += [
            *((Divider(),) if blocks else ()),
            Said(use.words, by=who(voice, user, named=use.named), of=of_member(user.id)),
            Text(voice.say("used.heard-about"), quiet=True),
            Said(excerpt(row.words), of=of_reflection(row.id)),
        ]
    title = voice.say("used.heard", who=who(voice, found[0][2], named=found[0][0].named), count=len(found))
    return Told(voice.card(title, *blocks), then=lambda: _told(telling, [use for use, _, _ in found]))


def _told(telling: Telling, uses: Sequence[Use]) -> None:
    for use in uses:
        use.words, use.told_at = "", telling.now
        telling.session.add(use)


def let_go(session: Session, now: datetime) -> None:
    """Drop the words that an author could not be told."""
    rows.drop_words_before(session, now - WORDS_KEPT)
