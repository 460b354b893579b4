"""The desk of the outbox: in which order changes are made."""

import asyncio
from pathlib import Path

from bot.delivering.desk import TO_COME, Desk
from bot.threads import Threads
from storage.database import Database


def test_that_a_message_arrived_is_noted_before_others_are_begun(tmp_path: Path) -> None:
    asyncio.run(_noted_first(tmp_path))


async def _noted_first(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/desk.db")
    threads = Threads(database)
    desk, made = Desk(database, threads, patience=5), list[str]()
    begun = [desk.do(lambda _, number=number: made.append(f"begun {number}")) for number in range(5 * TO_COME)]
    arrived = [desk.note(lambda _, number=number: made.append(f"arrived {number}")) for number in range(3)]
    await asyncio.gather(*begun, *arrived)
    threads.close()
    database.close()
    assert made[:3] == ["arrived 0", "arrived 1", "arrived 2"]
    assert made[3:] == [f"begun {number}" for number in range(5 * TO_COME)]
