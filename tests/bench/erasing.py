"""One author leaves a big network: how long anybody else has to wait for it. `python -m tests.bench.erasing [--quick]`.

The author wrote about a hundred of 100,000 reflections (`--quick`: of 10,000), each shown in a message of ours, and a
thousand deliveries of others wait. Reference: `engines.md` wants no transaction of it longer than 50 ms.
"""

import sys
import tempfile
import time
from pathlib import Path

import content
from bot.delivering import copies
from bot.keeping import erasing
from storage import erasing as rows
from storage import leaving
from storage.database import Database
from storage.tables import Copy, Delivery, Member, Posting
from tests.bench.searched.engines import Ours
from tests.bench.searched.generated import NOW
from tests.bench.table import Row, hand_over, options

AUTHOR, OTHERS = 7, 1000
LONGEST_MS = 50.0
LEFT_OUT = "10,000 reflections instead of 100,000"
MEANS = """
Somebody says *forget me* in a big network. On SQLite one transaction writes at a time, so its length is what
anybody else has to wait for at most: *leaving* is the moment itself, after which nobody sees anything of theirs;
the steps after it take rows and bytes away, one short transaction after another, while everybody goes on.
"""


def main() -> int:
    """Measure, and print."""
    told = options(__doc__, LEFT_OUT).parse_args()
    size = 10_000 if told.quick else 100_000
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(f"sqlite:///{Path(folder)}/erased.db")
        ours.fill(size)
        number = _shown(ours.database)
        _leaves(ours.database, AUTHOR + 1)  # what is done for the first time takes longer
        _steps(ours.database)
        leaves = _leaves(ours.database, AUTHOR)
        steps = _steps(ours.database)
    of = f"{number} of {size:,} reflections"
    rows = [
        _held(f"leaving, with {of}", leaves),
        _held("the longest step after it", max(steps)),
        Row(f"all {len(steps)} steps, one after another", f"{sum(steps):.1f} ms"),
    ]
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


def _held(what: str, took: float) -> Row:
    longest = f"the longest that a transaction may take: {LONGEST_MS:.0f} ms"
    return Row(what, f"{took:.1f} ms", longest, took / LONGEST_MS, f"≤ {LONGEST_MS:.0f} ms", took <= LONGEST_MS)


def _shown(database: Database) -> int:
    with database.write() as session:
        items = [item for item in leaving.items_of(session, AUTHOR) if item.startswith("reflection")]
        for at, item in enumerate(items, 1):
            where = {"platform": "slack", "tenant": "T1", "conversation": f"D{at % 50}", "message": str(at)}
            ref = f'{{"platform":"slack","tenant":"T1","conversation":"D{at % 50}","message":"{at}"}}'
            session.add(Posting(id=at, about="answer", member_id=at % 40 + 10, ref=ref, posted_at=NOW, **where))
            session.flush()
            session.add(Copy(posting_id=at, item=item))
        card = '{"title":"x","blocks":[{"block":"said","words":"w","of":"reflection 1"}]}'
        session.add_all(
            Delivery(
                key=f"k{at}", kind="notice", platform="slack", tenant="T1", lane=f"l{at}", address="", card=card,
                not_before=NOW, made_at=NOW,
            )
            for at in range(OTHERS)
        )  # fmt: skip
    return len(items)


def _leaves(database: Database, number: int) -> float:
    """What `leave for good` does in its one transaction; milliseconds."""
    began = time.perf_counter()
    with database.write() as session:
        author = session.get(Member, number)
        assert author
        copies.forget_all(session, number, leaving.items_of(session, number), NOW)
        leaving.leave(session, author, NOW)
        rows.begin(session, number, NOW)
    return (time.perf_counter() - began) * 1000


def _steps(database: Database) -> list[float]:
    library, took = content.load(), []
    while True:
        began = time.perf_counter()
        more = erasing.step(database, library, NOW)
        took.append((time.perf_counter() - began) * 1000)
        if not more:
            return took


if __name__ == "__main__":
    sys.exit(main())
