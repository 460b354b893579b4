"""Whatever fails, in whatever order: nothing is lost, nothing said twice where one can ask, and order is kept.

Processes share one database. They are killed between any two steps, stopped past their leases, or end; platforms
refuse, fail, hang and drop connections; the database goes away, with or without what it was told last; clocks jump.
"""

import tempfile
from collections import defaultdict
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlmodel import col, select

from bot.chat import Address, Card, Where
from bot.delivering import outbox
from bot.delivering.delivery import LEASE
from storage import outbox as rows
from storage.tables import Delivery, Posting
from tests.flows.failing import FATES, Cloud, Process, Time, Weather, database_in

LANES = ("one", "two", "three")
PROCESSES = 3
WHICH = st.integers(0, PROCESSES - 1)
PLATFORM = st.sampled_from(["asked", "mute"])


class UnderFailure(RuleBasedStateMachine):
    """`words` are sent again where nobody can tell whether they arrived; a `notice` is held."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = database_in(self.folder.name)
        self.time = Time()
        self.weather = Weather(self.time)
        self.clouds = {name: Cloud(name, can_be_asked=name == "asked") for name in ("asked", "mute")}
        self.processes = [self._process() for _ in range(PROCESSES)]
        self.decided: dict[str, tuple[str, str, str, bool]] = {}  # words: platform, lane, kind, whether due at once
        self.withdrawn: set[str] = set()
        self.changed: dict[str, str] = {}

    def _process(self) -> Process:
        return Process(self.database, self.clouds, self.time, self.weather)

    # --- what is decided

    @rule(
        platform=PLATFORM, lane=st.sampled_from(LANES), kind=st.sampled_from(["words", "notice"]), later=st.booleans()
    )
    def decides(self, platform: str, lane: str, kind: str, later: bool) -> None:
        words = f"{len(self.decided):04d}"
        address = Address(platform, "t", Where.CHANNEL, conversation=lane)
        with self.database.write() as session:
            now = self.time.now()
            row = outbox.put(session, address, Card(words), kind=kind, about=f"thing {words}", now=now)
            row.not_before += timedelta(minutes=10 if later else 0)
        self.decided[words] = (platform, lane, kind, not later)

    @initialize()
    def begins_with_some(self) -> None:
        for platform in ("asked", "mute"):
            for kind in ("words", "notice"):
                self.decides(platform, "one", kind, later=False)
                self.decides(platform, "two", kind, later=False)

    @rule(number=st.integers(0, 20))
    def withdraws(self, number: int) -> None:
        words = f"{number:04d}"
        if words in self.decided:
            with self.database.write() as session:
                outbox.withdraw(session, f"thing {words}", self.time.now())
            self.withdrawn.add(words)

    @rule(number=st.integers(0, 20))
    def changes(self, number: int) -> None:
        words = f"{number:04d}"
        with self.database.write() as session:
            for posting in outbox.standing(session, f"thing {words}"):
                self.changed[words] = f"{words} changed {len(self.changed)}"
                outbox.update(session, posting, Card(self.changed[words]), now=self.time.now())

    # --- what happens

    @rule(platform=PLATFORM, fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=4))
    def goes_wrong(self, platform: str, fates: list[str]) -> None:
        self.clouds[platform].fates = fates

    @rule(which=WHICH, seconds=st.sampled_from([0.03, 0.08, 1, 40, 70]))
    def one_runs_and_the_others_are_stopped(self, which: int, seconds: float) -> None:
        self.processes[which].runs(seconds)
        if self.processes[which].threads.dead:
            self.dies(which, arrives=False)

    @rule(which=WHICH, steps=st.integers(1, 12), platform=PLATFORM, kind=st.sampled_from(["words", "notice"]))
    def is_stopped_past_its_lease(self, which: int, steps: int, platform: str, kind: str) -> None:
        """In the middle of anything; another takes over; then it goes on."""
        self.decides(platform, "three", kind, later=False)
        self.one_runs_and_the_others_are_stopped(which, steps * 0.011)
        self.time_passes(2)
        self.one_runs_and_the_others_are_stopped((which + 1) % PROCESSES, 6)
        self.one_runs_and_the_others_are_stopped(which, 1)

    @rule(seconds=st.sampled_from([0.1, 3, 70]))
    def all_run(self, seconds: float) -> None:
        for _ in range(5):
            for which in range(PROCESSES):
                self.one_runs_and_the_others_are_stopped(which, seconds / 5 / PROCESSES)

    @rule(which=WHICH, arrives=st.booleans())
    def dies(self, which: int, arrives: bool) -> None:
        """What has left it is lost on its way, or arrives just so: never later than the longest call may take."""
        self.processes[which].dies()
        for cloud in self.clouds.values():
            for message in cloud.on_its_way if arrives else ():
                if self.time.seconds - message.left <= LEASE.total_seconds() / 2:
                    cloud.arrives(message)
            cloud.on_its_way.clear()
        self.processes[which] = self._process()

    @rule(which=WHICH, writes=st.integers(0, 4), commits=st.booleans())
    def will_die_at_a_write(self, which: int, writes: int, commits: bool) -> None:
        self.processes[which].threads.left, self.processes[which].threads.commits = writes, commits

    @rule(which=WHICH)
    def ends_gracefully(self, which: int) -> None:
        if self.weather.away_until > self.time.seconds or self.processes[which].threads.left is not None:
            return
        box = self.processes[which].outbox
        self.processes[which].ends()
        with self.database.read() as session:
            held = session.exec(select(Delivery).where(Delivery.owner == box._owner, Delivery.state == "claimed")).all()
        assert not held
        self.processes[which] = self._process()

    @rule(seconds=st.sampled_from([2, 30, 90]), did_it=st.booleans())
    def the_database_goes_away(self, seconds: float, did_it: bool) -> None:
        self.weather.away_until, self.weather.did_it_all_the_same = self.time.seconds + seconds, did_it

    @rule(minutes=st.sampled_from([1, 5, 30]))
    def time_passes(self, minutes: int) -> None:
        self.time.seconds += minutes * 60

    @rule(seconds=st.sampled_from([-300, -5, 5]))
    def the_clock_is_put_right(self, seconds: float) -> None:
        """By less than a lease, or backwards: a clock that leaps ahead ends leases early, and nothing helps then."""
        self.time.moved += seconds

    # --- what holds

    @invariant()
    def nothing_is_said_twice_where_one_can_ask(self) -> None:
        keys = [one.key for one in self.clouds["asked"].stands]
        assert len(keys) == len(set(keys))

    @invariant()
    def what_is_held_when_in_doubt_never_comes_twice(self) -> None:
        for words, (platform, _, kind, _) in self.decided.items():
            assert kind == "words" or self.clouds[platform].came[words] <= 1, f"{words} is doubled"

    @invariant()
    def words_are_dropped_once_delivered(self) -> None:
        with self.database.read() as session:
            assert not session.exec(
                select(Delivery).where(Delivery.state == "sent", col(Delivery.card).is_not(None))
            ).all()

    # --- in the end

    def teardown(self) -> None:
        try:
            self._settles()
            self._is_whole()
        finally:
            for process in self.processes:
                process.dies()
            self.database.close()
            self.folder.cleanup()

    def _settles(self) -> None:
        """Everything works again."""
        for cloud in self.clouds.values():
            cloud.fates = []
            cloud.on_its_way.clear()
        self.weather.away_until = 0
        for process in self.processes:
            process.threads.left = None
        self.all_run(3)
        for number in range(40):
            self.processes[number % PROCESSES].runs(11)
            with self.database.read() as session:
                if not rows.waiting(session):
                    return
            self.time_passes(5)

    def _is_whole(self) -> None:
        with self.database.read() as session:
            everything = session.exec(select(Delivery).order_by(col(Delivery.id))).all()
            postings = session.exec(select(Posting)).all()
            session.expunge_all()
        assert not [row for row in everything if row.state in rows.UNFINISHED]
        posts = {row.about.removeprefix("thing "): row for row in everything if row.act == "post"}
        for words in self.decided:
            self._became(words, posts[words])
        self._in_order(posts)
        self._changed_last(everything, postings)

    def _became(self, words: str, row: Delivery) -> None:
        platform = self.decided[words][0]
        times = sum(one.key == row.key for one in self.clouds[platform].stands)
        if words in self.withdrawn:
            assert times == 0 or platform == "mute", f"{words} stands though it was withdrawn"
        elif row.state == "sent":
            assert times >= 1, f"{words} is lost"
            assert times == 1 or platform == "mute", f"{words} is doubled"
        else:
            assert row.state in {"dead", "uncertain"}
            assert row.error, words

    def _in_order(self, posts: dict[str, Delivery]) -> None:
        for platform, cloud in self.clouds.items():
            stood = defaultdict[str, list[int]](list)
            number = {row.key: row.id or 0 for words, row in posts.items() if self.decided[words][3]}
            for one in cloud.stands:
                if one.key in number:
                    stood[one.conversation].append(number[one.key])
            for lane, numbers in stood.items():
                first = list(dict.fromkeys(numbers))
                assert first == sorted(first), f"{platform} {lane}: {first}"

    def _changed_last(self, everything: list[Delivery], postings: list[Posting]) -> None:
        """What was changed shows the last of its changes, unless the platform refused one."""
        refused = {row.ref for row in everything if row.act == "update" and row.error not in {"", "superseded"}}
        for posting in postings:
            wanted = self.changed.get(posting.about.removeprefix("thing "))
            shown = [one.words for one in self.clouds[posting.platform].stands if one.ref == posting.message]
            if wanted and posting.ref not in refused:
                assert shown == [wanted]


TestOutboxUnderFailure = UnderFailure.TestCase
TestOutboxUnderFailure.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
