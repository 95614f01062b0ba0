"""Fit the two-stage model that combines the evidence of the spun family.

    python corpora/detector/fit_combiner.py BUILD_FOLDER [--documents 2200] [--out spincheck/data/spun/combiner.npz]

BUILD_FOLDER holds ``tagged.pkl`` (see prepare.py). Documents are honest passages, two in five spun by a random persona; for
every document a random part of the dictionary is hidden from the look-up, because a spinner in the wild knows words that
ours does not. The project's labelled development passages are added with more weight; gate passages are never read.
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))

import labels as passages_
from spin import Persona, Piece, Token, tools_from

from spincheck import lexicon
from spincheck.language import detector
from spincheck.rules.context import Context
from spincheck.rules.spun import _analysis, _combine, _features
from spincheck.rules.spun._trees import Trees, sigmoid
from spincheck.settings import Settings
from spincheck.sources import read_text

#: share of synthetic documents of one to three sentences: a short text has to be judged by what little it holds
SHORT = 0.25
PASSAGES = Path(__file__).parents[1] / "passages"
_DETECTED = [_features.NAMES.index(name) for name in _features.DETECTED]


@dataclass
class Example:
    """A document with its features, token labels and weights."""

    features: Any
    words: Any
    forms: list[str]
    labels: Any
    weights: Any
    spun: bool
    weight: float
    real: bool = False


class Hidden:
    """Hides a share of the dictionary's rows, another share for every document."""

    def __init__(self) -> None:
        self.real = lexicon.substitutions
        self.seed, self.share = 0, 0.0

    def __call__(self, spun: str) -> tuple[lexicon.Substitution, ...]:
        rows = self.real(spun)
        if not rows or not self.share:
            return rows
        keep = []
        for row in rows:
            place = zlib.crc32(f"{self.seed}\t{row.spun}\t{row.original}".encode()) / 2**32
            if place >= self.share:
                keep.append(row)
        return tuple(keep)


def example(
    text: str, labelled: list[tuple[int, int, float]], *, weight: float, spun: bool, real: bool, mask: bool
) -> Example | None:
    """Features and labels of one text; ``labelled`` holds (start, end, label weight) of its spun spans."""
    ctx = Context(read_text(text, name="x"), Settings())
    if not ctx.document.blocks:
        return None
    found = _analysis.evidence(ctx)
    tokens = found.tokens
    offset = ctx.document.map
    labels, weights = np.zeros(len(tokens)), np.where(found.words, weight, 0.0)
    for index in np.flatnonzero(found.words):
        start, end = offset.to_source(tokens.starts[index], tokens.ends[index])
        for a, b, w in labelled:
            if start < b and end > a:
                labels[index] = 1.0
                weights[index] = weight * w
    if mask:  # the fast level looks at few sentences: the model must get on without the detector
        found.features[:, _DETECTED] = np.nan
    return Example(found.features, found.words, tokens.forms, labels, weights, spun, weight, real)


def synthetic(build: Path, count: int, rng: random.Random, hidden: Hidden) -> Iterator[Example]:
    """Documents made of honest passages of one source, about half of them spun."""
    with (build / "tagged.pkl").open("rb") as file:
        passages: list[tuple[str, list[Token]]] = pickle.load(file)
    tools = tools_from(passages, rng, 1.0)
    by_source: dict[str, list[list[Token]]] = {}
    for name, tokens in passages[:700] + passages[60_000:]:
        by_source.setdefault(name, []).append(tokens)
    names = [n for n in by_source if n != "prose"]
    for number in range(count):
        short = rng.random() < SHORT
        name = "prose" if rng.random() < 0.2 and "prose" in by_source else rng.choice(names)
        size = 1 if short else rng.choice((1, 2, 3, 4, 6, 9, 13))
        chosen = rng.sample(by_source[name], k=min(len(by_source[name]), size))
        if short:
            chosen = [_beginning(chosen[0], rng.randint(10, 45))]
        spun = rng.random() < 0.42
        persona = Persona(tools, rng)
        # nobody spins a page for one word in twenty-five; the detector has to know such text, the verdict does not
        persona.rate = max(persona.rate, 0.1)
        only = rng.randrange(len(chosen)) if spun and rng.random() < 0.15 else None
        text, labelled = "", []
        for index, tokens in enumerate(chosen):
            honest = not spun or (only is not None and index != only)
            for piece in [Piece(t.text, t.space, 0) for t in tokens] if honest else persona.spin(tokens):
                if piece.label:
                    labelled.append((len(text), len(text) + len(piece.text), piece.weight))
                text += piece.text + piece.space
            text = text.rstrip() + "\n\n"
        hidden.seed, hidden.share = number, rng.choice((0.2, 0.4, 0.6))
        made = example(text.rstrip(), labelled, weight=1.0, spun=bool(labelled), real=False, mask=rng.random() < 0.35)
        hidden.share = 0.0
        if made is not None:
            yield made


