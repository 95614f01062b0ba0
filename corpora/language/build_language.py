"""Builds spincheck/data/language, the English pipeline that ships: see README.md beside this file.

    python corpora/language/build_language.py --treebank DIR --texts DIR --work DIR

Each stage writes into ``--work`` and is skipped when its output is there; ``--only STAGE`` runs one stage again.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import registry

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import lemma_tables  # noqa: E402
import treebank  # noqa: E402
import word_vectors  # noqa: E402

TARGET = HERE.parents[1] / "spincheck" / "data" / "language"
STAGES = ("treebank", "vectors", "train", "package", "evaluate")
#: spaCy's own exceptions that split ordinary words, or keep together what the treebank splits
DROPPED = ("id", "Id", "ID", "wed", "Wed", "hed", "Hed", "and/or")
#: written with a full stop and seldom the end of a sentence
ABBREVIATIONS = (
    "etc.",
    "al.",
    "approx.",
    "cf.",
    "Fig.",
    "Figs.",
    "fig.",
    "figs.",
    "Drs.",
    "Profs.",
    "incl.",
    "resp.",
    "Lt.",
    "Ft.",
    "Sgt.",
)


@registry.callbacks("spincheck_tokenizer.v1")
def adjust_tokenizer() -> Callable[[Language], Language]:
    """spaCy's English tokenizer, brought closer to the treebank's tokens. Saved with the model, so both sides agree."""

    def adjust(nlp: Language) -> Language:
        rules = {text: parts for text, parts in nlp.tokenizer.rules.items() if text not in DROPPED}
        nlp.tokenizer.rules = rules
        for text in ABBREVIATIONS:
            nlp.tokenizer.add_special_case(text, [{"ORTH": text}])
        return nlp

    return adjust


@registry.readers("spincheck_treebank.v1")
def read_treebank(path: Path, copies: int, hidden: float, seed: int) -> Callable[[Language], Iterable[Example]]:
    """Training examples, each ``copies`` times, with rare words hidden at random in each.

    A word seen ``f`` times loses its identity (its NORM) with probability ``hidden / (hidden + f)`` (Kiperwasser and
    Goldberg 2016) and keeps its vector, affixes and shape: so the encoder learns to rely on these for words it never saw,
    as most words of health prose are.
    """

    def examples(nlp: Language) -> Iterable[Example]:
        rng = random.Random(seed)
        docs = _docs(nlp, Path(path))
        counts = Counter(token.lower_ for doc in docs for token in doc)
        for _ in range(copies):
            for doc in docs:
                example = Example(nlp.make_doc(doc.text), doc)
                for token in example.predicted:
                    if hidden and rng.random() < hidden / (hidden + counts[token.lower_]):
                        token.norm_ = f"#hidden{rng.randrange(2000)}"
                yield example

    return examples


def _docs(nlp: Language, path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))


def blank() -> Language:
    return adjust_tokenizer()(spacy.blank("en"))


def stage_treebank(args: argparse.Namespace) -> None:
    nlp = blank()
    for part in ("train", "dev", "test"):
        source = args.treebank / f"en_ewt-{part}.conllu.gz"
        treebank.write(nlp.vocab, source, args.work / f"{part}.spacy")
        if part == "train":
            count = treebank.write(nlp.vocab, source, args.work / "pieces.spacy", training=True)
            print(f"{count} training pieces")


def stage_vectors(args: argparse.Namespace) -> None:
    nlp = blank()
    docs = _docs(nlp, args.work / "train.spacy")
    tokens, raw = args.work / "tokens.txt", args.work / "vectors.txt"
    if not tokens.exists():
        print(word_vectors.tokenize(nlp, args.texts, (d.text for d in docs), tokens), "tokens")
    if not raw.exists():
        word_vectors.train(tokens, raw)
    counts = Counter(t.lower_ for d in docs for t in d)
    keep = frozenset(word for word, count in counts.items() if count >= 3)
    nlp.vocab.vectors = word_vectors.load(nlp, raw, keep, lemma_tables.word_classes())
    print(nlp.vocab.vectors.shape, nlp.vocab.vectors.n_keys, "keys")
    nlp.to_disk(args.work / "vectors")


def stage_train(args: argparse.Namespace) -> None:
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from spacy.util import load_config

    overrides: dict[str, Any] = {
        "paths.train": str(args.work / "pieces.spacy"),
        "paths.dev": str(args.work / "dev.spacy"),
        "paths.vectors": str(args.work / "vectors"),
        "paths.init_tok2vec": str(args.pretrained) if args.pretrained else None,
    }
    nlp = init_nlp(load_config(args.config, overrides=overrides, interpolate=False))
    out = args.work / args.name
    out.mkdir(exist_ok=True)
    train(nlp, out)


def stage_package(args: argparse.Namespace) -> None:
    """Best checkpoint + lemmatizer, without what is only needed for training, into ``spincheck/data/language``."""
    nlp = spacy.load(args.work / args.name / "model-best")
    frequency: Counter[str] = Counter()
    with (args.work / "tokens.txt").open(encoding="utf-8") as lines:
        for line in lines:
            frequency.update(line.split())
    frequency = Counter({word: count for word, count in frequency.items() if count >= 3})
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "rule"}, before="parser" if "parser" in nlp.pipe_names else None)
    lemmatizer.initialize(lookups=lemma_tables.build(_docs(nlp, args.work / "train.spacy"), frequency))
    nlp.meta.update(
        name="spincheck_ewt",
        version=args.version,
        description="English tagger, morphologizer, dependency parser (Universal Dependencies) and lemmatizer of spincheck",
        license="CC BY-SA 4.0",
        author="spincheck",
        url="",
        email="",
    )
    nlp.meta.pop("performance", None)
    nlp.meta["tag_pos"] = _tag_pos(_docs(nlp, args.work / "train.spacy"))
    for section in ("paths", "corpora", "training", "pretraining", "initialize"):
        nlp.config.pop(section, None)
    notes = {f.name: f.read_text(encoding="utf-8") for pattern in ("*.md", "*.txt") for f in TARGET.glob(pattern)}
    shutil.rmtree(TARGET, ignore_errors=True)
    nlp.to_disk(TARGET)
    _shrink_strings(TARGET, nlp)
    for name, text in notes.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    print(f"{sum(f.stat().st_size for f in TARGET.rglob('*') if f.is_file()) / 1e6:.2f} MB")


def _tag_pos(docs: list[Doc], share: float = 0.005) -> dict[str, list[str]]:
    """The coarse parts of speech that make up at least ``share`` of each Penn tag's tokens."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for doc in docs:
        for token in doc:
            counts[token.tag_][token.pos_] += 1
    return {tag: sorted(p for p, n in parts.items() if n >= share * parts.total()) for tag, parts in sorted(counts.items())}


