"""How a `Reply` is shown in Teams: as a message, as the answer of a pressed card, or in a dialog.

Nothing in Teams is for one person's eyes but a direct chat, a dialog, and what a pressed card is answered. Whatever
cannot be shown in one of these goes to the direct chat, or nowhere.
"""

import logging
from dataclasses import replace
from typing import Any

from bot.chat import Address, Incoming, MessageRef, Reply, Shown, Where
from bot.errors import DeliveryFailed

from . import outgoing, places
from .outgoing import Style
from .platform import TeamsPlatform
from .turns import Answer
from .words import MORE

log = logging.getLogger(__name__)

Json = dict[str, Any]

CARD_ANSWER = "application/vnd.microsoft.card.adaptive"
TEXT_ANSWER = "application/vnd.microsoft.activity.message"
ERROR_ANSWER = "application/vnd.microsoft.error"


async def after_message(platform: TeamsPlatform, activity: Json, heard: Incoming, reply: Reply) -> None:
    """Show the reply to typed words (or to a button of an older kind, which arrives as a message)."""
    style = _style(heard, reply, closes=True)
    if reply.shown is Shown.HERE and not reply.problem:
        await _post(platform, heard, heard.address, reply, style)
    elif reply.shown is Shown.IN_PLACE and not heard.address.shared and heard.reply_to:
        await _replace(platform, heard, heard.reply_to, reply)
    else:
        await _post(platform, heard, places.direct(activity, platform.tenant), reply, style)


async def after_press(platform: TeamsPlatform, activity: Json, heard: Incoming, reply: Reply | None) -> Answer:
    """Show the reply to a pressed card.

    In a shared place its answer takes the card's place for who pressed, until they look again. In a direct chat
    that would lose it, so it comes as a message of its own, save a form that is filled in or to be corrected.
    """
    if reply is None:
        return pressed_text("")
    style = _style(heard, reply, closes=_closes(activity) if reply.problem else True)
    if reply.shown is Shown.HERE and not reply.problem:
        await _post(platform, heard, heard.address, reply, style)
        return pressed_text("")
    if heard.address.shared or reply.problem:
        return _pressed_card(outgoing.adaptive(reply.card, style))
    if reply.shown is Shown.IN_PLACE or _closes(activity):
        if heard.reply_to:
            await _replace(platform, heard, heard.reply_to, reply)
        return _pressed_card(outgoing.adaptive(reply.card, style))
    await _post(platform, heard, heard.address, reply, style)
    return pressed_text("")


async def after_dialog(platform: TeamsPlatform, heard: Incoming, reply: Reply | None, *, opening: bool) -> Answer:
    """Show the reply in the dialog that is open or `opening`. Without one it closes; none opens without words."""
    if reply is None:
        return _dialog_text(MORE) if opening else Answer(200)
    if reply.shown is Shown.HERE and not reply.problem:
        await _post(platform, heard, heard.address, reply, _style(heard, reply, closes=True))
        return _dialog_text(reply.card.plain or reply.card.title)
    style = replace(_style(heard, reply), dialog=True)
    value = {
        "title": reply.card.title,
        "width": "medium",
        "height": "medium",
        "card": outgoing.attachment(reply.card, style),
    }
    return Answer(200, {"task": {"type": "continue", "value": value}})


def _dialog_text(text: str) -> Answer:
    return Answer(200, {"task": {"type": "message", "value": text}})


def pressed_text(text: str) -> Answer:
    """A pressed card stays as it is."""
    return Answer(200, {"statusCode": 200, "type": TEXT_ANSWER, "value": text})


def pressed_wrongly() -> Answer:
    """What was pressed is none of our buttons."""
    error = {"code": "BadRequest", "message": "not a button of this bot"}
    return Answer(200, {"statusCode": 400, "type": ERROR_ANSWER, "value": error})


def _pressed_card(card: Json) -> Answer:
    return Answer(200, {"statusCode": 200, "type": CARD_ANSWER, "value": card})


def _style(heard: Incoming, reply: Reply, *, closes: bool = False) -> Style:
    if reply.problem is None:
        return Style(closes=closes)
    return Style(closes=closes, problem=reply.problem, values=heard.values)


def _closes(activity: Json) -> bool:
    """Whether what was sent is a form that we showed in answer to somebody, and so is done with."""
    action = places.part(places.part(activity, "value"), "action")
    return bool(places.part(action, "data").get("closes"))


async def _post(platform: TeamsPlatform, heard: Incoming, address: Address, reply: Reply, style: Style) -> None:
    """What was said is committed already: an answer that Teams does not take is logged, not undone."""
    if address.where is not Where.DIRECT and reply.shown is not Shown.HERE:
        log.error("an answer for one person was kept from a shared place")
        return
    try:
        ref = await platform.answer(address, reply.card, style)
        if address.where is Where.DIRECT:
            await platform.stands(heard.account, reply.card, ref)
    except DeliveryFailed as failure:
        log.warning("an answer was not taken: %s %s", type(failure).__name__, failure.code)


async def _replace(platform: TeamsPlatform, heard: Incoming, ref: MessageRef, reply: Reply) -> None:
    try:
        await platform.answer_in_place(ref, reply.card)
        await platform.stands(heard.account, reply.card, ref)
    except DeliveryFailed as failure:
        log.warning("a message was not replaced: %s %s", type(failure).__name__, failure.code)
