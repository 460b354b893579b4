"""What an introduction says: who, why these people, one question to begin with, and who suggests a time."""

from collections.abc import Sequence

from pydantic import TypeAdapter

from bot.chat import Block, Button, Card, Facts, Link, Said, Text
from bot.delivering.copies import of_member
from bot.matching import model
from bot.matching.reasons import Reason, reasons
from bot.voice import Voice
from storage import introductions, people
from storage.tables import Group, GroupMember, Member

PAIR = 2
MOST_TOLD = 2  # reasons to each

_PAIRS = TypeAdapter(tuple[model.Pair, ...])


def named(voice: Voice, member_id: int) -> str:
    """Name and place: "Ben · Gateshead"."""
    member = people.member(voice.session, member_id)
    if member is None or member.state != "member":
        return voice.say("member.left")
    return f"{member.name} · {voice.where(member)}"


def _as_made(voice: Voice, group: Group) -> model.Group:
    parts = introductions.people_in(voice.session, group.id or 0)
    return model.Group(tuple(str(part.member_id) for part in parts), _PAIRS.validate_python(group.reasons))


def why(voice: Voice, group: Group, me: Member) -> list[str]:
    """Why these people, told to one of them."""
    found = reasons(_as_made(voice, group), str(me.id), MOST_TOLD)
    return [_sentence(voice, reason, me.id or 0, "why") for reason in found] or [voice.say("introduction.why-asked")]


def why_all(voice: Voice, group: Group) -> list[str]:
    """The same, told to whoever looks on: each of the group once, from the first of them."""
    made = _as_made(voice, group)
    if not made.pairs:
        return [voice.say("introduction.why-asked")]
    found = reasons(made, made.members[0], MOST_TOLD)
    return [_sentence(voice, reason, int(made.members[0]), "why-all") for reason in found]


def _sentence(voice: Voice, reason: Reason, reader: int, told: str) -> str:
    variables = dict(reason.variables)
    variables["person"] = voice.name_of(int(variables["person"]))
    variables["reader"] = voice.name_of(reader)
    if "challenge" in variables:
        variables["challenge"] = _challenge(voice, str(variables["challenge"]))
    if "place" in variables:
        names = people.places(voice.session)
        for which in ("place", "other_place"):
            place = names.get(int(variables[which]))
            variables[which] = place.name if place else voice.say("member.nowhere")
    return voice.say(f"introduction.{told}.{reason.code.value.replace('_', '-')}", **variables)


def _challenge(voice: Voice, slug: str) -> str:
    row = people.challenge(voice.session, slug)
    return voice.challenge_name(row) if row else slug


def subject(voice: Voice, group: Group) -> str:
    """The slug of the challenge that speaks most for a group; empty where there is none."""
    if group.about.startswith("challenge "):
        return group.about.removeprefix("challenge ")
    shared = [each.challenge for pair in _as_made(voice, group).pairs for each in pair.shared]
    return shared[0] if shared else ""


def opener(voice: Voice, group: Group) -> str:
    """One question to begin with; who asked for the other has one already."""
    if group.origin == "request":
        return voice.say("introduction.opener-asked")
    slug = subject(voice, group)
    return (
        voice.say("introduction.opener", challenge=_challenge(voice, slug))
        if slug
        else voice.say("introduction.opener-any")
    )


def _who(voice: Voice, member: Member) -> list[Block]:
    """One line, and what they wrote about themselves."""
    line = ", ".join(filter(None, (member.name, member.role, voice.where(member))))
    theirs = of_member(member.id)
    about: list[Block] = [Said(member.about, of=theirs)] if member.about else []
    return [Facts(((voice.say("introduction.who"), line),), of=theirs), *about]


def _what_next(voice: Voice, step: str, proposes: str) -> list[Block]:
    """The step that can be taken now, and whose turn it is to suggest a time; nothing where it is over."""
    if not step:
        return []
    return [Facts(((voice.say("introduction.next"), f"{voice.say('introduction.next-' + step)} {proposes}"),))]


def _proposes(voice: Voice, parts: Sequence[GroupMember], me: Member | None) -> str:
    for part in parts:
        if part.proposes:
            if me and part.member_id == me.id:
                return voice.say("introduction.you-propose")
            return voice.say("introduction.they-propose", name=voice.name_of(part.member_id))
    return voice.say("introduction.anybody-proposes")


def for_one(
    voice: Voice, group: Group, parts: Sequence[GroupMember], me: Member, chat: str = "", step: str = "hello"
) -> Card:
    """The introduction as one of them reads it, in their own chat: who, why, and what next.

    `chat` opens one that their platform has. `step` is what comes next: *hello · wait · write · there*, or nothing.
    """
    others = [
        person for part in parts if (person := people.member(voice.session, part.member_id)) and person.id != me.id
    ]
    names = ", ".join(voice.name_of(person.id or 0) for person in others)
    blocks: list[Block] = []
    for person in others:
        blocks += _who(voice, person) if person.state == "member" else []
    blocks.append(Facts(((voice.say("introduction.because"), " ".join(why(voice, group, me))),)))
    blocks.append(Text(opener(voice, group)))
    blocks += _what_next(voice, "chat" if chat else step, _proposes(voice, parts, me))
    blocks.append(Text(voice.say("introduction.open-chat-how" if chat else "introduction.carried"), quiet=True))
    hello = Button(voice.say("introduction.hello"), f"say hello {group.id}", "main", opens=True)
    first = Link(voice.say("introduction.open-chat"), chat) if chat else hello
    return Card(
        voice.say("introduction.title", names=names),
        tuple(blocks),
        (first, *_ways_out(voice, group)),
        language=voice.language,
    )


def _ways_out(voice: Voice, group: Group) -> tuple[Button, ...]:
    """Whoever was brought together by a round may pass; whoever asked and said yes may end it."""
    if group.origin != "round":
        return (Button(voice.say("introduction.end"), f"end introduction {group.id}"),)
    return (
        Button(voice.say("introduction.pass"), f"not this time {group.id}"),
        Button(voice.say("introduction.known"), f"known already {group.id}"),
    )


def for_all(voice: Voice, group: Group, parts: Sequence[GroupMember]) -> Card:
    """The introduction as it stands in a conversation of their own: in their language where all have the same."""
    members = [person for part in parts if (person := people.member(voice.session, part.member_id))]
    languages = {person.language for person in members}
    together = Voice(voice.session, voice.content, languages.pop() if len(languages) == 1 else "en")
    blocks: list[Block] = []
    for person in members:
        blocks += _who(together, person)
    blocks.append(Facts(((together.say("introduction.because"), " ".join(why_all(together, group))),)))
    blocks.append(Text(opener(together, group)))
    blocks += _what_next(together, "here", _proposes(together, parts, None))
    title = together.say("introduction.title-all", names=" + ".join(person.name for person in members))
    return Card(title, tuple(blocks), language=together.language)
