"""What a reflection sounds like: after it was kept, at most two suggestions to confirm with a press."""

from collections.abc import Sequence, Set
from dataclasses import replace

from bot.chat import Button, Buttons, Reply, Shown, Text
from bot.remembering.readings import kept, numbered_first, own
from bot.turn import Turn
from content import principle_of, suggest
from content.suggesting import MOST
from storage import people
from storage import reflections as rows
from storage.tables import Challenge, Reflection


def offered(turn: Turn, row: Reflection, reply: Reply) -> Reply:
    """What was kept, with what is attached to it below it, or else what it sounds like, if anything."""
    attached = rows.challenges_of(turn.session, [row.id])[row.id]
    if attached:
        return _with_attached(turn, row, attached, reply)
    return _with_suggestions(turn, row, reply, _suggested(turn, row, frozenset()))


def about(turn: Turn, rest: str) -> Reply:
    """Attach what was pressed, a challenge or a principle; nothing where none of them fits."""
    number, slug = numbered_first(rest)
    row = own(turn, str(number or 0))
    reply = kept(turn, row, Shown.IN_PLACE)
    if not slug:
        return reply
    challenge = people.challenge(turn.session, slug)
    if challenge and challenge.id:
        rows.keep(turn.session, row, [challenge.id])
    elif slug in turn.content.parts and turn.content.parts[slug].group == "principle":
        row.principle = slug
        rows.keep(turn.session, row)
    else:
        raise turn.refuse("refusal.not-found")
    attached = rows.challenges_of(turn.session, [row.id])[row.id]
    left = _suggested(turn, row, {challenge.slug for challenge in attached})
    return _with_suggestions(turn, row, _with_attached(turn, row, attached, reply), left)


def _suggested(turn: Turn, row: Reflection, attached: Set[str]) -> list[tuple[str, str]]:
    """What is suggested and not attached yet: (slug, name)."""
    slugs = suggest(turn.content, row.words)
    found = [(slug, turn.content.challenges[slug].name_in(turn.language)) for slug in slugs if slug not in attached]
    principle = principle_of(turn.content, slugs) if not row.principle and len(slugs) < MOST else None
    if principle:
        found.append((principle, turn.content.parts[principle].name_in(turn.language)))
    return found


def _with_suggestions(turn: Turn, row: Reflection, reply: Reply, found: list[tuple[str, str]]) -> Reply:
    if not found:
        return reply
    buttons = (
        *(Button(name, f"about {row.id} {slug}") for slug, name in found),
        Button(turn.say("sounds.none"), f"about {row.id}"),
    )
    return replace(reply, card=reply.card.with_blocks(Text(turn.say("sounds.like"), quiet=True), Buttons(buttons)))


def _with_attached(turn: Turn, row: Reflection, challenges: Sequence[Challenge], reply: Reply) -> Reply:
    principle = turn.content.parts.get(row.principle)
    names = [turn.challenge_name(one) for one in challenges]
    names += [principle.name_in(turn.language)] if principle else []
    said = Text(turn.say("sounds.about", names=", ".join(names)), quiet=True)
    return replace(reply, card=reply.card.with_blocks(said))
