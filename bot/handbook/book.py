"""A handbook as it stands now, for one organiser to look at or to take along: only what may stand in it this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.asking import prompts
from bot.voice import Voice
from storage import askings, handbooks, people, reading
from storage.reading import Reader
from storage.tables import Handbook, HandbookTheme, Reflection


@dataclass(frozen=True)
class Piece:
    """Somebody's words, as they wrote them."""

    words: str
    name: str
    council: str
    on: date
    question: str
    language: str


@dataclass(frozen=True)
class Chapter:
    """What was gathered about one thing."""

    title: str
    introduction: str
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Book:
    """The whole, as it is written to a file."""

    title: str
    introduction: str
    chapters: Sequence[Chapter]
    councils: Sequence[str]
    questions: Sequence[tuple[date, str]]
    first: date
    last: date
    made: date

    @property
    def pieces(self) -> int:
        """How many reflections stand in it."""
        return sum(len(chapter.pieces) for chapter in self.chapters)

    @property
    def file(self) -> str:
        """The name of its file, without what it ends in."""
        plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in self.title.casefold())
        return f"{'-'.join(filter(None, plain.split('-')))[:60] or 'handbook'}-{self.made.isoformat()}"


def named(voice: Voice, theme: HandbookTheme) -> str:
    """A theme by the title an organiser gave it, else by its principle."""
    part = voice.content.parts.get(theme.principle)
    return theme.title or (part.name_in(voice.language) if part else voice.say("handbook.other"))


def gather(voice: Voice, book: Handbook, who: Reader, now: datetime) -> Book:
    """Everything that may stand in it now, without what was left out."""
    chapters, asked = list[Chapter](), dict[int, tuple[date, str]]()
    for theme in handbooks.themes(voice.session, book.id or 0):
        if theme.left_out:
            continue
        found = handbooks.pieces(voice.session, book, theme.principle, who, now)
        pieces = [_piece(voice, row, asked) for piece, row in found if not piece.left_out]
        if pieces:
            chapters.append(Chapter(named(voice, theme), theme.introduction, pieces))
    councils = {piece.council for chapter in chapters for piece in chapter.pieces}
    return Book(
        book.title,
        book.introduction,
        chapters,
        sorted(councils, key=str.casefold),
        sorted(asked.values()),
        book.first,
        book.last,
        now.astimezone(reading.LONDON).date(),
    )


def _piece(voice: Voice, row: Reflection, asked: dict[int, tuple[date, str]]) -> Piece:
    """One of them; the question it answers is noted in `asked`."""
    asking = askings.asking(voice.session, row.asking_id) if row.asking_id and row.asking_id not in asked else None
    if asking:
        asked[row.asking_id or 0] = asking.asked_at.date(), prompts.words_for(voice, asking).question
    where = people.organisation(voice.session, row.organisation_id)
    return Piece(
        row.words,
        voice.name_of(row.member_id),
        where.name if where else voice.say("member.nowhere"),
        row.written_at.astimezone(reading.LONDON).date(),
        asked.get(row.asking_id or 0, (None, ""))[1],
        row.language,
    )
