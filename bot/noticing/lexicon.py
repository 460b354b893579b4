"""What a word may be, by the lists: a given name, a surname, a place, something that is called after somebody."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bot.noticing.numbers import Lists

_AROUND = (
    "roles residents details teams work work-talk writings reading called-after naming private-titles public-titles"
    " place-talk machine-talk streets livelihoods fond never-names large-places life office"
)
_PLACE_NAME = re.compile(r"(?:llan|aber|caer|pont|pen[rmy]|tre[fg])\w{3,}")
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


@dataclass(frozen=True)
class Lexicon:
    """The given names, the lists of words and the places, to be asked about one word in small letters."""

    names: frozenset[str]
    lists: Lists
    places: frozenset[str]

    def of(self, text: str) -> "Lexicon":
        """As it holds for this text: in a Welsh one, *Beth* and *ben* are words."""
        words = re.findall(r"[\w'’]+", text.casefold().replace("’", "'"))
        welsh = sum(word in self.lists["welsh"] for word in words)
        return self.in_welsh if welsh > sum(word in self.lists["english"] for word in words) else self

    @cached_property
    def in_welsh(self) -> "Lexicon":
        """As it holds for a Welsh text."""
        return replace(self, names=self.names - self.lists["names-that-are-welsh-words"])

    @cached_property
    def lists_with(self) -> Mapping[str, frozenset[str]]:
        """The lists of what surrounds a name in which a word stands."""
        found = defaultdict[str, set[str]](set)
        for name in _AROUND.split():
            for word in self.lists[name]:
                found[word].add(name)
        return {word: frozenset(names) for word, names in found.items()}

    @cached_property
    def everyday(self) -> frozenset[str]:
        """Words that are nobody's name where nothing has a capital."""
        names = ("names-that-are-words", "never-names", "between", "details")
        return frozenset[str]().union(*(self.lists[name] for name in names))

    def is_given(self, plain: str) -> bool:
        """Whether it is a given name, be it also a word."""
        return plain in self.names or plain.split("-", maxsplit=1)[0] in self.names or self.also_a_word(plain)

    def also_a_word(self, plain: str) -> bool:
        """Whether it is a name and a word: hope, will."""
        return plain in self.lists["names-that-are-words"]

    def is_surname(self, plain: str) -> bool:
        """Whether it is a surname, or made of one and another."""
        parts = (plain, *plain.split("-"))
        return any(one in self.lists["surnames"] or one in self.lists["more-surnames"] for one in parts)

    def may_be_surname(self, plain: str) -> bool:
        """Whether a capitalised word is neither an everyday one nor a place."""
        return plain not in self.lists["never-names"] and not self.is_place(plain)

    def is_place(self, plain: str) -> bool:
        """Whether it is a council's place, or is made like a Welsh one."""
        return plain in self.places or _PLACE_NAME.fullmatch(plain) is not None

    def called_after(self, following: str) -> bool:
        """Whether what follows a name makes it a building's, a law's or a service's."""
        found = re.match(r"(?:['’]s)? ?([\w&'’-]+)", following)
        return found is not None and found[1].casefold().removesuffix("s") in self.lists["called-after"]


def shaped_like_surname(word: str) -> bool:
    """Whether it ends like a surname: Kowalski, Popescu, Sandhu-Lyle."""
    return _SURNAME_SHAPE.fullmatch(word) is not None


def shaped_like_given(word: str) -> bool:
    """Whether it ends like a given name: Gurdial, Harpreet."""
    return _GIVEN_SHAPE.fullmatch(word) is not None