def _beginning(tokens: list[Token], words: int) -> list[Token]:
    """About so many words from the beginning, to the end of the sentence they end in."""
    end = next((i + 1 for i, t in enumerate(tokens) if i >= words and t.text in ".!?"), len(tokens))
    return tokens[:end]


def labelled_passages() -> Iterator[Example]:
    """The project's own passages for training and development, with and without the detector."""
    files = [PASSAGES / f"{name}.jsonl" for name in ("train", "spun", "clean")]
    for record, places in passages_.read(files, {"train", "dev"}):
        spans = [(p.start, p.end, p.weight) for p in places]
        for mask in (False, True):
            made = example(record["text"], spans, weight=1.0, spun=bool(spans), real=True, mask=mask)
            if made is not None:
                yield made


def export(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The fitted trees as flat arrays for ``spincheck.rules.spun._trees``."""
    columns: dict[str, list[Any]] = {k: [] for k in ("feature", "threshold", "left", "right", "missing_left", "value")}
    roots, deepest = [], 0
    for (predictor,) in model._predictors:
        base = len(columns["feature"])
        roots.append(base)
        for number, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            columns["feature"].append(0 if leaf else int(node["feature_idx"]))
            columns["threshold"].append(0.0 if leaf else float(node["num_threshold"]))
            columns["left"].append(base + (number if leaf else int(node["left"])))
            columns["right"].append(base + (number if leaf else int(node["right"])))
            columns["missing_left"].append(bool(node["missing_go_to_left"]))
            columns["value"].append(float(node["value"]) if leaf else 0.0)
            deepest = max(deepest, int(node["depth"]))
    types = {
        "feature": np.int16,
        "threshold": np.float32,
        "left": np.int32,
        "right": np.int32,
        "missing_left": bool,
        "value": np.float32,
    }
    out = {name: np.array(values, dtype=types[name]) for name, values in columns.items()}
    base_score = float(np.ravel(model._baseline_prediction)[0])
    return out | {"roots": np.array(roots, dtype=np.int32), "depth": np.array(deepest), "base": np.array(base_score)}


def main() -> None:
    """Fit, report and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--documents", type=int, default=2200)
    parser.add_argument("--real-weight", type=float, default=10.0)
    parser.add_argument("--prior", type=float, default=0.15, help="share of spun documents expected in the wild")
    parser.add_argument(
        "--labelled-detector",
        type=Path,
        help="folder of a detector that has not seen the labelled passages; the shipped one has, and is too sure of them",
    )
    parser.add_argument("--features", type=Path, help="keep the features here; read them from here when the file exists")
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/spun/combiner.npz"))
    args = parser.parse_args()
    rng = random.Random(11)
    if args.features and args.features.exists():
        with args.features.open("rb") as file:
            examples: list[Example] = pickle.load(file)
    else:
        hidden = Hidden()
        lexicon.substitutions = hidden  # type: ignore[assignment]
        examples = list(synthetic(args.build, args.documents, rng, hidden))
        if args.labelled_detector:
            fresh = detector.Detector(args.labelled_detector)
            detector.load = lambda: fresh  # type: ignore[assignment]
        examples += labelled_passages()
        if args.features:
            with args.features.open("wb") as file:
                pickle.dump(examples, file, protocol=5)
    for e in examples:
        if e.real:
            e.weights, e.weight = e.weights * args.real_weight, args.real_weight
    print(f"{len(examples)} documents, {sum(int(e.words.sum()) for e in examples):,} words")
    # the second stage and the calibration must see first-stage scores of documents that the trees were not fitted on
    order = list(range(len(examples)))
    rng.shuffle(order)
    folds = [order[i::3] for i in range(3)]
    second: list[tuple[Example, Any]] = []
    for fold in folds:
        outside = set(fold)
        trees = Trees(fit_trees([examples[i] for i in order if i not in outside]))
        second += [(examples[i], scores(trees, examples[i])) for i in fold]
    stored = fit_trees(examples)
    document = fit_document(second)
    share = float(np.mean([e.spun for e in examples if not e.real]))
    shift = float(np.log(args.prior / (1 - args.prior)) - np.log(share / (1 - share)))
    stored |= {"document_weights": np.append(document.coef_[0], document.intercept_[0]), "prior_shift": np.array(shift)}
    stored |= fit_second(second, document)
    np.savez_compressed(args.out, **stored)
    print(f"{args.out}: {args.out.stat().st_size:,} bytes, {len(stored['roots'])} trees")


def fit_trees(examples: list[Example]) -> dict[str, Any]:
    """The first stage."""
    x = np.concatenate([e.features[e.words] for e in examples])
    y = np.concatenate([e.labels[e.words] for e in examples])
    w = np.concatenate([e.weights[e.words] for e in examples])
    x[:2, np.isnan(x).all(axis=0)] = ((0.0,), (1.0,))  # without a detector its columns are empty, which binning refuses
    model = HistGradientBoostingClassifier(
        max_iter=160,
        learning_rate=0.09,
        max_leaf_nodes=24,
        max_depth=6,
        min_samples_leaf=60,
        l2_regularization=2.0,
        random_state=3,
    )
    model.fit(x, y, sample_weight=w)
    return export(model)


def scores(trees: Trees, e: Example) -> Any:
    """First-stage log odds of an example."""
    z = trees.decision(e.features)
    z[~e.words] = -12.0
    return z


def fit_document(second: list[tuple[Example, Any]]) -> LogisticRegression:
    """P(document is spun) from pooled scores."""
    x = np.stack([_combine.document_features(z, e.words, e.forms) for e, z in second])
    y = np.array([e.spun for e, _ in second])
    w = np.array([e.weight for e, _ in second])
    model = LogisticRegression(C=0.5, max_iter=2000).fit(x, y, sample_weight=w)
    print(
        "document weights",
        dict(zip(_combine.DOCUMENT_NAMES, model.coef_[0].round(2), strict=True)),
        model.intercept_.round(2),
    )
    return model


def fit_second(second: list[tuple[Example, Any]], document: LogisticRegression) -> dict[str, Any]:
    """Token weights of the second stage and its calibration curve."""
    xs, ys, ws = [], [], []
    for e, z in second:
        pooled = _combine.document_features(z, e.words, e.forms)
        z_document = float(document.decision_function(pooled[None])[0])
        inputs = _combine.second_inputs(z, z_document, _combine.local_mass(z, e.words))
        xs.append(inputs[e.words])
        ys.append(e.labels[e.words])
        ws.append(e.weights[e.words])
    x, y, w = np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)
    model = LogisticRegression(C=1.0, max_iter=2000).fit(x, y, sample_weight=w)
    print("second stage", model.coef_[0].round(2), model.intercept_.round(2))
    p = sigmoid(model.decision_function(x))
    curve = IsotonicRegression(y_min=0.0005, y_max=0.995, out_of_bounds="clip").fit(p, y, sample_weight=w)
    grid = np.unique(np.concatenate([np.linspace(0, 1, 201), sigmoid(np.linspace(-7, 7, 57))]))
    return {
        "second_weights": np.append(model.coef_[0], model.intercept_[0]),
        "calibration_x": grid,
        "calibration_y": curve.predict(grid),
    }


if __name__ == "__main__":
    main()
