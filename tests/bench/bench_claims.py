"""Throughput of the claims family alone: words per second on one core, after start-up.

    python tests/bench/bench_claims.py

The figure to keep is 20,000 words a second (docs/claims.md).
"""

from __future__ import annotations

import time
from pathlib import Path

from spincheck.engine import Engine
from spincheck.settings import Settings
from spincheck.sources import read_bytes

ROOT = Path(__file__).parents[2]


def main() -> float:
    """Print and return the words per second over the articles and prose of this repository."""
    engine = Engine(Settings(select=("CLM",)))
    files = sorted([*(ROOT / "corpora/prose").glob("*.txt"), *(ROOT / "corpora/articles").glob("*.txt")])
    documents = [read_bytes(f.read_bytes(), name=f.name) for f in files]
    engine.check(documents[0])
    start = time.process_time()
    words = sum(engine.check(d).words for d in documents)
    rate = words / (time.process_time() - start)
    print(f"claims: {rate:,.0f} words/s over {words:,} words")
    return rate


if __name__ == "__main__":
    main()