def _shrink_strings(target: Path, nlp: Language) -> None:
    """Leave out the strings only training documents needed; the model looks up those of vectors and labels."""
    path = target / "vocab" / "strings.json"
    needed: set[str] = {nlp.vocab.strings[key] for key in nlp.vocab.vectors.keys()}  # noqa: SIM118 - not a mapping
    for text, parts in nlp.tokenizer.rules.items():
        needed.add(text)
        needed.update(value for part in parts for value in part.values() if isinstance(value, str))
    for _, pipe in nlp.pipeline:
        for label in getattr(pipe, "labels", ()):
            needed.add(label)
            needed.update(label.split("||"))
            needed.update(piece for pair in label.split("|") for piece in (pair, *pair.split("=")))
    strings = json.loads(path.read_text(encoding="utf-8"))
    kept = sorted(s for s in strings if s in needed)
    path.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def stage_evaluate(args: argparse.Namespace) -> None:
    """Scores on raw text (spaCy's scorer, tokens aligned) and with the treebank's tokens."""
    from spincheck.language import pipeline

    nlp = pipeline.load("parsed") if args.pipeline else spacy.load(TARGET)
    for part in ("dev", "test"):
        gold = _docs(nlp, args.work / f"{part}.spacy")
        raw = [Example(nlp.make_doc(d.text), d) for d in gold]
        given = [Example(_unannotated(nlp, d), d) for d in gold]
        sentences = [Example(_unannotated(nlp, s), s) for s in (span.as_doc() for d in gold for span in d.sents)]
        for name, examples in (("raw paragraphs", raw), ("gold tokens", given), ("gold sentences", sentences)):
            for example, doc in zip(examples, nlp.pipe([e.x for e in examples]), strict=True):
                example.predicted = doc
            print(part, name, json.dumps(_score(nlp, examples)))
    texts = [d.text for d in _docs(nlp, args.work / "test.spacy")] * 2
    start = time.perf_counter()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    print(f"{words / (time.perf_counter() - start):.0f} tokens/s")


def _unannotated(nlp: Language, doc: Doc) -> Doc:
    return Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc])


def _score(nlp: Language, examples: list[Example]) -> dict[str, float]:
    from spacy.scorer import Scorer

    scores = Scorer(nlp).score(examples)
    keys = ("token_f", "tag_acc", "pos_acc", "morph_acc", "dep_uas", "dep_las", "sents_f", "lemma_acc")
    out = {key: round(100 * float(scores[key]), 2) for key in keys if scores.get(key) is not None}
    pairs = [
        (a.lemma_.lower(), b.lemma_.lower()) for e in examples if len(e.x) == len(e.y) for a, b in zip(e.x, e.y, strict=True)
    ]
    return {**out, "lemma_caseless": round(100 * sum(a == b for a, b in pairs) / max(1, len(pairs)), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--treebank", type=Path, required=True, help="folder with en_ewt-{train,dev,test}.conllu.gz")
    parser.add_argument(
        "--texts", type=Path, required=True, help="folder with *.txt.gz, one paragraph a line, for the vectors"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for what is made on the way, outside the project")
    parser.add_argument("--config", type=Path, default=HERE / "config.cfg")
    parser.add_argument("--name", default="run", help="folder of the training run inside --work")
    parser.add_argument("--pretrained", type=Path, help="weights from `spacy pretrain` to start from")
    parser.add_argument("--pipeline", action="store_true", help="evaluate with the rules of spincheck.language.pipeline")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--only", choices=STAGES, help="run this stage only, even when its output is there")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    outputs = {"treebank": "test.spacy", "vectors": "vectors/config.cfg", "train": f"{args.name}/model-last"}
    for stage in (args.only,) if args.only else STAGES:
        if not args.only and stage in outputs and (args.work / outputs[stage]).exists():
            continue
        print(f"== {stage}", flush=True)
        globals()[f"stage_{stage}"](args)


if __name__ == "__main__":
    main()
