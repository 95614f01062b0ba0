"""Fit the confidence in a reported place: would an editor call it wrong?

Part of ``fit_combiner.py``. The places are those that the two-stage model finds in the labelled passages of the
project, with first-stage scores from trees and detectors that had not seen the passage. A place that overlaps a clear
span is right; one that overlaps a soft span only is mostly right: our writers marked as soft what many a reader would
let pass.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from spincheck.rules.context import Context
from spincheck.rules.spun import _analysis, _confidence, _explain, _spans
from spincheck.settings import Settings, SpunSettings
from spincheck.sources import read_text

#: places are cut for this confidence, lower than anybody asks for, so that doubtful ones teach too
_LEAST = 0.5
#: how right a place over a soft span is: at 0.5 the confidence is .07 to .09 too low on passages of ours, at 1 it was .10
#: too high on real pages
_SOFT = 0.7
#: added to the fitted weights, with the development pages in view. A row that says "often right" is what a reader of a real
#: page leaves unmarked (three in five right there, nine in ten among our own labels); and the passages were written, or a
#: third of the rows hidden, so that the dictionary tells less than it does on real pages
_OWN = {"own_n": 0.3, "own_o": -0.5, "own_none": -0.4}


def places(combiner: Any, example: Any, z: Any) -> tuple[list[Any], list[float]]:
    """Inputs of every place found in one labelled passage, and how right it is."""
    found = example.found
    found.judgement = combiner.second(z, found.words, found.tokens.forms, found.features)
    _analysis.trust_fingerprints(found)
    ctx = Context(read_text(example.text, name="x"), Settings(spun=SpunSettings(min_confidence=_LEAST)))
    rows, right = [], []
    for piece in _spans.pieces(ctx, found):
        start, end = found.tokens.starts[piece.first], found.tokens.ends[piece.last - 1]
        start, end = ctx.document.map.to_source(start, end)
        rows.append(_explain.facts(found, piece))
        grades = [1.0 if clear else _SOFT for a, b, clear in example.spans if start < b and end > a]
        right.append(max(grades, default=0.0))
    return rows, right


def fit_confidence(combiner: Any, second: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Weights of the logistic regression, the intercept last."""
    rows: list[Any] = []
    right: list[float] = []
    for example, z in second:
        if example.found is not None:
            some, grades = places(combiner, example, z)
            rows += some
            right += grades
    x, y = np.stack(rows), np.array(right)
    # a place that is right in part stands on both sides
    both = np.concatenate([x, x])
    truth = np.concatenate([np.ones(len(y)), np.zeros(len(y))])
    weights = np.concatenate([y, 1 - y])
    kept = weights > 0
    model = LogisticRegression(C=1.0, max_iter=5000).fit(both[kept], truth[kept], sample_weight=weights[kept])
    p = model.predict_proba(x)[:, 1]
    for bar in (0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
        sure = p >= bar
        print(
            f"confidence {bar}: {(y[sure] > 0).mean():.3f} overlap a labelled span, "
            f"{y[sure].mean():.3f} with soft ones in part, {sure.mean():.2f} of {len(y):,} places"
        )
    print(dict(zip(_confidence.NAMES, model.coef_[0].round(2), strict=True)), model.intercept_.round(2))
    weights = np.append(model.coef_[0], model.intercept_[0])
    for name, more in _OWN.items():
        weights[_confidence.NAMES.index(name)] += more
    return {"confidence_weights": weights}
