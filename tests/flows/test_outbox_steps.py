"""Single steps of a delivery at the moment when something happens between them, in a time of its own."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.chat import Address, Card, MessageRef, Pace, Where
from bot.delivering import outbox
from bot.errors import Gone
from storage import outbox as rows
from storage import people
from storage.database import Database
from storage.tables import Delivery, Posting, Space
from tests.flows.failing import Cloud, Process, Time, Weather, database_in

pytestmark = pytest.mark.on("sqlite", "postgres")

HERE = Address("asked", "t", Where.CHANNEL, conversation="one")


class Stage:
    """One database, one platform, and processes as they are wanted."""

    def __init__(self, database: Database) -> None:
        self.database, self.time = database, Time()
        self.cloud = Cloud("asked", can_be_asked=True)
        self.processes: list[Process] = []

    def process(self) -> Process:
        """One more."""
        self.processes.append(Process(self.database, {"asked": self.cloud}, self.time, Weather(self.time)))
        return self.processes[-1]

    def decides(self, words: str, kind: str = "notice", address: Address = HERE) -> None:
        """Something is to be said."""
        with self.database.write() as session:
            outbox.put(session, address, Card(words), kind=kind, about=f"thing {words}", now=self.time.now())

    def states(self) -> list[str]:
        """What became of everything, in the order in which it was decided."""
        with self.database.read() as session:
            return list(session.exec(select(Delivery.state).order_by(Delivery.id)))  # type: ignore[arg-type]


@pytest.fixture
def stage(tmp_path: object) -> Iterator[Stage]:
    stage = Stage(database_in(str(tmp_path)))
    yield stage
    for process in stage.processes:
        process.dies()
    stage.database.close()


def test_what_may_have_arrived_is_asked_for_though_much_else_goes_out(stage: Stage) -> None:
    """A tenant that is busy for minutes does not put the question off until it is done."""
    stage.cloud.pace = Pace(conversation=1, tenant=5)
    for number in range(200):
        stage.decides(f"{number}", "words", Address("asked", "t", Where.CHANNEL, conversation=f"{number % 20}"))
    stage.cloud.fates = ["drops"]
    stage.process().runs(25)
    assert stage.states()[0] == "sent"
    assert stage.states().count("pending") > 50
    assert stage.cloud.came["0"] == 1


def test_who_was_stopped_before_sending_sends_nothing_and_nobody_need_ask(stage: Stage) -> None:
    stage.cloud.can_be_asked = False
    stage.decides("Once")
    first = stage.process()
    while stage.states() != ["sending"]:
        first.runs(0.001)
    stage.time.seconds += 20  # less than its lease, more than it may take between saying so and sending
    first.runs(10)
    assert stage.states() == ["sent"]
    assert stage.cloud.came["Once"] == 1


def test_who_was_stopped_past_its_lease_before_sending_sends_nothing(stage: Stage) -> None:
    """Another has taken over, and could not tell."""
    stage.cloud.can_be_asked = False
    stage.decides("Held")
    first, second = stage.process(), stage.process()
    while stage.states() != ["sending"]:
        first.runs(0.001)
    stage.time.seconds += 70
    second.runs(10)
    assert stage.states() == ["uncertain"]
    first.runs(10)
    assert stage.states() == ["uncertain"]
    assert not stage.cloud.came


def test_words_withdrawn_before_they_are_sent_again_are_not_shown(stage: Stage) -> None:
    stage.decides("Secret")
    stage.cloud.fates = ["fails"]
    first = stage.process()
    first.runs(1)
    assert stage.states() == ["sending"]
    with stage.database.write() as session:
        row = session.get_one(Delivery, 1)
        session.expunge(row)
        outbox.withdraw(session, "thing Secret", stage.time.now())
        assert not rows.begin(session, row, stage.time.now(), stage.time.now() + timedelta(seconds=60), "")
    first.runs(100)
    assert stage.states() == ["dead"]
    assert not stage.cloud.came


def test_a_platform_that_names_no_message_has_taken_it_all_the_same(stage: Stage) -> None:
    class Nameless(Cloud):
        async def post(self, address: Address, card: Card, key: str) -> MessageRef:
            ref = await super().post(address, card, key)
            return MessageRef(ref.platform, ref.tenant, ref.conversation, "")

    stage.cloud = Nameless("asked", can_be_asked=False)
    stage.decides("One", "words")
    stage.decides("Two", "words")
    stage.process().runs(300)
    assert stage.states() == ["sent", "sent"]
    assert (stage.cloud.came["One"], stage.cloud.came["Two"]) == (1, 1)


@pytest.mark.parametrize(("thread", "state"), [("", "gone"), ("1.1", "home")])
def test_a_thread_that_is_gone_is_not_its_channel(stage: Stage, thread: str, state: str) -> None:
    class Closed(Cloud):
        async def post(self, address: Address, card: Card, key: str) -> MessageRef:
            if address.thread == thread:
                raise Gone("thread_not_found")
            return await super().post(address, card, key)

    stage.cloud = Closed("asked", can_be_asked=True)
    with stage.database.write() as session:
        space = Space(
            platform="asked", tenant="t", conversation="one", name="home", address="{}", since=stage.time.now()
        )
        people.add(session, space)
    stage.decides("In it", address=Address("asked", "t", Where.CHANNEL, conversation="one", thread=thread))
    stage.decides("Beside it", address=Address("asked", "t", Where.CHANNEL, conversation="one", thread="2.2"))
    stage.process().runs(10)
    with stage.database.read() as session:
        assert session.exec(select(Space.state)).one() == state
    assert stage.cloud.came["Beside it"] == (state == "home")


def test_what_is_held_for_an_organiser_holds_up_nothing_behind_it(stage: Stage) -> None:
    stage.cloud.can_be_asked = False
    stage.cloud.fates = ["drops"]
    stage.decides("Perhaps")
    stage.decides("Certainly")
    first = stage.process()
    first.runs(60)
    assert stage.states() == ["uncertain", "sent"]
    with stage.database.write() as session:
        assert rows.again(session, 1, stage.time.now())
    first.runs(20)
    assert stage.states() == ["sent", "sent"]


def test_what_was_cut_off_by_an_end_is_asked_for_after_a_moment(stage: Stage) -> None:
    """Not at once: the platform may still be taking it."""
    stage.decides("Slowly")
    stage.cloud.fates = ["hangs"]
    first, second = stage.process(), stage.process()
    first.runs(1)
    first.ends()
    stage.processes.remove(first)
    second.runs(3)
    for message in stage.cloud.on_its_way:
        stage.cloud.arrives(message)
    second.runs(30)
    assert stage.states() == ["sent"]
    assert stage.cloud.came["Slowly"] == 1
    with stage.database.read() as session:
        assert len(session.exec(select(Posting)).all()) == 1


def test_who_begins_alone_need_not_wait_for_the_leases_of_the_dead(stage: Stage) -> None:
    stage.decides("Sent when it died")
    stage.decides("Decided behind it")
    stage.cloud.fates = ["arrives and hangs"]
    first, second = stage.process(), stage.process()
    first.runs(1)
    assert stage.states() == ["sending", "pending"]
    second.loop.run_until_complete(second.outbox.begin_alone())
    second.runs(12)
    assert stage.states() == ["sent", "sent"]
    assert stage.cloud.came["Sent when it died"] == 1


def test_no_more_are_on_their_way_than_may_be_in_doubt_at_once(stage: Stage) -> None:
    stage.cloud.pace = Pace(conversation=1000, tenant=1000, at_once=2)
    for number in range(10):
        stage.decides(f"{number}", address=Address("asked", "t", Where.CHANNEL, conversation=f"{number}"))
    process, most = stage.process(), 0
    while stage.states().count("sent") < 10:
        process.runs(0.01)
        most = max(most, stage.states().count("sending"))
    assert most == 2


def test_a_tenant_with_much_to_say_holds_up_no_other(stage: Stage) -> None:
    """One claim has something of each, however much was decided before it."""
    with stage.database.write() as session:
        for number in range(600):
            many = Address("asked", "many", Where.CHANNEL, conversation=f"{number}")
            outbox.put(session, many, Card(f"{number}"), kind="notice", about="", now=stage.time.now())
    stage.decides("the one", address=Address("asked", "few", Where.CHANNEL, conversation="one"))
    with stage.database.write() as session:
        room = {("asked", ""): 3}
        found = rows.claim(session, "somebody", stage.time.now(), timedelta(minutes=1), 50, room)
    assert [row.tenant for row in found] == ["many", "many", "many", "few"]
