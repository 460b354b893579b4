"""A handbook as a document for Word, with headings and styles to go on working with."""

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as Written
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.run import Run

from bot.handbook.book import Book, Piece
from bot.voice import Voice
from content import English

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what no XML may hold
LOCALES = {"en": "en-GB", "cy": "cy-GB"}
MARGIN = Cm(2.5)


def written(voice: Voice, book: Book) -> bytes:
    """The whole document."""
    document = _empty(voice, book)
    document.add_heading(_plain(book.title), 0)
    document.add_paragraph(voice.say("handbook.season", first=book.first, last=book.last), "Subtitle")
    _paragraphs(document, book.introduction)
    for chapter in book.chapters:
        document.add_heading(_plain(chapter.title), 1)
        _paragraphs(document, chapter.introduction)
        for piece in chapter.pieces:
            _piece(voice, document, piece)
    document.add_heading(voice.say("handbook.councils"), 1)
    for name in book.councils:
        document.add_paragraph(_plain(name), "List Bullet")
    if book.questions:
        document.add_heading(voice.say("handbook.questions"), 1)
    for on, words in book.questions:
        asked = document.add_paragraph(f"{voice.say('handbook.asked-on', when=on)}: ", "List Bullet")
        asked.add_run(_plain(words))
        _spoken(asked.runs[1:], "en" if isinstance(words, English) else voice.language)
    document.add_paragraph(voice.say("handbook.colophon", when=book.made), "Intense Quote")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _empty(voice: Voice, book: Book) -> Written:
    """A document on A4 that says its title and language, and nothing about who made it."""
    document = Document()
    told = document.core_properties
    told.title, told.author, told.comments, told.last_modified_by = _plain(book.title)[:255], "", "", ""
    told.language = LOCALES[voice.language]
    told.created = told.modified = datetime(book.made.year, book.made.month, book.made.day, tzinfo=UTC)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LOCALES[voice.language])
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = MARGIN
    return document


def _piece(voice: Voice, document: Written, piece: Piece) -> None:
    """The question over the words, and whose they are under them: on one page where they fit."""
    if piece.question:
        heading = document.add_heading(_plain(piece.question), 2)
        _spoken(heading.runs, "en" if isinstance(piece.question, English) else voice.language)
    for line in filter(str.strip, piece.words.splitlines()):
        said = document.add_paragraph(_plain(line), "Quote")
        said.paragraph_format.keep_with_next = True
        _spoken(said.runs, piece.language or voice.language)
    by = voice.say("handbook.by", name=piece.name, council=piece.council, when=piece.on)
    document.add_paragraph(_plain(by), "Caption")


def _spoken(runs: Iterable[Run], language: str) -> None:
    """Say in which language words are, so that they are checked and read aloud in it."""
    for run in runs:
        told = run._r.get_or_add_rPr()  # noqa: SLF001  (python-docx has no property for it)
        lang = OxmlElement("w:lang")
        lang.set(qn("w:val"), LOCALES.get(language, language))
        told.append(lang)


def _paragraphs(document: Written, text: str) -> None:
    for part in filter(str.strip, text.splitlines()):
        document.add_paragraph(_plain(part))


def _plain(text: str) -> str:
    return NO_XML.sub("", text).strip()
