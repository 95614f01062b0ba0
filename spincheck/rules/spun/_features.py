"""What is known about each token, as numbers: the input of the combined model.

One row per token. The order of ``NAMES`` is part of the stored model; a change needs a new fit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck.language import ngrams
from spincheck.rules.spun._units import WORD_COST, Tokens, Unit

NAMES: Final = (
    "gain_never",  # best gain of a candidate whose row says an editor would never accept the seen form
    "gain_context",
    "gain_often",
    "count_never",  # how many such rows the token has
    "phrase_never",  # length of the longest such unit
    "families",  # number of families that write the best unit
    "family_share",  # share of the document's evidence that its families have
    "fingerprint",
    "surprise",  # mean -ln P of the three windows that hold the token
    "surprise_next",
    "count",  # ln count of the token
    "pair_before",  # ln count of (previous, token)
    "pair_after",
    "drift",  # the document writes this term otherwise elsewhere
    "tell",  # a function-word tell
    "detector",  # log odds of the trained detector; NaN where it did not look
    "detector_near",  # highest of the neighbours'
    "heading",
    "quoted",
    "capital",  # a capital letter inside a sentence: a name, most likely
    "content",  # letters, and not one of the most frequent words
    "gain_thesaurus",  # best gain of a word of the public thesaurus, for words that are unusual beside a neighbour
    "gain_joint",  # best gain of a pair put back for this word and a neighbour together
    "restored_never",  # ln of how much likelier the trained model finds the best such candidate than what stands here
    "restored_context",
    "restored_often",
    "restored_thesaurus",
    "restored_joint",
    "agreed",  # best of the candidates by the lower of the two opinions, counts' and model's
    "term",  # words of the established term that this token is part of
    "term_back",  # words of the established term that a candidate would complete here
    "doubtful",  # in a term that is honest in one of its senses
    "term_joint",  # words of the established term that candidates for two words or more would rebuild together
)

#: columns that are empty where the detector did not look
DETECTED: Final = (
    "detector",
    "detector_near",
    "restored_never",
    "restored_context",
    "restored_often",
    "restored_thesaurus",
    "restored_joint",
    "agreed",
)
_RESTORED: Final = {"n": "restored_never", "c": "restored_context", "o": "restored_often"}
_INDEX: Final = {name: i for i, name in enumerate(NAMES)}
FREQUENT: Final = 60_000  # counts above this are function words


def matrix(
    tokens: Tokens,
    units: Sequence[Unit],
    model: ngrams.Ngrams,
    *,
    drift: NDArray[np.float64],
    tells: NDArray[np.float64],
    heading: NDArray[np.bool_],
    quoted: NDArray[np.bool_],
    capital: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """The feature matrix, one row per token; what only the detector knows is NaN (see :func:`add_detector`)."""
    n = len(tokens)
    out = np.zeros((n, len(NAMES)))
    shares = _family_shares(units)
    _from_units(out, units, shares)
    _from_counts(out, tokens, model)
    out[:, _INDEX["drift"]] = drift
    out[:, _INDEX["tell"]] = tells
    for name in DETECTED:
        out[:, _INDEX[name]] = np.nan
    out[:, _INDEX["heading"]] = heading
    out[:, _INDEX["quoted"]] = quoted
    out[:, _INDEX["capital"]] = capital
    return out


def add_proposals(out: NDArray[np.float64], thesaurus: Sequence[Unit], joint: Sequence[Unit]) -> None:
    """What the thesaurus and pairs of words put back together would gain."""
    for name, units in (("gain_thesaurus", thesaurus), ("gain_joint", joint)):
        column = out[:, _INDEX[name]]
        column[:] = -10.0
        for unit in units:
            best = max((c.gain for c in unit.candidates), default=-10.0)
            column[unit.first : unit.last] = np.clip(np.maximum(column[unit.first : unit.last], best), -10, 14)


def add_terms(
    out: NDArray[np.float64],
    standing: NDArray[np.float64],
    back: NDArray[np.float64],
    joined: NDArray[np.float64],
    doubtful: Sequence[bool],
) -> None:
    """Established terms that stand here, or would with one candidate or several put back."""
    out[:, _INDEX["term"]] = standing
    out[:, _INDEX["term_back"]] = back
    out[:, _INDEX["term_joint"]] = joined
    out[:, _INDEX["doubtful"]] = doubtful


def add_detector(out: NDArray[np.float64], detector: NDArray[np.float64], groups: Mapping[str, Sequence[Unit]]) -> None:
    """What the trained model says: log odds by token, and what it thinks of the candidates."""
    out[:, _INDEX["detector"]] = detector
    out[:, _INDEX["detector_near"]] = neighbours(detector)
    looked = ~np.isnan(detector)
    columns = {name: np.where(looked, -10.0, np.nan) for name in DETECTED[2:]}
    for group, units in groups.items():
        for unit in units:
            span = slice(unit.first, unit.last)
            for candidate in unit.candidates:
                if candidate.restored is None:
                    continue
                name = _RESTORED.get(candidate.right, "") if group == "dictionary" else f"restored_{group}"
                if name:
                    columns[name][span] = np.fmax(columns[name][span], candidate.restored)
                if candidate.right != "o":
                    columns["agreed"][span] = np.fmax(columns["agreed"][span], min(candidate.gain, candidate.restored))
    for name, column in columns.items():
        out[:, _INDEX[name]] = np.clip(column, -10, 14)


def neighbours(detector: NDArray[np.float64]) -> NDArray[np.float64]:
    """The higher of the two neighbours' log odds; NaN where neither was looked at."""
    padded = np.concatenate([[np.nan], detector, [np.nan]])
    return np.asarray(np.fmax(padded[:-2], padded[2:]))


