"""Reads a CoNLL-U treebank into spaCy documents: one document per paragraph, text exactly as written."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

ATTRIBUTES = ["ORTH", "SPACY", "TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP", "SENT_START"]


@dataclass(frozen=True, slots=True)
class Row:
    """One syntactic word; ``head`` counts from 1 within the sentence, 0 is the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    feats: str
    head: int
    deprel: str
    space_after: bool


def paragraphs(path: Path) -> Iterator[list[list[Row]]]:
    """Paragraphs (``# newpar``) as lists of sentences.

    Empty nodes are skipped; a multiword token gives the space after it to its last word.
    """
    paragraph: list[list[Row]] = []
    rows: list[Row] = []
    last_of_range, range_space = 0, True
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith(("# newpar", "# newdoc")):
                if paragraph:
                    yield paragraph
                paragraph = []
            elif not line:
                if rows:
                    paragraph.append(rows)
                rows, last_of_range = [], 0
            elif not line.startswith("#"):
                cells = line.split("\t")
                spaced = "SpaceAfter=No" not in cells[9]
                if "." in cells[0]:
                    continue
                if "-" in cells[0]:
                    last_of_range, range_space = int(cells[0].split("-")[1]), spaced
                    continue
                number = int(cells[0])
                if number <= last_of_range:
                    spaced = range_space if number == last_of_range else False
                feats = "" if cells[5] == "_" else cells[5]
                rows.append(Row(cells[1], cells[2], cells[3], cells[4], feats, int(cells[6]), cells[7], spaced))
    if rows:
        paragraph.append(rows)
    if paragraph:
        yield paragraph


def to_doc(vocab: Vocab, sentences: list[list[Row]]) -> Doc:
    """A document with the treebank's own tokens and full annotation."""
    rows = [row for sentence in sentences for row in sentence]
    heads: list[int] = []
    for sentence in sentences:
        first = len(heads)
        heads.extend(first + (index if row.head == 0 else row.head - 1) for index, row in enumerate(sentence))
    return Doc(
        vocab,
        words=[r.form for r in rows],
        spaces=[r.space_after for r in rows],
        lemmas=[r.lemma for r in rows],
        pos=[r.upos for r in rows],
        tags=[r.xpos for r in rows],
        morphs=[r.feats for r in rows],
        heads=heads,
        deps=["ROOT" if r.head == 0 else r.deprel for r in rows],
    )


def training_pieces(sentences: list[list[Row]], rng: random.Random) -> Iterator[list[list[Row]]]:
    """The pieces one paragraph is trained as.

    Half of the paragraphs stay whole, so that sentence borders are learned in context; the others are cut into
    sentences, which is how the checks parse. Some pieces come a second time, changed the way health pages differ from the
    treebank: no final full stop (headings, list items), typographic quotes, capitals dropped or raised.
    """
    pieces = [sentences] if rng.random() < 0.5 else [[s] for s in sentences]
    for piece in pieces:
        yield piece
        draw = rng.random()
        if draw < 0.06:
            if len(piece) == 1 and len(piece[0]) > 3 and piece[0][-1].form == "." and not _is_head(piece[0], len(piece[0])):
                yield [piece[0][:-1]]
        elif draw < 0.12:
            if any("'" in r.form or '"' in r.form for s in piece for r in s):
                yield [_typographic(s) for s in piece]
        elif draw < 0.15:
            yield [[_with_form(r, r.form.lower()) for r in s] for s in piece]
        elif draw < 0.17 and len(piece) == 1 and len(piece[0]) < 14:
            yield [[_with_form(r, r.form.capitalize() if r.form.islower() else r.form) for r in piece[0]]]


def _is_head(rows: list[Row], number: int) -> bool:
    return any(row.head == number for row in rows)


def _with_form(row: Row, form: str) -> Row:
    return Row(form, row.lemma, row.upos, row.xpos, row.feats, row.head, row.deprel, row.space_after)


def _typographic(rows: list[Row]) -> list[Row]:
    curly = {"``": "“", "''": "”"}
    out = []
    for row in rows:
        form = row.form
        if form == '"':
            form = curly.get(row.xpos, "”")
        elif form == "'" and row.xpos == "``":
            form = "‘"
        else:
            form = form.replace("'", "’")
        out.append(_with_form(row, form))
    return out


def write(vocab: Vocab, source: Path, target: Path, *, training: bool = False, seed: int = 0) -> int:
    """Convert one treebank file to ``target`` (a spaCy DocBin); the number of documents written."""
    rng = random.Random(seed)
    docs = DocBin(attrs=ATTRIBUTES)
    for paragraph in paragraphs(source):
        for piece in training_pieces(paragraph, rng) if training else [paragraph]:
            docs.add(to_doc(vocab, piece))
    docs.to_disk(target)
    return len(docs)
