"""Reading the wording files: nested keys, plural forms, marks for review, and the same variables in both languages.

`en/join.yaml` with `welcome:` makes the key `join.welcome`. A mapping of plural categories is one sentence with
forms; a mapping with `text` is one sentence with a mark; any other mapping nests further.
"""

from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import yaml

from content.faults import Fault
from content.model import Review
from content.sheet import line_of, pairs, root
from content.wording import DATES, LOCALES, PLURALS, Text

NEEDED_FORMS = {"en": {"one", "other"}, "cy": {"other"}}


class _File:
    """One wording file while it is being read."""

    def __init__(self, path: str, language: str, faults: list[Fault]) -> None:
        self.path, self.language, self.faults = path, language, faults

    def fault(self, node: yaml.Node, what: str) -> None:
        self.faults.append(Fault(self.path, line_of(node), what))

    def texts(self, key: str, node: yaml.Node) -> Iterator[tuple[str, Text, yaml.Node]]:
        """Every sentence at or below this key."""
        if not isinstance(node, yaml.MappingNode):
            yield from self.sentence(key, node, node, review=False)
            return
        fields = dict(pairs(self.path, key, node, self.faults))
        if "text" in fields:
            for odd in fields.keys() - {"text", "review", "note"}:
                self.fault(fields[odd], f"{key}.{odd}: beside text only review and note may stand")
            review = getattr(fields.get("review"), "value", "false")
            if review not in ("true", "false"):
                self.fault(fields["review"], f"{key}.review should be true or false")
            yield from self.sentence(key, fields["text"], node, review=review == "true")
        elif fields and fields.keys() <= set(PLURALS):
            yield from self.sentence(key, node, node, review=False)
        else:
            for name, below in fields.items():
                yield from self.texts(f"{key}.{name}", below)

    def sentence(
        self, key: str, node: yaml.Node, at: yaml.Node, *, review: bool
    ) -> Iterator[tuple[str, Text, yaml.Node]]:
        forms = self.forms(key, node)
        names = {name for form in forms.values() for name in self.names(key, form, node)}
        if len(forms) > 1:
            names.add("count")
        if forms:
            yield key, Text(forms, frozenset(names), review), at

    def forms(self, key: str, node: yaml.Node) -> dict[str, str]:
        if isinstance(node, yaml.ScalarNode):
            if not node.value.strip():
                self.fault(node, f"{key} is empty")
            return {"other": node.value.strip()}
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{key} should be a text")
            return {}
        forms = dict(pairs(self.path, key, node, self.faults))
        if missing := NEEDED_FORMS[self.language] - forms.keys():
            self.fault(node, f"{key} lacks the plural {' and '.join(sorted(missing))}")
        if odd := forms.keys() - set(PLURALS):
            self.fault(node, f"{key}: {', '.join(sorted(odd))} is not a plural category ({', '.join(PLURALS)})")
        for name, value in forms.items():
            if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
                self.fault(value, f"{key}.{name} should be a text")
        texts = {name: str(value.value).strip() for name, value in forms.items()}
        return texts if "other" in texts else {**texts, "other": ""}

    def names(self, key: str, form: str, node: yaml.Node) -> Iterator[str]:
        """The variables of one form."""
        try:
            found = list(Formatter().parse(form))
        except ValueError as wrong:
            self.fault(node, f"{key}: {wrong}")
            return
        for _, name, how, conversion in found:
            if name is None:
                continue
            if not name.isidentifier() or conversion:
                self.fault(node, f"{key}: {{{name}}} should be a plain name in braces")
            elif how not in DATES:
                self.fault(node, f"{key}: {{{name}:{how}}}: a date is {', '.join(filter(None, DATES))} or nothing")
            else:
                yield name


def read_sentences(folder: Path, faults: list[Fault]) -> tuple[dict[str, dict[str, Text]], list[Review]]:
    """All wording by language and key, and what is marked for review."""
    texts: dict[str, dict[str, Text]] = {language: {} for language in LOCALES}
    review: list[Review] = []
    for language in LOCALES:
        for file in sorted((folder / "wording" / language).glob("*.yaml")):
            path = file.relative_to(folder).as_posix()
            reading = _File(path, language, faults)
            top = root(file, path, faults)
            if top is None:
                continue
            for name, node in pairs(path, "", top, faults):
                for key, text, at in reading.texts(f"{file.stem}.{name}", node):
                    _compare(reading, key, text, at, texts)
                    texts[language][key] = text
                    if text.review:
                        review.append(Review(f"wording {key}", language, text.forms["other"]))
    return texts, review


def _compare(reading: _File, key: str, text: Text, at: yaml.Node, texts: dict[str, dict[str, Text]]) -> None:
    """English is read first, and says which keys there are and which variables they have."""
    if reading.language == "en":
        return
    english = texts["en"].get(key)
    if english is None:
        reading.fault(at, f"{key} is not a key: English has no such sentence")
    elif english.variables != text.variables:
        want, have = (", ".join(sorted(names)) or "none" for names in (english.variables, text.variables))
        reading.fault(at, f"{key} has the variables {have}; English has {want}")
