"""What organisers decide: who is let in, whose workspace it is, where questions are asked; what needs them now."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.arriving import SHARED
from bot.chat import Block, Button, Buttons, Facts, Heading, Reply, Shown, Text, address_to_json
from bot.delivering import undelivered
from bot.introducing import challenges
from bot.keeping import parting
from bot.learning import wrong
from bot.learning.season import showing as seasons
from bot.learning.sets import organising as sets
from bot.learning.workgroups import suggesting
from bot.people import confirming, nominating, stopping, switching
from bot.people.hosting import waiting
from bot.people.members import place_typed
from bot.remembering import reported
from bot.turn import Turn
from content import Content
from storage import askings, outbox, people, record
from storage import rounds as round_rows
from storage.database import Session
from storage.tables import Account, Code, Member, Organisation, Space

MOST_THINGS = 5
RETURNS = frozenset({"slack", "teams"})  # how a workspace comes back differs


def make_first(session: Session, content: Content, code: str, now: datetime) -> Member | None:
    """The command line's `organiser add CODE`: the account that was shown this code becomes an organiser.

    Its workspace or tenant is let in as one that the network shares, until `belongs COUNCIL` says otherwise. None
    when the code does not hold.
    """
    found = record.take_code(session, code.strip(), "organiser", now)
    if found is None:
        return None
    if people.tenant(session, found.platform, found.tenant) is None:
        people.let_in(session, found.platform, found.tenant, None, now)
    account = people.account(session, found.platform, found.tenant, found.user)
    member = people.member(session, account.member_id) if account else None
    if member is None:
        member = _join(session, content, found, now)
    member.organiser, member.confirmed_at = True, member.confirmed_at or now
    session.add(member)
    record.note(session, member.id, "became organiser by code", f"member {member.id}", now)
    return member


def _join(session: Session, content: Content, code: Code, now: datetime) -> Member:
    team = people.organisation(session, "network-team")
    name = code.name or content.wording.say("member.somebody")
    member = Member(name=name, organisation_id=team.id if team else None, introductions="no", joined_at=now)
    people.add(session, member)
    account = Account(
        member_id=member.id or 0,
        platform=code.platform,
        tenant=code.tenant,
        user=code.user,
        direct=code.direct,
        seen_at=now,
    )
    people.add(session, account)
    return member


def stranger(turn: Turn) -> Reply:
    """Somebody in a workspace that nobody let in: whom to ask, and the sentence that lets it in. Nothing is kept."""
    names = turn.organisers_named
    who, here = turn.incoming.account, turn.incoming.address
    visits = here.tenant != who.tenant and people.tenant(turn.session, here.platform, here.tenant) is not None
    return turn.answer(
        turn.say("stranger.visitor" if visits else "stranger.title"),
        *((turn.say("stranger.visitor-what"),) if visits else ()),
        turn.say("stranger.ask", names=names),
        Text(turn.say("stranger.sentence", sentence=f"let in {who.platform}:{who.tenant}"), quiet=True),
    )


def let_in(turn: Turn, rest: str) -> Reply:
    """`let in slack:T123 gateshead`: another workspace or tenant takes part."""
    where, _, whose = rest.partition(" ")
    platform, _, tenant = where.partition(":")
    if not platform or not tenant:
        raise turn.refuse("organise.let-in-how")
    whose, off = switching.split(turn, f" {whose}")
    organisation = None if not whose or whose in SHARED else place_typed(turn, whose)
    row = people.let_in(turn.session, platform.casefold(), tenant, organisation.id if organisation else None, turn.now)
    record.note(turn.session, turn.my_id, "let in", where, turn.now)
    switching.without(turn.session, row, off, turn.my_id, turn.now)
    return turn.answer(
        turn.say("organise.let-in-done"),
        turn.say("organise.let-in-next"),
        switching.told(turn, row),
        buttons=(Button(turn.say("switches.change"), f"switches {switching.named(row)}", opens=True),),
    )


def belongs(turn: Turn, rest: str) -> Reply:
    """`belongs leeds`: this workspace or tenant is that council's; `belongs network`: everybody shares it."""
    if not rest:
        raise turn.refuse("organise.belongs-how")
    who = turn.incoming.account
    organisation: Organisation | None = None if rest.casefold() in SHARED else place_typed(turn, rest)
    people.let_in(turn.session, who.platform, who.tenant, organisation.id if organisation else None, turn.now)
    record.note(turn.session, turn.my_id, "belongs", rest, turn.now)
    if organisation is None:
        return turn.answer(turn.say("organise.shared"), turn.say("organise.shared-what"))
    return turn.answer(
        turn.say("organise.belongs", organisation=organisation.name),
        turn.say("organise.belongs-what", organisation=organisation.name),
    )


