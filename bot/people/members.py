"""What a member says about themselves: profile, settings, pausing."""

from collections.abc import Sequence
from datetime import UTC
from zoneinfo import available_timezones

from bot.chat import Button, Facts, Field, Option, Profile, Reply, Shown
from bot.delivering import copies
from bot.turn import Turn
from content import find_council
from storage import notices, organisations, people
from storage.database import Session
from storage.tables import Account, Organisation

LANGUAGES = (("en", "English"), ("cy", "Cymraeg"))
LONGEST_NAME = 80


def organisation_from(turn: Turn, field: str) -> Organisation:
    """The organisation named in a form's field. Refuses one that is not there."""
    found = people.organisation(turn.session, turn.incoming.value(field))
    if found is None:
        raise turn.refuse("join.where-missing", field)
    return organisations.now(turn.session, found)


def place_typed(turn: Turn, typed: str) -> Organisation:
    """The council somebody typed, in whatever way people write it. Refuses a doubtful one with the nearest name."""
    exact = people.organisation(turn.session, typed.casefold().strip())
    if exact:
        return organisations.now(turn.session, exact)
    found = find_council(turn.content.councils, typed)
    if not found:
        raise turn.refuse("refusal.place-unknown-at-all", typed=typed)
    if not found[0].sure:
        raise turn.refuse("refusal.place-unknown", typed=typed, guess=found[0].council.short)
    organisation = people.organisation(turn.session, found[0].council.slug)
    if organisation is None:
        raise turn.refuse("refusal.place-unknown-at-all", typed=typed)
    return organisations.now(turn.session, organisation)


def introductions_field(turn: Turn, chosen: str) -> Field:
    """The choice of whether to be introduced."""
    options = tuple(Option(value, turn.say(f"introductions.{value}")) for value in ("yes", "ask", "no"))
    return Field("introductions", turn.say("introductions.label"), "choice", options, (chosen,))


def me(turn: Turn, _rest: str) -> Reply:
    """Show and change one's own settings."""
    member = turn.me
    if turn.typed:
        return _form(turn)
    value = turn.incoming.value
    organisation = organisation_from(turn, "organisation")
    if organisation.id != member.organisation_id:
        member.organisation_id, member.confirmed_at = organisation.id, None
        organisations.moved_by_themselves(turn.session, turn.my_id)
    zone, wanted = value("zone") or member.zone, turn.incoming.values.get("also", ())
    if zone not in available_timezones():
        raise turn.refuse("me.zone-unknown", "zone", typed=zone)
    name = " ".join(value("name").split())[:LONGEST_NAME]
    if not name:
        raise turn.refuse("me.name-missing", "name")
    member.name, member.zone, member.role, member.about = name, zone, value("role")[:80], value("about")[:300]
    member.introductions = value("introductions") or member.introductions
    member.questions = value("questions") or member.questions
    member.reminders, member.digest = "reminder" in wanted, "digest" in wanted
    member.requests, member.workgroups = "request" in wanted, "workgroup" in wanted
    member.keeps_replies = member.keeps_replies and "replies" in wanted
    member.language = value("language") or member.language
    for account in _several(turn):
        account.preferred = value("write_to") == str(account.id)
        turn.session.add(account)
    turn.language = member.language
    turn.session.add(member)
    return turn.answer(turn.say("me.saved"), *_facts(turn), buttons=_buttons(turn), shown=Shown.IN_PLACE)


def follow(session: Session, account: Account, told: Profile) -> None:
    """Another name or zone on the platform is taken over where the member had not chosen one of their own."""
    member = people.member(session, account.member_id)
    if member is not None:
        if told.name and member.name == account.name:
            member.name = told.name[:LONGEST_NAME]
        if told.zone in available_timezones() and member.zone == account.zone:
            member.zone = told.zone
        session.add(member)
    account.name, account.zone = told.name[:LONGEST_NAME] or account.name, told.zone or account.zone
    account.guest = told.guest


def _facts(turn: Turn) -> tuple[Facts, ...]:
    member = turn.me
    return (
        Facts(
            (
                (turn.say("me.organisation"), turn.where(member)),
                (turn.say("introductions.label"), turn.say(f"introductions.{member.introductions}")),
                (turn.say("me.questions"), turn.say(f"me.questions-{member.questions}")),
                (turn.say("me.zone"), member.zone),
            ),
            of=copies.of_member(member.id),
        ),
    )


