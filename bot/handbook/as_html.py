"""A handbook as one page that needs nothing else: to be read, printed, and listened to."""

from collections.abc import Sequence
from html import escape

from bot.handbook.book import Book, Chapter, Piece
from bot.voice import Voice
from content import English

STYLE = """
:root { color-scheme: light dark; font: 1.1rem/1.6 Georgia, serif; }
body { max-width: 44rem; margin: 0 auto; padding: 1rem 1rem 4rem; overflow-wrap: anywhere; }
h1, h2, h3, nav, figcaption, footer, .skip { font-family: system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 3.5rem; } h3 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
a { color: LinkText; } a:focus-visible { outline: .2rem solid; outline-offset: .15rem; }
nav ol { padding-left: 1.4rem; } nav li { margin: .3rem 0; }
figure { margin: 1.2rem 0; padding-left: 1rem; border-left: .3rem solid #1d70b8; }
blockquote { margin: 0; white-space: pre-wrap; } figcaption { margin-top: .5rem; font-size: .95rem; }
.skip { position: absolute; left: -999rem; } .skip:focus { position: static; }
footer { margin-top: 4rem; border-top: .1rem solid; padding-top: 1rem; font-size: .95rem; }
@media print { nav, .skip { display: none; } figure { break-inside: avoid; } h2, h3 { break-after: avoid; } }
"""


def written(voice: Voice, book: Book) -> bytes:
    """The whole, as UTF-8. Language, landmarks and headings are marked; it asks nobody for anything."""
    say, title = voice.say, escape(book.title)
    sections = [_chapter(voice, number, chapter) for number, chapter in enumerate(book.chapters, 1)]
    councils = _list("councils", say("handbook.councils"), [escape(name) for name in book.councils])
    asked = [f"{escape(say('handbook.asked-on', when=on))}: {_spoken(words)}" for on, words in book.questions]
    questions = _list("questions", say("handbook.questions"), asked)
    season = escape(say("handbook.season", first=book.first, last=book.last))
    return (
        f'<!doctype html>\n<html lang="{voice.language}">\n<head><meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style></head>\n<body>\n"
        f'<a class="skip" href="#book">{escape(say("pages.skip"))}</a>\n'
        f"<header><h1>{title}</h1>\n<p>{season}</p></header>\n"
        f"{_contents(voice, book)}\n"
        f'<main id="book">\n{_paragraphs(book.introduction)}\n' + "\n".join(sections) + f"\n{councils}\n{questions}\n"
        f"</main>\n<footer><p>{escape(say('handbook.colophon', when=book.made))}</p></footer>\n</body></html>\n"
    ).encode()


def _contents(voice: Voice, book: Book) -> str:
    links = [
        f'<li><a href="#part-{number}">{escape(one.title)}</a></li>' for number, one in enumerate(book.chapters, 1)
    ]
    links.append(f'<li><a href="#councils">{escape(voice.say("handbook.councils"))}</a></li>')
    if book.questions:
        links.append(f'<li><a href="#questions">{escape(voice.say("handbook.questions"))}</a></li>')
    name = escape(voice.say("handbook.contents"))
    return f'<nav aria-label="{name}"><ol>{"".join(links)}</ol></nav>'


def _chapter(voice: Voice, number: int, chapter: Chapter) -> str:
    pieces = "\n".join(_piece(voice, piece) for piece in chapter.pieces)
    heading = f'<h2 id="title-{number}">{escape(chapter.title)}</h2>'
    return (
        f'<section id="part-{number}" aria-labelledby="title-{number}">{heading}\n'
        f"{_paragraphs(chapter.introduction)}\n{pieces}</section>"
    )


def _piece(voice: Voice, piece: Piece) -> str:
    question = f"<h3>{_spoken(piece.question)}</h3>\n" if piece.question else ""
    lang = f' lang="{escape(piece.language)}"' if piece.language and piece.language != voice.language else ""
    by = escape(voice.say("handbook.by", name=piece.name, council=piece.council, when=piece.on))
    words = f"<blockquote{lang}>{escape(piece.words.strip())}</blockquote>"
    return f"{question}<figure>{words}<figcaption>{by}</figcaption></figure>"


def _spoken(words: str) -> str:
    """Words that are English in a book that may not be say so."""
    return f'<span lang="en">{escape(words)}</span>' if isinstance(words, English) else escape(words)


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(part)}</p>" for part in text.splitlines() if part.strip())


def _list(name: str, title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    inner = "".join(f"<li>{line}</li>" for line in lines)
    heading = f'<h2 id="{name}-title">{escape(title)}</h2>'
    return f'<section id="{name}" aria-labelledby="{name}-title">{heading}<ul>{inner}</ul></section>'
