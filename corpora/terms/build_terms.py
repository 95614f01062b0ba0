"""Compile the lexicon of established health terms of two to four words.

    python corpora/terms/build_terms.py [--out spincheck/data/spun/terms.tsv.gz]

Three sources: ``terms.tsv`` and ``technical.tsv`` beside this file (written for this project), the titles and inclusion
terms of ICD-10-CM (PyPI package simple-icd-10-cm, MIT; the classification is a work of the United States government), and
the compound nouns of WordNet 3.0 (Debian package wordnet-base, WordNet licence) that name states, parts of the body,
substances, acts and the like. Lines of the output are ``term, kind``; a term is folded (lower case, hyphens as spaces)
and singular or plural as in its source, kinds as in ``KINDS``. Sources and licences are described in CARD.md.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import importlib.util
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from spincheck.lexicon import fold

HERE = Path(__file__).parent
KINDS = {
    "c": "condition",
    "a": "part of the body",
    "p": "procedure or treatment",
    "d": "drug, substance or food",
    "m": "measure, sign or concept",
    "v": "device or object",
    "h": "person or profession",
    "t": "term of another field of science or technology",
}
_WORDNET_FILES = {
    "04": "p",
    "06": "v",
    "07": "m",
    "08": "a",
    "09": "m",
    "13": "d",
    "18": "h",
    "19": "m",
    "22": "m",
    "23": "m",
    "26": "c",
    "27": "d",
}
#: chapters of ICD-10-CM that name conditions; those after T name accidents and reasons for a visit
_CHAPTERS = "ABCDEFGHIJKLMNOPQRST"
_CUT = re.compile(
    r"[,;:]| (?:due to|in diseases|with|without|of unspecified|following|complicating|not elsewhere|as the|during|associated"
    r"|affecting|classified|caused by|resulting from|elsewhere|and|or|by|in|from) "
)
_EMPTY = re.compile(
    r"\b(?:other|unspecified|specified|nos|nec|right|left|bilateral|unilateral|initial encounter|second|acquired)\b"
)
_PLAIN = re.compile(r"[a-z][a-z' ]*[a-z]")
_MOST, _LEAST = 4, 2
#: words no term ends in; where one does, the cut above took its end away
_OPEN = frozenset(("of", "the", "to", "a", "an", "for", "on", "at", "into", "than", "as", "be", "is", "that", "no", "not"))


def icd() -> Iterator[tuple[str, str]]:
    """Names of conditions, cut to what they are called in prose."""
    spec = importlib.util.find_spec("simple_icd_10_cm")
    root = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    found = next(root.glob("data/*.xml"), None)
    if found is None:
        raise SystemExit("pip install simple-icd-10-cm")
    for code in ET.parse(found).iter("diag"):
        name = code.findtext("name") or ""
        if name[:1] not in _CHAPTERS:
            continue
        texts = [code.findtext("desc") or "", *(n.text or "" for n in code.findall("inclusionTerm/note"))]
        for text in texts:
            head = re.sub(r"\([^)]*\)|\[[^]]*\]", " ", text.lower())
            head = _CUT.split(head)[0]
            yield " ".join(_EMPTY.sub(" ", head).split()), "c"


def wordnet(folder: Path) -> Iterator[tuple[str, str]]:
    """Compound nouns by the lexicographer file they stand in."""
    with (folder / "data.noun").open(encoding="ascii") as lines:
        for line in lines:
            parts = line.split()
            if line.startswith("  ") or parts[1] not in _WORDNET_FILES:
                continue
            for number in range(int(parts[3], 16)):
                word = parts[4 + 2 * number]
                if "_" in word and word.islower():
                    yield word.replace("_", " "), _WORDNET_FILES[parts[1]]


def own() -> Iterator[tuple[str, str]]:
    """The lists written for this project."""
    for name in ("terms.tsv", "technical.tsv"):
        with (HERE / name).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["term"], row["kind"]


def main() -> None:
    """Write the lexicon."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/spun/terms.tsv.gz"))
    args = parser.parse_args()
    kinds: dict[str, str] = {}
    for source, written in ((own(), True), (icd(), False), (wordnet(args.wordnet), False)):
        before = len(kinds)
        for term, kind in source:
            folded = fold(term)
            words = folded.split()
            whole = written or (bool(words) and not {words[0], words[-1]} & _OPEN)
            if words and _PLAIN.fullmatch(folded) and _LEAST <= len(words) <= _MOST and whole:
                kinds.setdefault(folded, kind)
        print(f"{len(kinds) - before:,} terms")
    lines = "".join(f"{term}\t{kind}\n" for term, kind in sorted(kinds.items()))
    args.out.write_bytes(gzip.compress(lines.encode(), mtime=0))
    print(f"{args.out}: {len(kinds):,} terms, {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
