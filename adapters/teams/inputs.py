"""The fields of a form as the inputs of an Adaptive Card: each labelled, each with an id of its own."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from bot.chat import Field

from .words import clean, escaped, inline

Json = dict[str, Any]

EXPANDED_OPTIONS = 6
"""So many options are shown at once; more are a list to unfold, unless several may be chosen."""

_SHAPES = {"date": re.compile(r"\d{4}-\d{2}-\d{2}"), "time": re.compile(r"\d{2}:\d{2}")}


class Inputs:
    """The inputs of one card. `values` is what was typed before, which then stands there instead of the usual."""

    def __init__(self, values: Mapping[str, tuple[str, ...]] | None) -> None:
        self._values = values
        self._ids: set[str] = set()

    def field(self, field: Field, problem: list[Json]) -> list[Json]:
        """The input, its hint below it, and why it was refused, where it was."""
        value = field.value if self._values is None else self._values.get(field.name, field.value)
        label = inline(field.label) or field.name
        common: Json = {"id": self._id(field.name), "label": label, "isRequired": field.required}
        if field.required:
            common["errorMessage"] = label  # Teams marks the field with it; the words are the core's own
        hint = [_hint(field.hint)] if field.hint else []
        return [{**self._input(field, value), **common}, *problem, *hint]

    def _input(self, field: Field, value: tuple[str, ...]) -> Json:
        if field.kind in {"choice", "choices"}:
            return _choice_set(field, value)
        typed = clean(value[0]) if value else ""
        if field.kind in _SHAPES:
            shown = {"value": typed} if _SHAPES[field.kind].fullmatch(typed) else {}
            return {"type": f"Input.{field.kind.capitalize()}", **shown}
        text: Json = {"type": "Input.Text", "maxLength": field.most, "isMultiline": field.kind == "words"}
        return {**text, "value": typed} if typed else text

    def _id(self, name: str) -> str:
        """Unique in the card. Prefixed, so that no field can pass for a part of the button's own data."""
        wanted = f"in.{name}"
        while wanted in self._ids:
            wanted += "+"
        self._ids.add(wanted)
        return wanted


def _choice_set(field: Field, value: tuple[str, ...]) -> Json:
    """Several chosen values come back joined by commas, so the commas of their own are written otherwise."""
    many = field.kind == "choices"
    expanded = many or len(field.options) <= EXPANDED_OPTIONS

    def written(text: str) -> str:
        return quote(text, safe=" /:;()'!?&=+-_.~@") if many else text

    choices = {
        option.value: {
            "title": escaped(option.label) if expanded else clean(option.label),
            "value": written(option.value),
        }
        for option in field.options
    }
    chosen: Json = {
        "type": "Input.ChoiceSet",
        "style": "expanded" if expanded else "compact",
        "isMultiSelect": many,
        "wrap": True,
        "choices": list(choices.values()),
    }
    standing = [written(one) for one in value if one in choices]
    return {**chosen, "value": ",".join(standing)} if standing else chosen


def _hint(text: str) -> Json:
    run = {"type": "TextRun", "text": clean(text), "size": "small", "isSubtle": True}
    return {"type": "RichTextBlock", "inlines": [run], "spacing": "small"}
