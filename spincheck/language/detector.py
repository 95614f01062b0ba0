"""The trained detector: for each word, the log odds that it was swapped in, and which word stood there.

A MiniLM encoder, int8 ONNX (see ``spincheck/data/detector/CARD.md``), with two heads. One gives log odds per word piece; the
other a point in the space of the word embeddings, near the embedding of the piece that stood there (a corrective language
model, after COCO-LM, Meng et al. 2021). Runs on the CPU through onnxruntime; without the library or the model
:class:`DetectorUnavailable` says so and the rest of the family goes on.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from spincheck import memo

#: pieces one passage may have; longer ones are cut at sentences by the caller, hard beyond this
MAX_PIECES: Final = 160
_BATCH_PIECES: Final = 4096


class DetectorUnavailable(RuntimeError):
    """The detector cannot run here; the message says why and what to install."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Word pieces of one passage: offsets of each piece into the passage, its log odds, its point and its id."""

    starts: NDArray[np.int64]
    logits: NDArray[np.float32]
    points: NDArray[np.float16]
    ids: NDArray[np.int64]

    def at(self, start: int, end: int) -> int | None:
        """Index of the first piece that begins in ``start:end``; None when none does (the passage was cut).

        Of a word cut into pieces only the first was trained to speak for it.
        """
        low = bisect_right(self.starts, start - 1)
        high = bisect_right(self.starts, end - 1)
        return low if low < high else None


class Detector:
    """The model and its tokenizer, loaded once per process."""

    def __init__(self, folder: Path | None = None) -> None:
        """Load from ``folder``, by default what ships with the package. Raises DetectorUnavailable."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise DetectorUnavailable(f"{error.name} is not installed") from error
        home = folder or files("spincheck").joinpath("data/detector")
        try:
            model = home.joinpath("model.onnx").read_bytes()
            self._tokenizer: Any = Tokenizer.from_str(home.joinpath("tokenizer.json").read_text(encoding="utf-8"))
            with as_file(home.joinpath("embeddings.npy")) as file:
                self._embeddings = np.load(file, mmap_mode="r")
            with home.joinpath("pieces.npz").open("rb") as file_, np.load(file_) as stored:
                #: each row of the embeddings is stored in whole steps of its own size
                self._steps = stored["steps"].astype(np.float32)
                self._bias = stored["bias"].astype(np.float32)
        except FileNotFoundError as error:
            raise DetectorUnavailable("the package was built without the detector's model") from error
        self._vocabulary: dict[str, int] = self._tokenizer.get_vocab()
        self._first: dict[str, int] = {}
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_PIECES)
        options = onnxruntime.SessionOptions()
        # a scan with several processes sets this to 1 in each; 0: as many as there are cores
        threads = os.environ.get("OMP_NUM_THREADS", "")
        options.intra_op_num_threads = int(threads) if threads.isdecimal() else 0
        options.log_severity_level = 3
        # waiting threads that spin would take the cores from the other workers of a scan
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def score(self, passages: Sequence[str]) -> list[Scored]:
        """Log odds for every word piece of every passage, batched by length."""
        return memo.through("detector", passages, self._score)

    def first_piece(self, word: str) -> int:
        """Id of the first piece of a lower-case word: the longest beginning that the vocabulary knows."""
        known = self._first.get(word)
        if known is None:
            plain = word.partition(" ")[0].partition("-")[0] or word
            known = next((self._vocabulary[plain[:n]] for n in range(len(plain), 0, -1) if plain[:n] in self._vocabulary), 0)
            if len(self._first) > 50_000:
                self._first.clear()
            self._first[word] = known
        return known

    def likelihoods(self, points: NDArray[np.float16], pieces: NDArray[np.int64]) -> NDArray[np.float32]:
        """How well each piece (by id) goes with the point in the same row; differences in a row are ln of ratios."""
        rows = self._embeddings[pieces].astype(np.float32)
        return np.asarray(np.einsum("ij,ij->i", points.astype(np.float32), rows) * self._steps[pieces] + self._bias[pieces])

    def _score(self, passages: list[str]) -> list[Scored]:
        encoded = self._tokenizer.encode_batch(passages)
        order = sorted(range(len(encoded)), key=lambda i: len(encoded[i].ids))
        out: list[Scored | None] = [None] * len(encoded)
        batch: list[int] = []
        for index in order:
            if batch and len(encoded[index].ids) * (len(batch) + 1) > _BATCH_PIECES:
                self._run(batch, encoded, out)
                batch = []
            batch.append(index)
        if batch:
            self._run(batch, encoded, out)
        return [s for s in out if s is not None]

    def _run(self, batch: Sequence[int], encoded: Sequence[Any], out: list[Scored | None]) -> None:
        longest = max(len(encoded[i].ids) for i in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, index in enumerate(batch):
            ids[row, : len(encoded[index].ids)] = encoded[index].ids
            mask[row, : len(encoded[index].ids)] = 1
        embedded = self._embeddings[ids].astype(np.float32) * self._steps[ids][..., None]
        logits, points = self._session.run(None, {"embedded": embedded, "attention_mask": mask})
        for row, index in enumerate(batch):
            offsets = np.array(encoded[index].offsets, dtype=np.int64).reshape(-1, 2)
            real = offsets[:, 1] > offsets[:, 0]
            size = len(offsets)
            out[index] = Scored(
                offsets[real, 0],
                logits[row, :size][real],
                points[row, :size][real].astype(np.float16),
                ids[row, :size][real],
            )


@lru_cache(maxsize=1)
def load() -> Detector:
    """The shipped detector. Raises DetectorUnavailable."""
    return Detector()


#: word pieces per word of English prose, with room to spare: how many words a passage may have
WORDS_PER_PASSAGE: Final = 95
