"""Reflections from a file and into one: a JSON object a line, checked whole before any of it is kept.

`{"id", "member", "council", "text", "audience", "created_at", "principles", "challenges"}`. A member is known by name,
and made where there is none of that name; whoever is made is confirmed, has no chat, and takes part in nothing. What
has no name is nobody's: somebody left it to the network.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

from bot.errors import SetupError
from bot.remembering import audience
from bot.remembering.reflections import ID_BITS, shown_from
from content import Content, find_council
from storage import importing as rows
from storage import leaving, people, record, reflections
from storage.database import Database, Session
from storage.tables import Member, Organisation, Reflection

LONGEST = 20_000  # characters of an imported text
NAMED = 20  # faults that are named before the rest is only counted
_UNSTORED = re.compile("[\0\ud800-\udfff]")  # no database takes these
NOBODYS = (audience.NETWORK, audience.NAMELESS)  # who may read what is nobody's
STEP = 200  # reflections a transaction: under 50 ms


@dataclass(frozen=True)
class Line:
    """One reflection of a file, checked. `council` is a place's slug, empty where it was written in none."""

    imported_as: str
    member: str  # empty: nobody's
    council: str
    words: str
    audience: str
    written_at: datetime
    principle: str
    challenges: tuple[int, ...]


class _FaultError(ValueError):
    """What is wrong with a line, in words for whoever wrote the file."""


@dataclass
class Shelf:
    """What names in a file may mean."""

    content: Content
    organisations: Mapping[str, Organisation]
    challenges: Mapping[str, int]


def read(lines: Iterable[str], shelf: Shelf) -> list[Line]:
    """The whole file, checked. Raises SetupError with the number of each bad line, and then nothing was kept."""
    found: list[Line] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            line = _line(text, shelf)
        except _FaultError as fault:
            faults.append(f"line {number}: {fault}")
            continue
        before = seen.setdefault(line.imported_as, number)
        if before != number:
            faults.append(f"line {number}: the id {line.imported_as} stands in line {before} already")
        found.append(line)
    if faults:
        more = [f"… and {len(faults) - NAMED} more lines"] if len(faults) > NAMED else []
        raise SetupError("\n".join(["Nothing was imported.", *faults[:NAMED], *more]))
    return found


def _line(text: str, shelf: Shelf) -> Line:
    try:
        value = json.loads(text)
    except ValueError:
        raise _FaultError("this is not JSON") from None
    except RecursionError:
        raise _FaultError("this is nested too deeply") from None
    if not isinstance(value, dict):
        raise _FaultError("this is not an object")
    if not isinstance(value.get("id"), str | int) or isinstance(value.get("id"), bool) or value["id"] == "":
        raise _FaultError("“id” has to be a text or a whole number")
    words = _text(value, "text").strip()
    if not words or len(words) > LONGEST:
        raise _FaultError(f"“text” has to have between 1 and {LONGEST} characters")
    who = str(value.get("audience", ""))
    if who not in audience.ALL:
        raise _FaultError(f"“audience” is “{who}”, but has to be one of: {', '.join(audience.ALL)}")
    return Line(
        imported_as=json.dumps(value["id"]),
        member=_member(value, who),
        council=_council(value, shelf),
        words=words,
        audience=who,
        written_at=_moment(value),
        principle=_principle(value, shelf),
        challenges=tuple(_challenge(name, shelf) for name in _list(value, "challenges")),
    )


def _text(value: Mapping[str, Any], name: str) -> str:
    found = value.get(name)
    if not isinstance(found, str):
        raise _FaultError(f"“{name}” has to be a text")
    if _UNSTORED.search(found):
        raise _FaultError(f"“{name}” has letters that cannot be stored")
    return found


def _list(value: Mapping[str, Any], name: str) -> list[str]:
    found = value.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise _FaultError(f"“{name}” has to be a list of texts")
    return found


def _member(value: Mapping[str, Any], who: str) -> str:
    name = " ".join(_text(value, "member").split())
    if len(name) > 80:  # noqa: PLR2004  (as in the form)
        raise _FaultError("“member” has to have at most 80 characters")
    if not name and who not in NOBODYS:
        raise _FaultError(f"“member” may be empty only where “audience” is one of: {', '.join(NOBODYS)}")
    return name


def _council(value: Mapping[str, Any], shelf: Shelf) -> str:
    typed = _text(value, "council").strip()
    if not typed or typed.casefold() in shelf.organisations:
        return typed.casefold()
    near = find_council(shelf.content.councils, typed)
    if not near or not near[0].sure:
        raise _FaultError(
            f"there is no council “{typed}”" + (f"; did you mean “{near[0].council.slug}”?" if near else "")
        )
    return near[0].council.slug


