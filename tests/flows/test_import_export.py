"""`upstream import reflections` and `export`: a whole file or nothing of it, and out again as it came."""

import json
from pathlib import Path

import pytest

from adapters.main import main
from storage.tables import Member, Reflection
from tests.world import Person, World

GOOD = {
    "id": "r1",
    "member": "Mo Imported",
    "council": "leeds",
    "text": "We asked the crane driver first.",
    "audience": "network",
    "created_at": "2025-03-04T09:30:00Z",
    "principles": ["share-power"],
    "challenges": [],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reflections.jsonl"


@pytest.fixture(autouse=True)
def settings(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", world.database_url)


def write(file: Path, *lines: object) -> None:
    file.write_text("".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines))


def test_what_is_imported_is_found_and_goes_out_as_it_came(
    world: World, file: Path, ben: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [
        {**GOOD, "challenges": ["data-sharing"]},
        {**GOOD, "id": 2, "text": "Only for Leeds: the crane.", "audience": "my place"},
        {
            **GOOD,
            "id": 3,
            "member": "Ben Invented",
            "council": "Gateshead",
            "text": "A crane of my own",
            "audience": "only me",
        },
    ]
    write(file, *lines)
    assert main(["import", "reflections", str(file)]) == 0
    assert "3 reflections were imported" in capsys.readouterr().out
    assert main(["import", "reflections", str(file)]) == 0
    assert "0 reflections were imported; 3 were there already" in capsys.readouterr().out
    ben.says("search crane")
    assert "We asked the crane driver first." in ben.sees()
    assert "Mo Imported · Leeds City Council" in ben.sees()
    assert "A crane of my own" in ben.sees()
    assert "Only for Leeds" not in ben.sees()
    assert len([row for row in world.all(Member) if row.name in {"Mo Imported", "Ben Invented"}]) == 2
    assert main(["search", "crane", "driver", "--as", "Ben Invented", "--json"]) == 0
    assert "r1" in [hit["id"] for hit in json.loads(capsys.readouterr().out)["results"]]
    out = file.with_name("out.jsonl")
    assert main(["export", "reflections", str(out)]) == 0
    assert out.stat().st_mode & 0o077 == 0
    back = {line["id"]: line for line in map(json.loads, out.read_text().splitlines())}
    for line in lines:
        council = "gateshead" if line["id"] == 3 else "leeds"
        assert back[line["id"]] | {"created_at": GOOD["created_at"]} == {
            **line,
            "council": council,
        }


def test_what_somebody_left_without_their_name_goes_out_and_comes_in_again(
    world: World, file: Path, ben: Person
) -> None:
    lines = [{**GOOD, "id": number, "member": "", "council": "", "text": f"Crane {number}."} for number in (1, 2)]
    lines[1]["audience"] = "nameless"
    write(file, *lines)
    assert main(["import", "reflections", str(file)]) == 0
    (nobody,) = {row.member_id for row in world.all(Reflection)}
    assert [(row.id, row.state) for row in world.all(Member) if not row.name] == [(nobody, "stays")]
    ben.says("search crane")
    assert "Crane 1." in ben.sees()
    out = file.with_name("out.jsonl")
    assert main(["export", "reflections", str(out)]) == 0
    back = [json.loads(line) for line in out.read_text().splitlines()]
    assert {(line["text"], line["member"], line["audience"]) for line in back} == {
        (line["text"], "", line["audience"]) for line in lines
    }


BAD = {
    "not JSON": "{",
    "not an object": "[1]",
    "no id": {**GOOD, "id": None},
    "no text": {**GOOD, "id": "b", "text": " "},
    "a strange audience": {**GOOD, "id": "b", "audience": "everybody"},
    "a strange council": {**GOOD, "id": "b", "council": "Atlantis"},
    "a strange day": {**GOOD, "id": "b", "created_at": "yesterday"},
    "a strange principle": {**GOOD, "id": "b", "principles": ["share-nothing"]},
    "a strange challenge": {**GOOD, "id": "b", "challenges": ["dragons"]},
    "an id twice": {**GOOD, "principles": []},
    "nobody's and yet for somebody alone": {**GOOD, "id": "b", "member": "", "audience": "only me"},
    "letters that cannot be stored": {**GOOD, "id": "b", "text": "\0"},
}


def test_a_bad_line_is_named_and_nothing_is_imported(
    world: World, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = world.rows()
    good = {**GOOD, "principles": []}
    for what, line in BAD.items():
        write(file, good, "", line, {**good, "id": "r3"})
        assert main(["import", "reflections", str(file)]) == 2, what
        error = capsys.readouterr().err
        assert "Nothing was imported.\nline 3: " in error, what
        assert "Traceback" not in error
    assert main(["import", "reflections", str(file.with_name("nowhere"))]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert world.rows() == before
    assert not world.all(Reflection)
