"""How fast is the spun family? Run by hand; figures are ratios within one run.

    python tests/bench/bench_spun.py [--repeat 5] [--honest ARTICLES.jsonl.gz --spun PAGES.jsonl]

Prints the time for the 700-word article after start-up with everything on, and the throughput of the fast level against the
full one over the project's labelled passages, with the documents that only the full level calls spun. The project's honest
passages were written to look odd; ``--honest`` and ``--spun`` (JSON Lines with a ``text``, gzipped or not) add a site of
80 ordinary articles and 4 spun pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from pathlib import Path

from spincheck.document import Document
from spincheck.engine import Engine
from spincheck.evaluate import read
from spincheck.settings import GrammarSettings, Settings
from spincheck.sources import read_text

CORPORA = Path(__file__).parents[2] / "corpora"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--honest", type=Path, help="honest articles, of which the first 80 are taken")
    parser.add_argument("--spun", type=Path, help="spun pages, of which the first 4 are taken")
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

    passages = {n: list(read(CORPORA / "passages" / f"{n}.jsonl")) for n in ("spun", "clean")}
    # a site on which one page in twenty is spun, and then the hardest case, one in two
    site = passages["clean"] * 2 + passages["spun"][:: len(passages["spun"]) // 7][:7]
    for name, records in (("one in twenty spun", site), ("half spun", passages["spun"] + passages["clean"])):
        compare(name, [read_text(r.text, name=f"{i}-{r.id}") for i, r in enumerate(records)], article)
    if args.honest and args.spun:
        texts = [*first_texts(args.honest, 80), *first_texts(args.spun, 4)]
        compare("the given articles", [read_text(t, name=str(i)) for i, t in enumerate(texts)], article)


def first_texts(path: Path, count: int) -> list[str]:
    """The texts of the first records of a file of JSON Lines."""
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode().splitlines()
    return [json.loads(line)["text"] for line in lines[:count]]


def compare(name: str, documents: list[Document], article: Document) -> None:
    """Throughput of the fast level against the full one, and what it misses."""
    words = sum(d.words for d in documents)
    called: dict[str, set[str]] = {}
    speed: dict[str, float] = {}
    for level in ("fast", "full"):
        engine = Engine(Settings(select=("SPN",), level=level))  # type: ignore[arg-type]
        engine.check(article)
        begun = time.process_time()
        called[level] = {d.path for d in documents if engine.check(d).spun.verdict == "spun"}
        speed[level] = words / (time.process_time() - begun)
    missed = called["full"] - called["fast"]
    print(
        f"{name}: fast {speed['fast']:,.0f}, full {speed['full']:,.0f} words per CPU second, ratio "
        f"{speed['fast'] / speed['full']:.1f}; called spun by full only: {len(missed)} of {len(called['full'])}"
    )


if __name__ == "__main__":
    main()
