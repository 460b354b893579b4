"""Fits the weights of the residents' check again, and says how it does on files it never saw.

    python -m tests.bench.noticing            each file of `tests/content/residents` judged by weights of the others
    python -m tests.bench.noticing --write    `content/noticing/weights.yaml` from all of them

What the demo's invented members write names nobody, and is fitted on as well. What lies in `unseen` never is: it says
how the weights do on texts of a writer that they do not know.

A text is known to be risky or not, not which words of it make it so: of a risky text the likeliest candidate counts.
"""

import argparse
import json
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

import content
from bot.noticing.candidates import candidates
from bot.noticing.lexicon import Lexicon
from bot.noticing.reading import Reading
from bot.noticing.residents import lexicon_of
from bot.noticing.surroundings import surroundings
from bot.noticing.weighing import ALWAYS
from tests.bench.table import say

Array = NDArray[np.float64]
HERE = Path(__file__).parents[2]
TEXTS = HERE / "tests" / "content" / "residents"
DEMO = HERE / "adapters" / "simulator" / "seeds" / "reflections.yaml"
WEIGHTS = HERE / "content" / "noticing" / "weights.yaml"
RIDGE, LASSO = 3.0, 0.6  # how much weights cost, squared and as they are
STEPS, PACE, ROUNDS = 120, 0.3, 4
MISSED = 2.0  # how much a resident who is missed costs, beside somebody who is pointed out falsely
SELDOM = 3  # texts that a sign stands in, at least
FIRST_GUESS = {"hit": 4.0, "handle": 3.0, "name": 2.0, "initials": 1.5, "person": 0.8, "cap": 0.5, "number": 0.3}
SAYS_A_NAME = ("first=given", "first=mr", "whole=")
HEAD = """# What each sign around a name, a number or a person is worth, in tenths: for a resident, or against one.
# Fitted by `python -m tests.bench.noticing --write`; what the signs say stands in `bot/noticing/surroundings.py`.
"""


@dataclass(frozen=True)
class Text:
    """One text, its file, and its candidates: kind and signs."""

    file: str
    risky: bool
    candidates: Sequence[tuple[str, frozenset[str]]]


def read(lexicon: Lexicon, folder: Path = TEXTS) -> list[Text]:
    """Every text, with all that is told about its candidates."""
    files = {file.stem: file.read_text(encoding="utf-8").splitlines() for file in sorted(folder.glob("*.jsonl"))}
    return [
        _told(name, row["risky"], row["text"], lexicon) for name, rows in files.items() for row in map(json.loads, rows)
    ]


def read_demo(lexicon: Lexicon) -> list[Text]:
    """What is written in the demo: nobody in it is named."""
    rows = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    return [_told("demo", risky=False, words=row["text"], lexicon=lexicon) for row in rows]


def _told(file: str, risky: bool, words: str, lexicon: Lexicon) -> Text:
    reading = Reading(words, lexicon)
    return Text(file, risky, [(one.kind, frozenset(surroundings(reading, one))) for one in candidates(reading)])


