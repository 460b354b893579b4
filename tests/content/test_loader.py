import subprocess
import sys
from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from content import report
from content.model import KINDS


def test_the_content_is_sound():
    assert report.check() == []


def test_importing_it_imports_nothing_else_of_ours_and_reads_nothing():
    code = (
        "import sys, builtins, content\n"
        "ours = {name.split('.')[0] for name in sys.modules} & {'bot', 'storage', 'adapters'}\n"
        "assert not ours, ours"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_small_folder_loads(folder):
    content = folder.load()
    assert content.prompts["first-form"].touches == ("share-power", "openness")
    assert content.prompts["first-form"].label == "Share power"
    assert content.story.short == "One line.\nAnother line."
    assert content.playlists["short-season"].phases == ("discovery",)


def test_nothing_that_was_loaded_can_be_changed(folder):
    content = folder.load()
    with pytest.raises(FrozenInstanceError):
        content.prompts["first-form"].question = "?"
    with pytest.raises(TypeError):
        content.prompts["another"] = content.prompts["first-form"]


def test_two_prompts_with_one_slug_are_named_with_file_and_line(folder):
    folder.add("prompts/some.yaml", "first-form:\n  question: Which one this week?\n")
    assert "prompts/some.yaml:9: first-form is here twice (first on line 1). Rename or remove one." in folder.faults()


def test_two_prompts_with_one_slug_in_two_files_are_named_too(folder):
    (folder.path / "prompts/zzz.yaml").write_text((folder.path / "prompts/some.yaml").read_text())
    expected = "prompts/zzz.yaml:1: first-form: this name is taken already, in prompts/some.yaml:1. Rename one."
    assert folder.faults() == [expected]


def test_every_fault_is_reported_at_once(folder):
    folder.change("prompts/some.yaml", "kind: notice", "kind: wondering")
    folder.change("councils.yaml", "nation: england", "nation: atlantis")
    folder.change("challenges.yaml", "near: [slow-answers]", "near: [slow-answer]")
    assert folder.faults() == [
        "challenges.yaml:5: old-forms.near: no challenge is called slow-answer. Did you mean slow-answers?",
        "councils.yaml:6: madeup.nation: 'atlantis' is not one of england, wales, scotland, northern-ireland",
        f"prompts/some.yaml:7: first-form.kind: 'wondering' is not one of {', '.join(KINDS)}",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("prompts/some.yaml", "  kind: notice\n", "", "1: first-form: kind is missing"),
        ("prompts/some.yaml", "kind:", "mood: glad\n  kind:", "7: first-form.mood: unknown field."),
        ("prompts/some.yaml", "this week?", "this week.", "2: first-form.question: has 0 question marks"),
        ("prompts/some.yaml", "twice this", "twice? This", "2: first-form.question: has 2 question marks"),
        ("prompts/some.yaml", "twice", "twice " * 25, "2: first-form.question: has 33 words; 25 are the most"),
        ("prompts/some.yaml", "twice", "tw" + "i" * 150, "2: first-form.question: is 190 characters long; 150 fit"),
        ("prompts/some.yaml", "asked for…", "asked for.", "3: first-form.ways_in: 'It asked for.' should begin"),
        ("prompts/some.yaml", '"It asked for…", ', "", "3: first-form.ways_in: two ways in are needed; there are 1"),
        ("prompts/some.yaml", "It asked", "It" + "x" * 80, "3: first-form.ways_in: is 87 characters long; 75 fit"),
        ("prompts/some.yaml", "[openness]", "[share-power]", "5: first-form.parts: share-power is a principle"),
        ("prompts/some.yaml", "[openness]", "[openness, river]", "5: first-form.parts: counts for one principle"),
        ("prompts/some.yaml", "principle: share-power", "principle: openness", "4: first-form.principle: no principle"),
        ("prompts/some.yaml", "kind:", "label: " + "x" * 41 + "\n  kind:", "7: first-form.label: is 41 characters"),
        ("prompts/some.yaml", "[old-forms]", "old-forms", "6: first-form.challenges: should be a list"),
        ("challenges.yaml", "getting rid of old", "getting rid of very old and very long", "2: old-forms.name: is 43"),
        ("challenges.yaml", "getting rid", "Getting rid", "2: old-forms.name: starts with a capital"),
        ("challenges.yaml", "near: [slow-answers]", "near: [old-forms]", "5: old-forms.near: is near itself"),
        ("councils.yaml", "aliases:", "from_date: soon\n  aliases:", "4: madeup.from_date: 'soon' is not a date"),
        ("councils.yaml", "kind:", "successor: nowhere\n  kind:", "5: madeup.successor: no council is called nowhere"),
        (
            "playlists.yaml",
            "discovery: first-form",
            "discovery: gone",
            "5: short-season.weeks: no prompt is called gone",
        ),
        ("playlists.yaml", "discovery: first", "finding: first", "5: short-season.weeks: no phase is called finding"),
        (
            "playlists.yaml",
            "first-form",
            "first-form\n    - first-form",
            "4: short-season.weeks: asks first-form twice",
        ),
        ("framework/parts.yaml", "[share-power]", "[sharing-power]", "14: openness.related: no part is called"),
        ("framework/parts.yaml", "group: story", "group: value", "28: river.short: unknown field."),
        ("framework/parts.yaml", "Share power\n", "''\n", "4: share-power.name: is empty"),
        ("framework/parts.yaml", "share-power:", "Share_Power:", "1: 'Share_Power' is not a slug"),
    ],
)
def test_a_fault_is_named_with_its_line_and_its_field(folder, file, old, new, fault):
    folder.change(file, old, new)
    assert any(found.startswith(f"{file}:{fault}") for found in folder.faults()), folder.faults()


