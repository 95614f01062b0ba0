"""What a sentence counts for: its words, less where its wording stands on many pages of the run (boilerplate)."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from spincheck.scan.families.features import Frequencies, batches, pair_places
from spincheck.scan.families.pages import View

#: wording on up to so many pages counts in full, and never less than the floor: pages that are a template and little
#: else are copies of one another
_FULL: Final = 24
_FLOOR: Final = 0.1


def sentence_weights(view: View, frequencies: Frequencies) -> NDArray[np.float32]:
    """The weight of every sentence of a view, in words that are not grammatical ones."""
    count = len(view.pages) - 1
    # a disclaimer on all pages of a small site is on few pages, but on many of these
    full = min(_FULL, max(2, count / 40))
    out = np.diff(view.sentences).astype(np.float32)
    for first, last in batches(count):
        hashes, sentence = pair_places(view, first, last)
        begin, end = view.pages[first], view.pages[last]
        share = np.maximum(_FLOOR, np.minimum(1, full / np.maximum(1, frequencies.of(hashes))))
        sums = np.bincount(sentence, share, end - begin)
        pairs = np.bincount(sentence, minlength=end - begin)
        out[begin:end] *= np.where(pairs > 0, sums / np.maximum(1, pairs), _FLOOR)
    return out
