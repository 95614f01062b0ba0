"""From token features to calibrated probabilities, span and document judged together.

Two stages, after empirical Bayes: the first judges every token by itself; its results are pooled over the document and
over a window, which gives the probability that the document (or this part of it) is spun; the second stage judges every
token again with that as its prior. A spun page is marked thoroughly, an honest one stays silent.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spincheck.rules.spun import _features
from spincheck.rules.spun._trees import Trees, logit, sigmoid

#: tokens on either side of a token that count as its part of the document
WINDOW: Final = 60
#: words up to which a document is judged as one page, and tokens of the pages that a longer one is cut into
_LONGEST_PAGE, _PAGE = 800, 450
#: words below which a text has no company to be judged by, and few chances for a false alarm: a word's own evidence counts
SHORT_TEXT: Final = 60
#: features that tell of a word without any company, and from which value on: one candidate completes an established term,
#: or several do, a pair put back is well known, counts and model agree, a fingerprint; and, against a swap, a doubtful term
_TELLING: Final = (
    ("term_back", 0.0),
    ("term_joint", 0.0),
    ("gain_joint", 4.0),
    ("agreed", 2.0),
    ("fingerprint", 0.0),
    ("doubtful", 0.0),
)
DOCUMENT_NAMES: Final = ("strong", "strong_rate", "mass_rate", "top", "window", "distinct", "length")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Probabilities of one document: per token, and for the document as a whole."""

    tokens: NDArray[np.float64]
    first: NDArray[np.float64]
    document: float
    #: expected number of spun words around each token
    local: NDArray[np.float64]
    #: the text is too short to be judged as a whole, and does not look spun as one: ``tokens`` is what each word
    #: says for itself
    alone: bool = False


class Combiner:
    """The fitted two-stage model (``spincheck/data/spun/combiner.npz``)."""

    def __init__(self, stored: Any) -> None:
        self.trees = Trees(stored)
        self._document = stored["document_weights"].astype(np.float64)
        #: the training set holds far more spun documents than the wild does
        self._shift = float(stored["prior_shift"])
        self._second = stored["second_weights"].astype(np.float64)
        self._calibration_x = stored["calibration_x"].astype(np.float64)
        self._calibration_y = stored["calibration_y"].astype(np.float64)
        self._short = stored["short_weights"].astype(np.float64)
        #: of the confidence in a reported place (see ``_confidence``)
        self.confidence_weights = stored["confidence_weights"].astype(np.float64)

    def judge(self, features: NDArray[np.float64], words: NDArray[np.bool_], forms: list[str]) -> Judgement:
        """Judge a document; ``words`` marks the tokens that are words and not borders or numbers."""
        return self.second(self.trees.decision(features), words, forms, features)

    def second(
        self, z: NDArray[np.float64], words: NDArray[np.bool_], forms: list[str], features: NDArray[np.float64]
    ) -> Judgement:
        """Judge a document from the first stage's log odds ``z`` of its tokens."""
        z = np.where(words, z, -12.0)
        z_document = self._of_document(z, words, forms)
        local = local_mass(z, words)
        inputs = second_inputs(z, z_document, local)
        z2 = inputs @ self._second[:-1] + self._second[-1]
        p = np.interp(sigmoid(z2), self._calibration_x, self._calibration_y)
        document = float(sigmoid(np.array([z_document + self._shift]))[0])
        alone = bool(words.sum() < SHORT_TEXT) and document < 0.5
        if alone:
            p = sigmoid(short_inputs(z, features) @ self._short[:-1] + self._short[-1])
        p[~words] = 0.0
        return Judgement(p, sigmoid(z), document, local, alone)

    def _of_document(self, z: NDArray[np.float64], words: NDArray[np.bool_], forms: list[str]) -> float:
        """Log odds that the document is spun, in the mix it was fitted on.

        The model was fitted on pages; a book is judged as the pages it could be cut into, by the more suspicious half.
        """
        whole = self._of_page(z, words, forms)
        if int(words.sum()) <= _LONGEST_PAGE:
            return whole
        cuts = np.linspace(0, len(z), int(np.ceil(len(z) / _PAGE)) + 1).astype(int).tolist()
        pages = sorted(self._of_page(z[a:b], words[a:b], forms[a:b]) for a, b in itertools.pairwise(cuts))
        suspicious = pages[len(pages) // 2 :]
        return max(whole, sum(suspicious) / len(suspicious))

    def _of_page(self, z: NDArray[np.float64], words: NDArray[np.bool_], forms: list[str]) -> float:
        return float(document_features(z, words, forms) @ self._document[:-1] + self._document[-1])


def document_features(z: NDArray[np.float64], words: NDArray[np.bool_], forms: list[str]) -> NDArray[np.float64]:
    """What the first stage says of the document as a whole; see ``DOCUMENT_NAMES``."""
    p = sigmoid(z)
    count = max(int(words.sum()), 1)
    strong = (p > 0.5) & words
    runs = int((strong & ~np.concatenate([[False], strong[:-1]])).sum())
    top = np.sort(z[words])[-6:] if count >= 6 else np.full(6, -6.0)
    mass = float(p[words].sum())
    window = float(local_mass(z, words).max(initial=0.0))
    distinct = len({f for f, s in zip(forms, strong, strict=True) if s})
    return np.array(
        [
            np.log1p(runs),
            np.log1p(100.0 * runs / max(count, 60)),
            np.log1p(100.0 * mass / max(count, 60)),
            float(top.mean()),
            np.log1p(window),
            np.log1p(distinct),
            np.log(count),
        ]
    )


def local_mass(z: NDArray[np.float64], words: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Expected number of spun words within WINDOW tokens of each token, the token itself left out."""
    p = np.where(words, sigmoid(z), 0.0)
    cumulative = np.concatenate([[0.0], np.cumsum(p)])
    index = np.arange(len(p))
    low, high = np.maximum(0, index - WINDOW), np.minimum(len(p), index + WINDOW + 1)
    return np.asarray(cumulative[high] - cumulative[low] - p)


def second_inputs(z: NDArray[np.float64], z_document: float, local: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inputs of the second stage: own evidence, the document, the neighbourhood and their products."""
    d = np.full(len(z), np.clip(z_document, -8, 8))
    near = np.log1p(local)
    own = np.clip(z, -8, 8)
    return np.stack([own, d, near, own * d / 8, own * near / 4, np.maximum(own, 0)], axis=1)


def short_inputs(z: NDArray[np.float64], features: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inputs for a text without company to be judged by: a word's own evidence, and what convicts by itself.

    What stands around it must not count: the one broken term of a good text has nothing but good text around it.
    """
    own = np.clip(z, -8, 8)
    columns = [(features[:, _features.NAMES.index(n)] > bar).astype(np.float64) for n, bar in _TELLING]
    return np.stack([own, np.maximum(own, 0), *columns], axis=1)


@lru_cache(maxsize=1)
def load() -> Combiner:
    """The shipped model."""
    with files("spincheck").joinpath("data/spun/combiner.npz").open("rb") as file, np.load(file) as stored:
        return Combiner({name: stored[name] for name in stored.files})


__all__ = [
    "DOCUMENT_NAMES",
    "Combiner",
    "Judgement",
    "document_features",
    "load",
    "local_mass",
    "logit",
    "second_inputs",
    "short_inputs",
]
