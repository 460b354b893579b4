"""*I used this*, of an asset: what somebody changed for where they are. Its group hears of it, names by consent."""

from datetime import datetime, timedelta

from bot.chat import Button, Field, Option, Reply, Said, Text
from bot.delivering import notices
from bot.delivering.copies import of_asset
from bot.delivering.notices import Telling, Told
from bot.learning.assets.listing import made_by_me, readable, used, who
from bot.learning.workgroups.parts import line
from bot.remembering import care
from bot.turn import Turn
from storage import assets as rows
from storage import people, switches, workgroups
from storage.database import Session
from storage.tables import Asset, AssetUse

LONGEST = 500  # characters
WORDS_KEPT = timedelta(days=60)  # unless they stand with it


def used_asset(turn: Turn, rest: str) -> Reply:
    """Say what one changed for where one is."""
    row = readable(turn, rest)
    if made_by_me(turn, row):
        raise turn.refuse("asset.your-own")
    before = rows.use_of(turn.session, turn.my_id, row.id or 0)
    if before is not None:
        return _thanks(turn, before)
    if turn.typed:
        return _form(turn, row)
    words = line(turn, "words", LONGEST)
    care.look_over(turn, words)
    place = people.place_of(turn.session, turn.me)
    wide = not switches.holds(turn.session, "wider", turn.my_id)
    use = AssetUse(
        member_id=turn.my_id,
        asset_id=row.id or 0,
        words=words,
        named=turn.incoming.value("name") == "yes",
        shown=wide and turn.incoming.value("shown") == "yes",
        elsewhere=place is not None and place.id not in row.places,
        used_at=turn.now,
    )
    people.add(turn.session, use)
    for member in workgroups.members(turn.session, row.workgroup_id):
        if switches.exchange(turn.session, turn.my_id, member.id or 0):
            notices.put(turn.session, member, "follow-up", f"asset-use {use.id}", turn.now, turn.now + WORDS_KEPT)
    turn.result = f"used asset {row.id}"
    return _thanks(turn, use)


def _form(turn: Turn, row: Asset) -> Reply:
    names = (
        Option("no", turn.say("asset.used-name-no", who=who(turn, turn.me, named=False))[:75]),
        Option("yes", turn.say("asset.used-name-yes", who=who(turn, turn.me, named=True))[:75]),
    )
    shown = (Option("no", turn.say("asset.used-shown-no")), Option("yes", turn.say("asset.used-shown-yes")))
    wide = not switches.holds(turn.session, "wider", turn.my_id)
    return turn.form(
        turn.say("used.title"),
        Said(row.title, of=of_asset(row.id)),
        Field("words", turn.say("used.question"), "words", hint=turn.say("reflect.hint"), most=LONGEST),
        Field("name", turn.say("asset.used-name"), "choice", names, ("no",)),
        *((Field("shown", turn.say("asset.used-shown"), "choice", shown, ("no",)),) if wide else ()),
        Text(turn.say("asset.used-goes"), quiet=True),
        submit=Button(turn.say("used.send"), f"used asset {row.id}", "main", token=turn.token()),
    )


def _thanks(turn: Turn, use: AssetUse) -> Reply:
    when = Text(turn.say("asset.used-when", when=use.used_at.date()), quiet=True)
    return turn.answer(turn.say("asset.used-told"), turn.say("used.told-next"), when)


def render(telling: Telling) -> Told | None:
    """To one of those who made it: "Somebody in Barnsley used what you made"."""
    use = rows.use(telling.session, telling.number)
    row = rows.get(telling.session, use.asset_id) if use else None
    user = people.member(telling.session, use.member_id) if use else None
    if use is None or row is None or user is None or user.state != "member" or not use.words:
        return None
    me = telling.member.id or 0
    if not workgroups.is_in(telling.session, row.workgroup_id, me) or not switches.exchange(
        telling.session, use.member_id, me
    ):
        return None
    voice = telling.voice
    card = voice.card(
        voice.say("asset.heard", who=who(voice, user, named=use.named)),
        used(voice, use, user),
        Text(voice.say("asset.heard-about"), quiet=True),
        Said(row.title, of=of_asset(row.id)),
        buttons=(Button(voice.say("home.open"), f"asset show {row.id}", opens=True),),
    )
    return Told(card)


def let_go(session: Session, now: datetime) -> None:
    """Drop the words that were for its group alone."""
    rows.drop_words_before(session, now - WORDS_KEPT)
