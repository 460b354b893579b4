"""Finding reflections again: words, and filters as choices or typed."""

import re
import shlex
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from bot.chat import Account, Address, Block, Button, Divider, Field, Incoming, Kind, Option, Reply, Text, Where
from bot.members import place_typed
from bot.readings import actions, as_blocks, author
from bot.turn import Turn, numbered
from content import Content
from storage import people
from storage import search as rows
from storage.database import Session
from storage.search import Filters
from storage.tables import Member

SHOWN = 5
EXTRACT = 400  # characters of a find that are shown
_FILTER = re.compile(r"^(council|principle|challenge|by):(.*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What was asked for: words, filters, and from which result on."""

    words: str
    filters: Filters
    offset: int = 0


def search(turn: Turn, rest: str) -> Reply:
    """Look for what this member may read."""
    if not turn.typed:
        rest = _sentence(turn)
    if not rest.strip():
        return _form(turn)
    asked = _parse(turn, rest)
    found = rows.find(
        turn.session, turn.reader, asked.words, turn.now, asked.filters, limit=SHOWN + 1, offset=asked.offset
    )
    if not found:
        return _nothing(turn, rest)
    blocks: list[Block] = []
    for hit in found[:SHOWN]:
        words, marks = extract(hit.reflection.words, asked.words)
        blocks += [Divider(), *as_blocks(turn, hit.reflection, marks, words), *actions(turn, hit.reflection)]
    if not found[0].exact:
        blocks.insert(0, Text(turn.say("search.nearest"), quiet=True))
    return turn.answer(
        turn.say("search.found", words=rest[:100]), *blocks, buttons=_buttons(turn, rest, asked, len(found))
    )


def _buttons(turn: Turn, rest: str, asked: Asked, count: int) -> tuple[Button, ...]:
    plain = re.sub(r"\s*from:\d+", "", rest)
    more = (Button(turn.say("search.more"), f"search {plain} from:{asked.offset + SHOWN}", opens=True),)
    return (*(more if count > SHOWN else ()), Button(turn.say("search.again"), "search", opens=True))


def _form(turn: Turn) -> Reply:
    anything = turn.say("search.any")
    places = sorted(people.places(turn.session).values(), key=lambda place: place.name)
    principles = turn.content.group("principle")
    challenges = people.challenges(turn.session)
    return turn.form(
        turn.say("search.title"),
        Field("words", turn.say("search.words"), required=False, most=150),
        Field(
            "council",
            turn.say("search.council"),
            "choice",
            tuple(Option(p.slug, p.name) for p in places),
            hint=anything,
            required=False,
        ),
        Field(
            "principle",
            turn.say("search.principle"),
            "choice",
            tuple(Option(p.slug, p.name_in(turn.language)) for p in principles),
            hint=anything,
            required=False,
        ),
        Field(
            "challenge",
            turn.say("search.challenge"),
            "choice",
            tuple(Option(c.slug, turn.challenge_name(c)[:75]) for c in challenges if c.state == "content"),
            hint=anything,
            required=False,
        ),
        submit=Button(turn.say("search.go"), "search", "main"),
    )


def _sentence(turn: Turn) -> str:
    """What a filled form would be, typed."""
    value = turn.incoming.value
    named = [f"{name}:{value(name)}" for name in ("council", "principle", "challenge") if value(name)]
    return " ".join([value("words"), *named]).strip() or "from:0"


def _parse(turn: Turn, sentence: str) -> Asked:
    try:
        parts = shlex.split(sentence)
    except ValueError:
        parts = sentence.replace('"', " ").replace("'", " ").split()
    words: list[str] = []
    filters = Filters()
    offset = 0
    for part in parts:
        number = numbered(part[5:]) if part.casefold().startswith("from:") else None
        if number is not None:
            offset = min(number, 1000)
        elif match := _FILTER.match(part):
            filters = _narrowed(turn, filters, match[1].casefold(), match[2])
        else:
            words.append(part)
    return Asked(" ".join(words), filters, offset)


def _narrowed(turn: Turn, filters: Filters, name: str, value: str) -> Filters:
    """The filters with one more. Refuses a value that names nothing."""
    if name == "council":
        place_id = place_typed(turn, value).place_id
        return replace(filters, place_ids=(*filters.place_ids, place_id or 0))
    slug = value.casefold().strip().replace(" ", "-")
    if name == "principle":
        if slug not in turn.content.parts:
            raise turn.refuse("search.principle-unknown", typed=value)
        return replace(filters, principles=(*filters.principles, slug))
    if name == "challenge":
        row = people.challenge(turn.session, slug)
        if row is None or row.id is None:
            raise turn.refuse("search.challenge-unknown", typed=value)
        return replace(filters, challenge_ids=(*filters.challenge_ids, row.id))
    if slug not in {"me", "fi"}:
        raise turn.refuse("search.by-unknown")
    return replace(filters, member_id=turn.my_id)


def _nothing(turn: Turn, rest: str) -> Reply:
    return turn.answer(
        turn.say("search.nothing", words=rest[:100]),
        turn.say("search.nothing-next"),
        buttons=(
            Button(turn.say("search.again"), "search", "main", opens=True),
            Button(turn.say("home.reflect"), "reflect", opens=True),
        ),
    )


def extract(words: str, asked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of a text around the first word found, and where the words stand in it."""
    stems = [word[: max(4, len(word) - 3)] for word in rows.words_of(asked)]
    pattern = re.compile("|".join(rf"\b{re.escape(stem)}\w*" for stem in stems) or r"(?!)", re.IGNORECASE)
    first = pattern.search(words)
    start = max(0, (first.start() if first else 0) - EXTRACT // 3)
    if start:
        start = words.find(" ", start) + 1
    shown = words[start : start + EXTRACT]
    lead, tail = ("… " if start else ""), (" …" if start + EXTRACT < len(words) else "")
    marks = tuple((m.start() + len(lead), m.end() + len(lead)) for m in pattern.finditer(shown))
    return lead + shown + tail, marks


# --- from the command line -------------------------------------------------------------------------------------------


def member_named(session: Session, typed: str) -> Member | None:
    """A member by number, or by name where only one is called so."""
    number = numbered(typed)
    if number is not None:
        return people.member(session, number)
    called = [row for row in people.members(session) if row.name.casefold() == typed.casefold()]
    return called[0] if len(called) == 1 else None


def found_by(
    session: Session, content: Content, member: Member, sentence: str, now: datetime, limit: int
) -> list[dict[str, object]]:
    """What `member` finds, as plain data: id, text, by, place's council, date, score."""
    somebody = Account("terminal", "", "")
    incoming = Incoming(Kind.SAID, somebody, Address("terminal", "", Where.DIRECT), "", sentence)
    turn = Turn(
        session=session,
        content=content,
        language=member.language,
        incoming=incoming,
        now=now,
        dice=Random(0),  # noqa: S311  (nothing is drawn)
        member=member,
    )
    asked = _parse(turn, sentence)
    hits = rows.find(session, turn.reader, asked.words, now, asked.filters, limit=limit)
    return [
        {
            "id": hit.reflection.id,
            "text": hit.reflection.words,
            "by": author(turn, hit.reflection),
            "date": hit.reflection.written_at.date().isoformat(),
            "score": round(hit.score, 4),
        }
        for hit in hits
    ]
