"""What somebody typed, as the words and phrases to look for."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from storage.search.related import RELATED

MOST_WORDS = 24
MOST_RELATED = 16
LONGEST_WORD = 60  # letters; nobody means more, and PostgreSQL refuses very long ones

# Words that are in every text: looking for them finds everything. English as PostgreSQL drops it, and Welsh.
_STOP = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it
    its itself they them their theirs themselves what which who whom this that these those am is are was were be been
    being have has had having do does did doing a an the and but if or because as until while of at by for with about
    against between into through during before after above below to from up down in out on off over under again further
    then once here there when where why how all any both each few more most other some such no nor not only own same so
    than too very s t can will just don should now us
    y yr yn ac ar o gan mae oedd fy ein eich eu roedd hyn
    """.split()  # noqa: SIM905  (a list of them would fill two screens)
)


@dataclass(frozen=True)
class Query:
    """`terms` have to be there, each a word or the words of a phrase in their order. Empty: nothing to look for."""

    terms: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Every single word, once."""
        return tuple(dict.fromkeys(word for term in self.terms for word in term if word not in _STOP))

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """The terms of several words: they are never given up."""
        return tuple(term for term in self.terms if len(term) > 1)

    @property
    def singles(self) -> tuple[tuple[str, ...], ...]:
        """The terms of one word: any of them will do where not all are found."""
        return tuple(term for term in self.terms if len(term) == 1)

    @property
    def related(self) -> tuple[tuple[str, ...], ...]:
        """What else stands for the words of one: they add to what is found, and are never asked for."""
        others = dict.fromkeys(other for (word,) in self.singles for other in RELATED.get(word, ()))
        return tuple((other,) for other in others if (other,) not in self.terms)[:MOST_RELATED]


def query_of(typed: str) -> Query:
    """The words to look for, without those that are in every text, and what stands in quotes; 24 words at most."""
    terms: list[tuple[str, ...]] = []
    left = MOST_WORDS
    for number, part in enumerate(re.split(r'["“”„]', typed)):
        words = list(words_of(part))
        useful = [word for word in words if word not in _STOP]
        quoted = number % 2 == 1 and len(words) > 1 and useful
        for term in [tuple(words)] if quoted else [(word,) for word in useful]:
            if len(term) <= left and term not in terms:
                terms.append(term)
                left -= len(term)
    return Query(tuple(terms))


def words_of(text: str) -> Iterator[str]:
    """The words of a text as the index has them: small letters, no accents, one spelling of each letter."""
    for found in re.finditer(r"[^\W_]+", folded(text)):
        yield found[0][:LONGEST_WORD]


def folded(text: str) -> str:
    """A text without accents, in small letters, with compatibility forms (full width, ligatures) made plain."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).lower()


def without_phrases(query: Query) -> Query:
    """The same words, with no phrase to keep."""
    return Query(tuple((word,) for word in query.words))
