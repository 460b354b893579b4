"""The content as it is, and a small content folder that a test may spoil."""

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

import content as package
from content import ContentError, load

HOME = Path(package.__file__).parent

FILES = {
    "framework/parts.yaml": """\
        share-power:
          group: principle
          level: being
          name: Share power
          cy: {name: Rhannu grym}
          meaning: Those who are near decide.
          in_practice: A team plans its own week.
          source: ours
        openness:
          group: value
          name: Openness
          meaning: Work where others can see it.
          in_practice: Notes on a page that all can read.
          related: [share-power]
          source: ours
        discovery:
          group: phase
          name: Discovery
          meaning: Go and see.
          in_practice: A visit.
          source: ours
        river:
          group: story
          name: The river
          meaning: One of them walks up the bank.
          in_practice: It opens a season.
          source: ours
          short: |-
            One line.
            Another line.
          whole: A long time ago.
        """,
    "councils.yaml": """\
        madeup:
          name: Madeup Borough Council
          short: Madeup
          aliases: [MBX]
          kind: district
          nation: england
          domains: [madeup.example]
          initiative: Something local.
          source: ours
        """,
    "challenges.yaml": """\
        old-forms:
          name: getting rid of old forms
          words: [paperwork]
          parts: [openness]
          near: [slow-answers]
        slow-answers:
          name: answers that come too late
          words: [waiting]
          parts: [openness]
        """,
    "prompts/some.yaml": """\
        first-form:
          question: Which form did you fill in twice this week?
          ways_in: ["It asked for…", "I did not complain because…"]
          principle: share-power
          parts: [openness]
          challenges: [old-forms]
          kind: notice
          source: ours
        """,
    "noticing/names.yaml": """\
        welsh:
          words: Angharad Bethan
        """,
    "noticing/words.yaml": """\
        roles:
          words: director
        """,
    "noticing/weights.yaml": """\
        for-12:
          words: -1=with
        """,
    "playlists.yaml": """\
        short-season:
          name: A short season
          about: One week.
          weeks:
            - discovery: first-form
        """,
}


class Folder:
    """A content folder with one of everything."""

    def __init__(self, path: Path) -> None:
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)
        shutil.copytree(HOME / "wording" / "en", path / "wording" / "en", ignore=_all_but_content)

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        file = self.path / name
        file.write_text(file.read_text(encoding="utf-8") + dedent(text), encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        file = self.path / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def load(self):
        return load(self.path)

    def faults(self) -> list[str]:
        with pytest.raises(ContentError) as raised:
            load(self.path)
        return [str(fault) for fault in raised.value.faults]


def _all_but_content(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name != "content.yaml"]


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture(scope="session")
def library():
    return load()
