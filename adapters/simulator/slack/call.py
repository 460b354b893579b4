"""One call of the Web API: its arguments, whom it comes from, and how it is refused."""

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.simulator.slack import limits
from adapters.simulator.slack.block_check import blocks_text, check_blocks
from adapters.simulator.slack.world import Conversation, Member, Team

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud

_EVENT_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,254}")


class ApiError(Exception):
    """`ok: false` with this code; `messages` are Slack's details."""

    def __init__(self, code: str, *messages: str, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages
        self.more = more


@dataclass
class Call:
    """What a method works with. Every argument may come as JSON, or as a string with JSON in it."""

    cloud: "SlackCloud"
    team: Team
    method: str
    args: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """An argument as text, empty when it is missing."""
        value = self.args.get(name)
        return value if isinstance(value, str) else "" if value is None else json.dumps(value)

    def need(self, name: str) -> str:
        """An argument that must be there."""
        if self.args.get(name) is None:
            raise ApiError("invalid_arguments", f"[ERROR] missing required field: {name}")
        return self.get(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument that is true or false."""
        value = self.get(name).lower()
        return value in {"true", "1"} if value else default

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        value = self.get(name)
        if value and not value.isdecimal():
            raise ApiError("invalid_arguments", f"[ERROR] must provide a number [json-pointer:/{name}]")
        return int(value) if value else default

    def parsed(self, name: str, complaint: str) -> Any:
        """An argument that is JSON, or None."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise ApiError(complaint) from None

    # --- what most methods need

    def scope(self, *needed: str) -> None:
        """Refuse unless the token has these scopes."""
        held = self.team.scopes
        missing = [scope for scope in needed if held is not None and scope not in held]
        if missing:
            provided = ",".join(held or [])
            raise ApiError("missing_scope", needed=",".join(missing), provided=provided)

    def conversation(self, *, use: str = "read") -> Conversation:
        """The conversation named by `channel`, if the bot may know of it, and its scope for `use`."""
        found = self.team.conversations.get(self.need("channel"))
        if found is None or (found.kind != "channel" and self.team.bot_user not in found.members):
            raise ApiError("channel_not_found")
        if use:
            self.scope(*(scope.format(use) for scope in limits.KIND_SCOPES[found.kind]))
        return found

    def postable(self) -> Conversation:
        """The conversation to post into: by id, by a channel's name, or a person's id for their direct chat."""
        wanted = self.need("channel")
        if wanted in self.team.people:
            member = self.person(wanted)
            if member.bot:
                raise ApiError("cannot_dm_bot")
            wanted = self.cloud.open_direct(self.team, wanted).id
        named = (c.id for c in self.team.conversations.values() if c.name == wanted.removeprefix("#") != "")
        self.args["channel"] = next(named, wanted)
        found = self.conversation(use="")
        if found.archived or self._left_work(found):
            raise ApiError("is_archived")
        if self.team.bot_user not in found.members and "chat:write.public" not in (self.team.scopes or ()):
            raise ApiError("not_in_channel")
        return found

    def _left_work(self, conversation: Conversation) -> bool:
        """Whether this is the direct chat of somebody deactivated, which Slack closes."""
        others = (self.team.people[user] for user in conversation.members if user != self.team.bot_user)
        return conversation.kind == "im" and any(member.deleted for member in others)

    def person(self, user: str) -> Member:
        """A person of this workspace who is there."""
        found = self.team.people.get(user)
        if found is None:
            raise ApiError("user_not_found")
        return found

    def content(self) -> tuple[str, list[dict[str, Any]] | None]:
        """The text and the blocks of a message, checked. Blocks are None where none were named."""
        if self.args.get("attachments") not in {None, "", "[]"} and self.args["attachments"] != []:
            raise ApiError("invalid_attachments", "[ERROR] this stand-in knows no attachments")
        text = self.get("text")
        blocks = checked_blocks(self.parsed("blocks", "invalid_blocks_format"))
        if not text.strip() and not blocks:
            raise ApiError("no_text")
        return text, blocks

    def metadata(self) -> dict[str, Any] | None:
        """The metadata of a message, checked; None where none was named."""
        data = self.parsed("metadata", "invalid_metadata_format")
        if data is None:
            return None
        if data == {}:
            return {}
        if not isinstance(data, dict):
            raise ApiError("invalid_metadata_format")
        kind, payload = data.get("event_type"), data.get("event_payload")
        if not isinstance(kind, str) or not _EVENT_TYPE.fullmatch(kind) or not isinstance(payload, dict):
            raise ApiError("invalid_metadata_schema")
        if len(json.dumps(data).encode()) > limits.METADATA_BYTES:
            raise ApiError("metadata_too_large")
        return {"event_type": kind, "event_payload": payload}


def checked_blocks(blocks: Any) -> list[dict[str, Any]] | None:
    """The blocks of a message if Slack would take them, with the ids that it gives; None stays None."""
    if blocks is None:
        return None
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ApiError("invalid_blocks_format")
    problems = check_blocks(blocks)
    if problems:
        raise ApiError("invalid_blocks", *(f"[ERROR] {problem}" for problem in problems), errors=problems)
    if blocks_text(blocks) > limits.MESSAGE_BLOCKS_TEXT:
        raise ApiError("msg_blocks_too_long")
    return with_ids(blocks)


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A copy of these blocks, with the block_id and action_id that Slack gives where there are none."""
    copied: list[dict[str, Any]] = json.loads(json.dumps(blocks))
    for number, block in enumerate(copied):
        block.setdefault("block_id", f"b{number}x{len(copied)}")
        holders = block["elements"] if block["type"] == "actions" else [block.get("accessory"), block.get("element")]
        for place, element in enumerate(holders):
            if isinstance(element, dict) and element.get("type") != "image":
                element.setdefault("action_id", f"a{number}x{place}")
    return copied
