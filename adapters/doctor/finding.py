"""What the doctor says: one sentence about one thing, and what to do where it is not well. Never a secret."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """`state` is *good*, *note* (worth knowing) or *problem* (something does not work, or soon will not)."""

    about: str
    state: str
    says: str
    fix: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def good(about: str, says: str) -> Finding:
    """It is well."""
    return Finding(about, "good", says)


def note(about: str, says: str, fix: str = "") -> Finding:
    """Worth knowing."""
    return Finding(about, "note", says, fix)


def problem(about: str, says: str, fix: str) -> Finding:
    """Something does not work, or soon will not."""
    return Finding(about, "problem", says, fix)


def as_text(findings: Sequence[Finding]) -> str:
    """A line for each, and how many problems there are."""
    width = max(len(one.about) for one in findings)
    lines = [f"{one.state:<7}  {one.about:<{width}}  {f'{one.says} {one.fix}'.strip()}" for one in findings]
    many = sum(one.state == "problem" for one in findings)
    return "\n".join([*lines, "", f"{many or 'No'} problem{'' if many == 1 else 's'}."])
