"""From token probabilities to spans with the wording that was meant, each reported once and with its evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.model import Evidence
from spincheck.rules.context import Context
from spincheck.rules.spun import _combine
from spincheck.rules.spun._analysis import Analysis, analysis
from spincheck.rules.spun._trees import sigmoid
from spincheck.rules.spun._units import Candidate, Unit, from_thesaurus

FINGERPRINT, TERM, REPLACED, DRIFT, TELL = "SPN101", "SPN102", "SPN103", "SPN104", "SPN105"
#: an honest pair of words is quoted as evidence from this count on, when the seen pair is this much rarer
_KNOWN_PAIR, _RARER = 8, 10
_DETECTOR_SURE = 0.6
#: ln of a ratio from which the model's preference for a candidate is quoted
_CLEARLY = 1.0
#: probability of having been swapped in from which a token can be part of a span, where the text looks spun
_SWAPPED = 0.6
#: and below which it cannot, whatever confidence is asked for
_LEAST = 0.2
#: probability from which the whole document is marked thoroughly
_SPUN_DOCUMENT = 0.5
#: expected number of spun words around a token from which its part of the document counts as spun
_SPUN_PART = 9.0
#: what a span needs in a text too short to be called spun
_SHORT = 0.86
#: and in an honest page
_LONE = 0.95
_MOST_SUGGESTIONS = 3
#: most words of a finding that was put together from several pieces
_JOINED = 3
#: what the judgement of its row adds to a candidate where the trained model looked, and takes from it where it did not
_SEEN = {"n": 0.0, "c": 0.2, "o": 0.43, "w": 0.0}
_UNSEEN = {"n": 0.0, "c": 0.5, "o": 1.5, "w": 1.5}
_COVER_PENALTY = {"n": 0.0, "c": 1.0, "o": 2.5}
#: words that do not carry a span on their own
_LIGHT = frozenset(
    """a an the of to in on for and or is are was were be it its this that these those your you with as at by""".split()  # noqa: SIM905
)


@dataclass(slots=True)
class SpunSpan:
    """One reported span; offsets into ``Document.text``."""

    start: int
    end: int
    code: str
    confidence: float
    suggestions: tuple[str, ...]
    evidence: list[Evidence] = field(default_factory=list)
    families: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Tokens ``first`` to ``last`` (exclusive) that are reported as one, and what explains them.

    ``kind`` and ``words`` are those of the whole run of swapped words that the piece is part of: in company a swapped word
    is more surely wrong.
    """

    first: int
    last: int
    units: list[Unit]
    kind: str
    words: int


def spans(ctx: Context) -> list[SpunSpan]:
    """The spun spans of a document above the configured confidence, in order, never overlapping."""
    return ctx.shared("spun-spans", _spans)


def _spans(ctx: Context) -> list[SpunSpan]:
    found = analysis(ctx)
    cut = pieces(ctx, found)
    taken = {index for piece in cut for index in range(piece.first, piece.last)}
    out = [_describe(ctx, found, piece, taken) for piece in cut]
    return _apart([s for s in out if s.confidence >= ctx.settings.spun.min_confidence])


def pieces(ctx: Context, found: Analysis) -> list[Piece]:
    """Everything that was probably swapped in, cut where one explanation ends and the next begins."""
    by_token = _units_by_token(found)
    least = min(_SWAPPED, ctx.settings.spun.min_confidence)
    runs = _runs(found, found.judgement.tokens >= thresholds(found, max(least, _LEAST)))
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


def thresholds(found: Analysis, least: float) -> NDArray[np.float64]:
    """The least probability of having been swapped in that a token needs to be part of a span.

    ``least`` in a document, or a part of one, that looks spun. An honest page must stay silent: there a word has to
    be all but certain, as an unguarded fingerprint is.
    """
    if found.judgement.document >= _SPUN_DOCUMENT:
        return np.full(len(found.tokens), least)
    if int(found.words.sum()) < _combine.SHORT_TEXT:
        return np.full(len(found.tokens), max(least, _SHORT))
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
    return [(a, b) for a, b in out if any(forms[i] not in _LIGHT for i in range(a, b))]


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