def _buttons(turn: Turn) -> tuple[Button, ...]:
    return (
        Button(turn.say("home.change"), "me", opens=True),
        Button(turn.say("home.challenges"), "challenges", opens=True),
        Button(turn.say("me.leave"), "leave", "danger"),
    )


def _form(turn: Turn) -> Reply:
    member = turn.me
    own = people.organisation(turn.session, member.organisation_id)
    organisations = tuple(Option(row.slug, row.name[:75]) for row in people.organisations(turn.session))
    ways = tuple(Option(way, turn.say(f"me.questions-{way}")) for way in ("channel", "direct", "no"))
    return turn.form(
        turn.say("me.title"),
        Field("name", turn.say("me.name"), value=(member.name,), most=80),
        Field("organisation", turn.say("join.where"), "choice", organisations, (own.slug,) if own else ()),
        Field("role", turn.say("me.role"), value=(member.role,), required=False, most=80),
        Field("about", turn.say("me.about"), "words", value=(member.about,), required=False, most=300),
        introductions_field(turn, member.introductions),
        Field("questions", turn.say("me.questions"), "choice", ways, (member.questions,)),
        Field(
            "also",
            turn.say("me.also"),
            "choices",
            tuple(Option(name, turn.say(f"me.also-{name}")) for name in _also(turn)),
            tuple(name for name, on in _also(turn).items() if on),
            required=False,
        ),
        *_where_to_write(turn),
        Field("zone", turn.say("me.zone"), value=(member.zone,), most=40),
        Field(
            "language",
            turn.say("me.language"),
            "choice",
            tuple(Option(code, name) for code, name in LANGUAGES),
            (member.language,),
        ),
        submit=Button(turn.say("me.save"), "me", "main", token=turn.token()),
    )


def _several(turn: Turn) -> Sequence[Account]:
    """Somebody's accounts, where they have more than one."""
    found = people.accounts(turn.session, turn.my_id)
    return found if len(found) > 1 else ()


def _where_to_write(turn: Turn) -> tuple[Field, ...]:
    """Where to write to somebody who chats in several places."""
    several = _several(turn)
    if not several:
        return ()
    options = [Option("last", turn.say("me.write-last"))]
    for row in several:
        where = people.tenant(turn.session, row.platform, row.tenant)
        options.append(Option(str(row.id), f"{row.platform.capitalize()} {where.name if where else ''}".strip()[:75]))
    chosen = next((str(row.id) for row in several if row.preferred), "last")
    return (Field("write_to", turn.say("me.write-to"), "choice", tuple(options), (chosen,)),)


def _also(turn: Turn) -> dict[str, bool]:
    """What may be switched on and off, and whether it is on. Keeping replies is switched on where it is asked."""
    member = turn.me
    replies = {"replies": True} if member.keeps_replies else {}
    return {
        "reminder": member.reminders,
        "digest": member.digest,
        "request": member.requests,
        "workgroup": member.workgroups,
        **replies,
    }


def pause(turn: Turn, _rest: str) -> Reply:
    """Nothing unasked until *resume*."""
    member = turn.me
    member.paused_at = member.paused_at or turn.now
    turn.session.add(member)
    return turn.answer(
        turn.say("pause.title"),
        turn.say("pause.what", since=member.paused_at.astimezone(UTC).date()),
        buttons=(Button(turn.say("pause.resume"), "resume", "main"),),
    )


def resume(turn: Turn, _rest: str) -> Reply:
    """Back again."""
    member = turn.me
    member.paused_at = None
    turn.session.add(member)
    return turn.answer(turn.say("resume.title"), turn.say("resume.what"), shown=Shown.IN_PLACE)


def less(turn: Turn, rest: str) -> Reply:
    """Less of what was told unasked: the press that stands under each of it."""
    member = turn.me
    if rest == "introduction":
        member.introductions = "no"
    elif rest == "question":
        member.questions = "channel"
    elif rest == "reminder":
        member.reminders = False
    elif rest == "request":
        member.requests = False
    elif rest == "workgroup":
        member.workgroups = False
    elif rest == "digest":
        member.digest = False
    else:
        raise turn.refuse("refusal.not-found")
    notices.drop(turn.session, turn.my_id, rest)
    turn.session.add(member)
    return turn.answer(
        turn.say(f"notice.less-{rest}"),
        turn.say("notice.less-next"),
        buttons=(Button(turn.say("home.settings"), "me", opens=True),),
    )
