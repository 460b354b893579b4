"""Names that may be a resident's: by title, by given name and surname, by a first name alone.

Who is named is a resident unless the company of the name (`company.py`, `work.py`, `authors.py`, `nobody.py`) says
otherwise. A name that is also a word, and one that no list knows, needs something said of it that is said of people.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.noticing.authors import is_author
from bot.noticing.company import NEAR_AFTER, Company
from bot.noticing.lexicon import Lexicon, shaped_like_given, shaped_like_surname
from bot.noticing.nobody import is_nobody
from bot.noticing.numbers import Lists, Span
from bot.noticing.places import is_among_places
from bot.noticing.sentence import Run, Word, runs
from bot.noticing.work import Work

GIVEN_AND_SURNAME = 2  # words
NEXT = 6  # words of the next sentence in which somebody goes on being spoken of

_SMALL_TITLE = re.compile(r"\bm(?:rs?|s) (?!and\b|or\b|men\b)[a-z][a-z'’-]{2,}")
_OF_PEOPLE = re.compile(
    r"\b(?:with|for|about|to|from|told|met|saw|rang|visited|asked|helped|believed|phoned|thanked|know|knew|of|by|that"
    r"|said|what|when|where|until|how|if|because|let|heard|one|gave|re|efo|gyda|am|weld|gan) $"
    r"|[\"“‘][A-Z]\w+[\"”’] $"
)
_MET = re.compile(
    r"\b(?:visit(?:ed|ing)|met(?: with)?|saw|seen|rang|phoned|told|asked|helped|offered|letting|gave|moved|called"
    r"|remind(?:ed|s)|stop thinking about|thinking (?:of|about)|worried about|what|until|spoke (?:to|with)|listening to"
    r"|failed|poor|with|see|seeing|knows?|hello to) $",
    re.IGNORECASE,
)
_LETTER_BEFORE = re.compile(r"(?<![A-Z][a-z] )(?<![\w.])[A-Z]\.? $")
_HE_OR_SHE = frozenset({"he", "she", "his", "her", "him", "hers", "hi", "ei"})
_SHORTENED = re.compile(r"['’](?:s|d|ll|ve)$")
_AND = re.compile(r", | and |, and | & | a | ac ")
_INITIAL = re.compile(r"\.? ?[A-Z]\b\.?( [A-Z][\w'’-]+)?")


def notice_names(text: str, lexicon: Lexicon) -> Iterator[Span]:
    """Every stretch that is likely to be a resident's name."""
    judge, lists = _Judge(lexicon, lexicon.lists), lexicon.lists
    found = list(runs(text))
    things = {run.plain[0] for run in found if Company(run, lists).thing}
    at_work = _at_work(found, lexicon)
    for run in found:
        known = run.plain[0] in things or (len(run.plain) == 1 and run.plain[0] in at_work)
        span = None if known and not Company(run, lists).resident else judge.resident(run)
        if span is not None:
            yield span
    for match in _SMALL_TITLE.finditer(text):
        yield match.span()


def _at_work(found: Sequence[Run], lexicon: Lexicon) -> set[str]:
    """The first names that stand by a role somewhere in the text: Sarah and Ben from the data team, and Ben again."""
    here: set[str] = set()
    before: Run | None = None
    for run in reversed(found):
        together = before is not None and before.plain[0] in here and _AND.fullmatch(_between(run, before)) is not None
        role = lexicon.is_given(run.plain[0]) and Work(run, lexicon.lists).in_a_role
        if role or together:
            here.add(run.plain[0])
        before = run
    return here


def _between(run: Run, following: Run) -> str:
    return run.text[run.span[1] : following.span[0]]


