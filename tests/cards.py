"""Whether what was sent to Teams is an Adaptive Card that the published schema accepts."""

import copy
import functools
import importlib.resources
import json
from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema


@functools.cache
def _schema() -> Any:
    text = importlib.resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8-sig")
    schema = json.loads(text)
    return jsonschema.validators.validator_for(schema)(schema)


def faults(card: dict[str, Any]) -> list[str]:
    """What the schema has against a card. It knows nothing of `msteams`, which Teams adds to the root."""
    plain = copy.deepcopy(card)
    plain.pop("msteams", None)
    return [error.message for error in sorted(_schema().iter_errors(plain), key=lambda error: len(error.path))]


def cards(sent: Any) -> Iterator[dict[str, Any]]:
    """Every card in what went over the wire."""
    if isinstance(sent, dict):
        if sent.get("type") == "AdaptiveCard":
            yield sent
        else:
            yield from (card for value in sent.values() for card in cards(value))
    elif isinstance(sent, list):
        yield from (card for value in sent for card in cards(value))


def all_faults(wire: Iterable[Any]) -> tuple[int, list[str]]:
    """How many kinds of cards went over the wire (cards of a kind differ in words only), and what is wrong with any."""
    kinds = {json.dumps(_shape(card)): card for entry in wire for card in cards([entry["body"], entry["answer"]])}
    return len(kinds), [fault for card in kinds.values() for fault in faults(card)]


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: inner if key in {"type", "style", "size"} else _shape(inner) for key, inner in sorted(value.items())
        }
    return [_shape(inner) for inner in value] if isinstance(value, list) else type(value).__name__
