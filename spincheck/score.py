"""From findings to a score that can be argued with. Pure: no clock, no I/O, no order dependence.

Method (see docs/scoring.md): each new finding costs points by severity times confidence. Per category the
points become a density per 1,000 words (never fewer than 300 words are assumed), and the density a sub-score
``100 * 2 ** (-density / half)``. The half-value of a category is set so that the 90th-percentile document of
the clean reference text scores 90 (after Lighthouse's control points). The overall score is the weighted
geometric mean of the sub-scores (after Observatory and SSL Labs: itemised, then capped).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from spincheck.model import Cap, Finding, Score, Severity, State

MIN_WORDS = 100
FLOOR_WORDS = 300
POINTS = {Severity.CRITICAL: 16.0, Severity.HIGH: 8.0, Severity.MEDIUM: 4.0, Severity.LOW: 1.5}
WEIGHTS = {"spun": 0.35, "links": 0.30, "claims": 0.35}
READABILITY_WEIGHT = 0.10
GRADES = ((90.0, "A"), (80.0, "B"), (70.0, "C"), (60.0, "D"))
CAP_CRITICAL, CAP_URL, CAP_BOTH = 59, 69, 49
#: the rule whose finding means "a confirmed URL in place of words"
URL_IN_PLACE = "LNK201"


@dataclass(frozen=True, slots=True)
class Weights:
    """The published numbers of one ruleset."""

    ruleset: str
    #: density (points per 1,000 words) at which a category's sub-score is 50
    half: Mapping[str, float]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped weights (``spincheck/data/score.json``)."""
    raw = json.loads(files("spincheck").joinpath("data/score.json").read_text(encoding="utf-8"))
    return Weights(raw["ruleset"], {k: float(v["half"]) for k, v in raw["categories"].items()})


def score(
    findings: Sequence[Finding],
    words: int,
    *,
    credit: float = 0.0,
    readability_counts: bool = False,
    fail_under: float | None = None,
) -> tuple[Score, tuple[Finding, ...]]:
    """The score of a document, and its findings with ``points`` set to what each one cost.

    ``credit`` (0 to 0.2) is the share of the claims density forgiven for good document practice. The points of
    the new findings sum to ``100 - overall``; a text under 100 words is not scored and costs no points.
    """
    counted = sorted((f for f in findings if f.state is State.NEW), key=lambda f: f.sort_key)
    zeroed = tuple(replace(f, points=0.0) if f.points else f for f in findings)
    if words < MIN_WORDS:
        return Score(None, "not scored", "not scored"), zeroed
    table = dict(WEIGHTS)
    if readability_counts:
        table = {k: v * (1 - READABILITY_WEIGHT) for k, v in table.items()} | {"readability": READABILITY_WEIGHT}
    half = weights().half
    per_thousand = 1000.0 / max(words, FLOOR_WORDS)
    loss = [_log_loss(f, table, half, per_thousand, credit) for f in counted]
    categories = {}
    for name in (*WEIGHTS, "readability"):
        density = math.fsum(_points(f) for f in counted if f.category == name) * per_thousand
        if name == "claims":
            density *= 1 - credit
        categories[name] = 100.0 * 2 ** (-density / half[name])
    uncapped = 100.0 * math.exp(-math.fsum(loss))
    caps = _caps(counted)
    overall = min([uncapped, *(float(c.at) for c in caps)])
    points = _attribute(counted, loss, uncapped, overall)
    by_key = dict(zip([id(f) for f in counted], points, strict=True))
    scored = tuple(replace(f, points=by_key.get(id(f), 0.0)) for f in findings)
    costs: dict[str, list[float]] = {}
    for finding, cost in zip(counted, points, strict=True):
        costs.setdefault(f"{finding.rule} {finding.name}", []).append(cost)
    # rounded, so that the order in which equal findings were added up cannot show
    contributions = {name: round(-math.fsum(parts), 6) for name, parts in costs.items()}
    ranked = tuple(sorted(((n, p) for n, p in contributions.items() if p < 0), key=lambda c: (c[1], c[0])))
    return (
        Score(
            overall,
            grade(overall),
            verdict(overall, fail_under),
            {k: v for k, v in categories.items() if k in half},
            caps,
            ranked,
        ),
        scored,
    )


def grade(overall: float) -> str:
    """A from 90, B from 80, C from 70, D from 60, else F."""
    return next((letter for floor, letter in GRADES if overall >= floor), "F")


def verdict(overall: float, fail_under: float | None = None) -> str:
    """``pass`` or ``fail`` against the gate's score, or against grade D where no gate is set."""
    return "pass" if overall >= (GRADES[-1][0] if fail_under is None else fail_under) else "fail"


def _points(finding: Finding) -> float:
    return POINTS[finding.severity] * finding.confidence


def _log_loss(
    finding: Finding, table: Mapping[str, float], half: Mapping[str, float], per_thousand: float, credit: float
) -> float:
    """What a finding takes from ln(overall / 100); additive, which is why points can be itemised."""
    weight = table.get(finding.category, 0.0)
    if not weight:
        return 0.0
    share = 1 - credit if finding.category == "claims" else 1.0
    return weight * share * _points(finding) * per_thousand / half[finding.category] * math.log(2)


def _caps(findings: Sequence[Finding]) -> tuple[Cap, ...]:
    critical = next((f for f in findings if f.severity is Severity.CRITICAL and f.category != "grammar"), None)
    planted = next((f for f in findings if f.rule == URL_IN_PLACE and f.confidence >= 0.8), None)
    caps = []
    if critical and planted:
        caps.append(Cap(CAP_BOTH, f"critical finding {critical.rule} and a URL in place of words"))
    if critical:
        caps.append(Cap(CAP_CRITICAL, f"critical finding {critical.rule}"))
    if planted:
        caps.append(Cap(CAP_URL, "a URL in place of words"))
    return tuple(sorted(caps, key=lambda c: (c.at, c.because)))


def _attribute(counted: Sequence[Finding], loss: Sequence[float], uncapped: float, overall: float) -> list[float]:
    """Split ``100 - overall`` over the findings: by log loss, and what a cap took over the findings that set it."""
    total = math.fsum(loss)
    points = [(100.0 - uncapped) * part / total if total else 0.0 for part in loss]
    extra = uncapped - overall
    if extra > 0:
        guilty = [
            i
            for i, f in enumerate(counted)
            if f.severity is Severity.CRITICAL or (f.rule == URL_IN_PLACE and f.confidence >= 0.8)
        ]
        for i in guilty:
            points[i] += extra / len(guilty)
    return points
