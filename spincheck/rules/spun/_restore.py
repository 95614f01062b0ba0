"""What the trained model thinks of every candidate in its place: the second opinion on what the counts propose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from spincheck.language.detector import Detector, Scored
from spincheck.rules.spun._units import Unit, words_of


def restore(model: Detector, scored: Scored, pieces: dict[int, int], units: Sequence[Unit]) -> None:
    """Set ``restored`` of the candidates of units whose tokens have a piece in ``pieces`` (token -> index in ``scored``).

    A word is compared by its first piece, a phrase by its first word; two words swapped at once by both.
    """
    targets: list[tuple[Unit, int, int]] = []
    rows: list[int] = []
    wanted: list[int] = []
    for unit in units:
        for number, candidate in enumerate(unit.candidates):
            words = words_of(candidate.original) if unit.last - unit.first > 1 else []
            pair = len(words) == unit.last - unit.first == 2
            for offset, word in enumerate(words if pair else [candidate.original]):
                row = pieces.get(unit.first + offset)
                if row is not None:
                    targets.append((unit, number, row))
                    rows.append(row)
                    wanted.append(model.first_piece(word.lower()))
    if not targets:
        return
    at = np.array(rows)
    points = scored.points[at]
    gained = model.likelihoods(points, np.array(wanted)) - model.likelihoods(points, scored.ids[at])
    for (unit, number, _), gain in zip(targets, gained, strict=True):
        candidate = unit.candidates[number]
        candidate.restored = float(gain) + (candidate.restored or 0.0)
