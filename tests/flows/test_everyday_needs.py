"""Twenty everyday needs, each with what somebody would type, are met among the first five within three tries.

Needs and what answers them were written by somebody else, before any search was run (`tests/bench/judged`).
"""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.keeping import importing
from bot.search import shell
from bot.search.understanding import understanding
from storage import people, reading, search
from tests.world import Person, World

JUDGED = Path(__file__).parents[1] / "bench" / "judged"
SHOWN = 5


def tries_until_found(world: World, who: Person, need: dict[str, Any], known: Any) -> int | None:
    """How many of the sentences it took, with a press on *Did you mean*; None where none of them did."""
    for count, sentence in enumerate(need["tries"], 1):
        with world.session() as session:
            member = people.member(session, world.number(who))
            assert member
            who_reads = reading.reader(session, member)
            better = search.did_you_mean(session, who_reads, sentence, world.now, search.Filters())
            for typed in (sentence, " ".join(better.get(word, word) for word in sentence.split())):
                found = shell.found_by(session, world.parts.content, member, typed, world.now, SHOWN, known)
                if {str(one["id"]) for one in found} & set(need["answers"]):
                    return count
    return None


@pytest.mark.parametrize(
    "by_meaning",
    [pytest.param(False, id="by words"), pytest.param(True, id="by meaning too", marks=pytest.mark.thorough)],
)
def test_twenty_everyday_needs_are_met(world: World, ana: Person, by_meaning: bool) -> None:
    database = world.parts.database
    lines = (JUDGED / "reflections.jsonl").read_text(encoding="utf-8").splitlines()
    importing.keep(database, world.parts.content, lines, world.now, Random(1), lambda _done, _all: None)
    known = understanding() if by_meaning else None
    while known and (made := known.read(database)):
        known.keep(database, made)
    if known:
        known.catch_up(database)
    needs = [json.loads(line) for line in (JUDGED / "needs.jsonl").read_text(encoding="utf-8").splitlines()]
    took = {need["id"]: tries_until_found(world, ana, need, known) for need in needs}
    print(f"{sum(each is not None for each in took.values())} of {len(took)} needs are met: {took}")  # noqa: T201
    assert len(took) == 20
    assert [number for number, count in took.items() if count is None] == []
