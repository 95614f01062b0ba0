"""Fit the screen of the fast level: which documents are worth a closer look?

    python corpora/detector/fit_screen.py BUILD_FOLDER [--passages 24000] [--out spincheck/data/spun/screen.npz]

BUILD_FOLDER holds ``tagged.pkl`` (see prepare.py). Half of the passages are spun by random personas. For each word the table
says how much more often spinners wrote it than honest authors did; whether the pairs it forms are known to the counts is
the second sign. A logistic model over words is pooled over documents as in ``spincheck.rules.spun._screen``.
"""

from __future__ import annotations

import argparse
import pickle
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))

import labels as passages_
from spin import Persona, Piece, Token, tools_from

from spincheck.language import ngrams
from spincheck.rules.spun import _screen

#: how often a labelled passage counts beside the synthetic ones
REPEATED = 3
PASSAGES = Path(__file__).parents[1] / "passages"
#: added to both counts of a word before they are compared
_SMOOTH = 2.0
#: words written fewer times than this say nothing
_LEAST = 3


def spun_texts(
    passages: list[tuple[str, list[Token]]], count: int, rng: random.Random, share: float
) -> list[tuple[list[str], list[int], bool]]:
    """(forms, labels, whether spun) of documents of one to six passages of one source."""
    tools = tools_from(passages, rng, 1.0)
    by_source: dict[str, list[list[Token]]] = {}
    for name, tokens in passages:
        by_source.setdefault(name, []).append(tokens)
    names = sorted(by_source)
    out = []
    while count > 0:
        name = rng.choice(names)
        chosen = rng.sample(by_source[name], k=min(len(by_source[name]), rng.choice((1, 2, 3, 4, 6))))
        count -= len(chosen)
        spun = rng.random() < share
        persona = Persona(tools, rng)
        persona.rate = max(persona.rate, 0.1)
        forms: list[str] = [ngrams.BORDER, ngrams.BORDER]
        labels = [0, 0]
        for tokens in chosen:
            for piece in persona.spin(tokens) if spun else [Piece(t.text, t.space, 0) for t in tokens]:
                found = [form for form, _, _ in ngrams.tokens(piece.text)]
                forms += found
                labels += [piece.label] * len(found)
            forms.append(ngrams.BORDER)
            labels.append(0)
        out.append((forms, labels, spun))
    return out


def labelled() -> list[tuple[list[str], list[int], bool]]:
    """(forms, labels, whether spun) of the project's labelled passages for training and development."""
    files = [PASSAGES / f"{name}.jsonl" for name in ("train", "spun", "clean")]
    out = []
    for record, places in passages_.read(files, {"train", "dev"}):
        forms, labels = [ngrams.BORDER, ngrams.BORDER], [0, 0]
        for form, start, end in ngrams.tokens(record["text"]):
            forms.append(form)
            labels.append(int(any(p.weight and p.start < end and p.end > start for p in places)))
        out.append((forms, labels, bool(places)))
    return out


def main() -> None:
    """Fit and store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--passages", type=int, default=24_000)
    parser.add_argument("--bar", type=float, default=-1.0, help="log odds from which a document is looked at")
    parser.add_argument("--out", type=Path, default=Path("spincheck/data/spun/screen.npz"))
    args = parser.parse_args()
    rng = random.Random(17)
    with (args.build / "tagged.pkl").open("rb") as file:
        passages: list[tuple[str, list[Token]]] = pickle.load(file)
    held, passages = passages[:700], [p for p in passages[700:] if p[1]]
    rng.shuffle(passages)
    spun, honest = Counter[str](), Counter[str]()
    hand = labelled()
    rng.shuffle(hand)
    for forms, labels, _ in spun_texts(passages, args.passages, rng, 0.7) + hand[::2] * REPEATED:
        for form, label in zip(forms, labels, strict=True):
            if form[0].isalpha():
                (spun if label else honest)[form] += 1
    scale = sum(honest.values()) / sum(spun.values())
    table = {
        w: float(np.log((spun[w] * scale + _SMOOTH) / (honest[w] + _SMOOTH)))
        for w in spun.keys() | honest.keys()
        if spun[w] + honest[w] >= _LEAST
    }
    words = sorted(table)
    hashes = np.array([ngrams.word_hash(w) for w in words], dtype=np.uint64)
    order = np.argsort(hashes)
    steps = np.clip(np.rint(np.array([table[w] for w in words]) * _screen.STEPS), -127, 127).astype(np.int8)
    stored: dict[str, Any] = {"hashes": hashes[order], "odds": steps[order]}
    model = ngrams.load()
    fresh = spun_texts(held, 4_000, rng, 0.5) + hand[1::4] * REPEATED
    x = np.concatenate([_screen.word_features(f, stored, model) for f, _, _ in fresh])
    y = np.concatenate([np.array(labels) for _, labels, _ in fresh])
    letters = np.concatenate([np.array([w[0].isalpha() for w in f]) for f, _, _ in fresh])
    tokens = LogisticRegression(C=1.0, max_iter=1000).fit(x[letters], y[letters])
    stored["token"] = np.append(tokens.coef_[0], tokens.intercept_[0])
    last = spun_texts(held, 4_000, rng, 0.5) + hand[3::4] * REPEATED
    pooled = np.stack([_screen.pooled(f, stored, model) for f, _, _ in last])
    truth = np.array([s for _, _, s in last])
    document = LogisticRegression(C=1.0, max_iter=1000).fit(pooled, truth)
    stored["document"] = np.append(document.coef_[0], document.intercept_[0])
    scores = document.decision_function(pooled)
    stored["bar"] = np.array(args.bar)
    np.savez_compressed(args.out, **stored)
    for least in (0.9, 0.95, 0.98, 0.99):
        bar = np.quantile(scores[truth], 1 - least)
        print(
            f"to keep {least:.0%} of the spun: log odds {bar:.2f}, {np.mean(scores[~truth] >= bar):.1%} of the honest pass"
        )
    print(f"{args.out}: {args.out.stat().st_size:,} bytes, {len(words):,} words")


if __name__ == "__main__":
    main()
