"""Everything that is sent, with hostile words on every path, is what Slack's own types allow and nobody's markup."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from sqlmodel import select

from adapters.slack.origin import Origin
from adapters.slack.outgoing import home, message, modal
from bot.chat import Button, Card
from bot.commands import COMMANDS, Who
from storage.tables import Member, Reflection
from tests.slack.test_outgoing import BLOCKS, WORDS
from tests.world import Person, World

SCHEMA = Draft7Validator(json.loads((Path(__file__).parent / "block-kit.schema.json").read_text()))

BAD = (
    "<!channel> <!here|x> <@U0AAAAAA1> <#C1|x> <javascript:alert(1)|click> <https://evil.example|here> "
    "https://evil.example *b* _i_ ~s~ `c` &lt;b&gt; &amp; :tada: \u202eevil\u202c \u2066x\u2069 a\u200bb\u200db \ufeff "
    "😀 🏴󠁧󠁢󠁷󠁬󠁳󠁿 Llŷn ŵ 你好 مرحبا ```code``` > quote\n• list \x00\x07 @channel @here"
)
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x00\x07]")
PATHS = re.compile(r"/api/(chat\.(postMessage|update|postEphemeral)|views\.\w+)$|^/actions/")


def sent(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """What the bot sent to Slack: the name of the call, and its arguments."""
    for entry in world.beside.slack.wire:
        body = entry["body"]
        if entry["direction"] == "from bot" and PATHS.search(entry["path"]):
            yield entry["path"], {name: _read(value) for name, value in body.items()}
        elif entry["direction"] == "to bot" and isinstance(entry["answer"], dict) and "view" in entry["answer"]:
            yield "answer", entry["answer"]


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value[:2] in ("[{", '{"') else value


def wrong(call: str, body: dict[str, Any]) -> list[str]:
    """What Slack would not take, or would take for markup."""
    found: list[str] = []
    for part in ("blocks", "view"):
        if part in body:
            found += [f"{call}: {error.message[:200]}" for error in SCHEMA.iter_errors({part: body[part]})]
    text = str(body.get("text", ""))
    if re.search(r"[<>]", text) or ("blocks" in body and not text):
        found.append(f"{call}: text is {text[:80]!r}")
    whole = json.dumps(body, ensure_ascii=False)
    if '"mrkdwn"' in whole or '"type": "user"' in whole or '"type": "broadcast"' in whole:
        found.append(f"{call}: markup")
    if body.get("unfurl_links") not in {None, False, "0", "false"}:
        found.append(f"{call}: unfurls")
    if TURNING.search(re.sub(r'"(value|private_metadata)": "(?:[^"\\]|\\.)*"', "", whole)):  # what nobody sees
        found.append(f"{call}: hidden characters")
    return found


def nothing_was_wrong(world: World) -> int:
    """Looks through the wire and empties it; how much there was."""
    world.loop.run(world.beside.slack.settle())
    found = list(sent(world))
    assert [problem for call, body in found for problem in wrong(call, body)] == []
    answers = [one["answer"] for one in world.beside.slack.wire if isinstance(one["answer"], dict)]
    assert [answer for answer in answers if "error" in answer] == []
    world.beside.slack.wire.clear()
    return len(found)


def mentioned(*people: Person) -> bool:
    """Whether a message of the bot's really mentions or links, as the stand-in reads it."""
    return any(person.mentioned for person in people)


