"""A reply under what was heard: why somebody says that a pattern is true where they are, or is not. They are asked."""

from collections.abc import Sequence

from bot.chat import Block, Button, Field, MessageRef, Option, Reply, Text
from bot.delivering.copies import of_member
from bot.learning.heard import counting, voting
from bot.remembering import audience, care
from bot.remembering.reflections import keep, words_field
from bot.turn import Turn
from storage import heard
from storage.tables import Held, Pattern, PatternVote

Unsaid = tuple[Pattern, PatternVote | None]


def unsaid(turn: Turn, heard_id: int) -> Sequence[Unsaid]:
    """The patterns of which this member has not said why, each with their answer so far; none once it is taken back."""
    row = heard.get(turn.session, heard_id)
    if row is None or row.state != heard.SHOWN:
        return []
    every = heard.patterns(turn.session, heard_id)
    found = [(pattern, heard.vote_of(turn.session, pattern.id or 0, turn.my_id)) for pattern in every]
    return [(pattern, vote) for pattern, vote in found if vote is None or vote.reflection_id is None]


def form(turn: Turn, held: Held, left: Sequence[Unsaid]) -> Reply:
    """Which pattern, what they say of it, and who may read why. What they answered last is chosen already."""
    pattern, vote = max(left, key=lambda each: each[1].voted_at.timestamp() if each[1] else 0)
    answer = vote.answer if vote else voting.read(held.words)[0]
    which: Block = Text(pattern.words)
    if len(left) > 1:
        options = tuple(Option(str(each.id), each.words) for each, _ in left)
        which = Field("pattern", turn.say("heard.about-which"), "choice", options, (str(pattern.id),) if vote else ())
    answers = tuple(Option(one, turn.say(f"heard.{one}")) for one in counting.ANSWERS)
    return turn.form(
        turn.say("heard.reply-title"),
        which,
        Field("answer", turn.say("heard.true-here"), "choice", answers, (answer,) if answer else ()),
        words_field(turn, held.words, of=of_member(turn.my_id)),
        audience.field(turn, turn.me.usual_audience),
        submit=Button(turn.say("reply.keep"), f"keep {held.id}", "main", token=turn.token()),
    )


def kept(turn: Turn, held: Held, left: Sequence[Unsaid], said: MessageRef) -> Reply:
    """Their answer counts, and the reply stands with it for the readers they chose. It follows its message."""
    given = turn.incoming.value
    found = [each for each in left if len(left) == 1 or str(each[0].id) == given("pattern")]
    if not found:
        raise turn.refuse("heard.which", "pattern")
    if given("answer") not in counting.ANSWERS:
        raise turn.refuse("heard.which", "answer")
    (pattern, vote), words, who = found[0], given("words") or held.words, audience.chosen(turn)
    care.look_over(turn, words, who)
    return voting.noted(turn, pattern, given("answer"), vote, keep(turn, words, None, who, said))
