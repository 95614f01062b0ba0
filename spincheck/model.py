"""The words every part of spincheck shares: findings, scores and reports. Pure data, no I/O.

Offsets are Unicode code points into the decoded *source* file, end exclusive, so that
``source[finding.start:finding.end] == finding.text``. Lines and columns count from 1.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

SCHEMA_VERSION = "1"

CATEGORIES = ("spun", "links", "claims", "readability", "grammar")


class Severity(StrEnum):
    """How much a finding matters. Compares by rank: ``CRITICAL > HIGH > MEDIUM > LOW``."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """4 for critical down to 1 for low."""
        return {"critical": 4, "high": 3, "medium": 2, "low": 1}[self.value]

    def __lt__(self, other: str) -> bool:
        return self.rank < Severity(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Severity(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Severity(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Severity(other).rank

    def lowered(self) -> Severity:
        """One step down; ``low`` stays ``low``."""
        return {4: Severity.HIGH, 3: Severity.MEDIUM}.get(self.rank, Severity.LOW)

    def raised(self) -> Severity:
        """One step up; ``critical`` stays ``critical``."""
        return {1: Severity.MEDIUM, 2: Severity.HIGH}.get(self.rank, Severity.CRITICAL)


class State(StrEnum):
    """What the filters made of a finding. Only ``NEW`` counts for the score and the gate."""

    NEW = "new"
    SUPPRESSED = "suppressed"
    BASELINED = "baselined"
    UNCHANGED_LINE = "unchanged-line"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a finding: ``kind`` is a stable short tag, ``detail`` a sentence for people."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Something that could not be looked at, and why. Never silently dropped."""

    check: str
    reason: str


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a rule says about itself: feeds ``explain``, the rule pages, SARIF and the contract test."""

    code: str
    name: str
    category: str
    severity: Severity
    summary: str
    explanation: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    fix: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place. ``suggestions`` are replacements for exactly ``start:end``."""

    rule: str
    name: str
    category: str
    severity: Severity
    confidence: float
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    message: str
    suggestions: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    fingerprint: str = ""
    state: State = State.NEW
    points: float = 0.0
    #: where formats without file offsets point ("paragraph 12, run 3"); empty elsewhere
    location: str = ""
    #: why the finding has its state: the suppression's reason, the baseline's name
    state_reason: str = ""
    #: machine-readable facts about the finding (condition, treatment, target host ...)
    properties: Mapping[str, str] = field(default_factory=dict)
    #: the suggestions as they would stand in the file, capitals fitted; empty where none can be put in without losing
    #: markup, and for findings that do not count
    replacements: tuple[str, ...] = ()
    #: the first replacement needs no judgement: ``spincheck fix --safe`` makes it
    safe: bool = False

    @property
    def sort_key(self) -> tuple[int, int, str, str]:
        """Order of findings in a document: place, then code."""
        return (self.start, self.end, self.rule, self.message)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of the report format, version 1."""
        out: dict[str, Any] = {
            "rule": self.rule,
            "name": self.name,
            "category": self.category,
            "severity": self.severity.value,
            "confidence": round(self.confidence, 3),
            "start": self.start,
            "end": self.end,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "text": self.text,
            "message": self.message,
            "suggestions": list(self.suggestions),
            "edits": [
                {"start": self.start, "end": self.end, "replacement": text, "safe": self.safe and number == 0}
                for number, text in enumerate(self.replacements)
            ],
            "evidence": [{"kind": e.kind, "detail": e.detail} for e in self.evidence],
            "fingerprint": self.fingerprint,
            "state": self.state.value,
            "points": round(self.points, 2),
        }
        if self.location:
            out["location"] = self.location
        if self.state_reason:
            out["state_reason"] = self.state_reason
        if self.properties:
            out["properties"] = dict(self.properties)
        return out


@dataclass(frozen=True, slots=True)
class Cap:
    """A ceiling on the overall score and the finding that set it."""

    at: int
    because: str


@dataclass(frozen=True, slots=True)
class Score:
    """100 = nothing found. ``overall`` is None when the text is too short to score."""

    overall: float | None
    grade: str
    verdict: str
    categories: Mapping[str, float] = field(default_factory=dict)
    caps: tuple[Cap, ...] = ()
    #: named deductions and credits, largest first: (name, points)
    contributions: tuple[tuple[str, float], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "overall": None if self.overall is None else round(self.overall, 1),
            "grade": self.grade,
            "verdict": self.verdict,
            "categories": {k: round(v, 1) for k, v in self.categories.items()},
            "caps": [{"at": c.at, "because": c.because} for c in self.caps],
            "contributions": [{"name": n, "points": round(p, 2)} for n, p in self.contributions],
        }


@dataclass(frozen=True, slots=True)
class SpunVerdict:
    """Is this document spun? ``probability`` is calibrated; ``spans`` counts independent spun spans."""

    probability: float
    spans: int
    verdict: str = "not spun"
    because: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "probability": round(self.probability, 3),
            "spans": self.spans,
            "verdict": self.verdict,
            "because": list(self.because),
        }


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """Everything spincheck has to say about one document."""

    path: str
    words: int
    score: Score
    spun: SpunVerdict
    readability: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()
    title: str = ""
    #: panels that are shown but are not findings (document criteria of the claims family ...)
    panels: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: the decoded source, for reports that quote lines; never serialised
    source: str = field(default="", repr=False, compare=False)

    @property
    def new_findings(self) -> tuple[Finding, ...]:
        """The findings that count: neither suppressed, baselined nor on unchanged lines."""
        return tuple(f for f in self.findings if f.state is State.NEW)

    def with_findings(self, findings: Iterable[Finding]) -> DocumentReport:
        """The same report with other findings, sorted."""
        return replace(self, findings=tuple(sorted(findings, key=lambda f: f.sort_key)))

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of the report format, version 1."""
        out: dict[str, Any] = {
            "path": self.path,
            "words": self.words,
            "score": self.score.to_dict(),
            "spun": self.spun.to_dict(),
            "readability": dict(self.readability),
            "findings": [f.to_dict() for f in self.findings],
            "not_checked": [{"check": n.check, "reason": n.reason} for n in self.not_checked],
        }
        if self.title:
            out["title"] = self.title
        if self.panels:
            out["panels"] = {k: dict(v) for k, v in self.panels.items()}
        return out


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run over one or more documents."""

    documents: tuple[DocumentReport, ...]
    version: str
    ruleset: str
    exit_code: int = 0
    #: documents that could not be read: (path, one-line error)
    errors: tuple[tuple[str, str], ...] = ()
    #: the rules that ran, for formats that carry help text
    rules: tuple[RuleInfo, ...] = ()
    #: why the gate failed, one line each; empty when it passed
    gate: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The new findings of all documents."""
        return tuple(f for d in self.documents for f in d.new_findings)

    @property
    def worst(self) -> DocumentReport | None:
        """The scored document with the lowest score, else the one with most findings."""
        scored = [d for d in self.documents if d.score.overall is not None]
        if scored:
            return min(scored, key=lambda d: (d.score.overall or 0.0, d.path))
        return max(self.documents, key=lambda d: (len(d.new_findings), d.path), default=None)

    def summary(self) -> dict[str, Any]:
        """Counts over all documents; only new findings count."""
        by_category = dict.fromkeys(CATEGORIES, 0)
        by_severity = {s.value: 0 for s in Severity}
        by_state = {s.value: 0 for s in State}
        for document in self.documents:
            for finding in document.findings:
                by_state[finding.state.value] += 1
                if finding.state is State.NEW:
                    by_category[finding.category] += 1
                    by_severity[finding.severity.value] += 1
        worst = self.worst
        return {
            "documents": len(self.documents),
            "findings": by_state[State.NEW.value],
            "by_category": by_category,
            "by_severity": by_severity,
            "by_state": by_state,
            "worst": worst.path if worst else None,
            "errors": len(self.errors),
        }

    def to_dict(self) -> dict[str, Any]:
        """The JSON form of the report format, version 1."""
        return {
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "spincheck", "version": self.version, "ruleset": self.ruleset},
            "documents": [d.to_dict() for d in self.documents],
            "summary": self.summary(),
            "errors": [{"path": p, "error": e} for p, e in self.errors],
            "gate": list(self.gate),
            "exit_code": self.exit_code,
        }


def normalise(text: str) -> str:
    """Fold what does not change a finding's identity: Unicode form, case, white space, quotes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = folded.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return " ".join(folded.split())


def fingerprint(code: str, match: str, before: str, after: str, ordinal: int) -> str:
    """Identity of a finding across drafts, formats and files: 16 hexadecimal digits.

    Neither line number nor path goes in, so the same finding in a draft and on the live page has the
    same fingerprint. ``ordinal`` tells apart findings of one document that are otherwise equal.
    """
    parts = (code, normalise(match), normalise(before), normalise(after), str(ordinal))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