def _family_shares(units: Sequence[Unit]) -> dict[str, float]:
    """How the strong units of the document spread over the families; smoothed towards an even share."""
    votes = dict.fromkeys("skbtp", 1.0)
    for unit in units:
        best = unit.candidates[0] if unit.candidates else None
        if best is not None and best.right == "n" and best.gain > 2.0:
            for family in best.families:
                votes[family] += 1.0 / len(best.families)
    total = sum(votes.values())
    return {family: vote / total for family, vote in votes.items()}


def _from_units(out: NDArray[np.float64], units: Sequence[Unit], shares: dict[str, float]) -> None:
    # plain lists: one document has thousands of candidates, each touching one or two tokens
    n = len(out)
    gains = {"n": [-10.0] * n, "c": [-10.0] * n, "o": [-10.0] * n}
    count, phrase, families, share, fingerprint = ([0.0] * n for _ in range(5))
    for unit in units:
        span = range(unit.first, unit.last)
        length = float(len(span))
        if unit.fingerprint is not None:
            for index in span:
                fingerprint[index] = 1.0
        for candidate in unit.candidates:
            right, gain = candidate.right, candidate.gain
            best = gains.get(right)
            if best is None:
                continue
            telling = right != "o" and gain > 0
            part = max(shares[f] for f in candidate.families) if telling and candidate.families else 0.0
            for index in span:
                if gain > best[index]:
                    best[index] = gain
                if right == "n":
                    count[index] += 1
                    if gain > 0 and length > phrase[index]:
                        phrase[index] = length
                if telling:
                    share[index] = max(share[index], part)
                    families[index] = max(families[index], len(candidate.families))
    for name, values in (
        ("gain_never", gains["n"]),
        ("gain_context", gains["c"]),
        ("gain_often", gains["o"]),
        ("count_never", count),
        ("phrase_never", phrase),
        ("families", families),
        ("family_share", share),
        ("fingerprint", fingerprint),
    ):
        out[:, _INDEX[name]] = np.clip(values, -10, 14)


def _from_counts(out: NDArray[np.float64], tokens: Tokens, model: ngrams.Ngrams) -> None:
    forms = tokens.forms
    n = len(forms)
    if n < 3:
        return
    surprise = -model.log_probs(forms)
    padded = np.concatenate([surprise, [WORD_COST, WORD_COST]])
    out[:, _INDEX["surprise"]] = surprise
    out[:, _INDEX["surprise_next"]] = (padded[1:-1] + padded[2:]) / 2
    singles = model.counts(forms)
    pairs = model.pair_counts(forms)
    out[:, _INDEX["count"]] = np.log1p(singles)
    out[1:, _INDEX["pair_before"]] = np.log1p(pairs)
    out[:-1, _INDEX["pair_after"]] = np.log1p(pairs)
    letters = np.array([f[0].isalpha() for f in forms])
    out[:, _INDEX["content"]] = letters & (singles < FREQUENT)
