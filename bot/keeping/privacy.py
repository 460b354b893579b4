"""What is kept and how long, said with real figures; and handing over everything held about oneself."""

import secrets
from datetime import datetime, timedelta

from bot.chat import Button, Facts, Heading, Link, Reply, Text
from bot.keeping import export
from bot.people import switching
from bot.turn import Turn
from bot.voice import Voice
from content import Content
from storage import departures, links, people, record, switches
from storage.database import Database

HOLDS = timedelta(minutes=10)
EXPORT, ALONG = "export", "along"  # what a link opens


def privacy(turn: Turn, _rest: str) -> Reply:
    """What is kept, who sees what, how long, and how to take it back."""
    say, kept = turn.say, turn.promises
    notice = (Link(say("privacy.notice"), kept.notice),) if kept.notice else ()
    mine = (
        Button(say("privacy.export"), "export me", opens=True),
        Button(say("privacy.mine"), "mine", opens=True),
        *notice,
        Button(say("privacy.leave"), "leave", "danger"),
    )
    return turn.answer(
        say("privacy.title"),
        say("privacy.kept"),
        say("privacy.nameless"),
        say("privacy.organisers"),
        say("privacy.expected"),
        say("privacy.stocktake"),
        say("privacy.carried"),
        Heading(say("privacy.how-long")),
        periods(turn),
        say("privacy.then", days=kept.warned_days, months=kept.asked_months),
        *(() if turn.tenant is None else (Heading(say("switches.here")), switching.told(turn, turn.tenant))),
        *(Text(say(f"switches.{name}-off"), quiet=True) for name in _off(turn)),
        Heading(say("privacy.back")),
        say("privacy.leaving"),
        say("privacy.stays"),
        *kept.responsible(say),
        buttons=mine if turn.member is not None else notice,
    )


def _off(turn: Turn) -> tuple[str, ...]:
    """What is switched off where this person chats."""
    return tuple(name for name in switches.NAMES if turn.tenant and not getattr(turn.tenant, name))


def periods(turn: Turn) -> Facts:
    """How long each thing is kept, with the real figures."""
    say, kept = turn.say, turn.promises
    return Facts(
        (
            (say("privacy.for-reflections"), say("privacy.months", count=kept.reflections_months)),
            (say("privacy.for-deliveries"), say("privacy.days", count=kept.deliveries_days)),
            (say("privacy.for-events"), say("privacy.days", count=kept.events_days)),
            (say("privacy.for-acts"), say("privacy.months", count=kept.acts_months)),
        )
    )


def export_me(turn: Turn, _rest: str) -> Reply:
    """A link that opens once, for ten minutes: behind it stands everything held about this person."""
    return _link(turn, EXPORT, turn.say("export.title"), *_last(turn))


def _last(turn: Turn) -> tuple[Text, ...]:
    """When such a file was made last and by whom, so that somebody notices one that they know nothing of."""
    row = record.handed_over_last(turn.session, turn.my_id)
    if row is None:
        return ()
    key = "export.last-by-server" if row.by_server else "export.last"
    return (Text(turn.say(key, when=turn.day_and_time(row.at, turn.me.zone)), quiet=True),)


def take_along(turn: Turn, _rest: str) -> Reply:
    """The same for an organiser of a network that closes: behind it stands what they may read."""
    if departures.of_place(turn.session, None) is None:
        raise turn.refuse("refusal.not-found")
    return _link(turn, ALONG, turn.say("closing.along"))


def _link(turn: Turn, purpose: str, title: str, *more: Text) -> Reply:
    member = turn.me
    if not turn.promises.address:
        raise turn.refuse("export.no-address")
    secret = secrets.token_urlsafe(32)
    links.make(turn.session, secret, purpose, turn.my_id, turn.now + HOLDS)
    url = f"{turn.promises.address.rstrip('/')}/export/{secret}?lang={member.language}"
    return turn.answer(
        title,
        turn.say("export.what", minutes=int(HOLDS.total_seconds() // 60)),
        *more,
        buttons=(Link(turn.say("export.open"), url),),
    )


def take(database: Database, content: Content, secret: str, now: datetime) -> bytes | None:
    """Spend a link and hand over the file; None where it holds no more."""
    with database.write() as session:
        mine = links.spend(session, secret, EXPORT, now)
        member_id = mine or links.spend(session, secret, ALONG, now)
        member = people.member(session, member_id) if member_id else None
        if member is None or member_id is None or member.state != "member" or not (mine or member.organiser):
            return None
        if mine:
            record.handed_over(session, member_id, now)
        else:
            record.note(session, member_id, "took along what they may read", "", now)
    with database.read() as session:
        voice = Voice(session, content, member.language)
        return export.as_zip(voice, member_id, member.name, now) if mine else export.for_organisers(voice, member, now)
