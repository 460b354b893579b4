"""From an entry in a file to the object it describes, one function for each sort of thing."""

from collections.abc import Mapping

from content.model import (
    CHALLENGE_LONGEST,
    COUNCIL_KINDS,
    GROUPS,
    KINDS,
    LABEL_LONGEST,
    LEVELS,
    NAME_LONGEST,
    NATIONS,
    QUESTION_LONGEST,
    QUESTION_MOST_WORDS,
    SHORT_LONGEST,
    WAY_IN_LONGEST,
    Challenge,
    Council,
    Part,
    Playlist,
    Prompt,
    PromptText,
    Story,
)
from content.sheet import Entry


def part(entry: Entry) -> Part:
    """A part of the framework. The one of the group story has `short` and `whole` besides."""
    telling = ("short", "whole") if entry.maybe("group") == "story" else ()
    known = ("group", "name", "cy", "aliases", "meaning", "in_practice", "source", "related", "level")
    entry.only(*known, *telling)
    return Part(
        slug=entry.name,
        group=_one_of(entry, "group", GROUPS),
        name=entry.text("name", NAME_LONGEST),
        meaning=entry.text("meaning"),
        in_practice=entry.text("in_practice"),
        source=entry.text("source"),
        related=entry.texts("related"),
        level=_one_of(entry, "level", LEVELS) if "level" in entry.fields else None,
        name_cy=_welsh_name(entry, NAME_LONGEST, *telling),
        aliases=entry.texts("aliases"),
    )


def story(entry: Entry) -> Story:
    """The river story out of its part."""
    welsh, source = entry.inner("cy"), entry.maybe("source") or ""
    told = Story(_lines(welsh, "short"), welsh.text("whole"), source) if welsh else None
    return Story(_lines(entry, "short"), entry.text("whole"), source, told)


def council(entry: Entry) -> Council:
    """A council of the network."""
    entry.only(
        "name", "short", "aliases", "kind", "nation", "domains", "initiative", "partners", "source", "from_date",
        "to_date", "successor",
    )  # fmt: skip
    first, last = entry.day("from_date"), entry.day("to_date")
    if first and last and last < first:
        entry.fault("is before from_date", "to_date")
    return Council(
        slug=entry.name,
        name=entry.text("name", NAME_LONGEST),
        short=entry.text("short", SHORT_LONGEST),
        aliases=entry.texts("aliases"),
        kind=_one_of(entry, "kind", COUNCIL_KINDS),
        nation=_one_of(entry, "nation", NATIONS),
        domains=entry.texts("domains"),
        initiative=entry.text("initiative"),
        partners=entry.texts("partners"),
        source=entry.text("source"),
        from_date=first,
        to_date=last,
        successor=entry.maybe("successor"),
    )


def challenge(entry: Entry) -> Challenge:
    """Something people wrestle with."""
    entry.only("name", "cy", "words", "parts", "near")
    name = entry.text("name", CHALLENGE_LONGEST)
    if name[:1].isupper() and not name[:2].isupper():
        entry.fault("starts with a capital, but has to stand inside a sentence", "name")
    if not entry.texts("parts"):
        entry.fault("names no part of the framework")
    return Challenge(
        slug=entry.name,
        name=name,
        name_cy=_welsh_name(entry, CHALLENGE_LONGEST),
        words=entry.texts("words"),
        parts=entry.texts("parts"),
        near=entry.texts("near"),
    )


def word_list(entry: Entry) -> frozenset[str]:
    """A list of words that stand in one text with spaces between, in small letters."""
    entry.only("words")
    return frozenset(entry.text("words").casefold().split())


def weighed(entry: Entry) -> tuple[frozenset[str], int]:
    """Signs that weigh the same, and how much in tenths: `for-12` is 12, `against-3` is -3."""
    side, _, tenths = entry.name.partition("-")
    if side not in {"for", "against"} or not tenths.isdigit():
        entry.fault("is called for- or against- and a number of tenths")
        return frozenset(), 0
    return word_list(entry), int(tenths) if side == "for" else -int(tenths)


