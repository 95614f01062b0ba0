"""Two pages sentence by sentence: which sentence became which, and how much of the pages that explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: least similarity of two sentences that are taken for one another; measured in docs/siblings.md
SENTENCE: Final = 0.2
#: matches of two sentences that are looked at, best first; only pages that repeat themselves a thousand times have more
_MATCHES: Final = 300_000


@dataclass(frozen=True, slots=True)
class Alignment:
    """How two pages fit together. All shares are between 0 and 1.

    ``coverage``: shares of the first and of the second page that lie in aligned sentences.
    ``similarity``: the share of both pages' words that is found again in the other, in order inside a sentence, times the
    lesser coverage, so that a passage two pages share does not make copies of them. 1 for equal pages.
    ``matched``: words found again, without grammatical words. ``pairs``: (sentence of the first, of the second, similarity).
    """

    similarity: float
    coverage: tuple[float, float]
    matched: float
    pairs: tuple[tuple[int, int, float], ...] = ()


NOTHING: Final = Alignment(0.0, (0.0, 0.0), 0.0)


def sentence_similarities(one: tuple[list[str], ...], other: tuple[list[str], ...]) -> Floats:
    """Normalised longest common subsequence of every two sentences; the better of the views (stems, classes)."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    best: Floats | None = None
    for a, b in zip(one, other):
        found: Floats = cdist(a, b, scorer=Indel.normalized_similarity, score_cutoff=SENTENCE, dtype=np.float32)
        best = found if best is None else np.maximum(best, found)
    assert best is not None
    return best


def align(one: tuple[list[str], ...], other: tuple[list[str], ...], weights: tuple[Floats, Floats]) -> Alignment:
    """Align two pages given as views of folded sentences; the weightiest matches come first.

    Sentences are matched one to one; then what is left over joins a longer sentence that has room for it, since spinners
    join and split sentences. ``weights``: of the sentences of either page, in words, less where a sentence stands on many
    pages. A sentence without weight is not aligned. The result is the same, mirrored, when the pages change places, as long
    as no two matches weigh exactly the same; callers that need more order the pages first.
    """
    mine, theirs = weights
    total = float(mine.sum() + theirs.sum())
    if not total or not len(mine) or not len(theirs):
        return NOTHING
    if one == other:
        everything = tuple((n, n, 1.0) for n in np.flatnonzero((mine > 0) & (theirs > 0)).tolist())
        return Alignment(1.0, (1.0, 1.0), float(_lengths(one).sum()), everything)
    matrix = sentence_similarities(one, other)
    matrix[mine <= 0] = 0
    matrix[:, theirs <= 0] = 0
    sizes, widths = _lengths(one), _lengths(other)
    rows, columns = np.nonzero(matrix)
    found = matrix[rows, columns]
    order = np.argsort(-found * np.minimum(mine[rows], theirs[columns]), kind="stable")[:_MATCHES]
    ordered = list(zip(rows[order].tolist(), columns[order].tolist(), found[order].tolist()))
    # words of either sentence that are not yet accounted for
    free_rows, free_columns = sizes.tolist(), widths.tolist()
    pairs = []
    for first in (True, False):
        for row, column, score in ordered:
            fresh_row, fresh_column = free_rows[row] == sizes[row], free_columns[column] == widths[column]
            if first:
                wanted = fresh_row and fresh_column
            else:
                wanted = fresh_row != fresh_column and _fits(row, column, free_rows, free_columns, fresh_row)
            if wanted:
                pairs.append((row, column, score))
                free_rows[row], free_columns[column] = (
                    free_rows[row] - min(sizes[row], free_columns[column]),
                    free_columns[column] - min(widths[column], free_rows[row]),
                )
    if not pairs:
        return NOTHING
    at, to = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs])
    again = np.array([p[2] for p in pairs]) * (sizes[at] + widths[to]) / 2
    used, taken = np.unique(at), np.unique(to)
    coverage = (float(mine[used].sum() / mine.sum()), float(theirs[taken].sum() / theirs.sum()))
    kept = _shares(at, again, sizes) @ mine + _shares(to, again, widths) @ theirs
    return Alignment(min(1.0, float(kept) / total * min(coverage)), coverage, float(again.sum()), tuple(sorted(pairs)))


def _lengths(views: tuple[list[str], ...]) -> NDArray[np.float64]:
    return np.array([len(s) for s in views[0]], np.float64)


def _fits(row: int, column: int, free_rows: list[float], free_columns: list[float], fresh_row: bool) -> bool:
    """Whether the sentence that is still whole has room in what the other one has left."""
    whole, rest = (free_rows[row], free_columns[column]) if fresh_row else (free_columns[column], free_rows[row])
    return rest >= whole / 2


def _shares(sentence: NDArray[np.int64], again: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of the words of every sentence that is found again."""
    sums = np.bincount(sentence, again, len(lengths))
    return np.asarray(np.minimum(1.0, sums / np.maximum(lengths, 1.0)))
