"""What one file says about another: every slug that is named has to exist."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from content.model import Challenge, Council, Part, Playlist, Prompt
from content.sheet import Entry

Shelf = Mapping[str, tuple[object, Entry]]


def check(
    parts: Mapping[str, tuple[Part, Entry]],
    councils: Mapping[str, tuple[Council, Entry]],
    challenges: Mapping[str, tuple[Challenge, Entry]],
    prompts: Mapping[str, tuple[Prompt, Entry]],
    playlists: Mapping[str, tuple[Playlist, Entry]],
) -> None:
    """Notes, with the entry that names it, every slug that nothing is called by, and every name used twice."""
    principles = {slug: found for slug, found in parts.items() if found[0].group == "principle"}
    phases = {slug: found for slug, found in parts.items() if found[0].group == "phase"}
    for part, entry in parts.values():
        _known(entry, "related", part.related, parts, "part")
    for challenge, entry in challenges.values():
        _known(entry, "parts", challenge.parts, parts, "part")
        _known(entry, "near", challenge.near, challenges, "challenge")
        if challenge.slug in challenge.near:
            entry.fault("is near itself", "near")
    for prompt, entry in prompts.values():
        _known(entry, "principle", [prompt.principle] if prompt.principle else [], principles, "principle")
        _known(entry, "parts", prompt.parts, parts, "part")
        _known(entry, "challenges", prompt.challenges, challenges, "challenge")
        for slug in prompt.parts:
            if slug in principles:
                entry.fault(f"{slug} is a principle: it goes into the field principle", "parts")
    for playlist, entry in playlists.values():
        _known(entry, "weeks", playlist.weeks, prompts, "prompt")
        _known(entry, "weeks", [phase for phase in playlist.phases if phase], phases, "phase")
    _check_councils(councils)


def both_ways(challenges: Mapping[str, Challenge]) -> dict[str, Challenge]:
    """The same challenges, where being near is mutual although it is written down once."""
    near = {slug: list(challenge.near) for slug, challenge in challenges.items()}
    for slug, challenge in challenges.items():
        for other in challenge.near:
            if slug not in near[other]:
                near[other].append(slug)
    return {slug: replace(challenge, near=tuple(near[slug])) for slug, challenge in challenges.items()}


def _check_councils(councils: Mapping[str, tuple[Council, Entry]]) -> None:
    """Two councils that answer to one name, or to one e-mail domain, cannot be told apart."""
    taken: dict[str, str] = {}
    for council, entry in councils.values():
        _known(entry, "successor", [council.successor] if council.successor else [], councils, "council")
        for name in {text.casefold() for text in (council.name, council.short, *council.aliases, *council.domains)}:
            if taken.setdefault(name, council.slug) != council.slug:
                entry.fault(f"{name!r} already belongs to {taken[name]}")


def _known(entry: Entry, key: str, named: Iterable[str], shelf: Shelf, what: str) -> None:
    for slug in named:
        if slug not in shelf:
            near = get_close_matches(slug, shelf, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            entry.fault(f"no {what} is called {slug}.{hint}", key, slug)
