"""Challenges: what somebody faces and has worked on, suggestions in their own words, and organisers who merge them."""

from collections.abc import Sequence

from bot.chat import Block, Button, Buttons, Facts, Field, Option, Reply, Shown, Text
from bot.turn import Turn
from content import nearest
from storage import challenges as rows
from storage import people, record
from storage.tables import Challenge

MOST = 8  # of each stance
LIKE_IT = 3  # existing ones shown beside a new one
OFFERED = 100  # Slack: 100 options of a select


def of_words(turn: Turn, slug: str, own: str) -> Challenge | None:
    """A chosen challenge, or one in somebody's own words: the one of that name, else a suggestion.

    A suggestion that was merged once stays what it was merged into, whoever makes it again.
    """
    if slug:
        return people.challenge(turn.session, slug)
    name = " ".join(own.split())[:60]
    if not name:
        return None
    made = "own-" + "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())
    known = {row.name.casefold(): row for row in people.challenges(turn.session)}
    existing = people.challenge(turn.session, made) or known.get(name.casefold())
    if existing:
        return existing
    row = Challenge(slug=made, name=name, state="suggested")
    people.add(turn.session, row)
    return row


def like(turn: Turn, typed: str, most: int = LIKE_IT) -> list[Challenge]:
    """Existing challenges that may be meant by these words, the likeliest first."""
    known = {row.slug: row for row in people.challenges(turn.session) if row.state != "suggested"}
    names = {
        slug: (row.name, *((found.name_cy or row.name, *found.words) if found else ()))
        for slug, row in known.items()
        for found in [turn.content.challenges.get(slug)]
    }
    return [known[slug] for slug in nearest(names, typed)[:most]]


def is_it_one_of_these(turn: Turn, own: Challenge | None) -> Sequence[Block]:
    """Beside a new suggestion: the nearest existing ones, by which more people would be found."""
    if own is None or own.state != "suggested":
        return ()
    found = like(turn, own.name)
    if not found:
        return ()
    return (
        Text(turn.say("challenges.new", name=own.name)),
        Buttons(tuple(Button(turn.challenge_name(row)[:75], f"same as {own.slug} {row.slug}") for row in found)),
    )


def same_as(turn: Turn, rest: str) -> Reply:
    """What one suggested is the same as an existing challenge: that one is taken instead."""
    own_slug, _, slug = rest.partition(" ")
    own, existing = people.challenge(turn.session, own_slug), people.challenge(turn.session, slug.strip())
    if own is None or existing is None or own.state != "suggested" or own.id is None or existing.id is None:
        raise turn.refuse("refusal.not-found")
    rows.replace_for(turn.session, turn.my_id, own.id, existing.id)
    rows.drop_unused(turn.session, own)
    return turn.answer(turn.say("challenges.saved"), _stances(turn), shown=Shown.IN_PLACE)


def challenges(turn: Turn, _rest: str) -> Reply:
    """What somebody faces, and what they have worked on."""
    if turn.typed:
        return _form(turn)
    faces, worked_on = _picked(turn, "faces"), _picked(turn, "worked_on")
    own = of_words(turn, "", turn.incoming.value("own"))
    faces += [own.id] if own and own.id else []
    people.set_stances(turn.session, turn.my_id, faces, worked_on)
    return turn.answer(
        turn.say("challenges.saved"),
        _stances(turn),
        *is_it_one_of_these(turn, own),
        buttons=(Button(turn.say("home.change"), "challenges", opens=True),),
        shown=Shown.IN_PLACE,
    )


def _picked(turn: Turn, field: str) -> list[int]:
    """The numbers of those that were chosen and are still there."""
    picked = turn.incoming.values.get(field, ())
    if len(picked) > MOST:
        raise turn.refuse("challenges.too-many", field, most=MOST)
    return [row.id for slug in picked if (row := people.challenge(turn.session, slug)) and row.id]


