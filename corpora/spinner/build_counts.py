"""Count words, pairs and triples of clean prose into the tables that ship with the package.

    python corpora/spinner/build_counts.py CLEAN_FOLDER [--prose corpora/prose] [--out spincheck/data/spun/counts]

CLEAN_FOLDER holds ``*.txt.gz``, one paragraph per line (see spincheck/data/spun/CARD.md for the sources and their
licences). Sentences that repeat are counted once. Thresholds are raised until the tables fit ``--max-bytes``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from spincheck.language.ngrams import BORDER, keys, pack, tokens, word_hash
from spincheck.language.sentences import split


def sentences(folder: Path, prose: Path | None) -> Iterator[str]:
    """Every distinct sentence of the clean files and of the project's own prose."""
    seen: set[int] = set()
    files = sorted(folder.glob("*.txt.gz")) + (sorted(prose.glob("*.txt")) if prose else [])
    for file in files:
        opener = gzip.open if file.suffix == ".gz" else open
        with opener(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("#"):
                    continue
                for start, end in split(line):
                    sentence = line[start:end]
                    key = hash(sentence.lower())
                    if key not in seen:
                        seen.add(key)
                        yield sentence


def main() -> None:
    """Build the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--prose", type=Path, default=Path("corpora/prose"))
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/spun/counts"))
    parser.add_argument("--max-bytes", type=int, default=14_500_000)
    args = parser.parse_args()

    ids: dict[str, int] = {BORDER: 0}
    stream = bytearray()
    part: list[int] = []
    words = 0
    for sentence in sentences(args.clean, args.prose):
        part.extend((0, 0))
        for form, _, _ in tokens(sentence):
            part.append(ids.setdefault(form, len(ids)))
            words += form != BORDER
        if len(part) > 1_000_000:
            stream += np.array(part, dtype=np.uint32).tobytes()
            part.clear()
    part.extend((0, 0))
    stream += np.array(part, dtype=np.uint32).tobytes()
    sequence = np.frombuffer(bytes(stream), dtype=np.uint32).astype(np.uint64)
    forms = np.array([word_hash(w) for w in ids], dtype=np.uint64)
    print(f"{words:,} words, {len(ids):,} forms, crc {zlib.crc32(bytes(stream)):08x}")

    bits = np.uint64(21)
    if len(ids) >= 1 << 21:
        raise SystemExit("more than 2,097,152 distinct forms: widen the keys")
    grams = {
        "one": sequence,
        "two": (sequence[:-1] << bits) | sequence[1:],
        "three": (sequence[:-2] << (bits + bits)) | (sequence[1:-1] << bits) | sequence[2:],
    }
    counted = {name: np.unique(values, return_counts=True) for name, values in grams.items()}
    least = {"one": 2, "two": 2, "three": 2}
    while True:
        size = sum(int((counted[n][1] >= least[n]).sum()) * 5 + 270_000 for n in counted)
        if size <= args.max_bytes:
            break
        name = max(counted, key=lambda n: int((counted[n][1] >= least[n]).sum()))
        least[name] += 1
    args.out.mkdir(parents=True, exist_ok=True)
    mask = np.uint64((1 << 21) - 1)
    kept = {}
    for order, (name, (values, counts)) in enumerate(counted.items(), 1):
        keep = counts >= least[name]
        values, counts = values[keep], counts[keep]
        columns = [forms[((values >> (bits * np.uint64(order - 1 - i))) & mask).astype(np.int64)] for i in range(order)]
        starts, low, codes = pack(keys(columns), counts)
        for suffix, array in (("starts", starts), ("low", low), ("codes", codes)):
            np.save(args.out / f"{name}.{suffix}.npy", array)
        kept[name] = len(values)
        print(f"{name}: {len(values):,} entries seen at least {least[name]} times")
    info = {"words": words, "kept": kept, "at_least": least}
    (args.out / "counts.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
