"""The bot's sentences by key, in English and Welsh, with their variables, plurals, numbers and dates.

A sentence is plain text with `{names}` in braces. A date may say how it is to be written: `{when:day}` is
"Tuesday 3 March", `{when:month}` "March 2026", `{when:short}` "3 Mar", `{when:time}` "10:00"; `{when}` alone is
"3 March 2026". A number is grouped as the language does it, so a year is passed as text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

LOCALES = {"en": "en_GB", "cy": "cy"}
PLURALS = ("zero", "one", "two", "few", "many", "other")
DATES = {"": "d MMMM y", "day": "EEEE d MMMM", "month": "MMMM y", "short": "d MMM", "time": "HH:mm"}


@dataclass(frozen=True)
class Text:
    """One sentence in one language. Without plural forms it has the one form `other`."""

    forms: Mapping[str, str]
    variables: frozenset[str]
    review: bool = False

    @property
    def plural(self) -> bool:
        """Whether `count` chooses between forms."""
        return len(self.forms) > 1


class _Filler(Formatter):
    """`str.format` that looks variables up by name only and writes numbers and dates in one language."""

    def __init__(self, key: str, language: str) -> None:
        self.key, self.locale = key, LOCALES[language]

    def get_value(self, name: int | str, _args: Any, variables: Mapping[str, Any]) -> Any:
        if name not in variables:
            raise KeyError(f"{self.key} needs {{{name}}}")
        return variables[str(name)]

    def format_field(self, value: Any, how: str) -> str:
        if isinstance(value, datetime) and how == "time":
            return format_time(value, DATES["time"], locale=self.locale)
        if isinstance(value, date):
            return format_date(value, DATES[how], locale=self.locale)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return format_decimal(value, locale=self.locale)
        return str(value)


def _plural(language: str, count: str | int | date) -> str:
    """The CLDR category of a number: Welsh has six, English two."""
    if not isinstance(count, int):
        raise TypeError(f"count chooses a plural form and has to be a whole number, not {count!r}")
    return str(Locale.parse(LOCALES[language]).plural_form(count))


def _base(language: str) -> str:
    """`cy-GB` is `cy`."""
    return language.replace("_", "-").split("-", maxsplit=1)[0].lower()


class Wording:
    """Every sentence by key. What Welsh has no words for is said in English."""

    def __init__(self, texts: Mapping[str, Mapping[str, Text]]) -> None:
        self._texts = {language: dict(texts.get(language, {})) for language in LOCALES}

    def say(self, key: str, language: str = "en", /, **variables: str | int | date) -> str:
        """The sentence, filled in. Raises KeyError with the key for an unknown key or a missing variable."""
        language = self._spoken(key, language)
        text = self._text(key, language)
        form = text.forms["other"]
        if text.plural:
            if "count" not in variables:
                raise KeyError(f"{key} needs {{count}}")
            category = _plural(language, variables["count"])
            form = text.forms.get(category, form)
        return _Filler(key, language).vformat(form, (), variables)

    def has(self, key: str, language: str = "en") -> bool:
        """Whether the key has words of its own in that language."""
        return key in self._texts.get(_base(language), {})

    def keys(self) -> tuple[str, ...]:
        """Every key, in the order of the files."""
        return tuple(self._texts["en"])

    def variables(self, key: str) -> frozenset[str]:
        """The names that `say` has to be given for this key."""
        return self._text(key, "en").variables

    def _spoken(self, key: str, language: str) -> str:
        language = _base(language)
        return language if self.has(key, language) else "en"

    def _text(self, key: str, language: str) -> Text:
        try:
            return self._texts[language][key]
        except KeyError:
            raise KeyError(f"there is no wording called {key}") from None
