"""Counts of words, pairs and triples in edited prose, memory-mapped, and a small language model on top.

The table is built by ``corpora/spinner/build_counts.py``; its card is ``spincheck/data/spun/CARD.md``. Keys are 48-bit
hashes: 16 bits choose a bucket, 32 bits are stored. A pair that was never seen collides with a stored one with
a probability below one in a million, which only ever adds a count and so can only hide a finding.

The model interpolates relative frequencies of three orders (Jelinek-Mercer smoothing).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

#: what the model sees for any punctuation that separates clauses, and beyond the ends of a text
BORDER: Final = "|"
#: what the model sees for a number
NUMBER: Final = "0"

_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-‐‑][^\W\d_]+)*|\d[\d.,]*|[.,;:?!()\[\]\"“”—–/]|\S")
_MASK: Final = np.uint64((1 << 48) - 1)
_M1: Final = np.uint64(0x9E3779B97F4A7C15)
_M2: Final = np.uint64(0xC2B2AE3D27D4EB4F)
#: interpolation weights of third, second and first order, and the floor of an unseen word
_L3, _L2, _L1, _FLOOR = 0.55, 0.33, 0.12, 2e-8
_BASE: Final = 1.08  # counts are stored as rounded logarithms to this base


def tokens(text: str, start: int = 0, end: int | None = None) -> list[tuple[str, int, int]]:
    """(normalised form, start, end) of every token; words lower-cased, numbers and punctuation folded."""
    out = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        form = match[0]
        if form[0].isdigit():
            norm = NUMBER
        elif form[0].isalpha():
            norm = form.lower().replace("’", "'").replace("‐", "-").replace("‑", "-")
        else:
            norm = BORDER
        out.append((norm, match.start(), match.end()))
    return out


@lru_cache(maxsize=200_000)
def word_hash(word: str) -> int:
    """A stable 64-bit hash of a normalised word."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _mix(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = value ^ (value >> np.uint64(29))
    value = value * _M1
    return value ^ (value >> np.uint64(32))


