"""Pairs of pages worth comparing: MinHash over weighted features, bands, and buckets that stay linear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck.scan.families.features import Frequencies, Hashes, Offsets, batches, mix, near_pairs
from spincheck.scan.families.pages import View

#: copies of a feature by the number of pages that have it: MinHash over copies estimates the weighted Jaccard similarity
_LEVELS: Final = np.array([2, 24, 96, 384], np.uint32)
_COPIES: Final = np.array([0, 8, 4, 2, 1], np.int64)
#: in a bucket up to this size every page meets every other; in a larger one its head and its neighbours
_BUCKET: Final = 12
_SEED: Final = 20_261_124


def weighted(hashes: Hashes, offsets: Offsets, frequencies: Frequencies) -> tuple[Hashes, NDArray[np.uint64]]:
    """Features as often as they weigh, each copy with its own hash. What one page alone has can match nothing: no copy."""
    copies = _COPIES[np.searchsorted(_LEVELS, frequencies.of(hashes), side="right")]
    ends = np.concatenate(([0], np.cumsum(copies)))
    number = np.arange(ends[-1]) - np.repeat(ends[:-1], copies)
    return mix(np.repeat(hashes, copies) + number.astype(np.uint64)), ends[offsets].astype(np.uint64)


def signatures(view: View, frequencies: Frequencies, length: int) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """MinHash signatures, a row a page, and which pages have any feature that another page has too."""
    from rensa import RMinHash

    count = len(view.pages) - 1
    out = np.zeros((count, length), np.uint32)
    some = np.zeros(count, bool)
    for first, last in batches(count):
        copies, offsets = weighted(*near_pairs(view, first, last), frequencies)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(copies, offsets, length, _SEED)
        out[first:last] = np.array(matrix.to_rows(), np.uint32).reshape(last - first, length)
        some[first:last] = np.diff(offsets) > 0
    return out, some


def bands(signature: NDArray[np.uint32], some: NDArray[np.bool_], rows: int, rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """Distinct pairs (lower rank first) of pages that share a band; ``rank`` is a fixed order of the pages."""
    by_rank = np.argsort(rank)
    by_rank = by_rank[some[by_rank]]
    found = []
    for first in range(0, signature.shape[1] - rows + 1, rows):
        key = np.zeros(len(by_rank), np.uint64)
        for column in range(first, first + rows):
            key = mix(key + signature[by_rank, column].astype(np.uint64))
        order = np.argsort(key, kind="stable")  # inside a bucket the pages stay in rank order
        for one, other in _buckets(key[order], by_rank[order]):
            found.append(one * len(rank) + other)
    if not found:
        return np.empty((0, 2), np.int64)
    pairs = np.unique(np.concatenate(found))
    return np.stack((pairs // len(rank), pairs % len(rank)), axis=1)


def _buckets(key: NDArray[np.uint64], page: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    new = np.ones(len(key), bool)
    new[1:] = key[1:] != key[:-1]
    start = np.flatnonzero(new)
    size = np.diff(np.append(start, len(key)))
    place = np.arange(len(key)) - np.repeat(start, size)
    large = np.repeat(size > _BUCKET, size)
    head = np.repeat(page[start], size)
    later = large & (place > 0)
    yield head[later], page[later]
    for step in range(1, _BUCKET):
        reached = place >= step
        if step > 2:
            reached &= ~large
        if not reached.any():
            break
        at = np.flatnonzero(reached)
        yield page[at - step], page[at]
