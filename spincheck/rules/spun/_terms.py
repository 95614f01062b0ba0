"""Established terms of two words and more, as they stand and as they would stand with a candidate put back.

"chilly laser therapy" is no term and "cold laser therapy" is one: inversion against a lexicon rather than against
counts, which do not hold what is rare in edited prose.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.rules.spun._units import Tokens, Unit, words_of

MOST_WORDS: Final = 4
#: candidates of a unit that are tried, best first
_TRIED = 6
#: a candidate that fits worse than this is not tried
_LEAST_GAIN = -2.0


@lru_cache(maxsize=1)
def _pairs() -> frozenset[str]:
    """Neighbouring words of all terms: a cheap first look."""
    out: set[str] = set()
    for term in lexicon.terms():
        out.update(f"{a} {b}" for a, b in itertools.pairwise(term.split()))
    return frozenset(out)


def is_term(words: Sequence[str]) -> str | None:
    """The term that these folded words are, in the singular or plural; None when they are none."""
    if not 2 <= len(words) <= MOST_WORDS:
        return None
    phrase = " ".join(words)
    known = lexicon.terms()
    if phrase in known:
        return phrase
    singular = phrase.removesuffix("s")
    return singular if singular in known else None


def _folded(tokens: Tokens) -> list[str]:
    return [f if f in (ngrams.BORDER, ngrams.NUMBER) else f.replace("-", " ") for f in tokens.forms]


def standing(tokens: Tokens) -> NDArray[np.float64]:
    """For each token, how many words the longest term has that it is part of; 0 for none."""
    forms, pairs = _folded(tokens), _pairs()
    out = np.zeros(len(forms))
    for at in range(len(forms) - 1):
        if f"{forms[at]} {forms[at + 1].removesuffix('s')}" not in pairs and f"{forms[at]} {forms[at + 1]}" not in pairs:
            continue
        for end in range(min(len(forms), at + MOST_WORDS), at + 1, -1):
            if is_term(forms[at:end]) is not None:
                out[at:end] = np.maximum(out[at:end], end - at)
                break
    return out


def put_back(tokens: Tokens, units: Sequence[Unit]) -> tuple[NDArray[np.float64], dict[int, str]]:
    """For each token the number of words of the term that a candidate for it completes, and the terms by token.

    The term reaches over at least one word that stands in the text, or is a candidate for two neighbouring words. What
    stands there now must not be a term itself.
    """
    forms = _folded(tokens)
    out = np.zeros(len(forms))
    terms: dict[int, str] = {}
    for unit in units:
        if unit.fingerprint is not None:
            continue
        for candidate in unit.candidates[:_TRIED]:
            if candidate.gain < _LEAST_GAIN:
                continue
            term = _completed(forms, unit, words_of(candidate.original))
            if term is None:
                continue
            size = term.count(" ") + 1
            if size > out[unit.first]:
                terms[unit.first] = term
            out[unit.first : unit.last] = np.maximum(out[unit.first : unit.last], size)
    return out, terms


def _completed(forms: list[str], unit: Unit, words: list[str]) -> str | None:
    """The longest term with ``words`` in the place of the unit, where the seen words make none."""
    pairs = _pairs()
    before, after = forms[unit.first - 1], forms[unit.last] if unit.last < len(forms) else ngrams.BORDER
    whole = unit.last - unit.first > 1 and len(words) > 1
    left = f"{before} {words[0]}" in pairs or f"{before} {words[0].removesuffix('s')}" in pairs
    right = f"{words[-1]} {after}" in pairs or f"{words[-1]} {after.removesuffix('s')}" in pairs
    if not (left or right or whole):
        return None
    best = None
    for a in range(3 if left else 1):
        for b in range(3 if right else 1):
            if unit.first - a < 0 or unit.last + b > len(forms) or (not (a or b) and not whole):
                continue
            term = is_term([*forms[unit.first - a : unit.first], *words, *forms[unit.last : unit.last + b]])
            if term is None or (best is not None and len(term) <= len(best)):
                continue
            if is_term(forms[unit.first - a : unit.last + b]) is None:
                best = term
    return best
