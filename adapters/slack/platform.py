"""Slack as the outbox sees it: post, update, delete, and ask whether something was posted."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.slack import limits
from adapters.slack.api import Api, TokenOf, TokenRefused
from adapters.slack.channels import Channels
from adapters.slack.incoming import SLACK
from adapters.slack.outgoing import message
from adapters.slack.people import People
from bot.chat import Account, Address, Card, MessageRef, Pace, Profile, Stands, Where, noted_nowhere
from bot.errors import DeliveryFailed, Failing, Gone, Refused, RetryAt, Uncertain, nobody_told

METADATA = "upstream_delivery"
"""The event type under which a delivery's key stands in a message's metadata."""

NEWEST = 15
"""Messages looked through for a delivery: what conversations.history gives to apps outside the Marketplace."""

APART = timedelta(minutes=5)
"""What Slack's clock and ours may differ by, where a delivery is looked for by its time."""

PACE = Pace(conversation=1.0, tenant=5.0)
"""Slack: one message a second in a channel; for a workspace it names no figure, and five is ours."""

GONE = frozenset({"not_installed", "account_inactive", "token_revoked", "invalid_auth", "not_authed"})
"""What is said of the token of a workspace that took the app away."""

PARTING = 5.0
"""Seconds that what is still being shown gets when the program ends."""


class SlackPlatform:
    """One app in any number of workspaces. Implements `bot.chat.Platform`; the door and `showing` use the rest."""

    name = SLACK
    makes_groups = True

    def __init__(
        self,
        *,
        token_of: TokenOf,
        api_url: str = "",
        pace: Pace = PACE,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        refused: TokenRefused | None = None,
        failing: Failing = nobody_told,
    ) -> None:
        self.pace = pace
        self.api = Api(token_of, api_url, now, refused, failing)
        self.people = People(self.api)
        self.channels = Channels(self.api)
        self.stands: Stands = noted_nowhere
        self._opened: dict[tuple[str, frozenset[str]], str] = {}
        self._later: set[asyncio.Task[None]] = set()

    async def post(self, address: Address, card: Card, key: str) -> MessageRef:
        """Post a card; `key` goes into the message's metadata. A form becomes a button that opens it."""
        body = message(card)
        if key:
            body["metadata"] = {"event_type": METADATA, "event_payload": {"key": key}}
        return await self.send(address, body)

    async def update(self, ref: MessageRef, card: Card) -> None:
        """Replace a message of ours; its metadata stays."""
        body = message(card)
        await self.api.call(
            ref.tenant,
            lambda client: client.chat_update(
                channel=ref.conversation, ts=ref.message, text=body["text"], blocks=body["blocks"]
            ),
        )

    async def delete(self, ref: MessageRef) -> None:
        """Take a message of ours away. One that is gone already is done."""
        try:
            await self.api.call(ref.tenant, lambda client: client.chat_delete(channel=ref.conversation, ts=ref.message))
        except Gone as gone:
            if gone.code != "message_not_found":
                raise

    async def was_posted(self, address: Address, key: str, begun_at: datetime) -> MessageRef | None:
        """Whether this delivery is among the newest messages of when it was sent, however long ago that was.

        Raises `Uncertain` where that cannot be told.
        """
        channel = await self.conversation(address)
        ours: dict[str, Any] = {"channel": channel, "limit": NEWEST, "include_all_metadata": True}
        try:
            if address.thread:  # listed from its beginning
                ours["oldest"] = str((begun_at - APART).timestamp())
                answer = await self.api.call(
                    address.tenant, lambda client: client.conversations_replies(ts=address.thread, **ours)
                )
            else:
                ours["latest"] = str((begun_at + APART).timestamp())
                answer = await self.api.call(address.tenant, lambda client: client.conversations_history(**ours))
        except Uncertain as lost:  # asking once more does no harm
            raise RetryAt(lost.code) from None
        except (Refused, RetryAt) as failed:
            if isinstance(failed, Refused) or failed.code == "missing_scope":
                raise Uncertain(failed.code) from None
            raise
        for one in answer.get("messages") or []:
            metadata = one.get("metadata") or {}
            if metadata.get("event_type") == METADATA and (metadata.get("event_payload") or {}).get("key") == key:
                return MessageRef(SLACK, address.tenant, channel, str(one["ts"]))
        if address.thread and answer.get("has_more"):
            raise Uncertain("thread_too_long_to_tell")
        return None

    async def send(self, address: Address, body: dict[str, Any], *, patient: bool = False) -> MessageRef:
        """Post a message that `outgoing` made."""
        channel = await self.conversation(address)
        whole = {**body, "channel": channel, **({"thread_ts": address.thread} if address.thread else {})}
        try:
            answer = await self.api.call(
                address.tenant, lambda client: client.chat_postMessage(**whole), patient=patient
            )
        except Gone:
            if not address.conversation:
                self._opened.pop(_people(address), None)
            raise
        return MessageRef(SLACK, address.tenant, str(answer["channel"]), str(answer["ts"]))

    async def conversation(self, address: Address) -> str:
        """The channel id of a place, opening a direct or group conversation that was not opened yet."""
        if address.conversation:
            return address.conversation
        who = _people(address)
        if not 0 < len(who[1]) <= limits.GROUP_PEOPLE:
            raise Refused("nobody" if not who[1] else "too_many_people")
        if who not in self._opened:
            try:
                answer = await self.api.call(
                    address.tenant, lambda client: client.conversations_open(users=sorted(who[1]))
                )
            except Uncertain as lost:  # opening twice gives the same conversation
                raise RetryAt(lost.code) from None
            self._opened[who] = str((answer.get("channel") or {})["id"])
        return self._opened[who]

    def direct(self, account: Account) -> Address:
        """Where this person can be written to alone."""
        known = self._opened.get((account.tenant, frozenset({account.user})), "")
        return Address(SLACK, account.tenant, Where.DIRECT, conversation=known, people=(account,))

    def learn_direct(self, account: Account, address: Address) -> None:
        """Keep the id of somebody's direct chat, as an event named it."""
        if address.where is Where.DIRECT and address.conversation:
            self._opened[account.tenant, frozenset({account.user})] = address.conversation

    async def profile(self, tenant: str, user: str) -> Profile | None:
        """What Slack says about somebody; None when it does not within a second."""
        return await self.people.profile(tenant, user)

    async def still_there(self, tenant: str) -> bool:
        """Whether Slack takes our token there; *no* only where it says so."""
        try:
            await self.api.call(tenant, lambda client: client.auth_test())
        except RetryAt as failed:
            return failed.code not in GONE
        except DeliveryFailed:
            return True
        return True

    async def within(self, work: Coroutine[Any, Any, None], seconds: float) -> None:
        """Do this now, or when it takes longer, go on with it after the return."""
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)
        await asyncio.wait({task}, timeout=seconds)

    async def close(self) -> None:
        """Finish what is being shown, end the look-ups, close the connections."""
        if self._later:
            _, late = await asyncio.wait(self._later, timeout=PARTING)
            for task in late:
                task.cancel()
        await self.people.close()
        await self.api.close()


def _people(address: Address) -> tuple[str, frozenset[str]]:
    return address.tenant, frozenset(person.user for person in address.people)
