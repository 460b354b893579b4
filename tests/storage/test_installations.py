"""Of several processes one renews a workspace's tokens, and none puts old ones back."""

from datetime import timedelta

import pytest

from storage import installations, migrate
from storage.database import Database
from storage.installations import Installation, Installations
from tests.sky import MONDAY

pytestmark = pytest.mark.on("sqlite", "postgres")


def test_only_one_process_renews_and_what_changed_meanwhile_stays(database_url: str) -> None:
    database = Database(database_url)
    migrate.upgrade(database)
    kept = Installations(database, "slack")
    with database.write() as session:
        installations.keep(session, Installation(platform="slack", tenant="T1", token="a", installed_at=MONDAY))
    mine, theirs = kept.find("T1"), kept.find("T1")
    assert mine
    assert theirs
    until = MONDAY + timedelta(seconds=30)
    assert kept.claim(mine, MONDAY, until)
    assert not kept.claim(theirs, MONDAY, until)
    assert kept.claim(theirs, until, until + timedelta(seconds=30))  # the first one died over it
    assert kept.replace(theirs, "b", "r", None)
    assert not kept.replace(mine, "late", "late", None)
    with database.write() as session:
        installations.keep(session, Installation(platform="slack", tenant="T1", token="c", installed_at=MONDAY))
    assert not kept.replace(theirs, "late", "late", None)
    assert [(row.token, row.renewing_until) for row in kept.all()] == [("c", None)]
    with database.write() as session:
        installations.end(session, "slack", "T1", MONDAY)
        installations.end(session, "slack", "T9", MONDAY)
    assert kept.find("T1") is None
    assert not kept.all()
    database.close()
