"""What could name a resident is pointed out, and what officers write every day is not."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import content
from bot.noticing import notice_residents, notice_traces, quoted
from bot.noticing.numbers import is_nhs_number

CONTENT = content.load()
TEXTS = Path(__file__).parents[1] / "content" / "residents"
DEMO = Path(__file__).parents[2] / "adapters" / "simulator" / "seeds"


def seen(text: str) -> list[str]:
    return notice_residents(text, CONTENT)


def share_of(risky: bool, rows: list[dict[str, Any]]) -> tuple[float, list[str]]:
    """How many of the risky are not pointed out, or of the innocent are, and which."""
    asked = [row for row in rows if row["risky"] is risky]
    wrong = [row["id"] for row in asked if bool(seen(row["text"])) is not risky]
    return len(wrong) / len(asked), wrong


@pytest.mark.parametrize("where", ["unseen/*.jsonl", pytest.param("*.jsonl", marks=pytest.mark.thorough)])
@pytest.mark.parametrize("risky", [True, False])
def test_the_risky_are_pointed_out_and_the_innocent_are_not(where: str, risky: bool) -> None:
    """Those that nothing was fitted on first; then the many that the weights were fitted on."""
    lines = [line for file in sorted(TEXTS.glob(where)) for line in file.read_text(encoding="utf-8").splitlines()]
    share, wrong = share_of(risky, [json.loads(line) for line in lines])
    assert share <= 0.05, wrong


def test_in_the_demo_hardly_anything_is_pointed_out() -> None:
    said = yaml.safe_load((DEMO / "reflections.yaml").read_text(encoding="utf-8"))
    share, wrong = share_of(False, [{"id": row["text"], "risky": False, **row} for row in said])
    assert share <= 0.01, wrong


def test_every_process_adds_up_the_same() -> None:
    """Fractions would not: their sum depends on the order in which signs come out of a set."""
    assert {type(weight) for weight in CONTENT.weights.values()} == {int}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The flat at M14 5TQ again.", "M14 5TQ"),
        ("Ring her on 0161 496 0123.", "0161 496 0123"),
        ("It says 943 476 5919 on the letter.", "943 476 5919"),
        ("He read out QQ123456C, national insurance QQ 12 34 56.", "national insurance QQ 12 34 56"),
        ("Write to bigdave77[at]example[dot]com.", "bigdave77[at]example[dot]com"),
        ("Her Mosaic number is 1182734.", "Mosaic number is 1182734"),
        ("She was born on 3 May 1948.", "born on 3 May 1948"),
        ("His van, R482 KTL, is his bed.", "R482 KTL"),
        ("Flat 4, Rowan House was boarded up.", "Flat 4, Rowan House"),
        ("Roedd 22 Heol y Bont yn oer.", "22 Heol y Bont"),
        ("Service user B.K. dreads the phone.", "B.K."),
        ("We let down the Brennans at Christmas.", "the Brennans"),
        ("A care leaver called Tia wrote a poem.", "Tia"),
        ("Mae dyn o'r enw Gwynfor yn cysgu yn ei gar.", "Gwynfor"),
        ("mr davies has stopped opening our post", "mr davies"),
        ("I spoke to Maureen. She's 82.", "Maureen"),
        (
            "Mrs Doreen Hathersage waited because the cabinet wanted a business case for the board.",
            "Mrs Doreen Hathersage",
        ),
        ("The board heard that Marcin lost the flat.", "Marcin"),
        ("Spent an hour with Maureen and her letters.", "Maureen"),
        ("i keep thinking about sean, six moves in two years", "sean"),
        ("I sat with Rose until the ambulance came.", "Rose"),
        ("We visited Wrenfrith, and she was asleep.", "Wrenfrith"),
        ("visited R.W. again, third time lucky", "R.W."),
        ("Home visit to JB. Nothing in the fridge.", "JB"),
        ("The lad they all call Spud has an apprenticeship.", "Spud"),
        ("Nobody had told the Okekes that the school was full.", "the Okekes"),
        ("The only Syrian family in Llanfechan asked to be moved.", "The only Syrian family"),
        ("The retired lollipop man in Upper Trawley has no heating.", "The retired lollipop man"),
        ("Rev Tunstall, a tenant of ours, has no heating.", "Rev Tunstall"),
        ("Mae Gwenda wedi symud i'r byngalo o'r diwedd.", "Gwenda"),
    ],
)
def test_each_kind_is_quoted_as_it_was_written(text: str, found: str) -> None:
    assert found in seen(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cllrs Stott and Prideaux, our chief executive Dana Okoro and Kev in HR agreed.",
        "Storm Bert closed George Street, and the Beatrice Webb Centre opened. Clare's Law was discussed.",
        "I, with Sarah and Ben from the data team, read Hilary Cottam's book and John Seddon on failure demand.",
        "Ring 999, 111, 101, 116 123 or 0300 123 4567; write to housing.options@example.gov.uk.",
        "Budget line 1234567, invoice INV-20931, ISO 27001, FY25 and cabinet report CAB/24/117.",
        "We met on 12/05/2026 in LS11, from 9.30 to 12.45, and 4,000 people came.",
        "Three High Street banks and 12 Community Gardens. The 42 stops at 10 Downing Street.",
        "Y Cynghorydd Emyr Wyn Jones oedd yn cadeirio yn Llangollen ar 4 Mawrth.",
        "Storms Ciara and Dennis are in the lessons log; contract review with Leonard Cheshire; the Fraser guidelines.",
        "The switchboard on 020 7946 0200 is busy; write to j.bloggs@westmarch.gov.uk or repairs@westmarch.example.",
        "Thanks to Rob and the gritting crew, to Kasia on the front desk, and to our graduate, Bilal.",
        "Emma, Raj and I did the slides; Nick's leaving drinks are on Friday; I had my 1:1 with Janet.",
        "Beth sydd wedi'i drefnu, a pham? Mae'r gwaith yn dod i ben.",
        "May was hard, June harder; Hope and Grace are our minibuses; Mark my words, Will it Rain?",
    ],
)
def test_the_public_and_the_everyday_are_left_alone(text: str) -> None:
    assert seen(text) == []


def test_what_is_seen_is_quoted_once_and_in_the_order_of_the_text() -> None:
    assert seen("At LS98 4QT Mrs Hathersage has no heating. LS98 4QT again.") == ["LS98 4QT", "Mrs Hathersage"]
    assert seen("") == []


def test_an_nhs_number_is_known_by_its_check_digit() -> None:
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("943476591")


def test_what_gives_the_author_away_is_found_by_its_names() -> None:
    text = "In Rhyl our town's library and Thriving Communities helped; Ana and Cllr Whitmore came. Rhyme is no trace."
    traces = quoted(text, notice_traces(text, {"Rhyl", "Thriving Communities", "Ana", "ab"}))
    assert traces == ["Rhyl", "our town's library", "Thriving Communities", "Ana", "Cllr Whitmore"]
