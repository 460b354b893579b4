"""How many prompts each part of the framework needs, and how many it has."""

from collections import Counter
from dataclasses import dataclass

from content.model import KINDS, Content

# Prompts that each part of these groups needs.
EACH = {
    "principle": 6,
    "value": 3,
    "capability": 2,
    "infrastructure": 2,
    "purpose": 3,
    "outcome": 3,
    "driver": 2,
    "barrier": 2,
    "workgroup-theme": 2,
    "stocktake": 2,
}
# Prompts that these groups need between their parts.
TOGETHER = {"mindset": 3}
EACH_KIND = 8
IN_ALL = 110


@dataclass(frozen=True)
class Row:
    """A line of the coverage table. `quota` is 0 where nothing is asked of it."""

    group: str
    name: str
    prompts: int
    quota: int

    @property
    def met(self) -> bool:
        """Whether there are enough."""
        return self.prompts >= self.quota


def rows(content: Content) -> list[Row]:
    """Every part, then the groups that count together, the kinds, and the whole."""
    touched = Counter(slug for prompt in content.prompts.values() for slug in prompt.touches)
    kinds = Counter(prompt.kind for prompt in content.prompts.values())
    found = [Row(part.group, part.slug, touched[part.slug], EACH.get(part.group, 0)) for part in content.parts.values()]
    for group, quota in TOGETHER.items():
        found.append(Row(group, "together", sum(touched[part.slug] for part in content.group(group)), quota))
    found.extend(Row("kind", kind, kinds[kind], EACH_KIND) for kind in KINDS)
    found.append(Row("prompts", "in all", len(content.prompts), IN_ALL))
    return found
