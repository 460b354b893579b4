"""`emulate`, which nobody here wrote, as the Slack of two workspaces that use the same ids.

Slash commands and response addresses it has not: what is shown goes the ways that are left.
"""

from datetime import timedelta

import pytest

from adapters.slack.scopes import OPTIONAL_SCOPES, SCOPES
from storage.tables import Account, Installation, Reflection
from tests.journeys.emulated import BOT, CHANNEL, Somebody
from tests.journeys.worlds import FIRST, SECOND, EmulatedWorld

LEEDS, GATESHEAD = "Leeds City Council", "Gateshead Metropolitan"


@pytest.fixture
def ana(slack: EmulatedWorld) -> Somebody:
    """A member in the first workspace."""
    return slack.joins("Ana Example", LEEDS)


@pytest.fixture
def bea(slack: EmulatedWorld) -> Somebody:
    """A member in the second workspace, whose id there is Ana's in the first."""
    return slack.joins("Bea Invented", GATESHEAD)


def asks(slack: EmulatedWorld) -> str:
    """The organiser asks a question now; its words in the channel."""
    olga = slack.people["Olga Organiser"]
    olga.says("ask")
    olga.presses("Ask it now")
    slack.settle()
    newest = next(one["text"] for one in reversed(olga.shown(CHANNEL)) if "question: " in one["text"])
    return str(newest.partition(": ")[2])


def nothing_was_refused(slack: EmulatedWorld) -> None:
    """Every request was answered with 200, and emulate took every call, its scopes checked."""
    assert set(slack.between.answers) == {200}
    assert not [call for call in slack.between.calls if call[1] != "ok"]


def test_two_workspaces_come_in_by_oauth_each_with_a_sealed_token_of_its_own(slack: EmulatedWorld) -> None:
    for page, team in zip(slack.pages, (FIRST, SECOND), strict=True):
        assert page.status_code == 200
        assert f"Upstream is in Workspace {team} now." in page.text
        assert all(f"<dt>{scope}</dt>" in page.text for scope in (*SCOPES, *OPTIONAL_SCOPES))
    kept = {row.tenant: row for row in slack.all(Installation)}
    assert {team: row.bot_user for team, row in kept.items()} == {FIRST: BOT, SECOND: BOT}
    tokens = [slack.between.workspaces[team].token for team in (FIRST, SECOND)]
    assert len(set(tokens)) == 2
    assert not [token for token in tokens if token in str(kept)]
    assert "Hello. It worked, I am here." in slack.people["Ben Invented"].sees()
    nothing_was_refused(slack)


def test_who_says_hello_presses_join_and_fills_the_form_in_is_a_member(slack: EmulatedWorld, ana: Somebody) -> None:
    assert f"You said you work at {LEEDS}." in ana.sees()
    assert ("views.open", "ok") in slack.between.calls
    ana.says("join")
    assert "You are a member already." in ana.sees()
    nothing_was_refused(slack)


def test_the_same_ids_in_two_workspaces_are_two_people(slack: EmulatedWorld, ana: Somebody, bea: Somebody) -> None:
    assert (ana.user, bea.user) == ("U00000002", "U00000002")
    accounts = [(row.tenant, row.user) for row in slack.all(Account) if row.user == ana.user]
    assert sorted(accounts) == [(FIRST, ana.user), (SECOND, bea.user)]
    assert len({row.member_id for row in slack.all(Account)}) == 3
    nothing_was_refused(slack)


def test_the_question_is_answered_in_a_modal_and_found_from_the_other_workspace(
    slack: EmulatedWorld, ana: Somebody, bea: Somebody
) -> None:
    question = asks(slack)
    assert question in ana.sees(CHANNEL)
    assert question not in bea.sees(CHANNEL)
    ana.presses("Reflect", CHANNEL)
    ana.fills({"Your words": "I asked the caretaker first.", "Who can read it": "The network"})
    (kept,) = slack.all(Reflection)
    assert (kept.words, kept.audience) == ("I asked the caretaker first.", "network")
    assert "I asked the caretaker first." not in bea.sees(CHANNEL)
    bea.says("search caretaker")
    assert f"Ana Example · {LEEDS}" in bea.sees()
    slack.now += timedelta(minutes=1)
    slack.settle()
    assert "One person has answered." in ana.sees(CHANNEL)
    nothing_was_refused(slack)


def test_a_reply_in_the_questions_thread_is_kept_after_a_press(slack: EmulatedWorld, ana: Somebody) -> None:
    question = asks(slack)
    ana.replies("We asked the <families> first.", CHANNEL, to=question)
    assert not slack.all(Reflection)
    ana.presses("Keep", CHANNEL)
    ana.fills({"Who can read it": "The network"})
    (kept,) = slack.all(Reflection)
    assert (kept.words, kept.audience) == ("We asked the <families> first.", "network")
    nothing_was_refused(slack)


def test_a_refused_form_stays_open_with_the_problem_beside_its_field(slack: EmulatedWorld, ana: Somebody) -> None:
    ana.says("I wonder whether anybody has tried this")
    ana.presses("Keep as a reflection")
    answered = ana.fills({"Who can read it": "Without my name"})
    assert "fewer than 5 people could have" in str(answered["errors"])
    assert ana.modal
    ana.fills({"Who can read it": "Only me"})
    assert not ana.modal
    assert [row.words for row in slack.all(Reflection)] == ["I wonder whether anybody has tried this"]
    nothing_was_refused(slack)


def test_people_of_two_workspaces_are_introduced_and_their_words_are_carried(
    slack: EmulatedWorld, ana: Somebody, bea: Somebody
) -> None:
    olga = slack.people["Olga Organiser"]
    olga.says("round")
    slack.settle()  # the groups are found, and the draft comes
    olga.presses("Introduce them")
    slack.settle()
    assert "Bea Invented, Gateshead" in ana.sees()
    assert "Ana Example, Leeds" in bea.sees()
    ana.presses("Say hello")
    ana.fills({"Your words": "Could we talk on <!channel> Thursday?"})
    slack.settle()
    assert "Could we talk on <!channel> Thursday?" in bea.sees()
    bea.presses("Reply")
    bea.fills({"Your words": "Thursday is good."})
    slack.settle()
    assert "Thursday is good." in ana.sees()
    nothing_was_refused(slack)


def test_people_of_one_workspace_are_introduced_in_a_conversation_of_their_own(
    slack: EmulatedWorld, ana: Somebody
) -> None:
    cai = slack.joins("Cai Example", GATESHEAD)
    olga = slack.people["Olga Organiser"]
    olga.says("round")
    slack.settle()  # the groups are found, and the draft comes
    olga.presses("Introduce them")
    slack.settle()
    (group,) = ana.groups()
    assert cai.groups() == [group]
    assert "Ana Example" in cai.sees(group)
    assert "Cai Example" in ana.sees(group)
    assert not olga.groups()
    nothing_was_refused(slack)
