"""Word vectors from plain text, small enough to ship: what the tagger knows of words the treebank lacks."""

from __future__ import annotations

import gzip
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.vectors import Vectors

WIDTH = 96
#: distinct vectors kept, and words that share them: a rare word is given the vector of its nearest frequent one
ROWS, WORDS = 13_000, 36_000
#: share of the paragraphs read from sources that would otherwise drown the rest (research papers, professional summaries)
SHARES = {"pmc_rct_ccby": 0.15, "cdc_mmwr_supplements": 0.7, "nci_pdq_professional": 0.6, "medical_abstracts_tc": 0.6}


def tokenize(nlp: Language, texts: Path, extra: Iterable[str], target: Path, seed: int = 0) -> int:
    """Write lower-cased tokens, one paragraph a line, of every ``*.txt.gz`` and of ``extra`` (twice); tokens written."""
    rng, count = random.Random(seed), 0
    with target.open("w", encoding="utf-8") as out:

        def write(text: str, times: int = 1) -> None:
            nonlocal count
            words = [t.text.lower() for t in nlp.tokenizer(text) if not t.is_space]
            count += len(words) * times
            out.write((" ".join(words) + "\n") * times)

        for path in sorted(texts.glob("*.txt.gz")):
            share = SHARES.get(path.name.split(".")[0], 1.0)
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    if rng.random() <= share:
                        write(line.strip())
        for text in extra:
            write(text, 2)
    return count


def train(tokens: Path, target: Path, seed: int = 1) -> None:
    """Skip-gram vectors (Mikolov et al. 2013) in word2vec's text format; deterministic with PYTHONHASHSEED=0.

    A narrow window (3) makes neighbours of words that share a grammatical role, which is what tagging and parsing need.
    """
    from gensim.models import Word2Vec  # only needed to rebuild

    model = Word2Vec(
        corpus_file=str(tokens),
        vector_size=WIDTH,
        window=3,
        min_count=5,
        sg=1,
        negative=8,
        sample=1e-4,
        epochs=5,
        workers=1,
        seed=seed,
        max_final_vocab=60_000,
    )
    model.wv.save_word2vec_format(str(target))


def load(
    nlp: Language, path: Path, keep: frozenset[str], classes: dict[str, str], rows: int = ROWS, words: int = WORDS
) -> Vectors:
    """Vectors for ``nlp.vocab``, looked up by lower-cased word, the rare words sharing rows with frequent ones.

    keep: words that get a row of their own whatever their rank (those of the treebank).
    classes: the parts of speech a dictionary gives to a word ("adj verb"); words the texts lack get the mean vector of
        the words of the same classes and ending.
    """
    names: list[str] = []
    data: list[np.ndarray] = []
    with path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            name, *values = line.rstrip("\n").split(" ")
            names.append(name)
            data.append(np.asarray(values, dtype="float32"))
    table = np.stack(data)
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-8
    rank = sorted(range(len(names)), key=lambda i: (names[i] not in keep, i))
    own = sorted(rank[:rows])
    position = {row: place for place, row in enumerate(own)}
    vectors = Vectors(strings=nlp.vocab.strings, data=table[own], name="spincheck", attr="LOWER")
    for row, name in enumerate(names[:words]):
        place = position.get(row)
        if place is None:
            place = int(np.argmax(table[own] @ table[row]))
        vectors.add(nlp.vocab.strings.add(name), row=place)
    for row in own:
        vectors.add(nlp.vocab.strings.add(names[row]), row=position[row])
    return _add_unseen(nlp, vectors, table, names, classes)


def _add_unseen(nlp: Language, vectors: Vectors, table: np.ndarray, names: list[str], classes: dict[str, str]) -> Vectors:
    """Add rows for classes of words, and the words that no text contained as keys of these rows."""
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        if name in classes:
            for ending in ("", name[-1:], name[-2:], name[-3:]):
                members[classes[name], ending].append(row)
    seen = set(names)
    chosen: dict[str, tuple[str, str]] = {}
    for word, kind in classes.items():
        if word not in seen and kind != "noun":  # a noun is what an unknown word is taken for anyway
            for ending in (word[-3:], word[-2:], word[-1:], ""):
                if len(members[kind, ending]) >= 8:
                    chosen[word] = (kind, ending)
                    break
    groups = sorted(set(chosen.values()))
    means = np.stack([table[members[group]].mean(axis=0) for group in groups])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    first = vectors.data.shape[0]
    vectors.resize((first + len(groups), vectors.data.shape[1]))
    vectors.data[first:] = means
    row_of = {group: first + place for place, group in enumerate(groups)}
    for word, group in sorted(chosen.items()):
        vectors.add(nlp.vocab.strings.add(word), row=row_of[group])
    return vectors
