"""Fit the two-stage model that combines the evidence of the spun family.

    python corpora/detector/fit_combiner.py BUILD_FOLDER [--documents 2200] [--out spincheck/data/spun/combiner.npz]

BUILD_FOLDER holds ``tagged.pkl`` (see prepare.py). Documents are honest passages, two in five spun by a random persona; for
every document a random part of the dictionary is hidden from the look-up, because a spinner in the wild knows words that
ours does not. The project's labelled development passages are added with more weight; gate passages are never read.
"""

from __future__ import annotations

import argparse
import itertools
import pickle
import random
import re
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
sys.path.insert(0, str(Path(__file__).parents[1] / "spinner"))

import build_dictionary
import labels as passages_
from fit_confidence import fit_confidence
from spin import Persona, Piece, Token, tools_from

from spincheck import lexicon
from spincheck.language import detector, ngrams
from spincheck.rules.context import Context
from spincheck.rules.spun import _analysis, _combine, _features
from spincheck.rules.spun._trees import Trees, sigmoid
from spincheck.settings import Settings
from spincheck.sources import read_text

#: share of synthetic documents of one to three sentences: a short text has to be judged by what little it holds
SHORT = 0.25
#: share of those that have nothing broken but a term or two, as a lone tortured phrase in good prose
TERMS = 0.6
#: weight of an honest short text beside a spun one
HONEST_SHORT = 3.0
#: by the first part of a passage's id: it was written with rows of the dictionary at hand, so that this share of them is
#: hidden where it is judged, about what the dictionary does not know of a real page
KNOWN_BEFORE = {"obs": 0.35}
#: count from which two neighbouring words are a fixed term
_FIXED = 12
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
    #: of a labelled passage: its name, text, spun spans, and all that is known about it
    name: str = ""
    text: str = ""
    #: start, end, whether any careful editor would mark it
    spans: tuple[tuple[int, int, bool], ...] = ()
    found: Any = None


class Hidden:
    """Hides a share of the dictionary's rows, another share for every document.

    Rows that were taken out of the labelled passages are hidden where those are judged.
    """

    def __init__(self) -> None:
        self.real = lexicon.substitutions
        self.seed, self.share = 0, 0.0
        others = tuple(t for t in build_dictionary.DICTIONARY if t != build_dictionary.HARVESTED)
        self.taken = self._pairs((build_dictionary.HARVESTED,)) - self._pairs(others)
        self.labelled = False

    @staticmethod
    def _pairs(tables: tuple[str, ...]) -> set[tuple[str, str]]:
        lines = (line.split("\t") for line in build_dictionary.dictionary(tables))
        return {(spun, original) for spun, original, *_ in lines}

    def __call__(self, spun: str) -> tuple[lexicon.Substitution, ...]:
        rows = self.real(spun)
        if rows and self.labelled:
            rows = tuple(row for row in rows if (row.spun, row.original) not in self.taken)
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
    made = Example(found.features, found.words, tokens.forms, labels, weights, spun, weight, real)
    if real and not mask:
        made.found = slim(found)
    return made


def slim(found: _analysis.Analysis) -> _analysis.Analysis:
    """Without the candidates that no place is explained by."""
    for unit in (*found.units, *found.thesaurus):
        del unit.candidates[6:]
    found.units = [u for u in found.units if u.candidates or u.fingerprint]
    return found


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
            broken = term_places(tokens, rng) if short and spun and rng.random() < TERMS else None
            for piece in [Piece(t.text, t.space, 0) for t in tokens] if honest else persona.spin(tokens, broken):
                if piece.label:
                    labelled.append((len(text), len(text) + len(piece.text), piece.weight))
                text += piece.text + piece.space
            text = text.rstrip() + "\n\n"
        hidden.seed, hidden.share = number, rng.choice((0.2, 0.4, 0.6))
        made = example(text.rstrip(), labelled, weight=1.0, spun=bool(labelled), real=False, mask=rng.random() < 0.35)
        hidden.share = 0.0
        if made is not None:
            yield made


def term_places(tokens: list[Token], rng: random.Random) -> frozenset[int] | None:
    """Places of one or two fixed terms: pairs of an adjective or noun and a noun that clean prose often has together.

    None when the passage has none.
    """
    model = ngrams.load()
    found = [
        at
        for at, (a, b) in enumerate(itertools.pairwise(tokens))
        if a.pos in ("NOUN", "ADJ") and b.pos == "NOUN" and model.count(a.text.lower(), b.text.lower()) >= _FIXED
    ]
    if not found:
        return None
    places = set()
    for at in rng.sample(found, k=min(len(found), rng.choice((1, 1, 2)))):
        places |= {at, at + 1} if rng.random() < 0.35 else {at + rng.randrange(2)}
    return frozenset(places)


def _beginning(tokens: list[Token], words: int) -> list[Token]:
    """About so many words from the beginning, to the end of the sentence they end in."""
    end = next((i + 1 for i, t in enumerate(tokens) if i >= words and t.text in ".!?"), len(tokens))
    return tokens[:end]


def labelled_passages(hidden: Hidden, fold: int, folds: int) -> Iterator[Example]:
    """The project's own passages of a fold, for training and development, with and without the detector."""
    files = [PASSAGES / f"{name}.jsonl" for name in ("train", "spun", "clean", "observed")]
    hidden.labelled = True
    for record, places in passages_.read(files, {"train", "dev"}):
        if passages_.fold(record["id"], folds) != fold:
            continue
        spans = [(p.start, p.end, p.weight) for p in places]
        hidden.seed, hidden.share = zlib.crc32(record["id"].encode()), KNOWN_BEFORE.get(record["id"].partition("-")[0], 0.0)
        for mask in (False, True):
            made = example(record["text"], spans, weight=1.0, spun=bool(spans), real=True, mask=mask)
            if made is not None:
                made.name, made.text = record["id"], record["text"]
                made.spans = tuple(
                    (s["start"], s["end"], s["confidence"] == "clear") for s in record["spans"] if s["kind"] == "spun"
                )
                yield made
        yield from snippets(record, spans)
    hidden.labelled, hidden.share = False, 0.0


