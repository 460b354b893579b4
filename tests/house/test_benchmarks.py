"""Every measurement stands in `docs/benchmarks.md`, and the paper on scale has the same figures."""

import re
from pathlib import Path

import pytest

from tests.bench.__main__ import NAMES
from tests.bench.page import DOCS, PAGE, write
from tests.bench.table import Row, Told

SECTION = re.compile(r"^## (\S+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_each_measurement_has_a_section_with_what_it_means_the_machine_and_rows(name: str) -> None:
    section = dict(SECTION.findall(PAGE.read_text(encoding="utf-8")))[name]
    means, _, table = section.partition("*Measured on ")
    assert len(means.split()) > 20
    assert re.search(r"\d+ cores, \d+ GB of memory, Python [\d.]+, SQLite [\d.]+, PostgreSQL [\d.]+", table)
    assert len(re.findall(r"^\| (?!what).+\|$", table, re.MULTILINE)) > 0


def test_no_section_is_of_a_measurement_that_is_gone() -> None:
    assert {name for name, _ in SECTION.findall(PAGE.read_text(encoding="utf-8"))} == {*NAMES}
    assert {"delivery", "erasing", "matching", "running", "scale", "search", "slack", "teams", "year"} <= {*NAMES}


def test_the_paper_on_scale_has_the_same_figures() -> None:
    (told,) = re.findall(r"<!-- measured: scale -->\n(.*?)<!-- end -->", (DOCS / "scale.md").read_text(), re.DOTALL)
    assert told.strip() in PAGE.read_text(encoding="utf-8")


def test_one_measurement_replaces_only_its_own_section_and_what_stands_between_its_marks(tmp_path: Path) -> None:
    (tmp_path / "paper.md").write_text("Before.\n<!-- measured: one -->\nold\n<!-- end -->\nAfter.\n")
    first = Told([Row("a", "1 ms", "2 ms", 0.5)], "What it means.")
    write("two", first, "a machine", tmp_path)
    write("one", first, "a machine", tmp_path)
    write("one", Told([Row("b | c", "9 ms", met=False, target="≤ 5 ms")], "Other words.", "less"), "later", tmp_path)
    page, paper = (tmp_path / "benchmarks.md").read_text(), (tmp_path / "paper.md").read_text()
    assert [name for name, _ in SECTION.findall(page)] == ["one", "two"]
    assert "| a | 1 ms | 2 ms | 0.50 |  |" in page.partition("## two")[2]
    assert r"| b \| c | 9 ms |  |  | ≤ 5 ms  MISSED |" in page.partition("## two")[0]
    assert "A quick run: less." in page.partition("## two")[0]
    assert page.count("What it means.") == 1
    assert paper.startswith("Before.\n<!-- measured: one -->\n")
    assert paper.endswith("<!-- end -->\nAfter.\n")
    assert "9 ms" in paper
    assert "old" not in paper
