"""Looking over what a form of a page brought: a browser without scripts sends whatever stood in its fields."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.chat import Field, Problem, Reply

Say = Callable[..., str]
"""A sentence by its key, with its variables."""


def looked_over(form: Reply, values: Mapping[str, tuple[str, ...]], say: Say) -> Reply | None:
    """The form with what was filled in and what is wrong with it; None where nothing is, as far as its fields tell."""
    problem = next((found for field in form.card.fields if (found := _wrong(field, values, say))), None)
    if problem is None:
        return None
    blocks = tuple(
        replace(block, value=values.get(block.name, ())) if isinstance(block, Field) else block
        for block in form.card.blocks
    )
    return replace(form, card=replace(form.card, blocks=blocks), problem=problem)


def _wrong(field: Field, values: Mapping[str, tuple[str, ...]], say: Say) -> Problem | None:
    given = [one for one in values.get(field.name, ()) if one.strip()]
    if field.required and not given:
        return Problem(say("pages.fill-in", label=field.label), field.name)
    if field.kind in {"line", "words"} and any(len(one) > field.most for one in given):
        return Problem(say("pages.too-long", label=field.label, most=field.most), field.name)
    offered = {option.value for option in field.options}
    if field.options and not offered >= set(given):
        return Problem(say("pages.fill-in", label=field.label), field.name)
    return None
