"""Take names of diseases, symptoms, parts of the body and remedies from WordNet.

    python corpora/claims/wordnet.py FOLDER

``FOLDER`` is the ``dict`` folder of Princeton WordNet 3.0 (Debian package wordnet-base: ``/usr/share/wordnet``). A lemma is
taken when its most frequent sense lies under one of a class's roots, so that "cast" or "fit" stay out, and when its words
occur in edited health prose. Writes ``wordnet.tsv`` (class, lemma), which ``build_cues.py`` reads. The reviewed exceptions
are in ``wordnet_deny.txt``.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from spincheck.language.ngrams import load

HERE = Path(__file__).resolve().parent
OUT = HERE / "wordnet.tsv"
#: class -> synsets (lemma and sense number) whose hyponyms belong to it; the first class that holds a lemma keeps it
ROOTS: dict[str, tuple[tuple[str, int], ...]] = {
    "symptom": (
        ("symptom", 1),
        ("pain", 1),
        ("pain", 2),
        ("inflammation", 1),
        ("swelling", 1),
        ("blemish", 1),
        ("fatigue", 1),
    ),
    "condition": (
        ("ill_health", 1),
        ("disorder", 1),
        ("injury", 1),
        ("mental_disorder", 1),
        ("infection", 3),
        ("tumor", 1),
        ("abnormality", 3),
    ),
    "part": (
        ("body_part", 1),
        ("liquid_body_substance", 1),
        ("animal_tissue", 1),
        ("tissue", 1),
        ("cell", 2),
        ("hormone", 1),
        ("neurotransmitter", 1),
    ),
    "treatment": (
        ("therapy", 1),
        ("herb", 1),
        ("herb", 2),
        ("spice", 2),
        ("vitamin", 1),
        ("toiletry", 1),
        ("tea", 1),
        ("remedy", 2),
    ),
    "care": (("medicine", 2), ("operation", 6), ("medical_procedure", 1), ("surgical_procedure", 1), ("vaccine", 1)),
    "practitioner": (("health_professional", 1), ("therapist", 1)),
}
#: how often each word of a lemma must occur in the shipped counts of edited health prose
SEEN = 3


def read(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]:
    """(lemma -> synset offsets by frequency, offset -> lemmas, offset -> hyponym offsets) of the nouns."""
    senses: dict[str, list[str]] = {}
    for line in (folder / "index.noun").read_text(encoding="ascii").splitlines():
        if not line.startswith(" "):
            fields = line.split()
            senses[fields[0]] = fields[-int(fields[2]) :]
    lemmas: dict[str, list[str]] = {}
    below: dict[str, list[str]] = defaultdict(list)
    for line in (folder / "data.noun").read_text(encoding="ascii").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        words = int(fields[3], 16)
        lemmas[fields[0]] = [fields[4 + 2 * i] for i in range(words)]
        at = 5 + 2 * words
        for i in range(int(fields[4 + 2 * words])):
            kind, target = fields[at + 4 * i], fields[at + 4 * i + 1]
            if kind in ("~", "~i"):
                below[fields[0]].append(target)
    return senses, lemmas, below


def under(root: str, below: dict[str, list[str]]) -> set[str]:
    """The synset and everything below it."""
    seen, todo = {root}, [root]
    while todo:
        for child in below[todo.pop()]:
            if child not in seen:
                seen.add(child)
                todo.append(child)
    return seen


def build(folder: Path) -> Iterator[tuple[str, str]]:
    """(class, lemma) pairs."""
    senses, lemmas, below = read(folder)
    denied = set((HERE / "wordnet_deny.txt").read_text(encoding="utf-8").replace("\n", ",").split(","))
    denied = {word.strip() for word in denied}
    taken: set[str] = set()
    counts = load()
    for name, roots in ROOTS.items():
        inside = set[str]().union(*(under(senses[lemma][number - 1], below) for lemma, number in roots))
        for lemma, offsets in senses.items():
            word = lemma.replace("_", " ")
            proper = any(x[:1].isupper() for x in lemmas[offsets[0]] if x.lower() == lemma)
            if offsets[0] in inside and lemma not in taken and word not in denied and len(word) > 3:
                plain = (
                    not any(c.isdigit() or c in ".'/" for c in word)
                    and word.count(" ") < 3
                    and not (proper and " " not in word)
                )
                # thousands of plants that no health text names stay out
                if plain and (name != "treatment" or " " not in word) and all(counts.count(w) >= SEEN for w in word.split()):
                    taken.add(lemma)
                    yield name, word


def main() -> int:
    """Write the list."""
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "index.noun").is_file():
        print("usage: python corpora/claims/wordnet.py FOLDER (with index.noun)", file=sys.stderr)
        return 2
    rows = sorted(build(Path(sys.argv[1])))
    OUT.write_text("".join(f"{name}\t{word}\n" for name, word in rows), encoding="utf-8")
    print(f"{len(rows)} lemmas")
    return 0


if __name__ == "__main__":
    sys.exit(main())
