"""The screen of the fast level: a look at single words and pairs that tells which documents deserve the whole analysis.

Most pages of an honest site need no closer look. A table says how much more often spinners wrote a word than honest authors,
the counts whether the pairs it forms are known; both are pooled over the document and its most suspicious part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spincheck.language import ngrams

#: steps per unit of ln in the stored table
STEPS: Final = 20
#: words in the part of the document that is looked at by itself
_PART: Final = 60


def word_features(forms: Sequence[str], stored: Mapping[str, Any], model: ngrams.Ngrams) -> NDArray[np.float64]:
    """Per token: the table's ln odds, and whether the pairs with the word before and after are unknown."""
    if not forms:
        return np.zeros((0, 5))
    hashes = np.array([ngrams.word_hash(f) for f in forms], dtype=np.uint64)
    table = stored["hashes"]
    at = np.minimum(np.searchsorted(table, hashes), len(table) - 1)
    odds = np.where(table[at] == hashes, stored["odds"][at] / STEPS, 0.0)
    unknown = (model.pair_counts_of(hashes[:-1], hashes[1:]) == 0).astype(np.float64)
    before, after = np.concatenate([[0.0], unknown]), np.concatenate([unknown, [0.0]])
    return np.stack([odds, before, after, before * after, np.maximum(odds, 0.0) * np.maximum(before, after)], axis=1)


def pooled(forms: Sequence[str], stored: Mapping[str, Any], model: ngrams.Ngrams) -> NDArray[np.float64]:
    """What the words say of a document: mean, most suspicious part, strong words and length."""
    x = word_features(forms, stored, model)
    words = np.array([f[0].isalpha() for f in forms], dtype=bool)
    z = x[words] @ stored["token"][:-1] + stored["token"][-1]
    if not len(z):
        return np.array([0.0, 0.0, 0.0, 0.0])
    p = 1.0 / (1.0 + np.exp(-z))
    sums = np.concatenate([[0.0], np.cumsum(p)])
    size = min(_PART, len(p))
    part = float((sums[size:] - sums[:-size]).max())
    return np.array([
        np.log(p.mean() + 1e-4),
        np.log(part / max(size, 20) + 1e-4),
        np.log1p(100.0 * (p > 0.5).sum() / max(len(p), 60)),
        np.log(len(p)),
    ])  # fmt: skip


def log_odds(forms: Sequence[str]) -> float:
    """Log odds that a document with these tokens is spun, in the half and half mix that the screen was fitted on."""
    stored = load()
    return float(pooled(forms, stored, ngrams.load()) @ stored["document"][:-1] + stored["document"][-1])


def bar() -> float:
    """The log odds from which a document is looked at."""
    return float(load()["bar"])


@lru_cache(maxsize=1)
def load() -> dict[str, Any]:
    """The stored tables."""
    with files("spincheck").joinpath("data/spun/screen.npz").open("rb") as file, np.load(file) as stored:
        return {name: stored[name] for name in stored.files}
