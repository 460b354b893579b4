"""A handbook as files: Markdown, one page that needs nothing else, and a document for Word."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.handbook import as_html, as_markdown, as_word
from bot.handbook.book import Book, gather
from bot.voice import Voice
from storage import handbooks
from storage.reading import Reader
from storage.tables import Handbook

WRITERS: Mapping[str, Callable[[Voice, Book], bytes]] = {
    "html": as_html.written,
    "docx": as_word.written,
    "md": as_markdown.written,
}
"""By what the name of the file ends in."""


def every(voice: Voice, who: Reader, now: datetime) -> dict[str, bytes]:
    """All handbooks in every form, by the names of their files; none of which nothing may stand there."""
    found: dict[str, bytes] = {}
    for row in handbooks.all_of(voice.session):
        book = gather(voice, row, who, now)
        if book.pieces:
            found.update({f"{book.file}-{row.id}.{end}": write(voice, book) for end, write in WRITERS.items()})
    return found


def one(voice: Voice, row: Handbook, ending: str, who: Reader, now: datetime) -> tuple[str, bytes]:
    """One handbook as one file: its name and what is in it."""
    book = gather(voice, row, who, now)
    return f"{book.file}.{ending}", WRITERS[ending](voice, book)
