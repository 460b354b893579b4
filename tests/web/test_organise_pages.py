"""What organisers see and do on their pages: the same as in the chat, by the same rules."""

import re

import httpx
import pytest

from bot.commands import COMMANDS
from bot.organising.door import PAGES, belongs_here
from storage.tables import Approach, Audit, Challenge, Member, Organisation, Prompt, Report, Round, Schedule
from tests.web.visiting import Visit
from tests.world import Person, World

TITLES = {"en": "Places and people", "cy": "Lleoedd a phobl"}


@pytest.fixture
def olga(world: World) -> Person:
    return world.on_slack("Olga Organiser")


@pytest.fixture
def visit(olga: Person) -> Visit:
    return Visit.of(olga)


def acts(world: World) -> list[str]:
    return [row.act for row in world.all(Audit)]


def test_every_page_is_there_in_both_languages(world: World, visit: Visit) -> None:
    world.asks()
    for language in ("en", "cy"):
        for page in PAGES:
            answer = visit.http.get(f"{visit.address}/organise/{page}?lang={language}")
            assert answer.status_code == 200, page
            assert f'<html lang="{language}"' in answer.text
            assert answer.headers["content-language"] == language
            other = "cy" if language == "en" else "en"
            assert re.search(rf'href="/organise/{page}\?lang={other}" lang="{other}"', answer.text)
        assert TITLES[language] in visit.opens("people")  # the choice is kept
    visit.opens("nowhere")
    assert visit.answer.status_code == 404


def test_a_claim_is_confirmed_in_one_step(world: World, visit: Visit) -> None:
    bea = world.on_slack("Bea Example")
    bea.joins("Leeds City Council")
    assert "Bea Example says: I work at Leeds City Council." in visit.opens("overview")
    seen = visit.presses("Confirm")
    assert "Bea Example is confirmed." in seen
    assert "Nothing needs you now." in seen
    assert world.all(Member)[world.number(bea) - 1].confirmed_at is not None
    assert "confirmed" in acts(world)
    seen = visit.opens("record")
    assert "Olga Organiser confirmed Bea Example" in seen


def test_a_press_counts_once(world: World, visit: Visit) -> None:
    bea = world.on_slack("Bea Example")
    bea.joins("Leeds City Council")
    visit.opens("people")
    page, done = visit.answer, acts(world).count("confirmed")
    visit.presses("Confirm")
    visit.answer = page  # the same form, sent again
    visit.presses("Confirm")
    assert acts(world).count("confirmed") == done + 1


def test_a_season_is_planned_on_the_page(world: World, visit: Visit) -> None:
    visit.opens("questions")
    assert "Plan the weekly question" in visit.presses("Plan questions")
    seen = visit.fills({"what": "a-first-season", "days": ["tue"]})
    assert "Slack" in seen
    assert "Teams" in seen
    visit.presses("Start")
    assert [row.state for row in world.all(Schedule)] == ["on"]
    assert "What is coming" in visit.opens("questions")
    answer = visit.http.get(f"{visit.address}/organise/questions/calendar.csv")
    assert len(answer.text.splitlines()) > 8


def test_a_field_that_has_to_be_looked_at_again_says_so(world: World, visit: Visit) -> None:
    visit.opens("questions")
    visit.presses("Quiet days")
    seen = visit.fills({"first~day": "31", "first~month": "2", "first~year": "2027", "last~day": "1"})
    assert visit.answer.status_code == 422
    assert "There is a problem" in seen
    assert '<a href="#f-first-day">' in visit.answer.text
    assert 'id="f-first-error"' in visit.answer.text
    assert 'value="31"' in visit.answer.text


def test_what_is_left_empty_is_asked_for_and_what_was_filled_in_stays(world: World, visit: Visit) -> None:
    visit.opens("questions")
    visit.presses("Plan questions")
    seen = visit.fills({"what": "a-first-season", "days": [], "zone": ""})
    assert visit.answer.status_code == 422
    assert "Fill in: " in seen
    assert '<option value="a-first-season" selected' in visit.answer.text
    visit.opens("questions")
    visit.presses("Write")
    assert "at most" in visit.fills({"question": "word " * 200})
    visit.opens("questions")
    visit.presses("Plan questions")
    assert "Fill in: " in visit.fills({"what": "no-such-playlist", "days": ["tue"]})
    assert world.all(Schedule) == []


def test_an_own_question_keeps_what_was_typed_until_it_is_right(world: World, visit: Visit) -> None:
    visit.opens("questions")
    visit.presses("Write")
    visit.fills({"question": "What did you notice this week?"})
    assert visit.answer.status_code == 422
    assert "What did you notice this week?" in visit.answer.text
    visit.fills({"question": "What did you notice this week?", "principle": "share-power"})
    assert [row.question for row in world.all(Prompt)] == ["What did you notice this week?"]
    assert "What did you notice this week?" in visit.opens("questions")


def test_a_question_of_the_library_is_seen_as_both_platforms_show_it(world: World, visit: Visit) -> None:
    visit.opens("questions?part=share-power")
    seen = visit.presses("Preview")
    assert "Slack" in seen
    assert "Teams" in seen


