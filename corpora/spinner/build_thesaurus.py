"""Turn WordNet round: for each word form that may stand in a text, the forms it may have been swapped for.

    python corpora/spinner/build_thesaurus.py CLEAN_FOLDER [--wordnet /usr/share/wordnet]

A spinner that works from a thesaurus writes any synonym of any sense. Reversed, its choices are the candidates to put back.
Only words of the counted vocabulary are kept. Source: WordNet 3.0 (Debian package wordnet-base, WordNet licence).
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "detector"))
sys.path.insert(0, str(Path(__file__).parent))

from build_counts import sentences
from lemminflect import getInflection
from thesauri import WordNet

from spincheck.language.ngrams import tokens

_TAGS = {
    "NOUN": (("NN", "NNS"), "n"),
    "VERB": (("VB", "VBZ", "VBD", "VBN", "VBG"), "v"),
    "ADJ": (("JJ", "JJR", "JJS"), "a"),
    "ADV": (("RB",), "r"),
}
_MOST, _COMMON = 24, 30


@cache
def form(lemma: str, tag: str) -> str | None:
    """The lemma in a slot; None when it has no such form."""
    if tag in ("NN", "VB", "JJ", "RB"):
        return lemma
    found = getInflection(lemma, tag, inflect_oov=False)
    return found[0] if found else None


def neighbours(wordnet: WordNet, lemma: str, pos: str) -> set[str]:
    """Synonyms of every sense, and the words of similar, wider and narrower senses."""
    out: set[str] = set()
    for sense in wordnet.senses.get((lemma, pos), ()):
        out.update(wordnet.words[sense])
        for symbol, target in wordnet.links[sense]:
            if symbol in ("&", "@", "~") and target in wordnet.words:
                out.update(wordnet.words[target])
    out.discard(lemma)
    return {w for w in out if w.isalpha()}


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/spun/thesaurus.tsv.gz"))
    args = parser.parse_args()
    counts: Counter[str] = Counter()
    for number, sentence in enumerate(sentences(args.clean, None)):
        if number % 3 == 0:  # a third is plenty to know which words are common
            counts.update(form for form, _, _ in tokens(sentence) if form.isalpha())
    wordnet = WordNet(args.wordnet)
    table: dict[str, dict[str, None]] = defaultdict(dict)
    lemmas = {lemma for lemma, _ in wordnet.senses if lemma.isalpha() and len(lemma) > 2}
    for lemma in sorted(lemmas):
        for tags, pos in _TAGS.values():
            near = sorted(neighbours(wordnet, lemma, pos), key=lambda w: -counts[w])
            for tag in tags if near else ():
                seen = form(lemma, tag)
                if seen is None or len(seen) < 3:
                    continue
                for other in near[: 2 * _MOST]:
                    back = form(other, tag)
                    if back and back != seen and counts[back] >= _COMMON:
                        table[seen][back] = None
    lines = []
    for seen, options in sorted(table.items()):
        best = sorted(options, key=lambda w: -counts[w])[:_MOST]
        lines.append(f"{seen}\t{' '.join(best)}")
    args.out.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))
    print(f"{len(lines):,} forms, {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
