"""The app that Teams installs: complete in both languages, asking for nothing, and made by one command."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

import content
from adapters.main import main
from adapters.teams import manifest
from bot.chat import Kind
from bot.commands import find
from bot.errors import SetupError

GOOD = {
    "app_id": "00000000-0000-4000-8000-00000000b07a",
    "base_url": "https://upstream.example/",
    "publisher": "Upstream",
    "version": "0.1.0",
}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(manifest.package(content.load().wording.say, **GOOD)))
    return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def app(files) -> dict:
    return json.loads(files["manifest.json"])


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height, and the rows of red, green, blue and opacity."""
    width, height = struct.unpack(">II", png[16:24])
    rows = zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8])
    step = 4 * width + 1
    return width, height, [rows[at + 1 : at + step] for at in range(0, len(rows), step)]


def test_everything_stands_at_the_root_and_is_the_same_each_time(files):
    assert sorted(files) == ["color.png", "cy.json", "manifest.json", "outline.png"]
    say = content.load().wording.say
    assert manifest.package(say, **GOOD) == manifest.package(say, **GOOD)


def test_it_asks_for_no_permission(app):
    assert not {"permissions", "devicePermissions", "webApplicationInfo", "authorization"} & set(app)
    assert app["validDomains"] == []


def test_its_pages_are_ours_over_https(app):
    assert set(app["developer"].values()) == {
        "Upstream",
        "https://upstream.example/about",
        "https://upstream.example/about/privacy",
        "https://upstream.example/about/terms",
    }
    for url in ("", "http://upstream.example", "upstream.example"):
        with pytest.raises(SetupError, match="BASE_URL"):
            manifest.package(content.load().wording.say, **{**GOOD, "base_url": url})


def test_every_sentence_is_there_in_welsh_and_fits(files, app):
    welsh = json.loads(files["cy.json"])
    assert {len(one["commands"]) <= 10 for one in app["bots"][0]["commandLists"]} == {True}
    found = 0
    for key, value in welsh.items():
        if key == "$schema":
            continue
        here = app
        for step in key.replace("[", ".").replace("]", "").split("."):
            here = here[int(step)] if step.isdigit() else here[step]
        for text in (value, here):
            assert 0 < len(text) <= (32 if key.endswith("title") else 4000 if key == "description.full" else 128)
        assert here != value or key == "name.short", key
        found += 1
    titles = json.dumps(app).count('"title"')
    assert found == 2 * titles + 4


def test_whatever_it_offers_to_type_is_a_command_in_either_language(files, app):
    offered = [one["title"] for many in app["bots"][0]["commandLists"] for one in many["commands"]]
    offered += [
        value for key, value in json.loads(files["cy.json"]).items() if "commandLists" in key and "title" in key
    ]
    assert all(find(title, Kind.SAID) for title in offered)
    assert not any(title.startswith("/") for title in offered)


def test_the_icons_are_of_the_size_and_colours_that_teams_wants(files):
    width, height, rows = pixels(files["color.png"])
    assert (width, height) == (192, 192)
    assert {row[at + 3] for row in rows for at in range(0, len(row), 4)} == {255}
    edge = rows[0][:4]
    assert all(row[at : at + 4] == edge for row in rows[:36] for at in range(0, len(row), 4))
    assert len({row[at : at + 4] for row in rows for at in range(0, len(row), 4)}) > 3
    width, height, rows = pixels(files["outline.png"])
    assert (width, height) == (32, 32)
    assert {row[at : at + 3] for row in rows for at in range(0, len(row), 4)} == {b"\xff\xff\xff"}
    opacities = {row[at + 3] for row in rows for at in range(0, len(row), 4)}
    assert {0, 255} <= opacities


def test_one_command_writes_it_or_says_what_is_missing(tmp_path: Path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["manifest", "teams", "--output", "app.zip"]) == 2
    assert "MICROSOFT_APP_ID is not set" in capsys.readouterr().err
    monkeypatch.setenv("MICROSOFT_APP_ID", GOOD["app_id"])
    assert main(["manifest", "teams", "--output", "app.zip"]) == 2
    assert "BASE_URL" in capsys.readouterr().err
    assert not Path("app.zip").exists()
    monkeypatch.setenv("BASE_URL", GOOD["base_url"])
    assert main(["manifest", "teams", "--output", "app.zip"]) == 0
    assert "app.zip is ready" in capsys.readouterr().out
    assert json.loads(zipfile.ZipFile("app.zip").read("manifest.json"))["bots"][0]["botId"] == GOOD["app_id"]
