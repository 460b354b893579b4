"""A workgroup, or what it made, in a message that is made anew: as its reader may see it now."""

from bot.chat import Block, Buttons
from bot.learning.assets import listing
from bot.learning.workgroups import showing
from bot.turn import Reading
from bot.voice import Voice
from storage import assets, reading, workgroups
from storage.tables import Member


def shown(voice: Voice, reader: Member, what: str, number: int) -> list[Block] | None:
    """An item as its reader may see it; None where they may not."""
    who = reading.reader(voice.session, reader)
    eyes = Reading(voice.session, voice.content, voice.language, me=reader)
    if what == "workgroup":
        group = workgroups.seen(voice.session, number, who)
        return showing.as_blocks(eyes, group) if group else None
    asset = assets.readable(voice.session, number, who)
    return [*listing.as_blocks(eyes, asset), Buttons(listing.actions(eyes, asset))] if asset else None
