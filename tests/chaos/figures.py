"""What became of everything that was to be said: counted where people would see it, not in the program's own rows."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlmodel import select

from storage.tables import Asking, Delivery, Schedule
from tests.chaos.stage import Stage, words_in

A_KILL = 0.25  # how many may be doubled on Teams for each kill -9, whatever the reason
ENOUGH = 100  # kills: fewer say little about a quarter, and are held to the reasons alone


@dataclass
class Figures:
    """One run's outcome. Teams cannot be asked: what is in doubt there may be doubled, and nothing else."""

    messages: int = 0
    kills: int = 0
    caught: int = 0
    lost: int = 0
    doubled_slack: int = 0
    doubled_teams: int = 0
    in_doubt: int = 0
    without_doubt: int = 0
    out_of_order: int = 0
    slots: int = 0
    missed: int = 0
    doubled_slots: int = 0
    unfinished: int = 0
    not_graceful: int = 0

    def rows(self) -> list[tuple[str, object, str, bool]]:
        """(what, how many, target, whether it was met)."""
        allowed = A_KILL * self.kills
        few = self.kills < ENOUGH
        return [
            ("messages", self.messages, "", True),
            ("kill -9", self.kills, "", True),
            ("held when killed or stopped", self.caught, "more than 0", self.caught > 0),
            ("lost", self.lost, "0", self.lost == 0),
            ("doubled on Slack", self.doubled_slack, "0", self.doubled_slack == 0),
            (
                "doubled on Teams, in all",
                self.doubled_teams,
                f"{allowed:g}: {A_KILL:g} a kill" + (f" (judged from {ENOUGH} kills on)" if few else ""),
                few or self.doubled_teams <= allowed,
            ),
            ("… nobody could tell", f"of {self.in_doubt}", "", True),
            ("… for no such reason", self.without_doubt, "0", self.without_doubt == 0),
            ("out of order", self.out_of_order, "0", self.out_of_order == 0),
            ("slots", self.slots, "", True),
            ("missed slots", self.missed, "0", self.missed == 0),
            ("doubled slots", self.doubled_slots, "0", self.doubled_slots == 0),
            ("never finished", self.unfinished, "0", self.unfinished == 0),
            ("not ended by SIGTERM in 10 s", self.not_graceful, "0", self.not_graceful == 0),
        ]


def standing(stage: Stage) -> dict[str, list[str]]:
    """Everything that stands, place by place, in the order in which it came: the whole content of each message."""
    found: dict[str, list[str]] = defaultdict(list)
    for team in stage.slack.world.teams.values():
        for conversation in team.conversations.values():
            for message in conversation.messages:
                found[f"slack/{conversation.id}"].append(json.dumps([message.text, message.blocks], ensure_ascii=False))
    for place in stage.teams.conversations.values():
        for posted in place.messages:
            if not posted.deleted:
                found[f"teams/{place.id}"].append(json.dumps(posted.activity, ensure_ascii=False))
    return found


def count(stage: Stage, figures: Figures) -> None:
    """Count what stands against what was to be said."""
    seen = standing(stage)
    figures.kills, figures.caught = stage.kills, stage.caught
    figures.in_doubt = stage.in_doubt.total()
    _messages(stage, seen, figures)
    _questions(stage, seen, figures)
    with stage.database.read() as session:
        states = Counter(session.exec(select(Delivery.state)).all())
    figures.unfinished = sum(states[state] for state in ("pending", "claimed", "sending"))


def _messages(stage: Stage, seen: dict[str, list[str]], figures: Figures) -> None:
    times: Counter[str] = Counter()
    for place in seen.values():
        first: list[str] = []
        for content in place:
            words = words_in(content)
            times[words] += 1
            if words and words not in first:
                first.append(words)
        figures.out_of_order += sum(a > b for a, b in pairwise(first))
    figures.messages += len(stage.sent)
    for words, address in stage.sent.items():
        figures.lost += times[words] == 0
        more = max(0, times[words] - 1)
        if address.platform == "slack":
            figures.doubled_slack += more
        else:
            figures.doubled_teams += more
            figures.without_doubt += max(0, more - stage.in_doubt[words])


def _questions(stage: Stage, seen: dict[str, list[str]], figures: Figures) -> None:
    """Each question once in each home, however often it was to be asked there."""
    with stage.database.read() as session:
        askings = session.exec(select(Asking)).all()
        schedules = session.exec(select(Schedule)).all()
        session.expunge_all()
        asked = Counter(row.question for row in askings)
        slots = Counter((row.schedule_id, row.slot) for row in askings)
    figures.messages += len(askings) * len(stage.spaces)
    questions_doubled = 0
    for address in stage.spaces:
        for question, wanted in asked.items():
            quoted = json.dumps(question, ensure_ascii=False)[1:-1]
            got = sum(quoted in content for content in seen[f"{address.platform}/{address.conversation}"])
            figures.lost += max(0, wanted - got)
            if address.platform == "slack":
                figures.doubled_slack += max(0, got - wanted)
            else:
                questions_doubled += max(0, got - wanted)
    figures.doubled_teams += questions_doubled
    figures.without_doubt += max(0, questions_doubled - stage.in_doubt[""])
    for row in schedules:
        assert row.id is not None
        for slot in expected(row, stage.now()):
            figures.slots += 1
            times = slots.pop((row.id, slot), 0)
            figures.missed += times == 0
            figures.doubled_slots += max(0, times - 1)
    figures.doubled_slots += sum(slots.values())  # asked where nobody had planned to


def expected(row: Schedule, now: datetime) -> Sequence[datetime]:
    """Every slot of a daily schedule up to now, worked out without the program's own calendar."""
    zone, clock, found = ZoneInfo(row.zone), time.fromisoformat(row.time), []
    day: date = row.starts_on
    while True:
        # fold 0: the first of two in an overlap; in a gap the offset from before it, which shifts it forward
        slot = datetime.combine(day, clock, zone).astimezone(UTC)
        if slot > now:
            return found
        found.append(slot)
        day += timedelta(days=1)
