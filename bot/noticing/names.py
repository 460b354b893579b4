"""Names that may be a resident's: by title, by given name and surname, by a first name with something said of them.

A name is judged by the company it keeps (`company.py`). In doubt a whole name is pointed out, and a first name alone
is not: false alarms about councillors, colleagues, streets and storms are what makes people stop looking.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.noticing.company import Company
from bot.noticing.numbers import Lists, Span
from bot.noticing.places import is_among_places
from bot.noticing.sentence import Run, Word, runs

GIVEN_AND_SURNAME = 2  # words

_PLACE_NAME = re.compile(r"(?:llan|aber|caer|pont|pen[rmy]|tre[fg])\w{3,}")
_SMALL_TITLE = re.compile(r"\bm(?:rs?|s) (?!and\b|or\b|men\b)[a-z][a-z'’-]{2,}")
_SURNAME_SHAPE = re.compile(
    r"""[A-Z][a-z'’]+-[A-Z][a-z]+ | (?:Mc|O['’])[A-Z][a-z]+
      | [A-Z][a-z]+(?:sk[iay]|ck[ia]|wicz|enko|chuk|ovi[cć]|ov[aá]|escu|opoulos|idis|akis|shvili|zadeh|singh|wala
        |ssen)""",
    re.VERBOSE,
)
_GIVEN_SHAPE = re.compile(
    r"[A-Z][a-z]+(?:jit|jeet|inder|preet|deep|dial|pal|ullah|slaw|mir|mira|bek|gul|nur|shree|wati)"
    r"|(?:Olu|Ade|Chi|Nk)[a-z]{4,}"
)
_INITIAL = re.compile(r"\.? ?[A-Z]\b\.?( [A-Z][\w'’-]+)?")
_THE_FAMILY = re.compile(
    r"""\b(?:[Tt]he|[td]h?eulu(?:['’]r)?)\ ((?:Mc|Mac|O['’])?[A-Z][a-z’'-]+)
    (?: s\b(?=,\ (?!the\b)[A-Z][a-z]+\ (?:and|&)|\ (?:at|from|in|of|have|had|were|are|who|on|next|live)\b)
      | \ (?:family|household|children|kids|boys|girls|twins|brothers|sisters|baby)\b )""",
    re.VERBOSE,
)


def notice_names(text: str, names: frozenset[str], lists: Lists, places: frozenset[str]) -> Iterator[Span]:
    """Every stretch that is likely to be a resident's name."""
    judge = _Judge(names, lists, places)
    found = list(runs(text))
    things = {run.plain[0] for run in found if Company(run, lists).thing}
    for run in found:
        span = None if run.plain[0] in things else judge.resident(run)
        if span is not None:
            yield span
    for match in _SMALL_TITLE.finditer(text):
        yield match.span()
    for match in _THE_FAMILY.finditer(text):
        given = judge.is_given(f"{match[1].casefold()}s")  # the Francis report
        if not given and judge.may_be_surname(match[1].casefold()) and not judge.called_after(text[match.end() :]):
            yield match.span()


@dataclass(frozen=True)
class _Judge:
    """Whose a name is, by the lists."""

    names: frozenset[str]
    lists: Lists
    places: frozenset[str]

    def resident(self, run: Run) -> Span | None:
        """What of a run is a resident's name; None where it is nobody's, or somebody's at work."""
        private = next((at for at, word in enumerate(run.plain) if word in self.lists["private-titles"]), None)
        titles = run.plain[:2] if private is None else run.plain[:private]
        if any(word in self.lists["public-titles"] for word in titles) or Company(run, self.lists).titled:
            return None
        if private is not None:
            return self._with_title(run)
        run = self._without_other_words(run)
        if not run.plain or self._no_person(run):
            return None
        return self._whole(run) if len(run.plain) > 1 else self._first_name(run)

    # --- what a word is

    def is_given(self, plain: str) -> bool:
        """Whether it is a given name, be it also a word."""
        return plain in self.names or plain.split("-", maxsplit=1)[0] in self.names or self._also_a_word(plain)

    def may_be_surname(self, plain: str) -> bool:
        """Whether a capitalised word is neither an everyday one nor a place."""
        return plain not in self.lists["never-names"] and not self._is_place(plain)

    def called_after(self, following: str) -> bool:
        """Whether what follows a name makes it a building's, a law's or a service's."""
        found = re.match(r"(?:['’]s)? ?([\w&'’-]+)", following)
        return found is not None and found[1].casefold().removesuffix("s") in self.lists["called-after"]

    def _also_a_word(self, plain: str) -> bool:
        return plain in self.lists["names-that-are-words"]

    def _is_place(self, plain: str) -> bool:
        return plain in self.places or _PLACE_NAME.fullmatch(plain) is not None

    # --- what of a run is a name

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
        if known or no_title or self.called_after(run.text[run.span[1] :]) or Company(run, self.lists).in_a_role:
            return None
        return run.span

    def _without_other_words(self, run: Run) -> Run:
        """The run without what only stands at the beginning of a sentence, or is never part of a name."""
        start, end = run.start, run.end
        shaped = end - start == GIVEN_AND_SURNAME and self._shaped_like_a_name(run)
        while start < end and self._no_beginning(run.words[start], alone=shaped or end - start == 1):
            start += 1
        ends = (at for at in range(start + 1, end) if self._no_part(run.words[at].plain))
        return run.narrowed(start, next(ends, end))

    def _no_beginning(self, word: Word, *, alone: bool) -> bool:
        if self._also_a_word(word.plain):
            return False
        return word.plain in self.lists["never-names"] or (word.first and not alone and not self.is_given(word.plain))

    def _no_part(self, plain: str) -> bool:
        return plain in self.lists["never-names"] and not self._also_a_word(plain)

    def _no_person(self, run: Run) -> bool:
        """Project Martha, Storm Bert, George Street, Sarah's Law, St James, Nye Bevan."""
        plain = run.plain
        if any("-".join(pair) in self.lists["known-people"] for pair in pairwise(plain)):
            return True
        if any(word.possessive for word in run.words[run.start : run.end - 1]):  # Men's Shed
            return True
        if {*run.plain_before(1), *({plain[0]} - self.names)} & self.lists["naming"]:
            return True
        if len(plain) > 1 and (plain[-1] in self.lists["called-after"] or run.plain_before(1) == ["the"]):
            return True
        following = re.match(r"(?:['’]s)? ([A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)", run.text[run.span[1] :])
        last = following[1].casefold().split()[-1] if following else ""
        return last in self.lists["called-after"] or self.called_after(run.text[run.span[1] :])

    def _shaped_like_a_name(self, run: Run) -> bool:
        """Gurdial Sandhu-Lyle, Zlata O'Hanrahan, Bohdan Kovalenko: by the surname, or by how a given name ends."""
        words = [word.text for word in run.words[run.start : run.end] if word.capital]
        return bool(_SURNAME_SHAPE.fullmatch(words[-1]) or _GIVEN_SHAPE.fullmatch(words[0]))

    def _whole(self, run: Run) -> Span | None:
        first, last = run.plain[0], run.plain[-1]
        company = Company(run, self.lists)
        place = any(self._is_place(name) for name in (last, "-".join(run.plain), " ".join(run.plain)))
        given = self.is_given(first)
        if self._also_a_word(first) and (run.goes_on or place):  # Bill Payment Fridays, Chester Le Street
            return None
        if company.resident or (given and company.fond):
            return run.span if given or not place else None
        if is_among_places(run, self.names, self.lists):
            return None
        given = given or self._shaped_like_a_name(run)
        if not given or (place and self._is_place(first)) or company.colleague or company.author:
            return None
        return run.span

    def _first_name(self, run: Run) -> Span | None:
        plain, word = run.plain[0], run.words[run.start]
        company = Company(run, self.lists)
        if company.colleague:
            return None
        if company.resident or (company.fond and self.is_given(plain)):
            alone = not run.goes_on and (run.start == 0 or not run.words[run.start - 1].capital)
            unusual = alone and not company.called and not word.first and self.may_be_surname(plain)
            return run.span if self.is_given(plain) or unusual else None
        a_word = self._also_a_word(plain) and (word.first or plain in self.lists["never-names"] or not company.acts)
        if not self.is_given(plain) or a_word or self._is_place(plain) or company.author:
            return None
        detail = company.detail and not is_among_places(run, self.names, self.lists)
        return run.span if detail else None
