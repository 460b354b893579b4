"""Councils change: an organisation has a new name, becomes part of another, or some of its people become one.

Each is shown first as what it would do, then done in one transaction. The button that does it carries what was shown:
where that holds no more, it is shown anew. Nobody's words change their readers.
"""

import re
from zoneinfo import ZoneInfo

from bot.chat import Button, Facts, Field, Option, Reply, Shown, Text
from bot.turn import Turn, numbered
from storage import departures, people, record
from storage import organisations as rows
from storage.tables import Organisation, Place

LONDON = ZoneInfo("Europe/London")
NAME, MOST = 75, 200  # characters; people in a form
KINDS = ("council", "police", "health", "housing", "voluntary")
SAME, OWN = "same", "own"  # which place a new one works in


def organisation(turn: Turn, rest: str) -> Reply:
    """One organisation, and what can change about it."""
    row = _one(turn, rest)
    place = people.place_by_id(turn.session, row.place_id)
    facts = (
        (turn.say("pages.place"), place.name if place else "–"),
        (turn.say("changing.people"), str(rows.count(turn.session, row))),
    )
    return turn.answer(
        row.name,
        Facts(facts),
        buttons=(
            Button(turn.say("changing.rename"), f"organisation rename {row.id}", opens=True),
            Button(turn.say("changing.merge"), f"organisation merge {row.id}", opens=True),
            Button(turn.say("changing.split"), f"organisation split {row.id}", opens=True),
        ),
    )


def _one(turn: Turn, typed: str) -> Organisation:
    """An organisation that is there today, and no team of the network."""
    row = people.organisation(turn.session, numbered(typed.strip()) or 0)
    if row is None or row.successor_id is not None or row.place_id is None:
        raise turn.refuse("refusal.not-found")
    return row


# --- another name ----------------------------------------------------------------------------------------------------


def rename(turn: Turn, rest: str) -> Reply:
    """Its name, and that of its place where nobody else works there; what it would be is shown first."""
    row = _one(turn, rest)
    place = _alone(turn, row)
    if turn.typed:
        own = (Field("place", turn.say("pages.place"), value=(place.name,), most=NAME),) if place else ()
        return turn.form(
            turn.say("changing.rename"),
            Field("name", turn.say("changing.name"), value=(row.name,), most=NAME),
            *own,
            submit=Button(turn.say("changing.preview"), f"organisation rename {row.id}", "main"),
        )
    name, new = _name(turn, row), _words(turn, "place") or (place.name if place else "")
    says = f"organisation rename now {row.id} {name}{f' | {new}' if place else ''}"
    facts = [(row.name, name), *([(place.name, new)] if place and place.name != new else [])]
    return _preview(turn, "changing.rename-what", facts, turn.say("changing.rename"), says)


def rename_now(turn: Turn, rest: str) -> Reply:
    """Do it."""
    number, _, names = rest.partition(" ")
    row = _one(turn, number)
    name, _, new = (part.strip()[:NAME] for part in names.partition(" | "))
    if not name or _taken(turn, row, name):
        raise turn.refuse("changing.name-taken")
    place = _alone(turn, row)
    row.name = name
    if place is not None and new:
        place.name = new
    people.add(turn.session, row)
    return _done(turn, f"renamed to {name}", row, "changing.renamed", name=name)


def _alone(turn: Turn, row: Organisation) -> Place | None:
    """Its place, where no other organisation works there."""
    beside = rows.in_place(turn.session, row.place_id or 0)
    return people.place_by_id(turn.session, row.place_id) if len(beside) == 1 else None


# --- one of two ------------------------------------------------------------------------------------------------------


def merge(turn: Turn, rest: str) -> Reply:
    """Which one it becomes part of; what would follow is shown first."""
    row = _one(turn, rest)
    if turn.typed:
        others = (each for each in people.organisations(turn.session) if each.place_id and each.id != row.id)
        options = tuple(Option(str(each.id), each.name[:75]) for each in others)
        return turn.form(
            turn.say("changing.merge-title", name=row.name),
            Field("into", turn.say("changing.into"), "choice", options),
            submit=Button(turn.say("changing.preview"), f"organisation merge {row.id}", "main"),
        )
    into = _one(turn, turn.incoming.value("into"))
    if into.id == row.id:
        raise turn.refuse("refusal.not-found")
    return _merge_preview(turn, row, into)


def _merge_preview(turn: Turn, row: Organisation, into: Organisation) -> Reply:
    count, homes = rows.count(turn.session, row), rows.workspaces(turn.session, row)
    place = people.place_by_id(turn.session, into.place_id)
    facts = [
        (turn.say("changing.from-to"), f"{row.name} → {into.name}"),
        (turn.say("changing.people-move"), str(count)),
        (turn.say("changing.workspaces"), ", ".join(turn.tenant_name(one, one.platform) for one in homes) or "–"),
        (turn.say("pages.place"), place.name if place else "–"),
    ]
    says = f"organisation merge now {row.id} {into.id} {count}"
    return _preview(turn, "changing.merge-what", facts, turn.say("changing.merge"), says)


def merge_now(turn: Turn, rest: str) -> Reply:
    """Do it, where as many people would move as were shown."""
    number, into_, shown = [*rest.split(), "", "", ""][:3]
    row, into = _one(turn, number), _one(turn, into_)
    if row.id == into.id:
        raise turn.refuse("refusal.not-found")
    for each in (row, into):
        if departures.of_place(turn.session, each.place_id) is not None:
            raise turn.refuse("changing.leaving", name=each.name)
    if numbered(shown) != rows.count(turn.session, row):
        return _merge_preview(turn, row, into)
    old, new = row.name, into.name
    rows.merge(turn.session, row, into, turn.now.astimezone(LONDON).date(), turn.now)
    return _done(turn, f"merged into organisation {into.id}", row, "changing.merged", name=old, into=new)


