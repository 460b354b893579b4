"""The `views.*` methods, and what else puts a view on somebody's screen."""

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from adapters.simulator.slack import limits
from adapters.simulator.slack.block_check import check_view
from adapters.simulator.slack.block_reading import inputs_of
from adapters.simulator.slack.call import ApiError, Call, with_ids
from adapters.simulator.slack.sending import view_json
from adapters.simulator.slack.world import Team, View

if TYPE_CHECKING:
    from adapters.simulator.slack.cloud import SlackCloud

Blocks = list[dict[str, Any]]
State = dict[str, dict[str, dict[str, Any]]]


@dataclass
class Trigger:
    """A `trigger_id`: three seconds by the wall clock, once. `modal` when it came from within one."""

    team: str
    user: str
    given: float
    modal: bool
    used: bool = False


async def open_(call: Call) -> dict[str, Any]:
    """views.open: a new stack."""
    view = _checked(call, "modal")
    trigger = _exchange(call)
    shown = new_view(call.cloud, trigger.user, view)
    call.team.modals[trigger.user] = [shown]
    return _shown(call, shown)


async def push(call: Call) -> dict[str, Any]:
    """views.push: on top of the view that the trigger came from; three at most."""
    view = _checked(call, "modal")
    trigger = _exchange(call)
    stack = call.team.modals.get(trigger.user) or []
    if not stack or not trigger.modal:
        raise ApiError("not_found")
    if len(stack) >= limits.VIEW_STACK:
        raise ApiError("push_limit_reached")
    shown = new_view(call.cloud, trigger.user, view)
    stack.append(shown)
    return _shown(call, shown)


async def update(call: Call) -> dict[str, Any]:
    """views.update: a view that still stands, by its id or external id."""
    if bool(call.get("view_id")) == bool(call.get("external_id")):
        problem = "Cannot provide both" if call.get("view_id") else "Must provide one of"
        raise ApiError("invalid_arguments", f"[ERROR] {problem} `view_id` and `external_id`")
    standing = [view for stack in call.team.modals.values() for view in stack]
    standing += call.team.homes.values()
    found = next((view for view in standing if _named(view, call)), None)
    if found is None:
        raise ApiError("not_found")
    view = _checked(call, str(found.payload["type"]), own=found)
    if call.get("hash") and call.get("hash") != found.hash:
        raise ApiError("hash_conflict")
    replace_view(call.cloud, found, view)
    return _shown(call, found)


async def publish(call: Call) -> dict[str, Any]:
    """views.publish: somebody's Home."""
    user = call.need("user_id")
    view = _checked(call, "home", own=call.team.homes.get(user))
    member = call.team.people.get(user)
    if member is None or member.bot or member.deleted:
        raise ApiError("user_not_found" if member is None else "invalid_arguments")
    standing = call.team.homes.get(user)
    if standing and call.get("hash") and call.get("hash") != standing.hash:
        raise ApiError("hash_conflict")
    if standing is None:
        standing = call.team.homes[user] = new_view(call.cloud, user, view)
    else:
        replace_view(call.cloud, standing, view)
    return _shown(call, standing)


METHODS = {"views.open": open_, "views.push": push, "views.update": update, "views.publish": publish}


def new_view(cloud: "SlackCloud", user: str, payload: dict[str, Any]) -> View:
    """A view as it first stands on the screen."""
    view = View(cloud.world.new_id("V"), user, _kept(payload), _hash(cloud))
    view.state = initial_state(view.payload["blocks"])
    return view


def replace_view(cloud: "SlackCloud", view: View, payload: dict[str, Any]) -> None:
    """Another content in the same view; what was filled in stays where block_id and action_id are the same."""
    before = view.state
    view.payload, view.hash, view.errors = _kept(payload), _hash(cloud), {}
    view.state = initial_state(view.payload["blocks"])
    for block, elements in view.state.items():
        for action, value in elements.items():
            kept = before.get(block, {}).get(action)
            if kept and kept.get("type") == value.get("type"):
                elements[action] = kept


def initial_state(blocks: Blocks) -> State:
    """What stands in the fields before anybody touched them."""
    state: State = {}
    for block, element, _ in inputs_of(blocks):
        state.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return state


_SINGLE = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_MANY = {
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
}


def state_key(kind: str) -> str:
    """Under which name an element's value stands in `state`."""
    return {**_SINGLE, **_MANY}.get(kind, ("value", ""))[0]


def _initial(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind in _SINGLE:
        key, initial = _SINGLE[kind]
        return {"type": kind, key: element.get(initial)}
    if kind in _MANY:
        key, initial = _MANY[kind]
        return {"type": kind, key: element.get(initial, [])}
    return {"type": kind, "value": element.get("initial_value")}


def checked_view(team: Team, view: Any, where: str, own: View | None = None) -> dict[str, Any]:
    """The view if Slack would take it."""
    problems = check_view(view, where)
    if problems:
        raise ApiError("invalid_arguments", *(f"[ERROR] {problem}" for problem in problems))
    if len(json.dumps(view).encode()) > limits.VIEW_BYTES:
        raise ApiError("view_too_large")
    others = [each for stack in team.modals.values() for each in stack] + list(team.homes.values())
    name = view.get("external_id")
    if name and any(each.payload.get("external_id") == name for each in others if each is not own):
        raise ApiError("duplicate_external_id")
    checked: dict[str, Any] = view
    return checked


def _checked(call: Call, where: str, own: View | None = None) -> dict[str, Any]:
    view = call.parsed("view", "invalid_arguments")
    if view is None:
        raise ApiError("invalid_arguments", "[ERROR] missing required field: view")
    return checked_view(call.team, view, where, own)


def _exchange(call: Call) -> Trigger:
    name = call.get("trigger_id")
    if not name:
        raise ApiError("invalid_arguments", "[ERROR] missing required field: trigger_id")
    trigger = call.cloud.triggers.get(name)
    if trigger is None or trigger.team != call.team.id:
        raise ApiError("invalid_trigger_id")
    if trigger.used:
        raise ApiError("exchanged_trigger_id")
    if time.monotonic() - trigger.given > max(limits.TRIGGER_SECONDS, call.cloud.patience):
        raise ApiError("expired_trigger_id")
    trigger.used = True
    return trigger


def _named(view: View, call: Call) -> bool:
    if call.get("view_id"):
        return view.id == call.get("view_id")
    return bool(view.payload.get("external_id") == call.get("external_id"))


def _kept(payload: dict[str, Any]) -> dict[str, Any]:
    return {**payload, "blocks": with_ids(payload["blocks"])}


def _hash(cloud: "SlackCloud") -> str:
    return f"{int(cloud.now().timestamp())}.{cloud.world.new_id('h').lower()}"


def _shown(call: Call, view: View) -> dict[str, Any]:
    call.cloud.tell("view", team=call.team.id, user=view.user, view=view.id, type=view.payload["type"])
    return {"view": view_json(view, call.team.modals.get(view.user, []), call.team)}
