"""Tables about the content as plain text: whether it is sound, what there is, and whether every part has enough."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from content.faults import ContentError
from content.good_question import TOO_ALIKE, closest, findings
from content.loader import load
from content.model import Content, Prompt
from content.quotas import rows


def check(folder: Path | None = None) -> list[str]:
    """Everything that is wrong, one line each; nothing where all is well."""
    try:
        content = load(folder)
    except ContentError as wrong:
        return [str(fault) for fault in wrong.faults]
    return list(_doubts(content))


def _doubts(content: Content) -> Iterator[str]:
    """What the loader can live with, but a reader should not have to."""
    for prompt in content.prompts.values():
        yield from findings(prompt)
    for likeness, one, other in closest(content):
        if likeness >= TOO_ALIKE:
            yield f"{one} and {other} are nearly the same question ({likeness:.0f} of 100)"
    for row in rows(content):
        if not row.met:
            yield f"{row.group} {row.name} has {row.prompts} prompts and needs {row.quota}"


def listing(content: Content, part: str | None = None, as_json: bool = False) -> str:
    """The prompts, those of one part only if it is named. Raises KeyError for a part that does not exist."""
    if part is not None and part not in content.parts:
        raise KeyError(f"there is no part called {part}")
    prompts = [prompt for prompt in content.prompts.values() if part is None or part in prompt.touches]
    if as_json:
        return json.dumps([_plain(prompt) for prompt in prompts], ensure_ascii=False, indent=2)
    lines = [(prompt.slug, prompt.kind, ", ".join(prompt.touches), prompt.question) for prompt in prompts]
    return _table(("prompt", "kind", "counts for", "question"), lines)


def coverage(content: Content) -> str:
    """Prompts per part against the quota. Parts without either are left out."""
    lines = [
        (row.group, row.name, str(row.prompts), str(row.quota or ""), "" if row.met else "too few")
        for row in rows(content)
        if row.prompts or row.quota
    ]
    return _table(("group", "part", "prompts", "quota", ""), lines)


def to_review(content: Content) -> str:
    """The texts that a reader of their language should look at."""
    return _table(("where", "language", "text"), [(one.where, one.language, one.text) for one in content.to_review])


def _plain(prompt: Prompt) -> dict[str, object]:
    return asdict(prompt)


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Columns as wide as their widest word, two spaces between."""
    widths = [max(len(line[column]) for line in (head, *lines)) for column in range(len(head))]
    ruled = (head, ["-" * width for width in widths], *lines)
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in ruled
    )
