import json

import pytest

from bot.errors import SetupError
from bot.matching.files import run_file

WEIGHTS = {
    "both_face": 0.6, "complement": 1.0, "both_help": 0.2, "need": 0.5, "reach": 0.2, "own": 0.2, "again": 0.3,
    "half_life": 6, "tz": 0.1, "platform": 0.05,
}  # fmt: skip


def member(name: str, council: str, **more) -> dict:
    return {
        "id": name, "council": council, "platforms": ["slack"], "tz": "Europe/London", "utc_offset_min": 0,
        "opted_in": True, "snoozed_until_round": None, "blocks": [], "faces": [], "helps": [], "text": "",
    } | more  # fmt: skip


INSTANCE = {
    "format": "cop-match-instance/1", "round": 3,
    "config": {"group_size": 2, "no_repeat_rounds": 6, "same_council": "never", "weights": WEIGHTS},
    "members": [
        member("a", "leeds", faces=["data"]), member("b", "york", helps=["data"]), member("c", "leeds", opted_in=False),
        member("d", "hull", snoozed_until_round=4), member("e", "hull", snoozed_until_round=3), member("f", "hull"),
    ],
    "history": [{"round": 1, "groups": [["a", "e"]], "unplaced": ["f"]}],
}  # fmt: skip


def test_a_file_becomes_groups_with_what_explains_them(tmp_path):
    given, told = tmp_path / "instance.json", tmp_path / "groups.json"
    given.write_text(json.dumps(INSTANCE))
    run_file(given, told, seed=5)
    groups = json.loads(told.read_text())
    assert groups["format"] == "cop-match-groups/1"
    assert groups["round"] == 3
    placed = [name for group in groups["groups"] for name in group["members"]]
    assert sorted(placed + [each["id"] for each in groups["unplaced"]]) == ["a", "b", "e", "f"]
    assert groups["made"]["seed"] == 5
    assert {"parts", "shared", "standing"} <= set(groups["groups"][0]["pairs"][0])


@pytest.mark.parametrize("content", ["", "[]", '{"format": "other"}', json.dumps(INSTANCE | {"members": [{}]})])
def test_a_file_that_is_no_instance_is_refused_in_a_line(tmp_path, content):
    given = tmp_path / "instance.json"
    given.write_text(content)
    with pytest.raises(SetupError, match=r"instance\.json"):
        run_file(given, tmp_path / "groups.json")
