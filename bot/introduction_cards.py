"""What an introduction says: who, why these people, and how to begin."""

from collections.abc import Sequence

from bot.chat import Block, Button, Card, Facts, Said, Text
from bot.voice import Voice
from storage import people, rounds
from storage.tables import Group, GroupMember, Member

PAIR = 2


def named(voice: Voice, member_id: int) -> str:
    """Name and place: "Ben · Gateshead"."""
    member = people.member(voice.session, member_id)
    if member is None or member.state != "member":
        return voice.say("member.left")
    return f"{member.name} · {voice.where(member)}"


def why(voice: Voice, group: Group, me: Member | None) -> list[str]:
    """Why these people, in words: what they share, rarest first, and whether their places have met here before."""
    sentences = [_shared(voice, reason, me) for reason in group.reasons if "challenge" in reason][:2]
    if any(reason.get("places_met") == 0 for reason in group.reasons):
        places = [_place(voice, part.member_id) for part in rounds.people_in(voice.session, group.id or 0)]
        if len(set(places)) == PAIR:
            sentences.append(voice.say("introduction.why-places", one=places[0], other=places[1]))
    return sentences or [voice.say("introduction.why-different")]


def _place(voice: Voice, member_id: int) -> str:
    member = people.member(voice.session, member_id)
    place = people.place_of(voice.session, member) if member else None
    return place.name if place else voice.say("member.left")


def _shared(voice: Voice, reason: dict[str, object], me: Member | None) -> str:
    row = people.challenge(voice.session, str(reason["challenge"]))
    challenge = voice.challenge_name(row) if row else str(reason["challenge"])
    faced = [int(str(number)) for number in _list(reason["faced_by"])]
    worked = [int(str(number)) for number in _list(reason["worked_on_by"])]
    if faced and worked:
        if me and me.id in faced:
            return voice.say("introduction.why-they-worked", name=voice.name_of(worked[0]), challenge=challenge)
        if me and me.id in worked:
            return voice.say("introduction.why-you-worked", name=voice.name_of(faced[0]), challenge=challenge)
        faces, helps = voice.name_of(faced[0]), voice.name_of(worked[0])
        return voice.say("introduction.why-complement", faces=faces, worked=helps, challenge=challenge)
    key = "introduction.why-both-face" if faced else "introduction.why-both-worked"
    return voice.say(key if me else f"{key}-them", challenge=challenge)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def opener(voice: Voice, group: Group) -> str:
    """One question to begin with."""
    for reason in group.reasons:
        if "challenge" in reason:
            row = people.challenge(voice.session, str(reason["challenge"]))
            return voice.say("introduction.opener", challenge=voice.challenge_name(row) if row else "")
    return voice.say("introduction.opener-any")


def _who(voice: Voice, member: Member) -> list[Block]:
    facts = [(voice.say("introduction.who"), member.name), (voice.say("introduction.where"), voice.where(member))]
    if member.role:
        facts.append((voice.say("introduction.role"), member.role))
    about: list[Block] = [Said(member.about)] if member.about else []
    return [Facts(tuple(facts)), *about]


def _proposes(voice: Voice, parts: Sequence[GroupMember], me: Member | None) -> str:
    for part in parts:
        if part.proposes:
            if me and part.member_id == me.id:
                return voice.say("introduction.you-propose")
            return voice.say("introduction.they-propose", name=voice.name_of(part.member_id))
    return ""


def for_one(voice: Voice, group: Group, parts: Sequence[GroupMember], me: Member) -> Card:
    """The introduction as one of them reads it, in their own chat."""
    others = [
        person for part in parts if (person := people.member(voice.session, part.member_id)) and person.id != me.id
    ]
    names = ", ".join(f"{person.name} · {voice.where(person)}" for person in others)
    blocks: list[Block] = []
    for person in others:
        blocks += _who(voice, person)
    blocks += [Text(sentence) for sentence in why(voice, group, me)]
    blocks += [
        Text(opener(voice, group)),
        Text(_proposes(voice, parts, me), quiet=True),
        Text(voice.say("introduction.carried"), quiet=True),
    ]
    return Card(
        voice.say("introduction.title", names=names),
        tuple(blocks),
        (
            Button(voice.say("introduction.hello"), f"say hello {group.id}", "main", opens=True),
            Button(voice.say("introduction.pass"), f"not this time {group.id}"),
            Button(voice.say("introduction.known"), f"known already {group.id}"),
        ),
        language=voice.language,
    )


def for_all(voice: Voice, group: Group, parts: Sequence[GroupMember]) -> Card:
    """The introduction as it stands in a conversation of their own."""
    english = Voice(voice.session, voice.content)
    members = [person for part in parts if (person := people.member(voice.session, part.member_id))]
    blocks: list[Block] = []
    for person in members:
        blocks += _who(english, person)
    blocks += [Text(sentence) for sentence in why(english, group, None)]
    blocks += [Text(opener(english, group)), Text(_proposes(english, parts, None), quiet=True)]
    return Card(
        english.say("introduction.title-all", names=" + ".join(person.name for person in members)), tuple(blocks)
    )
