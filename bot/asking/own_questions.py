"""Questions that organisers write themselves, with the same checks as the library's."""

from bot.chat import Block, Button, Buttons, Field, Option, Reply, Shown, Text
from bot.turn import Turn
from content import English, check_own_prompt
from content.model import QUESTION_LONGEST, WAY_IN_LONGEST
from storage import askings, people, record
from storage.tables import Prompt

GROUPS = ("value", "capability", "infrastructure", "mindset", "outcome", "driver", "barrier", "handbook")
WAYS_IN = 2


def question(turn: Turn, _rest: str) -> Reply:
    """Open the form, or keep what was filled in. A question that does not pass its checks stays in the form."""
    if turn.typed:
        return _form(turn)
    value = turn.incoming.value
    ways = [way for number in range(1, WAYS_IN + 1) if (way := value(f"way_{number}"))]
    parts = [part for part in (value("principle"), value("part")) if part]
    wrong = check_own_prompt(turn.content, value("question"), ways, parts)
    if wrong:
        raise turn.refuse(wrong[0], _FIELDS.get(wrong[0].rsplit(".", 1)[-1], "question"))
    row = Prompt(
        slug="",
        question=value("question"),
        ways_in=[*ways, *[""] * (WAYS_IN - len(ways))],
        principle=value("principle"),
        parts=[part for part in parts if part != value("principle")],
        by_id=turn.my_id,
        made_at=turn.now,
    )
    row.slug = f"own-{turn.dice.getrandbits(32):08x}"
    people.add(turn.session, row)
    record.note(turn.session, turn.my_id, "wrote a question", row.slug, turn.now)
    turn.result = "questions"
    return turn.answer(
        turn.say("question.own-kept"),
        row.question,
        Text(turn.say("question.own-next"), quiet=True),
        buttons=(
            Button(turn.say("organise.ask"), f"ask {row.slug}", "main", opens=True),
            Button(turn.say("question.own-all"), "questions", opens=True),
        ),
        shown=Shown.IN_PLACE,
    )


_FIELDS = {"way-in-too-long": "way_1", "no-part": "principle", "unknown-part": "part"}


def _form(turn: Turn) -> Reply:
    say, content = turn.say, turn.content
    principles = tuple(Option(part.slug, part.name_in(turn.language)) for part in content.group("principle"))
    others = tuple(
        Option(part.slug, part.name_in(turn.language)[:75]) for group in GROUPS for part in content.group(group)
    )
    return turn.form(
        say("question.own-title"),
        Text(say("question.own-good"), quiet=True),
        Field("question", say("question.own-question"), most=QUESTION_LONGEST),
        Field("way_1", say("question.own-way-1"), required=False, most=WAY_IN_LONGEST),
        Field("way_2", say("question.own-way-2"), required=False, most=WAY_IN_LONGEST),
        Field("principle", say("search.principle"), "choice", principles, required=False),
        Field("part", say("question.own-part"), "choice", others, required=False),
        submit=Button(say("me.save"), "question", "main", token=turn.token()),
    )


def questions(turn: Turn, _rest: str) -> Reply:
    """The questions that organisers wrote, to be asked."""
    blocks: list[Block] = []
    for row in askings.own_prompts(turn.session):
        own = row.question if turn.language == "en" else English(row.question)
        blocks += [Text(own), Buttons((Button(turn.say("organise.ask"), f"ask {row.slug}", opens=True),))]
    return turn.answer(
        turn.say("question.own-all"),
        *(blocks or [Text(turn.say("question.own-none"))]),
        buttons=(Button(turn.say("question.own-write"), "question", "main", opens=True),),
    )
