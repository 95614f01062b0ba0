"""Two neighbouring words swapped at once: "bosom malignancy" for breast cancer.

Put back one at a time, neither word fits better than before: "breast malignancy" is as rare as what stands there. So the
candidates of both are tried together, and the pair that edited prose knows best is scored in the place of the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.rules.spun._units import Candidate, Tokens, Unit, gains, words_of

#: two words that edited prose has together this often are not looked at
_KNOWN = 3
#: what the pair put back must have
_COMMON = 6
#: candidates of each word that are tried
_TRIED = 8
#: pairs scored in their place
_SCORED = 2
#: tokens a unit may have to be tried together with another
_LONGEST = 2
#: gain from which a candidate explains its word by itself
_FITS = 1.0
_ORDER = "ncow"


@dataclass(frozen=True, slots=True)
class _Side:
    """Candidates at one end of a unit, with the hash of the word that meets the neighbour."""

    candidates: list[Candidate]
    hashes: NDArray[np.uint64]


def rare_pairs(tokens: Tokens, model: ngrams.Ngrams) -> NDArray[np.bool_]:
    """For each token, whether it and the next are words that edited prose hardly ever has together."""
    forms = tokens.forms
    out = np.zeros(len(forms), dtype=bool)
    if len(forms) > 1:
        out[:-1] = model.pair_counts(forms) < _KNOWN
    word = np.array([f[0].isalpha() for f in forms])
    out[:-1] &= word[:-1] & word[1:]
    out[-1:] = False
    return out


def find_joint(tokens: Tokens, model: ngrams.Ngrams, units: Sequence[Unit], rare: NDArray[np.bool_]) -> list[Unit]:
    """Units over two neighbouring units, with the best pairs of their candidates; ``gain`` is for the pair."""
    starting: dict[int, list[Unit]] = {}
    for unit in units:
        if unit.candidates and unit.fingerprint is None and unit.last - unit.first <= _LONGEST:
            starting.setdefault(unit.first, []).append(unit)
    meetings = [
        (left, right)
        for left in units
        if left.fingerprint is None and left.candidates and left.last - left.first <= _LONGEST and rare[left.last - 1]
        for right in starting.get(left.last, ())
    ]
    if not meetings:
        return []
    sides = {(id(u), end): _side(u, end) for pair in meetings for u, end in zip(pair, (True, False), strict=True)}
    first, second, sizes = [], [], []
    for left, right in meetings:
        a, b = sides[id(left), True].hashes, sides[id(right), False].hashes
        first.append(np.repeat(a, len(b)))
        second.append(np.tile(b, len(a)))
        sizes.append(len(a) * len(b))
    counts = model.pair_counts_of(np.concatenate(first), np.concatenate(second))
    raw = []
    at = 0
    for (left, right), size in zip(meetings, sizes, strict=True):
        part = counts[at : at + size]
        at += size
        best = np.argsort(-part, kind="stable")[:_SCORED]
        width = len(sides[id(right), False].candidates)
        rows = []
        for number in best:
            if part[number] < _COMMON:
                break
            ours = sides[id(left), True].candidates[int(number) // width]
            theirs = sides[id(right), False].candidates[int(number) % width]
            rows.append(_together(ours, theirs))
        if rows:
            raw.append((left.first, right.last, rows))
    out = []
    for (begin, end, rows), gained in zip(raw, gains(tokens, model, raw), strict=True):
        candidates = [
            Candidate(r.original, r.right, r.families, float(g), "joint") for r, g in zip(rows, gained, strict=True)
        ]
        candidates.sort(key=lambda c: -c.gain)
        out.append(Unit(begin, end, candidates))
    return out


def needed(joint: Sequence[Unit], units: Sequence[Unit]) -> list[Unit]:
    """The joint units that explain what no candidate for a single word does: one of the two fits no better alone."""
    explained = {index for u in units if any(c.gain > _FITS for c in u.candidates) for index in range(u.first, u.last)}
    return [u for u in joint if not all(index in explained for index in range(u.first, u.last))]


def _side(unit: Unit, end: bool) -> _Side:
    kept = unit.candidates[:_TRIED]
    words = [words_of(c.original)[-1 if end else 0] for c in kept]
    return _Side(kept, np.array([ngrams.word_hash(w) for w in words], dtype=np.uint64))


def _together(a: Candidate, b: Candidate) -> lexicon.Substitution:
    shared = "".join(f for f in a.families if f in b.families)
    right = max(a.right, b.right, key=_ORDER.index)
    return lexicon.Substitution("", f"{a.original} {b.original}", "", shared, right)  # type: ignore[arg-type]
