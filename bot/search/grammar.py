"""What can be typed after `search`: words, "quoted phrases", and filters such as `council:leeds after:march by:me`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz, process, utils

from bot.people.members import place_typed
from bot.search.when import day_typed
from bot.turn import Turn, numbered
from storage import people, search
from storage.search import Filters, Order

NAMES = {
    "council": "council", "place": "council", "cyngor": "council", "lle": "council",
    "principle": "principle", "egwyddor": "principle",
    "challenge": "challenge", "her": "challenge",
    "by": "by", "author": "by", "gan": "by",
    "after": "after", "since": "after", "wedi": "after", "ers": "after",
    "before": "before", "until": "before", "cyn": "before",
    "sort": "sort", "from": "from",
}  # fmt: skip
MINE = frozenset({"mine", "fy rhai i"})
MYSELF = frozenset({"me", "myself", "fi", "mi"})
NEWEST = frozenset({"newest", "new", "latest", "date", "diweddaraf"})
SURE, WORTH_SAYING = 88.0, 60.0  # of 100: how near a typed name has to be, and to be asked about
FURTHEST = 195  # results before the last page
LONGEST = 500  # characters of a search that are read
_PARTS = re.compile(r'(?P<name>[^\W\d_]+):(?!//)(?P<value>"[^"]*"?|\S*)|"[^"]*"?|\S+')


@dataclass(frozen=True)
class Asked:
    """What was asked for. `sentence` is all of it but page and order; `hints` say what was not understood."""

    sentence: str = ""
    words: str = ""
    filters: Filters = field(default_factory=Filters)
    order: Order = "best"
    offset: int = 0
    chosen: Mapping[str, str] = field(default_factory=dict)
    hints: Sequence[str] = ()

    @property
    def whole(self) -> str:
        """The sentence and its order."""
        return f"{self.sentence} sort:newest".strip() if self.order == "newest" else self.sentence


def parse(turn: Turn, sentence: str) -> Asked:
    """Read a search. Refuses a filter whose value names nothing, with the nearest that there is."""
    sentence = re.sub("[“”„]", '"', sentence)[:LONGEST]
    parts = list(_PARTS.finditer(sentence))
    asked, kept, words, skip = Asked(), list[str](), list[str](), 0
    for place, part in enumerate(parts):
        if skip:
            skip -= 1
            continue
        name = NAMES.get((part["name"] or "").casefold(), "")
        value = (part["value"] or "").strip('"').strip()
        if name in {"after", "before"}:
            value, skip = _longest_date(turn, value, [one[0] for one in parts[place + 1 : place + 3]])
        if name and value:
            asked = _narrowed(turn, asked, name, value)
            if name not in {"sort", "from"}:
                kept.append(f'{name}:"{value}"' if " " in value else f"{name}:{value}")
        elif place == 0 and part[0].casefold() in MINE:
            asked = replace(asked, filters=replace(asked.filters, mine=True), chosen={**asked.chosen, "by": "me"})
            kept.append("by:me")
        else:
            asked = _hinted(turn, asked, part["name"] or "", known=bool(name))
            words.append(value if name or _looks_like_filter(part["name"]) else part[0])
    return replace(asked, words=" ".join(words).strip(), sentence=" ".join((*words, *kept)).strip())


def _longest_date(turn: Turn, value: str, following: Sequence[str]) -> tuple[str, int]:
    """`after:last month` without quotes: as many of the following words as make a date, and how many that were."""
    today = turn.now.astimezone(ZoneInfo(turn.me.zone)).date()
    for count in range(len(following), 0, -1):
        longer = " ".join((value, *following[:count]))
        if day_typed(longer, today):
            return longer, count
    return value, 0


def _looks_like_filter(name: str | None) -> bool:
    return (
        bool(name)
        and process.extractOne(name, NAMES, score_cutoff=SURE - 10, processor=utils.default_process) is not None
    )


def _hinted(turn: Turn, asked: Asked, name: str, *, known: bool) -> Asked:
    """A word about a filter without a value, or about one that is nearly the name of a filter."""
    if known:
        return replace(asked, hints=(*asked.hints, turn.say("search.filter-empty", name=name)))
    if _looks_like_filter(name):
        return replace(asked, hints=(*asked.hints, turn.say("search.filter-unknown", name=name)))
    return asked


def _narrowed(turn: Turn, asked: Asked, name: str, value: str) -> Asked:
    """The search with one more filter."""
    if name == "sort":
        return replace(asked, order="newest" if value.casefold() in NEWEST else "best")
    if name == "from":
        return replace(asked, offset=min(numbered(value) or 0, FURTHEST))
    readers = {"council": _council, "principle": _principle, "challenge": _challenge, "by": _by}
    if name in readers:
        filters, chosen = readers[name](turn, asked.filters, value)
    else:
        filters, chosen = _dated(turn, asked.filters, name, value)
    return replace(asked, filters=filters, chosen={**asked.chosen, name: chosen})


def _council(turn: Turn, filters: Filters, value: str) -> tuple[Filters, str]:
    where = place_typed(turn, value)
    place = people.places(turn.session).get(where.place_id or 0)
    return replace(filters, place_ids=(*filters.place_ids, where.place_id or 0)), place.slug if place else ""


def _principle(turn: Turn, filters: Filters, value: str) -> tuple[Filters, str]:
    names = {part.slug: (part.slug, part.name_in("en"), part.name_in("cy")) for part in turn.content.group("principle")}
    slug = _meant(turn, names, value, "search.principle")
    return replace(filters, principles=(*filters.principles, slug)), slug


def _challenge(turn: Turn, filters: Filters, value: str) -> tuple[Filters, str]:
    row = people.challenge(turn.session, value.casefold())
    if row is None:
        known = turn.content.challenges.values()
        names = {one.slug: (one.slug, one.name_in("en"), one.name_in("cy")) for one in known}
        row = people.challenge(turn.session, _meant(turn, names, value, "search.challenge"))
    if row is None or row.id is None:
        raise turn.refuse("search.challenge-unknown", "challenge", typed=value)
    return replace(filters, challenge_ids=(*filters.challenge_ids, row.id)), row.slug


def _meant(turn: Turn, names: Mapping[str, Sequence[str]], value: str, key: str) -> str:
    """The slug of what is called so, or nearly so."""
    scores = {
        slug: max(fuzz.WRatio(value, name, processor=utils.default_process) for name in called)
        for slug, called in names.items()
    }
    best = max(scores, key=lambda slug: scores[slug])
    if scores[best] >= SURE:
        return best
    if scores[best] >= WORTH_SAYING:
        raise turn.refuse(f"{key}-near", key.split(".")[1], typed=value, guess=best)
    raise turn.refuse(f"{key}-unknown", key.split(".")[1], typed=value)


def _by(turn: Turn, filters: Filters, value: str) -> tuple[Filters, str]:
    """Oneself, or somebody whose reflections one may read under their name: nobody else is known here."""
    if value.casefold() in MYSELF:
        return replace(filters, mine=True), "me"
    found = search.called(turn.session, turn.reader, turn.now, value)
    if not found:
        raise turn.refuse("search.by-unknown", typed=value)
    return replace(filters, author_ids=(*filters.author_ids, *found)), value


def _dated(turn: Turn, filters: Filters, name: str, value: str) -> tuple[Filters, str]:
    zone = ZoneInfo(turn.me.zone)
    day = day_typed(value, turn.now.astimezone(zone).date())
    if day is None:
        raise turn.refuse("search.when-unknown", typed=value, name=name)
    moment = datetime.combine(day, time(), zone)
    return replace(filters, after=moment) if name == "after" else replace(filters, before=moment), value
