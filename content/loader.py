"""Reading the whole content once, and refusing it with every fault at once."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from content import choosing, links, own_prompts
from content.entries import challenge, council, part, playlist, prompt, story, weighed, word_list
from content.faults import ContentError, Fault
from content.model import Content, Review, Story
from content.sentences import read_sentences
from content.sheet import Entry, entries
from content.wording import Wording

Thing = TypeVar("Thing")
Shelf = dict[str, tuple[Thing, Entry]]

# Sentences that this package itself looks up.
NEEDED = (*choosing.WORDING, *own_prompts.WORDING)


def load(folder: Path | None = None) -> Content:
    """Everything below the folder, the one beside this code unless told otherwise.

    Raises ContentError with every fault that was found, each with file and line.
    """
    folder = folder or Path(__file__).parent
    faults: list[Fault] = []
    parts = _read(folder, "framework/*.yaml", part, faults)
    councils = _read(folder, "councils.yaml", council, faults)
    challenges = _read(folder, "challenges.yaml", challenge, faults)
    known = {slug: found for slug, (found, _) in parts.items()}
    prompts = _read(folder, "prompts/*.yaml", lambda entry: prompt(entry, known), faults)
    playlists = _read(folder, "playlists.yaml", playlist, faults)
    names = _read(folder, "noticing/names*.yaml", word_list, faults)
    word_lists = _read(folder, "noticing/words*.yaml", word_list, faults)
    weights = _read(folder, "noticing/weights.yaml", weighed, faults)
    told = [story(entry) for found, entry in parts.values() if found.group == "story"]
    if len(told) != 1:
        faults.append(Fault("framework", 1, f"one part of the group story is needed; there are {len(told)}"))
    texts, review = read_sentences(folder, faults)
    missing = [key for key in NEEDED if key not in texts["en"]]
    faults.extend(Fault("wording/en/content.yaml", 1, f"{key} is missing") for key in missing)
    links.check(parts, councils, challenges, prompts, playlists)
    if faults:
        raise ContentError(faults)
    mutual = links.both_ways({slug: found for slug, (found, _) in challenges.items()})
    for shelf in (parts, challenges, prompts, playlists):
        review.extend(_marked(entry for _, entry in shelf.values()))
    return Content(
        parts=_things(parts),
        councils=_things(councils),
        challenges=MappingProxyType(mutual),
        prompts=_things(prompts),
        playlists=_things(playlists),
        story=told[0] if told else Story("", "", ""),
        wording=Wording(texts),
        given_names=frozenset[str]().union(*_things(names).values()),
        word_lists=_things(word_lists),
        weights=MappingProxyType({sign: by for signs, by in _things(weights).values() for sign in signs}),
        to_review=tuple(review),
    )


def _read(folder: Path, pattern: str, build: Callable[[Entry], Thing], faults: list[Fault]) -> Shelf[Thing]:
    """Everything of one sort, by slug; a slug that comes twice, in whichever files, is a fault."""
    shelf: Shelf[Thing] = {}
    files = sorted(folder.glob(pattern))
    if not files:
        faults.append(Fault(pattern, 1, "there is no such file"))
    for file in files:
        for entry in entries(file, file.relative_to(folder).as_posix(), faults):
            if entry.name in shelf:
                other = shelf[entry.name][1]
                place = f"{other.path}:{other.line()}"
                entry.fault(f"this name is taken already, in {place}. Rename one.")
            else:
                shelf[entry.name] = (build(entry), entry)
    return shelf


def _things(shelf: Shelf[Thing]) -> Mapping[str, Thing]:
    return MappingProxyType({slug: thing for slug, (thing, _) in shelf.items()})


def _marked(found: Iterator[Entry]) -> Iterator[Review]:
    for entry in found:
        welsh = entry.inner("cy")
        if welsh is not None and welsh.flag("review"):
            text = welsh.maybe("question") or welsh.maybe("name") or welsh.maybe("short") or ""
            yield Review(f"{entry.path} {entry.name}", "cy", text)
