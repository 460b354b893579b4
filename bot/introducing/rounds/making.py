"""How a round comes about: opened, asked about, made outside of any transaction, and then a draft or introductions.

Finding the groups may take long. So the inputs are written down with the round first, the groups are found with no
transaction open, and they are kept only if the inputs still hold; otherwise they are found again.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from random import Random

from bot.asking.civil import Nation, working_days_after
from bot.delivering import notices, outbox
from bot.introducing import introductions
from bot.introducing.rounds import inputs, silence
from bot.introducing.rounds.draft import draft_card
from bot.introducing.rounds.inputs import Inputs
from bot.introducing.rounds.offer import ask_everybody
from bot.matching.model import Outcome
from bot.voice import Voice
from content import Content
from storage import people, record
from storage import rounds as rows
from storage.database import Session
from storage.tables import Group, GroupMember, Round, Schedule

ASKED_FOR = 3  # working days
STANDS = timedelta(days=5)  # how long the news of a draft may wait
ZONE = "Europe/London"


def open_round(session: Session, content: Content, row: Round, *, ask_first: bool) -> Round:
    """A round begins: those who want to be asked are asked first, or its groups are found at once."""
    now = row.opened_at
    people.add(session, row)
    silence.rest(session, now)
    if ask_first:
        row.state, row.closes_at = "asking", working_days_after(now, ASKED_FOR, ZONE, Nation.ENGLAND)
        ask_everybody(session, content, row, now)
    else:
        close(session, row, now)
    session.add(row)
    session.flush()
    return row


def open_planned(session: Session, content: Content, plan: Schedule, slot: datetime, now: datetime) -> None:
    """A plan's round begins, unless one is open that nobody has decided yet."""
    if rows.open_one(session) is not None:
        return
    row = Round(
        seed=int(slot.timestamp()),
        size=plan.introduces,
        automatic=plan.automatic,
        schedule_id=plan.id,
        by_id=plan.by_id,
        opened_at=now,
    )
    open_round(session, content, row, ask_first=True)


def close(session: Session, row: Round, now: datetime, held: Sequence[str] = ()) -> None:
    """Write down what the groups are to be found from."""
    rows.clear(session, row)
    row.state, row.inputs = "matching", inputs.kept(inputs.take(session, now, held))
    session.add(row)


def close_due(session: Session, now: datetime) -> None:
    """Rounds that have asked long enough."""
    for row in rows.closing(session, now):
        close(session, row, now)


@dataclass(frozen=True)
class Making:
    """A round whose groups are to be found, and once they are, the groups."""

    round_id: int
    seed: int
    size: int
    inputs: Inputs

    def make(self) -> Outcome:
        """Find the groups. This may take seconds."""
        return inputs.make(self.inputs, self.seed, self.size)


def to_make(session: Session) -> Making | None:
    """What is to be made next."""
    row = rows.to_make(session)
    return Making(row.id or 0, row.seed, row.size, inputs.of(row)) if row else None


def keep(session: Session, content: Content, making: Making, outcome: Outcome, now: datetime) -> None:
    """Keep the groups, if what they were found from still holds; otherwise they are to be found again."""
    row = rows.round_by(session, making.round_id)
    if row is None or row.state != "matching" or inputs.of(row) != making.inputs:
        return
    today = inputs.take(session, now, making.inputs.held)
    if today != making.inputs:
        row.inputs = inputs.kept(today)
        session.add(row)
        return
    _store(session, row, outcome, making.inputs.held)
    if row.automatic:
        introduce(session, row, now)
    else:
        row.state = "draft"
        session.add(row)
        _tell_organiser(session, content, row, now)


def _store(session: Session, row: Round, outcome: Outcome, held: Sequence[str]) -> None:
    row.outcome = row.outcome | {
        "engine": outcome.version,
        "tier": outcome.tier,
        "objective": outcome.objective,
        "fairness": outcome.fair,
        "apart": outcome.no_repeat_rounds,
        "weights": asdict(outcome.config.weights),
    }
    row.unplaced = [{"member": int(left.id), "why": left.why.value} for left in outcome.unplaced]
    row.unplaced += [{"member": int(each), "why": "held"} for each in held]
    times = dict(rows.proposals(session, [int(each) for found in outcome.groups for each in found.members]))
    chance = Random(row.seed)  # noqa: S311  (only who suggests a time first)
    for found in outcome.groups:
        group = Group(round_id=row.id, reasons=[asdict(pair) for pair in found.pairs])
        people.add(session, group)
        proposes = min(found.members, key=lambda each: (times.get(int(each), 0), chance.random()))
        for each in found.members:
            session.add(GroupMember(group_id=group.id or 0, member_id=int(each), proposes=each == proposes))
    session.flush()


def _tell_organiser(session: Session, content: Content, row: Round, now: datetime) -> None:
    """The draft goes to whoever asked for it, or another organiser where they are one no more.

    Where a plan asked, they hear of it when the message budget allows.
    """
    known = people.organisers(session)
    member = next((each for each in known if each.id == row.by_id), next(iter(known), None))
    if member is None:
        return
    about = f"round {row.id}"
    if row.schedule_id is not None:
        notices.put(session, member, "draft", about, now, now + STANDS)
    else:
        card = draft_card(Voice(session, content, member.language), row)
        outbox.put_direct(session, member, card, kind="answer", about=about, now=now)


def introduce(session: Session, row: Round, now: datetime) -> None:
    """Introduce everybody: the round's state and what each is to be told commit together."""
    row.state, row.approved_at = "approved", now
    session.add(row)
    for group, parts in rows.groups(session, row.id or 0):
        introductions.introduce(session, group, parts, now)
    for left in row.unplaced:
        member = people.member(session, int(str(left["member"])))
        if member and member.state == "member":
            notices.put(session, member, "left out", f"round {row.id}", now, now + introductions.HOLDS)
    rows.round_is_over(session)
    record.note(session, row.by_id, "introduced", f"round {row.id}", now)
