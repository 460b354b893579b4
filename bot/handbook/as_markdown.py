"""A handbook as Markdown. What members wrote stands as they wrote it: nothing of it becomes markup."""

import re

from bot.handbook.book import Book, Piece
from bot.voice import Voice

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$@!])")
BEGINS = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")  # a list, a line under a heading
ADDRESS = re.compile(r"(?<=:)//|(?<=\bwww)\.", re.IGNORECASE)


def written(voice: Voice, book: Book) -> bytes:
    """The whole, as UTF-8."""
    say = voice.say
    lines = [f"# {plain(book.title)}", "", _said(say("handbook.season", first=book.first, last=book.last)), ""]
    lines += _paragraphs(book.introduction)
    for chapter in book.chapters:
        lines += [f"## {plain(chapter.title)}", "", *_paragraphs(chapter.introduction)]
        for piece in chapter.pieces:
            lines += _piece(piece, say("handbook.by", name=piece.name, council=piece.council, when=piece.on))
    lines += [f"## {say('handbook.councils')}", "", *(f"- {plain(name)}" for name in book.councils), ""]
    if book.questions:
        asked = [f"- {say('handbook.asked-on', when=on)}: {plain(words)}" for on, words in book.questions]
        lines += [f"## {say('handbook.questions')}", "", *asked, ""]
    lines += ["---", "", _said(say("handbook.colophon", when=book.made))]
    return ("\n".join(lines) + "\n").encode()


def _piece(piece: Piece, by: str) -> list[str]:
    question = [f"**{plain(piece.question)}**", ""] if piece.question else []
    words = [f"> {_line(line)}".rstrip() for line in piece.words.strip().splitlines()]
    kept = [
        f"{line}\\" if line != ">" and after not in {">", ""} else line
        for line, after in zip(words, [*words[1:], ""], strict=True)
    ]
    return [*question, *kept, ">", f"> — {plain(by)}", ""]


def _paragraphs(text: str) -> list[str]:
    return [line for part in text.strip().splitlines() for line in ((_line(part), "") if part.strip() else ())]


def _said(text: str) -> str:
    return f"*{plain(text)}*"


def _line(text: str) -> str:
    """A line of its own: what would begin a list there does not."""
    return BEGINS.sub(
        lambda found: f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}",
        plain(text.strip()),
    )


def plain(text: str) -> str:
    """Words that stay words, on one line."""
    marked = MARKUP.sub(r"\\\1", " ".join(text.split()))
    return ADDRESS.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), marked)
