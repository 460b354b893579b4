"""Buttons stand in chats for years: whatever one ever said is still understood.

`buttons.txt` keeps every form of sentence that was ever put on a button. Lines are added, never taken away.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.chat import Kind
from bot.commands import find
from tests.house import source
from tests.world import World

EVER = (Path(__file__).parent / "buttons.txt").read_text().splitlines()


@pytest.mark.parametrize("sentence", EVER)
def test_what_a_button_ever_said_is_still_a_command(sentence: str) -> None:
    found = find(sentence.replace("…", "1"), Kind.PRESSED)
    assert found is not None
    assert sentence.startswith(found[0].name)
    if "…" in sentence:
        assert found[0].takes


def test_every_form_of_sentence_on_a_button_is_kept_here() -> None:
    forms = {found.text.replace(source.HOLE, "…") for found in source.pressed() if found.text.strip(source.HOLE)}
    assert len(forms) > 40
    assert sorted(forms - set(EVER)) == []


def sentences(value: Any) -> Iterator[str]:
    """Every `says` in what went over the wire, also in JSON within JSON."""
    if isinstance(value, dict):
        if isinstance(value.get("says"), str):
            yield value["says"]
        for inner in value.values():
            yield from sentences(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner)
    elif isinstance(value, str) and '"says"' in value:
        yield from sentences(json.loads(value))


def test_every_sentence_that_crosses_the_wire_is_a_command(world: World) -> None:
    ana = world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    ben = world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    olga = world.on_slack("Olga Organiser")
    question = world.asks()
    ana.replies_there("We listened first.", to=question)
    ben.answers_there("We did not.", "The network")
    for person in (ana, ben, olga):
        for words in ("home", "help", "mine", "search listened", "others 1", "leave", "something else"):
            person.looks_up()
            person.says(words)
    for words in ("organise", "upcoming", "round", "round approve 1", "schedule weekly tue 10:00", "ask"):
        olga.says(words)
    world.settle()
    ana.begins("say hello 1")
    ana.fills({"Your words": "Hello there"}, submit="Send")
    found = {
        sentence
        for cloud in (world.beside.slack, world.beside.teams)
        for one in cloud.wire
        for sentence in sentences(one)
    }
    assert len(found) > 25
    assert [sentence for sentence in found if find(sentence, Kind.PRESSED) is None] == []
