"""What is told about a candidate: its own shape, the words around it, what its sentence and its text speak of.

Each is a short sign, to which `content/noticing/weights.yaml` gives a weight. `-1=with` says that *with* stands right
before it, `+2:roles` that the second word after it is in the list of roles, `<` and `>` that a word stands shortly
before or after, `s` in its sentence, `t` elsewhere in the text, `nx` where the next sentence begins. A sign with a
kind before it, as `name|-1=with`, holds for candidates of that kind alone.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bot.noticing.candidates import Candidate
from bot.noticing.lexicon import Lexicon, shaped_like_surname
from bot.noticing.reading import Reading

NEAR, FAR_BEFORE, FAR_AFTER, NEXT = 4, 8, 10, 6  # words
SHORT = 14  # words of a text in which little is said
COUNTED = ("details", "residents", "he", "roles", "teams", "work-talk", "life", "office")
_APART = frozenset(",(–-")
_JOINED = frozenset({",", "and", "&", "a", "ac"})
_OF_WHICH = frozenset(["who", "whose", "that", "with", "in", "at", "from", "on", "sydd", "sy'n"])
_AT = ("@", "[at]", "(at)")
_ONLY = ("only", "retired", "one", "last", "oldest", "ex", "former")


def surroundings(reading: Reading, one: Candidate) -> set[str]:
    """Every sign, once as it is and once for its kind."""
    signs = {"is", *_beside(reading, one), *_further(reading, one), *_spoken_of(reading, one)}
    if one.kind in {"name", "cap"}:
        signs.update(_of_a_name(reading, one))
        signs.update(_of_the_joined(reading, one))
    elif one.kind == "person":
        signs.update(_of_a_person(reading, one))
    else:
        signs.update(_of_a_number(reading, one))
    return signs | {f"{one.kind}|{sign}" for sign in signs}


# --- its own shape


def _of_a_name(reading: Reading, one: Candidate) -> Iterator[str]:
    words = [word for word in reading.words[one.start : one.end] if word.text != "."]
    plain, kinds = [word.plain for word in words], [reading.kind(word) for word in words]
    yield f"first={kinds[0]}/{min(len(words), 3)}"
    if kinds[0] in {"mr", "cllr", "word"}:
        yield f"w={plain[0]}"
    if len(words) > 1:
        yield from (f"last={kinds[-1]}", f"whole={kinds[0]}+{kinds[-1]}")
    if words[0].first:
        yield from ("begins", f"begins&{kinds[0]}")
    if reading.welsh:
        yield from ("cy", f"cy&{kinds[0]}")
    if sum(word.plain == plain[0] for word in reading.words) > 1:
        yield "again"
    yield from _listed(reading.lexicon, plain)
    if any(word.possessive for word in words[:-1]):
        yield "of-something"
    after_the = one.start > 0 and reading.plain[one.start - 1] in {"the", "teulu'r"}
    if after_the and plain[-1].endswith("s") and not reading.lexicon.is_given(plain[-1]):
        stem = plain[-1].removesuffix("s")
        surname = any(map(reading.lexicon.is_surname, (stem, stem.removesuffix("e"))))
        shaped = shaped_like_surname(words[-1].text[:-1])
        yield from ("the-plural", *(["the-plural&surname"] if surname or shaped else []))


def _listed(lexicon: Lexicon, plain: list[str]) -> Iterator[str]:
    """What the lists say of these words together."""
    first, lists = plain[0], lexicon.lists
    if len(plain) > 1 and plain[-1] in lists["called-after"]:
        yield "ends-like-a-thing"
    if any(map(lexicon.is_place, (first, plain[-1], " ".join(plain)))):
        yield "council"
    if first in lists["names-of-times-and-places"]:
        yield "time-or-place"
    if first in lists["assistants"]:
        yield "assistant"
    if any("-".join(pair) in lists["known-people"] for pair in pairwise(plain)):
        yield "known"


def _of_the_joined(reading: Reading, one: Candidate) -> Iterator[str]:
    """What stands before the first and after the last of names that stand together: Rhian and Gwilym from the hub."""
    start, end = one.start, one.end
    begin, stop = reading.begins[one.start], reading.ends(one.start)
    while start - 2 >= begin and reading.plain[start - 1] in _JOINED and reading.words[start - 2].capital:
        start -= 2
    while end + 1 < stop and reading.plain[end] in _JOINED and reading.words[end + 1].capital:
        end += 2
    if (start, end) != (one.start, one.end):
        yield "joined"
        for step in (1, 2):
            if start - step >= begin:
                yield f"j-{step}={reading.plain[start - step]}"
                yield from (f"j-{step}:{name}" for name in reading.classes[start - step])
            if end + step - 1 < stop:
                yield f"j+{step}={reading.plain[end + step - 1]}"
                yield from (f"j+{step}:{name}" for name in reading.classes[end + step - 1])


def _of_a_person(reading: Reading, one: Candidate) -> Iterator[str]:
    """The lady, a retired miner, the only family who."""
    word = reading.words[one.start]
    begin, after = max(reading.begins[one.start], one.start - NEAR), reading.plain[one.end : one.end + 1]
    before = reading.plain[begin : one.start]
    placed = _places(reading, one)
    article = next((plain for plain in reversed(before) if plain in reading.ARTICLES), "none")
    yield from (f"w={word.plain}", f"article={article}")
    yield from (f"has-{plain}" for plain in _ONLY if plain in before)
    if word.plain in reading.lexicon.lists["livelihoods"]:
        yield "livelihood"
    if word.plain in reading.lexicon.lists["roles"]:
        yield "role"
    if word.text.endswith("s"):
        yield "many"
    if after and after[0] in _OF_WHICH:
        yield from ("which", *(["which&placed"] if placed else []))
    if placed:
        yield f"placed&{article}"


def _of_a_number(reading: Reading, one: Candidate) -> Iterator[str]:
    written = reading.text[slice(*one.span)]
    digits, letters = sum(map(str.isdigit, written)), sum(map(str.isalpha, written))
    yield from (f"digits={min(digits, 11)}", f"letters={min(letters, 4)}", f"is={one.pattern}")
    if digits and letters:
        yield "mixed"
    if "." in written:
        yield "dotted"
    if any(sign in written for sign in _AT):
        yield "at-sign"
    if written.casefold() in reading.lexicon.lists["perhaps-abbreviations"]:
        yield "perhaps"


# --- the words around it


def _beside(reading: Reading, one: Candidate) -> Iterator[str]:
    begin, stop = reading.begins[one.start], reading.ends(one.end - 1)
    plain, classes = reading.plain, reading.classes
    own = "own" if reading.words[one.end - 1].possessive else ""
    for step in (1, 2, 3):
        before, after = one.start - step, one.end + step - 1
        yield f"-{step}={plain[before] if before >= begin else '^'}"
        yield f"{own}+{step}={plain[after] if after < stop else '$'}"
        if before >= begin:
            yield from (f"-{step}:{name}" for name in classes[before])
        if after < stop:
            yield from (f"{own}+{step}:{name}" for name in classes[after])
    if one.start - 2 >= begin:
        yield f"-21={plain[one.start - 2]}_{plain[one.start - 1]}"
    if one.end + 1 < stop:
        yield f"+12={plain[one.end]}_{plain[one.end + 1]}"
        if plain[one.end] in _APART:
            yield from (f"apart:{name}" for name in classes[one.end + 1])
        if plain[one.end] in _APART and (plain[one.end + 1] in reading.ARTICLES or plain[one.end + 1] == "who"):
            yield "apposed"
            yield from (f"apposed:{name}" for at in range(one.end + 2, min(stop, one.end + 5)) for name in classes[at])
    if one.start - 1 >= begin and plain[one.start - 1] in _APART:
        yield from (
            f"after-apart:{name}" for at in range(max(begin, one.start - 5), one.start - 1) for name in classes[at]
        )


def _further(reading: Reading, one: Candidate) -> Iterator[str]:
    begin, stop = reading.begins[one.start], reading.ends(one.end - 1)
    ranges = {
        "<": range(max(begin, one.start - FAR_BEFORE), one.start),
        ">": range(one.end, min(stop, one.end + FAR_AFTER)),
        "s": [at for at in range(begin, stop) if not one.start <= at < one.end],
        "t": [at for at in range(len(reading.words)) if not begin <= at < stop],
        "nx": range(stop, min(len(reading.words), stop + NEXT)),
    }
    for sign, where in ranges.items():
        yield from (f"{sign}={reading.plain[at]}" for at in where)
        yield from (f"{sign}:{name}" for at in where for name in reading.classes[at])
    for sign, where in (("<<", ranges["<"][-NEAR:]), (">>", ranges[">"][:NEAR])):
        yield from (f"{sign}:{name}" for at in where for name in reading.classes[at])


def _spoken_of(reading: Reading, one: Candidate) -> Iterator[str]:
    """How much of people's lives and of work is spoken of, in its sentence and in all."""
    begin, stop = reading.begins[one.start], reading.ends(one.end - 1)
    here, everywhere = Counter[str](), Counter[str]()
    for at, classes in enumerate(reading.classes):
        if not one.start <= at < one.end:
            everywhere.update(classes)
            if begin <= at < stop:
                here.update(classes)
    for name in COUNTED:
        yield from (f"{least}+{name}" for least in (2, 3, 5) if everywhere[name] >= least)
        if not everywhere[name]:
            yield f"no-{name}"
    yield f"lives={max(-3, min(3, here['life'] - here['office']))}"
    yield f"all-lives={max(-4, min(4, everywhere['life'] - everywhere['office']))}"
    placed = len(_places(reading, one))
    yield f"placed={min(placed, 2)}"
    if placed:
        yield from (f"placed&{name}" for name in ("details", "life", "office", "he") if everywhere[name])
    if len(reading.words) < SHORT:
        yield "short"


def _places(reading: Reading, one: Candidate) -> list[int]:
    begin, stop = reading.begins[one.start], reading.ends(one.end - 1)
    return [at for at in reading.places if begin <= at < stop and not one.start <= at < one.end]
