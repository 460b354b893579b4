"""The questions: which comes next, what they look like, and putting one to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import audience, outbox
from bot.chat import Button, Card, Divider, Field, Option, Reply, Shown, Text, address_from_json
from bot.turn import Turn
from content import Choice, Content, Prompt, choose_next
from content.model import PromptText
from storage import askings, people, record, reflections
from storage.database import Session
from storage.tables import Asking, Posting, Schedule

MOST_OFFERED = 100  # Slack: 100 options of a select


def own_prompts(session: Session) -> tuple[Prompt, ...]:
    """The questions that organisers wrote, in the shape of the content's."""
    return tuple(
        Prompt(
            slug=row.slug,
            question=row.question,
            ways_in=(row.ways_in[0], row.ways_in[1]),
            principle=row.principle or None,
            parts=tuple(row.parts),
            challenges=tuple(row.challenges),
            kind="notice",
            source="own",
            label="",
        )
        for row in askings.own_prompts(session)
    )


def next_prompt(session: Session, content: Content, playlist: str = "", position: int = 0) -> Choice:
    """What comes next, and why."""
    asked = [(slug, at.date()) for slug, at in askings.history(session)]
    return choose_next(content, asked, playlist or None, position, own_prompts(session))


def prompt_named(turn: Turn, slug: str) -> Prompt:
    """A prompt by its slug. Refuses one that is not there."""
    library = {**turn.content.prompts, **{own.slug: own for own in own_prompts(turn.session)}}
    if slug not in library:
        raise turn.refuse("ask.unknown", typed=slug)
    return library[slug]


def words_of(turn: Turn, asking: Asking) -> PromptText:
    """A question's words in this person's language; as it was asked where the prompt is gone."""
    return _words(turn.content, asking, turn.language)


def _words(content: Content, asking: Asking, language: str) -> PromptText:
    prompt = content.prompts.get(asking.prompt)
    found = prompt and (prompt.in_language(language) or prompt.in_language("en"))
    return found or PromptText(asking.question, ("", ""), "")


@dataclass(frozen=True)
class Stage:
    """What showing a question needs, in a turn or outside one."""

    session: Session
    content: Content
    language: str = "en"

    def say(self, key: str, /, **variables: str | int) -> str:
        """A sentence in the language of the place."""
        return self.content.wording.say(key, self.language, **variables)


def question_card(stage: Stage, asking: Asking) -> Card:
    """The week's question, as it stands in a channel or a direct chat.

    It has the box to answer in, for platforms that show fields in messages, and how many have answered: counts only,
    never words.
    """
    words, say = _words(stage.content, asking, stage.language), stage.say
    count = reflections.answered(stage.session, asking.id or 0)
    principle = stage.content.parts.get(asking.principle)
    label = principle.name_in(stage.language) if principle else words.label
    ways = tuple(Text(way) for way in words.ways_in if way)
    return Card(
        words.question,
        (
            *((Text(label, quiet=True),) if label else ()),
            *ways,
            Field("words", say("reflect.words"), "words", hint=say("reflect.hint"), most=3000),
            Field(
                "audience",
                say("audience.label"),
                "choice",
                tuple(Option(value, say(f"audience.{value.replace(' ', '-')}")) for value in audience.ALL),
            ),
            Text(say("question.answered", count=count) if count else say("question.first"), quiet=True),
        ),
        (Button(say("question.others"), f"others {asking.id}", opens=True),),
        submit=Button(say("question.reflect"), f"reflect {asking.id}", "main", token=f"asking-{asking.id}"),
        language=stage.language,
        plain=say("question.plain", question=words.question),
    )


def put(
    session: Session,
    content: Content,
    prompt: Prompt,
    now: datetime,
    *,
    schedule: Schedule | None = None,
    slot: datetime | None = None,
) -> Asking:
    """Ask: one asking, and one delivery for every space and for everybody who wants questions directly."""
    asking = Asking(
        schedule_id=schedule.id if schedule else None,
        slot=slot,
        prompt=prompt.slug,
        question=prompt.question,
        principle=prompt.principle or "",
        asked_at=now,
    )
    people.add(session, asking)
    stage = Stage(session, content)
    about = f"asking {asking.id}"
    for space in people.homes(session, schedule.space_ids if schedule else ()):
        address = address_from_json(space.address)
        outbox.put(session, address, question_card(stage, asking), kind="question", about=about, now=now)
    for member in people.members(session):
        if member.questions == "direct" and member.paused_at is None:
            card = question_card(Stage(session, content, member.language), asking)
            outbox.put_direct(session, member, card, kind="question", about=about, now=now)
    return asking


def refresh_count(session: Session, content: Content, asking: Asking, now: datetime) -> None:
    """Let every standing card of a question say how many have answered by now."""
    card = question_card(Stage(session, content), asking)
    for posting in outbox.standing(session, f"asking {asking.id}"):
        if posting.member_id is None:
            _update(session, posting, card, now)


def _update(session: Session, posting: Posting, card: Card, now: datetime) -> None:
    outbox.update(session, posting, card, now=now, after=outbox.CALM)


# --- organisers ------------------------------------------------------------------------------------------------------


def ask(turn: Turn, rest: str) -> Reply:
    """Show what would be asked now, with the reason; ask it once that is confirmed."""
    if not turn.typed:
        rest = turn.incoming.value("prompt")
    choice = next_prompt(turn.session, turn.content)
    prompt = prompt_named(turn, rest) if rest and rest != "now" else choice.prompt
    spaces = people.homes(turn.session)
    if not spaces:
        raise turn.refuse("ask.no-space")
    words = prompt.in_language(turn.language) or PromptText(prompt.question, prompt.ways_in, prompt.label)
    why = () if rest and rest != "now" else (Text(choice.why.say(turn.content, turn.language), quiet=True),)
    preview = turn.card(
        turn.say("ask.preview"),
        *why,
        Divider(),
        Text(words.label, quiet=True),
        words.question,
        *(Text(way) for way in words.ways_in),
        Divider(),
        Text(turn.say("ask.spaces", count=len(spaces), names=", ".join(space.name for space in spaces)), quiet=True),
        buttons=(
            Button(turn.say("ask.now"), f"ask now {prompt.slug}", "main", token=turn.token()),
            Button(turn.say("ask.later"), "schedule", opens=True),
        ),
    )
    return Reply(preview)


def ask_now(turn: Turn, rest: str) -> Reply:
    """Ask everybody, now."""
    prompt = prompt_named(turn, rest)
    spaces: Sequence[object] = people.homes(turn.session)
    if not spaces:
        raise turn.refuse("ask.no-space")
    asking = put(turn.session, turn.content, prompt, turn.now)
    record.note(turn.session, turn.my_id, "asked", f"asking {asking.id}", turn.now)
    turn.result = "upcoming"
    return turn.answer(
        turn.say("ask.done"), turn.say("ask.done-where", count=len(spaces)), prompt.question, shown=Shown.IN_PLACE
    )
