"""Whether Slack would take these blocks or this view: a grammar of Block Kit, with Slack's own complaints.

The tables put the small checkers of `checkers.py` together, block by block. Home tabs and modals come last.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from adapters.simulator.slack import limits
from adapters.simulator.slack.checkers import (
    Check,
    Problems,
    boolean,
    both,
    choice,
    items,
    kinds,
    pattern,
    problem,
    shape,
    string,
    whole,
)


def check_blocks(blocks: Any, where: str = "message") -> Problems:
    """What Slack would refuse in the blocks of a `message`, a `modal` or a `home`; empty when nothing."""
    problems: Problems = []
    _blocks(blocks, "/blocks", problems, where)
    return problems


def check_view(view: Any, where: str) -> Problems:
    """What Slack would refuse in a view that is to be a `modal` or a `home`; empty when nothing."""
    problems: Problems = []
    if not isinstance(view, dict):
        return [problem("must provide an object", "/view")]
    if view.get("type") != where:
        return [problem(f"expected type: {where}", "/view/type")]
    (MODAL if where == "modal" else HOME)(view, "/view", problems)
    _blocks(view.get("blocks"), "/view/blocks", problems, where)
    blocks = view.get("blocks")
    asks = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if where == "modal" and asks and not view.get("submit"):
        problems.append(problem("missing required field: submit", "/view"))
    return problems


def blocks_text(value: Any) -> int:
    """How many characters of text stand in these blocks."""
    if isinstance(value, dict):
        return sum(
            len(part) if key == "text" and isinstance(part, str) else blocks_text(part) for key, part in value.items()
        )
    return sum(blocks_text(part) for part in value) if isinstance(value, list) else 0


# --- the whole: number, uniqueness, what stands where


def _blocks(blocks: Any, at: str, problems: Problems, where: str) -> None:
    if not isinstance(blocks, list):
        problems.append(problem("must provide an array" if blocks is not None else "missing required field", at))
        return
    most = limits.MESSAGE_BLOCKS if where == "message" else limits.VIEW_BLOCKS
    if len(blocks) > most:
        problems.append(problem(f"no more than {most} items allowed", at))
    if not blocks and where != "message":
        problems.append(problem("no less than 1 items allowed", at))
    seen: set[str] = set()
    focused = 0
    for number, block in enumerate(blocks):
        pointer = f"{at}/{number}"
        BLOCK(block, pointer, problems)
        if not isinstance(block, dict):
            continue
        if block.get("type") in ONLY_MESSAGES and where != "message":
            problems.append(problem(f"unsupported type: {block['type']}", f"{pointer}/type"))
        focused += sum(1 for element in elements_of(block) if element.get("focus_on_load") is True)
        _unique_actions(block, pointer, problems)
        name = block.get("block_id")
        if isinstance(name, str) and name in seen:
            problems.append(problem(f"`block_id` {name} already exists", f"{pointer}/block_id"))
        seen.add(str(name)) if name else None
    if focused > 1:
        problems.append(problem("only one element may have focus_on_load", at))


def _unique_actions(block: Mapping[str, Any], at: str, problems: Problems) -> None:
    seen: set[str] = set()
    for number, element in enumerate(elements_of(block)):
        name = element.get("action_id")
        if isinstance(name, str) and name in seen:
            problems.append(problem(f"`action_id` {name} already exists", f"{at}/elements/{number}/action_id"))
        seen.add(str(name)) if name else None


def elements_of(block: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The interactive elements of a block."""
    kind = block.get("type")
    found: list[Any] = []
    if kind == "actions" and isinstance(block.get("elements"), list):
        found = block["elements"]
    elif kind == "section":
        found = [block.get("accessory")]
    elif kind == "input":
        found = [block.get("element")]
    for element in found:
        if isinstance(element, dict) and element.get("type") != "image":
            yield element


# --- composition objects


def plain(most: int, least: int = 1) -> Check:
    """A `plain_text` object."""
    return kinds({"plain_text": shape({"text": string(most, least)}, {"emoji": boolean})})


