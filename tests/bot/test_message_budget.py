"""The message budget: however much there is to tell, nobody hears more than two things a week and one a day."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from adapters.main import build
from adapters.parts import Parts
from adapters.settings import Settings
from bot.asking.civil import next_civil
from bot.chat import Address, Where, address_to_json
from bot.delivering import notices
from bot.delivering.notices import Told
from storage import people
from storage.tables import Account, Member, Notice

BEGIN = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
WEEKS = 26
ZONES = ("Europe/London", "America/Toronto", "Pacific/Auckland")


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Parts]:
    parts = build(Settings(_env_file=None, database_url=f"sqlite:///{tmp_path}/u.db"), beats=False)
    yield parts
    parts.close()


def _members(parts: Parts) -> None:
    with parts.database.write() as session:
        for number, zone in enumerate(ZONES):
            member = Member(name=f"Somebody {number}", zone=zone, joined_at=BEGIN)
            people.add(session, member)
            direct = address_to_json(Address("terminal", "here", Where.DIRECT, f"u{number}"))
            account = Account(
                member_id=member.id or 0,
                platform="terminal",
                tenant="here",
                user=f"u{number}",
                direct=direct,
                seen_at=BEGIN,
            )
            people.add(session, account)


@pytest.mark.thorough
def test_half_a_year_of_too_much_to_tell_keeps_the_budget(parts: Parts) -> None:
    _members(parts)
    chance = Random(1)
    renders = {kind: lambda telling: Told(telling.voice.card(telling.about)) for kind in notices.ORDER}
    now = BEGIN
    while now < BEGIN + timedelta(weeks=WEEKS):
        now += timedelta(hours=chance.choice((1, 2, 5, 9)))
        with parts.database.write() as session:
            for member in people.members(session):
                if chance.random() < 0.3:
                    kind, about = chance.choice(notices.ORDER), f"thing {chance.getrandbits(40)}"
                    until = now + timedelta(days=chance.choice((1, 6, 14)))
                    notices.put(session, member, kind, about, now, until)
            notices.plan(session, parts.content, now, renders)
    holds(parts, sent_at(parts, BEGIN), WEEKS)


def sent_at(parts: Parts, since: datetime) -> list[tuple[int, str, str, datetime]]:
    """What was told since then, as the rows have it: whom, of which kind, about what, when."""
    from sqlmodel import col, select  # noqa: PLC0415  (looks at the rows themselves)

    sent = (Notice.state == "sent", col(Notice.sent_at) >= since)
    with parts.database.read() as session:
        found = session.exec(select(Notice).where(*sent)).all()
        return [(row.member_id, row.kind, row.about, row.sent_at) for row in found if row.sent_at]


def holds(parts: Parts, told: Sequence[tuple[int, str, str, datetime]], least: int) -> None:
    """The budget was kept for everybody, who were told so many things at least."""
    with parts.database.read() as session:
        members = {row.id: (row.zone, notices.nation_of(session, row)) for row in people.members(session)}
    assert len(told) > least * len(members)  # there was much to tell, and some of it was told
    for member_id, (zone, nation) in members.items():
        moments = sorted(at for whose, _, _, at in told if whose == member_id)
        days = [at.astimezone(ZoneInfo(zone)).date() for at in moments]
        assert len(days) == len(set(days)), "two things on one day"
        for first, third in zip(moments, moments[2:], strict=False):
            assert third - first >= timedelta(days=7), "three things in a week"
        for at in moments:
            assert next_civil(at, zone, nation) == at, "told in a quiet hour"
