"""Words of a sentence as the claims family compares them, and the classes of the cue table they belong to.

Hyphens count as spaces and possessives are dropped, as in ``corpora/claims/build_cues.py``, which closed the table under
inflection and under what spinners make of each form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*|(?P<drop>['’]s\b|[-‐‑])|[^\w\s]")
_SMART = str.maketrans({"’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True)
class Place:
    """Words ``start:end`` of a sentence are a form of ``name``; ``base`` is False for what only spinners write."""

    name: str
    start: int
    end: int
    base: bool


@dataclass(slots=True)
class Words:
    """A sentence in words. ``spans`` are offsets into the document's text."""

    low: list[str]
    spans: list[tuple[int, int]]
    places: list[tuple[Place, ...]] = field(default_factory=list)

    def has(self, name: str, start: int = 0, end: int | None = None) -> bool:
        """Whether a form of the class begins among words ``start:end``."""
        return any(p.name == name for at in self.places[start:end] for p in at)

    def of(self, name: str) -> list[Place]:
        """All places of one class."""
        return [p for at in self.places for p in at if p.name == name]


#: what is claimed about; the longest form wins
_THINGS = frozenset(["condition", "symptom", "function", "mechanism", "organ", "body", "immunity", "sideeffect"])
_NOUNS = frozenset(["condition", "symptom", "function", "mechanism", "organ", "treatment", "ailment", "care", "part"])


class Table:
    """Forms of up to six words and the classes they belong to."""

    def __init__(self, forms: Iterable[tuple[str, str, bool]]) -> None:
        self._forms: dict[str, dict[str, bool]] = {}
        lengths: dict[str, set[int]] = {}
        for form, name, base in forms:
            known = self._forms.setdefault(form, {})
            known[name] = known.get(name, False) or base
            words = form.split()
            lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {word: sorted(n, reverse=True) for word, n in lengths.items()}

    def words(self, text: str, offset: int = 0) -> Words:
        """The words of a sentence, with the classes that begin at each; longest form first."""
        low: list[str] = []
        spans: list[tuple[int, int]] = []
        for match in _TOKEN.finditer(text):
            if match.lastgroup is None:
                low.append(match[0].lower().translate(_SMART))
                spans.append((offset + match.start(), offset + match.end()))
        places: list[tuple[Place, ...]] = []
        covered = 0
        for i, word in enumerate(low):
            found: list[Place] = []
            named = False
            for n in self._lengths.get(word, ()):
                if i + n > len(low):
                    continue
                classes = self._forms.get(word if n == 1 else " ".join(low[i : i + n]))
                if classes:
                    # in "blood pressure" there is no blood to act on, in "immune system" no system on offer
                    inside = named or i + n <= covered
                    found += [
                        Place(name, i, i + n, base) for name, base in classes.items() if not (inside and name in _NOUNS)
                    ]
                    if n > 1 and not _THINGS.isdisjoint(classes):
                        named, covered = True, max(covered, i + n)
            places.append(tuple(found))
        return Words(low, spans, places)


def read(name: str) -> str:
    """A data file of the family."""
    return files("spincheck").joinpath("data/claims", name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def shipped() -> tuple[tuple[str, str, bool], ...]:
    """The rows of the shipped cue table."""
    rows = (line.split("\t") for line in read("cues.tsv").splitlines())
    return tuple((form, name, kind == "b") for form, name, kind in rows)


@lru_cache(maxsize=32)
def table(extra: tuple[str, ...] = ()) -> Table:
    """The shipped table and the user's own efficacy cues (``[claims] cues``), which are class ``usercue``."""
    own = [(" ".join(cue.lower().replace("-", " ").split()), "usercue", True) for cue in extra if cue.strip()]
    return Table([*shipped(), *own])