def keys(hashes: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """48-bit keys of the n-grams whose words have these hashes (one array per position)."""
    key = np.full(hashes[0].shape, len(hashes), dtype=np.uint64)
    for column in hashes:
        key = _mix(key * _M2 + column)
    return key & _MASK


def pack(
    values: NDArray[np.uint64], counts: NDArray[Any]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]:
    """(bucket starts, stored parts, count codes) of a table, for the builder."""
    order = np.argsort(values, kind="stable")
    values, counts = values[order], counts[order]
    starts = np.searchsorted(values >> np.uint64(32), np.arange(65537, dtype=np.uint64)).astype(np.uint32)
    codes = np.clip(np.rint(np.log(np.maximum(counts, 1)) / np.log(_BASE)), 0, 255).astype(np.uint8)
    return starts, (values & np.uint64(0xFFFFFFFF)).astype(np.uint32), codes


class Table:
    """One order of the counts. All arrays are memory-mapped and read-only."""

    def __init__(self, folder: Path, name: str) -> None:
        self._starts = np.load(folder / f"{name}.starts.npy")
        # plain views of the maps: indexing a memmap object costs ten times as much
        self._low = np.asarray(np.load(folder / f"{name}.low.npy", mmap_mode="r"))
        self._codes = np.asarray(np.load(folder / f"{name}.codes.npy", mmap_mode="r"))

    def one(self, key: int) -> int:
        """The count of one 48-bit key."""
        bucket, low = key >> 32, key & 0xFFFFFFFF
        start, stop = int(self._starts[bucket]), int(self._starts[bucket + 1])
        at = start + int(np.searchsorted(self._low[start:stop], np.uint32(low)))
        return int(_DECODED[self._codes[at]]) if at < stop and int(self._low[at]) == low else 0

    def lookup(self, wanted: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Counts of 48-bit keys; 0 for those not in the table."""
        bucket = (wanted >> np.uint64(32)).astype(np.int64)
        low = (wanted & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        left = self._starts[bucket].astype(np.int64)
        stop = self._starts[bucket + 1].astype(np.int64)
        right = stop.copy()
        # a binary search in every bucket at once; buckets hold a few dozen entries
        while True:
            open_ = left < right
            if not open_.any():
                break
            middle = (left + right) >> 1
            below = open_ & (self._low[np.minimum(middle, len(self._low) - 1)] < low)
            left = np.where(below, middle + 1, left)
            right = np.where(open_ & ~below, middle, right)
        at = np.minimum(left, len(self._low) - 1)
        found = (left < stop) & (self._low[at] == low)
        return np.where(found, _DECODED[self._codes[at]], 0.0)


_DECODED: Final = np.rint(_BASE ** np.arange(256, dtype=np.float64))


class Ngrams:
    """Counts and the model over them. Get the shipped one with :func:`load`."""

    def __init__(self, folder: Path) -> None:
        self.info: dict[str, Any] = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
        self.total = float(self.info["words"])
        self._one, self._two, self._three = (Table(folder, n) for n in ("one", "two", "three"))
        self._known: dict[tuple[str, ...], int] = {}

    def count(self, *words: str) -> int:
        """How often one, two or three words in a row stand in the reference text."""
        known = self._known.get(words)
        if known is None:
            table = (self._one, self._two, self._three)[len(words) - 1]
            columns = [np.array([word_hash(w)], dtype=np.uint64) for w in words]
            known = table.one(int(keys(columns)[0]))
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[words] = known
        return known

    def counts(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Counts of many single words."""
        return self._one.lookup(keys([np.array([word_hash(w) for w in words], dtype=np.uint64)]))

    def pair_counts(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Counts of each word with the next one; one fewer than there are words."""
        h = np.array([word_hash(w) for w in words], dtype=np.uint64)
        return self._two.lookup(keys([h[:-1], h[1:]]))

    def pair_counts_of(self, first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.float64]:
        """Counts of pairs given by the hashes of their words (:func:`word_hash`)."""
        return self._two.lookup(keys([first, second]))

    def log_probs(self, words: Sequence[str]) -> NDArray[np.float64]:
        """ln P(word | two words before) for every word of a sequence; begin sequences with two BORDERs."""
        hashes = np.array([word_hash(w) for w in words], dtype=np.uint64)
        return self._log_probs(hashes)

    def _log_probs(self, h: NDArray[np.uint64]) -> NDArray[np.float64]:
        n = len(h)
        one = self._one.lookup(keys([h]))
        p = _L1 * one / self.total + _FLOOR
        if n > 1:
            two = self._two.lookup(keys([h[:-1], h[1:]]))
            before = one[:-1]
            p[1:] += np.where(before > 0, _L2 * np.minimum(two / np.maximum(before, 1.0), 1.0), 0.0)
            if n > 2:
                three = self._three.lookup(keys([h[:-2], h[1:-1], h[2:]]))
                pair = two[:-1]
                p[2:] += np.where(pair > 0, _L3 * np.minimum(three / np.maximum(pair, 1.0), 1.0), 0.0)
        return np.asarray(np.log(p))

    def score_many(self, sequences: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """Sum of log probabilities of each sequence from its third word on, in one batch.

        Give each sequence two words of context before and two after what is compared.
        """
        if not sequences:
            return np.zeros(0)
        flat = np.array([word_hash(w) for s in sequences for w in s], dtype=np.uint64)
        logs = self._log_probs(flat)
        out = np.zeros(len(sequences))
        at = 0
        cumulative = np.concatenate([[0.0], np.cumsum(logs)])
        for index, sequence in enumerate(sequences):
            out[index] = cumulative[at + len(sequence)] - cumulative[min(at + 2, at + len(sequence))]
            at += len(sequence)
        return out


@lru_cache(maxsize=1)
def load() -> Ngrams:
    """The shipped counts. Raises FileNotFoundError when the package was built without them."""
    with as_file(files("spincheck").joinpath("data/spun/counts")) as folder:
        return Ngrams(Path(folder))
