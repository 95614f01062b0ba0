"""Labelled passages as training data: which words of a labelled span were really swapped in?

A labelled span is what an editor would mark, "Fleas are greater than a problem"; a spinner changed two words of it. Words
that also stand in the intended wording, in the same order, teach nothing either way and are left out.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*|\S")
SOFT_WEIGHT = 0.33


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a passage with its label and weight; ``original`` where one word stands for one."""

    start: int
    end: int
    label: int
    weight: float
    original: str = ""


def places(span: dict[str, Any], text: str) -> list[Place]:
    """One place per word of a labelled span; a word that was there all along has weight 0."""
    words = list(WORDS.finditer(text, span["start"], span["end"]))
    seen, meant = [w[0].lower() for w in words], WORDS.findall(span["intended"].lower())
    kept = [False] * len(seen)
    originals = [""] * len(seen)
    for tag, a, b, c, d in SequenceMatcher(None, seen, meant, autojunk=False).get_opcodes():
        for index in range(a, b):
            kept[index] = tag == "equal"
            if tag == "replace" and b - a == d - c:
                originals[index] = meant[c + index - a]
    if all(kept):  # the damage is not in the words themselves
        kept = [False] * len(seen)
    weight = 1.0 if span["confidence"] == "clear" else SOFT_WEIGHT
    return [Place(w.start(), w.end(), 1, 0.0 if k else weight, o) for w, k, o in zip(words, kept, originals, strict=True)]


def fold(name: str, folds: int) -> int:
    """Which of ``folds`` parts the passage of this id belongs to, so that a model can judge what it did not see."""
    return zlib.crc32(name.encode()) % folds


def read(files: Iterable[Path], splits: set[str]) -> Iterator[tuple[dict[str, Any], list[Place]]]:
    """(record, places) of every passage of these splits."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            if record["split"] in splits:
                yield record, [p for s in record["spans"] if s["kind"] == "spun" for p in places(s, record["text"])]
