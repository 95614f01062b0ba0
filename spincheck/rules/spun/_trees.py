"""Evaluate a small gradient-boosted ensemble without its training library.

The trees are fitted by ``corpora/detector/fit_combiner.py`` (scikit-learn) and stored as flat arrays. A missing feature is
NaN and goes the way each split learned for missing values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Trees:
    """An additive ensemble of binary trees; ``decision`` gives log odds."""

    def __init__(self, stored: Mapping[str, NDArray[Any]], prefix: str = "") -> None:
        self._feature = stored[prefix + "feature"].astype(np.int32)
        self._threshold = stored[prefix + "threshold"].astype(np.float32)
        self._left = stored[prefix + "left"].astype(np.int32)
        self._right = stored[prefix + "right"].astype(np.int32)
        self._missing_left = stored[prefix + "missing_left"].astype(bool)
        self._value = stored[prefix + "value"].astype(np.float64)
        self._roots = stored[prefix + "roots"].astype(np.int32)
        self._depth = int(stored[prefix + "depth"])
        self._base = float(stored[prefix + "base"])

    def decision(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Log odds for each row of ``features``."""
        rows = len(features)
        out = np.full(rows, self._base)
        if not rows:
            return out
        # all trees walk at once: a (rows, trees) matrix of node numbers; leaves point at themselves
        at = np.broadcast_to(self._roots, (rows, len(self._roots))).copy()
        flat = np.ascontiguousarray(features, dtype=np.float32).ravel()
        row = (np.arange(rows, dtype=np.int32) * features.shape[1])[:, None]
        any_missing = bool(np.isnan(flat).any())
        for _ in range(self._depth):
            value = flat.take(row + self._feature.take(at))
            left = value <= self._threshold.take(at)
            if any_missing:
                left |= np.isnan(value) & self._missing_left.take(at)
            at = np.where(left, self._left.take(at), self._right.take(at))
        total: NDArray[np.float64] = out + self._value[at].sum(axis=1)
        return total


def sigmoid(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log odds to probability."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -40, 40))))


def logit(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probability to log odds, kept finite."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)))
