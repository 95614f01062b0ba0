"""The trained replaced-token detector: for each word, the log odds that it was swapped in.

A MiniLM encoder with one output per word piece, int8 ONNX (see ``spincheck/data/detector/CARD.md``). Runs on the CPU through
onnxruntime; without the library or the model :class:`DetectorUnavailable` says so and the rest of the family goes on.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
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
    """Word pieces of one passage: offsets of each piece into the passage, and its log odds."""

    starts: NDArray[np.int64]
    logits: NDArray[np.float32]

    def at(self, start: int, end: int) -> float:
        """Highest log odds of the pieces that begin in ``start:end``; NaN when none does (the passage was cut)."""
        low = bisect_right(self.starts, start - 1)
        high = bisect_right(self.starts, end - 1)
        # of a word cut into pieces only the first was trained to speak for it
        return float(self.logits[low]) if low < high else float("nan")


class Detector:
    """The model and its tokenizer, loaded once per process."""

    def __init__(self) -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise DetectorUnavailable(f"{error.name} is not installed") from error
        folder = files("spincheck").joinpath("data/detector")
        try:
            model = folder.joinpath("model.onnx").read_bytes()
            self._tokenizer: Any = Tokenizer.from_str(folder.joinpath("tokenizer.json").read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise DetectorUnavailable("the package was built without the detector's model") from error
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
        (logits,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
        for row, index in enumerate(batch):
            offsets = np.array(encoded[index].offsets, dtype=np.int64).reshape(-1, 2)
            real = offsets[:, 1] > offsets[:, 0]
            out[index] = Scored(offsets[real, 0], logits[row, : len(offsets)][real])


@lru_cache(maxsize=1)
def load() -> Detector:
    """The shipped detector. Raises DetectorUnavailable."""
    return Detector()


#: word pieces per word of English prose, with room to spare: how many words a passage may have
WORDS_PER_PASSAGE: Final = 95
