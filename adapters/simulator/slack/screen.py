"""What one person sees: every message, ephemeral, modal and Home of theirs, as text, as data, and for the page."""

from typing import Any

from adapters.simulator.slack.block_reading import buttons_of, inputs_of, message_words, words_of
from adapters.simulator.slack.sending import view_json
from adapters.simulator.slack.world import SLACKBOT, Conversation, Member, Message, Team, View


def conversations_of(team: Team, member: Member) -> list[Conversation]:
    """Those that this person is in."""
    return [each for each in team.conversations.values() if member.id in each.members]


def visible(conversation: Conversation, member: Member) -> list[Message]:
    """What this person sees of a conversation, oldest first."""
    shown = [m for m in conversation.messages if m.only_to in {"", member.id}]
    return sorted(shown, key=lambda m: float(m.ts))


def screen(team: Team, member: Member, place: str = "") -> list[dict[str, Any]]:
    """Everything on the screen, messages by age, then the modals, then Home.

    `place` narrows: a conversation's id, `"direct"`, `"modal"` or `"home"`.
    """
    found: list[dict[str, Any]] = []
    for conversation in conversations_of(team, member):
        if place in {"", conversation.id} or (place == "direct" and conversation.kind == "im"):
            found += [message_entry(team, conversation, m) for m in visible(conversation, member)]
    found.sort(key=lambda entry: float(entry["id"]))
    if place in {"", "modal"}:
        found += [view_entry(team, view) for view in team.modals.get(member.id, [])]
    if place in {"", "home"} and member.id in team.homes:
        found.append(view_entry(team, team.homes[member.id]))
    return found


def text_of(entries: list[dict[str, Any]]) -> str:
    """All the words of these entries."""
    return "\n".join(
        f"{entry['author']}: {entry['text']}" if entry["where"] == "message" else entry["text"] for entry in entries
    )


def name_of(team: Team, some_id: str) -> str:
    """What is shown for a user or a channel."""
    if some_id in team.people:
        return team.people[some_id].name
    if some_id in team.conversations:
        return team.conversations[some_id].name
    return "Slackbot" if some_id == SLACKBOT else some_id


def message_entry(team: Team, conversation: Conversation, message: Message) -> dict[str, Any]:
    """A message as data. `id` is its ts; `mentions` and `links` are those that really happened."""
    return {
        "where": "message",
        "id": message.ts,
        "channel": conversation.id,
        "channel_name": conversation.name,
        "kind": conversation.kind,
        "author": name_of(team, message.user),
        "author_id": message.user,
        "bot": message.bot,
        "text": message_words(message.text, message.blocks, lambda some_id: name_of(team, some_id)),
        "fallback": message.text,
        "blocks": message.blocks,
        "buttons": [_label(button) for _, button in buttons_of(message.blocks)],
        "inputs": [label for _, _, label in inputs_of(message.blocks)],
        "thread": message.thread_ts,
        "ephemeral": bool(message.only_to),
        "edited": bool(message.edited),
        "mentions": list(message.mentions),
        "links": list(message.links),
        "metadata": message.metadata,
    }


def view_entry(team: Team, view: View) -> dict[str, Any]:
    """A modal or Home as data. `problems` are the sentences beside the fields, by block_id."""
    payload, blocks = view.payload, view.payload["blocks"]
    heads = [payload[part]["text"] for part in ("title",) if payload.get(part)]
    feet = [payload[part]["text"] for part in ("submit", "close") if payload.get(part)]
    words = words_of(blocks, lambda some_id: name_of(team, some_id))
    buttons = [_label(button) for _, button in buttons_of(blocks)]
    return {
        "where": payload["type"],
        "id": view.id,
        "title": " ".join(heads),
        "text": "\n".join([*heads, words, *view.errors.values(), *(f"[{foot}]" for foot in feet)]),
        "blocks": blocks,
        "buttons": [*buttons, *feet[:1]] if payload.get("submit") else buttons,
        "submit": feet[0] if payload.get("submit") else "",
        "inputs": [label for _, _, label in inputs_of(blocks)],
        "values": view.state,
        "problems": dict(view.errors),
    }


def _label(element: dict[str, Any]) -> str:
    return str(element["text"]["text"])


# --- for the page


def view_for(team: Team, member: Member) -> dict[str, Any]:
    """All that a page needs to draw this person's Slack. Blocks are as they were sent."""
    places = [_place(team, each, member) for each in conversations_of(team, member)]
    stack = team.modals.get(member.id, [])
    home = team.homes.get(member.id)
    return {
        "workspace": {"id": team.id, "name": team.name, "domain": team.domain},
        "person": {"id": member.id, "name": member.name, "handle": member.handle, "title": member.title},
        "app": {"id": team.bot_user, "name": name_of(team, team.bot_user), "installed": team.installed},
        "looks_at": member.looks_at,
        "channels": [place for place in places if place["kind"] in {"channel", "private"}],
        "groups": [place for place in places if place["kind"] == "mpim"],
        "direct": next((place for place in places if place["kind"] == "im"), None),
        "home": view_json(home, [], team) if home else None,
        "modals": [view_json(view, stack, team) | {"errors": view.errors} for view in stack],
        "names": {each.id: each.name for each in team.people.values()},
    }


def _place(team: Team, conversation: Conversation, member: Member) -> dict[str, Any]:
    shown = visible(conversation, member)
    roots = [m for m in shown if _is_root(m, shown) or m.subtype == "thread_broadcast"]
    read = member.read.get(conversation.id, "0")
    unread = sum(1 for m in shown if float(m.ts) > float(read) and m.user != member.id)
    others = [user for user in conversation.members if user not in {member.id, team.bot_user}]
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name or name_of(team, team.bot_user),
        "archived": conversation.archived,
        "people": [{"id": user, "name": name_of(team, user)} for user in others],
        "unread": unread,
        "messages": [
            _page_message(team, m) | {"replies": [_page_message(team, r) for r in shown if r.thread_ts == m.ts != r.ts]}
            for m in roots
        ],
    }


def _is_root(message: Message, shown: list[Message]) -> bool:
    return message.thread_ts in {"", message.ts} or all(m.ts != message.thread_ts for m in shown)


def _page_message(team: Team, message: Message) -> dict[str, Any]:
    return {
        "ts": message.ts,
        "user": message.user,
        "name": name_of(team, message.user),
        "bot": message.bot,
        "text": message.text,
        "blocks": message.blocks,
        "state": message.state,
        "thread_ts": message.thread_ts,
        "ephemeral": bool(message.only_to),
        "edited": bool(message.edited),
        "deleted": message.subtype == "tombstone",
        "mentions": message.mentions,
    }
