"""From token probabilities to spans with the wording that was meant, each reported once and with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from spincheck import lexicon
from spincheck.language import ngrams
from spincheck.model import Evidence
from spincheck.rules.context import Context
from spincheck.rules.spun._analysis import Analysis, analysis
from spincheck.rules.spun._trees import sigmoid
from spincheck.rules.spun._units import Candidate, Unit, from_thesaurus

FINGERPRINT, TERM, REPLACED, DRIFT, TELL = "SPN101", "SPN102", "SPN103", "SPN104", "SPN105"
#: an honest pair of words is quoted as evidence from this count on, when the seen pair is this much rarer
_KNOWN_PAIR, _RARER = 8, 10
_DETECTOR_SURE = 0.6
#: expected number of spun words around a token from which its part of the document counts as spun
_SPUN_PART = 9.0
#: what a span needs in an honest page
_LONE = 0.95
_MOST_SUGGESTIONS = 3
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


def spans(ctx: Context) -> list[SpunSpan]:
    """The spun spans of a document above the configured confidence, in order, never overlapping."""
    return ctx.shared("spun-spans", _spans)


def _spans(ctx: Context) -> list[SpunSpan]:
    found = analysis(ctx)
    p = found.judgement.tokens
    by_token = _units_by_token(found)
    out = []
    runs = _runs(found, p >= thresholds(ctx, found))
    for unit in from_thesaurus(found.tokens, ngrams.load(), _unexplained(runs, by_token)):
        by_token.setdefault(unit.first, []).append(unit)
    for first, last in runs:
        for a, b, chosen in _cover(found, by_token, first, last):
            out.append(_describe(ctx, found, a, b, chosen, by_token))
    return _apart([s for s in out if s is not None])


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


def thresholds(ctx: Context, found: Analysis) -> NDArray[np.float64]:
    """The least probability a token needs to be reported.

    ``min_confidence`` in a document, or a part of one, that looks spun. An honest page must stay silent: there a word has to
    be all but certain, as an unguarded fingerprint is.
    """
    least = ctx.settings.spun.min_confidence
    if found.judgement.document >= ctx.settings.spun.document_threshold:
        return np.full(len(found.tokens), least)
    spun_part = found.judgement.local >= _SPUN_PART
    return np.where(spun_part, least, max(least, _LONE))


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
    best = max((c.gain - {"n": 0.0, "c": 1.0, "o": 2.5}.get(c.right, 2.0) for c in unit.candidates), default=-9.0)
    return best + 1.5 * (unit.last - unit.first - 1) + (6.0 if unit.fingerprint else 0.0)


def _cover(found: Analysis, by_token: dict[int, list[Unit]], first: int, last: int) -> list[tuple[int, int, list[Unit]]]:
    """Cut a run into pieces, each explained by one unit or by none; units may reach past the run's ends."""
    units = {id(u): u for i in range(first, last) for u in by_token.get(i, ())}
    ranked = sorted((u for u in units.values() if _quality(u) > 0), key=lambda u: (-_quality(u), u.first))
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
    return _joined(found, pieces)


def _joined(found: Analysis, pieces: list[tuple[int, int, list[Unit]]]) -> list[tuple[int, int, list[Unit]]]:
    """Neighbouring pieces of one run become one finding: a reader sees one broken phrase."""
    out: list[tuple[int, int, list[Unit]]] = []
    for first, last, units in pieces:
        if out and out[-1][1] >= first and last - out[-1][0] <= 4:
            out[-1] = (out[-1][0], last, out[-1][2] + units)
        else:
            out.append((first, last, units))
    return out


def _describe(
    ctx: Context, found: Analysis, first: int, last: int, units: list[Unit], by_token: dict[int, list[Unit]]
) -> SpunSpan | None:
    tokens, p = found.tokens, found.judgement.tokens
    confidence = float(p[first:last].max())
    evidence: list[Evidence] = []
    first, last, pair = _widen(found, first, last, units)
    start, end = tokens.starts[first], tokens.ends[last - 1]
    suggestions = _suggestions(ctx, found, first, last, units)
    families = "".join(sorted({f for u in units for c in u.candidates[:1] for f in c.families}))
    fingerprint = next((u.fingerprint for u in units if u.fingerprint), None)
    if fingerprint is not None:
        evidence.append(
            Evidence("fingerprint", f"'{fingerprint.phrase}' is a known spun form of '{fingerprint.intended[0]}'")
        )
    if pair is not None:
        evidence.append(Evidence("collocation", pair))
    for unit in units:
        best = unit.candidates[0] if unit.candidates else None
        if best is not None and best.source == "thesaurus":
            evidence.append(Evidence("thesaurus", f"a thesaurus gives it for '{best.original}', which fits better here"))
        if best is not None and best.source == "dictionary":
            evidence.append(Evidence("dictionary", _dictionary_note(ctx, found, unit, best)))
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
        if any(c.source == "dictionary" for u in units for c in u.candidates[:1])
        else REPLACED
    )
    return SpunSpan(start, end, code, confidence, suggestions, evidence, families)


def _widen(found: Analysis, first: int, last: int, units: list[Unit]) -> tuple[int, int, str | None]:
    """Take in the neighbour that proves the swap ("chilly" -> "chilly laser") and say the counts."""
    if len(units) != 1 or not units[0].candidates or (units[0].first, units[0].last) != (first, last):
        return first, last, None
    forms, model = found.tokens.forms, ngrams.load()
    words = [f for f, _, _ in ngrams.tokens(units[0].candidates[0].original)]
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
            return span[0], span[1], note
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
    penalty = {"n": 0.0, "c": 0.5, "o": 1.5}
    return sorted(unit.candidates, key=lambda c: -(c.gain - penalty.get(c.right, 1.5)))


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
