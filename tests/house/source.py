"""Reading our own source: which sentences it says, and what its buttons say."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEY = re.compile(r"[a-z][a-z-]*(\.[a-z0-9_-]+)+")
HOLE = "\0"
TEMPLATE_KEY = re.compile(r"[\"']([a-z][a-z-]*\.[a-z0-9_.-]+)[\"']( ~ \w+(?: ~ [\"'][a-z-]+[\"'])?)?")


@dataclass(frozen=True)
class Found:
    """A piece of text in the source; where it has holes, `text` has a NUL for each."""

    text: str
    where: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the text may be once its holes are filled."""
        return re.compile(".+".join(re.escape(part) for part in self.text.split(HOLE)))


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of these folders."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield str(file.relative_to(ROOT)), ast.parse(file.read_text())


def texts(node: ast.AST) -> Iterator[str]:
    """What an expression may say: a string, an f-string with holes, either branch of a choice, a sum of these."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from texts(one)
            yield from texts(other)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            yield next(texts(left), HOLE) + next(texts(right), HOLE)


def called(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Every call of a function or method of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in names:
                yield node


def templates() -> Iterator[Found]:
    """The keys that templates say: a string, or a string and something that is put behind it."""
    for file in sorted((ROOT / "adapters").rglob("templates/*.html")):
        for call in re.finditer(r"\bsay\(([^)]*)", file.read_text()):
            for key, more in TEMPLATE_KEY.findall(call[1]):
                ending = re.search(r"[\"']([a-z-]+)[\"']$", more)
                whole = key + (HOLE + (ending[1] if ending else "") if more else "")
                yield Found(whole, str(file.relative_to(ROOT)))


def said() -> list[Found]:
    """The keys that are said or refused with, as far as they stand in the call."""
    return [*templates()] + [
        Found(text, f"{file}:{call.lineno}")
        for file, tree in trees("bot", "adapters")
        for call in called(tree, "say", "refuse")
        if call.args
        for text in texts(call.args[0])
    ]


def mentioned() -> list[Found]:
    """Everything in the source that may be a key, or a family of them."""
    return [*templates()] + [
        Found(text, file)
        for file, tree in trees("bot", "adapters")
        for node in ast.walk(tree)
        for text in texts(node)
        if KEY.fullmatch(text.replace(HOLE, "x"))
    ]


def pressed() -> list[Found]:
    """What buttons say, as far as it stands where the button is made."""
    return [
        Found(text, f"{file}:{call.lineno}")
        for file, tree in trees("bot")
        for call in called(tree, "Button")
        for argument in [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "says")]
        for text in texts(argument)
    ]
