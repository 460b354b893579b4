"""In Friday's digest: what workgroups left this week, and eight weeks on, once, whether anybody used it.

Who opened what is kept nowhere. Those who face what it is about are asked; where that is told in a group's own words,
everybody is. It costs no message of its own, and stands without a word of the asset's.
"""

from datetime import timedelta

from bot.chat import Block, Button, Buttons, Text
from bot.delivering.notices import Telling
from bot.voice import Voice
from storage import assets as rows
from storage import notices, people, workgroups
from storage.reading import Reader
from storage.tables import Asset, Workgroup

EIGHT_WEEKS = timedelta(weeks=8)
MISSED = timedelta(weeks=3)  # of digests, around holidays, that the next makes up for
MOST = 2  # of each in a digest


def in_digest(telling: Telling, who: Reader) -> list[Block]:
    """The lines of this reader's digest, since their last."""
    session, now = telling.session, telling.now
    before = max(notices.last_sent(session, who.member_id, "digest") or now - MISSED, now - MISSED)
    new = rows.made_between(session, who, before, now)
    old = rows.made_between(session, who, before - EIGHT_WEEKS, now - EIGHT_WEEKS)
    blocks: list[Block] = []
    for row, group in [pair for pair in new if not _mine(telling, pair[0])][:MOST]:
        blocks += [Text(_about(telling.voice, group, "new")), Buttons((_open(telling.voice, row),))]
    for row, group in [pair for pair in old if _to_ask(telling, *pair)][:MOST]:
        used = Button(telling.voice.say("used.button"), f"used asset {row.id}", opens=True)
        blocks += [Text(_about(telling.voice, group, "later")), Buttons((_open(telling.voice, row), used))]
    return blocks


def _open(voice: Voice, row: Asset) -> Button:
    return Button(voice.say("home.open"), f"asset show {row.id}", opens=True)


def _about(voice: Voice, group: Workgroup, which: str) -> str:
    challenge = people.challenge_by(voice.session, group.challenge_id)
    if challenge is None:
        return voice.say(f"asset.digest-{which}")
    return voice.say(f"asset.digest-{which}-about", challenge=voice.challenge_name(challenge))


def _mine(telling: Telling, row: Asset) -> bool:
    return workgroups.is_in(telling.session, row.workgroup_id, telling.member.id or 0)


def _to_ask(telling: Telling, row: Asset, group: Workgroup) -> bool:
    """Somebody who could have used it and did not make it, nor said so already."""
    me = telling.member.id or 0
    if _mine(telling, row) or rows.use_of(telling.session, me, row.id or 0) is not None:
        return False
    stances = people.stances(telling.session, [me]) if group.challenge_id else ()
    faces = {challenge.id for _, challenge, stance in stances if stance == "faces"}
    return group.challenge_id is None or group.challenge_id in faces