def _stances(turn: Turn) -> Facts:
    found = people.stances(turn.session, [turn.my_id])
    nothing = turn.say("home.nothing-yet")
    named = {
        stance: ", ".join(turn.challenge_name(row) for _, row, which in found if which == stance) or nothing
        for stance in ("faces", "worked on")
    }
    return Facts(((turn.say("home.facing"), named["faces"]), (turn.say("home.worked-on"), named["worked on"])))


def _form(turn: Turn) -> Reply:
    found = people.stances(turn.session, [turn.my_id])
    chosen = {
        stance: tuple(row.slug for _, row, which in found if which == stance) for stance in ("faces", "worked on")
    }
    mine = {row.slug for _, row, _ in found}
    options = tuple(
        Option(row.slug, turn.challenge_name(row)[:75])
        for row in people.challenges(turn.session)
        if row.state != "suggested" or row.slug in mine
    )
    return turn.form(
        turn.say("challenges.title"),
        Text(turn.say("challenges.why"), quiet=True),
        Field("faces", turn.say("home.facing"), "choices", options, chosen["faces"], required=False),
        Field("worked_on", turn.say("home.worked-on"), "choices", options, chosen["worked on"], required=False),
        Field("own", turn.say("join.own"), required=False, most=60),
        submit=Button(turn.say("me.save"), "challenges", "main", token=turn.token()),
    )


# --- organisers ------------------------------------------------------------------------------------------------------


def to_decide(turn: Turn, most: int) -> list[Block]:
    """Suggestions that an organiser has not decided about yet."""
    blocks: list[Block] = []
    for row, count in rows.suggested(turn.session)[:most]:
        blocks.append(Text(turn.say("challenges.suggested", name=row.name, count=count)))
        merge = Button(turn.say("challenges.merge"), f"merge challenge {row.slug}", opens=True)
        blocks.append(Buttons((merge, Button(turn.say("challenges.keep"), f"keep challenge {row.slug}"))))
    return blocks


def _suggestion(turn: Turn, slug: str) -> Challenge:
    row = people.challenge(turn.session, slug)
    if row is None or row.state != "suggested":
        raise turn.refuse("refusal.not-found")
    return row


def merge(turn: Turn, rest: str) -> Reply:
    """Let a suggestion be part of an existing challenge: which one is asked, for it is for everybody and for good."""
    row = _suggestion(turn, rest.strip())
    if turn.typed:
        near = like(turn, row.name, OFFERED)
        others = [each for each in people.challenges(turn.session) if each.state != "suggested" and each not in near]
        options = tuple(Option(each.slug, turn.challenge_name(each)[:75]) for each in [*near, *others][:OFFERED])
        return turn.form(
            turn.say("challenges.merge"),
            Text(turn.say("challenges.merge-title", name=row.name)),
            Text(turn.say("challenges.merge-what"), quiet=True),
            Field("into", turn.say("challenges.into"), "choice", options, (near[0].slug,) if near else ()),
            submit=Button(turn.say("challenges.merge"), f"merge challenge {row.slug}", "main", token=turn.token()),
        )
    into = people.challenge(turn.session, turn.incoming.value("into"))
    if into is None or into.id == row.id:
        raise turn.refuse("refusal.not-found", "into")
    name = row.name
    rows.merge(turn.session, row, into)
    record.note(turn.session, turn.my_id, "merged a challenge", f"challenge {row.id} into {into.id}", turn.now)
    turn.result = "organise"
    return turn.answer(turn.say("challenges.merged", name=name, into=turn.challenge_name(into)), shown=Shown.IN_PLACE)


def keep(turn: Turn, rest: str) -> Reply:
    """Let a suggestion be a challenge that everybody can choose."""
    row = _suggestion(turn, rest.strip())
    row.state = "kept"
    turn.session.add(row)
    record.note(turn.session, turn.my_id, "kept a challenge", f"challenge {row.id}", turn.now)
    return turn.answer(turn.say("challenges.kept", name=row.name), shown=Shown.IN_PLACE)
