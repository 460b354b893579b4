"""Over half a year of people asking for help: nobody is asked more than once a fortnight, and all are asked alike."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from sqlmodel import Session, select

from adapters.main import build
from adapters.parts import Parts
from adapters.settings import Settings
from bot.chat import Address, Where, address_to_json
from bot.delivering import notices
from bot.delivering.notices import Told
from bot.helping import asking_three, requests
from storage import people, reflections
from storage.requests import Free
from storage.tables import Account, Asked, Member, MemberChallenge, Notice, Reflection, Request

BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WEEKS = 26
FORTNIGHT = timedelta(days=14)
PLACES = ("leeds", "gateshead", "barnsley", "york", "oldham")
HELPERS = 20


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    parts = build(Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/u.db"), beats=False)
    yield parts
    parts.close()


def _somebody(session: Session, number: int, challenge_id: int, stance: str) -> Member:
    organisation = people.organisation(session, PLACES[number % len(PLACES)])
    assert organisation
    member = Member(
        name=f"Somebody {number}", organisation_id=organisation.id, confirmed_at=BEGIN, digest=False, joined_at=BEGIN
    )
    people.add(session, member)
    direct = address_to_json(Address("terminal", "here", Where.DIRECT, f"u{number}"))
    whose = member.id or 0
    where = Account(
        member_id=whose, platform="terminal", tenant="here", user=f"u{number}", direct=direct, seen_at=BEGIN
    )
    people.add(session, where)
    people.add(session, MemberChallenge(member_id=whose, challenge_id=challenge_id, stance=stance))
    return member


def _asks(session: Session, chance: Random, member: Member, challenge_id: int, now: datetime) -> None:
    row = Reflection(
        id=chance.getrandbits(50),
        member_id=member.id or 0,
        words="How?",
        audience="only me",
        shown_from=now,
        written_at=now,
    )
    reflections.keep(session, row)
    asked = Request(
        kind="three",
        member_id=member.id or 0,
        reflection_id=row.id,
        challenge_id=challenge_id,
        words="How?",
        seed=chance.getrandbits(31),
        state="waiting",
        made_at=now,
        until=now + asking_three.WAITS,
    )
    people.add(session, asked)


def _answer(session: Session, chance: Random, now: datetime) -> None:
    """Some of those who were told answer; some never do."""
    for part in session.exec(select(Asked).where(Asked.state == "waiting")).all():
        if part.told_at and chance.random() < 0.2:
            part.state, part.answered_at = chance.choice(("line", "pass")), now
            session.add(part)


@pytest.mark.thorough
def test_nobody_is_asked_more_than_once_a_fortnight_and_all_alike(parts: Parts) -> None:
    chance = Random(3)
    with parts.database.write() as session:
        about = people.challenges(session)[0].id or 0
        helpers = [_somebody(session, number, about, "worked on").id for number in range(HELPERS)]
        askers = [_somebody(session, HELPERS + number, about, "faces").id for number in range(5)]
    renders = {
        "request": requests.render,
        "question": lambda telling: Told(telling.voice.card("?")),
        "follow-up": requests.render_end,
    }
    now = BEGIN
    while now < BEGIN + timedelta(weeks=WEEKS):
        now += timedelta(hours=chance.choice((9, 20, 31)))
        with parts.database.write() as session:
            if chance.random() < 0.5:
                asker = people.member(session, chance.choice(askers) or 0)
                assert asker
                _asks(session, chance, asker, about, now)
            for member in people.members(session, [chance.choice(helpers) or 0]):
                if chance.random() < 0.1:
                    member.paused_at = None if member.paused_at else now
                    session.add(member)
                notices.put(session, member, "question", f"asking {chance.getrandbits(40)}", now, now + FORTNIGHT)
            _answer(session, chance, now)
            requests.pass_time(session, now)
            notices.plan(session, parts.content, now, renders)
    with parts.database.read() as session:
        told = session.exec(select(Notice).where(Notice.kind == "request", Notice.state == "sent")).all()
        for member_id in helpers:
            moments = sorted(row.sent_at for row in told if row.member_id == member_id and row.sent_at)
            assert all(later - earlier >= FORTNIGHT for earlier, later in pairwise(moments))
        place = {member.id: people.place_of(session, member) for member in people.members(session)}
        for part in session.exec(select(Asked)).all():
            asked = session.get(Request, part.request_id)
            assert asked
            assert place[part.member_id] != place[asked.member_id]
        open_words = session.exec(select(Request).where(Request.words != "")).all()
        assert all(row.state != "closed" and row.until > now - timedelta(days=1) for row in open_words)
        often = Counter(row.member_id for row in told)
    assert sum(often.values()) > WEEKS * 3
    assert set(often) == set(helpers)


def test_who_was_asked_longest_ago_comes_first_and_a_seed_chooses_again() -> None:
    free = [Free(number, number % 4, BEGIN + timedelta(days=number)) for number in range(12)]
    assert {each.member_id for each in asking_three.choose(free, 1)} == {0, 1, 2}
    never = [*free, Free(20, 1), Free(21, 1), Free(22, 2)]
    chosen = asking_three.choose(never, 1)
    assert len({each.place_id for each in chosen}) == 3
    assert 22 in {each.member_id for each in chosen}
    strangers = [Free(number, number) for number in range(50)]
    assert asking_three.choose(strangers, 5) == asking_three.choose(list(reversed(strangers)), 5)
    assert asking_three.choose(strangers, 5) != asking_three.choose(strangers, 6)
    alike = Counter(each.member_id for seed in range(2000) for each in asking_three.choose(strangers, seed))
    assert max(alike.values()) < 2 * min(alike.values())
