"""Would an editor call a place wrong? From what is known of a reported place to its confidence.

A spinner's "utilizes" for uses was swapped in and is no mistake, so the probability of having been swapped in is only one
of the inputs. The weights of this logistic regression are fitted on the places that the two-stage model finds in
the project's labelled passages, judged by models that had not seen them (``corpora/detector/fit_confidence.py``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from spincheck.language import ngrams
from spincheck.rules.spun import _features
from spincheck.rules.spun._trees import logit
from spincheck.rules.spun._units import Candidate, Unit

if TYPE_CHECKING:
    from spincheck.rules.spun._analysis import Analysis

#: what the best candidate of a place says of it, the most damning first: a fingerprint; a row that says never
#: right, right in other contexts; a word of the public thesaurus; a row that says often right; nothing that fits better
KINDS: Final = ("f", "n", "c", "w", "o", "")
NAMES: Final = (
    "swapped",  # log odds of the likeliest word
    "first",  # and of the first stage, without the document
    "mean",  # mean of the words
    *(f"kind_{k or 'none'}" for k in KINDS if k != "c"),
    *(f"own_{k or 'none'}" for k in KINDS if k != "c"),  # the same of the place by itself, without the run it is part of
    "alone",  # a single word with none beside it
    "phrase",  # of two words or more itself
    "gain",
    "restored",
    "detector",
    "looked",  # whether the detector looked here
    "document",
    "local",
    "frequency",  # of the rarest word
    "before",  # ln count of the pair it forms with the word before, and after: what edited prose has together reads well
    "after",
    "surprise",  # mean -ln P of the places its words stand in
    "term_back",
    "doubtful",
)
_BEFORE, _AFTER, _SURPRISE = (_features.NAMES.index(n) for n in ("pair_before", "pair_after", "surprise"))
_TERM_BACK, _DOUBTFUL = _features.NAMES.index("term_back"), _features.NAMES.index("doubtful")


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens ``first`` to ``last`` (exclusive) that are reported as one, and what explains them.

    ``kind`` and ``words`` are those of the whole run of swapped words that the piece is part of: in company a swapped word
    is more surely wrong.
    """

    first: int
    last: int
    units: list[Unit]
    kind: str
    words: int


def inputs(found: Analysis, piece: Piece, best: Candidate | None, own: str) -> NDArray[np.float64]:
    """One row for :data:`NAMES`; ``best`` is the candidate that speaks loudest, ``own`` the kind of the piece by itself."""
    judgement, part = found.judgement, slice(piece.first, piece.last)
    tokens = judgement.tokens[part]
    z = found.detector[part]
    looked = not bool(np.isnan(z).all())
    rarest = min(ngrams.load().count(f) for f in found.tokens.forms[part])
    features = found.features[part]
    return np.array(
        [
            float(_odds(tokens.max())),
            float(_odds(judgement.first[part].max())),
            float(_odds(tokens.mean())),
            *(float(piece.kind == k) for k in KINDS if k != "c"),
            *(float(own == k) for k in KINDS if k != "c"),
            float(piece.words == 1),
            float(piece.last - piece.first > 1),
            float(np.clip(best.gain, -6, 14)) / 5 if best is not None else 0.0,
            float(np.clip(best.restored, -6, 8)) / 5 if best is not None and best.restored is not None else 0.0,
            float(np.clip(np.nanmax(z), -8, 8)) / 4 if looked else 0.0,
            float(looked),
            float(_odds(judgement.document)) / 4,
            float(np.log1p(judgement.local[part].max())),
            float(np.log1p(rarest)) / 5,
            float(features[0, _BEFORE]) / 3,
            float(features[-1, _AFTER]) / 3,
            float(features[:, _SURPRISE].mean()) / 5,
            float(features[:, _TERM_BACK].max() > 0),
            float(features[:, _DOUBTFUL].max() > 0),
        ]
    )


def _odds(p: float) -> NDArray[np.float64]:
    return np.clip(logit(np.array([p])), -7, 7)[0]  # type: ignore[no-any-return]


def confidence(weights: NDArray[np.float64], row: NDArray[np.float64]) -> float:
    """Probability that an editor would call the place wrong; the last weight is the intercept."""
    return float(1 / (1 + np.exp(-(row @ weights[:-1] + weights[-1]))))
