"""What is said of a span: its rule, its evidence, and the wording that was meant, best first."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.model import Evidence
from spincheck.rules.context import Context
from spincheck.rules.spun import _combine
from spincheck.rules.spun._analysis import Analysis
from spincheck.rules.spun._confidence import KINDS, Piece, inputs
from spincheck.rules.spun._confidence import confidence as confidence_of
from spincheck.rules.spun._trees import sigmoid
from spincheck.rules.spun._units import Candidate, Unit

FINGERPRINT, TERM, REPLACED, DRIFT, TELL = "SPN101", "SPN102", "SPN103", "SPN104", "SPN105"
#: an honest pair of words is quoted as evidence from this count on, when the seen pair is this much rarer
_KNOWN_PAIR, _RARER = 8, 10
_DETECTOR_SURE = 0.6
#: ln of a ratio from which the model's preference for a candidate is quoted
_CLEARLY = 1.0
_MOST_SUGGESTIONS = 3
#: what the judgement of its row adds to a candidate where the trained model looked, and takes from it where it did not
_SEEN = {"n": 0.0, "c": 0.52, "o": 0.59, "w": 0.0}
_UNSEEN = {"n": 0.0, "c": 0.5, "o": 1.5, "w": 1.5}
#: words that do not carry a span on their own
LIGHT = frozenset(
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


def kind(units: list[Unit]) -> str:
    """The most damning judgement among what was probably meant, one of ``_confidence.KINDS``; empty: nothing fits better."""
    best = [_ranked(u)[0] for u in units if u.candidates]
    if any(u.fingerprint is not None for u in units):
        return "f"
    return min((c.right for c in best if c.gain > 0), key=KINDS.index, default="")


def sure_of(found: Analysis, piece: Piece) -> float:
    """The confidence in a piece: the probability that an editor would call it wrong."""
    if found.judgement.alone:
        return float(found.judgement.tokens[piece.first : piece.last].max())
    return confidence_of(_combine.load().confidence_weights, facts(found, piece))


def facts(found: Analysis, piece: Piece) -> NDArray[np.float64]:
    """What the confidence in a piece is computed from."""
    return inputs(found, piece, likeliest(piece), kind(piece.units))


def likeliest(piece: Piece) -> Candidate | None:
    """The candidate for a part of the piece that speaks loudest for a swap."""
    best = [_ranked(u)[0] for u in piece.units if u.candidates]
    return max(best, key=lambda c: c.gain, default=None)


def describe(ctx: Context, found: Analysis, piece: Piece, taken: set[int]) -> SpunSpan:
    tokens = found.tokens
    first, last, units = piece.first, piece.last, piece.units
    confidence = sure_of(found, piece)
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
    term = next((found.terms[i] for i in range(first, last) if i in found.terms), None)
    if term is not None and pair is None:
        evidence.append(Evidence("term", f"put back, it is the established term '{term}'"))
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
        if neighbour in (ngrams.BORDER, ngrams.NUMBER) or neighbour in LIGHT or model.count(neighbour) > 60_000:
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
    if unit.ranked is None:
        unit.ranked = sorted(unit.candidates, key=lambda c: -_merit(unit, c))
    return unit.ranked


def _merit(unit: Unit, candidate: Candidate) -> float:
    """How likely a candidate is what was meant: the counts' opinion, the trained model's, its row, its length, and
    how many families of spinners write so.

    The weights come from a conditional logit over the candidates of the project's labelled passages (docs/spun.md).
    """
    if candidate.restored is None:
        return candidate.gain - _UNSEEN[candidate.right]
    gain, restored = min(max(candidate.gain, -6.0), 14.0), min(max(candidate.restored, -6.0), 8.0)
    longer = candidate.original.count(" ") + 1 - (unit.last - unit.first)
    return 0.30 * gain + 0.27 * restored - 0.84 * longer + 0.51 * len(candidate.families) + _SEEN[candidate.right]


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
