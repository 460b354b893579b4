"""`Reply` → what the member sees. By now the network has committed: nothing here is raised, only logged.

*Only to you* never falls back on a place that others read: where neither an ephemeral message nor a modal can be
shown, the answer goes into that person's direct chat.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from adapters.slack import limits
from adapters.slack.incoming import SLACK, origin_of_press
from adapters.slack.origin import Origin, origin_of
from adapters.slack.outgoing import home, message, modal
from adapters.slack.platform import SlackPlatform
from adapters.slack.words import cut, safe
from bot.chat import Address, Card, Incoming, MessageRef, Reply, Shown, Text, Where
from bot.errors import DeliveryFailed, Uncertain

log = logging.getLogger(__name__)

Json = dict[str, Any]


class Surface(StrEnum):
    """What the member had before them."""

    CHAT = "chat"  # typed words
    COMMAND = "command"  # a slash command, or a shortcut on a message
    MESSAGE = "message"  # pressed a button under a message
    MODAL = "modal"  # pressed a button in a modal, or sent its form
    HOME = "home"  # Home, or a shortcut from anywhere


@dataclass(frozen=True)
class Spot:
    """Where an answer can go, beyond what `Incoming` says. `view` is the modal that was pressed in or sent."""

    surface: Surface
    trigger: str = ""
    view: str = ""
    origin: Origin = Origin()  # noqa: RUF009 - frozen
    fields: tuple[str, ...] = ()

    @property
    def has_a_place(self) -> bool:
        """Whether there is a conversation to answer in."""
        return bool(self.origin.conversation or self.origin.url)

    @property
    def from_home(self) -> bool:
        """Whether it began at Home, so that what is done here may change what stands there."""
        return self.surface is Surface.HOME or (self.surface is Surface.MODAL and not self.has_a_place)


def spot_of(body: Mapping[str, Any], incoming: Incoming) -> Spot:
    """Where the answer to this payload can go."""
    trigger, url = str(body.get("trigger_id") or ""), str(body.get("response_url") or "")
    place = Origin(incoming.address.where, incoming.address.conversation, incoming.address.thread, url=url)
    view = dict(body.get("view") or {})
    if view.get("type") == "modal":
        blocks = view.get("blocks") or []
        fields = tuple(str(block.get("block_id")) for block in blocks if block.get("type") == "input")
        return Spot(Surface.MODAL, trigger, str(view.get("id") or ""), origin_of(view), fields)
    if view or body.get("type") == "shortcut" or (body.get("event") or {}).get("type") == "app_home_opened":
        return Spot(Surface.HOME, trigger, origin=Origin())
    if body.get("type") == "block_actions":
        return Spot(Surface.MESSAGE, trigger, origin=origin_of_press(body))
    return Spot(Surface.COMMAND if trigger else Surface.CHAT, trigger, origin=place)


# --- the answer to a form that was sent --------------------------------------------------------------------------


def in_the_modal(reply: Reply | None, spot: Spot) -> Json | None:
    """What Slack is to do with the modal whose form was sent; None when the answer is shown elsewhere, by `show`.

    Refused: it stays, the problem beside its field. Another form, or one that is in doubt: in its place. Otherwise it
    closes and the answer stands where the form was opened; a form opened from Home has no such place, so the answer
    takes the form's.
    """
    if reply is None:
        return {"response_action": "clear"}
    if reply.problem and reply.problem.kind == "refusal" and spot.fields:
        beside = reply.problem.field if reply.problem.field in spot.fields else spot.fields[0]
        return {"response_action": "errors", "errors": {beside: cut(safe(reply.problem.text), limits.ERROR) or "…"}}
    page = reply.shown in (Shown.ONLY_YOU, Shown.IN_PLACE) and not spot.has_a_place
    if page or (reply.shown is Shown.FORM and reply.card.fields):
        return {"response_action": "update", "view": modal(_with_problem(reply), spot.origin)}
    return None


# --- every other answer ------------------------------------------------------------------------------------------


async def show(platform: SlackPlatform, incoming: Incoming, spot: Spot, reply: Reply, *, sent: bool = False) -> None:
    """Show an answer. `sent` says that the modal of `spot` was sent off and is closing."""
    if sent:
        spot = replace(spot, surface=Surface.MESSAGE if spot.has_a_place else Surface.HOME)
    try:
        await _Showing(platform, incoming, spot).show(reply)
    except DeliveryFailed as failed:
        log.warning("answer to %s in %s not shown: %s", incoming.event, incoming.account.tenant, failed.code)
    except Exception as error:  # noqa: BLE001 - committed: the platform is told that all is well
        log.error("answer to %s not shown: %s", incoming.event, type(error).__name__)  # noqa: TRY400 - no words


class _Showing:
    """One answer on its way: each method is one way of showing, and falls back on the next more modest one."""

    def __init__(self, platform: SlackPlatform, incoming: Incoming, spot: Spot) -> None:
        self.platform = platform
        self.tenant = incoming.account.tenant
        self.user = incoming.account.user
        self.incoming = incoming
        self.spot = spot

    async def show(self, reply: Reply) -> None:
        card = _with_problem(reply)
        at_home = self.spot.surface is Surface.HOME
        match reply.shown:
            case Shown.FORM if self.spot.trigger and self.spot.surface is not Surface.CHAT:
                await self._form(card)
            case Shown.HOME if at_home:
                await self._home(card)
            case Shown.IN_PLACE if not at_home:
                await self._in_place(card)
            case Shown.HERE:
                await self._here(card)
            case _:
                await self._only_you(card)

    async def _form(self, card: Card) -> None:
        view = modal(card, self.spot.origin)
        try:
            if self.spot.surface is Surface.MODAL:
                await self._push(view)
            else:
                await self._open(view)
        except DeliveryFailed as failed:  # the trigger is good for three seconds: its button opens it again
            log.warning("form for %s not opened: %s", self.incoming.event, failed.code)
            await self._quietly(card)

    async def _open(self, view: Json) -> None:
        """A connection that broke is worth a second try: a trigger opens one modal, however often it comes."""
        try:
            await self._call(lambda client: client.views_open(trigger_id=self.spot.trigger, view=view))
        except Uncertain:
            await self._call(lambda client: client.views_open(trigger_id=self.spot.trigger, view=view))

    async def _push(self, view: Json) -> None:
        try:
            await self._call(lambda client: client.views_push(trigger_id=self.spot.trigger, view=view))
        except DeliveryFailed:  # three views lie on each other already
            await self._call(lambda client: client.views_update(view_id=self.spot.view, view=view))

    async def _home(self, card: Card) -> None:
        view = home(card)
        await self._call(lambda client: client.views_publish(user_id=self.user, view=view))

    async def _in_place(self, card: Card) -> None:
        origin = self.spot.origin
        if self.spot.surface is Surface.MODAL:
            await self._page(card)
        elif origin.message and origin.url:
            await self._first(
                lambda: self._respond(card, replace_original=True), lambda: self._rewrite(card), card=card
            )
            await self._stands_in_place(card)
        elif origin.message and origin.conversation and not origin.passing:
            await self._first(lambda: self._rewrite(card), card=card)
            await self._stands_in_place(card)
        else:
            await self._only_you(card)

    @property
    def _pressed(self) -> MessageRef:
        """The message that was pressed in, or that the form was opened from."""
        return MessageRef(SLACK, self.tenant, self.spot.origin.conversation, self.spot.origin.message)

    async def _stands_in_place(self, card: Card) -> None:
        if self.incoming.address.where is Where.DIRECT and not self.spot.origin.passing:
            await self._stands(card, self._pressed)

    async def _here(self, card: Card) -> None:
        address = self.incoming.address
        if address.where is Where.DIRECT:
            await self._quietly(card)
            return
        origin = self.spot.origin
        root = "" if origin.passing else origin.message
        thread = address.thread or root or (self.incoming.message if self.spot.surface is Surface.CHAT else "")
        try:
            if self.spot.surface is Surface.COMMAND and origin.url:
                await self._respond(card, response_type="in_channel")
            else:
                await self.platform.send(replace(address, thread=thread), message(card), patient=True)
        except DeliveryFailed:
            if self.spot.surface is Surface.COMMAND or not origin.url:
                raise
            await self._respond(card, response_type="in_channel")  # a channel that we are not a member of

    async def _only_you(self, card: Card) -> None:
        if self.spot.surface is Surface.MODAL:
            await self._page(card)
        elif self.spot.surface is Surface.HOME and self.spot.trigger:
            await self._open(modal(card, self.spot.origin))
        else:
            await self._quietly(card)

    async def _page(self, card: Card) -> None:
        """In the modal that is open."""
        view = modal(card, self.spot.origin)
        await self._call(lambda client: client.views_update(view_id=self.spot.view, view=view))

    async def _quietly(self, card: Card) -> None:
        """As a message that only this person sees, where they are; in the end in their direct chat."""
        address, origin = self.incoming.address, self.spot.origin
        ways: list[Callable[[], Awaitable[None]]] = []
        if address.where is Where.DIRECT and address.conversation:
            ways.append(lambda: self._direct(card, address))
        elif address.conversation and (address.thread or not origin.url):
            ways.append(lambda: self._ephemeral(card))
        if origin.url and not (address.where is Where.DIRECT and address.conversation):
            ways.append(lambda: self._respond(card))
        await self._first(*ways, card=card)

    async def _first(self, *ways: Callable[[], Awaitable[None]], card: Card) -> None:
        """The first way that works, and at last the direct chat."""
        for way in ways:
            try:
                await way()
            except DeliveryFailed as failed:
                log.info("one way to answer %s is closed: %s", self.incoming.event, failed.code)
            else:
                return
        who = self.incoming.account
        await self._direct(card, Address(SLACK, self.tenant, Where.DIRECT, people=(who,)))

    # --- the ways ---

    async def _direct(self, card: Card, address: Address) -> None:
        await self._stands(card, await self.platform.send(address, message(card), patient=True))

    async def _stands(self, card: Card, ref: MessageRef) -> None:
        await self.platform.stands(self.incoming.account, card, ref)

    async def _ephemeral(self, card: Card) -> None:
        address, body = self.incoming.address, message(card)
        thread = {"thread_ts": address.thread} if address.thread else {}
        await self._call(
            lambda client: client.chat_postEphemeral(
                channel=address.conversation, user=self.user, text=body["text"], blocks=body["blocks"], **thread
            )
        )

    async def _respond(self, card: Card, *, response_type: str = "ephemeral", replace_original: bool = False) -> None:
        kind = {} if replace_original else {"response_type": response_type}
        body = {**message(card), **kind, "replace_original": replace_original}
        if self.incoming.address.thread and not replace_original:
            body["thread_ts"] = self.incoming.address.thread
        await self.platform.api.respond(self.spot.origin.url, body)

    async def _rewrite(self, card: Card) -> None:
        await self.platform.update(self._pressed, card)

    async def _call(self, method: Callable[[Any], Awaitable[Any]]) -> None:
        await self.platform.api.call(self.tenant, method, patient=True)


def _with_problem(reply: Reply) -> Card:
    """The card, with a problem that cannot stand beside its field above it."""
    if reply.problem is None:
        return reply.card
    return replace(reply.card, blocks=(Text(reply.problem.text), *reply.card.blocks))