def snippets(record: dict[str, Any], spans: list[tuple[int, int, float]]) -> Iterator[Example]:
    """Two sentences at a time from two places of a passage: a short text has to be judged by what little it holds."""
    text = record["text"]
    if text.count(" ") < _combine.SHORT_TEXT:
        return
    ends = [0, *(m.end() for m in re.finditer(r"[.!?]\s+", text))]
    rng = random.Random(record["id"])
    for at in rng.sample(range(len(ends)), k=min(2, len(ends))):
        low, high = ends[at], ends[at + 2] if at + 2 < len(ends) else len(text)
        if not 8 <= text.count(" ", low, high) < _combine.SHORT_TEXT - 2:
            continue
        inside = [(max(a, low) - low, min(b, high) - low, w) for a, b, w in spans if a < high and b > low]
        made = example(text[low:high], inside, weight=1.0, spun=bool(inside), real=True, mask=False)
        if made is not None:
            made.found = None
            made.name = f"{record['id']}-{low}"
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
    parser.add_argument("--honest-weight", type=float, default=2.0, help="of an honest one among them, beside a spun one")
    parser.add_argument("--bar", type=float, default=0.5, help="log odds from which a document is called spun")
    parser.add_argument(
        "--labelled-detector",
        type=Path,
        nargs="+",
        help="folders of detectors, the n-th trained without the n-th fold of the labelled passages (train.py --without); "
        "the shipped one has seen them all, and is too sure of them",
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
        folders = args.labelled_detector or [None]
        for number, folder in enumerate(folders):
            fresh = detector.Detector(folder)
            detector.load = lambda fresh=fresh: fresh  # type: ignore[assignment]
            examples += labelled_passages(hidden, number, len(folders))
        if args.features:
            with args.features.open("wb") as file:
                pickle.dump(examples, file, protocol=5)
    for e in examples:
        if e.real:
            weight = args.real_weight * (1.0 if e.spun else args.honest_weight)
            e.weights, e.weight = e.weights * weight, weight
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
    stored |= {"document_weights": document, "prior_shift": np.array(-args.bar)}
    stored |= fit_second(second, document)
    stored |= fit_short(second)
    stored |= fit_confidence(_combine.Combiner(stored | {"confidence_weights": np.zeros(1)}), second)
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


def fit_document(second: list[tuple[Example, Any]]) -> Any:
    """Weights of P(document is spun) from pooled scores, the intercept last.

    A page is judged by this, not a snippet; and what looks most like spinning among honest text, our own hard
    passages, counts for more than plain prose.
    """
    pages = [(e, z) for e, z in second if int(e.words.sum()) >= _combine.SHORT_TEXT]
    x = np.stack([_combine.document_features(z, e.words, e.forms) for e, z in pages])
    y = np.array([e.spun for e, _ in pages])
    w = np.array([0.5 if not e.real else 1.0 if e.spun else 3.0 for e, _ in pages])
    mean, scale = x.mean(axis=0), x.std(axis=0)
    model = LogisticRegression(C=0.1, max_iter=3000).fit((x - mean) / scale, y, sample_weight=w)
    weights = np.append(model.coef_[0] / scale, model.intercept_[0] - (model.coef_[0] * mean / scale).sum())
    print("document weights", dict(zip(_combine.DOCUMENT_NAMES, weights[:-1].round(2), strict=True)), weights[-1].round(2))
    z = x @ weights[:-1] + weights[-1]
    hand = np.array([e.real and e.found is not None for e, _ in pages])
    for bar in (0.0, 0.25, 0.5, 0.75, 1.0, 1.5):
        called = z >= bar
        print(
            f"called from {bar}: {called[hand & y].mean():.3f} of the labelled spun passages, "
            f"{called[hand & ~y].mean():.3f} of the honest ones, {called[~hand & ~y].mean():.4f} of plain prose"
        )
    return weights


def fit_second(second: list[tuple[Example, Any]], document: Any) -> dict[str, Any]:
    """Token weights of the second stage and its calibration curve."""
    xs, ys, ws = [], [], []
    for e, z in second:
        if int(e.words.sum()) < _combine.SHORT_TEXT:
            continue
        pooled = _combine.document_features(z, e.words, e.forms)
        z_document = float(pooled @ document[:-1] + document[-1])
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


def fit_short(second: list[tuple[Example, Any]]) -> dict[str, Any]:
    """Token weights for texts too short to be judged as a whole."""
    xs, ys, ws = [], [], []
    for e, z in second:
        if int(e.words.sum()) >= _combine.SHORT_TEXT:
            continue
        xs.append(_combine.short_inputs(z, e.features)[e.words])
        ys.append(e.labels[e.words])
        # an honest snippet is the rule: without this weight the model expects a spun word in every second one
        ws.append(e.weights[e.words] * (1.0 if e.spun else HONEST_SHORT))
    x, y, w = np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)
    model = LogisticRegression(C=1.0, max_iter=3000).fit(x, y, sample_weight=w / w.mean())
    print("short texts", len(ys), model.coef_[0].round(2), model.intercept_.round(2))
    return {"short_weights": np.append(model.coef_[0], model.intercept_[0])}


if __name__ == "__main__":
    main()
