"""Every sentence that is said is written down, and every one written down is said."""

import ast
import re

import pytest

import content
from adapters.backups import BACKED_UP, MOVED, RESTORED
from bot.asking import plans
from bot.asking.calendar import OnHoliday
from bot.asking.civil import Nation
from bot.commands import COMMANDS
from bot.introducing import afterwards
from bot.learning.gatherings import organising as gatherings
from bot.learning.heard import counting
from bot.matching.model import Why
from bot.matching.reasons import Code
from bot.organising import approach
from bot.organising.recorded import GO_ON, key_of
from bot.remembering import audience, commitments
from tests.house import source

WORDING = content.load().wording
KEYS = set(WORDING.keys())
ACTS = {"record.note": 2, "_took": 1, "_move_all": 1, "_changed": 2, "_noted": 2}  # calls that name an act, and where
OF_THE_CONTENT = ("content.",)  # said by `content` itself: tests/content


def test_every_key_that_is_said_has_words() -> None:
    missing = sorted(
        f"{found.text.replace(source.HOLE, '{…}')} at {found.where}"
        for found in source.said()
        if "." in found.text and found.text not in KEYS and not any(map(found.pattern.fullmatch, KEYS))
    )
    assert missing == []


FAMILIES = {
    "help.commands.": {c.name.replace(" ", "-") for c in COMMANDS if c.listed},
    "help.takes.": {c.takes for c in COMMANDS if c.listed and c.takes},
    "audience.": {value.replace(" ", "-") for value in audience.ALL}
    | {"my-place-sized", "network-sized", "nameless-sized"},
    "introductions.": {"yes", "ask", "no"},
    "home.introductions-": {"yes", "ask", "no"},
    "me.questions-": {"channel", "direct", "no"},
    "round.title-": {"draft", "approved"},
    "round.why.": {why.value.replace(" ", "-") for why in Why} | {"held"},
    "round.why-you.": {why.value.replace(" ", "-") for why in Why} | {"held"},
    "introduction.why.": {code.value.replace("_", "-") for code in Code},
    "introduction.why-all.": {code.value.replace("_", "-") for code in Code},
    "afterwards.": set(afterwards.ANSWERS),
    "schedule.introductions": {name.removeprefix("introductions") for name in plans.INTRODUCTIONS},
    "schedule.": {"mon", "tue", "wed", "thu", "fri"} | {policy.value.replace(" ", "-") for policy in OnHoliday},
    "schedule.nation-": {nation.value.replace(" ", "-") for nation in Nation},
    "schedule.unclear-": {"day", "time", "weeks", "word"},
    "notice.less-": {"introduction", "question", "reminder", "request", "digest", "workgroup"},
    "trying.is-": {"did", "partly", "dropped", "rests"},
    "trying.came-": {"did", "partly", "dropped", "rests", "open"},
    "trying.": set(commitments.OUTCOMES),
    "pages.step-": {step.casefold().replace(" ", "-") for step in (*approach.STEPS, approach.CONNECTED)},
    "pages.note-": {step.casefold().replace(" ", "-") for step in approach.STEPS},
    "pages.round-": {"asking", "matching", "draft", "approved", "dropped"},
    "pages.tenant-": {"connected", "gone"},
    "pages.space-": {"home", "away", "gone", "without"},
    "pages.thing-": {"asking", "challenge", "delivery", "departure", "gathering", "handbook", "heard", "pattern",
                     "report", "round", "schedule", "season", "set", "space", "stocktake", "workgroup"},
    "gatherings.state-": {"draft", "planned", "off"},
    "gatherings.": set(gatherings.KINDS) | {"title", "when", "state", "coming"},
    "handbook.said-": {"yes", "no"},
    "behind.said-": {"yes", "no"},
    "heard.author-": {"yes", "no", "asked"},
    "heard.": set(counting.ANSWERS),
    "heard.said-": {"-".join(group) for way in counting.TOGETHER for group in way},
    "season.proposed-": {part.slug for part in content.load().group("phase")},
    "asset.decided-": {"restored", "removed", "restored-what", "removed-what"},
    "pages.door-": {"enter", "stale", "out", "nobody", "forged", "unavailable", "fault"},
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_every_member_of_a_family_has_words(family: str) -> None:
    assert {family + member for member in FAMILIES[family]} - KEYS == set()


def test_every_act_on_record_has_words() -> None:
    acts = {BACKED_UP, RESTORED, MOVED, *GO_ON}
    for _, tree in source.trees("bot", "adapters"):
        for call in source.called(tree, *(name.rpartition(".")[2] for name in ACTS)):
            place = ACTS.get(ast.unparse(call.func).removeprefix("self."), len(call.args))
            acts |= {text for each in call.args[place : place + 1] for text in source.texts(each)}
    assert len(acts) > 55
    begun = {act.split(source.HOLE)[0].strip(): source.HOLE in act for act in acts}
    missing = [act for act, more in begun.items() if not any(_begins(key, act, more) for key in KEYS)]
    assert missing == []


def _begins(key: str, act: str, more: bool) -> bool:
    return key.startswith(key_of(act)) if more else key == key_of(act)


def test_every_sentence_is_said_somewhere() -> None:
    used = source.mentioned()
    plain = {found.text for found in used if source.HOLE not in found.text}
    families = [found.pattern for found in used if source.HOLE in found.text and "." in found.text.strip(source.HOLE)]
    endings = [found.pattern for found in source.said() if found.text.startswith(source.HOLE)]
    unused = [
        key
        for key in KEYS
        if not key.startswith(OF_THE_CONTENT)
        and key not in plain
        and not any(family.fullmatch(key) for family in (*families, *endings))
    ]
    assert unused == []


def test_help_says_what_each_command_is_for() -> None:
    for command in COMMANDS:
        assert WORDING.has(f"help.commands.{command.name.replace(' ', '-')}") == command.listed, command.name


def test_no_sentence_shouts_or_scolds() -> None:
    for key in KEYS:
        if key.startswith(OF_THE_CONTENT):
            continue
        variables = dict.fromkeys(WORDING.variables(key), "x")
        try:
            said = WORDING.say(key, **variables)
        except (TypeError, ValueError, KeyError):
            continue  # needs a number or a date
        assert "!" not in said, key
        assert not re.search(r"\b(invalid|error|failed|illegal|forbidden|user)\b", said, re.IGNORECASE), key
