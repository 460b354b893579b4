"""Everything in `content/` is written afresh: no eight words running come from the two papers it draws on.

`source_runs.bin` holds no text: it is the sorted 40-bit BLAKE2b hashes of every run of eight words in *Introducing
New Operating Models for Local Government* (2020) and *A catalyst for change?* (The MJ, April 2020).
"""

import hashlib
import re
from pathlib import Path

import content as package

HASHES = (Path(__file__).parent / "source_runs.bin").read_bytes()
BYTES = 5
RUNS = {HASHES[at : at + BYTES] for at in range(0, len(HASHES), BYTES)}
NAMES = re.compile(r"\s*(source|name|partners|aliases):")


def runs(text):
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    return [" ".join(words[at : at + 8]) for at in range(len(words) - 7)]


def hashed(run):
    return hashlib.blake2b(run.encode(), digest_size=BYTES).digest()


def test_no_eight_words_running_are_those_of_the_papers():
    folder = Path(package.__file__).parent
    for file in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.py"), *folder.rglob("*.md")]):
        own = "\n".join(line for line in file.read_text(encoding="utf-8").splitlines() if not NAMES.match(line))
        copied = [run for run in runs(own) if hashed(run) in RUNS]
        assert copied == [], file.name


def test_the_hashes_find_a_title_of_theirs():
    assert len(RUNS) > 9_000
    assert hashed(runs("From the Margins to the Mainstream: How to")[0]) in RUNS
