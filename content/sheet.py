"""A YAML file read as named entries, where every field still knows the line it stands on.

Everything is read as text: `yes`, `no` and `12` stay what somebody typed. A field that is missing or has the
wrong shape is noted as a fault and answered with something empty, so that one reading finds every fault.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml

from content.faults import Fault

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Entry:
    """One mapping in a file, called `name` there."""

    def __init__(self, path: str, name: str, node: yaml.Node, faults: list[Fault]) -> None:
        self.path, self.name, self.node, self.faults = path, name, node, faults
        self.fields: dict[str, yaml.Node] = {}
        if isinstance(node, yaml.MappingNode):
            for key, value in pairs(path, name, node, faults):
                self.fields[key] = value
        else:
            self.fault("should have named fields")

    def line(self, key: str | None = None, item: str | None = None) -> int:
        """The line of a field, of an item in its list, or of the entry where there is no such field."""
        field = self.fields.get(key, self.node) if key else self.node
        if item is not None and isinstance(field, yaml.SequenceNode):
            return next((line_of(node) for node in field.value if _holds(node, item)), line_of(field))
        return line_of(field)

    def fault(self, what: str, key: str | None = None, item: str | None = None) -> None:
        """Notes that something is wrong with this entry, with one field of it, or with one item of a list."""
        subject = f"{self.name}.{key}" if key else self.name
        self.faults.append(Fault(self.path, self.line(key, item), f"{subject}: {what}"))

    def only(self, *known: str) -> None:
        """Notes every field that is not one of these."""
        for key in self.fields:
            if key not in known:
                self.fault(f"unknown field. Known here: {', '.join(known)}.", key)

    def text(self, key: str, longest: int | None = None) -> str:
        """A text that has to be there."""
        if key not in self.fields:
            self.fault(f"{key} is missing")
            return ""
        return self._scalar(key, self.fields[key], longest)

    def maybe(self, key: str, longest: int | None = None) -> str | None:
        """A text that may be left out."""
        return self._scalar(key, self.fields[key], longest) if key in self.fields else None

    def texts(self, key: str, longest: int | None = None) -> tuple[str, ...]:
        """A list of texts; empty where the field is left out."""
        node = self.fields.get(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.fault("should be a list", key)
            return ()
        return tuple(self._scalar(key, item, longest) for item in node.value)

    def labelled(self, key: str) -> tuple[tuple[str | None, str], ...]:
        """A list of texts of which each may carry a label: `- text` or `- label: text`."""
        node = self.fields.get(key)
        if not isinstance(node, yaml.SequenceNode):
            if node is not None:
                self.fault("should be a list", key)
            return ()
        found: list[tuple[str | None, str]] = []
        for item in node.value:
            if isinstance(item, yaml.MappingNode) and len(item.value) == 1:
                label, text = item.value[0]
                found.append((str(label.value), self._scalar(key, text, None)))
            else:
                found.append((None, self._scalar(key, item, None)))
        return tuple(found)

    def day(self, key: str) -> date | None:
        """A date written as 2026-04-01."""
        text = self.maybe(key)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self.fault(f"{text!r} is not a date like 2026-04-01", key)
            return None

    def flag(self, key: str) -> bool:
        """`true`, or false where the field is left out."""
        text = self.maybe(key)
        if text not in (None, "true", "false"):
            self.fault(f"{text!r} should be true or false", key)
        return text == "true"

    def inner(self, key: str) -> "Entry | None":
        """The mapping under a field, where there is one."""
        node = self.fields.get(key)
        return None if node is None else Entry(self.path, f"{self.name}.{key}", node, self.faults)

    def _scalar(self, key: str, node: yaml.Node, longest: int | None) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self.fault("should be one text", key)
            return ""
        text = " ".join(node.value.split()) if "\n\n" not in node.value else node.value.strip()
        if not text:
            self.fault("is empty", key)
        if longest is not None and len(text) > longest:
            self.fault(f"is {len(text)} characters long; {longest} fit", key)
        return text


def _holds(node: yaml.Node, item: str) -> bool:
    """Whether an item of a list is this text, or a label with this text or of this name."""
    if isinstance(node, yaml.MappingNode):
        return any(item in (label.value, text.value) for label, text in node.value)
    return bool(node.value == item)


def line_of(node: yaml.Node) -> int:
    """Counting from 1, as editors do."""
    return int(node.start_mark.line) + 1


def pairs(path: str, name: str, node: yaml.MappingNode, faults: list[Fault]) -> Iterator[tuple[str, yaml.Node]]:
    """The fields of a mapping; a name that comes twice is a fault, and its first value counts."""
    first: dict[str, int] = {}
    for key_node, value in node.value:
        key, line = str(key_node.value), line_of(key_node)
        if key in first:
            owner = f"{name}: " if name else ""
            what = f"{owner}{key} is here twice (first on line {first[key]}). Rename or remove one."
            faults.append(Fault(path, line, what))
            continue
        first[key] = line
        value.start_mark = key_node.start_mark  # a field stands where its name stands
        yield key, value


def root(file: Path, path: str, faults: list[Fault]) -> yaml.MappingNode | None:
    """The outermost mapping of a file; None, and a fault, where it cannot be read as one."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=_Loader)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        faults.append(Fault(path, line, f"is not YAML: {getattr(wrong, 'problem', None) or wrong}"))
        return None
    except UnicodeDecodeError:
        faults.append(Fault(path, 1, "is not UTF-8"))
        return None
    if isinstance(node, yaml.MappingNode):
        return node
    if node is not None:
        faults.append(Fault(path, line_of(node), "should be a list of named entries"))
    return None


def entries(file: Path, path: str, faults: list[Fault]) -> Iterator[Entry]:
    """The named entries of a file, in their order. Names are slugs."""
    top = root(file, path, faults)
    if top is None:
        return
    for slug, node in pairs(path, "", top, faults):
        if not SLUG.fullmatch(slug):
            faults.append(Fault(path, line_of(node), f"{slug!r} is not a slug: small letters, digits, hyphens"))
        yield Entry(path, slug, node, faults)
