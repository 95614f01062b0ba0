"""From token probabilities to spans, each reported once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from spincheck.language import ngrams
from spincheck.rules.context import Context
from spincheck.rules.spun._analysis import Analysis, analysis
from spincheck.rules.spun._confidence import Piece
from spincheck.rules.spun._explain import LIGHT, SpunSpan, describe, kind
from spincheck.rules.spun._units import Unit, from_thesaurus

#: probability of having been swapped in from which a token can be part of a span, where the text looks spun
_SWAPPED = 0.6
#: and below which it cannot, whatever confidence is asked for
_LEAST = 0.2
#: expected number of spun words around a token from which its part of the document counts as spun
_SPUN_PART = 9.0
#: and in an honest page
_LONE = 0.95
#: most words of a finding that was put together from several pieces
_JOINED = 3
_COVER_PENALTY = {"n": 0.0, "c": 1.0, "o": 2.5}


def spans(ctx: Context) -> list[SpunSpan]:
    """The spun spans of a document above the configured confidence, in order, never overlapping."""
    return ctx.shared("spun-spans", _spans)


def _spans(ctx: Context) -> list[SpunSpan]:
    found = analysis(ctx)
    cut = pieces(ctx, found)
    taken = {index for piece in cut for index in range(piece.first, piece.last)}
    out = [describe(ctx, found, piece, taken) for piece in cut]
    return _apart([s for s in out if s.confidence >= ctx.settings.spun.min_confidence])


def pieces(ctx: Context, found: Analysis) -> list[Piece]:
    """Everything that was probably swapped in, cut where one explanation ends and the next begins."""
    by_token = _units_by_token(found)
    least = min(_SWAPPED, ctx.settings.spun.min_confidence)
    runs = _runs(found, found.judgement.tokens >= thresholds(ctx, found, max(least, _LEAST)))
    unexplained = set(_unexplained(runs, by_token))
    known = {u.first for u in found.thesaurus}
    fresh = from_thesaurus(found.tokens, ngrams.load(), sorted(unexplained - known))
    for unit in (*found.thesaurus, *fresh):
        if unit.first in unexplained:
            better = replace(unit, candidates=[c for c in unit.candidates if c.gain > 1.0])
            if better.candidates:
                by_token.setdefault(unit.first, []).append(better)
    out = []
    for first, last in runs:
        parts = _cover(by_token, found.judgement.tokens, first, last)
        together = [unit for _, _, units in parts for unit in units]
        words = max(b for _, b, _ in parts) - min(a for a, _, _ in parts)
        out += [Piece(a, b, units, kind(together), words) for a, b, units in parts]
    return out


def _apart(found: list[SpunSpan]) -> list[SpunSpan]:
    """No two spans may overlap: a phrase that two runs reached for is reported once, by the surest and longest reading."""
    kept: list[SpunSpan] = []
    for span in sorted(found, key=lambda s: (-s.confidence, s.start - s.end, s.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda s: s.start)


def likely_spans(ctx: Context) -> int:
    """How many separate places are more likely spun than not, whatever is asked of a reported one."""
    found = analysis(ctx)
    return len(_runs(found, found.judgement.tokens >= 0.5))


def thresholds(ctx: Context, found: Analysis, least: float) -> NDArray[np.float64]:
    """The least probability of having been swapped in that a token needs to be part of a span.

    ``least`` in a document, or a part of one, that looks spun. An honest page must stay silent: there a word has to
    be all but certain, as an unguarded fingerprint is.
    """
    if found.judgement.alone or found.judgement.document >= ctx.settings.spun.document_threshold:
        return np.full(len(found.tokens), least)
    spun_part = found.judgement.local >= _SPUN_PART
    return np.where(spun_part, least, _LONE)


def _unexplained(runs: list[tuple[int, int]], by_token: dict[int, list[Unit]]) -> list[int]:
    """Tokens of the runs for which no unit has a candidate that fits better than what stands there."""
    return [i for a, b in runs for i in range(a, b) if not any(_quality(u) > 0 for u in by_token.get(i, ()))]


def _units_by_token(found: Analysis) -> dict[int, list[Unit]]:
    out: dict[int, list[Unit]] = {}
    for unit in found.units:
        for index in range(unit.first, unit.last):
            out.setdefault(index, []).append(unit)
    return out


def _runs(found: Analysis, marked: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of marked tokens; a run of light words alone is no finding."""
    out: list[tuple[int, int]] = []
    forms, blocks = found.tokens.forms, found.tokens.blocks
    for index in np.flatnonzero(marked):
        at = int(index)
        if out and out[-1][1] == at and blocks[at] == blocks[at - 1]:
            out[-1] = (out[-1][0], at + 1)
        else:
            out.append((at, at + 1))
    return [(a, b) for a, b in out if any(forms[i] not in LIGHT for i in range(a, b))]


def _quality(unit: Unit) -> float:
    """How well a unit explains its tokens: the best candidate's gain, long phrases and fingerprints first."""
    best = max((c.gain - _COVER_PENALTY.get(c.right, 2.0) for c in unit.candidates), default=-9.0)
    return best + 1.5 * (unit.last - unit.first - 1) + (6.0 if unit.fingerprint else 0.0)


def _cover(
    by_token: dict[int, list[Unit]], p: NDArray[np.float64], first: int, last: int
) -> list[tuple[int, int, list[Unit]]]:
    """Cut a run into pieces, each explained by one unit or by none; units may reach past the run's ends."""
    units = {id(u): u for i in range(first, last) for u in by_token.get(i, ())}
    # of two units that explain equally well, the one over the more suspicious words
    worth = {key: _quality(u) + 2 * float(p[u.first : u.last].mean()) for key, u in units.items() if _quality(u) > 0}
    ranked = [units[key] for key in sorted(worth, key=lambda key: (-worth[key], units[key].first))]
    taken: list[Unit] = []
    for unit in ranked:
        if all(unit.last <= t.first or unit.first >= t.last for t in taken):
            taken.append(unit)
    taken.sort(key=lambda u: u.first)
    pieces: list[tuple[int, int, list[Unit]]] = []
    at = first
    for unit in taken:
        if unit.first > at:
            pieces.append((at, unit.first, []))
        pieces.append((unit.first, unit.last, [unit]))
        at = max(at, unit.last)
    if at < last:
        pieces.append((at, last, []))
    return _joined(pieces)


def _joined(pieces: list[tuple[int, int, list[Unit]]]) -> list[tuple[int, int, list[Unit]]]:
    """Words that nothing explains go with their neighbour: a reader sees one broken phrase."""
    out: list[tuple[int, int, list[Unit]]] = []
    for first, last, units in pieces:
        if out and out[-1][1] >= first and last - out[-1][0] <= _JOINED and not (out[-1][2] and units):
            out[-1] = (out[-1][0], last, out[-1][2] + units)
        else:
            out.append((first, last, units))
    return out
