"""One author leaves a big network: how long anybody else has to wait for it. `python -m tests.bench.erasing [--quick]`.

The author wrote about a hundred of 100,000 reflections (`--quick`: of 10,000), each shown in a message of ours, and a
thousand deliveries of others wait. Reference: `engines.md` wants no transaction of it longer than 50 ms.
"""

import argparse
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

AUTHOR, OTHERS = 7, 1000


def main() -> int:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="10,000 reflections")
    size = 10_000 if asked.parse_args().quick else 100_000
    with tempfile.TemporaryDirectory() as folder:
        ours = Ours(f"sqlite:///{Path(folder)}/erased.db")
        ours.fill(size)
        number = _shown(ours.database)
        _leaves(ours.database, AUTHOR + 1)  # what is done for the first time takes longer
        _steps(ours.database)
        leaves = _leaves(ours.database, AUTHOR)
        steps = _steps(ours.database)
    sys.stdout.write(
        f"{size:,} reflections, {number} of them of the author\n"
        f"  leaving                {leaves:8.1f} ms\n"
        f"  longest step after it  {max(steps):8.1f} ms\n"
        f"  all {len(steps):4} steps         {sum(steps):8.1f} ms\n"
    )
    return 0


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
