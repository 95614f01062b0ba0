"""How fast is the spun family? Run by hand; figures are ratios within one run.

    python tests/bench/bench_spun.py [--repeat 5]

Prints the time for the 700-word article after start-up with everything on, and the throughput of the fast level against the
full one over the project's labelled passages, with the documents that only the full level calls spun.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from spincheck.engine import Engine
from spincheck.evaluate import read
from spincheck.settings import GrammarSettings, Settings
from spincheck.sources import read_text

CORPORA = Path(__file__).parents[2] / "corpora"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    off = GrammarSettings(mode="off")
    article = read_text((CORPORA / "articles" / "cold-laser.txt").read_text(encoding="utf-8"), name="article")
    everything = Engine(Settings(grammar=off))
    everything.check(article)
    times = []
    for _ in range(args.repeat):
        begun = time.perf_counter()
        everything.check(article)
        times.append(time.perf_counter() - begun)
    print(f"article, everything on, warm: median {statistics.median(times):.3f} s, best {min(times):.3f} s")

    records = [r for name in ("spun", "clean") for r in read(CORPORA / "passages" / f"{name}.jsonl")]
    documents = [read_text(r.text, name=r.id) for r in records]
    words = sum(d.words for d in documents)
    called: dict[str, set[str]] = {}
    speed: dict[str, float] = {}
    for level in ("fast", "full"):
        engine = Engine(Settings(select=("SPN",), level=level))  # type: ignore[arg-type]
        engine.check(article)
        begun = time.process_time()
        called[level] = {d.path for d in documents if engine.check(d).spun.verdict == "spun"}
        speed[level] = words / (time.process_time() - begun)
        print(f"{level}: {speed[level]:,.0f} words per CPU second")
    missed = called["full"] - called["fast"]
    print(
        f"fast / full: {speed['fast'] / speed['full']:.2f}; called spun by full only: {len(missed)} of {len(called['full'])}"
    )


if __name__ == "__main__":
    main()