def kind(units: list[Unit]) -> str:
    """The most damning judgement among what was probably meant, a key of ``_combine.KINDS``; empty: nothing fits better."""
    best = [_ranked(u)[0] for u in units if u.candidates]
    if any(u.fingerprint is not None for u in units):
        return "f"
    return max((c.right for c in best if c.gain > 0), key=lambda r: _combine.KINDS[r], default="")


def _describe(ctx: Context, found: Analysis, piece: Piece, taken: set[int]) -> SpunSpan:
    tokens, p = found.tokens, found.judgement.tokens
    first, last, units = piece.first, piece.last, piece.units
    swapped = float(p[first:last].max())
    confidence = _combine.confidence(swapped, piece.kind, piece.words)
    evidence: list[Evidence] = []
    first, last, pair = _widen(found, first, last, units, taken)
    start, end = tokens.starts[first], tokens.ends[last - 1]
    suggestions = _suggestions(ctx, found, first, last, units)
    families = "".join(sorted({f for u in units for c in _ranked(u)[:1] for f in c.families}))
    fingerprint = next((u.fingerprint for u in units if u.fingerprint), None)
    if fingerprint is not None:
        evidence.append(
            Evidence("fingerprint", f"'{fingerprint.phrase}' is a known spun form of '{fingerprint.intended[0]}'")
        )
    if pair is not None:
        evidence.append(Evidence("collocation", pair))
    for unit in units:
        best = _ranked(unit)[0] if unit.candidates else None
        if best is not None and best.source == "thesaurus":
            evidence.append(Evidence("thesaurus", f"a thesaurus gives it for '{best.original}', which fits better here"))
        if best is not None and best.source == "dictionary":
            evidence.append(Evidence("dictionary", _dictionary_note(ctx, found, unit, best)))
        if best is not None and best.restored is not None and best.restored > _CLEARLY:
            times = f"{min(math.exp(best.restored), 1000):.0f}"
            evidence.append(
                Evidence("verification", f"put back, '{best.original}' is {times} times likelier to the trained model")
            )
    drift = next((found.drift_places[i] for i in range(first, last) if i in found.drift_places), None)
    if drift is not None:
        place = tokens.starts[drift]
        said = ctx.text[place : tokens.ends[min(drift + 1, len(tokens) - 1)]]
        evidence.append(Evidence("consistency", f"the document also says '{' '.join(said.split())}'"))
    z = found.detector[first:last]
    sure = float(sigmoid(np.array([np.nanmax(z)]))[0]) if not np.isnan(z).all() else float("nan")
    if sure >= _DETECTOR_SURE:
        evidence.append(Evidence("detector", f"the trained detector gives {sure:.2f} that a word here was swapped in"))
    if found.judgement.document >= 0.5:
        evidence.append(Evidence("document", f"the whole document looks spun (probability {found.judgement.document:.2f})"))
    tell = bool(units) and all(max((c.source == "tell" for c in u.candidates), default=False) for u in units)
    code = (
        FINGERPRINT
        if fingerprint is not None
        else DRIFT
        if drift is not None
        else TELL
        if tell
        else TERM
        if any(c.source == "dictionary" for u in units for c in _ranked(u)[:1])
        else REPLACED
    )
    return SpunSpan(start, end, code, confidence, suggestions, evidence, families)


