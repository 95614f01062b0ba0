"""Established terms of two words and more, as they stand and as they would stand with a candidate put back.

"chilly laser therapy" is no term and "cold laser therapy" is one: inversion against a lexicon rather than against
counts, which do not hold what is rare in edited prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.rules.spun._units import Candidate, Raw, Tokens, Unit, gains, words_of

MOST_WORDS: Final = 4
#: candidates of a unit that are tried, best first
_TRIED = 6
#: a candidate that fits worse than this is not tried
_LEAST_GAIN = -2.0
#: terms put together from several candidates that are scored in one place
_SCORED = 3
_ORDER = "ncow"


def is_term(words: Sequence[str]) -> str | None:
    """The term that these folded words are, in the singular or plural; None when they are none."""
    if not 2 <= len(words) <= MOST_WORDS:
        return None
    phrase = " ".join(words)
    known = lexicon.terms()
    return next((p for p in (phrase, *_singulars(phrase)) if p in known), None)


def _singulars(phrase: str) -> list[str]:
    """What a phrase could be the plural of: pains, abscesses, biopsies."""
    ends = (("ies", "y"), ("es", ""), ("s", ""))
    return [phrase.removesuffix(plural) + singular for plural, singular in ends if phrase.endswith(plural)]


def _folded(tokens: Tokens) -> list[str]:
    return [f if f in (ngrams.BORDER, ngrams.NUMBER) else f.replace("-", " ") for f in tokens.forms]


@lru_cache(maxsize=1)
def _continuations() -> dict[str, frozenset[str]]:
    """By the beginning of a term, in whole words, the words that go on from there; "" has the first words."""
    out: dict[str, set[str]] = {}
    for term in lexicon.terms():
        words = term.split()
        for at, word in enumerate(words):
            out.setdefault(" ".join(words[:at]), set()).add(word)
    return {beginning: frozenset(words) for beginning, words in out.items()}


def standing(tokens: Tokens) -> NDArray[np.float64]:
    """For each token, how many words the longest term has that it is part of; 0 for none."""
    forms, known, terms = _folded(tokens), _continuations(), lexicon.terms()
    out = np.zeros(len(forms))
    for begin in range(len(forms)):
        so_far = ""
        for end in range(begin + 1, min(len(forms), begin + MOST_WORDS) + 1):
            longer = _continued(known, so_far, forms[end - 1].split())
            if longer is None:
                break
            so_far = longer
            if end - begin > 1 and so_far in terms:
                out[begin:end] = np.maximum(out[begin:end], end - begin)
    return out


@dataclass(frozen=True, slots=True)
class Completion:
    """Tokens ``begin`` to ``end`` (exclusive) are ``term`` once ``swaps``, (first, last, candidate), are put back."""

    begin: int
    end: int
    term: str
    swaps: tuple[tuple[int, int, Candidate], ...]


_Steps = dict[int, list[tuple[int, list[str], Candidate]]]


def completions(tokens: Tokens, units: Sequence[Unit]) -> list[Completion]:
    """Every term that stands in the text once candidates are put back, where what is written is none."""
    forms = _folded(tokens)
    steps: _Steps = {}
    for unit in units:
        if unit.fingerprint is None:
            steps.setdefault(unit.first, []).extend((unit.last, words_of(c.original), c) for c in unit.candidates[:_TRIED])
    begins = {first - back for first in steps for back in range(MOST_WORDS) if first >= back}
    return [c for begin in sorted(begins) for c in _walk(forms, steps, begin) if is_term(forms[c.begin : c.end]) is None]


def _walk(forms: list[str], steps: _Steps, begin: int) -> Iterator[Completion]:
    """The terms that begin here, each word as it stands or put back."""
    known, terms = _continuations(), lexicon.terms()
    ahead: list[tuple[str, int, tuple[tuple[int, int, Candidate], ...]]] = [("", begin, ())]
    while ahead:
        beginning, at, swaps = ahead.pop()
        if at >= len(forms) or beginning not in known:
            continue
        for end, words, candidate in ((at + 1, forms[at].split(), None), *steps.get(at, ())):
            so_far = _continued(known, beginning, words)
            if so_far is None:
                continue
            now = swaps if candidate is None else (*swaps, (at, end, candidate))
            if now and so_far in terms:
                yield Completion(begin, end, so_far, now)
            ahead.append((so_far, end, now))


def _continued(known: Mapping[str, frozenset[str]], beginning: str, words: Sequence[str]) -> str | None:
    """The beginning of a term with these words behind it; None where no term goes on so."""
    for word in words:
        follow = known.get(beginning)
        if follow is None:
            return None
        if word not in follow:  # most words that come by end a beginning here
            if word[-1:] != "s":
                return None
            word = next((w for w in _singulars(word) if w in follow), "")
            if not word:
                return None
        beginning = f"{beginning} {word}" if beginning else word
    return beginning


def put_back(count: int, found: Sequence[Completion]) -> tuple[NDArray[np.float64], dict[int, str]]:
    """For each of ``count`` tokens the words of the longest term that one candidate completes, and the terms by token.

    The term reaches over at least one word that stands in the text, or is a phrase put back for a phrase.
    """
    out = np.zeros(count)
    terms: dict[int, str] = {}
    for completion in found:
        if len(completion.swaps) > 1:
            continue
        first, last, candidate = completion.swaps[0]
        whole = (first, last) == (completion.begin, completion.end)
        if candidate.gain < _LEAST_GAIN or (whole and last - first == 1):
            continue
        size = completion.term.count(" ") + 1
        if size > out[first]:
            terms[first] = completion.term
        out[first:last] = np.maximum(out[first:last], size)
    return out, terms


def rebuilt(tokens: Tokens, model: ngrams.Ngrams, found: Sequence[Completion], rare: NDArray[np.bool_]) -> list[Unit]:
    """Units over two swaps or more in one term: "cardiac rate changeability" for heart rate variability.

    ``rare`` tells for each token whether edited prose hardly ever has it before the next one: one such place is asked
    for, or every second honest phrase would be made of another term's synonyms.
    """
    terms: dict[tuple[int, int], dict[str, lexicon.Substitution]] = {}
    for c in found:
        if len(c.swaps) > 1 and rare[c.begin : c.end - 1].any():
            terms.setdefault((c.begin, c.end), {}).setdefault(c.term, _together(c))
    raw: list[Raw] = [(begin, end, list(rows.values())) for (begin, end), rows in terms.items()]
    out = []
    for (begin, end, rows), gained in zip(raw, gains(tokens, model, raw), strict=True):
        best = sorted(zip(gained.tolist(), rows, strict=True), key=lambda pair: -pair[0])[:_SCORED]
        kept = [Candidate(r.original, r.right, r.families, g, "term") for g, r in best if g >= _LEAST_GAIN]
        if kept:
            out.append(Unit(begin, end, kept))
    return out


def _together(completion: Completion) -> lexicon.Substitution:
    used = [candidate for _, _, candidate in completion.swaps]
    shared = "".join(f for f in used[0].families if all(f in c.families for c in used))
    right = max((c.right for c in used), key=_ORDER.index)
    return lexicon.Substitution("", completion.term, "", shared, right)  # type: ignore[arg-type]


def joined(count: int, units: Sequence[Unit]) -> NDArray[np.float64]:
    """For each of ``count`` tokens the words of the longest term of ``rebuilt`` that it is part of."""
    out = np.zeros(count)
    for unit in units:
        size = max(c.original.count(" ") + 1 for c in unit.candidates)
        out[unit.first : unit.last] = np.maximum(out[unit.first : unit.last], size)
    return out
