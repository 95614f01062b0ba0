"""Align a public list of tortured phrases word by word: what was written for what.

    python corpora/spinner/align_pairs.py LIST.csv [--out corpora/spinner/aligned.tsv]

LIST.csv has the columns ``tortured`` and ``expected`` of the Problematic Paper Screener's list (Cabanac, Labbe and
Magazinov). Only pairs of single words, or of a word and a short phrase, are kept, never a phrase of the list itself: the
pairs are facts about which word spinners put for which, and carry over to phrases that nobody listed. One expected term in
five (by hash) is left out altogether, so that what share of listed phrases is found can be measured on terms that gave no
pair.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

from lemminflect import getAllLemmas

sys.path.insert(0, str(Path(__file__).parents[1] / "detector"))

from thesauri import WordNet

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*'?[a-z]*")
_UPOS = {"NOUN": "N", "ADJ": "A", "VERB": "V", "ADV": "R"}
_WORDNET = {"N": "n", "V": "v", "A": "a", "R": "r"}
_LIGHT = frozenset("a an the of to in on for and or is are was were be by with at as from into its it that this see".split())  # noqa: SIM905
_LONGEST = 3


def held_out(expected: str) -> bool:
    """Whether an expected term is kept for measuring."""
    return zlib.crc32(" ".join(_words(expected)).encode()) % 5 == 0


def _words(phrase: str) -> list[str]:
    # what stands in brackets explains, and alternatives after a comma or slash are not aligned
    plain = re.sub(r"\([^)]*\)|https?:\S+", " ", phrase.lower())
    return _WORD.findall(re.split(r"[,/?;]", plain)[0])


def aligned(tortured: list[str], expected: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """(written, meant) for the stretches between the words that both phrases share."""
    if not tortured or not expected:
        return
    for tag, a, b, c, d in SequenceMatcher(None, expected, tortured, autojunk=False).get_opcodes():
        if tag != "replace":
            continue
        meant, written = expected[a:b], tortured[c:d]
        if len(meant) == len(written):
            yield from (((w,), (m,)) for w, m in zip(written, meant, strict=True))
        elif len(meant) == 1 and len(written) <= _LONGEST:
            yield tuple(written), tuple(meant)


def part_of_speech(written: tuple[str, ...], meant: str) -> tuple[str, str, str] | None:
    """(part of speech, lemma written, lemma meant) when both can be the same part of speech in the same inflection."""
    if len(written) > 1:
        found = getAllLemmas(meant)
        return ("N", " ".join(written), meant) if "NOUN" in found else None
    ours, theirs = getAllLemmas(meant), getAllLemmas(written[0])
    for name, pos in _UPOS.items():
        if name in ours and name in theirs:
            return pos, theirs[name][0], ours[name][0]
    return None


def main() -> None:
    """Write the pairs with the number of phrases each was seen in."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "aligned.tsv")
    args = parser.parse_args()
    wordnet = WordNet()
    seen: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    certain: set[tuple[str, str, str]] = set()
    with args.list.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if held_out(row["expected"]):
                continue
            expected = _words(row["expected"])
            found = list(aligned(_words(row["tortured"]), expected))
            for written, meant in found:
                if set(written) & _LIGHT or meant[0] in _LIGHT or min(map(len, (*written, *meant))) < 3:
                    continue
                known = part_of_speech(written, meant[0])
                if known is not None and known[1] != known[2]:
                    seen[known].add(" ".join(expected))
                    if len(found) == 1 and len(expected) > 1 and len(written) == 1:
                        certain.add(known)
    rows = []
    for known, terms in seen.items():
        pos, written_lemma, meant_lemma = known
        # seen once, beside other changes and unrelated in any thesaurus: most often a bad alignment
        if len(terms) >= 2 or known in certain or _related(wordnet, written_lemma, meant_lemma, pos):
            first = _first_sense(wordnet, written_lemma, meant_lemma, pos)
            rows.append((meant_lemma, written_lemma, pos, "spinbot", "context" if first or len(terms) < 2 else "never"))
    lines = ["original\tspun\tpos\tfamilies\tright", *("\t".join(row) for row in sorted(rows))]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{args.out}: {len(rows):,} pairs")


def _related(wordnet: WordNet, written: str, meant: str, pos: str) -> bool:
    """Whether one is in a synonym set of the other, or next to one, in any part of speech."""
    for letter in "nvar":
        for sense in wordnet.senses.get((meant, letter), ()):
            if written in wordnet.words[sense]:
                return True
            if any(written in wordnet.words.get(target, ()) for _, target in wordnet.links[sense]):
                return True
    return " " in written and pos == "N"


def _first_sense(wordnet: WordNet, written: str, meant: str, pos: str) -> bool:
    senses = wordnet.senses.get((meant, _WORDNET[pos]), ())
    return bool(senses) and written in wordnet.words[senses[0]]


if __name__ == "__main__":
    main()
