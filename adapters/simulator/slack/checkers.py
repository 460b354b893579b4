"""Small checkers that a grammar of JSON is put together from, with Slack's own complaints.

A checker is a function of (value, JSON pointer, problems) that appends what is wrong.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Problems = list[str]
Check = Callable[[Any, str, Problems], None]


def problem(words: str, pointer: str) -> str:
    """A complaint as Slack words it."""
    return f"{words} [json-pointer:{pointer}]"


def string(most: int, least: int = 0) -> Check:
    """A string of so many characters."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.append(problem("must provide a string", at))
        elif len(value) > most:
            problems.append(problem(f"must be less than {most + 1} characters", at))
        elif len(value) < least:
            problems.append(problem(f"must be more than {least - 1} characters", at))

    return check


def pattern(expression: str, complaint: str, most: int = 3000) -> Check:
    """A string that looks like this."""
    compiled = re.compile(expression)
    length = string(most, 1)

    def check(value: Any, at: str, problems: Problems) -> None:
        before = len(problems)
        length(value, at, problems)
        if len(problems) == before and not compiled.fullmatch(value):
            problems.append(problem(complaint, at))

    return check


def choice(*allowed: str) -> Check:
    """One of these words."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if value not in allowed:
            problems.append(problem(f"must be one of: {', '.join(allowed)}", at))

    return check


def boolean(value: Any, at: str, problems: Problems) -> None:
    """True or false."""
    if not isinstance(value, bool):
        problems.append(problem("must provide a boolean", at))


def whole(least: int, most: int) -> Check:
    """A whole number between these."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.append(problem("must provide a number", at))
        elif not least <= value <= most:
            problems.append(problem(f"must be between {least} and {most}", at))

    return check


def items(of: Check, most: int, least: int = 1) -> Check:
    """A list of so many of these."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.append(problem("must provide an array", at))
            return
        if len(value) > most:
            problems.append(problem(f"no more than {most} items allowed", at))
        if len(value) < least:
            problems.append(problem(f"no less than {least} items allowed", at))
        for number, item in enumerate(value):
            of(item, f"{at}/{number}", problems)

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    known = {"type": string(100, 1), **required, **(optional or {})}

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(problem("must provide an object", at))
            return
        for name in required:
            if value.get(name) is None:
                problems.append(problem(f"missing required field: {name}", at))
        for name, part in value.items():
            if name not in known:
                problems.append(problem(f"invalid additional property: {name}", at))
            elif part is not None:
                known[name](part, f"{at}/{name}", problems)

    return check


def kinds(table: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of these it is."""

    def check(value: Any, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.append(problem("must provide an object", at))
        elif "type" not in value:
            problems.append(problem("missing required field: type", at))
        elif not isinstance(value["type"], str) or value["type"] not in table:
            problems.append(problem(f"unsupported type: {value['type']}", f"{at}/type"))
        else:
            table[value["type"]](value, at, problems)

    return check


def both(*checks: Check) -> Check:
    """All of these."""

    def check(value: Any, at: str, problems: Problems) -> None:
        for one in checks:
            one(value, at, problems)

    return check
