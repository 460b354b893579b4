"""Coming into the network."""

from zoneinfo import available_timezones

from bot.chat import Button, Field, Option, Reply, Shown, Text
from bot.introducing import challenges
from bot.people import expecting
from bot.people.members import introductions_field, organisation_from
from bot.turn import Turn
from storage import people
from storage.tables import Account, Challenge, Member, Organisation


def join(turn: Turn, _rest: str) -> Reply:
    """Ask the three things, or take them: where you work, what you wrestle with, whether to be introduced."""
    if turn.member is not None:
        return turn.answer(turn.say("join.already"), turn.say("join.already-next"), buttons=_next_steps(turn))
    if turn.typed:
        return _form(turn)
    organisation = organisation_from(turn, "organisation")
    challenge = challenges.of_words(turn, turn.incoming.value("challenge"), turn.incoming.value("own"))
    member = _new_member(turn, organisation, turn.incoming.value("introductions") or "ask")
    if challenge and challenge.id:
        people.set_stances(turn.session, member.id or 0, [challenge.id])
    turn.member = member
    turn.result = "home"
    return _joined(turn, organisation, challenge)


def _form(turn: Turn) -> Reply:
    guess = guessed(turn)
    options = tuple(Option(row.slug, row.name[:75]) for row in people.organisations(turn.session))
    challenges = tuple(
        Option(row.slug, turn.challenge_name(row)[:75])
        for row in people.challenges(turn.session)
        if row.state != "suggested"
    )
    return turn.form(
        turn.say("join.title"),
        Text(turn.say("join.keeps"), quiet=True),
        Field(
            "organisation",
            turn.say("join.where"),
            "choice",
            options,
            (guess.slug,) if guess else (),
            hint=turn.say("join.where-guessed") if guess else "",
        ),
        Field("challenge", turn.say("join.challenge"), "choice", challenges, required=False),
        Field("own", turn.say("join.own"), "line", required=False, most=60),
        introductions_field(turn, "yes"),
        submit=Button(turn.say("join.save"), turn.sentence("join"), "main", token=turn.token()),
    )


def guessed(turn: Turn) -> Organisation | None:
    """Where somebody works, as far as an organiser, their workspace or their e-mail domain tells."""
    said = expecting.organisation_of(turn)
    if said is not None:
        return said
    if turn.tenant and turn.tenant.organisation_id:
        return people.organisation(turn.session, turn.tenant.organisation_id)
    domain = turn.incoming.profile.domain if turn.incoming.profile else ""
    return people.organisation_by_domain(turn.session, domain) if domain else None


def vouched(turn: Turn, organisation: Organisation) -> bool:
    """Whether the workspace or the e-mail domain confirms where somebody works. Guests are never confirmed so."""
    profile = turn.incoming.profile
    if profile is None or profile.guest:  # who is not known is not vouched for either
        return False
    guess = guessed(turn)
    return guess is not None and guess.id == organisation.id


def _new_member(turn: Turn, organisation: Organisation, introductions: str) -> Member:
    profile, who = turn.incoming.profile, turn.incoming.account
    member = Member(
        name=(profile.name if profile and profile.name else turn.say("member.somebody"))[:80],
        organisation_id=organisation.id,
        confirmed_at=turn.now if vouched(turn, organisation) else None,
        introductions=introductions,
        role=said.role if (said := expecting.whom(turn)) else "",
        language=turn.language,
        zone=profile.zone if profile and profile.zone in available_timezones() else "Europe/London",
        joined_at=turn.now,
    )
    people.add(turn.session, member)
    assert member.id is not None
    account = Account(
        member_id=member.id,
        platform=who.platform,
        tenant=who.tenant,
        user=who.user,
        direct=turn.direct_json,
        guest=bool(profile and profile.guest),
        chat=profile.chat if profile else "",
        name=member.name if profile and profile.name else "",
        zone=profile.zone if profile else "",
        seen_at=turn.now,
    )
    people.add(turn.session, account)
    turn.account = account
    expecting.has_come(turn)
    return member


def _joined(turn: Turn, organisation: Organisation, challenge: Challenge | None) -> Reply:
    confirmed = turn.me.confirmed_at is not None
    unreachable = turn.account is not None and turn.account.guest and not turn.account.direct
    return turn.answer(
        turn.say("join.welcome", name=turn.me.name),
        turn.say("join.confirmed" if confirmed else "join.unconfirmed", organisation=organisation.name),
        *((turn.say("join.guest"),) if unreachable else ()),
        turn.say("join.next"),
        *challenges.is_it_one_of_these(turn, challenge),
        buttons=_next_steps(turn),
        shown=Shown.IN_PLACE,
    )


def _next_steps(turn: Turn) -> tuple[Button, ...]:
    return (
        Button(turn.say("home.reflect"), "reflect", "main", opens=True),
        Button(turn.say("home.search"), "search", opens=True),
        Button(turn.say("home.settings"), "me", opens=True),
    )
