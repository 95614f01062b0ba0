"""The only reader of the word lists of the spun family, and the one place that knows their content hash.

Lists are compiled from ``corpora/spinner`` by ``build_dictionary.py``. Forms are lower case with hyphens as spaces.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

#: one letter per family of spinners, as stored
FAMILIES: Final = {"s": "seed", "k": "skin", "b": "spinbot", "t": "thesaurus", "p": "pivot"}
_LISTS: Final = (
    "dictionary.tsv",
    "fingerprints.tsv",
    "allow.txt",
    "terms.tsv.gz",
    "thesaurus.tsv.gz",
    "combiner.npz",
    "screen.npz",
)

Right = Literal["n", "c", "o", "w"]


@dataclass(frozen=True, slots=True)
class Substitution:
    """A spinner writes ``spun`` where an honest writer has ``original`` (both in the same inflection).

    ``right`` says how often an editor would accept it: n never, c in other contexts, o often; w is unknown (thesaurus).
    """

    spun: str
    original: str
    pos: str
    families: str
    right: Right


@dataclass(frozen=True, slots=True)
class Guard:
    """What makes a fingerprint legitimate: ``word`` before it, after it, or anywhere in its sentence."""

    where: Literal["before", "after", "sentence"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A phrase that practically only spinners write, with what was meant."""

    phrase: str
    intended: tuple[str, ...]
    families: str
    topic: str
    guards: tuple[Guard, ...]


def fold(form: str) -> str:
    """How forms are compared: lower case, hyphens and other dashes as spaces, straight apostrophes."""
    if form.isascii() and form.isalpha():  # nearly every word
        return form.lower()
    out = form.lower().replace("’", "'")
    for dash in "-‐‑–":
        out = out.replace(dash, " ")
    return " ".join(out.split())


def _read(name: str) -> str:
    return files("spincheck").joinpath(f"data/spun/{name}").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _substitution_lines() -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for line in _read("dictionary.tsv").splitlines():
        spun, _, rest = line.partition("\t")
        out.setdefault(spun, []).append(rest)
    return out


@lru_cache(maxsize=1)
def longest_by_first_word() -> dict[str, int]:
    """First word of a spun form -> most words any of them has; says where a look-up is worth while."""
    return _longest(_substitution_lines())


@lru_cache(maxsize=1)
def longest_fingerprint_by_first_word() -> dict[str, int]:
    """First word of a fingerprint -> most words any of them has."""
    return _longest(_fingerprint_lines())


def _longest(forms: Iterable[str]) -> dict[str, int]:
    out: dict[str, int] = {}
    for form in forms:
        first, count = form.partition(" ")[0], form.count(" ") + 1
        if out.get(first, 0) < count:
            out[first] = count
    return out


@lru_cache(maxsize=50_000)
def substitutions(spun: str) -> tuple[Substitution, ...]:
    """What a folded spun form may stand for; empty when no spinner is known to write it."""
    # rows are parsed when they are met: a document meets a few hundred of many ten thousand
    out = []
    for rest in _substitution_lines().get(spun, ()):
        original, _, pos, families, right = rest.split("\t")
        out.append(Substitution(spun, original, pos, families, right))  # type: ignore[arg-type]
    return tuple(out)


def all_substitutions() -> Iterator[Substitution]:
    """Every row of the dictionary, in its order; nothing is kept."""
    for spun, rests in _substitution_lines().items():
        for rest in rests:
            original, _, pos, families, right = rest.split("\t")
            yield Substitution(spun, original, pos, families, right)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _fingerprint_lines() -> dict[str, str]:
    return dict(line.split("\t", 1) for line in _read("fingerprints.tsv").splitlines() if line)


def fingerprint(phrase: str) -> Fingerprint | None:
    """The fingerprint with these folded words, or None."""
    rest = _fingerprint_lines().get(phrase)
    return None if rest is None else _fingerprint(phrase, rest)


@lru_cache(maxsize=5_000)
def _fingerprint(phrase: str, rest: str) -> Fingerprint:
    intended, families, topic, guards = rest.split("\t")
    parsed = tuple(_guard(g.strip()) for g in guards.split("|") if g.strip())
    return Fingerprint(phrase, tuple(intended.split(" | ")), families, topic, parsed)


def _guard(text: str) -> Guard:
    if text[0] == "<":
        return Guard("before", tuple(fold(text[1:]).split()))
    if text[0] == ">":
        return Guard("after", tuple(fold(text[1:]).split()))
    return Guard("sentence", tuple(fold(text).split()))


@lru_cache(maxsize=1)
def _thesaurus() -> dict[str, str]:
    data = files("spincheck").joinpath("data/spun/thesaurus.tsv.gz").read_bytes()
    return {seen: rest for seen, _, rest in (line.partition("\t") for line in gzip.decompress(data).decode().splitlines())}


def thesaurus(form: str) -> tuple[str, ...]:
    """Words of the public thesaurus that a form may have been swapped for, in the same inflection; commonest first."""
    return tuple(_thesaurus().get(form, "").split())


def all_thesaurus() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every form of the thesaurus with its originals, commonest first."""
    for form, rest in _thesaurus().items():
        yield form, tuple(rest.split())


@lru_cache(maxsize=1)
def terms() -> dict[str, str]:
    """Established health terms of two to four words, folded -> kind (a key of KINDS in corpora/terms/build_terms.py)."""
    data = files("spincheck").joinpath("data/spun/terms.tsv.gz").read_bytes()
    return dict(line.split("\t") for line in gzip.decompress(data).decode().splitlines())


@lru_cache(maxsize=1)
def allowed_terms() -> frozenset[str]:
    """Honest terms that look odd, folded, and are never called spun."""
    return frozenset(line for line in _read("allow.txt").splitlines() if line and line[0] != "?")


@lru_cache(maxsize=1)
def doubtful_terms() -> frozenset[str]:
    """Honest terms, folded, that are ordinary words of other meaning too: they speak for a place and do not settle it."""
    return frozenset(line[1:] for line in _read("allow.txt").splitlines() if line[:1] == "?")


@lru_cache(maxsize=1)
def content_hash() -> str:
    """Sixteen hexadecimal digits over all lists; part of cache keys and of ``--version``."""
    digest = hashlib.sha256()
    for name in _LISTS:
        digest.update(files("spincheck").joinpath(f"data/spun/{name}").read_bytes())
    return digest.hexdigest()[:16]
