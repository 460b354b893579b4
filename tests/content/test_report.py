import json

import pytest

from content import report


def test_a_sound_folder_still_hears_what_its_library_lacks(folder):
    found = report.check(folder.path)
    assert "principle share-power has 1 prompts and needs 6" in found
    assert "prompts in all has 1 prompts and needs 110" in found


def test_faults_are_listed_with_file_and_line(folder):
    folder.change("prompts/some.yaml", "kind: notice", "kind: wondering")
    assert [line.split(": ")[0] for line in report.check(folder.path)] == ["prompts/some.yaml:7"]


def test_two_questions_that_are_nearly_the_same_are_named(folder):
    text = (folder.path / "prompts/some.yaml").read_text()
    folder.write("prompts/more.yaml", text.replace("first-form", "second-form").replace("twice", "three times"))
    assert any(line.startswith("second-form and first-form are nearly the same") for line in report.check(folder.path))


def test_coverage_shows_prompts_beside_the_quota(library):
    lines = report.coverage(library).splitlines()
    assert lines[0].split() == ["group", "part", "prompts", "quota"]
    assert any(line.split()[:2] == ["principle", "share-power"] and line.split()[3] == "6" for line in lines)
    assert "too few" not in report.coverage(library)


def test_coverage_says_where_there_are_too_few(folder):
    assert "too few" in report.coverage(folder.load())


def test_the_list_can_be_narrowed_to_a_part(library):
    listed = report.listing(library, "equity")
    assert "missing-from-the-room" in listed
    assert "came-back" not in listed


def test_the_list_can_be_had_as_json_with_its_welsh(library):
    listed = json.loads(report.listing(library, "share-power", as_json=True))
    prompt = next(one for one in listed if one["slug"] == "somebody-nearer")
    assert prompt["principle"] == "share-power"
    assert "Pa benderfyniad" in prompt["welsh"]["question"]


def test_a_part_that_does_not_exist_is_refused(library):
    with pytest.raises(KeyError, match="there is no part called share-powr"):
        report.listing(library, "share-powr")


def test_what_needs_a_reader_is_listed(library):
    assert "content.why.never" in report.to_review(library)
