"""Take the substitutions out of the labelled training passages: what was written for what.

    python corpora/spinner/harvest_pairs.py [--out corpora/spinner/harvested.tsv]

Reads ``corpora/passages/train.jsonl`` only (written for this project; never the passages that measure). The words of a
marked span and of its intended wording are aligned; a stretch that was replaced gives a row. A pair seen as soft only is
"often" right; a pair of a frequent word, or seen both ways, is right in other contexts; the others never are.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from lemminflect import getAllLemmas

sys.path.insert(0, str(Path(__file__).parent))

from align_pairs import _UPOS

from spincheck.language import ngrams
from spincheck.lexicon import fold

PASSAGES = Path(__file__).parents[1] / "passages" / "train.jsonl"
_MOST_WORDS = 4
_PLAIN = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_ARTICLES = frozenset(("a", "an", "the"))
#: a single word of at least this many occurrences in clean prose is right in other contexts
_FREQUENT = 2_500
#: and beyond this it is a function word, about which a single pair says nothing
_FUNCTION = 60_000


def replaced(seen: list[str], meant: list[str]) -> Iterator[tuple[str, str]]:
    """(written, meant) for every stretch of words that differs."""
    for tag, a, b, c, d in SequenceMatcher(None, seen, meant, autojunk=False).get_opcodes():
        if tag != "replace" or max(b - a, d - c) > _MOST_WORDS:
            continue
        written, original = ([w for w in part if w not in _ARTICLES] for part in (seen[a:b], meant[c:d]))
        if not written or not original or not all(_PLAIN.fullmatch(w) for w in (*written, *original)):
            continue
        if len(written) == len(original):
            yield from zip(written, original, strict=True)
        else:
            yield " ".join(written), " ".join(original)


def lemmas(written: str, meant: str) -> Iterator[tuple[str, str, str]]:
    """(part of speech, lemma written, lemma meant) in every part of speech both words can have; phrases as they are."""
    if " " in written or " " in meant:
        yield "X", written, meant
        return
    ours, theirs = getAllLemmas(meant), getAllLemmas(written)
    found = False
    for name, pos in _UPOS.items():
        if name in ours and name in theirs and ours[name][0] != theirs[name][0]:
            found = True
            yield pos, theirs[name][0], ours[name][0]
    if not found:
        yield "X", written, meant


def main() -> None:
    """Write the pairs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "harvested.tsv")
    args = parser.parse_args()
    model = ngrams.load()
    seen: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: {"clear": 0, "soft": 0})
    families: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for line in PASSAGES.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for span in record["spans"]:
            if span["kind"] != "spun":
                continue
            for written, meant in replaced(fold(span["text"]).split(), fold(span["intended"]).split()):
                if any(" " not in w and (len(w) < 3 or model.count(w) > _FUNCTION) for w in (written, meant)) and (
                    " " not in written
                ):
                    continue
                for row in lemmas(written, meant):
                    seen[row][span["confidence"]] += 1
                    families[row].add(record["family"])
    lines = []
    for (pos, written, meant), count in seen.items():
        frequent = " " not in written and model.count(written) >= _FREQUENT
        right = "often" if not count["clear"] else "context" if count["soft"] or frequent else "never"
        lines.append("\t".join((meant, written, pos, ",".join(sorted(families[pos, written, meant])), right)))
    args.out.write_text("\n".join(["original\tspun\tpos\tfamilies\tright", *sorted(lines)]) + "\n", encoding="utf-8")
    print(f"{args.out}: {len(lines):,} pairs")


if __name__ == "__main__":
    main()