def text(most: int) -> Check:
    """A text object of either kind."""
    mrkdwn = shape({"text": string(most, 1)}, {"verbatim": boolean})
    return kinds({"plain_text": shape({"text": string(most, 1)}, {"emoji": boolean}), "mrkdwn": mrkdwn})


URL = pattern(r"(https?://[^\s<>]+|mailto:[^\s<>]+|slack://[^\s<>]+)", "must be a valid URL", limits.BUTTON_URL)
CONFIRM = shape(
    {"title": plain(limits.CONFIRM_TITLE), "text": text(limits.CONFIRM_TEXT)},
    {
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
        "style": choice("primary", "danger"),
    },
)
_VALUE = {"value": string(limits.OPTION_VALUE, 1)}
OPTION = shape({"text": plain(limits.OPTION_TEXT), **_VALUE}, {"description": plain(limits.OPTION_TEXT), "url": URL})
RICH_OPTION = shape({"text": text(limits.OPTION_TEXT), **_VALUE}, {"description": text(limits.OPTION_TEXT)})
OPTION_GROUP = shape({"label": plain(limits.OPTION_TEXT), "options": items(OPTION, limits.OPTIONS)})


def _options_once(value: Any, at: str, problems: Problems) -> None:
    if ("options" in value) == ("option_groups" in value):
        problems.append(problem("must define either `options` or `option_groups`", at))


def _initial_among_options(value: Any, at: str, problems: Problems) -> None:
    groups = [group for group in value.get("option_groups") or [] if isinstance(group, dict)]
    offered = [*(value.get("options") or []), *(o for group in groups for o in group.get("options") or [])]
    if "initial_option" in value and value["initial_option"] not in offered:
        problems.append(problem("initial_option must match one of the options", f"{at}/initial_option"))
    for number, option in enumerate(value.get("initial_options") or []):
        if option not in offered:
            problems.append(problem("must match one of the options", f"{at}/initial_options/{number}"))


def _initial_fits(value: Any, at: str, problems: Problems) -> None:
    initial, most = value.get("initial_value"), value.get("max_length")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        problems.append(problem(f"must be less than {most + 1} characters", f"{at}/initial_value"))
    least = value.get("min_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        problems.append(problem("min_length must be less than max_length", f"{at}/min_length"))


# --- elements

_ANY = {"action_id": string(limits.ACTION_ID, 1)}
_INPUT = {**_ANY, "focus_on_load": boolean, "placeholder": plain(limits.PLACEHOLDER)}
_PICK = {**_INPUT, "confirm": CONFIRM}
_DISPATCH = shape({}, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 2)})
_DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a date of the form YYYY-MM-DD")
_TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time of the form HH:mm")
_OPTIONS = {"options": items(OPTION, limits.OPTIONS), "option_groups": items(OPTION_GROUP, limits.OPTIONS)}
_ID = string(limits.ACTION_ID, 1)
_MOST = {"max_selected_items": whole(1, 10_000)}