def _widen(found: Analysis, first: int, last: int, units: list[Unit], taken: set[int]) -> tuple[int, int, str | None]:
    """Take in the neighbour that proves the swap ("chilly" -> "chilly laser") and say the counts.

    A neighbour that is a finding itself (in ``taken``) stays one.
    """
    if len(units) != 1 or not units[0].candidates or (units[0].first, units[0].last) != (first, last):
        return first, last, None
    forms, model = found.tokens.forms, ngrams.load()
    words = [f for f, _, _ in ngrams.tokens(_ranked(units[0])[0].original)]
    seen = forms[first:last]
    after = forms[last] if last < len(forms) else ngrams.BORDER
    before = forms[first - 1]
    for neighbour, honest, spun, span in (
        (after, (words[-1], after), (seen[-1], after), (first, last + 1)),
        (before, (before, words[0]), (before, seen[0]), (first - 1, last)),
    ):
        if neighbour in (ngrams.BORDER, ngrams.NUMBER) or neighbour in _LIGHT or model.count(neighbour) > 60_000:
            continue
        known, rare = model.count(*honest), model.count(*spun)
        if known >= _KNOWN_PAIR and known >= _RARER * max(rare, 1):
            times = f"{rare} times" if rare else "never"
            size = f"{model.total / 1e6:.0f} million words of edited prose"
            note = f"'{' '.join(honest)}' stands {known:,} times in {size}, '{' '.join(spun)}' {times}"
            return (first, last, note) if span[0] in taken and span[1] - 1 in taken else (*span, note)
    return first, last, None


def _dictionary_note(ctx: Context, found: Analysis, unit: Unit, best: Candidate) -> str:
    seen = ctx.text[found.tokens.starts[unit.first] : found.tokens.ends[unit.last - 1]]
    who = " and ".join(lexicon.FAMILIES[f] for f in best.families[:2])
    return f"spinners of the {who} kind write '{' '.join(seen.split())}' for '{best.original}'"


def _suggestions(ctx: Context, found: Analysis, first: int, last: int, units: list[Unit]) -> tuple[str, ...]:
    """Rewordings of the whole span, best first: every unit by its best candidate, then alternatives one at a time."""
    if not units:
        return ()
    ranked = [_ranked(u) for u in units]
    choices = [[0] * len(units)]
    for position, candidates in enumerate(ranked):
        choices += [[n if i == position else 0 for i in range(len(units))] for n in range(1, min(4, len(candidates)))]
    out: list[str] = []
    for choice in choices:
        text = _reworded(ctx, found, first, last, [(u, r[n]) for u, r, n in zip(units, ranked, choice, strict=True)])
        if text not in out:
            out.append(text)
    return tuple(out[:_MOST_SUGGESTIONS])


def _ranked(unit: Unit) -> list[Candidate]:
    return sorted(unit.candidates, key=lambda c: -_merit(unit, c))


def _merit(unit: Unit, candidate: Candidate) -> float:
    """How likely a candidate is what was meant: the counts' opinion, the trained model's, its row and its length.

    The weights come from a conditional logit over the candidates of the project's labelled passages (docs/spun.md).
    """
    if candidate.restored is None:
        return candidate.gain - _UNSEEN[candidate.right]
    gain, restored = min(max(candidate.gain, -6.0), 14.0), min(max(candidate.restored, -6.0), 8.0)
    longer = candidate.original.count(" ") + 1 - (unit.last - unit.first)
    return 0.23 * gain + 0.58 * restored - 1.84 * longer + _SEEN[candidate.right]


def _reworded(ctx: Context, found: Analysis, first: int, last: int, parts: list[tuple[Unit, Candidate]]) -> str:
    tokens = found.tokens
    at = tokens.starts[first]
    out = ""
    for unit, candidate in parts:
        start, end = tokens.starts[unit.first], tokens.ends[unit.last - 1]
        out += ctx.text[at:start] + _cased(ctx.text[start:end], candidate.original)
        at = end
    return " ".join((out + ctx.text[at : tokens.ends[last - 1]]).split())


def _cased(seen: str, wanted: str) -> str:
    """The original in the case of what stands there now."""
    letters = [c for c in seen if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return wanted.upper()
    words = [w for w in seen.split() if len(w) > 3]
    if len(words) > 1 and all(w[0].isupper() for w in words):
        return " ".join(w[:1].upper() + w[1:] for w in wanted.split())
    if seen[:1].isupper():
        return wanted[:1].upper() + wanted[1:]
    return wanted
