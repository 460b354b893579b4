"""How long organisers wait for each of their pages in a big network.

    python -m tests.bench.pages            20,000 members and a million reflections, on both databases
    python -m tests.bench.pages --quick    2,000 members and 20,000 reflections
    python -m tests.bench.pages --members 5000 --reflections 100000    another size, to look for what scans

`upstream serve` answers over HTTP, as it does for a browser. Each page is opened once before it is counted.
"""

import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import httpx
from sqlalchemy import insert, text, update
from sqlmodel import col

from bot.organising.door import PAGES
from storage import people, visits
from storage.database import Database
from storage.tables import (
    Account,
    Asking,
    Audit,
    Group,
    GroupMember,
    Handbook,
    HandbookTheme,
    Member,
    MemberChallenge,
    Reflection,
    Stocktake,
)
from tests.bench import slack
from tests.bench.running import SERVE, program
from tests.bench.searched.engines import Ours
from tests.bench.searched.generated import CHALLENGES, PLACES, PRINCIPLES
from tests.bench.table import Row, hand_over, options, say
from tests.servers import own_postgres

BIG, SMALL = (20_000, 1_000_000), (2_000, 20_000)
PAGE_SECONDS = 1.0
ROUNDS, ASKINGS, ACTS, CLAIMS, PIECES = 10, 104, 5_000, 200, 2_000
OPENED, FEWER = 20, 5  # times each
ALSO = ("people?name=an", "questions?part=share-power", "handbook?book=1&theme=1")
NUMBERED = ("place", "organisation", "challenge", "member", "asking", "introduction_group")  # here, not by PostgreSQL
LEFT_OUT = "2,000 members and 20,000 reflections, not 20,000 and a million; each page opened five times, not twenty"
MEANS = """
What an organiser waits for in a network of twenty thousand members who wrote a million reflections: every page, from
asking for it until the last byte of it is there, half of the times (p50) and nineteen of twenty times (p95). Ten rounds
of introductions, two years of weekly questions, two hundred claims to confirm, a handbook and a stocktake are in it.
The reference is an answer that looks nothing up, from the same program.
"""


def measured(url: str, folder: Path, members: int, reflections: int, times: int) -> Iterator[Row]:
    """Each page on one database."""
    kind, visit = "SQLite" if url.startswith("sqlite") else "PostgreSQL", secrets.token_urlsafe(16)
    say(f"{kind}: a network of {members:,} members and {reflections:,} reflections is made")
    ours = Ours(url)
    ours.fill(reflections, members)
    with_a_past(ours.database, members)
    organiser(ours.database, visit)
    ours.database.close()
    port = slack.free_port()
    environment = {
        "DATABASE_URL": url,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "LOG_LEVEL": "WARNING",
        "MOST_A_MINUTE": "0",
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": slack.THREAD.secret,
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
    }
    with program(SERVE, port, environment, folder):
        cookies = {"upstream-visit": visit}
        with httpx.Client(base_url=environment["BASE_URL"], cookies=cookies, timeout=300, trust_env=False) as browser:
            least = median(seconds(browser, "/healthz", times))
            for page in (*PAGES, *ALSO):
                took = seconds(browser, f"/organise/{page}", times)
                most = quantiles(took, n=20, method="inclusive")[-1]
                beside, met = f"an answer that asks nothing: {least * 1000:.0f} ms", most <= PAGE_SECONDS
                half = f"p50 {median(took) * 1000:.0f}, p95 {most * 1000:.0f} ms"
                yield Row(f"{kind}: *{page}*", half, beside, most / least, f"p95 ≤ {PAGE_SECONDS:g} s", met)


def seconds(browser: httpx.Client, address: str, times: int) -> list[float]:
    """Of each time but the first, in which what is only done once is done."""
    found = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        browser.get(address).raise_for_status()
        found.append(time.perf_counter() - begun)
    return found[1:]


# --- a network with a past -------------------------------------------------------------------------------------------


