"""Interactions: what Slack sends when something is pressed, chosen or sent off, and what the bot's answer does."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.simulator.slack import limits, response_urls, sending
from adapters.simulator.slack.call import ApiError
from adapters.simulator.slack.filling import missing
from adapters.simulator.slack.view_methods import checked_view, new_view, replace_view
from adapters.simulator.slack.world import CannotError, Conversation, Member, Message, Team, View
from adapters.simulator.wire import Answered

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud

CHANNEL_NAMES = {"im": "directmessage", "private": "privategroup", "mpim": "mpdm"}
TROUBLE = "We had some trouble connecting. Try again?"


@dataclass
class Surface:
    """Something on the screen that can be used: a view, or a message in a conversation."""

    view: View | None = None
    conversation: Conversation | None = None
    message: Message | None = None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Its blocks."""
        if self.view:
            blocks: list[dict[str, Any]] = self.view.payload["blocks"]
            return blocks
        return self.message.blocks if self.message else []

    @property
    def state(self) -> dict[str, dict[str, dict[str, Any]]]:
        """What stands in its fields."""
        return self.view.state if self.view else self.message.state if self.message else {}

    @property
    def modal(self) -> bool:
        """Whether it is a modal."""
        return bool(self.view and self.view.payload["type"] == "modal")


async def act(
    cloud: "SlackCloud",
    team: Team,
    member: Member,
    surface: Surface,
    block: dict[str, Any],
    element: dict[str, Any],
) -> Answered:
    """`block_actions`: a button pressed, an option chosen. Slack shows nothing of what the bot answers."""
    payload = _common(cloud, team, member, "block_actions", modal=surface.modal)
    payload |= _place(cloud, team, member, surface)
    payload["actions"] = [_action(surface, block, element)]
    return await sending.post_interaction(cloud, payload)


async def submit(cloud: "SlackCloud", team: Team, member: Member) -> Answered:
    """`view_submission` of the view on top; the answer closes it, or says what else is to happen."""
    stack = team.modals.get(member.id) or []
    if not stack or not stack[-1].payload.get("submit"):
        raise CannotError("there is nothing to send off: no modal with a submit button is open")
    view = stack[-1]
    empty = missing(view.payload["blocks"], view.state)
    if empty:
        raise CannotError(f"Slack sends nothing: {', '.join(map(repr, empty))} must be filled in")
    payload = _common(cloud, team, member, "view_submission", modal=True)
    payload |= {"view": sending.view_json(view, stack, team), "response_urls": []}
    answered = await sending.post_interaction(cloud, payload)
    if not answered.ok:
        view.errors = {"": TROUBLE}
    else:
        _after_submission(cloud, team, member, view, answered)
    cloud.tell("view", team=team.id, user=member.id, view=view.id, type="modal")
    return answered


def _after_submission(cloud: "SlackCloud", team: Team, member: Member, view: View, answered: Answered) -> None:
    """Errors beside fields, another content, a view on top, all closed; nothing said closes this one."""
    stack = team.modals[member.id]
    body = answered.body if isinstance(answered.body, dict) else {}
    action = body.get("response_action")
    try:
        if action == "errors":
            _show_errors(view, body.get("errors"))
        elif action == "update":
            replace_view(cloud, view, checked_view(team, body.get("view"), "modal", view))
        elif action == "push":
            _push(stack, new_view(cloud, member.id, checked_view(team, body.get("view"), "modal")))
        elif action == "clear":
            stack.clear()
        else:
            _close_answered(stack, view, action, answered.body)
    except ApiError as error:
        view.errors = {"": TROUBLE}
        cloud.wire[-1] |= {"refused": error.code, "messages": list(error.messages)}


def _push(stack: list[View], view: View) -> None:
    if len(stack) >= limits.VIEW_STACK:
        raise ApiError("push_limit_reached")
    stack.append(view)


def _close_answered(stack: list[View], view: View, action: Any, body: Any) -> None:
    """An empty answer closes the view; any other that Slack does not know shows trouble."""
    if action is not None or body not in ("", None, {}):
        raise ApiError("invalid_response_action")
    if view in stack:
        stack.remove(view)


def _show_errors(view: View, errors: Any) -> None:
    """Every key must be the block_id of an input block, else Slack shows none."""
    inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise ApiError("invalid_errors")
    unknown = [name for name in errors if name not in inputs]
    if unknown or not all(isinstance(words, str) and words for words in errors.values()):
        raise ApiError("invalid_errors", *unknown)
    view.errors = dict(errors)


async def close(cloud: "SlackCloud", team: Team, member: Member, *, everything: bool = False) -> Answered | None:
    """Close the view on top (or all); `view_closed` where it wanted to know."""
    stack = team.modals.get(member.id) or []
    if not stack:
        raise CannotError("no modal is open")
    view = stack[-1]
    payload = _common(cloud, team, member, "view_closed")
    del payload["trigger_id"]
    payload |= {"view": sending.view_json(view, stack, team), "is_cleared": everything}
    if everything or view.payload.get("clear_on_close"):
        stack.clear()
    else:
        stack.pop()
    cloud.tell("view", team=team.id, user=member.id, view=view.id, type="modal")
    if not view.payload.get("notify_on_close"):
        return None
    return await sending.post_interaction(cloud, payload)