def here(turn: Turn, _rest: str) -> Reply:
    """This channel becomes a home of the network: questions are asked here."""
    address = turn.incoming.address
    if not address.shared:
        raise turn.refuse("organise.here-where")
    row = people.space(turn.session, address.platform, address.tenant, address.conversation) or Space(
        platform=address.platform, tenant=address.tenant, conversation=address.conversation, address="", since=turn.now
    )
    row.address = address_to_json(address.without_thread())
    row.name = turn.incoming.called or row.name
    row.state = "home"
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "made a home", f"space {row.id}", turn.now)
    return turn.answer(
        turn.say("organise.here"),
        turn.say("organise.here-what"),
        buttons=(
            Button(turn.say("organise.ask"), "ask", opens=True),
            Button(turn.say("organise.schedule"), "schedule", "main", opens=True),
        ),
        shown=Shown.HERE,
    )


def organise(turn: Turn, _rest: str) -> Reply:
    """At most five things that need an organiser, then what is coming."""
    return turn.answer(
        turn.say("organise.title"),
        *needs(turn),
        Heading(turn.say("organise.now")),
        *standing(turn),
        buttons=(
            Button(turn.say("organise.ask"), "ask", opens=True),
            Button(turn.say("organise.schedule"), "schedule", opens=True),
            Button(turn.say("organise.round"), "round", opens=True),
            Button(turn.say("organise.upcoming"), "upcoming", opens=True),
            Button(turn.say("organise.switches"), "switches", opens=True),
            Button(turn.say("pages.open-them"), "pages", opens=True),
        ),
    )


def standing(turn: Turn) -> list[Block]:
    """How things stand: what is announced, who is here, where questions are asked, what comes next, who went away."""
    spaces = people.homes(turn.session)
    count, places = people.counts(turn.session)
    facts = Facts(
        (
            (turn.say("organise.members"), turn.say("organise.members-count", count=count, places=places)),
            (turn.say("organise.spaces"), ", ".join(turn.space_name(row) for row in spaces) or "–"),
            (turn.say("organise.next"), _next(turn, rounds=False)),
            (turn.say("organise.next-round"), _next(turn, rounds=True)),
            (turn.say("organise.waiting"), str(outbox.waiting(turn.session))),
        )
    )
    return [*parting.announced(turn), *seasons.soon(turn), facts, *_away(turn)]


def _away(turn: Turn) -> list[Block]:
    """Who took the app out, and how they come back."""
    gone = people.away(turn.session)
    if not gone:
        return []
    names = ", ".join(turn.tenant_name(row, row.platform) for row in gone)
    how = [turn.say(f"organise.away-{name}") for name in dict.fromkeys(row.platform for row in gone) if name in RETURNS]
    return [
        Heading(turn.say("organise.away")),
        Text(names),
        Text(" ".join([turn.say("organise.away-what"), *how]), quiet=True),
    ]


def deciding(decide: Callable[[Turn, str], Reply]) -> Callable[[Turn, str], Reply]:
    """A decision that closes one of several things on a card: where it stood, what is left to decide follows it."""

    def decided(turn: Turn, rest: str) -> Reply:
        reply = decide(turn, rest)
        if reply.shown is not Shown.IN_PLACE:
            return reply
        left = [Heading(turn.say("organise.left")), *needs(turn)] if turn.me.organiser else waiting(turn)
        return replace(reply, card=reply.card.with_blocks(*left))

    return decided


def needs(turn: Turn) -> list[Block]:
    """What needs an organiser now, at most five things: each a sentence and its buttons, of which one closes it."""
    blocks: list[Block] = [
        *reported.needs_somebody(turn),
        *wrong.needs_somebody(turn),
        *nominating.needs_somebody(turn),
        *stopping.needs_somebody(turn),
        *undelivered.needs_somebody(turn),
        *confirming.claims(turn, MOST_THINGS),
        *_draft(turn),
        *sets.needs_somebody(turn),
        *challenges.to_decide(turn, MOST_THINGS),
        *suggesting.needs_somebody(turn),
    ]
    more = [Text(turn.say("organise.more"), quiet=True)] if len(blocks) > MOST_THINGS * 2 else []
    return [*blocks[: MOST_THINGS * 2], *more] or [Text(turn.say("organise.nothing"))]


def _draft(turn: Turn) -> list[Block]:
    found = round_rows.open_one(turn.session)
    if found is None or found.state != "draft":
        return []
    token = f"round-{found.id}-{found.outcome.get('draft', 0)}"
    return [
        Text(turn.say("organise.draft")),
        Buttons(
            (
                Button(turn.say("round.approve"), f"round approve {found.id}", "main", token=token),
                Button(turn.say("home.open"), f"round show {found.id}", opens=True),
            )
        ),
    ]


def _next(turn: Turn, *, rounds: bool) -> str:
    planned = [row.next_at for row in askings.schedules(turn.session) if row.next_at and bool(row.introduces) == rounds]
    return turn.day_and_time(min(planned), turn.me.zone) if planned else turn.say("organise.no-question")
