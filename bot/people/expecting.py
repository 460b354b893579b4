"""Members from a file: a list of who is expected, so that where they work is guessed and confirmed once they come.

Nobody is a member, matched or written to for standing in it. Kept is a digest of how they will be known, where they
work and their role, until they join, and ninety days at most. A file is taken whole or not at all, and again at will.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat import Account as Who
from bot.chat import Button, Facts, Field, Problem, Profile, Reply, Shown, Text, Where, known_digest
from bot.errors import SetupError
from bot.turn import Turn
from content import Content, find_council
from storage import expected, organisations, people, record
from storage.database import Database, Session
from storage.tables import Expected, Organisation

KEPT = timedelta(days=90)
LONGEST, ROWS = 150_000, 2000  # characters and rows of a list
NAMED, SHOWN = 20, 30  # faults that are named, and rows that are shown in a chat
ROLE = 80
COLUMNS = {
    "email": "email",
    "e-mail": "email",
    "id": "id",
    "council": "council",
    "organisation": "council",
    "role": "role",
}
MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
ID = re.compile(r"(slack|teams):[^:\s]+:[^\s]+")

Say = Callable[..., str]


@dataclass(frozen=True)
class Row:
    """A row that is to be kept. `who` is how it names somebody: shown once to who brought it, and never kept."""

    number: int
    who: str
    digest: str
    organisation: Organisation
    role: str


@dataclass(frozen=True)
class Looked:
    """A list, looked over: what could be kept, and what is wrong, row by row."""

    rows: Sequence[Row]
    faults: Sequence[tuple[int, str]]


def digests(profile: Profile | None, who: Who) -> list[str]:
    """Everything that somebody who is here may be expected under. Of guests no address is believed."""
    by_mail = [profile.mail] if profile and profile.mail and not profile.guest else []
    return [*by_mail, known_digest(f"{who.platform}:{who.tenant}:{who.user}")]


def whom(turn: Turn) -> Expected | None:
    """What was said of this person before they came."""
    return expected.find(turn.session, digests(turn.incoming.profile, turn.incoming.account), turn.now)


def has_come(turn: Turn) -> None:
    """They are here: what was kept of them until then goes."""
    expected.forget(turn.session, digests(turn.incoming.profile, turn.incoming.account))


# --- reading a list --------------------------------------------------------------------------------------------------


def looked_over(lines: Iterable[str], session: Session, content: Content, say: Say) -> Looked:
    """The whole list: the rows that hold, and what is wrong with the others. Rows are counted as in the file."""
    reader = csv.reader(lines, skipinitialspace=True)
    known = {row.name.casefold(): row for row in people.organisations(session)}
    known |= {row.slug: row for row in known.values()}
    found, faults = dict[str, Row](), list[tuple[int, str]]()
    head: Sequence[str] | None = None
    try:
        for cells in reader:
            number = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if head is None:
                head = [COLUMNS.get(cell.strip().strip("\ufeff").casefold(), "") for cell in cells]
                if "council" not in head or not {"email", "id"} & set(head):
                    return Looked([], [(number, say("expecting.no-head"))])
                continue
            named = dict(zip(head, (cell.strip() for cell in cells), strict=False))
            row = _row(number, named, content, known, say)
            if isinstance(row, str):
                faults.append((number, row))
            elif found.setdefault(row.digest, row) is not row:
                faults.append((number, say("expecting.twice", number=found[row.digest].number)))
    except csv.Error:
        faults.append((reader.line_num, say("expecting.no-csv")))
    if len(found) > ROWS:
        faults.append((ROWS + 1, say("expecting.too-many", most=ROWS)))
    return Looked(list(found.values()), faults)


def _row(
    number: int, cells: Mapping[str, str], content: Content, known: Mapping[str, Organisation], say: Say
) -> Row | str:
    """A row that is to be kept, or what is wrong with it."""
    mail, ident, role = cells.get("email", ""), cells.get("id", ""), " ".join(cells.get("role", "").split())
    who, typed = mail or ident, cells.get("council", "")
    if not (MAIL.fullmatch(mail) if mail else ID.fullmatch(ident)):
        return say("expecting.no-who", typed=who)
    if len(role) > ROLE:
        return say("expecting.long-role", most=ROLE)
    organisation = known.get(typed.casefold())
    if organisation is None and typed:
        near = find_council(content.councils, typed)
        organisation = known.get(near[0].council.slug) if near and near[0].sure else None
    if organisation is None:
        return say("expecting.no-council", typed=typed)
    return Row(number, who, known_digest(who), organisation, role)


def keep(session: Session, rows: Sequence[Row], now: datetime) -> tuple[int, int]:
    """Keep a list; (new ones, those that stood in it already, whose time begins anew)."""
    before = expected.among(session, [row.digest for row in rows])
    expected.keep(
        session,
        [
            Expected(digest=row.digest, organisation_id=row.organisation.id or 0, role=row.role, until=now + KEPT)
            for row in rows
        ],
    )
    return len(rows) - len(before), len(before)


def from_file(database: Database, content: Content, lines: Iterable[str], now: datetime) -> tuple[int, int]:
    """The same for the command line. Raises SetupError with the number of each bad row, and then nothing was kept."""

    def say(key: str, **told: str | int) -> str:
        return content.wording.say(key, "en", **told)

    with database.write() as session:
        looked = looked_over(lines, session, content, say)
        if looked.faults or not looked.rows:
            told = [f"row {number}: {fault}" for number, fault in looked.faults[:NAMED]]
            more = [f"… and {len(looked.faults) - NAMED} more rows"] if len(looked.faults) > NAMED else []
            raise SetupError("\n".join(["Nothing was imported.", *told, *more]))
        counts = keep(session, looked.rows, now)
        record.note(session, None, "imported a list of members", f"{len(looked.rows)} people", now)
        return counts


# --- on the page, or in the chat -------------------------------------------------------------------------------------


def import_members(turn: Turn, _rest: str) -> Reply:
    """Paste a list, and look at every row."""
    return _imported(turn, at_once=False)


def import_members_now(turn: Turn, _rest: str) -> Reply:
    """What was looked at is kept: the button under it says this."""
    return _imported(turn, at_once=True)


def _imported(turn: Turn, *, at_once: bool) -> Reply:
    if turn.typed:
        return _form(turn, "", "import members", turn.say("expecting.look"))
    typed = "\n".join(turn.incoming.values.get("rows", ()))
    if not typed.strip() or len(typed) > LONGEST:
        raise turn.refuse("expecting.empty", "rows")
    looked = looked_over(typed.splitlines(), turn.session, turn.content, turn.say)
    if looked.faults or not looked.rows:
        first = [turn.say("expecting.row", number=number, fault=fault) for number, fault in looked.faults[:5]]
        told = "\n".join([turn.say("expecting.nothing"), *first])
        form = _form(turn, typed, "import members", turn.say("expecting.look"), _shown(turn, looked))
        return replace(form, problem=Problem(told, "rows"))
    if not at_once:
        sure = turn.say("expecting.import", count=len(looked.rows))
        return _form(turn, typed, "import members now", sure, _shown(turn, looked))
    new, there = keep(turn.session, looked.rows, turn.now)
    record.note(turn.session, turn.my_id, "imported a list of members", f"{len(looked.rows)} people", turn.now)
    return turn.answer(
        turn.say("expecting.done", count=new),
        *((turn.say("expecting.there", count=there),) if there else ()),
        turn.say("expecting.then", days=KEPT.days),
        shown=Shown.IN_PLACE,
    )


def _form(turn: Turn, typed: str, says: str, label: str, *shown: Facts) -> Reply:
    return turn.form(
        turn.say("expecting.title"),
        *shown,
        turn.say("expecting.what", days=KEPT.days),
        Text(turn.say("expecting.how"), quiet=True),
        Field("rows", turn.say("expecting.rows"), "words", value=(typed,) if typed else (), most=LONGEST),
        submit=Button(label, says, "main"),
    )


def _shown(turn: Turn, looked: Looked) -> Facts:
    """Every row, as it would be kept or with what is wrong; in a chat the first ones."""
    told = {row.number: " · ".join(filter(None, (row.who, row.organisation.name, row.role))) for row in looked.rows}
    told |= {number: turn.say("expecting.wrong", fault=fault) for number, fault in looked.faults}
    numbers = sorted(told)
    if turn.incoming.address.where is not Where.PAGE:
        numbers = numbers[:SHOWN]
    return Facts(tuple((turn.say("expecting.number", number=number), told[number]) for number in numbers))


def organisation_of(turn: Turn) -> Organisation | None:
    """Where this person was said to work, before they came."""
    row = whom(turn)
    found = people.organisation(turn.session, row.organisation_id) if row else None
    return organisations.now(turn.session, found) if found else None