def test_hostile_words_on_every_path_stay_words(world: World) -> None:
    olga = world.on_slack("Olga Organiser")
    ana = world.member("slack", f"Ana {BAD}"[:60], "Leeds", challenge="sharing data")
    cai = world.member("slack", "Cai Example", "Gateshead", challenge="sharing data")
    ben = world.member("teams", "Ben Invented", "Barnsley", challenge="sharing data")
    seen = 0
    question = world.asks()
    ana.answers_there(BAD, "The network")
    ana.replies_there(BAD, to=question)
    ana.presses_there("Keep")
    ana.fills({"Who can read it": "The network"}, submit="Keep")
    seen += nothing_was_wrong(world)
    number = ana.reflects(BAD * 8, "The network")
    ana.begins(f"edit {number}")
    ana.fills({"Your words": f"{BAD} again"}, submit="Save")
    for asked in (f"search {BAD}", "search again", f"search council:{BAD}", "mine", f"reflection {number}", BAD):
        cai.says(asked)
        cai.looks_up()
    seen += nothing_was_wrong(world)
    ana.begins("me")
    ana.fills({"Your name": BAD[:80], "What you do": BAD[:80], "What others": BAD[:300]}, submit="Save")
    ana.begins("challenges")
    ana.fills({"Or say it": BAD[:60]}, submit="Save")
    olga.begins("question")
    olga.looks_up()
    seen += nothing_was_wrong(world)
    olga.says("round")
    olga.presses("Introduce them")
    world.later(days=1)
    for person in (ana, cai):
        for group in person.hands.groups:
            person.says(f"@Upstream {BAD}", in_=group)
    for command in ("say hello 1", "say hello 2"):
        for one in (ana, ben, cai):
            one.begins(command)
            if one.platform == "slack" and one.hands.screen("modal"):
                one.fills({"Your words": BAD}, submit="Send")
    olga.begins(f"search {BAD[:100]}")
    seen += nothing_was_wrong(world)
    ana.opens_home()
    ana._do(ana.hands.changes(name=BAD[:70]))
    room = world.slack.channel("talk", bot=False)
    theirs = cai.says(BAD, in_=room)
    ana._do(ana.hands.acts_on(theirs, "save_as_reflection"))
    seen += nothing_was_wrong(world)
    assert seen > 30
    assert not mentioned(ana, cai, olga)
    kept = [row.words for row in world.all(Reflection)]
    assert any("<!channel>" in words and "<@U0AAAAAA1>" in words and "Llŷn" in words for words in kept)


def test_forty_thousand_characters_are_answered_and_shown_as_far_as_they_go(world: World) -> None:
    ana = world.member("slack", "Ana Example", "Leeds")
    for words in ("x" * 40_000, "😀" * 12_000, "search " + "word " * 8_000, "reflect " + "a b\n" * 9_000):
        ana.says(words)
        assert ana.hands.last_status == 200
        ana.looks_up()
    assert nothing_was_wrong(world) > 3


@pytest.mark.thorough
def test_every_command_in_both_languages_shows_what_slack_takes(world: World) -> None:
    olga, ana = world.on_slack("Olga Organiser"), world.member("slack", "Ana Example", challenge="sharing data")
    world.asks()
    number = ana.reflects("Something to look at.", "The network")
    new, seen = world.on_slack("Newcomer Example"), 0
    for language in ("en", "cy"):
        with world.writing() as session:
            for row in session.exec(select(Member)).all():
                row.language = language
                session.add(row)
        for command in COMMANDS:
            if command.name in {"leave for good", "delete for good", "host", "let in", "belongs", "organiser"}:
                continue
            who = new if command.who is Who.ANYONE else olga if command.who > Who.MEMBER else ana
            rest = str(number) if command.takes == "number" else "something" if command.takes else ""
            who.command(f"{command.said_in(language)} {rest}".strip())
            who.looks_up()
        for who in (new, olga, ana):
            who.opens_home()
        seen += nothing_was_wrong(world)
    assert seen > 100


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(WORDS, st.lists(BLOCKS, max_size=12), st.lists(st.builds(Button, WORDS, WORDS), max_size=5))
def test_any_card_at_all_becomes_what_slacks_own_types_allow(title: str, blocks: Any, buttons: list[Button]) -> None:
    card = Card(title, tuple(blocks), tuple(buttons))
    for made in ({"blocks": message(card)["blocks"]}, {"view": modal(card, Origin())}, {"view": home(card)}):
        assert [error.message for error in SCHEMA.iter_errors(made)] == []


def test_the_types_are_strict() -> None:
    good = {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x"}}]}
    assert SCHEMA.is_valid(good)
    for bad in (
        {"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]},
        {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "x"}, "colour": "red"}]},
        {"blocks": [{"type": "marquee"}]},
        {"view": {"type": "modal", "blocks": []}},
    ):
        assert not SCHEMA.is_valid(bad)