# --- two of one ------------------------------------------------------------------------------------------------------


def split(turn: Turn, rest: str) -> Reply:
    """Who becomes the new one, its name, and whether it works in a place of its own; shown first."""
    row = _one(turn, rest)
    among = rows.members(turn.session, row)
    if len(among) > MOST:
        raise turn.refuse("changing.too-many", most=MOST)
    if turn.typed:
        return turn.form(
            turn.say("changing.split-title", name=row.name),
            Field("name", turn.say("changing.new-name"), most=NAME),
            Field(
                "kind",
                turn.say("changing.kind"),
                "choice",
                tuple(Option(kind, turn.say(f"changing.kind-{kind}")) for kind in KINDS),
                (KINDS[0],),
            ),
            Field(
                "where",
                turn.say("changing.where"),
                "choice",
                tuple(Option(one, turn.say(f"changing.where-{one}")) for one in (SAME, OWN)),
                (SAME,),
            ),
            Field(
                "people",
                turn.say("changing.who-moves"),
                "choices",
                tuple(Option(str(each.id), f"{each.name} ({each.id})"[:75]) for each in among),
                required=False,
            ),
            submit=Button(turn.say("changing.preview"), f"organisation split {row.id}", "main"),
        )
    kind, where = turn.incoming.value("kind"), turn.incoming.value("where")
    if kind not in KINDS or where not in {SAME, OWN}:
        raise turn.refuse("refusal.not-found")
    ids = {numbered(one) for one in turn.incoming.values.get("people", ())}
    moving = [each for each in among if each.id in ids]
    name = _name(turn, row)
    facts = [
        (turn.say("changing.new-name"), name),
        (turn.say("changing.kind"), turn.say(f"changing.kind-{kind}")),
        (turn.say("changing.where"), turn.say(f"changing.where-{where}")),
        (turn.say("changing.who-moves"), ", ".join(each.name for each in moving) or "–"),
    ]
    says = f"organisation split now {row.id} {where} {kind} {','.join(str(each.id) for each in moving) or '-'} {name}"
    return _preview(turn, "changing.split-what", facts, turn.say("changing.split"), says)


def split_now(turn: Turn, rest: str) -> Reply:
    """Do it, where those who would move still work there."""
    number, where, kind, listed, name = [*rest.split(maxsplit=4), *[""] * 5][:5]
    row, name = _one(turn, number), name.strip()[:NAME]
    if where not in {SAME, OWN} or kind not in KINDS:
        raise turn.refuse("refusal.not-found")
    if not name or _taken(turn, None, name):
        raise turn.refuse("changing.name-taken")
    wanted = {numbered(one) or 0 for one in listed.split(",") if one != "-"}
    ids = [each.id for each in rows.members(turn.session, row) if each.id in wanted]
    if len(ids) != len(wanted):
        raise turn.refuse("changing.somebody-moved")
    slug = _slug(turn, name)
    place_id = row.place_id
    if where == OWN:
        before = people.place_by_id(turn.session, row.place_id)
        own = Place(slug=slug, name=name, nation=before.nation if before else "England")
        people.add(turn.session, own)
        place_id = own.id
    new = Organisation(slug=slug, name=name, kind=kind, place_id=place_id, from_date=turn.now.astimezone(LONDON).date())
    rows.split(turn.session, row, new, [number for number in ids if number is not None], turn.now)
    return _done(turn, f"split off organisation {new.id}", row, "changing.done-split", name=name)


def _slug(turn: Turn, name: str) -> str:
    """A slug of its name that neither an organisation nor a place has."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60] or "organisation"
    taken = people.slugs(turn.session, Organisation) | {row.slug for row in people.places(turn.session).values()}
    return next(one for one in (plain, *(f"{plain}-{number}" for number in range(2, 10_000))) if one not in taken)


# --- what they share -------------------------------------------------------------------------------------------------


def _words(turn: Turn, field: str) -> str:
    """A line without what the button's sentence is divided by."""
    return " ".join(turn.incoming.value(field).replace("|", " ").split())[:NAME]


def _name(turn: Turn, row: Organisation) -> str:
    name = _words(turn, "name")
    if not name or _taken(turn, row if turn.incoming.text.startswith("organisation rename") else None, name):
        raise turn.refuse("changing.name-taken", "name")
    return name


def _taken(turn: Turn, row: Organisation | None, name: str) -> bool:
    found = rows.called(turn.session, name)
    return found is not None and (row is None or found.id != row.id)


def _preview(turn: Turn, key: str, facts: list[tuple[str, str]], label: str, says: str) -> Reply:
    return turn.answer(
        turn.say("changing.would"),
        Facts(tuple(facts)),
        Text(turn.say(key)),
        buttons=(Button(label, says, "danger"),),
        shown=Shown.ONLY_YOU,
    )


def _done(turn: Turn, act: str, row: Organisation, key: str, **told: str) -> Reply:
    record.note(turn.session, turn.my_id, act, f"organisation {row.id}", turn.now)
    return turn.answer(turn.say(key, **told), turn.say("changing.words-stay"), shown=Shown.IN_PLACE)
