"""Close the vocabulary of medical claims under inflection and under what spinners make of it.

    python corpora/claims/build_cues.py [--check]

Reads ``classes.txt`` (written for this project), names from WordNet (``wordnet.tsv``), the spinner's dictionary ``corpora/spinner/*.tsv`` and two reviewed lists:
``deny.txt``, closures that misfire, and ``allow.txt``. A single word that spinners write but that is frequent in edited health
prose (over ``COMMON`` in a million, by the shipped counts) or that is a base form of another class stays out unless it is
allowed there: "make" for improve would turn every sentence into a claim. Writes ``spincheck/data/claims/cues.tsv``: form, class, and ``b`` for a base form or
``s`` for one that only a spinner writes, sorted. ``--check`` writes nothing and fails when the committed table differs.
"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "spinner"))

from inflection import SLOTS, forms, pairs  # noqa: E402

OUT = HERE.parent.parent / "spincheck" / "data" / "claims" / "cues.tsv"
DICTIONARY = ("nouns_health", "adjectives", "verbs", "adverbs_function", "nouns_general", "observed")
#: classes whose phrases spinners often change in both words ("marginal negative effects", "facet outcomes")
DOUBLE = frozenset(["sideeffect"])
#: occurrences in a million words from which a spun single word needs to be allowed by name
COMMON = 15.0


def key(form: str) -> str:
    """How forms are compared: lower case, hyphens as spaces, no possessive, ASCII apostrophe."""
    form = form.lower().replace("’", "'").replace("'s", "").replace("-", " ")
    return " ".join(form.split())


def classes(path: Path = HERE / "classes.txt") -> Iterator[tuple[str, str, str, list[str]]]:
    """(name, part of speech, ``nospin``, ``open`` or nothing, entries) of each class."""
    name, pos, mode, entries = "", "", "", list[str]()
    for line in [*path.read_text(encoding="utf-8").splitlines(), "[end X]"]:
        line = line.split("#")[0].strip()
        head = re.fullmatch(r"\[(\w+) ([VNAX])(?: (nospin|open))?\]", line)
        if head:
            if name:
                yield name, pos, mode, entries
            name, pos, mode, entries = head[1], head[2], head[3] or "", []
        elif line:
            entries += [e.strip() for e in line.split(",") if e.strip()]


def surfaces(entry: str, pos: str) -> set[str]:
    """All inflected forms of an entry."""
    if pos not in SLOTS:
        return {key(entry)}
    try:
        return {key(f) for slot in forms(entry, pos).values() for f in slot} | {key(entry)}
    except (KeyError, IndexError):
        return {key(entry)}


def substitutions() -> dict[str, dict[str, set[str]]]:
    """Part of speech -> surface form -> what spinners write for it; part of speech ``*`` joins them all."""
    out: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name in DICTIONARY:
        with (HERE.parent / "spinner" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                for _, original, spun in pairs(row["original"], row["spun"], row["pos"]):
                    for slot in (row["pos"], "*"):
                        out[slot][key(original)].add(key(spun))
    return out


def respin(form: str, table: dict[str, set[str]], inner: dict[str, set[str]]) -> set[str]:
    """What one substitution makes of a form: of the whole, or of a run of words inside it."""
    words = form.split()
    out = set(table.get(form, ()))
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if end - start < len(words):
                for spun in inner.get(" ".join(words[start:end]), ()):
                    out.add(" ".join([*words[:start], spun, *words[end:]]))
    return out


def allowed(path: Path = HERE / "allow.txt") -> set[tuple[str, str]]:
    """(class, form) pairs of ``allow.txt``."""
    out: set[tuple[str, str]] = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, rest = line.split("#")[0].strip().partition(" ")
        out.update((name, key(form)) for form in rest.split(",") if form.strip())
    return out


def common(words: set[str]) -> set[str]:
    """Which words are too frequent in edited health prose to be a cue on their own."""
    from spincheck.language.ngrams import load

    counts = load()
    return {w for w in words if counts.count(w) * 1e6 / counts.total > COMMON}


def denied(path: Path = HERE / "deny.txt") -> tuple[set[str], set[tuple[str, str]]]:
    """Forms denied everywhere, and (class, form) pairs denied in one class."""
    names = {name for name, *_ in classes()}
    everywhere, in_class = set[str](), set[tuple[str, str]]()
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        first, _, rest = line.partition(" ")
        if first in names and rest:
            in_class.update((first, key(form)) for form in rest.split(","))
        else:
            everywhere.update(key(form) for form in line.split(","))
    return everywhere, in_class


def names(path: Path = HERE / "wordnet.tsv") -> Iterator[tuple[str, str]]:
    """(class, inflected form) of the names taken from WordNet (see ``wordnet.py``); not closed under spinning."""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, lemma = line.partition("\t")
        yield from ((name, form) for form in surfaces(lemma, "N"))


def build() -> list[str]:
    """The lines of the table."""
    table = substitutions()
    everywhere, in_class = denied()
    kind: dict[tuple[str, str], str] = {}
    closures: dict[str, set[str]] = {}
    for name, pos, mode, entries in classes():
        base = {form for entry in entries for form in surfaces(entry, pos)}
        spun: set[str] = set()
        if not mode:
            for form in base:
                once = respin(form, table[pos] if pos != "X" else table["*"], table["*"])
                spun |= once
                if name in DOUBLE and len(form.split()) == 2:
                    for other in once:
                        same = {w: table["*"][w] for w in other.split() if w in form.split() and w in table["*"]}
                        spun |= respin(other, {}, same)
        closures[name] = spun - base
        kind.update(((name, form), "b") for form in base)
    wide = {name for name, _, mode, _ in classes() if mode == "open"}
    elsewhere = {form for name, form in kind if name not in wide}
    frequent = common({form for forms_ in closures.values() for form in forms_ if " " not in form})
    keep = allowed()
    for name, spun in closures.items():
        for form in spun:
            if form in everywhere or (name, form) in in_class or len(form) < 3 or len(form.split()) > 6:
                continue
            if (form in frequent or form in elsewhere) and (name, form) not in keep:
                continue
            kind.setdefault((name, form), "s")
    own = {form for _, form in kind}
    # a word that has a class of its own already keeps it: "treatment" is a remedy here, no medical procedure
    for name, form in names():
        if name == "part" or form not in own:
            kind.setdefault((name, form), "b")
    return [f"{form}\t{name}\t{kind[name, form]}" for name, form in sorted(kind, key=lambda k: (k[1], k[0]))]


def main() -> int:
    """Write or check the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the committed table differs")
    lines = build()
    text = "\n".join(lines) + "\n"
    if parser.parse_args().check:
        if not OUT.exists() or OUT.read_text(encoding="utf-8") != text:
            print(f"{OUT.name} differs from its sources: run python corpora/claims/build_cues.py", file=sys.stderr)
            return 1
        return 0
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text, encoding="utf-8")
    print(f"{OUT.name}: {len(lines):,} forms, {sum(x.endswith('s') and x[-2] == chr(9) for x in lines):,} of them spun")
    return 0


if __name__ == "__main__":
    sys.exit(main())