BUTTON = shape(
    {"text": plain(limits.BUTTON_TEXT)},
    {
        **_ANY,
        "url": URL,
        "value": string(limits.BUTTON_VALUE),
        "style": choice("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(limits.BUTTON_TEXT),
    },
)
IMAGE = shape(
    {"alt_text": string(limits.ALT_TEXT)},
    {"image_url": string(limits.IMAGE_URL, 1), "slack_file": shape({}, {"id": _ID, "url": URL})},
)
TEXT_INPUT = shape(
    {},
    {
        **_INPUT,
        "initial_value": string(limits.INPUT_TEXT),
        "multiline": boolean,
        "min_length": whole(0, limits.INPUT_TEXT),
        "max_length": whole(1, limits.INPUT_TEXT),
        "dispatch_action_config": _DISPATCH,
    },
)
_TYPED = {**_INPUT, "initial_value": string(limits.INPUT_TEXT), "dispatch_action_config": _DISPATCH}
_STATIC = both(shape({}, {**_PICK, **_OPTIONS, "initial_option": OPTION}), _options_once, _initial_among_options)
_MULTI = both(
    shape({}, {**_PICK, **_OPTIONS, **_MOST, "initial_options": items(OPTION, limits.OPTIONS)}),
    _options_once,
    _initial_among_options,
)
_SEARCH = {**_PICK, "min_query_length": whole(0, 3000)}


def _several(name: str, most: int) -> Check:
    fields = {"options": items(RICH_OPTION, most)}
    first = {"initial_option": RICH_OPTION} if name == "initial_option" else {}
    first = first or {"initial_options": items(RICH_OPTION, most)}
    more = {**_ANY, "focus_on_load": boolean, "confirm": CONFIRM, **first}
    return both(shape(fields, more), _initial_among_options)


SELECTS: dict[str, Check] = {
    "static_select": _STATIC,
    "multi_static_select": _MULTI,
    "external_select": shape({}, {**_SEARCH, "initial_option": OPTION}),
    "multi_external_select": shape({}, {**_SEARCH, **_MOST, "initial_options": items(OPTION, limits.OPTIONS)}),
    "users_select": shape({}, {**_PICK, "initial_user": _ID}),
    "multi_users_select": shape({}, {**_PICK, **_MOST, "initial_users": items(_ID, 1000, 0)}),
    "conversations_select": shape(
        {},
        {
            **_PICK,
            "initial_conversation": _ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": shape({}, {"include": items(_ID, 4), "exclude_bot_users": boolean}),
        },
    ),
    "channels_select": shape({}, {**_PICK, "initial_channel": _ID, "response_url_enabled": boolean}),
}
PICKERS: dict[str, Check] = {
    **SELECTS,
    "checkboxes": _several("initial_options", limits.CHECKBOXES),
    "radio_buttons": _several("initial_option", limits.RADIO_BUTTONS),
    "datepicker": shape({}, {**_PICK, "initial_date": _DATE}),
    "timepicker": shape({}, {**_PICK, "initial_time": _TIME, "timezone": _ID}),
    "datetimepicker": shape(
        {},
        {
            **_ANY,
            "focus_on_load": boolean,
            "confirm": CONFIRM,
            "initial_date_time": whole(10**9, 10**10 - 1),
        },
    ),
}
TYPED: dict[str, Check] = {
    "plain_text_input": both(TEXT_INPUT, _initial_fits),
    "email_text_input": shape({}, _TYPED),
    "url_text_input": shape({}, _TYPED),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "min_value": string(20), "max_value": string(20)},
    ),
}
ACTIONS = kinds(
    {
        **PICKERS,
        "button": BUTTON,
        "overflow": shape({"options": items(OPTION, limits.OVERFLOW)}, {**_ANY, "confirm": CONFIRM}),
    }
)
ACCESSORY = kinds(
    {
        **PICKERS,
        "button": BUTTON,
        "image": IMAGE,
        "overflow": shape({"options": items(OPTION, limits.OVERFLOW)}, {**_ANY, "confirm": CONFIRM}),
    }
)

# --- rich text

_STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), boolean))
_WORDS = string(limits.MESSAGE_TEXT, 1)
_INLINE = kinds(
    {
        "text": shape({"text": _WORDS}, {"style": _STYLE}),
        "link": shape({"url": URL}, {"text": _WORDS, "style": _STYLE, "unsafe": boolean}),
        "user": shape({"user_id": _ID}, {"style": _STYLE}),
        "usergroup": shape({"usergroup_id": _ID}, {"style": _STYLE}),
        "channel": shape({"channel_id": _ID}, {"style": _STYLE}),
        "emoji": shape({"name": _ID}, {"unicode": _ID, "style": _STYLE, "skin_tone": whole(1, 6)}),
        "broadcast": shape({"range": choice("here", "channel", "everyone")}, {"style": _STYLE}),
        "color": shape({"value": _ID}),
        "date": shape(
            {"timestamp": whole(0, 10**11), "format": _ID}, {"url": URL, "fallback": _WORDS, "style": _STYLE}
        ),
    }
)
_PIECES = items(_INLINE, 10_000, 0)
_SECTION = shape({"elements": _PIECES})
_BORDER = {"border": whole(0, 1)}
_RICH = kinds(
    {
        "rich_text_section": _SECTION,
        "rich_text_list": shape(
            {
                "elements": items(kinds({"rich_text_section": _SECTION}), 1000),
                "style": choice("bullet", "ordered"),
            },
            {"indent": whole(0, 8), "offset": whole(0, 10_000), **_BORDER},
        ),
        "rich_text_preformatted": shape({"elements": _PIECES}, {**_BORDER, "language": _ID}),
        "rich_text_quote": shape({"elements": _PIECES}, _BORDER),
    }
)
RICH_TEXT = shape({"elements": items(_RICH, 1000, 0)}, {"block_id": string(limits.BLOCK_ID)})
TYPED["rich_text_input"] = shape({}, {**_INPUT, "initial_value": RICH_TEXT, "dispatch_action_config": _DISPATCH})
ELEMENT = kinds({**PICKERS, **TYPED})

