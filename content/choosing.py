"""Which question comes next in a space, and why that one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from content.model import Content, Playlist, Prompt

IN_PLAYLIST = "content.why.in-playlist"
SKIPPED_AHEAD = "content.why.skipped-ahead"
NEVER = "content.why.never"
SINCE = "content.why.since"
AGAIN = "content.why.again"
WORDING = (IN_PLAYLIST, SKIPPED_AHEAD, NEVER, SINCE, AGAIN)


@dataclass(frozen=True)
class Why:
    """The reason for a choice: a wording key and what goes into it. `part` and `playlist` are slugs."""

    key: str
    part: str | None = None
    playlist: str | None = None
    variables: Mapping[str, str | int | date] = field(default_factory=dict)

    def say(self, content: Content, language: str = "en") -> str:
        """The reason as part of a sentence, in that language."""
        names: dict[str, str | int | date] = dict(self.variables)
        if self.part:
            names["part"] = content.parts[self.part].name_in(language)
        if self.playlist and self.playlist in content.playlists:
            names["playlist"] = content.playlists[self.playlist].name_in(language)
        return content.wording.say(self.key, language, **names)


@dataclass(frozen=True)
class Choice:
    """The next prompt and why. `position` is where the playlist goes on after it; None without a playlist."""

    prompt: Prompt
    why: Why
    position: int | None = None


def choose_next(
    content: Content,
    asked: Sequence[tuple[str, date]],
    playlist: str | Playlist | None = None,
    position: int = 0,
    also: Sequence[Prompt] = (),
) -> Choice:
    """What to ask next where `asked` was asked before (slugs and days, in any order).

    A playlist's next week from `position` on that was not asked here yet. Without a playlist, or when it has
    ended: the part least recently touched. Nothing is asked again while another prompt is left; `also` are an
    organiser's own prompts, which stand beside the library's. Raises KeyError for an unknown playlist.
    """
    library = {prompt.slug: prompt for prompt in (*content.prompts.values(), *also)}
    last_asked: dict[str, date] = {}
    for slug, day in asked:
        last_asked[slug] = max(day, last_asked.get(slug, day))
    if playlist is not None:
        listed = content.playlists[playlist] if isinstance(playlist, str) else playlist
        choice = _from_playlist(listed, position, library, last_asked)
        if choice:
            return choice
    return _least_touched(library, last_asked) or _longest_ago(library, last_asked)


def _from_playlist(
    playlist: Playlist, position: int, library: Mapping[str, Prompt], last_asked: Mapping[str, date]
) -> Choice | None:
    for week in range(max(position, 0), len(playlist.weeks)):
        slug = playlist.weeks[week]
        if slug in last_asked or slug not in library:
            continue
        key = IN_PLAYLIST if week == position else SKIPPED_AHEAD
        numbers: dict[str, str | int | date] = {
            "playlist": playlist.name,
            "week": week + 1,
            "weeks": len(playlist.weeks),
        }
        return Choice(library[slug], Why(key, playlist=playlist.slug, variables=numbers), week + 1)
    return None


def _least_touched(library: Mapping[str, Prompt], last_asked: Mapping[str, date]) -> Choice | None:
    """The part that has waited longest decides, then another kind than last time, then the prompt's other part."""
    touched: dict[str, date] = {}
    for slug, day in last_asked.items():
        for part in library[slug].touches if slug in library else ():
            touched[part] = max(day, touched.get(part, day))
    newest = max((slug for slug in last_asked if slug in library), key=lambda slug: last_asked[slug], default=None)
    last_kind = library[newest].kind if newest else None

    def waited(prompt: Prompt) -> tuple[date, bool, date]:
        days = sorted(touched.get(part, date.min) for part in prompt.touches) or [date.max]
        return days[0], prompt.kind == last_kind, days[-1]

    left = [prompt for slug, prompt in library.items() if slug not in last_asked]
    if not left:
        return None
    prompt = min(left, key=waited)
    waiting = min(prompt.touches, key=lambda slug: touched.get(slug, date.min), default=None)
    if waiting is not None and waiting in touched:
        return Choice(prompt, Why(SINCE, part=waiting, variables={"since": touched[waiting]}))
    return Choice(prompt, Why(NEVER, part=waiting))


def _longest_ago(library: Mapping[str, Prompt], last_asked: Mapping[str, date]) -> Choice:
    prompt = min(library.values(), key=lambda prompt: last_asked[prompt.slug])
    return Choice(prompt, Why(AGAIN, variables={"since": last_asked[prompt.slug]}))
