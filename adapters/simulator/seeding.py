"""Filling a network with invented people who act: they join, answer questions, meet and talk, over twenty weeks.

They do it with their hands, in the stand-ins, so whatever is there afterwards came through the doors that everybody
uses. The words are in `seeds/`: invented people and words; no council said this.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from adapters.simulator import season, slack, teams
from adapters.simulator.acting import Patient, Stage, Week, closes, seeds
from adapters.simulator.slack.person import Person as SlackPerson

WEEKS = 20
ROUND_EVERY = 4
AUDIENCES = {"only me": "Only me", "my place": "", "network": "The network:", "nameless": "Without my name"}
PLAIN = {
    "only me": "Only me",
    "my place": "My place",
    "network": "The network",
    "nameless": "The network, without my name",
}
STANCES = {"I am facing": "faces", "I have worked on": "worked_on"}
LANGUAGES = {"en": "English", "cy": "Cymraeg"}
INTRODUCTIONS = {"yes": "Yes", "ask": "Ask me each time", "no": "Not now"}


def invented_people() -> list[dict[str, Any]]:
    """The invented members, as they are written down."""
    return list(seeds("people"))


async def seed(stage: Stage, now: datetime) -> None:
    """Live through twenty weeks that end today."""
    people = {row["name"]: row for row in seeds("people")}
    hands = {name: _hands(stage, row) for name, row in people.items()}
    monday = (now - timedelta(days=now.weekday())).replace(hour=10, minute=0, second=0, microsecond=0)
    stage.move(monday - timedelta(weeks=WEEKS, days=4))
    await _organise(stage, people, hands)
    organiser = next(hands[name] for name, row in people.items() if row.get("organiser"))
    for name, row in people.items():
        if not row.get("organiser"):
            await _join(stage, hands[name], row)
    await _confirm(organiser)
    asked, said = seeds("askings"), seeds("reflections")
    talks = seeds("conversations")
    for ago in range(WEEKS, -1, -1):
        tuesday = monday - timedelta(weeks=ago) + timedelta(days=1)
        answers = [row for row in said if row["weeks_ago"] == ago]
        if tuesday < now:
            mine = [[line["text"] for line in talk["lines"]] for talk in talks if talk["weeks_ago"] == ago]
            await _week(stage, Week(ago, tuesday, asked.get(ago, ""), answers, mine, people, hands, organiser))
    stage.move(now)
    for name, row in people.items():
        if row.get("language", "en") != "en":
            await _speaks(hands[name], LANGUAGES[row["language"]])
    await organiser.says("schedule a-first-season weekly tue 10:00")
    await organiser.presses("Start")
    await stage.settle()


def _hands(stage: Stage, row: dict[str, Any]) -> Any:
    if row["platform"] == "slack":
        email = f"{row['name'].split()[0].lower()}@{row['council']}.example"
        return Patient(stage.workspace.person(row["name"], email=email))
    return Patient(stage.tenant.person(row["name"]))


async def _organise(stage: Stage, people: dict[str, Any], hands: dict[str, Any]) -> None:
    """The first organiser comes by a code, lets the Teams tenant in, and makes both channels homes."""
    on_slack, on_teams = (
        next(name for name, row in people.items() if row.get("organiser") and row["platform"] == platform)
        for platform in ("slack", "teams")
    )
    first, second = hands[on_slack], hands[on_teams]
    await first.says("hello")
    await stage.first_organiser()
    await first.command("here", in_=stage.slack_channel)
    await first.says(f"let in teams:{stage.tenant.id} network")
    await _profile(stage, first, people[on_slack])
    await _join(stage, second, people[on_teams])
    await _confirm(first)
    await first.says("organiser")
    line = next(line for line in first.sees().splitlines()[::-1] if on_teams in line and "organiser " in line)
    await first.says("organiser " + line.rsplit(" ", 1)[-1])
    await second.says("@Upstream here", in_=stage.teams_channel)
    stage.tell(f"{on_slack} organises in Slack, {on_teams} in Teams.")


async def _join(stage: Stage, person: Any, row: dict[str, Any]) -> None:
    if row["platform"] == "teams":
        await person.installs()  # and is greeted
    else:
        await person.says("hello")
    await person.presses("Join")
    answers = {"Introduce me": INTRODUCTIONS[row["introductions"]]}
    if row["platform"] == "teams":  # Teams tells no e-mail address, so nothing is guessed
        answers["Where do you work"] = stage.organisation(row["council"])
    await person.fills(answers, submit="Join")
    await closes(person)
    await _profile(stage, person, row)


async def _profile(stage: Stage, person: Any, row: dict[str, Any]) -> None:
    await person.command("challenges")
    named = {label: [stage.challenge(slug) for slug in row[key]] for label, key in STANCES.items() if row[key]}
    await person.fills(named, submit="Save")
    await person.command("me")
    about = {"What you do": row["role"], "What others might": row["about"]}
    about["Where do you work"] = stage.organisation(row["council"])
    await person.fills(about, submit="Save")
    await closes(person)


async def _speaks(person: Any, language: str) -> None:
    """From now on the bot speaks another language with them; so far the seeds knew its forms in English."""
    await person.command("me")
    await person.fills({"Language": language}, submit="Save")
    await closes(person)


async def _confirm(organiser: Any) -> None:
    """Whoever said where they work, and whom no e-mail address vouches for, is confirmed, one by one."""
    for _ in range(100):
        await organiser.says("organise")
        shown = organiser.screen("direct")[-1]
        if "says: I work at" not in shown["text"]:
            return
        await organiser.presses("Confirm")


async def _week(stage: Stage, week: Week) -> None:
    """One week: the question on Tuesday, answers over some days, now and then a round."""
    stage.tell(f"{week.ago} weeks ago …" if week.ago else "this week …")
    stage.move(week.tuesday)
    if week.prompt:
        await week.organiser.says(f"ask {week.prompt}")
        await week.organiser.presses("Ask it now")
        await stage.settle()
    for number, answer in enumerate(week.answers):
        stage.move(week.tuesday + timedelta(hours=1 + 5 * number))
        await _answer(stage, week, answer)
    if week.ago and week.ago % ROUND_EVERY == 0:
        stage.move(week.tuesday + timedelta(days=3))
        await _round(stage, week)
    await season.happens(stage, week)
    await stage.settle()


async def _answer(stage: Stage, week: Week, answer: dict[str, Any]) -> None:
    person, platform = week.hands[answer["by"]], week.people[answer["by"]]["platform"]
    audience = AUDIENCES[answer["audience"]] or stage.place(week.people[answer["by"]]["council"])
    if not answer.get("prompt"):
        await person.command("reflect")
        await person.fills({"Your words": answer["text"], "Who can": audience}, submit="Save")
    elif platform == "slack":
        await person.presses("Reflect", in_=stage.slack_channel)
        await person.fills({"Your words": answer["text"], "Who can": audience}, submit="Save")
    else:
        person.reloads()  # what an answer left on their screen alone makes room for the card again
        plain = PLAIN[answer["audience"]]
        await person.fills({"Your words": answer["text"], "Who can": plain}, submit="Reflect", in_=stage.teams_channel)
    with suppress(slack.CannotError, teams.CannotError):  # the residents' check points something out in a few
        await person.person.fills({}, submit="It is fine, save")


async def _round(stage: Stage, week: Week) -> None:
    """A round of introductions; some of those who can write to each other through the bot begin to talk."""
    await week.organiser.says("round")
    await stage.settle()
    await week.organiser.presses("Introduce them")
    await stage.settle()
    talks = iter(week.talks)
    for name, person in week.hands.items():
        card = next((shown for shown in person.screen("direct")[::-1] if "Say hello" in shown["text"]), None)
        them = [each for each in week.hands if card and each != name and each in card["text"]]
        other = week.hands[them[0]] if them else None
        if other is None or "Say hello" not in other.buttons("direct"):
            continue
        lines = next(talks, None)
        if lines is None:
            return
        await _talk(stage, (person, other), lines)


async def _talk(stage: Stage, pair: tuple[Any, Any], lines: list[str]) -> None:
    """They take turns: the first says hello, then each answers in the box under what came."""
    await pair[0].presses("Say hello", in_="direct")
    await pair[0].fills({"Your words": lines[0]}, submit="Send")
    await stage.settle()
    for number, line in enumerate(lines[1:], 1):
        speaker = pair[number % 2]
        await closes(speaker)
        if isinstance(speaker.person, SlackPerson):  # a form in a modal; in Teams the card has a box of its own
            await speaker.presses("Reply", in_="direct")
            await speaker.fills({"Your words": line}, submit="Send")
        else:
            await speaker.fills({"Reply to": line}, submit="Reply", in_="direct")
        await stage.settle()
    for person in pair:
        await closes(person)