# --- blocks


def _text_or_fields(value: Any, at: str, problems: Problems) -> None:
    if not value.get("text") and not value.get("fields"):
        problems.append(problem("must define either `text` or `fields`", at))


def _image_source(value: Any, at: str, problems: Problems) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        problems.append(problem("must define either `image_url` or `slack_file`", at))


_BLOCK = {"block_id": string(limits.BLOCK_ID)}
_CONTEXT = kinds(
    {
        "plain_text": shape({"text": string(limits.TEXT_OBJECT, 1)}, {"emoji": boolean}),
        "mrkdwn": shape({"text": string(limits.TEXT_OBJECT, 1)}, {"verbatim": boolean}),
        "image": both(IMAGE, _image_source),
    }
)
_CELL = kinds({"raw_text": shape({"text": string(limits.TEXT_OBJECT)}), "rich_text": RICH_TEXT})
_COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": boolean})

BLOCK = kinds(
    {
        "section": both(
            shape(
                {},
                {
                    **_BLOCK,
                    "text": text(limits.SECTION_TEXT),
                    "fields": items(text(limits.SECTION_FIELD_TEXT), limits.SECTION_FIELDS),
                    "accessory": ACCESSORY,
                    "expand": boolean,
                },
            ),
            _text_or_fields,
        ),
        "header": shape({"text": plain(limits.HEADER)}, {**_BLOCK, "level": whole(1, 4)}),
        "divider": shape({}, _BLOCK),
        "context": shape({"elements": items(_CONTEXT, limits.CONTEXT_ELEMENTS)}, _BLOCK),
        "actions": shape({"elements": items(ACTIONS, limits.ACTIONS_ELEMENTS)}, _BLOCK),
        "image": both(
            shape(
                {"alt_text": string(limits.ALT_TEXT)},
                {
                    **_BLOCK,
                    "image_url": string(limits.IMAGE_URL, 1),
                    "slack_file": shape({}, {"id": _ID, "url": URL}),
                    "title": plain(limits.ALT_TEXT),
                },
            ),
            _image_source,
        ),
        "input": shape(
            {"label": plain(limits.INPUT_LABEL), "element": ELEMENT},
            {**_BLOCK, "hint": plain(limits.INPUT_LABEL), "optional": boolean, "dispatch_action": boolean},
        ),
        "rich_text": RICH_TEXT,
        "markdown": shape({"text": string(limits.MARKDOWN, 1)}, _BLOCK),
        "table": shape(
            {"rows": items(items(_CELL, limits.TABLE_COLUMNS), limits.TABLE_ROWS)},
            {**_BLOCK, "column_settings": items(_COLUMN, limits.TABLE_COLUMNS)},
        ),
    }
)
ONLY_MESSAGES = ("markdown", "table")

# --- views


def _ignored(value: Any, at: str, problems: Problems) -> None:
    """Checked elsewhere, or of no consequence."""


_VIEW = {
    "private_metadata": string(limits.PRIVATE_METADATA),
    "callback_id": string(limits.CALLBACK_ID),
    "external_id": string(limits.CALLBACK_ID),
}
MODAL = shape(
    {"title": plain(limits.VIEW_TITLE)},
    {
        **_VIEW,
        "blocks": _ignored,
        "submit": plain(limits.VIEW_SUBMIT),
        "close": plain(limits.VIEW_SUBMIT),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
)
HOME = shape({}, {**_VIEW, "blocks": _ignored})
