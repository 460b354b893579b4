"""What is held about somebody, as they can take it along: data for programs, and a page for people."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from html import escape
from types import MappingProxyType
from typing import Any

from bot.asking import prompts
from bot.handbook import files
from bot.introducing import introduction_cards
from bot.remembering import readings
from bot.turn import Reading
from bot.voice import Voice
from storage import askings, heard, introductions, people, personal, reading, reflections
from storage.tables import Asset, Member, Reflection, Workgroup

Row = Mapping[str, Any]
FIRST = (  # in this order; then the rest
    "member",
    "account",
    "reflection",
    "reflection_challenge",
    "member_challenge",
    "introduction_member",
)

STYLE = """
:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
article p { margin: 0 0 .6rem; white-space: pre-wrap; }
h1, h2 { line-height: 1.25; } h2 { margin-top: 2.5rem; }
article { border-left: .3rem solid; padding-left: 1rem; margin: 1.5rem 0; }
dl { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .2rem 1rem; margin: 0; }
dt { opacity: .8; } dd { margin: 0; white-space: pre-wrap; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .6rem; } }
"""


def everything(voice: Voice, member_id: int) -> dict[str, list[dict[str, Any]]]:
    """What is held, with names in place of numbers, in an order that people would look in."""
    held = personal.held_about(voice.session, member_id)
    named = {table: [_named(voice, member_id, row) for row in rows] for table, rows in held.items()}
    return {table: named[table] for table in (*FIRST, *sorted(named.keys() - set(FIRST)))}


def _named(voice: Voice, member_id: int, row: Row) -> dict[str, Any]:
    session = voice.session
    told: dict[str, Any] = {}
    for column, value in row.items():
        if value is None or not column.endswith("_id"):
            told[column] = value
        elif column == "organisation_id":
            told["organisation"] = (found := people.organisation(session, value)) and found.name
        elif column == "place_id":
            told["place"] = (place := people.place_by_id(session, value)) and place.name
        elif column == "challenge_id":
            told["challenge"] = (row_ := people.challenge_by_id(session, value)) and voice.challenge_name(row_)
        elif column == "asking_id":
            told["question"] = (asking := askings.asking(session, value)) and prompts.words_for(voice, asking).question
        elif column == "group_id":
            others = [part.member_id for part in introductions.people_in(session, value) if part.member_id != member_id]
            told["with"] = ", ".join(voice.name_of(number) for number in others)
            told["why"] = " ".join(_why(voice, member_id, value))
        elif column in {"pattern_id", "workgroup_id", "asset_id"}:
            told |= _of_others(voice, column, value)
        elif column == "reflection_id":
            told["about"] = (reflection := session.get(Reflection, value)) and reflection.words
    return told


def _of_others(voice: Voice, column: str, number: int) -> dict[str, Any]:
    """A pattern by its sentence, a workgroup by what it is about, and what it made by its title."""
    session = voice.session
    if column == "pattern_id":
        return {"pattern": (found := heard.pattern(session, number)) and found[1].words}
    if column == "asset_id":
        return {"asset": (asset := session.get(Asset, number)) and asset.title}
    group = session.get(Workgroup, number)
    challenge = people.challenge_by(session, group.challenge_id) if group else None
    return {"workgroup": voice.challenge_name(challenge) if challenge else group and group.theme}


def _why(voice: Voice, member_id: int, group_id: int) -> list[str]:
    """Why these people were introduced, as they were told."""
    found, me = introductions.group(voice.session, group_id, member_id), people.member(voice.session, member_id)
    return introduction_cards.why(voice, found[0], me) if found and me and found[0].reasons else []


def as_json(held: Mapping[str, Sequence[Row]], now: datetime) -> str:
    """For programs. Moments are ISO 8601."""
    whole = {"made_at": now.isoformat(), "held": held}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=_plain) + "\n"


def as_html(voice: Voice, held: Mapping[str, Sequence[Row]], name: str, now: datetime) -> str:
    """For people: one page that needs nothing else."""
    parts: list[str] = []
    headings = {table: escape(voice.say(f"export.about.{table.replace('_', '-')}")) for table in held}
    for table, rows in held.items():
        if rows:
            parts += [f"<section><h2>{headings[table]}</h2>", *map(_article, rows), "</section>"]
    empty = "".join(f"<li>{headings[table]}</li>" for table, rows in held.items() if not rows)
    if empty:
        parts.append(f"<section><h2>{escape(voice.say('export.nothing'))}</h2><ul>{empty}</ul></section>")
    what = voice.say("export.page-what", when=now.date())
    return _page(voice, voice.say("export.page-title", name=name), what, parts)


def _page(voice: Voice, title: str, what: str, parts: Sequence[str]) -> str:
    title = escape(title)
    parts = [f"<h1>{title}</h1>", f"<p>{escape(what)}</p>", *parts]
    return (
        f'<!doctype html>\n<html lang="{voice.language}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style></head>\n<body><main>\n"
        + "\n".join(parts)
        + "\n</main></body></html>\n"
    )


def _article(row: Row) -> str:
    """One thing that is held. Addresses that only programs read stand in the data alone."""
    words = f"<p>{escape(str(row['words']))}</p>" if row.get("words") else ""
    facts = "".join(
        f"<dt>{escape(column.replace('_', ' '))}</dt><dd>{escape(_readable(value))}</dd>"
        for column, value in row.items()
        if column != "words" and value not in (None, "", []) and not str(value).startswith("{")
    )
    return f"<article>{words}<dl>{facts}</dl></article>"


def _readable(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return str(value)


def _plain(value: object) -> str:
    assert isinstance(value, date | datetime)
    return value.isoformat()


def as_zip(voice: Voice, member_id: int, name: str, now: datetime) -> bytes:
    """Both, in one file to keep."""
    held = everything(voice, member_id)
    return _zipped("about-me", as_html(voice, held, name, now), as_json(held, now))


def _zipped(name: str, html: str, json_: str, beside: Mapping[str, bytes] = MappingProxyType({})) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(f"{name}.html", html)
        packed.writestr(f"{name}.json", json_)
        for file, written in beside.items():
            packed.writestr(file, written)
    return whole.getvalue()


def for_organisers(voice: Voice, member: Member, now: datetime) -> bytes:
    """What an organiser takes along when the network closes: what they may read as a member, and the handbooks."""
    eyes = Reading(voice.session, voice.content, voice.language, me=member)
    rows: list[Row] = [
        {"words": row.words, "by": readings.author(eyes, row), "when": readings.dated(row).isoformat()}
        for row in reflections.readable(voice.session, reading.reader(voice.session, member), now)
    ]
    what = voice.say("closing.along-what", when=now.date())
    page = _page(voice, voice.say("closing.along"), what, [_article(row) for row in rows])
    books = files.every(voice, reading.reader(voice.session, member), now)
    return _zipped("what-we-learnt", page, as_json({"reflections": rows}, now), books)