class Fit:
    """The weights that tell the candidates of risky texts from those of innocent ones."""

    def __init__(self, texts: Sequence[Text]) -> None:
        seen = Counter(sign for text in texts for sign in frozenset[str]().union(*(of for _, of in text.candidates)))
        self._signs = sorted(sign for sign, count in seen.items() if count >= SELDOM)
        place = {sign: at for at, sign in enumerate(self._signs)}
        every = [(at, kind, signs) for at, text in enumerate(texts) for kind, signs in text.candidates]
        self._columns = np.array([place[sign] for *_, signs in every for sign in signs if sign in place])
        counts = [sum(sign in place for sign in signs) for *_, signs in every]
        self._rows = np.repeat(np.arange(len(every)), counts)
        self._yes, self._counts = np.zeros(len(every)), np.ones(len(every))
        self._weights, self._always = np.zeros(len(place)), 0.0
        risky = defaultdict[int, list[int]](list)
        for at, (text, *_) in enumerate(every):
            if texts[text].risky:
                risky[text].append(at)
        self._mean_the_likeliest(risky.values(), np.array([_first_guess(kind, signs) for _, kind, signs in every]))
        certain = [[at for at in places if every[at][1] == "hit"] or places for places in risky.values()]
        titled = [
            at for places in risky.values() for at in places if any(one.startswith("first=mr") for one in every[at][2])
        ]
        for _ in range(ROUNDS):
            self._step_down()
            sums = self._always + np.bincount(self._rows, self._weights[self._columns], len(every))
            self._counts[[at for places in risky.values() for at in places]] = 0
            self._yes[:] = 0
            self._mean_the_likeliest(certain, sums)
            self._counts[titled], self._yes[titled] = MISSED, 1
        self._step_down()

    def _mean_the_likeliest(self, texts: Iterable[Sequence[int]], likely: Array) -> None:
        for places in texts:
            best = max(likely[places])
            meant = [at for at in places if likely[at] == best]
            self._counts[places], self._yes[meant] = 0, 1
            self._counts[meant] = MISSED / len(meant)

    def _step_down(self) -> None:
        """Logistic regression with both costs, each weight at a pace of its own (Adagrad)."""
        weights, always = np.zeros(len(self._signs)), 0.0
        steep, steep_always = np.full(len(weights), 1e-6), 1e-6
        for _ in range(STEPS):
            sums = np.bincount(self._rows, weights[self._columns], len(self._yes)) + always
            off = self._counts * (1 / (1 + np.exp(-np.clip(sums, -30, 30))) - self._yes)
            slope = np.bincount(self._columns, off[self._rows], len(weights)) + RIDGE * weights
            steep, steep_always = steep + slope**2, steep_always + off.sum() ** 2
            pace = PACE / np.sqrt(steep)
            weights = weights - pace * slope
            weights = np.sign(weights) * np.maximum(np.abs(weights) - pace * LASSO, 0)
            always -= PACE * off.sum() / np.sqrt(steep_always)
        self._weights, self._always = weights, float(always)

    def weights(self) -> dict[str, int]:
        """In tenths, those that round to nothing left out."""
        tenths = {sign: round(10 * weight) for sign, weight in zip(self._signs, self._weights, strict=True)}
        return {sign: weight for sign, weight in {**tenths, ALWAYS: round(10 * self._always)}.items() if weight}


def _first_guess(kind: str, signs: Iterable[str]) -> float:
    return FIRST_GUESS[kind] + 0.5 * any(sign.startswith(SAYS_A_NAME) for sign in signs)


def warned(text: Text, weights: dict[str, int]) -> bool:
    """Whether anything in it would be pointed out."""
    always = weights.get(ALWAYS, 0)
    return any(always + sum(weights.get(sign, 0) for sign in signs) > 0 for _, signs in text.candidates)


def write(weights: dict[str, int]) -> None:
    """One list for each weight, the heaviest first."""
    lists = defaultdict[int, list[str]](list)
    for sign, weight in sorted(weights.items()):
        lists[weight].append(sign)
    parts = [HEAD]
    for weight in sorted(lists, key=lambda one: (-abs(one), one)):
        words = textwrap.fill(
            " ".join(lists[weight]),
            116,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        parts.append(f"{'for' if weight > 0 else 'against'}-{abs(weight)}:\n  words: >-\n{words}\n")
    WEIGHTS.write_text("".join(parts), encoding="utf-8")


def main() -> None:
    """Judge each file by the others, or write the weights of all."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--write", action="store_true", help="write the weights of all files")
    told, lexicon = asked.parse_args(), lexicon_of(content.load())
    texts = [*read(lexicon), *read_demo(lexicon)]
    fitted = Fit(texts).weights() if told.write else {}
    if told.write:
        write(fitted)
    for file in sorted({text.file for text in texts}):
        _tell(file, [text for text in texts if text.file == file], fitted or Fit(_without(file, texts)).weights())
    unseen, weights = read(lexicon, TEXTS / "unseen"), fitted or Fit(texts).weights()
    for file in sorted({text.file for text in unseen}):
        _tell(f"unseen {file}", [text for text in unseen if text.file == file], weights)


def _without(file: str, texts: Sequence[Text]) -> list[Text]:
    return [text for text in texts if text.file != file]


def _tell(name: str, texts: Sequence[Text], weights: dict[str, int]) -> None:
    judged = [(text.risky, warned(text, weights)) for text in texts]
    risky, innocent = ([yes for was, yes in judged if was is which] for which in (True, False))
    say(f"{name:14} {sum(risky)}/{len(risky)} risky warned, {sum(innocent)}/{len(innocent)} innocent falsely")


if __name__ == "__main__":
    main()