def _moment(value: Mapping[str, Any]) -> datetime:
    typed = _text(value, "created_at")
    try:
        found = datetime.fromisoformat(typed)
    except ValueError:
        raise _FaultError(f"“created_at” is “{typed}”, but has to be like 2026-03-01T09:30:00Z") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _principle(value: Mapping[str, Any], shelf: Shelf) -> str:
    """The first of them: a reflection has one."""
    for typed in _list(value, "principles"):
        slug = typed.casefold().strip().replace(" ", "-")
        if slug not in shelf.content.parts:
            raise _FaultError(f"there is no principle “{typed}”")
        return slug
    return ""


def _challenge(typed: str, shelf: Shelf) -> int:
    found = shelf.challenges.get(typed.casefold().strip().replace(" ", "-"))
    if found is None:
        raise _FaultError(f"there is no challenge “{typed}”")
    return found


# --- keeping ---------------------------------------------------------------------------------------------------------


def shelf_of(session: Session, content: Content) -> Shelf:
    """What names may mean in this network."""
    return Shelf(
        content,
        {row.slug: row for row in people.organisations(session)},
        {row.slug: row.id for row in people.challenges(session) if row.id is not None},
    )


def keep(
    database: Database,
    content: Content,
    lines: Iterable[str],
    now: datetime,
    dice: Random,
    tell: Callable[[int, int], None],
) -> tuple[int, int]:
    """Keep what a file holds; (new ones, those that were there already). `tell` hears how many of how many are done.

    A file that was broken off goes on where it stopped when it is imported once more.
    """
    with database.read() as session:
        shelf = shelf_of(session, content)
        session.expunge_all()
    found = read(lines, shelf)
    with database.read() as session:
        there = rows.imported(session)
    new = [line for line in found if line.imported_as not in there]
    if new:
        with database.write() as session:
            record.note(session, None, "imported reflections", f"{len(new)} reflections", now)
    members = _members(database, new, shelf, now)
    for begin in range(0, len(new), STEP):
        some = [(_row(line, members, shelf, dice), line.challenges) for line in new[begin : begin + STEP]]
        with database.write() as session:
            reflections.keep_many(session, some)
        tell(min(begin + STEP, len(new)), len(new))
    return len(new), len(found) - len(new)


def _members(database: Database, lines: Sequence[Line], shelf: Shelf, now: datetime) -> dict[str, int]:
    """The number of everybody who is named, and of nobody where something has no name; who is not known is made."""
    councils: dict[str, str] = {}
    for line in lines:
        councils.setdefault(line.member, line.council)
    with database.read() as session:
        known = rows.numbers_by_name(session)
    if "" in councils:
        with database.write() as session:
            known[""] = leaving.nobody(session, now)
    missing = [name for name in councils if name not in known]
    for begin in range(0, len(missing), STEP):
        made = [_newcomer(name, shelf.organisations.get(councils[name]), now) for name in missing[begin : begin + STEP]]
        with database.write() as session:
            known |= rows.add_members(session, made)
    return known


def _newcomer(name: str, organisation: Organisation | None, now: datetime) -> Member:
    return Member(
        name=name,
        organisation_id=organisation.id if organisation else None,
        confirmed_at=now,
        introductions="no",
        questions="no",
        digest=False,
        requests=False,
        joined_at=now,
    )


def _row(line: Line, members: Mapping[str, int], shelf: Shelf, dice: Random) -> Reflection:
    organisation = shelf.organisations.get(line.council)
    return Reflection(
        id=dice.getrandbits(ID_BITS),
        member_id=members[line.member],
        organisation_id=organisation.id if organisation else None,
        place_id=organisation.place_id if organisation else None,
        words=line.words,
        audience=line.audience,
        principle=line.principle,
        shown_from=shown_from(line.written_at, line.audience),
        written_at=line.written_at,
        imported_as=line.imported_as,
    )


# --- and out again ---------------------------------------------------------------------------------------------------


def written(database: Database, now: datetime) -> Iterator[str]:
    """Every reflection as a line that can be imported again, private ones too. That this begins is on record."""
    with database.write() as session:
        record.note(session, None, "exported every reflection", "", now)
    after = -1
    while True:
        with database.read() as session:
            some = rows.after(session, after, STEP)
            lines = [_as_line(*each) for each in some]
            after = some[-1][0].id if some else after
        if not lines:
            return
        yield from lines


def _as_line(row: Reflection, name: str, council: str, challenges: Sequence[str]) -> str:
    value = {
        "id": json.loads(row.imported_as) if row.imported_as else row.id,
        "member": name,
        "council": council,
        "text": row.words,
        "audience": row.audience,
        "created_at": row.written_at.isoformat(),
        "principles": [row.principle] if row.principle else [],
        "challenges": challenges,
    }
    return json.dumps(value, ensure_ascii=False)
