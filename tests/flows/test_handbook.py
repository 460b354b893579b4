"""The handbook of a season: its authors are asked for this very use, and what they take back is gone from the next."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from docx import Document

from bot.keeping import export
from bot.voice import Voice
from storage import people, switches
from storage.tables import Audit, HandbookPiece, HandbookTheme, Notice, Reflection
from tests.web.visiting import Visit
from tests.world import LEEDS, Person, World

LETTERS = "We now <b>read</b> every *letter* aloud. #1\n- then we rang\n1. and waited"


@pytest.fixture
def olga(world: World) -> Person:
    return world.on_slack("Olga Organiser")


@pytest.fixture
def ana(world: World) -> Person:
    return world.member("slack", "Ana Example", LEEDS)


@pytest.fixture
def ben(world: World) -> Person:
    return world.member("teams", "Ben Invented", "Gateshead")


def begins(world: World, olga: Person, title: str = "What we learnt") -> Visit:
    """A handbook of these weeks, begun on the page, and its authors asked."""
    visit = Visit.of(olga)
    visit.opens("handbook")
    visit.presses("Begin a handbook")
    first, last = world.now - timedelta(days=7), world.now + timedelta(days=60)
    dates = {
        f"{name}~{part}": str(getattr(day, part))
        for name, day in (("first", first), ("last", last))
        for part in ("day", "month", "year")
    }
    assert "The handbook is begun" in visit.fills({"title": title, "introduction": "A season of listening.", **dates})
    visit.presses("Ask the authors")
    settles(world)
    return Visit.of(olga)


def settles(world: World) -> None:
    """Time for the asking, the budget and the delivery."""
    for _ in range(3):
        world.later(days=1)


def taken(visit: Visit, ending: str, number: int = 1, language: str = "en") -> bytes:
    answer = visit.http.get(f"{visit.address}/organise/handbook/{number}.{ending}?lang={language}")
    assert answer.status_code == 200
    return bytes(answer.content)


def word(visit: Visit) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(taken(visit, "docx"))).paragraphs)


def test_only_what_its_author_allows_stands_in_it_in_every_file(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    world.asks()
    ana.answers_there(LETTERS, "The network")
    ben.reflects("Ben rang first.", "The network")
    ben.reflects("For my place.", "Gateshead")
    visit = begins(world, olga)
    assert {row.answer for row in world.all(HandbookPiece)} == {""}
    assert len(world.all(HandbookPiece)) == 2
    assert "May your words stand in the handbook?" in ana.sees()
    assert "May your words stand in the handbook?" in ben.sees()
    assert b"letter" not in taken(visit, "html")  # no answer means no
    ana.presses("Yes, use it")
    ben.presses("No, leave it out")
    assert "It may stand in the handbook." in ana.sees()
    for ending in ("html", "md"):
        text = taken(visit, ending).decode()
        assert "Ana Example, Leeds City Council" in text
        assert "A season of listening." in text
        assert "Ben" not in text
        assert "For my place" not in text
    assert "Ana Example, Leeds City Council" in word(visit)
    assert "Ben" not in word(visit)
    html, every = taken(visit, "html").decode(), world.parts.content.prompts.values()
    welsh = any(each.question in html and each.welsh for each in every)
    assert ('<h3><span lang="en">' in taken(visit, "html", language="cy").decode()) is not welsh
    document = Document(io.BytesIO(taken(visit, "docx")))
    styles = [each.style.name for each in document.paragraphs if each.style and each.style.name]
    assert [name for name in styles if name.startswith(("Title", "Heading"))][:2] == ["Title", "Heading 1"]
    assert document.core_properties.language == "en-GB"
    asked = [row.act for row in world.all(Audit)]
    assert {"made a handbook", "asked for a handbook"} <= set(asked)
    assert asked.count("took a handbook along") == 8  # every file, each time


def test_words_stay_words_whatever_they_look_like(world: World, olga: Person, ana: Person) -> None:
    ana.reflects(LETTERS + "\x0b www.example.org", "The network")
    visit = begins(world, olga, "Us & <them>")
    ana.presses("Yes, use it")
    html, markdown = taken(visit, "html").decode(), taken(visit, "md").decode()
    assert "&lt;b&gt;read&lt;/b&gt; every *letter* aloud. #1\n- then we rang" in html
    assert "<title>Us &amp; &lt;them&gt;</title>" in html
    assert not re.findall(r"(?:src|href)=\"(?!#)", html)  # it asks nobody for anything
    assert r"> We now \<b\>read\</b\> every \*letter\* aloud. \#1" in markdown
    assert "\n> \\- then we rang" in markdown
    assert "\n> 1\\. and waited" in markdown
    assert r"www\.example.org" in markdown
    assert "We now <b>read</b> every *letter* aloud. #1" in word(visit)


TAKEN_BACK = ["no later", "withdrawn", "reported", "another audience", "switched off", "edited", "left"]


@pytest.mark.parametrize("how", TAKEN_BACK)
def test_what_is_taken_back_is_gone_from_the_next_file(
    world: World, olga: Person, ana: Person, ben: Person, how: str
) -> None:
    number = ana.reflects("We read letters aloud.", "The network")
    ben.reflects("Ben rang first.", "The network")
    visit = begins(world, olga)
    for person in (ana, ben):
        person.presses("Yes, use it")
    assert b"We read letters aloud." in taken(visit, "html")
    ana.looks_up()
    if how == "no later":
        ana.says("handbook")
        ana.presses("No, leave it out")
    elif how == "withdrawn":
        ana.says(f"delete for good {number}")
    elif how == "reported":
        ben.says(f"wrong {number}")
    elif how == "another audience":
        ana.begins(f"audience {number}")
        ana.fills({"Who can read it?": "Only me"})
    elif how == "switched off":
        with world.writing() as session:
            (row,) = [each for each in switches.tenants(session) if each.platform == "slack"]
            row.wider = False
            session.add(row)
    elif how == "edited":
        ana.begins(f"edit {number}")
        ana.fills({"Your words": "Ana rang as well."})
    else:
        ana.says("leave for good")
    for ending in ("html", "md"):
        assert b"We read letters aloud." not in taken(visit, ending)
        assert b"Ana" not in taken(visit, ending)
        assert b"Ben rang first." in taken(visit, ending)
    assert "We read letters aloud." not in word(visit)
    assert "We read letters aloud." not in visit.opens("handbook")
    if how == "edited":  # its author is asked for the words that stand there now
        assert b"Ana rang as well." not in taken(visit, "html")
        ana.says("handbook")
        ana.presses("Yes, use it")
        assert b"Ana rang as well." in taken(visit, "html")


def test_an_organiser_orders_and_titles_and_never_changes_words(world: World, olga: Person, ana: Person) -> None:
    for words in ("First thing.", "Second thing.", "Third thing."):
        ana.reflects(words, "The network")
    visit = begins(world, olga)
    for _ in range(3):
        ana.presses("Yes, use it")
    visit.opens("handbook")
    visit.presses("Open")
    before = visit.sees()
    assert before.index("First thing.") < before.index("Second thing.")
    visit.presses("Later")
    visit.presses("Leave out")  # of what is first now
    text = taken(visit, "md").decode()
    assert "Second thing" not in text
    assert text.index("First thing") < text.index("Third thing")
    visit.presses("Put back")
    assert "Second thing" in taken(visit, "md").decode()
    visit.presses("Title and introduction")
    visit.fills({"title": "Voices", "introduction": "What we heard."})
    text = taken(visit, "md").decode()
    assert "## Voices\n\nWhat we heard." in text
    assert [row.title for row in world.all(HandbookTheme) if row.title] == ["Voices"]
    assert [row.words for row in world.all(Reflection)] == ["First thing.", "Second thing.", "Third thing."]


def test_nobody_else_answers_for_an_author_nor_opens_a_handbook(
    world: World, olga: Person, ana: Person, ben: Person
) -> None:
    ana.reflects("We read letters aloud.", "The network")
    begins(world, olga)
    (piece,) = world.all(HandbookPiece)
    for person in (ben, olga):
        person.says(f"handbook yes {piece.id}")
    assert [row.answer for row in world.all(HandbookPiece)] == [""]
    ben.says("handbook new")
    ben.says("handbook ask 1")
    assert "only for organisers" in ben.sees().casefold() or "organiser" in ben.sees()
    assert Visit(world.beside.address).http.get(f"{world.beside.address}/organise/handbook/1.md").status_code == 401


def test_an_author_is_asked_once_and_what_waits_stands_at_home(world: World, olga: Person, ana: Person) -> None:
    for number in range(5):
        ana.reflects(f"Thing {number}.", "The network")
    visit = begins(world, olga)
    visit.opens("handbook")
    visit.presses("Ask the authors")
    settles(world)
    told = [row for row in world.all(Notice) if row.kind == "handbook"]
    assert [row.state for row in told] == ["sent"]
    assert "There are 2 more." in ana.sees()
    ana.opens_home()
    ana.says("handbook")
    ana.presses("Yes, use it")
    assert [row.answer for row in world.all(HandbookPiece)].count("yes") == 1
    ana.reflects("Another thing.", "The network")  # written since: asked about, and only about that
    visit = Visit.of(olga)
    visit.opens("handbook")
    visit.presses("Ask the authors")
    settles(world)
    assert len(world.all(HandbookPiece)) == 6
    assert len([row for row in world.all(Notice) if row.kind == "handbook"]) == 2


def test_a_handbook_with_faults_goes_back_to_its_form(world: World, olga: Person) -> None:
    visit = Visit.of(olga)
    visit.opens("handbook")
    visit.presses("Begin a handbook")
    date_ = {
        "first~day": "2",
        "first~month": "3",
        "first~year": "2026",
        "last~day": "1",
        "last~month": "3",
        "last~year": "2026",
    }
    assert "It ends before it begins." in visit.fills({"title": "A season", **date_})
    assert visit.answer.status_code == 422
    answer = visit.http.get(f"{visit.address}/organise/handbook/7.docx")
    assert answer.status_code == 404
    assert visit.http.get(f"{visit.address}/organise/handbook/1.exe").status_code == 404


def test_it_is_taken_away_and_nobodys_words_with_it(world: World, olga: Person, ana: Person) -> None:
    ana.reflects("We read letters aloud.", "The network")
    visit = begins(world, olga)
    visit.opens("handbook")
    visit.presses("Take the handbook away")
    visit.presses("Take the handbook away")
    assert world.all(HandbookPiece) == []
    assert len(world.all(Reflection)) == 1


def test_organisers_of_a_network_that_closes_take_it_along(world: World, olga: Person, ana: Person) -> None:
    ana.reflects("We read letters aloud.", "The network")
    begins(world, olga)
    ana.presses("Yes, use it")
    with world.session() as session:
        member = people.member(session, world.number(olga))
        assert member
        whole = export.for_organisers(Voice(session, world.parts.content), member, world.now)
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        names = packed.namelist()
        assert {name.rsplit(".", 1)[1] for name in names if name.startswith("what-we-learnt-2")} == {
            "html",
            "docx",
            "md",
        }
        page = next(name for name in names if name.startswith("what-we-learnt-2") and name.endswith("html"))
        assert "We read letters aloud." in packed.read(page).decode()
