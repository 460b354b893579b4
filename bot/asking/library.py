"""Every question there is: the content's, and those that organisers wrote."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

from content import Content, Prompt
from storage import askings
from storage.database import Session


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


SURE = 80  # of 100: how much of a question somebody's words have to be to mean it
OFFERED = 3


def meant(session: Session, content: Content, typed: str) -> tuple[Prompt | None, tuple[Prompt, ...]]:
    """The question that was meant by its slug or some of its words, if that is sure; and the nearest ones."""
    every = library(session, content)
    if typed in every:
        return every[typed], ()
    questions = {slug: prompt.question.casefold() for slug, prompt in every.items()}
    scorer = fuzz.partial_token_set_ratio if len(typed.split()) == 1 else fuzz.token_set_ratio
    found = process.extract(typed.casefold(), questions, scorer=scorer, limit=OFFERED)
    nearest = tuple(every[slug] for _, _, slug in found)
    ahead = found[0][1] - found[1][1] if len(found) > 1 else 100.0
    return (nearest[0] if found and found[0][1] >= SURE and ahead > 0 else None), nearest


def library(session: Session, content: Content) -> Mapping[str, Prompt]:
    """Every question by its slug."""
    return {**content.prompts, **{own.slug: own for own in own_prompts(session)}}
