"""Time passes: what is due is asked, what the budget allows is told, what has had its time is forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.asking import prompts
from bot.asking.firing import fire
from bot.delivering import notices
from bot.delivering.notices import Render, Telling, Told
from bot.handbook import consent
from bot.helping import requests
from bot.introducing import afterwards, introductions, seeking
from bot.introducing.rounds import draft, left_out, making, offer, silence
from bot.keeping import departing, erasing, retention
from bot.keeping.promises import Promises
from bot.learning import wrong
from bot.learning.assets import used as asset_used
from bot.learning.gatherings import passing as gatherings
from bot.learning.heard import cards, leave
from bot.learning.sets import passing as sets
from bot.learning.workgroups import passing as workgroup_passing
from bot.learning.workgroups import starting, suggesting
from bot.people import switching
from bot.remembering import commitments, digest, reported, used
from bot.stocktake import news, pooling
from content import Content
from storage import outbox, record, reports
from storage import reflections as reflection_rows
from storage.database import Database, Session

HOURLY, A_MINUTE, CALM = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=20)

ASK = "ask"
AFTER = ("count", "announce", "follow", "learn", "forget", "tell")
"""The steps of letting time pass, in this order."""
WHILE_OPEN = frozenset({ASK, "announce", "tell"})  # not while the network is being closed
NOW_AND_THEN = {"count": CALM, "follow": A_MINUTE, "forget": A_MINUTE}
"""How often a process takes these. Counts wait a little, so that ten answers make one update."""

FOLLOW_UPS: dict[str, Render] = {
    "trying": commitments.render,
    "trying-again": commitments.render,
    "use": used.render,
    "request": requests.render_end,
    "asset-use": asset_used.render,
}


@dataclass(frozen=True)
class Passing:
    """What the passing of time needs. `looked`: when this process last looked for what is looked for now and then."""

    database: Database
    content: Content
    promises: Promises
    group_platforms: frozenset[str]
    looked: dict[str, datetime]
    now: datetime

    def let_pass(self, step: str) -> int:
        """One step, a short transaction of its own: ask what is due, tell what the budget allows, forget what is over.

        How many questions were asked or people told; nothing else is counted.
        """
        if step in NOW_AND_THEN and not self._time_for(step, NOW_AND_THEN[step]):
            return 0
        with self.database.write() as session:
            if step in WHILE_OPEN and departing.closing(session) is not None:
                return 0
            done: int | None = getattr(self, f"_{step}")(session, self.now)
            return done or 0

    def _ask(self, session: Session, now: datetime) -> int:
        return fire(session, self.content, now)

    def _announce(self, session: Session, now: datetime) -> None:
        making.close_due(session, now)
        digest.announce(session, now)
        pooling.close_due(session, now)

    def _count(self, session: Session, now: datetime) -> None:
        prompts.recount(session, self.content, now)

    def _follow(self, session: Session, now: datetime) -> None:
        commitments.remind(session, now)
        requests.pass_time(session, now)
        used.let_go(session, now)
        asset_used.let_go(session, now)

    def _learn(self, session: Session, now: datetime) -> None:
        workgroup_passing.pass_time(session, now)
        sets.pass_time(session, self.content, now)
        gatherings.pass_time(session, now)

    def _forget(self, session: Session, now: datetime) -> None:
        kept = timedelta(days=self.promises.events_days)
        reflection_rows.drop_expired(session, now)
        record.forget_before(session, now - kept)
        record.forget_codes(session, now)
        reports.forget_before(session, now - reported.KEPT)
        outbox.forget_words_before(session, now - kept)

    def _time_for(self, what: str, every: timedelta) -> bool:
        """Whether this process is to look again for what is looked for now and then."""
        if self.now - self.looked.get(what, self.now - every) < every:
            return False
        self.looked[what] = self.now
        return True

    def tidy(self) -> bool:
        """One step, under 50 ms, of what may take long: messages made anew, the last bytes of what was erased.

        Whether there is more to do now.
        """
        now = self.now
        if erasing.step(self.database, self.content, now):
            return True
        if switching.step(self.database) or consent.step(self.database, now) or news.step(self.database, now):
            return True
        if self._depart(now):
            return True
        if self._time_for("heard", A_MINUTE):
            cards.step(self.database, self.content, now)
        if self._time_for("workgroups", HOURLY):
            suggesting.step(self.database, now)
        if now - self.looked.get("retention", now - HOURLY) < HOURLY:
            return False
        more = retention.step(self.database, now, self.promises)
        if not more:
            self.looked["retention"] = now
        return more

    def _depart(self, now: datetime) -> bool:
        """A step of what was announced. Who is still to be told is looked for once a minute."""
        if now - self.looked.get("departures", now - HOURLY) < A_MINUTE:
            return False
        more = departing.step(self.database, self.content, now)
        if more is None:
            self.looked["departures"] = now
        return bool(more)

    def _tell(self, session: Session, now: datetime) -> int:
        renders: dict[str, Render] = {
            "introduction": lambda telling: introductions.render(telling, self.group_platforms),
            "left out": left_out.render,
            "draft": draft.render,
            "would you": offer.render,
            "nudge": afterwards.render_nudge,
            "met": afterwards.render_met,
            "met again": afterwards.render_met,
            "resting": silence.render,
            "meet": seeking.render,
            "no answer": seeking.render_no_answer,
            "follow-up": _render_follow_up,
            "decision": _render_decision,
            "request": requests.render,
            "question": prompts.render,
            "reminder": prompts.render_reminder,
            "digest": digest.render,
            consent.KIND: consent.HANDBOOK.render,
            leave.KIND: leave.BEHIND.render,
            suggesting.KIND: suggesting.render,
            starting.CONVENING: workgroup_passing.render,
            news.KIND: news.render,
            **sets.RENDERS,
            **gatherings.RENDERS,
            retention.STILL: lambda telling: retention.render_still(telling, self.promises),
            retention.GOING: retention.render_going,
        }
        return notices.plan(session, self.content, now, renders)


def _render_follow_up(telling: Telling) -> Told | None:
    """What comes of somebody's own doing, by what it is about."""
    return FOLLOW_UPS[telling.about.partition(" ")[0]](telling)


def _render_decision(telling: Telling) -> Told | None:
    """What an organiser decided about something reported."""
    return wrong.decided(telling) if telling.about.startswith(("asset-", "workgroup-")) else reported.render(telling)