def prompt(entry: Entry, parts: Mapping[str, Part]) -> Prompt:
    """A question. Its label is the name of its principle, else of its part, unless it brings its own."""
    entry.only("question", "ways_in", "principle", "parts", "challenges", "kind", "source", "label", "cy")
    principle, others = entry.maybe("principle"), entry.texts("parts")
    if principle is None and not others:
        entry.fault("touches no part of the framework: name a principle or a part")
    if len(others) > 1:
        entry.fault("counts for one principle and at most one other part", "parts")
    titled = parts.get(principle or next(iter(others), ""))
    label = entry.maybe("label", LABEL_LONGEST) or (titled.name if titled else "")
    if len(label) > LABEL_LONGEST:
        entry.fault(f"needs a label of its own: {label!r} is longer than {LABEL_LONGEST} characters")
    question, ways_in = _asked(entry)
    welsh = entry.inner("cy")
    text = None
    if welsh is not None:
        welsh.only("question", "ways_in", "label", "review")
        named = welsh.maybe("label", LABEL_LONGEST) or (titled.name_in("cy") if titled else "")
        text = PromptText(*_asked(welsh), named, welsh.flag("review"))
    return Prompt(
        slug=entry.name,
        question=question,
        ways_in=ways_in,
        principle=principle,
        parts=others,
        challenges=entry.texts("challenges"),
        kind=_one_of(entry, "kind", KINDS),
        source=entry.text("source"),
        label=label,
        welsh=text,
    )


def playlist(entry: Entry) -> Playlist:
    """Prompts week by week. A week is a prompt's slug, or `phase: slug` where the playlist has phases."""
    entry.only("name", "cy", "about", "weeks")
    listed = entry.labelled("weeks")
    weeks, phases = tuple(slug for _, slug in listed), tuple(phase for phase, _ in listed)
    if not weeks:
        entry.fault("has no weeks")
    for slug in {week for week in weeks if weeks.count(week) > 1}:
        entry.fault(f"asks {slug} twice", "weeks")
    return Playlist(
        slug=entry.name,
        name=entry.text("name", NAME_LONGEST),
        weeks=weeks,
        phases=phases,
        about=entry.text("about"),
        name_cy=_welsh_name(entry, NAME_LONGEST),
    )


def _asked(entry: Entry) -> tuple[str, tuple[str, str]]:
    """The question and the two ways in, in whichever language the entry is."""
    question = entry.text("question", QUESTION_LONGEST)
    if question and question.count("?") != 1:
        entry.fault(f"has {question.count('?')} question marks; one is needed", "question")
    if len(question.split()) > QUESTION_MOST_WORDS:
        entry.fault(f"has {len(question.split())} words; {QUESTION_MOST_WORDS} are the most", "question")
    ways = entry.texts("ways_in", WAY_IN_LONGEST)
    for way in ways:
        if not way.endswith("…"):
            entry.fault(f"{way!r} should begin a sentence and end in …", "ways_in")
    match ways:
        case (first, second):
            return question, (first, second)
        case _:
            entry.fault(f"two ways in are needed; there are {len(ways)}", "ways_in" if ways else None)
            return question, ("", "")


def _one_of(entry: Entry, key: str, known: tuple[str, ...]) -> str:
    text = entry.text(key)
    if text and text not in known:
        entry.fault(f"{text!r} is not one of {', '.join(known)}", key)
    return text


def _welsh_name(entry: Entry, longest: int, *besides: str) -> str | None:
    welsh = entry.inner("cy")
    if welsh is None:
        return None
    welsh.only("name", "review", *besides)
    return welsh.text("name", longest)


def _lines(entry: Entry, key: str) -> str:
    """A text whose line breaks count."""
    node = entry.fields.get(key)
    return str(node.value).strip() if node is not None and isinstance(node.value, str) else entry.text(key)
