"""What the content is made of, as frozen objects: parts, councils, challenges, prompts, playlists, the story."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from content.wording import Wording

# What both platforms can show. Slack: 75 characters in an option or a button, 150 in a header.
NAME_LONGEST = 75
LABEL_LONGEST = 40
QUESTION_LONGEST = 150
WAY_IN_LONGEST = 75
QUESTION_MOST_WORDS = 25
CHALLENGE_LONGEST = 40
SHORT_LONGEST = 24

GROUPS = (
    "story", "purpose", "outcome", "mindset", "value", "principle", "capability", "infrastructure", "feature",
    "initiative-feature", "role", "driver", "barrier", "enabler", "phase", "practice", "handbook",
    "workgroup-theme", "stocktake", "covid-lens", "caution", "case", "level",
)  # fmt: skip
LEVELS = ("being", "doing")
KINDS = (
    "notice", "story", "turn-around", "next-step", "ask-for-help", "keep-or-let-go", "what-did-not-work",
    "what-happened-next",
)  # fmt: skip
COUNCIL_KINDS = ("county", "district", "metropolitan", "unitary", "london-borough", "combined-authority")
NATIONS = ("england", "wales", "scotland", "northern-ireland")


@dataclass(frozen=True)
class Part:
    """One part of the framework. `level` is being, doing or None; `related` are slugs of other parts."""

    slug: str
    group: str
    name: str
    meaning: str
    in_practice: str
    source: str
    related: tuple[str, ...] = ()
    level: str | None = None
    name_cy: str | None = None
    aliases: tuple[str, ...] = ()

    def name_in(self, language: str) -> str:
        """The name in that language, or the English one where there is no other."""
        return self.name_cy if language == "cy" and self.name_cy else self.name


@dataclass(frozen=True)
class Council:
    """A council of the network: `short` is how people say it, `partners` who is named beside it.

    `from_date` is its first day and `to_date` its last, where they matter; `successor` is the slug of who came after.
    """

    slug: str
    name: str
    short: str
    aliases: tuple[str, ...]
    kind: str
    nation: str
    domains: tuple[str, ...]
    initiative: str
    partners: tuple[str, ...]
    source: str
    from_date: date | None = None
    to_date: date | None = None
    successor: str | None = None


@dataclass(frozen=True)
class Challenge:
    """Something people wrestle with. `name` can stand inside a sentence; `words` are how people put it."""

    slug: str
    name: str
    name_cy: str | None
    words: tuple[str, ...]
    parts: tuple[str, ...]
    near: tuple[str, ...]

    def name_in(self, language: str) -> str:
        """The name in that language, or the English one where there is no other."""
        return self.name_cy if language == "cy" and self.name_cy else self.name


class English(str):
    """Words in English, also where what stands around them is not: a page says so, for who listens to it."""

    __slots__ = ()


@dataclass(frozen=True)
class PromptText:
    """A prompt's words in one language. `review` says that a reader of that language should look at them."""

    question: str
    ways_in: tuple[str, str]
    label: str
    review: bool = False


@dataclass(frozen=True)
class Prompt:
    """A question. It counts for its principle and for at most one other part."""

    slug: str
    question: str
    ways_in: tuple[str, str]
    principle: str | None
    parts: tuple[str, ...]
    challenges: tuple[str, ...]
    kind: str
    source: str
    label: str
    welsh: PromptText | None = None

    @property
    def touches(self) -> tuple[str, ...]:
        """Slugs of everything it counts for, the principle first."""
        return ((self.principle,) if self.principle else ()) + self.parts

    def in_language(self, language: str) -> PromptText | None:
        """Its words in that language; None where nobody has written them yet."""
        if language == "cy":
            return self.welsh
        return PromptText(self.question, self.ways_in, self.label) if language == "en" else None

    def words_in(self, language: str) -> PromptText:
        """Its words in that language, or in English and marked so."""
        first, second = self.ways_in
        return self.in_language(language) or PromptText(
            English(self.question), (English(first), English(second)), English(self.label)
        )


@dataclass(frozen=True)
class Playlist:
    """Prompts in an order, one a week. `phases` runs beside `weeks`: the slug of a phase, or None."""

    slug: str
    name: str
    weeks: tuple[str, ...]
    phases: tuple[str | None, ...]
    about: str
    name_cy: str | None = None

    def name_in(self, language: str) -> str:
        """The name in that language, or the English one where there is no other."""
        return self.name_cy if language == "cy" and self.name_cy else self.name


@dataclass(frozen=True)
class Story:
    """The river story: `short` is two lines, `whole` the story as one would tell it."""

    short: str
    whole: str
    source: str
    welsh: "Story | None" = None

    def in_language(self, language: str) -> "Story | None":
        """The story in that language; None where nobody has written it yet."""
        return self.welsh if language == "cy" else self if language == "en" else None


@dataclass(frozen=True)
class Review:
    """A text that a reader of its language should look at before it is relied on."""

    where: str
    language: str
    text: str


@dataclass(frozen=True, eq=False)
class Content:
    """Everything, by slug, in the order in which it is written down.

    `given_names`, `word_lists` and `weights` are what `bot.noticing` goes by, in small letters.
    """

    parts: Mapping[str, Part]
    councils: Mapping[str, Council]
    challenges: Mapping[str, Challenge]
    prompts: Mapping[str, Prompt]
    playlists: Mapping[str, Playlist]
    story: Story
    wording: Wording
    given_names: frozenset[str] = frozenset()
    word_lists: Mapping[str, frozenset[str]] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    to_review: tuple[Review, ...] = ()

    def group(self, name: str) -> tuple[Part, ...]:
        """The parts of a group: `group("principle")` are the six."""
        return tuple(part for part in self.parts.values() if part.group == name)
