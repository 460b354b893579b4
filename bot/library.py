"""Every question there is: the content's, and those that organisers wrote."""

from collections.abc import Mapping

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


def library(session: Session, content: Content) -> Mapping[str, Prompt]:
    """Every question by its slug."""
    return {**content.prompts, **{own.slug: own for own in own_prompts(session)}}
