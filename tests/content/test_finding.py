import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import find_council, load

COUNCILS = load().councils


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("LBBD", "barking-and-dagenham"),
        ("Barking", "barking-and-dagenham"),
        ("barking & dagenham", "barking-and-dagenham"),
        ("GMCA", "greater-manchester"),
        ("denbishire", "denbighshire"),
        ("Cyngor Sir Ddinbych", "denbighshire"),
        ("City of York", "york"),
        ("York Council", "york"),
        ("Cambs CC", "cambridgeshire"),
        ("cambridgshire county council", "cambridgeshire"),
        ("Leeds", "leeds"),
        ("LEEDS CITY COUNCIL", "leeds"),
        ("Gatehead", "gateshead"),
        ("Staffs", "staffordshire"),
        ("the London Borough of Newham", "newham"),
        ("Kirkless", "kirklees"),
        ("Redcar", "redcar-and-cleveland"),
        ("Oxon", "oxfordshire"),
    ],
)
def test_the_council_that_somebody_typed_is_found_surely(typed, slug):
    best, *others = find_council(COUNCILS, typed)
    assert (best.council.slug, best.sure) == (slug, True)
    assert not any(other.sure for other in others)


@pytest.mark.parametrize(
    "typed",
    [
        "Manchester",
        "Oxford",
        "Cambridge",
        "Derby",
        "Stafford",
        "Gloucestershire",
        "Gloucester County Council",
        "North Yorkshire",
        "South Oxfordshire",
        "Staffordshire Police",
        "Surrey Heath",
        "Yorks",
        "Lewisham",
        "Somewhere Else",
        "",
        "council",
    ],
)
def test_a_doubtful_match_is_not_sure_so_that_the_bot_asks(typed):
    assert not any(found.sure for found in find_council(COUNCILS, typed))


@pytest.mark.parametrize("council", COUNCILS.values(), ids=lambda council: council.slug)
def test_every_name_and_alias_finds_its_own_council(council):
    for name in (council.name, council.short, council.slug, *council.aliases):
        best = find_council(COUNCILS, f"  {name.upper()} ")[0]
        assert (best.council.slug, best.sure) == (council.slug, True), name


@settings(max_examples=150, deadline=None)
@given(
    council=st.sampled_from(list(COUNCILS.values())),
    place=st.integers(0, 40),
    letter=st.sampled_from(string.ascii_lowercase),
    slip=st.sampled_from(["left out", "doubled", "another"]),
)
def test_one_slip_never_leads_surely_to_another_council(council, place, letter, slip):
    name, at = council.short, place % len(council.short)
    put = {"left out": "", "doubled": name[at] * 2, "another": letter}[slip]
    for found in find_council(COUNCILS, name[:at] + put + name[at + 1 :]):
        assert not found.sure or found.council.slug == council.slug


def test_the_best_come_first_and_at_most_five():
    found = find_council(COUNCILS, "shire")
    assert len(found) <= 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_the_twenty_councils_are_all_there():
    assert len(COUNCILS) == 20
    assert {council.slug for council in COUNCILS.values() if council.nation == "wales"} == {"denbighshire"}
    assert set(COUNCILS["oxfordshire"].partners) == {"Oxford City Council", "Thames Valley Police", "Oxford Hub"}


def test_every_domain_belongs_to_one_council_and_looks_like_one():
    domains = [domain for council in COUNCILS.values() for domain in council.domains]
    assert len(domains) == len(set(domains))
    assert all(domain.endswith(".gov.uk") for domain in domains)