@dataclass(frozen=True)
class _Judge:
    """Whose a name is."""

    lexicon: Lexicon
    lists: Lists

    def resident(self, run: Run) -> Span | None:
        """What of a run is a resident's name; None where it is nobody's, or somebody's at work."""
        private = next((at for at, word in enumerate(run.plain) if word in self.lists["private-titles"]), None)
        titles = run.plain[:2] if private is None else run.plain[:private]
        company = Company(run, self.lists)
        if any(word in self.lists["public-titles"] for word in titles) or company.titled:
            return run.span if company.neighbour else None
        if private is not None:
            return self._with_title(run)
        run = self._without_other_words(run)
        if not run.plain or is_nobody(run, self.lexicon):
            return None
        return self._whole(run) if len(run.plain) > 1 else self._first_name(run)

    def _with_title(self, run: Run) -> Span | None:
        """Mrs Hathersage, Mr K, Miss T. Akhtar; not Mr Bates of the television, nor our director, Mr Patel."""
        start = next(at for at in range(run.start, run.end) if run.words[at].plain in self.lists["private-titles"])
        run = run.narrowed(start, run.end)
        title, *named = run.plain
        if not named:
            initial = _INITIAL.match(run.text[run.span[1] :])
            only_letter = initial is None or (initial[1] is None and title in {"master", "miss"})
            return None if initial is None or only_letter else (run.span[0], run.span[1] + initial.end())
        known = f"{title}-{named[0]}" in self.lists["known-people"]
        no_title = title in {"miss", "master"} and named[0] in self.lists["never-names"]
        thing = self.lexicon.called_after(run.text[run.span[1] :])
        return None if known or no_title or thing or Work(run, self.lists).in_a_role else run.span

    def _without_other_words(self, run: Run) -> Run:
        """The run without what only stands at the beginning of a sentence, or is never part of a name."""
        start, end = run.start, run.end
        shaped = end - start == GIVEN_AND_SURNAME and self._shaped_like_a_name(run)
        while start < end and self._no_beginning(run.words[start], alone=shaped or end - start == 1):
            start += 1
        if end - start > 1 and run.words[start].plain in self.lists["fond"]:  # Wee Davie, Auntie Bea
            start += 1
        ends = (at for at in range(start + 1, end) if self._no_part(run.words[at].plain))
        return run.narrowed(start, next(ends, end))

    def _no_beginning(self, word: Word, *, alone: bool) -> bool:
        if self.lexicon.also_a_word(word.plain):
            return False
        never = word.plain in self.lists["never-names"]
        return never or (word.first and not alone and not self.lexicon.is_given(word.plain))

    def _no_part(self, plain: str) -> bool:
        return plain in self.lists["never-names"] and not self.lexicon.also_a_word(plain)

    def _shaped_like_a_name(self, run: Run) -> bool:
        """Gurdial Sandhu-Lyle, Zlata O'Hanrahan, Bohdan Kovalenko: by the surname, or by how a given name ends."""
        words = [word.text for word in run.words[run.start : run.end] if word.capital]
        return shaped_like_surname(words[-1]) or shaped_like_given(words[0])

    # --- a whole name

    def _whole(self, run: Run) -> Span | None:
        first, last = run.plain[0], run.plain[-1]
        company, work = Company(run, self.lists), Work(run, self.lists)
        place = any(map(self.lexicon.is_place, (last, "-".join(run.plain), " ".join(run.plain))))
        given = self.lexicon.is_given(first)
        if self.lexicon.also_a_word(first) and (run.goes_on or place):  # Bill Payment Fridays, Chester Le Street
            return None
        if company.resident or (given and company.fond):
            return run.span if given or not place else None
        if is_among_places(run, self.lexicon.names, self.lists):
            return None
        given = given or self._shaped_like_a_name(run) or self._likely(last, run)
        if not given or (place and self.lexicon.is_place(first)) or work.colleague or is_author(run, self.lists):
            return None
        return run.span

    def _likely(self, last: str, run: Run) -> bool:
        """Met Shefali Khatun, who; saw Mucky Mick: by the surname, or by a given name with another before it."""
        nickname = last in self.lexicon.names and _MET.search(run.before) is not None
        return nickname or (self.lexicon.is_surname(last) and _is_spoken_of(run))

    # --- one name alone

    def _first_name(self, run: Run) -> Span | None:
        plain, word = run.plain[0], run.words[run.start]
        company, given = Company(run, self.lists), self.lexicon.is_given(plain)
        if Work(run, self.lists).colleague:
            return None
        if company.resident or (company.fond and given):
            alone = not run.goes_on and (run.start == 0 or not run.words[run.start - 1].capital)
            unusual = alone and not company.called and not word.first and self.lexicon.may_be_surname(plain)
            return run.span if given or unusual else None
        if is_among_places(run, self.lexicon.names, self.lists):
            return None
        if not given:
            return run.span if self._unheard_of(run) else None
        nobody = self.lexicon.is_place(plain) or is_author(run, self.lists)
        return None if nobody or (self.lexicon.also_a_word(plain) and not self._meant_as_a_name(run)) else run.span

    def _meant_as_a_name(self, run: Run) -> bool:
        """Whether a name that is also a word is meant as a name: Grace told us; with Rose; but not Hope is."""
        plain, company = run.plain[0], Company(run, self.lists)
        if plain in self.lists["never-names"]:
            return False
        if run.words[run.start].first:
            return company.surely_acts
        somewhere = plain in self.lists["names-of-times-and-places"]
        return company.acts or (not somewhere and _OF_PEOPLE.search(run.before) is not None)

    def _unheard_of(self, run: Run) -> bool:
        """Visited Wrenna, she was asleep; S. Begum: no given name that is known, and still spoken of like somebody."""
        plain = run.plain[0]
        if run.words[run.start].first or run.goes_on or not self.lexicon.may_be_surname(plain):
            return False
        letter = self.lexicon.is_surname(plain) and _LETTER_BEFORE.search(run.before)
        return bool(letter) or (_is_spoken_of(run) and not run.words[run.end - 1].possessive)


def _is_spoken_of(run: Run) -> bool:
    """Visited X, she was asleep."""
    if _MET.search(run.before) is None:
        return False
    return any(
        _SHORTENED.sub("", plain) in _HE_OR_SHE for plain in (*run.plain_after(NEAR_AFTER), *run.plain_next(NEXT))
    )
