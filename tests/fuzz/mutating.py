"""What is done to a genuine request: values replaced, left out, doubled, swapped with others of the same kind."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import strategies as st

from bot.commands import COMMANDS

Draw = Callable[..., Any]

ODD = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202egnp.exe",
    "a" * 40_000,
    "9" * 5_000,
    "-1",
    "0",
    "9223372036854775808",
    "²",
    "１２",
    "1 1",
    "1e400",
    "NaN",
    "null",
    "{}",
    "[[",
    "' OR 1=1 --",
    '"half',
    "NEAR( OR *",
    "acl:*",
    "../../etc/passwd",
    "https://evil.example/",
    "<@U1> <!channel> <https://evil.example|x>",
    "<at>Upstream</at>",
    "0000-00-00",
    "99999-12-31",
    "25:61",
    "weekly fri 10:00 10:00",
    "every 0 weeks mon 10:00",
    "Europe/Nowhere",
    "🏴\U000e0067\U000e0062🏴" * 50,
    "\r\n.\r\n",
    "%s%n{0}{name}",
)
SENTENCES = [name for command in COMMANDS for name in command.names]
COUNTS = tuple(range(1, 5))


def sentence(draw: Draw) -> str:
    """Something said: a command with an odd argument, or only odd."""
    argument = draw(st.one_of(st.sampled_from(ODD), st.integers(-2, 60).map(str), st.text(max_size=60)))
    return f"{draw(st.sampled_from(SENTENCES))} {argument}" if draw(st.booleans()) else str(argument)


def odd(draw: Draw) -> Any:
    """Any value that JSON can carry."""
    return draw(
        st.one_of(
            st.sampled_from(ODD),
            st.sampled_from((None, True, False, 0, -1, 2**63, 1e308, [], {}, [None], {"": None}, [[[[]]]])),
            st.text(max_size=40),
            st.lists(st.integers(), max_size=3),
        )
    )


def mutated(draw: Draw, body: dict[str, Any], others: list[dict[str, Any]]) -> dict[str, Any]:
    """The body with up to four things changed."""
    changed = copy.deepcopy(body)
    for _ in range(draw(st.sampled_from(COUNTS))):
        places = list(_places(changed))
        if not places:
            break
        container, key = places[draw(st.integers(0, len(places) - 1))]
        act = draw(st.sampled_from(("odd", "said", "said", "gone", "doubled", "swapped", "inside")))
        _change(draw, container, key, act, others)
    return changed


def _change(draw: Draw, container: Any, key: Any, act: str, others: list[dict[str, Any]]) -> None:
    if act == "gone":
        del container[key]
    elif act == "odd":
        container[key] = odd(draw)
    elif act == "said":
        container[key] = sentence(draw)
    elif act == "doubled":
        container[key] = [container[key], container[key]] if draw(st.booleans()) else {str(key): container[key]}
    elif act == "swapped":
        other = others[draw(st.integers(0, len(others) - 1))]
        same = [there[name] for there, name in _places(other) if name == key]
        container[key] = copy.deepcopy(same[draw(st.integers(0, len(same) - 1))]) if same else None
    elif isinstance(container[key], str) and container[key][:1] in {"{", "["}:  # JSON within JSON
        try:
            inner = json.loads(container[key])
        except ValueError:
            return
        found = list(_places(inner))
        if found:
            there, name = found[draw(st.integers(0, len(found) - 1))]
            there[name] = sentence(draw) if draw(st.booleans()) else odd(draw)
            container[key] = json.dumps(inner)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in it that holds something: what it is in, and under which name."""
    named = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(named):
        yield value, key
        yield from _places(inner)