def test_a_round_is_opened_and_approved(world: World, visit: Visit) -> None:
    world.member("slack", "Ana Example", "Leeds", challenge="sharing data")
    world.member("teams", "Ben Invented", "Gateshead", challenge="sharing data")
    visit.opens("introductions")
    visit.presses("Introduce people")
    world.settle()
    seen = visit.opens("introductions")
    assert "Ana Example" in seen
    assert "Ben Invented" in seen
    assert "Introduced." in visit.presses("Introduce them") or world.all(Round)[-1].state == "approved"
    assert world.all(Round)[-1].state == "approved"
    assert "1 0" in visit.opens("introductions")  # a group, nobody left out


def test_what_was_reported_is_decided(world: World, visit: Visit) -> None:
    ana = world.member("slack", "Ana Example", "Leeds")
    ben = world.member("teams", "Ben Invented", "Gateshead")
    number = ana.reflects("marmalade", "The network")
    ben.says(f"wrong {number}")
    visit.opens("reported")
    assert "marmalade" not in visit.sees()
    assert "marmalade" in visit.presses("Open")
    visit.presses("Nothing is wrong, restore it")
    assert [row.state for row in world.all(Report)] == ["restored"]
    assert "Nothing that was reported waits for you." in visit.opens("reported")


def test_being_an_organiser_opens_nothing(world: World, visit: Visit) -> None:
    ana = world.member("slack", "Ana Example", "Leeds")
    ana.reflects("a secret marmalade", "Only me")
    ana.reflects("a place’s marmalade", "Leeds")
    ana.reflects("marmalade for all", "The network")
    seen = visit.opens("reflections?words=marmalade")
    assert "marmalade for all" in seen
    for page in PAGES:
        seen = visit.opens(page)
        assert "secret" not in seen
        assert "place’s" not in seen


def test_a_suggestion_is_merged(world: World, visit: Visit) -> None:
    ana = world.member("slack", "Ana Example", "Leeds")
    ana.begins("challenges")
    ana.fills({"Or say it": "Sharing of data with the police"}, submit="Save")
    assert "Sharing of data with the police" in visit.opens("challenges")
    visit.presses("Merge")
    into = next(row for row in world.all(Challenge) if row.state == "content")
    visit.fills({"into": into.slug})
    merged = next(row for row in world.all(Challenge) if row.slug.startswith("own-"))
    assert (merged.state, merged.merged_into_id) == ("merged", into.id)


def test_the_way_in_of_an_organisation_is_noted_step_by_step(world: World, visit: Visit) -> None:
    visit.opens("people")
    for step in ("It is invited", "It is with its IT", "It is approved"):
        visit.presses(step)
    first = next(row for row in world.all(Organisation) if row.id == world.all(Approach)[0].organisation_id)
    states = [row.state for row in world.all(Approach)]
    assert "approved" in states or "with IT" in states or states == ["invited"]
    assert first.name in visit.sees()
    assert any(act.startswith("noted as") for act in acts(world))


def test_names_are_no_formulas_in_a_table_that_is_taken_along(world: World, visit: Visit) -> None:
    with world.writing() as session:
        session.add(Audit(at=world.now, act="=1+1", about="@x"))
    answer = visit.http.get(f"{visit.address}/organise/record/record.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "'=1+1" in answer.text
    assert visit.http.get(f"{visit.address}/organise/record/nothing.csv").status_code == 404


def test_only_what_organisers_do_is_done_there(world: World, visit: Visit) -> None:
    ours = {command.name for command in COMMANDS if belongs_here(command.name)}
    assert {"confirm", "round", "schedule", "search"} <= ours
    assert not {"leave", "leave for good", "export me", "pages", "reflect", "delete for good", "link"} & ours
    proof = re.findall(r'name="proof" value="(\w+)"', visit.answer.text)[0]
    data = {"press": " leave for good", "proof": proof, "event": "1"}
    answer = visit.http.post(f"{visit.address}/organise/overview", data=data)
    assert "Say that in your chat with me." in answer.text
    assert world.all(Member)[0].state == "member"


def test_words_are_never_markup(world: World, visit: Visit) -> None:
    bea = world.on_slack("<script>alert(1)</script> Bea")
    bea.joins("Leeds City Council")
    for page in PAGES:
        visit.opens(page)
        assert "<script" not in visit.answer.text
    assert "&lt;script&gt;" in httpx.Response(200, text=visit.http.get(f"{visit.address}/organise/people").text).text


def test_the_pages_say_when_the_database_is_away(world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage.database import Database, DatabaseUnavailableError  # noqa: PLC0415

    def away(_self: Database) -> None:
        raise DatabaseUnavailableError("away")

    monkeypatch.setattr(Database, "read", away)
    monkeypatch.setattr(Database, "write", away)
    visit.opens("overview")
    assert visit.answer.status_code == 503
    assert "Nothing was changed." in visit.sees()


def test_a_question_without_welsh_says_that_it_is_english(world: World) -> None:
    visit = Visit.of(world.on_slack("Olga Organiser"))
    visit.opens("questions?part=share-power&lang=cy")
    about = [one for one in world.parts.content.prompts.values() if "share-power" in one.touches]
    marked = visit.answer.text.count('<th scope="row" class="govuk-table__header"><span lang="en">')
    assert marked == sum(one.welsh is None for one in about) > 0