async def shortcut(
    cloud: "SlackCloud",
    team: Team,
    member: Member,
    callback_id: str,
    on: tuple[Conversation, Message] | None = None,
) -> Answered:
    """A global shortcut, or one from a message's menu (`message_action`)."""
    payload = _common(cloud, team, member, "message_action" if on else "shortcut")
    payload |= {"callback_id": callback_id, "action_ts": f"{time.time():.6f}"}
    if on:
        conversation, message = on
        shown = sending.thread_json(conversation, message, team)
        payload |= {
            "channel": _channel(conversation),
            "message": shown,
            "message_ts": message.ts,
            "response_url": response_urls.give(cloud, team, conversation, member.id),
        }
    return await sending.post_interaction(cloud, payload)


async def suggest(
    cloud: "SlackCloud",
    team: Team,
    member: Member,
    surface: Surface,
    block: dict[str, Any],
    element: dict[str, Any],
    words: str,
) -> list[dict[str, Any]]:
    """`block_suggestion`: what the bot offers in an external select after these words."""
    payload = _common(cloud, team, member, "block_suggestion")
    del payload["trigger_id"]
    payload |= _place(cloud, team, member, surface)
    payload.pop("response_url", None)
    payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": words}
    answered = await sending.post_interaction(cloud, payload)
    body = answered.body if isinstance(answered.body, dict) else {}
    groups = body.get("option_groups") or []
    return [*(body.get("options") or []), *(option for group in groups for option in group["options"])]


async def command(
    cloud: "SlackCloud", team: Team, member: Member, conversation: Conversation, name: str, text: str
) -> Answered:
    """A slash command; its answer may be a message for this person alone, or for all."""
    url = response_urls.give(cloud, team, conversation, member.id)
    fields = {
        "token": sending.VERIFICATION_TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": conversation.id,
        "channel_name": CHANNEL_NAMES.get(conversation.kind, conversation.name),
        "user_id": member.id,
        "user_name": member.handle,
        "command": name,
        "text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "api_app_id": team.app,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": cloud.trigger(team, member.id),
    }
    answered = await sending.post_form(cloud, fields, fields)
    given = cloud.world.response_urls[url.rpartition("/")[2]]
    try:
        if not answered.ok:
            reason = "operation_timeout" if answered.late else "dispatch_failed"
            _slackbot(cloud, team, member, conversation, f"{name} failed with the error “{reason}”")
        elif isinstance(answered.body, dict) and answered.body:
            response_urls.show(cloud, team, conversation, given, answered.body)
        elif isinstance(answered.body, str) and answered.body.strip():
            response_urls.show(cloud, team, conversation, given, {"text": answered.body})
    except ApiError as error:
        cloud.wire[-1] |= {"refused": error.code, "messages": list(error.messages)}
        _slackbot(cloud, team, member, conversation, f"{name} failed with the error “{error.code}”")
    return answered


def _slackbot(cloud: "SlackCloud", team: Team, member: Member, conversation: Conversation, words: str) -> None:
    ts = cloud.world.new_ts(team.id, cloud.now())
    cloud.put(team, conversation, Message(ts, "USLACKBOT", words, only_to=member.id))


# --- payloads


def _common(cloud: "SlackCloud", team: Team, member: Member, kind: str, *, modal: bool = False) -> dict[str, Any]:
    return {
        "type": kind,
        "token": sending.VERIFICATION_TOKEN,
        "team": {"id": team.id, "domain": team.domain},
        "user": {
            "id": member.id,
            "username": member.handle,
            "name": member.handle,
            "team_id": member.home_team or team.id,
        },
        "api_app_id": team.app,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": cloud.trigger(team, member.id, modal=modal),
    }


def _place(cloud: "SlackCloud", team: Team, member: Member, surface: Surface) -> dict[str, Any]:
    """Where it was used. An ephemeral message is named but not shown, as in Slack."""
    if surface.view:
        stack = team.modals.get(member.id, []) if surface.modal else []
        view = sending.view_json(surface.view, stack, team)
        return {"container": {"type": "view", "view_id": surface.view.id}, "view": view}
    conversation, message = surface.conversation, surface.message
    if conversation is None or message is None:
        raise CannotError("nothing is there to be used")
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": bool(message.only_to),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    data: dict[str, Any] = {
        "container": container,
        "channel": _channel(conversation),
        "state": {"values": message.state},
        "response_url": response_urls.give(cloud, team, conversation, member.id, message.ts),
    }
    return data if message.only_to else data | {"message": sending.thread_json(conversation, message, team)}


def _channel(conversation: Conversation) -> dict[str, str]:
    return {"id": conversation.id, "name": CHANNEL_NAMES.get(conversation.kind, conversation.name)}


_CARRIED = ("text", "value", "placeholder")


def _action(surface: Surface, block: dict[str, Any], element: dict[str, Any]) -> dict[str, Any]:
    data = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    data |= {name: element[name] for name in _CARRIED if name in element}
    data |= surface.state.get(block["block_id"], {}).get(element["action_id"], {})
    return data | {"action_ts": f"{time.time():.6f}"}
