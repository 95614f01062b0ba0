"""What two pages may have in common: pairs of near words, and pairs of words that a spinner leaves alone.

Features are 64-bit hashes. How many pages have one is kept in a table of counters that hashes share, so memory is
bounded; a shared counter only ever makes a feature look more common than it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck.scan.families.pages import View

Hashes = NDArray[np.uint64]
Offsets = NDArray[np.int64]

#: the table of counters has two to this many, 128 MB at the most
_FEWEST_BITS, _MOST_BITS = 12, 26
#: pages per batch; bounds the memory of the hashes in flight
_BATCH: Final = 2_000
_M1, _M2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
#: words apart that still make a pair
REACH: Final = 2


def mix(values: Hashes) -> Hashes:
    """A bijection that spreads 64-bit values (the finaliser of SplitMix64)."""
    out = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    out = (out ^ (out >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return out ^ (out >> np.uint64(31))


def _pairs(codes: NDArray[np.uint32], group: NDArray[np.int64], reach: int) -> tuple[Hashes, NDArray[np.int64]]:
    """Hashes of unordered pairs of codes of one group at most ``reach`` apart, and the index of each pair's first code."""
    hashes, at = [], []
    wide = codes.astype(np.uint64)
    for step in range(1, reach + 1):
        if len(codes) <= step:
            break
        one, other = wide[:-step], wide[step:]
        same = group[:-step] == group[step:]
        low, high = np.minimum(one, other), np.maximum(one, other)
        pair = mix(np.asarray(low * _M1 + high * _M2, np.uint64))
        hashes.append(pair[same])
        at.append(np.flatnonzero(same))
    if not hashes:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    return np.concatenate(hashes), np.concatenate(at)


def _by_page(hashes: Hashes, page: NDArray[np.int64], count: int) -> tuple[Hashes, Offsets]:
    """Distinct hashes of each page, page after page, and where each page begins."""
    order = np.lexsort((hashes, page))
    hashes, page = hashes[order], page[order]
    first = np.ones(len(hashes), bool)
    first[1:] = (hashes[1:] != hashes[:-1]) | (page[1:] != page[:-1])
    hashes, page = hashes[first], page[first]
    return hashes, np.searchsorted(page, np.arange(count + 1))


def pair_places(view: View, first: int, last: int) -> tuple[Hashes, NDArray[np.int64]]:
    """Pairs of near words inside the sentences of the pages ``first`` to ``last``, exclusive, and the sentence of each.

    Sentences are counted from the first of these pages.
    """
    starts = view.sentences[view.pages[first] : view.pages[last] + 1]
    sentence = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    hashes, at = _pairs(view.codes[starts[0] : starts[-1]], sentence, REACH)
    return hashes, sentence[at]


def near_pairs(view: View, first: int, last: int) -> tuple[Hashes, Offsets]:
    """Pairs of near words of the pages ``first`` to ``last``, exclusive: each once per page, and where each page begins."""
    hashes, sentence = pair_places(view, first, last)
    page = np.searchsorted(view.pages[first : last + 1] - view.pages[first], sentence, side="right") - 1
    return _by_page(hashes, page, last - first)


def batches(count: int) -> Iterator[tuple[int, int]]:
    """Ranges of pages."""
    for first in range(0, count, _BATCH):
        yield first, min(count, first + _BATCH)


class Frequencies:
    """In how many pages a feature stands, up to 65,535."""

    def __init__(self, bits: int = _MOST_BITS) -> None:
        self._counts = np.zeros(1 << bits, np.uint16)
        self._shift = np.uint64(64 - bits)

    @classmethod
    def counted(cls, view: View) -> Frequencies:
        """Over all pages of a view."""
        # twice as many counters as pairs, rounded up, so that few are shared
        out = cls(min(_MOST_BITS, max(_FEWEST_BITS, (2 * REACH * len(view.codes)).bit_length())))
        for first, last in batches(len(view.pages) - 1):
            out.add(near_pairs(view, first, last)[0])
        return out

    def add(self, hashes: Hashes) -> None:
        """Count features, each once per page."""
        slots, counts = np.unique(hashes >> self._shift, return_counts=True)
        self._counts[slots] = np.minimum(65_535, self._counts[slots] + counts.astype(np.int64)).astype(np.uint16)

    def of(self, hashes: Hashes) -> NDArray[np.uint16]:
        """Counts of features."""
        return np.asarray(self._counts[hashes >> self._shift])
