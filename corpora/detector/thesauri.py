"""Readers of the public thesauri that the synthetic spinner draws on besides our own dictionary.

WordNet 3.0 (Debian package wordnet-base, WordNet licence) and the MyThes English thesaurus (Debian package mythes-en-us,
itself made from WordNet 2). Nothing of them is copied into the package; they only make training text.
"""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
#: pointer symbols followed: similar to, hypernym, hyponym, derivation, also see, attribute
_SIMILAR, _UP, _DOWN, _DERIVED = "&", "@", "~", "+"


class WordNet:
    """Synonyms by kind of relation. All words lower case, underscores as spaces."""

    def __init__(self, folder: Path = Path("/usr/share/wordnet")) -> None:
        self.words: dict[str, list[str]] = {}
        self.links: dict[str, list[tuple[str, str]]] = {}
        self.senses: dict[tuple[str, str], list[str]] = defaultdict(list)
        for pos, name in _FILES.items():
            for line in (folder / f"data.{name}").read_text(encoding="latin-1").splitlines():
                if line.startswith("  "):
                    continue
                fields = line.split(" | ")[0].split()
                count = int(fields[3], 16)
                key = f"{pos}{fields[0]}"
                self.words[key] = [fields[4 + 2 * i].replace("_", " ").split("(")[0].lower() for i in range(count)]
                at = 4 + 2 * count
                pointers = int(fields[at])
                self.links[key] = [
                    (fields[at + 1 + 4 * i], f"{fields[at + 3 + 4 * i].replace('s', 'a')}{fields[at + 2 + 4 * i]}")
                    for i in range(pointers)
                ]
            for line in (folder / f"index.{name}").read_text(encoding="latin-1").splitlines():
                if line.startswith("  "):
                    continue
                fields = line.split()
                count = int(fields[2])
                self.senses[fields[0].replace("_", " "), pos] = [f"{pos}{o}" for o in fields[-count:]]

    def replacement(self, lemma: str, pos: str, rng: random.Random) -> tuple[str, str] | None:
        """(word, kind) for a lemma: a synonym of any sense, a similar, wider, narrower or derived word; None if unknown."""
        senses = self.senses.get((lemma, pos))
        if not senses:
            return None
        sense = senses[0] if rng.random() < 0.35 else rng.choice(senses)
        kind = rng.choices(("synonym", "similar", "wider", "narrower", "derived"), (60, 14, 10, 8, 8))[0]
        pool = self.words[sense]
        if kind != "synonym":
            symbol = {"similar": _SIMILAR, "wider": _UP, "narrower": _DOWN, "derived": _DERIVED}[kind]
            near = [target for s, target in self.links[sense] if s[:1] == symbol and target in self.words]
            if near:
                pool = self.words[rng.choice(near)]
        pool = [w for w in pool if w != lemma and len(w.split()) <= 3]
        return (rng.choice(pool), kind) if pool else None

    def pivot(self, lemma: str, pos: str, rng: random.Random) -> str | None:
        """A synonym of the lemma under another part of speech or another sense than its first: the wrong-sense swap."""
        options = [s for p in _FILES for s in self.senses.get((lemma, p), [])[(1 if p == pos else 0) :]]
        rng.shuffle(options)
        for sense in options[:3]:
            pool = [w for w in self.words[sense] if w != lemma and len(w.split()) <= 2]
            if pool:
                return rng.choice(pool)
        return None


class MyThes:
    """word -> synonyms, read from the .dat file of a MyThes thesaurus."""

    def __init__(self, file: Path = Path("/usr/share/mythes/th_en_US_v2.dat")) -> None:
        self.entries: dict[str, list[str]] = defaultdict(list)
        lines = iter(file.read_text(encoding="latin-1").splitlines()[1:])
        for line in lines:
            word, _, count = line.rpartition("|")
            for _ in range(int(count)):
                meanings = next(lines).split("|")[1:]
                self.entries[word].extend(
                    m.split(" (")[0].lower() for m in meanings if "antonym" not in m and len(m.split(" (")[0].split()) <= 3
                )

    def replacement(self, lemma: str, rng: random.Random) -> str | None:
        """A synonym of any sense."""
        pool = [w for w in self.entries.get(lemma, ()) if w != lemma]
        return rng.choice(pool) if pool else None