def with_a_past(database: Database, members: int) -> None:
    """Everything that a page counts, beside the reflections."""
    now, numbers = datetime.now(UTC), range(1, members + 1)
    weeks = [now - timedelta(weeks=ASKINGS - number) for number in range(ASKINGS)]
    asked = [{"id": n, "prompt": f"p-{n}", "question": "One?", "asked_at": at} for n, at in enumerate(weeks, 1)]
    chats = [{"member_id": n, "platform": "slack", "tenant": "T1", "user": f"U{n}", "seen_at": now} for n in numbers]
    faces = [{"member_id": n, "challenge_id": n % CHALLENGES + 1, "stance": "faces"} for n in numbers]
    acts = [{"at": now - timedelta(minutes=n), "act": "confirmed", "about": f"member {n}"} for n in range(ACTS)]
    with database.engine.begin() as connection:
        connection.execute(insert(Asking), [{"principle": PRINCIPLES[0], "space_ids": [], **one} for one in asked])
        connection.execute(insert(Account), chats)
        connection.execute(insert(MemberChallenge), faces)
        connection.execute(insert(Audit), acts)
        connection.execute(text("DELETE FROM meaning"))  # what they mean was read long ago: nobody reads it meanwhile
        week = 1 + col(Reflection.id) % ASKINGS
        connection.execute(update(Reflection).values(asking_id=week, kept_at=now))  # what is kept is not let go
        connection.execute(text("UPDATE member SET name = 'Ann Example ' || id, language = 'en'"))
        connection.execute(text(f"UPDATE member SET confirmed_at = NULL WHERE id <= {CLAIMS}"))
    introduced(database, members)
    with database.write() as session:
        book = Handbook(title="A year", first=weeks[0].date(), last=now.date(), state="asked", made_at=now)
        people.add(session, book)
        for place, slug in enumerate(PRINCIPLES):
            people.add(session, HandbookTheme(handbook_id=book.id or 0, principle=slug, position=place))
        pooled = {"purpose": 7, "share-power": 5}
        told = {"answered": 900, "pooled": pooled, "leverage": "purpose", "told_up_to": None}
        people.add(session, Stocktake(last=now.date(), state="closed", opened_at=now, closed_at=now, **told))
    asked_for = text(
        "INSERT INTO handbook_piece (handbook_id, reflection_id, member_id, answer, asked_at, position, left_out) "
        "SELECT 1, id, member_id, 'yes', written_at, 1, :no FROM reflection WHERE audience = 'network' LIMIT :most"
    )
    with database.engine.begin() as connection:
        connection.execute(asked_for, {"no": False, "most": PIECES})
    if not database.sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in (
                "place",
                "organisation",
                "challenge",
                "member",
                "asking",
                "introduction_group",
            ):  # numbered here
                connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))
            connection.execute(text("VACUUM ANALYZE"))


def introduced(database: Database, members: int) -> None:
    """Ten rounds in which everybody met somebody of another place; half said that they met."""
    numbers, now = range(1, members + 1), datetime.now(UTC)
    groups, parts = [], []
    for number in range(ROUNDS):
        apart = 1 + number % (PLACES - 1)
        for one in numbers[: members // 2]:
            ident = len(groups) + 1
            groups.append({"id": ident, "reasons": [], "introduced_at": now - timedelta(days=14 * (ROUNDS - number))})
            other = members // 2 + (one + apart - 1) % (members // 2) + 1
            parts += [{"group_id": ident, "member_id": each, "met": "yes" if one % 2 else ""} for each in (one, other)]
    with database.engine.begin() as connection:
        connection.execute(insert(Group), groups)
        connection.execute(insert(GroupMember), parts)


def organiser(database: Database, visit: str) -> None:
    """Somebody who has the pages open."""
    now = datetime.now(UTC)
    with database.write() as session:
        people.let_in(session, "slack", "T1", None, now)
        member = Member(name="Olu", joined_at=now, confirmed_at=now, organiser=True)
        people.add(session, member)
        assert member.id is not None
        people.add(session, Account(member_id=member.id, platform="slack", tenant="T1", user="UOLU", seen_at=now))
        visits.begin(session, visit, member.id, now, now + timedelta(hours=4))


def main() -> int:
    """Read the options and run."""
    asked = options(__doc__, LEFT_OUT)
    asked.add_argument("--members", type=int)
    asked.add_argument("--reflections", type=int)
    told = asked.parse_args()
    members, reflections = SMALL if told.quick else BIG
    members, reflections = told.members or members, told.reflections or reflections
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder, times = Path(name), FEWER if told.quick else OPENED
        rows += measured(f"sqlite:///{folder}/big.db", folder, members, reflections, times)
        with own_postgres(folder) as (url, _):
            rows += measured(url, folder, members, reflections, times)
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


if __name__ == "__main__":
    sys.exit(main())