def test_a_prompt_that_touches_nothing_is_refused(folder):
    folder.change("prompts/some.yaml", "  principle: share-power\n  parts: [openness]\n", "")
    assert "prompts/some.yaml:1: first-form: touches no part of the framework: name a principle or a part" in (
        folder.faults()
    )


def test_what_is_not_yaml_or_not_utf8_is_a_fault_and_the_rest_is_still_read(folder):
    folder.write("challenges.yaml", "old-forms: [unclosed\n")
    (folder.path / "playlists.yaml").write_bytes(b"caf\xe9: 1\n")
    faults = folder.faults()
    assert any(fault.startswith("challenges.yaml:2: is not YAML") for fault in faults)
    assert "playlists.yaml:1: is not UTF-8" in faults


def test_a_missing_file_is_a_fault(folder):
    (folder.path / "councils.yaml").unlink()
    assert folder.faults() == ["councils.yaml:1: there is no such file"]


def test_a_sentence_that_this_package_says_itself_may_not_be_missing(folder):
    folder.change("wording/en/content.yaml", "  never:", "  ever:")
    assert folder.faults() == ["wording/en/content.yaml:1: content.why.never is missing"]


def test_being_near_counts_both_ways(folder):
    assert folder.load().challenges["slow-answers"].near == ("old-forms",)


def test_two_councils_may_not_answer_to_one_name(folder):
    council = (folder.path / "councils.yaml").read_text()
    folder.add("councils.yaml", council.replace("madeup:", "other:").replace("Madeup", "Other").replace(".ex", "2.ex"))
    assert folder.faults() == ["councils.yaml:10: other: 'mbx' already belongs to madeup"]


def test_councils_can_end_and_have_successors(folder):
    folder.change("councils.yaml", "kind:", "to_date: 2027-03-31\n  successor: madeup\n  kind:")
    council = folder.load().councils["madeup"]
    assert (council.to_date, council.successor) == (date(2027, 3, 31), "madeup")


def test_a_council_cannot_end_before_it_begins(folder):
    folder.change("councils.yaml", "kind:", "from_date: 2027-04-01\n  to_date: 2027-03-31\n  kind:")
    assert folder.faults() == ["councils.yaml:6: madeup.to_date: is before from_date"]


def test_yes_no_and_numbers_stay_what_somebody_typed(folder):
    folder.change("challenges.yaml", "[paperwork]", "[yes, no, 12, 2026-04-01]")
    assert folder.load().challenges["old-forms"].words == ("yes", "no", "12", "2026-04-01")


def test_welsh_words_of_a_prompt_have_a_welsh_label_and_can_ask_for_a_reader(folder):
    folder.change(
        "prompts/some.yaml",
        "  source: ours\n",
        "  source: ours\n"
        "  cy:\n"
        "    question: Pa ffurflen a lenwoch ddwywaith yr wythnos hon?\n"
        '    ways_in: ["Gofynnodd am…", "Wnes i ddim cwyno am fod…"]\n'
        "    review: true\n",
    )
    content = folder.load()
    welsh = content.prompts["first-form"].in_language("cy")
    assert (welsh.label, welsh.review) == ("Rhannu grym", True)
    assert [(one.language, one.text) for one in content.to_review] == [("cy", welsh.question)]
    assert content.prompts["first-form"].in_language("fr") is None
