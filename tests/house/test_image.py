"""The Dockerfile and compose.yaml, as far as they can be held to something without an engine."""

import re
import tomllib

import yaml

from adapters.settings import Settings
from tests.house.source import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_everything_that_is_copied_is_let_in_and_there() -> None:
    copied = {words.split()[0] for words in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)}
    copied |= {"requirements.lock", "README.md"}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[0] == "!"}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)


def test_every_package_of_ours_is_in_it() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    packages = built["targets"]["wheel"]["packages"]
    assert set(packages) <= set(re.findall(r"^COPY (\w+) \w+$", DOCKERFILE, re.MULTILINE))


def test_it_runs_as_nobody_special_and_writes_nowhere_but_its_volume() -> None:
    assert re.search(r"^USER \d+$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^VOLUME (\S+)$", DOCKERFILE, re.MULTILINE) == ["/data"]
    bot = COMPOSE["services"]["bot"]
    assert bot["read_only"]
    assert bot["cap_drop"] == ["ALL"]
    assert bot["deploy"]["replicas"] == 2


def test_what_they_set_are_settings() -> None:
    named = set(re.findall(r"^(?:ENV |    )([A-Z_]+)=", DOCKERFILE, re.MULTILINE)) - {"PATH", "PYTHONDONTWRITEBYTECODE"}
    named |= set(COMPOSE["services"]["bot"]["environment"])
    named -= {"FORWARDED_ALLOW_IPS"}  # the server's own: whose word about visitors' addresses it takes
    assert named <= {name.upper() for name in Settings.model_fields}
    assert named >= {"DATABASE_URL", "HOST", "PORT", "BASE_URL"}
