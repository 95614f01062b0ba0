"""Families of siblings: pair recall and precision beside plain shingles, and time and memory by the number of pages.

    python tests/bench/bench_siblings.py quality [--clean FOLDER] [--known]
    python tests/bench/bench_siblings.py scale PAGES --clean FOLDER

``quality`` generates the pages (corpora/siblings) and folds them with the half of the tables that the spinner does not
use. ``scale`` cuts 300-word pages from a folder of public text and spins four in ten of them. Prints; asserts nothing.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

for _folder in ("siblings", "detector"):
    sys.path.insert(0, str(Path(__file__).parents[2] / "corpora" / _folder))

Pairs = set[tuple[str, str]]


def pairs_of(groups: Iterable[Iterable[str]]) -> Pairs:
    """All pairs inside groups of keys."""
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


def families_of(records: list[dict[str, Any]]) -> Pairs:
    """The true pairs: copies of one source, and the source."""
    groups: dict[object, list[str]] = defaultdict(list)
    for record in records:
        groups[record["family"]].append(record["key"])
    return pairs_of(groups.values())


def shingles(records: list[dict[str, Any]], true: Pairs, precision: float, size: int = 5) -> tuple[float, float]:
    """Recall of plain word shingles at the Jaccard threshold where their precision is the given one; and the threshold.

    Exact Jaccard of every pair that shares a shingle, so nothing is lost to hashing.
    """
    sets = {}
    index: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for record in records:
        words = record["text"].lower().split()
        sets[record["key"]] = {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}
        for shingle in sets[record["key"]]:
            index[shingle].append(record["key"])
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for keys in index.values():
        for pair in itertools.combinations(sorted(keys), 2):
            shared[pair] += 1
    scored = sorted(((n / (len(sets[a]) + len(sets[b]) - n), (a, b) in true) for (a, b), n in shared.items()), reverse=True)
    best, right = (0.0, 1.0), 0
    for count, (similarity, hit) in enumerate(scored, 1):
        right += hit
        if right / count >= precision:
            best = (right / len(true), similarity)
    return best


def _without(text: str, parts: list[str]) -> str:
    for part in parts:
        text = text.replace(part, "")
    return text


def quality(args: argparse.Namespace) -> None:
    """Print recall and precision at several thresholds."""
    from build_siblings import boilerplate, build
    from spinner import held_out

    from spincheck.scan.families.find import THRESHOLD, candidates, collect, find
    from spincheck.scan.families.fold import Folding, shipped_edges

    if args.records:
        records = [json.loads(line) for line in args.records.read_text(encoding="utf-8").splitlines()]
    else:
        records = build(args.pages, clean=args.clean, strict=not args.known)
    true = families_of(records)
    print(f"{len(records):,} pages, {len({r['family'] for r in records}):,} sources, {len(true):,} true pairs")
    repeated = [text for texts in boilerplate().values() for text in texts]
    bare = [record | {"text": _without(str(record["text"]), repeated)} for record in records]
    for name, given in (("plain 5-word shingles", records), ("the same after every boilerplate was cut out", bare)):
        recall, threshold = shingles(given, true, 0.98)
        print(f"{name} at precision 0.98: recall {recall:.4f} (Jaccard {threshold:.3f})", flush=True)
    views = {
        "half the tables, none of the spinner's": Folding(e for e in shipped_edges() if not held_out(e[0], e[1])),
        "no tables": Folding([]),
        "all tables": Folding(shipped_edges()),
    }
    for name, folding in views.items():
        pages = collect(((str(r["key"]), str(r["text"])) for r in records), folding)
        pairs = candidates(pages)
        for threshold in sorted({0.1, 0.12, 0.15, 0.2, THRESHOLD}):
            began = time.process_time()
            found = find(pages, threshold, pairs)
            got = pairs_of((f.exemplar, *(m.key for m in f.members)) for f in found.families)
            right = len(got & true)
            print(
                f"{name}, threshold {threshold}: recall {right / len(true):.4f}, precision {right / max(1, len(got)):.4f}, "
                f"{len(found.families)} families, {found.candidates} candidates, {time.process_time() - began:.1f} CPU s",
                flush=True,
            )


def scale_pages(count: int, folder: Path) -> Iterator[tuple[str, str, int]]:
    """(key, text, source) of 300-word pages; every source is followed by up to two copies with a quarter of it replaced."""
    from thesauri import MyThes

    rng, mythes = random.Random(8), MyThes().entries
    words: list[str] = []
    made = source = 0
    for file in sorted(folder.glob("*.txt.gz")):
        for line in gzip.decompress(file.read_bytes()).decode().splitlines():
            words += line.split()
            while len(words) >= 300:
                page, words = words[:300], words[300:]
                source += 1
                for copy in range(1 + rng.choice((0, 0, 2))):
                    if made >= count:
                        return
                    text = (
                        page if not copy else [rng.choice(mythes.get(w) or [w]) if rng.random() < 0.4 else w for w in page]
                    )
                    made += 1
                    yield f"{source}/{copy}", " ".join(text), source


def scale(args: argparse.Namespace) -> None:
    """Print time and memory."""
    from spincheck.scan.families.find import candidates, collect, find
    from spincheck.scan.families.fold import shipped

    began, wall = time.process_time(), time.monotonic()
    shipped()
    started = time.process_time() - began
    sources: dict[int, list[str]] = defaultdict(list)
    making = 0.0

    def texts() -> Iterator[tuple[str, str]]:
        nonlocal making
        pages = scale_pages(args.count, args.clean)
        while True:
            before = time.process_time()
            page = next(pages, None)
            making += time.process_time() - before
            if page is None:
                return
            sources[page[2]].append(page[0])
            yield page[0], page[1]

    before = time.process_time()
    pages = collect(texts())
    folding = time.process_time() - before - making
    before = time.process_time()
    pairs = candidates(pages)
    pairing = time.process_time() - before
    before = time.process_time()
    found = find(pages, pairs=pairs)
    rest = time.process_time() - before
    true = pairs_of(sources.values())
    got = pairs_of((f.exemplar, *(m.key for m in f.members)) for f in found.families)
    print(
        f"{found.pages:,} pages, {found.words:,} words: tables {started:.1f}, folding {folding:.1f}, "
        f"candidates {pairing:.1f}, "
        f"comparing {rest:.1f}, together {started + folding + pairing + rest:.1f} CPU s (pages made in {making:.1f}); "
        f"{time.monotonic() - wall:.0f} s wall; {len(pairs):,} candidates, {len(found.families):,} families, "
        f"pair recall {len(got & true) / len(true):.4f}; "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB"
    )


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("quality")
    one.add_argument("--clean", type=Path)
    one.add_argument("--known", action="store_true")
    one.add_argument("--pages", type=int, default=2400)
    one.add_argument("--records", type=Path, help="records that build_siblings.py wrote earlier (not gzipped)")
    two = commands.add_parser("scale")
    two.add_argument("count", type=int)
    two.add_argument("--clean", type=Path, required=True)
    args = parser.parse_args()
    quality(args) if args.command == "quality" else scale(args)


if __name__ == "__main__":
    main()
