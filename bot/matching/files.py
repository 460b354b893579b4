"""A round from one JSON file to another: `cop-match-instance/1` in, `cop-match-groups/1` out."""

import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from sys import intern
from typing import Any

from bot.errors import SetupError
from bot.matching.engine import match
from bot.matching.model import Config, Outcome, PastRound, Person, Weights

INSTANCE, GROUPS = "cop-match-instance/1", "cop-match-groups/1"


def run_file(instance: Path, output: Path, seed: int = 0, fairness: float | None = None) -> Outcome:
    """Make the round that a file asks for. Raises `SetupError` for a file that is none."""
    data = _read(instance)
    try:
        people, history = read_people(data), read_history(data)
        config, size, number = read_config(data, fairness), int(data["config"]["group_size"]), int(data["round"])
    except (KeyError, TypeError, ValueError) as fault:
        raise SetupError(f"{instance}: not a complete {INSTANCE} file ({fault!r}).") from None
    del data
    outcome = match(people, history, round_number=number, size=size, seed=seed, config=config)
    output.write_text(write_groups(outcome), encoding="utf-8")
    return outcome


def read_people(data: dict[str, Any]) -> list[Person]:
    """The members of an instance; who is snoozed or has not opted in is not active."""
    number = data["round"]
    return [
        Person(
            id=each["id"],
            place=intern(each["council"]),
            platforms=_words(each["platforms"]),
            utc_offset=each["utc_offset_min"],
            faces=_words(each["faces"]),
            worked_on=_words(each["helps"]),
            blocks=tuple(each["blocks"]),
            active=bool(each["opted_in"]) and not number < (each["snoozed_until_round"] or 0),
        )
        for each in data["members"]
    ]


def read_history(data: dict[str, Any]) -> list[PastRound]:
    """The rounds of an instance."""
    return [
        PastRound(each["round"], tuple(map(tuple, each["groups"])), tuple(each.get("unplaced", ())))
        for each in data["history"]
    ]


def read_config(data: dict[str, Any], fairness: float | None = None) -> Config:
    """The weights of an instance under our names; `fairness` overrides ours.

    A file asks for its objective and no more, so nobody goes first for having waited.
    """
    given = data["config"]["weights"]
    names = {"both_worked_on": "both_help", "hours": "tz"}
    weights = Weights(**{name: float(given[names.get(name, name)]) for name in asdict(Weights())})
    config = Config(weights, int(data["config"]["no_repeat_rounds"]), goes_first=False)
    return config if fairness is None else replace(config, fairness=fairness)


def write_groups(outcome: Outcome) -> str:
    """An outcome as JSON, with everything that explains it."""
    made = ("version", "size", "seed", "tier", "objective", "fair", "no_repeat_rounds", "config")
    return json.dumps(
        {
            "format": GROUPS,
            "round": outcome.round_number,
            "groups": outcome.groups,
            "unplaced": [{"id": each.id, "reason": each.why.value} for each in outcome.unplaced],
            "made": {name: getattr(outcome, name) for name in made},
        },
        default=_fields,
        ensure_ascii=False,
    )


def _fields(thing: Any) -> dict[str, Any]:
    """A dataclass as JSON wants it, one level at a time: a large round would not fit in memory twice."""
    return {each.name: getattr(thing, each.name) for each in fields(thing)}


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise SetupError(f"{path}: cannot be read as JSON ({type(fault).__name__}).") from None
    if not isinstance(data, dict) or data.get("format") != INSTANCE:
        raise SetupError(f"{path}: its format is not {INSTANCE}.")
    return data


def _words(given: list[str]) -> tuple[str, ...]:
    return tuple(map(intern, given))
