"""Compile the spinner's dictionary and the fingerprints into the tables that ship with the package.

    python corpora/spinner/build_dictionary.py [--out spincheck/data/spun]

Reads ``corpora/spinner/*.tsv`` (written for this project; ``observed.tsv`` read off public spun web pages, ``aligned.tsv``
made by ``align_pairs.py``, ``harvested.tsv`` by ``harvest_pairs.py``), closes every row under inflection, drops rows that
contradict each other, and writes ``dictionary.tsv``, ``fingerprints.tsv`` and ``allow.txt``, sorted.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from inflection import pairs

from spincheck.lexicon import fold

HERE = Path(__file__).parent
#: taken out of the labelled training passages
HARVESTED = "harvested"
DICTIONARY = ("nouns_health", "adjectives", "verbs", "adverbs_function", "nouns_general", "aligned", "observed", HARVESTED)
FAMILIES = {"seed": "s", "skin": "k", "spinbot": "b", "thesaurus": "t", "pivot": "p"}
RIGHT = {"never": "n", "context": "c", "often": "o"}
#: reasons to allow a term that hold in some places only
DOUBTFUL = ("honest phrase close to a spun one",)


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of one source table. Exits with the place of a malformed row."""
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 2):
            if None in row or any(v is None for v in row.values()):
                raise SystemExit(f"{name}.tsv:{number}: wrong number of columns")
            yield row


def families(text: str) -> str:
    """``seed,skin`` -> ``sk``."""
    return "".join(FAMILIES[f.strip()] for f in text.split(",") if f.strip())


def dictionary(tables: tuple[str, ...] = DICTIONARY) -> list[str]:
    """Lines ``spun form, original form, slot, part of speech, families, right``, most reliable reading of a pair first."""
    best: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    for name in tables:
        for row in rows(name):
            for slot, original, spun in pairs(row["original"], row["spun"], row["pos"]):
                if fold(original) == fold(spun):
                    continue
                pair = (fold(spun), original)
                value = (slot, row["pos"], families(row["families"]), RIGHT[row["right"]])
                known = best.get(pair)
                if known is None:
                    best[pair] = value
                else:  # two rows meet in one form: keep the milder judgement, join the families
                    joined = "".join(sorted(set(known[2]) | set(value[2])))
                    best[pair] = (known[0], known[1], joined, max(known[3], value[3], key="nco".index))
    return [f"{spun}\t{original}\t" + "\t".join(best[spun, original]) for spun, original in sorted(best)]


def fingerprints() -> list[str]:
    """Lines ``phrase form, intended forms, families, topic, guards``."""
    out: dict[str, str] = {}
    for file in sorted(HERE.glob("fingerprints_*.tsv")):
        for row in rows(file.stem):
            intended = [i.strip() for i in row["intended"].split("|") if i.strip()]
            pos = "V" if row.get("pos") == "V" else "N"
            forms: dict[str, list[str]] = {}
            for wanted in intended:
                for _, original, phrase in pairs(wanted, row["phrase"], pos):
                    known = forms.setdefault(fold(phrase), [])
                    if original not in known:
                        known.append(original)
            for phrase, originals in forms.items():
                out.setdefault(
                    phrase,
                    "\t".join((" | ".join(originals), families(row["families"]), row["topic"], row["guards"].strip())),
                )
    return [f"{phrase}\t{rest}" for phrase, rest in sorted(out.items())]


def allowed(term: str, why: str, written: set[str]) -> str:
    """A line of ``allow.txt``; "?" before what speaks for a place and does not settle it.

    Spinners write "ensure" and "piles" too, whatever a brand or a Briton means by them.
    """
    folded = fold(term)
    doubtful = why in DOUBTFUL or (" " not in folded and folded in written)
    return f"?{folded}" if doubtful else folded


def main() -> None:
    """Write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/spun"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    substitutions = dictionary()
    written = {line.partition("\t")[0] for line in substitutions}
    allow = sorted({allowed(row["term"], row["why"], written) for row in rows("allow_terms")})
    for name, lines in (("dictionary.tsv", substitutions), ("fingerprints.tsv", fingerprints()), ("allow.txt", allow)):
        (args.out / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(lines):,} lines")


if __name__ == "__main__":
    main()
