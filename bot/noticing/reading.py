"""A text as it is read once: its words, what each is by the lists, and where its sentences begin and end."""

from functools import cached_property

from bot.noticing.lexicon import Lexicon, shaped_like_given, shaped_like_surname
from bot.noticing.numbers import Span
from bot.noticing.sentence import Word, words_of
from bot.noticing.small import with_capitals

_MORE = {
    "he": "he she his her him hers hi ei ganddo ganddi fe fo hithau yntau",
    "we": "i my me mine fi minnau finne fy we us our ours ein ni ninnau",
}
_SAYS = {word: says for says, words in _MORE.items() for word in words.split()}
_QUOTES = dict.fromkeys("\"“”‘’'", '"')
_BEFORE_PLACES = frozenset(("in at on of from near outside above by up over yn ym yng ar o ger").split())  # noqa: SIM905
_LONG = 4  # letters before -ed and -ing


class Reading:
    """One text."""

    ARTICLES = frozenset(("the a an our my his her their your this that one y yr ein fy ei").split())  # noqa: SIM905

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon.of(text)
        self.welsh = self.lexicon is not lexicon
        self.spelled = with_capitals(text, self.lexicon)
        self.words = words_of(self.spelled)
        self.plain = [_QUOTES.get(word.text, word.plain).replace("’", "'") for word in self.words]

    @cached_property
    def classes(self) -> list[set[str]]:
        """What each word is by the lists."""
        return [self._classes(word) for word in self.words]

    def _classes(self, word: Word) -> set[str]:
        with_, plain = self.lexicon.lists_with, word.plain
        found = {*with_.get(plain, ()), *with_.get(plain.removesuffix("s"), ())}
        if plain in _SAYS:
            found.add(_SAYS[plain])
        if word.text.isdigit():
            found.add("#")
        if word.capital:
            found.update(self._of_a_capital(word))
        elif word.text.isupper() and plain not in {"i", "a"}:
            found.add("letter" if len(plain) == 1 else "letters")
        if len(plain) > _LONG and plain.endswith(("ed", "ing")):
            found.add("-ed" if plain.endswith("ed") else "-ing")
        return found

    def _of_a_capital(self, word: Word) -> set[str]:
        plain = word.plain
        found = {"first"} if word.first else set[str]()
        if self.lexicon.is_given(plain) and not self.lexicon.also_a_word(plain):
            found.add("given")
        elif not word.first and self.lexicon.is_surname(plain):
            found.add("surname")
        elif not word.first and plain not in self.lexicon.lists["never-names"]:
            found.add("capital")
        if self.lexicon.is_place(plain):
            found.add("council")
        return found

    def kind(self, word: Word) -> str:
        """What a capitalised word is, as part of a name."""
        plain, lists = word.plain, self.lexicon.lists
        if plain in lists["private-titles"]:
            return "mr"
        if plain in lists["public-titles"]:
            return "cllr"
        if self.lexicon.also_a_word(plain):
            return "word"
        if self.lexicon.is_given(plain):
            return "given"
        if self.lexicon.is_surname(plain):
            return "surname"
        return "shaped" if shaped_like_given(word.text) or shaped_like_surname(word.text) else "unknown"

    def within(self, span: Span) -> list[int]:
        """The words of a stretch."""
        return [at for at, word in enumerate(self.words) if word.start < span[1] and word.end > span[0]]

    @cached_property
    def begins(self) -> list[int]:
        """For each word, where its sentence begins."""
        found: list[int] = []
        for at, word in enumerate(self.words):
            starts = at == 0 or (word.first and word.text[0].isalnum() and self.words[at - 1].text not in {":", ";"})
            found.append(at if starts else found[-1])
        return found

    def ends(self, at: int) -> int:
        """After the last word of the sentence in which a word stands."""
        begin = self.begins[at]
        return next((one for one in range(at + 1, len(self.words)) if self.begins[one] != begin), len(self.words))

    @cached_property
    def places(self) -> frozenset[int]:
        """Capitalised words that stand where a place stands: in Llanfechan, at the Wharf."""
        found: set[int] = set()
        for at in range(1, len(self.words)):
            before = at - 2 if self.plain[at - 1] in {"the", "y", "yr"} else at - 1
            capital = self.classes[at] & {"capital", "surname", "given"}
            if capital and before >= 0 and self.plain[before] in _BEFORE_PLACES:
                found.add(at)
        return frozenset(found)
